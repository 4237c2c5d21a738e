#include "test-show-fixture.h"

static void
test_first (void)
{
  g_autoptr (ShowSetup) setup = fixture_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowState) state = NULL;
  const ShowEffect *mic;

  setup->record = TRUE;
  state = show_state_new (setup, NOW_MS, MONO_MS, effects);
  g_assert_cmpint (show_state_get_rev (state), ==, 1);
  g_assert_cmpstr (show_state_get_scene (state)->name, ==, "main");
  g_assert_cmpuint (effects->len, ==, 7);
  g_assert_cmpstr (fixture_effect (effects, 0, SHOW_EFFECT_SCENE)->scene.name, ==, "main");
  g_assert_cmpint (fixture_effect (effects, 0, SHOW_EFFECT_SCENE)->fade_ms, ==, 0);
  g_assert_cmpstr (fixture_effect (effects, 1, SHOW_EFFECT_CARD)->card->name, ==, "offer");
  g_assert_null (fixture_effect (effects, 1, SHOW_EFFECT_CARD)->card->product);
  g_assert_false (fixture_effect (effects, 2, SHOW_EFFECT_CARD)->card->shown);
  mic = fixture_effect (effects, 3, SHOW_EFFECT_MIC);
  g_assert_true (mic->index == 0 && mic->gain_db == -6 && !mic->mute && mic->delay_ms == 40);
  g_assert_true (fixture_effect (effects, 4, SHOW_EFFECT_MIC)->mute);
  g_assert_cmpuint (fixture_effect (effects, 5, SHOW_EFFECT_OUTPUT_START)->index, ==, 0);
  fixture_effect (effects, 6, SHOW_EFFECT_RECORD_START);
}

/* A command that has one effect and raises the revision, then the same without either. */
static const ShowEffect *
once (ShowState **state, const char *line, ShowEffectKind kind, GPtrArray **ret_effects)
{
  gint64 rev = show_state_get_rev (*state);
  g_autoptr (GPtrArray) again = NULL;

  *ret_effects = fixture_do (state, line);
  g_assert_cmpuint ((*ret_effects)->len, ==, 1);
  g_assert_cmpint (show_state_get_rev (*state), ==, rev + 1);
  again = fixture_do (state, line);
  g_assert_cmpuint (again->len, ==, 0);
  g_assert_cmpint (show_state_get_rev (*state), ==, rev + 1);
  return fixture_effect (*ret_effects, 0, kind);
}

static void
assert_back (const ShowState *state, const char *scene)
{
  json_t *json = show_state_to_json (state, NOW_MS, MONO_MS);

  g_assert_cmpstr (
      json_string_value (json_object_get (json_object_get (json, "programme"), "back_to")), ==,
      scene);
  json_decref (json);
}

static void
test_panic (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) slate = NULL, back = NULL;

  fixture_refuse (state, "panic off", SHOW_ERROR_REFUSED, "no scene to go back to");
  fixture_refuse (state, "panic now", SHOW_ERROR_BAD_ARGUMENT, "panic [off]");
  fixture_run (&state, "scene pip");
  g_assert_cmpint (once (&state, "panic", SHOW_EFFECT_SCENE, &slate)->fade_ms, ==, 0);
  g_assert_cmpstr (show_state_get_scene (state)->name, ==, "break");
  assert_back (state, "pip");
  back = fixture_do (&state, "panic off");
  g_assert_cmpint (fixture_effect (back, 0, SHOW_EFFECT_SCENE)->fade_ms, ==, 0);
  g_assert_cmpstr (show_state_get_scene (state)->name, ==, "pip");
  assert_back (state, NULL);
  /* Whoever chooses a scene has ended it. */
  fixture_run (&state, "panic");
  fixture_run (&state, "scene main");
  assert_back (state, NULL);
  /* A slate that was chosen has no way back. */
  fixture_run (&state, "scene break");
  fixture_run (&state, "panic");
  fixture_refuse (state, "panic off", SHOW_ERROR_REFUSED, "no scene to go back to");
}

