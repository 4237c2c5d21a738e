/* A sound card's own volume and switch, and what a silent one says. */
#include "cap-soundcard.h"
#include "test-cap-desk.h"

#include <string.h>

static TestAlsa alsa;

typedef struct {
  Desk *desk;
  ShowSoundcardWish wish;
} Asking;

static void
ask_in_media (gpointer data)
{
  Asking *asking = data;

  cap_microphone_set_soundcard (asking->desk->microphone, &asking->wish, &asking->wish);
}

static void
ask (Desk *desk, ShowSoundcardWish wish)
{
  base_worker_run_sync (desk->fixture.context.media, ask_in_media, &(Asking){desk, wish});
}

static void
assert_mixer (const char *expected)
{
  g_autofree char *text = test_alsa_get (&alsa, "voice", "mixer");

  g_assert_cmpstr (text, ==, expected);
}

static ShowSoundcard
get_card (Desk *desk)
{
  ShowSoundcard card;

  g_mutex_lock (&desk->fixture.lock);
  card = desk->card;
  g_mutex_unlock (&desk->fixture.lock);
  return card;
}

static void
wait_for_percent (Desk *desk, int percent)
{
  gint64 end = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;

  g_mutex_lock (&desk->fixture.lock);
  while (!desk->card.has_volume || desk->card.volume_percent != percent)
    g_assert_true (g_cond_wait_until (&desk->fixture.changed, &desk->fixture.lock, end));
  g_mutex_unlock (&desk->fixture.lock);
}

/* Without a wish the card is left as it is; its volume is told. */
static void
test_left_alone (void)
{
  g_auto (Desk) desk = {0};
  ShowSoundcard card;

  test_alsa_put (&alsa, "voice", "mixer", "30 1\n");
  desk_open (&desk, "voice", -1);
  fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  card = get_card (&desk);
  g_assert_true (card.has_volume && card.has_db && card.has_mute && !card.mute);
  g_assert_cmpint (card.volume_percent, ==, 75);
  g_assert_cmpfloat (card.volume_db, ==, 10);
  g_assert_cmpfloat (card.min_db, ==, -20);
  g_assert_cmpfloat (card.max_db, ==, 20);
  assert_mixer ("30 1\n");
}

/* From the config: the volume is set, and recording switched on. */
static void
test_from_config (void)
{
  g_auto (Desk) desk = {0};

  test_alsa_put (&alsa, "voice", "mixer", "30 0\n");
  desk_open (&desk, "voice", 50);
  fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  assert_mixer ("20 1\n");
}

static void
test_asked (void)
{
  g_auto (Desk) desk = {0};

  test_alsa_put (&alsa, "voice", "mixer", "30 1\n");
  desk_open (&desk, "voice", -1);
  fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  ask (&desk, (ShowSoundcardWish){.unit = SHOW_VOLUME_PERCENT, .volume = 10});
  assert_mixer ("4 1\n");
  g_assert_cmpint (get_card (&desk).volume_percent, ==, 10);
  ask (&desk, (ShowSoundcardWish){.unit = SHOW_VOLUME_DB, .volume = -3});
  assert_mixer ("17 1\n");
  g_assert_cmpfloat (get_card (&desk).volume_db, ==, -3);
  ask (&desk, (ShowSoundcardWish){.unit = SHOW_VOLUME_DB, .volume = 99});
  assert_mixer ("40 1\n");
  ask (&desk,
       (ShowSoundcardWish){.unit = SHOW_VOLUME_DB, .volume = 0, .has_mute = TRUE, .mute = TRUE});
  assert_mixer ("20 0\n");
  desk_wait_for_text (&desk, "Microphone host is muted at its sound card, as was asked.");
  ask (&desk, (ShowSoundcardWish){.unit = SHOW_VOLUME_DB, .volume = 0, .has_mute = TRUE});
  assert_mixer ("20 1\n");
  desk_wait_for_text (&desk, "Microphone host is live.");
  g_assert_cmpuint (desk.n_by_hand, ==, 0);
}

