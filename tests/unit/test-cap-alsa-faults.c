/* Sound cards with all faults: each is told in words, and is over as soon as the card is well
 * again. */
#include "test-cap-desk.h"
#include "test-tone.h"

static TestAlsa alsa;

/* --- faults --- */

static const struct {
  const char *file;
  ShowHealth health;
  const char *text; /* begins with it */
} faults[] = {
    {"away", SHOW_HEALTH_RETRYING, "Microphone host: there is no sound card \"faulty\"."},
    {"error", SHOW_HEALTH_RETRYING, "Microphone host failed. Check its cable"},
    {"stall", SHOW_HEALTH_STALLED, "Microphone host stopped sending sound."},
    {"suspend", SHOW_HEALTH_RETRYING, "Microphone host is asleep."},
};

/* It fails in the middle, says so, and is back by itself when the fault has gone. */
static void
test_fault (gconstpointer data)
{
  guint fault = GPOINTER_TO_UINT (data), place;
  g_auto (Desk) desk = {0};
  gint64 since;

  desk_open (&desk, "faulty", -1);
  place = fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  test_alsa_put (&alsa, "faulty", faults[fault].file, "");
  since = g_get_monotonic_time ();
  place = fixture_wait_for (&desk.fixture, faults[fault].health, place);
  g_test_message ("%s: told after %.2f s", faults[fault].file,
                  (g_get_monotonic_time () - since) / 1e6);
  g_assert_true (
      g_str_has_prefix (fixture_status (&desk.fixture, place)->text, faults[fault].text));
  test_alsa_put (&alsa, "faulty", faults[fault].file, NULL);
  since = g_get_monotonic_time ();
  fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, place);
  g_test_message ("%s: back after %.2f s", faults[fault].file,
                  (g_get_monotonic_time () - since) / 1e6);
}

static void
test_busy (void)
{
  g_auto (Desk) desk = {0};
  guint place;

  test_alsa_put (&alsa, "faulty", "busy", "");
  desk_open (&desk, "faulty", -1);
  place = fixture_wait_for (&desk.fixture, SHOW_HEALTH_RETRYING, 0);
  g_assert_true (g_str_has_prefix (
      fixture_status (&desk.fixture, place)->text,
      "Microphone host: another program uses the sound card \"faulty\". Close that program."));
  test_alsa_put (&alsa, "faulty", "busy", NULL);
  fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, place);
}

/* Sound is lost again and again: each time is counted, it stays live, and goes on in its place. */
static void
test_xruns (void)
{
  g_auto (Desk) desk = {0};
  g_autofree float *samples = NULL;
  MixRingStats stats;
  guint n_statuses;

  desk_open (&desk, "faulty", -1);
  n_statuses = fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0) + 1;
  for (guint i = 1; i <= 3; i++) {
    gint64 end = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;

    desk_wait_for_sound (&desk, desk_running_now (&desk));
    test_alsa_put (&alsa, "faulty", "xrun", "");
    do {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (5000);
      mix_ring_get_stats (desk.fixture.ring, &stats);
    } while (stats.gaps < i);
  }
  samples = desk_take_sound (&desk, desk_running_now (&desk) + 50 * (gint64) GST_MSECOND, 20);
  g_assert_cmpfloat (tone_rest_db (samples + 1000, 20 * MIX_AUDIO_TICK - 500, 1000), <, -75);
  g_mutex_lock (&desk.fixture.lock);
  g_assert_cmpuint (desk.fixture.statuses->len, ==, n_statuses);
  g_mutex_unlock (&desk.fixture.lock);
}

/* A short sleep is a gap, not a failure. */
static void
test_short_sleep (void)
{
  g_auto (Desk) desk = {0};
  MixRingStats stats;
  gint64 woken_ns;

  desk_open (&desk, "faulty", -1);
  fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  test_alsa_put (&alsa, "faulty", "suspend", "");
  g_usleep (300000);
  test_alsa_put (&alsa, "faulty", "suspend", NULL);
  woken_ns = desk_running_now (&desk);
  desk_wait_for_sound (&desk, woken_ns + 100 * (gint64) GST_MSECOND);
  mix_ring_get_stats (desk.fixture.ring, &stats);
  g_assert_cmpuint (stats.gaps, >=, 1);
}

static void
test_missing_format (void)
{
  g_auto (Desk) desk = {0};
  guint place;

  desk_open (&desk, "old", -1);
  place = fixture_wait_for (&desk.fixture, SHOW_HEALTH_RETRYING, 0);
  g_assert_true (g_str_has_prefix (fixture_status (&desk.fixture, place)->text,
                                   "Microphone host: the sound card \"old\" offers no sound that "
                                   "can be read."));
}

int
main (int argc, char **argv)
{
  int status;

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  test_alsa_open (&alsa);
  test_alsa_add (&alsa, "faulty", "");
  test_alsa_add (&alsa, "old", "format MU_LAW rate 8000 channels 1");
  test_alsa_use (&alsa);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *path = g_strdup_printf ("/cap/alsa/fault/%s", faults[i].file);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_fault);
  }
  g_test_add_func ("/cap/alsa/busy", test_busy);
  g_test_add_func ("/cap/alsa/xruns", test_xruns);
  g_test_add_func ("/cap/alsa/short-sleep", test_short_sleep);
  g_test_add_func ("/cap/alsa/missing-format", test_missing_format);
  status = g_test_run ();
  test_alsa_close (&alsa);
  return status;
}