static void
test_scene (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) pip = NULL, cut = NULL, slow = NULL, fade = NULL, none = NULL;

  g_assert_cmpint (once (&state, "scene pip", SHOW_EFFECT_SCENE, &pip)->fade_ms, ==, 300);
  g_assert_cmpstr (show_state_get_scene (state)->name, ==, "pip");
  fixture_run (&state, "transition cut");
  g_assert_cmpint (once (&state, "scene hands", SHOW_EFFECT_SCENE, &cut)->fade_ms, ==, 0);
  fixture_run (&state, "transition crossfade 60000");
  g_assert_cmpint (once (&state, "scene break", SHOW_EFFECT_SCENE, &slow)->fade_ms, ==, 60000);
  g_assert_cmpint (once (&state, "scene main 600", SHOW_EFFECT_SCENE, &fade)->fade_ms, ==, 600);
  g_assert_cmpint (once (&state, "scene pip 0", SHOW_EFFECT_SCENE, &none)->fade_ms, ==, 0);
  fixture_refuse (state, "scene main 60001", SHOW_ERROR_BAD_ARGUMENT, "60000");
  fixture_refuse (state, "transition crossfade 60001", SHOW_ERROR_BAD_ARGUMENT, "60000");
  fixture_refuse (state, "transition crossfade -1", SHOW_ERROR_BAD_ARGUMENT, "\"-1\"");
  fixture_refuse (state, "scene pipp", SHOW_ERROR_NOT_FOUND,
                  "There is no scene \"pipp\". Did you mean \"pip\"? "
                  "Scenes: main, hands, pip, break.");
}

static void
test_mics (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) mute = NULL, unmute = NULL, delay = NULL, gain = NULL, fade = NULL;
  const ShowEffect *effect;

  g_assert_true (once (&state, "mute host", SHOW_EFFECT_MIC, &mute)->mute);
  g_assert_false (once (&state, "unmute music", SHOW_EFFECT_MIC, &unmute)->mute);
  g_assert_cmpint (once (&state, "delay host 2000", SHOW_EFFECT_MIC, &delay)->delay_ms, ==, 2000);
  gain = fixture_do (&state, "gain host -3.5");
  g_assert_cmpfloat (fixture_effect (gain, 0, SHOW_EFFECT_MIC)->gain_db, ==, -3.5);
  fade = fixture_do (&state, "fade host 24 60000");
  effect = fixture_effect (fade, 0, SHOW_EFFECT_MIC);
  g_assert_true (effect->gain_db == 24 && effect->fade_ms == 60000 && effect->mute &&
                 effect->delay_ms == 2000);
}

static void
test_bad_mics (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  fixture_refuse (state, "mute guest", SHOW_ERROR_NOT_FOUND, "Microphones: host, music.");
  fixture_refuse (state, "unmute hots", SHOW_ERROR_NOT_FOUND, "\"host\"?");
  fixture_refuse (state, "delay guest 1", SHOW_ERROR_NOT_FOUND, "no microphone \"guest\"");
  fixture_refuse (state, "delay host 2001", SHOW_ERROR_BAD_ARGUMENT, "2000");
  fixture_refuse (state, "delay host soon", SHOW_ERROR_BAD_ARGUMENT, "not \"soon\"");
  fixture_refuse (state, "gain host 24.1", SHOW_ERROR_BAD_ARGUMENT, "between -60 and 24");
  fixture_refuse (state, "gain host -60.1", SHOW_ERROR_BAD_ARGUMENT, "between -60 and 24");
  fixture_refuse (state, "gain host nan", SHOW_ERROR_BAD_ARGUMENT, "\"nan\"");
  fixture_refuse (state, "gain host -inf", SHOW_ERROR_BAD_ARGUMENT, "\"-inf\"");
  fixture_refuse (state, "gain host 0x10", SHOW_ERROR_BAD_ARGUMENT, "\"0x10\"");
  fixture_refuse (state, "gain host 1-2", SHOW_ERROR_BAD_ARGUMENT, "\"1-2\"");
  fixture_refuse (state, "fade host -6 60001", SHOW_ERROR_BAD_ARGUMENT, "60000");
  fixture_refuse (state, "fade host loud 10", SHOW_ERROR_BAD_ARGUMENT, "\"loud\"");
}