/* Somebody presses the button, and turns the knob. */
static void
test_by_hand (void)
{
  g_auto (Desk) desk = {0};
  gint64 since;

  test_alsa_put (&alsa, "voice", "mixer", "30 1\n");
  desk_open (&desk, "voice", -1);
  fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  since = g_get_monotonic_time ();
  test_alsa_put (&alsa, "voice", "mixer", "30 0\n");
  desk_wait_for_text (&desk, "Microphone host is muted on the device itself.");
  g_test_message ("told after %.0f ms", (g_get_monotonic_time () - since) / 1e3);
  g_assert_true (get_card (&desk).mute);
  test_alsa_put (&alsa, "voice", "mixer", "10 1\n");
  desk_wait_for_text (&desk, "Microphone host is live.");
  wait_for_percent (&desk, 25);
  g_assert_cmpuint (desk.n_by_hand, >=, 2);
}

/* Pulled out and plugged in: it comes back with the volume that was asked, or turned to, and is
 * heard although its button had been pressed. */
static void
test_replugged (void)
{
  g_auto (Desk) desk = {0};
  guint place;

  test_alsa_put (&alsa, "voice", "mixer", "30 1\n");
  desk_open (&desk, "voice", 50);
  place = fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  test_alsa_put (&alsa, "voice", "mixer", "8 0\n");
  wait_for_percent (&desk, 20);
  test_alsa_put (&alsa, "voice", "away", "");
  place = fixture_wait_for (&desk.fixture, SHOW_HEALTH_RETRYING, place);
  g_assert_false (get_card (&desk).has_volume);
  test_alsa_put (&alsa, "voice", "mixer", "40 0\n");
  test_alsa_put (&alsa, "voice", "away", NULL);
  fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, place);
  assert_mixer ("8 1\n");
}

static void
test_without_volume (void)
{
  g_auto (Desk) desk = {0};
  guint place;

  test_alsa_put (&alsa, "voice", "no-volume", "");
  desk_open (&desk, "voice", 50);
  place = fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  g_assert_cmpstr (fixture_status (&desk.fixture, place)->text, ==,
                   "Microphone host is live. Its recording volume stays as it is: the sound card "
                   "has no control for it.");
  test_alsa_put (&alsa, "voice", "no-volume", NULL);
}

/* Digital zero is told apart from a quiet room. */
static void
test_silence (void)
{
  g_auto (Desk) desk = {0}, room = {0};
  gint64 since;

  test_alsa_put (&alsa, "voice", "mixer", "30 1\n");
  desk_open (&desk, "voice", -1);
  desk_open (&room, "room", -1);
  fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  fixture_wait_for (&room.fixture, SHOW_HEALTH_LIVE, 0);
  test_alsa_put (&alsa, "voice", "silence", "");
  since = g_get_monotonic_time ();
  desk_wait_for_text (&desk, "Microphone host sends digital silence. Is it switched on?");
  g_test_message ("told after %.2f s", (g_get_monotonic_time () - since) / 1e6);
  g_assert_cmpint (g_get_monotonic_time () - since, >=, CAP_ZERO_MS * 1000 - 500000);
  test_alsa_put (&alsa, "voice", "silence", NULL);
  desk_wait_for_text (&desk, "Microphone host is live.");
  g_usleep (1000000);
  desk_wait_for_text (&room, "Microphone host is live.");
}

static void
test_ranks (void)
{
  static const char *const in_order[] = {"Capture", "Mic",          "Microphone",
                                         "Headset", "Internal Mic", "Line"};

  for (guint i = 1; i < G_N_ELEMENTS (in_order); i++)
    g_assert_cmpuint (cap_soundcard_rank_name (in_order[i - 1]), <,
                      cap_soundcard_rank_name (in_order[i]));
  g_assert_cmpuint (cap_soundcard_rank_name ("Mic Boost"), ==, G_MAXUINT);
}

int
main (int argc, char **argv)
{
  int status;

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  test_alsa_open (&alsa);
  test_alsa_add (&alsa, "voice", "");
  test_alsa_add (&alsa, "room", "signal room");
  test_alsa_use (&alsa);
  g_test_add_func ("/cap/soundcard/left-alone", test_left_alone);
  g_test_add_func ("/cap/soundcard/from-config", test_from_config);
  g_test_add_func ("/cap/soundcard/asked", test_asked);
  g_test_add_func ("/cap/soundcard/by-hand", test_by_hand);
  g_test_add_func ("/cap/soundcard/replugged", test_replugged);
  g_test_add_func ("/cap/soundcard/without-volume", test_without_volume);
  g_test_add_func ("/cap/soundcard/silence", test_silence);
  g_test_add_func ("/cap/soundcard/ranks", test_ranks);
  status = g_test_run ();
  test_alsa_close (&alsa);
  return status;
}
