/* A small show for the tests of this room: two cameras, two microphones, four scenes, two cards,
 * two outputs. */
#pragma once
#include "show-state.h"
#include <string.h>

#define NOW_MS  G_GINT64_CONSTANT (1800000000000)
#define MONO_MS G_GINT64_CONSTANT (5000000) /* the monotonic clock then; both go on together */

static inline ShowSetup *
fixture_setup (void)
{
  static const ShowCameraSetup cameras[] = {{"main"}, {"hands"}};
  static const ShowMicSetup mics[] = {
      {.name = "host", .gain_db = -6, .delay_ms = 40, .is_soundcard = TRUE},
      {.name = "music", .gain_db = -12, .mute = TRUE}};
  static const ShowOutputSetup outputs[] = {{"tube", TRUE}, {"backup", FALSE}};
  static const ShowScene scenes[] = {
      {.name = "main", .layout = SHOW_LAYOUT_FULL, .cameras = {0}},
      {.name = "hands", .layout = SHOW_LAYOUT_FULL, .cameras = {1}},
      {.name = "pip",
       .layout = SHOW_LAYOUT_PIP,
       .cameras = {0, 1},
       .corner = SHOW_CORNER_BOTTOM_RIGHT,
       .size_permille = 300},
      {.name = "break", .layout = SHOW_LAYOUT_SLATE, .slate = SHOW_SLATE_BREAK}};
  ShowCardSetup cards[] = {{.name = "offer",
                            .kind = SHOW_CARD_PRODUCT,
                            .corner = SHOW_CORNER_BOTTOM_LEFT,
                            .sku = g_strdup ("MUG-1"),
                            .shown = TRUE},
                           {.name = "next",
                            .kind = SHOW_CARD_PRODUCT,
                            .corner = SHOW_CORNER_TOP_RIGHT,
                            .sku = g_strdup ("SHIRT-2"),
                            .shown = FALSE}};
  ShowSetup *setup = show_setup_new ();

  g_array_append_vals (setup->cameras, cameras, G_N_ELEMENTS (cameras));
  g_array_append_vals (setup->mics, mics, G_N_ELEMENTS (mics));
  g_array_append_vals (setup->outputs, outputs, G_N_ELEMENTS (outputs));
  g_array_append_vals (setup->scenes, scenes, G_N_ELEMENTS (scenes));
  g_array_append_vals (setup->cards, cards, G_N_ELEMENTS (cards));
  setup->transition_ms = 300;
  return setup;
}

/* One more card of each kind, named by it: "countdown" is card 2. */
static inline ShowSetup *
fixture_full_setup (void)
{
  ShowSetup *setup = fixture_setup ();

  for (ShowCardKind kind = SHOW_CARD_COUNTER; kind <= SHOW_CARD_AD; kind++) {
    ShowCardSetup card = {.kind = kind, .corner = SHOW_CORNER_TOP_LEFT};

    g_strlcpy (card.name, show_card_kind_to_string (kind), sizeof card.name);
    if (kind == SHOW_CARD_COUNTER || kind == SHOW_CARD_LINK || kind == SHOW_CARD_ACCESS ||
        kind == SHOW_CARD_HUBS)
      card.sku = g_strdup ("MUG-1");
    if (kind == SHOW_CARD_LINK)
      card.fallback = g_strdup ("https://shop.example/");
    g_array_append_val (setup->cards, card);
  }
  return setup;
}

/* A run of show over either set-up: "opening" is a scene and a script, "mug" sells with the card
 * "offer", "shirt" only says what is sold, "link" shows a card (in the full set-up) and hides one,
 * "end" is a slate. */
static inline void
fixture_add_cues (ShowSetup *setup)
{
  gboolean is_full = setup->cards->len > 2;
  ShowCueSetup cues[] = {
      {.name = "opening", .title = g_strdup ("Hello"), .scene = 0, .planned_s = 90},
      {.name = "mug", .title = g_strdup ("The mug"), .scene = 2, .show = 1},
      {.name = "shirt", .title = g_strdup ("The shirt"), .scene = -1},
      {.name = "link", .title = g_strdup ("Where to buy"), .scene = -1, .hide = 1},
      {.name = "end", .title = g_strdup ("Good night"), .scene = 3, .hide = 3}};

  cues[0].script = g_strdup ("Say hello.\nSay who you are.");
  cues[1].sku = g_strdup ("MUG-1");
  cues[2].sku = g_strdup ("SHIRT-2");
  cues[3].show = is_full ? 1u << (2 + SHOW_CARD_LINK - SHOW_CARD_COUNTER) : 2;
  g_array_append_vals (setup->cues, cues, G_N_ELEMENTS (cues));
}

/* The index of a card of the full set-up. */
static inline guint
fixture_card (ShowCardKind kind)
{
  return 2 + kind - SHOW_CARD_COUNTER;
}

static inline GPtrArray *
fixture_effects (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);
}

static inline ShowState *
fixture_state_with (gboolean stock_is_local)
{
  g_autoptr (ShowSetup) setup = fixture_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();

  setup->stock_is_local = stock_is_local;
  return show_state_new (setup, NOW_MS, MONO_MS, effects);
}

