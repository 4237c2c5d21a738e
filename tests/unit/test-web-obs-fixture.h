/* A show without a rig, for remotes: two cameras, a microphone, four scenes, a card, an output. */
#pragma once
#include "web-obs-private.h"

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

/* As a tick of the mixer would: later. */
typedef struct {
  WebPictureFunc func;
  gpointer data;
} Asked;

static inline gboolean
deliver (gpointer data)
{
  Asked *asked = data;
  g_autoptr (GBytes) jpeg = g_bytes_new_static ("\xff\xd8jpeg", 6);

  asked->func (jpeg, asked->data);
  g_free (asked);
  return G_SOURCE_REMOVE;
}

static inline void
picture (const char *input, WebPictureFunc func, gpointer func_data, gpointer data)
{
  Asked *asked = g_new (Asked, 1);

  g_assert_true (g_str_equal (input, "programme") || g_str_equal (input, "main") ||
                 g_str_equal (input, "second"));
  *asked = (Asked){func, func_data};
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
      .get_state = get_state, .command = command, .picture = picture, .data = fixture};

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
