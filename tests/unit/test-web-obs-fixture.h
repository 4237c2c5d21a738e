/* A show without a rig, for remotes: two cameras, a microphone, four scenes, a card, an output. */
#pragma once
#include "web-obs-private.h"
#include <string.h>

typedef struct {
  ShowState *state;
  WebObs *obs;
} Fixture;

static inline ShowState *
get_state (gpointer data)
{
  return show_state_ref (((Fixture *) data)->state);
}

static inline json_t *
command (const char *const *words, guint role, const char *id, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (ShowCommand) parsed = show_command_parse (words, role, error);
  g_autoptr (GPtrArray) effects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);
  const ShowEvent event = {.kind = SHOW_EVENT_COMMAND,
                           .now_ms = 1800000000000,
                           .mono_ms = 1000,
                           .id = id,
                           .command = parsed};
  ShowState *next = parsed ? show_state_reduce (fixture->state, &event, effects, error) : NULL;

  if (!next)
    return NULL;
  show_state_unref (fixture->state);
  fixture->state = next;
  web_obs_state_changed (fixture->obs);
  return json_object ();
}

/* As the rig would: later. What is to be 4000 wide is as large as a large PNG. */
#define LARGE_WIDTH 4000
#define LARGE_BYTES (3 * 1024 * 1024)

typedef struct {
  WebShotFunc func;
  gpointer data;
  gboolean large, is_file;
} Asked;

static inline gboolean
deliver (gpointer data)
{
  Asked *asked = data;
  gsize length = asked->large ? LARGE_BYTES : 40;
  g_autofree char *uri = g_strnfill (length, 'A');

  asked->func (asked->is_file ? NULL : uri, asked->is_file ? 0 : length, NULL, asked->data);
  g_free (asked);
  return G_SOURCE_REMOVE;
}

static inline void
shot (const WebShot *wanted, WebShotFunc func, gpointer func_data, gpointer data)
{
  Asked *asked = g_new (Asked, 1);

  g_assert_true (g_str_equal (wanted->input, "programme") || g_str_equal (wanted->input, "main") ||
                 g_str_equal (wanted->input, "second"));
  g_assert_true (!wanted->file || !strchr (wanted->file, '/'));
  *asked = (Asked){func, func_data, wanted->width == LARGE_WIDTH, wanted->file != NULL};
  g_idle_add (deliver, asked);
}

static inline ShowSetup *
make_setup (void)
{
  ShowSetup *setup = show_setup_new ();
  const ShowCameraSetup cameras[] = {{"main"}, {"second"}};
  const ShowMicSetup mic = {.name = "host"};
  const ShowScene scenes[] = {
      {.name = "main", .layout = SHOW_LAYOUT_FULL},
      {.name = "both",
       .layout = SHOW_LAYOUT_PIP,
       .cameras = {0, 1},
       .corner = SHOW_CORNER_TOP_RIGHT,
       .size_permille = 250},
      {.name = "side", .layout = SHOW_LAYOUT_SIDE, .cameras = {0, 1}},
      {.name = "break", .layout = SHOW_LAYOUT_SLATE, .slate = SHOW_SLATE_BREAK},
  };
  const ShowCardSetup card = {.name = "mug",
                              .kind = SHOW_CARD_PRODUCT,
                              .corner = SHOW_CORNER_BOTTOM_LEFT,
                              .sku = g_strdup ("MUG")};
  const ShowOutputSetup output = {.name = "live"};

  g_array_append_vals (setup->cameras, cameras, G_N_ELEMENTS (cameras));
  g_array_append_val (setup->mics, mic);
  g_array_append_vals (setup->scenes, scenes, G_N_ELEMENTS (scenes));
  g_array_append_val (setup->cards, card);
  g_array_append_val (setup->outputs, output);
  for (guint i = 0; i < 2; i++) {
    ShowCueSetup cue = {.title = g_strdup (i ? "The mug" : "Hello"), .scene = (int) i, .show = i};

    g_strlcpy (cue.name, i ? "mug" : "hello", sizeof cue.name);
    g_array_append_val (setup->cues, cue);
  }
  return setup;
}

static inline void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (ShowSetup) setup = make_setup ();
  g_autoptr (GPtrArray) effects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);
  const WebObsOptions options = {.listen = WEB_LISTEN_LOOPBACK, .without_password = TRUE};
  const WebBackend backend = {
      .get_state = get_state, .command = command, .shot = shot, .data = fixture};

  fixture->state = show_state_new (setup, 1800000000000, 1000, effects);
  fixture->obs = web_obs_new (&options, "/nowhere/recordings", &backend, NULL);
  g_assert_nonnull (fixture->obs);
}

static inline void
tear_down (Fixture *fixture, gconstpointer unused)
{
  web_obs_free (fixture->obs);
  show_state_unref (fixture->state);
}