/* A gain that is there already is sent again: it ends a longer fade to the same value. */
static void
test_gain_ends_fade (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) effects = NULL;
  gint64 rev;

  fixture_run (&state, "fade host -60 60000");
  rev = show_state_get_rev (state);
  effects = fixture_do (&state, "gain host -60");
  g_assert_cmpint (fixture_effect (effects, 0, SHOW_EFFECT_MIC)->fade_ms, ==, 0);
  g_assert_cmpint (show_state_get_rev (state), ==, rev);
}

static void
test_cards (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) shown = NULL, hidden = NULL, toggled = NULL;

  g_assert_true (once (&state, "card show next", SHOW_EFFECT_CARD, &shown)->card->shown);
  g_assert_false (once (&state, "card hide offer", SHOW_EFFECT_CARD, &hidden)->card->shown);
  toggled = fixture_do (&state, "card toggle offer");
  g_assert_true (fixture_effect (toggled, 0, SHOW_EFFECT_CARD)->card->shown);
  fixture_refuse (state, "card show ofer", SHOW_ERROR_NOT_FOUND, "\"offer\"? Cards: offer, next.");
  fixture_refuse (state, "card hide x", SHOW_ERROR_NOT_FOUND, "no card \"x\"");
  fixture_refuse (state, "card toggle x", SHOW_ERROR_NOT_FOUND, "no card \"x\"");
}

/* What says nothing new on the picture is not drawn: a hidden card, another product's card. */
static void
test_card_effects (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) on_air = NULL, hidden = NULL, nobody = NULL, shown = NULL;

  on_air = fixture_do (&state, "stock set MUG-1 5");
  g_assert_cmpuint (on_air->len, ==, 2);
  fixture_effect (on_air, 0, SHOW_EFFECT_STORE);
  g_assert_cmpint (fixture_effect (on_air, 1, SHOW_EFFECT_CARD)->card->product->available, ==, 5);
  hidden = fixture_do (&state, "stock set SHIRT-2 7");
  g_assert_cmpuint (hidden->len, ==, 1);
  nobody = fixture_do (&state, "stock set CAP-3 9");
  g_assert_cmpuint (nobody->len, ==, 1);
  shown = fixture_do (&state, "card show next");
  g_assert_cmpint (fixture_effect (shown, 0, SHOW_EFFECT_CARD)->card->product->available, ==, 7);
}

static void
test_sinks (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) start = NULL, stop = NULL, bitrate = NULL, record = NULL, split = NULL,
                        end = NULL;

  g_assert_cmpuint (once (&state, "output start backup", SHOW_EFFECT_OUTPUT_START, &start)->index,
                    ==, 1);
  g_assert_cmpuint (once (&state, "output stop tube", SHOW_EFFECT_OUTPUT_STOP, &stop)->index, ==,
                    0);
  g_assert_cmpint (once (&state, "bitrate 300", SHOW_EFFECT_BITRATE, &bitrate)->kbps, ==, 300);
  fixture_refuse (state, "record split", SHOW_ERROR_REFUSED, "record start");
  once (&state, "record start", SHOW_EFFECT_RECORD_START, &record);
  split = fixture_do (&state, "record split");
  fixture_effect (split, 0, SHOW_EFFECT_RECORD_SPLIT);
  once (&state, "record stop", SHOW_EFFECT_RECORD_STOP, &end);
  fixture_refuse (state, "output start tub", SHOW_ERROR_NOT_FOUND, "Outputs: tube, backup.");
  fixture_refuse (state, "output stop x", SHOW_ERROR_NOT_FOUND, "no output \"x\"");
  fixture_refuse (state, "bitrate 299", SHOW_ERROR_BAD_ARGUMENT, "between 300 and 20000");
  fixture_refuse (state, "bitrate 20001", SHOW_ERROR_BAD_ARGUMENT, "between 300 and 20000");
  fixture_refuse (state, "bitrate 4M", SHOW_ERROR_BAD_ARGUMENT, "\"4M\"");
}

