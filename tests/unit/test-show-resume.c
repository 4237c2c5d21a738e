/* A show that broke off goes on as it was: what was asked of it is told, and taken again. */
#include "show-resume.h"
#include "test-show-fixture.h"

static ShowSetup *
make_setup (void)
{
  ShowSetup *setup = fixture_full_setup ();

  fixture_add_cues (setup);
  return setup;
}

static ShowState *
begin (ShowSetup *setup, const json_t *kept, GPtrArray *effects)
{
  return show_state_new_resumed (setup, kept, NOW_MS + 60000, MONO_MS, effects);
}

static void
do_all (ShowState **state, const char *const *lines)
{
  for (; *lines; lines++)
    g_ptr_array_unref (fixture_do (state, *lines));
}

/* The state's JSON without what a start has for itself: revisions, the clock, what outputs say. */
static json_t *
shown_of (const ShowState *state)
{
  json_t *json = show_state_to_json (state, NOW_MS + 60000, MONO_MS), *card;
  gsize index;

  json_object_del (json, "rev");
  json_object_del (json, "shop");
  json_object_del (json, "outputs");
  json_object_del (json_object_get (json, "rundown"), "steps_back");
  json_object_del (json_object_get (json, "rundown"), "elapsed_ms");
  json_array_foreach (json_object_get (json, "cards"), index, card)
  {
    json_object_del (card, "picture");
  }
  return json;
}

static void
assert_same_show (const ShowState *a, const ShowState *b)
{
  json_t *of_a = shown_of (a), *of_b = shown_of (b), *part;
  const char *key;

  json_object_foreach (of_a, key, part)
  {
    if (!json_equal (part, json_object_get (of_b, key)))
      g_error ("\"%s\" is not the same", key);
  }
  json_decref (of_a);
  json_decref (of_b);
}

static void
assert_same_cards (const ShowState *a, const ShowState *b)
{
  json_t *of_a = shown_of (a), *of_b = shown_of (b);

  g_assert_true (json_equal (json_object_get (of_a, "cards"), json_object_get (of_b, "cards")));
  json_decref (of_a);
  json_decref (of_b);
}

static const char *const evening[] = {"stock set MUG-1 9",
                                      "stock set SHIRT-2 4",
                                      "cue go mug",
                                      "cue next end",
                                      "scene hands",
                                      "panic",
                                      "transition crossfade 700",
                                      "bitrate 2500",
                                      "stock buffer 2",
                                      "gain host -9.5",
                                      "mute host",
                                      "delay host 120",
                                      "unmute music",
                                      "card product next MUG-1",
                                      "card show next",
                                      "card hide offer",
                                      "card until countdown 2027-03-15T19:00:00Z",
                                      "card text countdown Last_call",
                                      "card detail lower-third Potter",
                                      "output stop tube",
                                      "output start backup",
                                      "record start",
                                      NULL};

static const ShowEffect *
find_effect (const GPtrArray *effects, ShowEffectKind kind, guint index)
{
  for (guint i = 0; i < effects->len; i++) {
    const ShowEffect *effect = effects->pdata[i];

    if (effect->kind == kind && effect->index == index)
      return effect;
  }
  return NULL;
}

static void
test_goes_on (void)
{
  g_autoptr (ShowSetup) setup = make_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowState) state = show_state_new (setup, NOW_MS, MONO_MS, effects), resumed = NULL;
  json_t *kept, *again;

  do_all (&state, evening);
  kept = show_state_to_resume (state, setup);
  g_ptr_array_set_size (effects, 0);
  resumed = begin (setup, kept, effects);
  do_all (&resumed, (const char *const[]){"stock set MUG-1 9", "stock set SHIRT-2 4", NULL});
  assert_same_show (state, resumed);
  again = show_state_to_resume (resumed, setup);
  g_assert_true (json_equal (kept, again));
  g_assert_cmpstr (find_effect (effects, SHOW_EFFECT_SCENE, 3)->scene.name, ==, "break");
  g_assert_true (find_effect (effects, SHOW_EFFECT_MIC, 0)->mute);
  g_assert_cmpfloat (find_effect (effects, SHOW_EFFECT_MIC, 0)->gain_db, ==, -9.5);
  g_assert_null (find_effect (effects, SHOW_EFFECT_OUTPUT_START, 0));
  g_assert_nonnull (find_effect (effects, SHOW_EFFECT_OUTPUT_START, 1));
  g_assert_nonnull (find_effect (effects, SHOW_EFFECT_RECORD_START, 0));
  g_assert_cmpint (find_effect (effects, SHOW_EFFECT_BITRATE, 0)->kbps, ==, 2500);
  json_decref (kept);
  json_decref (again);
}

