#include "test-show-fixture.h"

static void
hear (ShowState **state, const ShowSoundcard *card, gboolean by_hand, guint n_effects)
{
  ShowEvent event = {
      .kind = SHOW_EVENT_SOUNDCARD, .now_ms = NOW_MS, .soundcard = {0, card, by_hand}};
  g_autoptr (GPtrArray) effects = fixture_event (state, &event);

  g_assert_cmpuint (effects->len, ==, n_effects);
}

static const ShowSoundcard usual = {.has_volume = TRUE,
                                    .has_db = TRUE,
                                    .has_mute = TRUE,
                                    .volume_percent = 50,
                                    .volume_db = 0,
                                    .min_db = -20,
                                    .max_db = 20};

static void
ask (ShowState **state, const char *line, ShowVolumeUnit unit, double volume, int mute)
{
  g_autoptr (GPtrArray) effects = fixture_do (state, line);
  const ShowEffect *effect = fixture_effect (effects, 0, SHOW_EFFECT_SOUNDCARD);

  g_assert_cmpuint (effects->len, ==, 1);
  g_assert_cmpuint (effect->index, ==, 0);
  g_assert_cmpint (effect->soundcard.unit, ==, unit);
  g_assert_cmpfloat (effect->soundcard.volume, ==, volume);
  g_assert_cmpint (effect->soundcard.has_mute, ==, mute >= 0);
  g_assert_cmpint (effect->soundcard.mute, ==, mute > 0);
}

/* Also before the device is there: it is asked for when it comes. */
static void
test_command (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  ask (&state, "microphone host device-volume 70", SHOW_VOLUME_PERCENT, 70, -1);
  ask (&state, "microphone host device-volume 0%", SHOW_VOLUME_PERCENT, 0, -1);
  ask (&state, "microphone host device-volume -6.5dB", SHOW_VOLUME_DB, -6.5, -1);
  ask (&state, "microphone host device-mute on", SHOW_VOLUME_DB, -6.5, 1);
  ask (&state, "microphone host device-mute off", SHOW_VOLUME_DB, -6.5, 0);
  hear (&state, &usual, FALSE, 0);
  ask (&state, "microphone host device-volume +12DB", SHOW_VOLUME_DB, 12, 0);
}

static void
test_refusals (void)
{
  static const char *const not_volumes[] = {"loud", "101",  "-1",      "1e1", "0x10", "nan%",
                                            "70%%", "21dB", "-20.5dB", "dB",  "1-2"};
  const ShowSoundcard no_volume = {.has_mute = TRUE}, no_db = {.has_volume = TRUE};
  g_autoptr (ShowState) state = fixture_state ();

  hear (&state, &usual, FALSE, 0);
  for (guint i = 0; i < G_N_ELEMENTS (not_volumes); i++) {
    g_autofree char *line = g_strconcat ("microphone host device-volume ", not_volumes[i], NULL);

    fixture_refuse (state, line, SHOW_ERROR_BAD_ARGUMENT, "0 to 100 percent, or -20 to 20 dB");
  }
  fixture_refuse (state, "microphone host device-mute maybe", SHOW_ERROR_BAD_ARGUMENT,
                  "Write on or off");
  fixture_refuse (state, "microphone host gain 3", SHOW_ERROR_BAD_ARGUMENT,
                  "The mixer's own are gain, mute and unmute.");
  fixture_refuse (state, "microphone guest device-mute on", SHOW_ERROR_NOT_FOUND, "host");
  fixture_refuse (state, "microphone music device-mute on", SHOW_ERROR_REFUSED, "no sound card");
  hear (&state, &no_volume, FALSE, 0);
  fixture_refuse (state, "microphone host device-volume 3", SHOW_ERROR_REFUSED, "Use gain");
  hear (&state, &no_db, FALSE, 0);
  fixture_refuse (state, "microphone host device-volume 3dB", SHOW_ERROR_REFUSED, "percent");
  fixture_refuse (state, "microphone host device-mute on", SHOW_ERROR_REFUSED, "Use mute");
}