static void
report_output (ShowState **state, guint index, ShowHealth health, const char *text)
{
  g_autoptr (ShowStatus) status = show_status_new (health, text, NULL);
  ShowEvent event = {
      .kind = SHOW_EVENT_OUTPUT, .now_ms = NOW_MS, .report = {.index = index, .status = status}};

  g_ptr_array_unref (fixture_event (state, &event));
}

/* What runs is left alone; what stopped by itself is started again; a rejected one keeps its words
 * until it says something new. */
static void
test_start_again (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) live = NULL, stopped = NULL, rejected = NULL, again = NULL;
  g_autofree char *dump = NULL;

  report_output (&state, 0, SHOW_HEALTH_LIVE, "On air.");
  live = fixture_do (&state, "output start tube");
  g_assert_cmpuint (live->len, ==, 0);
  report_output (&state, 0, SHOW_HEALTH_STOPPED, "The disk is full.");
  stopped = fixture_do (&state, "output start tube");
  fixture_effect (stopped, 0, SHOW_EFFECT_OUTPUT_START);
  report_output (&state, 1, SHOW_HEALTH_REJECTED, "The key was refused.");
  rejected = fixture_do (&state, "output start backup");
  fixture_effect (rejected, 0, SHOW_EFFECT_OUTPUT_START);
  again = fixture_do (&state, "output start backup"); /* its key may have been mended */
  fixture_effect (again, 0, SHOW_EFFECT_OUTPUT_START);
  dump = fixture_dump (state);
  g_assert_nonnull (strstr (dump, "The key was refused."));
}

static void
test_nothing_there (void)
{
  g_autoptr (ShowSetup) setup = show_setup_new ();
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowState) state = NULL;
  ShowScene scene = {.name = "end", .layout = SHOW_LAYOUT_SLATE, .slate = SHOW_SLATE_END};

  g_array_append_val (setup->scenes, scene);
  state = show_state_new (setup, NOW_MS, MONO_MS, effects);
  fixture_refuse (state, "mute host", SHOW_ERROR_NOT_FOUND, "None is set up.");
  fixture_refuse (state, "stock sell MUG-1", SHOW_ERROR_NOT_FOUND, "no product \"MUG-1\"");
  fixture_run (&state, "state");
  g_assert_cmpint (show_state_get_rev (state), ==, 1);
}

/* The parts that did not change are shared, and outlive the state that made them. */
static void
test_lifetime (void)
{
  ShowState *state = fixture_state ();
  ShowState *kept;
  ShowProduct *product;

  fixture_run (&state, "stock set MUG-1 5");
  product = show_state_find_product (state, "MUG-1");
  kept = show_state_ref (state);
  fixture_run (&state, "stock sell MUG-1");
  fixture_run (&state, "stock set SHIRT-2 5");
  g_assert_cmpint (show_state_find_product (kept, "MUG-1")->available, ==, 5);
  g_assert_true (show_state_find_product (kept, "MUG-1") == product);
  g_assert_cmpint (show_state_find_product (state, "MUG-1")->available, ==, 4);
  show_state_unref (kept);
  g_assert_cmpint (show_state_find_product (state, "MUG-1")->available, ==, 4);
  show_state_unref (state);
  show_state_unref (NULL);
  show_effect_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/reduce/first", test_first);
  g_test_add_func ("/show/reduce/scene", test_scene);
  g_test_add_func ("/show/reduce/panic", test_panic);
  g_test_add_func ("/show/reduce/mics", test_mics);
  g_test_add_func ("/show/reduce/bad-mics", test_bad_mics);
  g_test_add_func ("/show/reduce/gain-ends-fade", test_gain_ends_fade);
  g_test_add_func ("/show/reduce/cards", test_cards);
  g_test_add_func ("/show/reduce/card-effects", test_card_effects);
  g_test_add_func ("/show/reduce/sinks", test_sinks);
  g_test_add_func ("/show/reduce/start-again", test_start_again);
  g_test_add_func ("/show/reduce/nothing-there", test_nothing_there);
  g_test_add_func ("/show/reduce/lifetime", test_lifetime);
  return g_test_run ();
}