/* What the config says is no wish of the show. */
static void
test_tells_only_wishes (void)
{
  g_autoptr (ShowSetup) setup = make_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowState) state = show_state_new (setup, NOW_MS, MONO_MS, effects);
  json_t *kept = show_state_to_resume (state, setup);

  g_assert_cmpuint (json_object_size (kept), ==, 0);
  json_decref (kept);
  do_all (&state, (const char *const[]){"mute host", "unmute host", "scene hands", "scene main",
                                        "output stop tube", "output start tube", NULL});
  kept = show_state_to_resume (state, setup);
  g_assert_cmpuint (json_object_size (kept), ==, 0);
  json_decref (kept);
}

/* Another evening's: everything that a start takes from the config is otherwise. */
static ShowSetup *
make_other_setup (void)
{
  ShowSetup *setup = make_setup ();
  ShowScene first = g_array_index (setup->scenes, ShowScene, 3);
  ShowCardSetup *offer = &g_array_index (setup->cards, ShowCardSetup, 0);

  g_array_remove_index (setup->scenes, 3);
  g_array_prepend_val (setup->scenes, first);
  g_array_index (setup->outputs, ShowOutputSetup, 0).autostart = FALSE;
  g_array_index (setup->outputs, ShowOutputSetup, 1).autostart = TRUE;
  g_array_index (setup->mics, ShowMicSetup, 0).mute = TRUE;
  g_array_index (setup->mics, ShowMicSetup, 0).gain_db = 3;
  offer->shown = FALSE;
  offer->text = g_strdup ("Tomorrow");
  offer->until_ms = NOW_MS + 86400000;
  setup->record = TRUE;
  setup->bitrate_kbps = 9000;
  setup->transition_ms = 0;
  return setup;
}

/* As after a crash of a show that knew `known` as the newest config; now it is `config`. */
static ShowState *
crash (const ShowState *state, const ShowSetup *known, ShowSetup *config, GPtrArray *effects)
{
  json_t *kept = show_state_to_resume (state, known);
  ShowState *resumed;

  g_ptr_array_set_size (effects, 0);
  resumed = begin (config, kept, effects);
  json_decref (kept);
  return resumed;
}

/* Settings that were changed during the show for another one. */
static void
test_what_was_saved_undoes_nothing (void)
{
  g_autoptr (ShowSetup) setup = make_setup (), other = make_other_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowState) state = show_state_new (setup, NOW_MS, MONO_MS, effects), resumed = NULL;

  do_all (&state,
          (const char *const[]){"output start backup", "output stop backup", "scene main", NULL});
  resumed = crash (state, other, other, effects);
  g_assert_nonnull (find_effect (effects, SHOW_EFFECT_OUTPUT_START, 0));
  g_assert_null (find_effect (effects, SHOW_EFFECT_OUTPUT_START, 1));
  g_assert_null (find_effect (effects, SHOW_EFFECT_RECORD_START, 0));
  g_assert_cmpstr (find_effect (effects, SHOW_EFFECT_SCENE, 1)->scene.name, ==, "main");
  g_assert_false (find_effect (effects, SHOW_EFFECT_MIC, 0)->mute);
  g_assert_cmpfloat (find_effect (effects, SHOW_EFFECT_MIC, 0)->gain_db, ==, -6);
  assert_same_cards (state, resumed);
  g_clear_pointer (&state, show_state_unref);
  state = crash (resumed, other, other, effects); /* and once more */
  g_assert_nonnull (find_effect (effects, SHOW_EFFECT_OUTPUT_START, 0));
  g_assert_null (find_effect (effects, SHOW_EFFECT_OUTPUT_START, 1));
  assert_same_cards (state, resumed);
}

/* It came with the settings, for use by hand. */
static void
test_an_output_that_came_later (void)
{
  static const ShowOutputSetup later = {"later", FALSE};
  g_autoptr (ShowSetup) setup = make_setup (), with = make_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowState) state = show_state_new (setup, NOW_MS, MONO_MS, effects), resumed = NULL;

  g_array_append_val (with->outputs, later);
  g_ptr_array_unref (fixture_event (
      &state, &(ShowEvent){.kind = SHOW_EVENT_SETUP, .now_ms = NOW_MS, .setup = with}));
  do_all (&state, (const char *const[]){"output start later", NULL});
  resumed = crash (state, with, with, effects);
  g_assert_nonnull (find_effect (effects, SHOW_EFFECT_OUTPUT_START, 2));
}

