/* The set-up changes while the show goes on: outputs come, go and keep what they are. */
#include "test-show-fixture.h"

/* A set-up with the microphones of the fixture and these outputs. */
static ShowSetup *
setup_with (const ShowState *state, const char *const *names, gboolean soundcards)
{
  const ShowSetup *now = show_state_get_setup (state);
  g_autoptr (GArray) outputs = g_array_new (FALSE, TRUE, sizeof (ShowOutputSetup));
  g_autoptr (GArray) mics = g_array_copy (now->mics);

  for (; *names; names++) {
    ShowOutputSetup output = {0};

    g_strlcpy (output.name, *names, sizeof output.name);
    g_array_append_val (outputs, output);
  }
  for (guint i = 0; i < mics->len; i++)
    g_array_index (mics, ShowMicSetup, i).is_soundcard = soundcards;
  return show_setup_derive (now, mics, outputs);
}

static GPtrArray *
change (ShowState **state, const char *const *names, gboolean soundcards)
{
  g_autoptr (ShowSetup) setup = setup_with (*state, names, soundcards);

  return fixture_event (state,
                        &(ShowEvent){.kind = SHOW_EVENT_SETUP, .now_ms = NOW_MS, .setup = setup});
}

static void
report (ShowState **state, guint output, ShowHealth health, const char *text)
{
  g_autoptr (ShowStatus) status = show_status_new (health, text, NULL);

  g_ptr_array_unref (
      fixture_event (state, &(ShowEvent){.kind = SHOW_EVENT_OUTPUT,
                                         .now_ms = NOW_MS,
                                         .report = {.index = output, .status = status}}));
}

static void
test_outputs_keep_what_they_are (void)
{
  static const char *const names[] = {"backup", "third", "tube", NULL};
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) effects = NULL, started = NULL;
  gint64 rev;

  report (&state, 0, SHOW_HEALTH_LIVE, "Tube is live.");
  report (&state, 1, SHOW_HEALTH_STOPPED, "Backup is stopped.");
  rev = show_state_get_rev (state);
  effects = change (&state, names, TRUE);
  g_assert_cmpuint (effects->len, ==, 1);
  fixture_effect (effects, 0, SHOW_EFFECT_SETUP);
  g_assert_cmpint (show_state_get_rev (state), ==, rev + 1);
  g_assert_cmpstr (show_state_get_output (state, 0)->text, ==, "Backup is stopped.");
  g_assert_cmpint (show_state_get_output (state, 1)->health, ==, SHOW_HEALTH_IDLE);
  g_assert_cmpstr (show_state_get_output (state, 2)->text, ==, "Tube is live.");
  started = fixture_do (&state, "output start third");
  g_assert_cmpuint (fixture_effect (started, 0, SHOW_EFFECT_OUTPUT_START)->index, ==, 1);
}

/* What is asked of it counts, not how it fares: one that tries again is somebody's stream, too. */
static void
test_no_stream_is_taken_away (void)
{
  static const char *const names[] = {"backup", NULL}, *const none[] = {NULL};
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (ShowSetup) setup = setup_with (state, names, TRUE);
  g_autoptr (GPtrArray) effects = fixture_effects (), left = NULL;
  g_autofree char *before = fixture_dump (state), *after = NULL;
  ShowEvent event = {.kind = SHOW_EVENT_SETUP, .now_ms = NOW_MS, .setup = setup};
  g_autoptr (GError) error = NULL;

  g_assert_null (show_state_reduce (state, &event, effects, &error));
  g_assert_error (error, SHOW_ERROR, SHOW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "output stop tube"));
  g_assert_cmpuint (effects->len, ==, 0);
  after = fixture_dump (state);
  g_assert_cmpstr (before, ==, after);
  fixture_run (&state, "output stop tube");
  left = change (&state, none, TRUE);
  g_assert_cmpuint (show_state_get_setup (state)->outputs->len, ==, 0);
  fixture_refuse (state, "output start tube", SHOW_ERROR_NOT_FOUND, "tube");
}

/* Options of an output that the show does not know of: the rooms are told, pages are not. */
static void
test_the_same_again (void)
{
  static const char *const names[] = {"tube", "backup", NULL};
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) first = change (&state, names, FALSE), again = NULL;
  gint64 rev = show_state_get_rev (state);

  again = change (&state, names, FALSE);
  fixture_effect (again, 0, SHOW_EFFECT_SETUP);
  g_assert_cmpint (show_state_get_rev (state), ==, rev);
}

static void
test_another_device_behind_a_microphone (void)
{
  static const char *const names[] = {"tube", "backup", NULL};
  g_autoptr (ShowState) state = fixture_state ();

  fixture_refuse (state, "microphone music device-volume 50", SHOW_ERROR_REFUSED, "no sound card");
  fixture_run (&state, "gain music -3");
  g_ptr_array_unref (change (&state, names, TRUE));
  fixture_run (&state, "microphone music device-volume 50");
  g_ptr_array_unref (change (&state, names, FALSE));
  fixture_refuse (state, "microphone host device-volume 50", SHOW_ERROR_REFUSED, "no sound card");
}

static void
test_diff (void)
{
  static const char *const names[] = {"third", "tube", NULL};
  g_autoptr (ShowState) state = fixture_state (), before = show_state_ref (state);
  json_t *diff;
  json_t *outputs;

  g_ptr_array_unref (change (&state, names, TRUE));
  diff = show_state_diff_json (before, state, NOW_MS, MONO_MS);
  outputs = json_object_get (diff, "outputs");
  g_assert_cmpuint (json_object_size (outputs), ==, 2);
  g_assert_true (json_is_null (json_object_get (outputs, "backup")));
  g_assert_cmpstr (
      json_string_value (json_object_get (json_object_get (outputs, "third"), "state")), ==,
      "idle");
  json_decref (diff);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/setup/outputs-keep-what-they-are", test_outputs_keep_what_they_are);
  g_test_add_func ("/show/setup/no-stream-is-taken-away", test_no_stream_is_taken_away);
  g_test_add_func ("/show/setup/the-same-again", test_the_same_again);
  g_test_add_func ("/show/setup/another-device", test_another_device_behind_a_microphone);
  g_test_add_func ("/show/setup/diff", test_diff);
  return g_test_run ();
}