static inline ShowState *
fixture_full_state (gboolean stock_is_local)
{
  g_autoptr (ShowSetup) setup = fixture_full_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();

  setup->stock_is_local = stock_is_local;
  return show_state_new (setup, NOW_MS, MONO_MS, effects);
}

static inline ShowState *
fixture_state (void)
{
  return fixture_state_with (TRUE);
}

/* The whole state, with its products. */
static inline json_t *
fixture_json (const ShowState *state)
{
  json_t *json = show_state_to_whole_json (state, NOW_MS, MONO_MS);

  g_assert_nonnull (json);
  return json;
}

static inline char *
fixture_dump (const ShowState *state)
{
  json_t *json = fixture_json (state);
  char *text;

  text = json_dumps (json, JSON_COMPACT);
  g_assert_nonnull (text);
  json_decref (json);
  return text;
}

/* Each command has an id of its own: "id-1", "id-2" … */
static guint fixture_n_commands G_GNUC_UNUSED;

/* The next state by a command line; NULL with `error` set when parsing or reducing refused. Checks
 * that the old state is untouched, and that a refusal has no effects. */
static inline ShowState *
fixture_try (ShowState *state, const char *line, gint64 now_ms, GPtrArray *effects, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autofree char *before = fixture_dump (state);
  g_autofree char *after = NULL;
  guint n_effects = effects->len;
  g_autoptr (ShowCommand) command =
      show_command_parse ((const char *const *) words, SHOW_ROLE_CREATOR, error);
  g_autofree char *id = g_strdup_printf ("id-%u", ++fixture_n_commands);
  ShowEvent event = {.kind = SHOW_EVENT_COMMAND,
                     .now_ms = now_ms,
                     .mono_ms = now_ms - NOW_MS + MONO_MS,
                     .id = id,
                     .command = command};
  ShowState *next = command ? show_state_reduce (state, &event, effects, error) : NULL;

  after = fixture_dump (state);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (next || effects->len == n_effects);
  return next;
}

/* Runs a command that must succeed on *state, which is replaced; gives its effects. */
static inline GPtrArray *
fixture_do_at (ShowState **state, const char *line, gint64 now_ms)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *effects = fixture_effects ();
  ShowState *next = fixture_try (*state, line, now_ms, effects, &error);

  g_assert_no_error (error);
  show_state_unref (*state);
  *state = next;
  return effects;
}

static inline GPtrArray *
fixture_do (ShowState **state, const char *line)
{
  return fixture_do_at (state, line, NOW_MS);
}

/* As fixture_do(), when the effects do not matter. */
static inline void
fixture_run (ShowState **state, const char *line)
{
  g_ptr_array_unref (fixture_do (state, line));
}

/* Runs a command that must be refused with `code`, and with all of `text` in its message. */
static inline void
fixture_refuse (ShowState *state, const char *line, int code, const char *text)
{
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture_try (state, line, NOW_MS, effects, &error));
  g_assert_error (error, SHOW_ERROR, code);
  if (!strstr (error->message, text))
    g_error ("\"%s\" was refused with \"%s\", which lacks \"%s\"", line, error->message, text);
}

/* Runs an event that must succeed on *state, which is replaced; gives its effects. Without a
 * monotonic time of its own it happens when its wall clock says. */
static inline GPtrArray *
fixture_event (ShowState **state, const ShowEvent *what)
{
  ShowEvent copy = *what, *event = &copy;
  g_autoptr (GError) error = NULL;
  GPtrArray *effects = fixture_effects ();
  g_autofree char *before = fixture_dump (*state);
  ShowState *next;
  g_autofree char *after = NULL;

  if (event->mono_ms == 0)
    event->mono_ms = event->now_ms - NOW_MS + MONO_MS;
  next = show_state_reduce (*state, event, effects, &error);
  after = fixture_dump (*state);
  g_assert_no_error (error);
  g_assert_cmpstr (before, ==, after);
  show_state_unref (*state);
  *state = next;
  return effects;
}

static inline const ShowEffect *
fixture_effect (GPtrArray *effects, guint i, ShowEffectKind kind)
{
  const ShowEffect *effect;

  g_assert_cmpuint (i, <, effects->len);
  effect = effects->pdata[i];
  g_assert_cmpint (effect->kind, ==, kind);
  return effect;
}

/* What card `index` says now; to be freed. */
static inline char *
fixture_says (const ShowState *state, guint index)
{
  g_autoptr (ShowCardContent) card = show_state_make_card (state, index);

  return show_card_content_says (card);
}

static inline void
fixture_assert_says (const ShowState *state, guint index, const char *expected)
{
  g_autofree char *says = fixture_says (state, index);

  g_assert_cmpstr (says, ==, expected);
}

/* A frame from the shop at `mono_ms`: all is known, up to `seq`. */
static inline void
fixture_hear (ShowState **state, gint64 mono_ms, gint64 seq)
{
  g_autoptr (ShowStatus) status = show_status_new (SHOW_HEALTH_LIVE, "Connected.", NULL);
  ShowFeed feed = {.status = status, .synced = TRUE, .seq = seq, .heard_ms = mono_ms};
  ShowEvent event = {.kind = SHOW_EVENT_FEED,
                     .now_ms = NOW_MS + mono_ms - MONO_MS,
                     .mono_ms = mono_ms,
                     .feed = &feed};

  g_ptr_array_unref (fixture_event (state, &event));
}