static void
test_what_changed_while_it_was_down_counts (void)
{
  g_autoptr (ShowSetup) setup = make_setup (), other = make_other_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowState) state = show_state_new (setup, NOW_MS, MONO_MS, effects), resumed = NULL;

  do_all (&state, (const char *const[]){"gain host -9.5", "card show next", NULL});
  resumed = crash (state, setup, other, effects);
  g_assert_null (find_effect (effects, SHOW_EFFECT_OUTPUT_START, 0));
  g_assert_nonnull (find_effect (effects, SHOW_EFFECT_OUTPUT_START, 1));
  g_assert_nonnull (find_effect (effects, SHOW_EFFECT_RECORD_START, 0));
  g_assert_true (find_effect (effects, SHOW_EFFECT_MIC, 0)->mute);
  /* But what somebody had asked for stays. */
  g_assert_cmpfloat (find_effect (effects, SHOW_EFFECT_MIC, 0)->gain_db, ==, -9.5);
}

static void
test_last_cue (void)
{
  g_autoptr (ShowSetup) setup = make_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowState) state = show_state_new (setup, NOW_MS, MONO_MS, effects), resumed = NULL;
  json_t *kept;

  do_all (&state, (const char *const[]){"cue go end", NULL});
  kept = show_state_to_resume (state, setup);
  resumed = begin (setup, kept, effects);
  assert_same_show (state, resumed);
  json_decref (kept);
}

/* Another config meanwhile, or a damaged file: the rest of it is taken, and nothing else. */
static void
test_takes_only_what_is_good (void)
{
  static const char *const bad[] = {
      "[]",
      "17",
      "{\"scene\":\"gone\",\"back_to\":7,\"transition_ms\":-1,\"bitrate_kbps\":1,\"buffer\":-4}",
      "{\"transition_ms\":1e300,\"bitrate_kbps\":99999999999999,\"buffer\":\"2\",\"recording\":1}",
      "{\"microphones\":{\"gone\":{\"mute\":true},\"host\":{\"mute\":1,\"delay_ms\":99999,"
      "\"gain_db\":\"loud\"}}}",
      "{\"cards\":{\"offer\":{\"shown\":\"no\",\"sku\":\"\",\"text\":17,\"until_ms\":-1},\"x\":{}}"
      "}",
      "{\"cards\":[1,2],\"outputs\":{\"tube\":\"stop\",\"gone\":false},\"microphones\":null}",
      "{\"rundown\":{\"current\":\"gone\",\"next\":\"gone\",\"since_ms\":true}}",
      "{\"outputs\":{\"tube\":{\"a\":1}},\"rundown\":[]}"};
  g_autoptr (ShowSetup) setup = make_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    json_t *kept = json_loads (bad[i], JSON_DECODE_ANY, NULL);
    g_autoptr (ShowState) fresh = begin (setup, NULL, effects);
    g_autoptr (ShowState) resumed = begin (setup, kept, effects);

    g_assert_nonnull (kept);
    assert_same_show (fresh, resumed);
    json_decref (kept);
  }
}

static void
test_gain_is_bounded (void)
{
  g_autoptr (ShowSetup) setup = make_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();
  json_t *kept = json_loads ("{\"microphones\":{\"host\":{\"gain_db\":900}}}", 0, NULL);
  g_autoptr (ShowState) state = begin (setup, kept, effects);

  g_assert_cmpfloat (find_effect (effects, SHOW_EFFECT_MIC, 0)->gain_db, ==, SHOW_GAIN_DB_MAX);
  json_decref (kept);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/resume/goes-on", test_goes_on);
  g_test_add_func ("/show/resume/tells-only-wishes", test_tells_only_wishes);
  g_test_add_func ("/show/resume/what-was-saved-undoes-nothing",
                   test_what_was_saved_undoes_nothing);
  g_test_add_func ("/show/resume/an-output-that-came-later", test_an_output_that_came_later);
  g_test_add_func ("/show/resume/what-changed-while-it-was-down-counts",
                   test_what_changed_while_it_was_down_counts);
  g_test_add_func ("/show/resume/last-cue", test_last_cue);
  g_test_add_func ("/show/resume/takes-only-what-is-good", test_takes_only_what_is_good);
  g_test_add_func ("/show/resume/gain-is-bounded", test_gain_is_bounded);
  return g_test_run ();
}