/* A knob that is turned is believed, when a volume had been asked for; a button is not. */
static void
test_by_hand (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) effects = NULL;
  ShowSoundcard card = usual;
  ShowEvent event = {.kind = SHOW_EVENT_SOUNDCARD, .now_ms = NOW_MS, .soundcard = {0, &card, TRUE}};

  hear (&state, &usual, FALSE, 0);
  card.volume_percent = 60;
  hear (&state, &card, TRUE, 0);
  fixture_run (&state, "microphone host device-volume 70");
  card.volume_percent = 70;
  hear (&state, &card, FALSE, 0);
  card.volume_percent = 30;
  card.mute = TRUE;
  effects = fixture_event (&state, &event);
  g_assert_cmpuint (effects->len, ==, 1);
  g_assert_cmpfloat (fixture_effect (effects, 0, SHOW_EFFECT_SOUNDCARD)->soundcard.volume, ==, 30);
  g_assert_false (fixture_effect (effects, 0, SHOW_EFFECT_SOUNDCARD)->soundcard.has_mute);
  g_assert_cmpint (fixture_effect (effects, 0, SHOW_EFFECT_SOUNDCARD)->ask.unit, ==, 0);
  hear (&state, &card, TRUE, 0); /* the same again is nothing new */
}

/* Whoever presses the button has pressed it, although it had been asked to be heard. */
static void
test_hand_is_not_fought (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  ShowSoundcard card = usual;

  hear (&state, &usual, FALSE, 0);
  fixture_run (&state, "microphone host device-volume -5dB");
  fixture_run (&state, "microphone host device-mute off");
  card.mute = TRUE;
  hear (&state, &card, TRUE, 0);
  {
    g_autoptr (GPtrArray) effects = fixture_do (&state, "microphone host device-volume 40");
    const ShowEffect *effect = fixture_effect (effects, 0, SHOW_EFFECT_SOUNDCARD);

    g_assert_true (effect->soundcard.has_mute && !effect->ask.has_mute);
    g_assert_cmpfloat (effect->ask.volume, ==, 40);
  }
}

static void
test_first (void)
{
  g_autoptr (ShowSetup) setup = fixture_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowState) state = NULL;
  guint n = 0;

  g_array_index (setup->mics, ShowMicSetup, 0).soundcard =
      (ShowSoundcardWish){.unit = SHOW_VOLUME_PERCENT, .volume = 42};
  state = show_state_new (setup, NOW_MS, MONO_MS, effects);
  for (guint i = 0; i < effects->len; i++) {
    const ShowEffect *effect = effects->pdata[i];

    if (effect->kind != SHOW_EFFECT_SOUNDCARD)
      continue;
    g_assert_cmpuint (effect->index, ==, 0);
    g_assert_cmpfloat (effect->soundcard.volume, ==, 42);
    n++;
  }
  g_assert_cmpuint (n, ==, 1);
}

static void
test_json (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autofree char *before = fixture_dump (state), *after = NULL;

  g_assert_nonnull (strstr (before, "\"device\":null"));
  hear (&state, &usual, FALSE, 0);
  after = fixture_dump (state);
  g_assert_nonnull (strstr (after, "\"device\":{\"volume_percent\":50,\"volume_db\":0.0,"
                                   "\"min_db\":-20.0,\"max_db\":20.0,\"mute\":false}"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/soundcard/command", test_command);
  g_test_add_func ("/show/soundcard/refusals", test_refusals);
  g_test_add_func ("/show/soundcard/by-hand", test_by_hand);
  g_test_add_func ("/show/soundcard/hand-is-not-fought", test_hand_is_not_fought);
  g_test_add_func ("/show/soundcard/first", test_first);
  g_test_add_func ("/show/soundcard/json", test_json);
  return g_test_run ();
}
