/* Sound cards of all kinds and with all faults, through alsa-lib, as microphones on the table. */
#include "cap-alsa-pcm.h"
#include "cap-microphone.h"
#include "test-alsa.h"
#include "test-cap-fixture.h"
#include "test-tone.h"

#include <string.h>

static TestAlsa alsa;

static void
start (gpointer data)
{
  cap_microphone_start (data);
}

static void
stop (gpointer data)
{
  cap_microphone_stop (data);
}

typedef struct {
  Fixture fixture;
  CapMicrophone *microphone;
} Desk;

static void
desk_open (Desk *desk, const char *card)
{
  g_autofree char *source = g_strconcat ("alsa:", card, NULL);
  CapMicrophoneOptions options = {.name = (char *) "host", .source = source, .volume_percent = -1};
  g_autoptr (GError) error = NULL;

  fixture_init (&desk->fixture, FALSE, 320, 180);
  desk->microphone = cap_microphone_new (&options, &desk->fixture.context, desk->fixture.ring,
                                         fixture_on_status, &desk->fixture, &error);
  g_assert_no_error (error);
  base_worker_run_sync (desk->fixture.context.media, start, desk->microphone);
}

static void
desk_close (Desk *desk)
{
  base_worker_run_sync (desk->fixture.context.media, stop, desk->microphone);
  cap_microphone_free (desk->microphone);
  fixture_clear (&desk->fixture);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_close)

static gint64
running_now (Desk *desk)
{
  return (gint64) gst_clock_get_time (desk->fixture.context.clock) -
         (gint64) desk->fixture.context.base_time;
}

/* The stream's end has come to `time_ns`. */
static void
wait_for_sound (Desk *desk, gint64 time_ns)
{
  gint64 end = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;
  GstClockTime newest;

  while (newest = mix_ring_get_newest (desk->fixture.ring, NULL),
         !GST_CLOCK_TIME_IS_VALID (newest) || (gint64) newest < time_ns) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_usleep (5000);
  }
}

/* `n_ticks` of what was pushed, from `from_ns` on. Free with g_free(). */
static float *
take_sound (Desk *desk, gint64 from_ns, guint n_ticks)
{
  float *samples = g_new (float, 2 * n_ticks * MIX_AUDIO_TICK);
  gint64 first = mix_ring_index (from_ns);

  wait_for_sound (desk, from_ns + (n_ticks + 2) * 10 * (gint64) GST_MSECOND);
  for (guint t = 0; t < n_ticks; t++)
    mix_ring_read_index (desk->fixture.ring, first + t * MIX_AUDIO_TICK,
                         samples + 2 * t * MIX_AUDIO_TICK, MIX_AUDIO_TICK);
  return samples;
}

/* --- kinds --- */

static const struct {
  const char *card, *settings, *device, *described;
} kinds[] = {
    {"usual", "format S16_LE rate 48000 channels 2", "usual", "48 kHz, stereo"},
    {"simple", "format S16_LE rate 44100 channels 1", "simple", "44.1 kHz, mono"},
    {"four", "format S32_LE rate 48000 channels 4", "four", "48 kHz, 4 channels"},
    {"studio", "format S24_3LE rate 96000 channels 2", "studio", "96 kHz, stereo"},
    {"eight", "format S24_LE rate 44100 channels 8", "eight", "44.1 kHz, 8 channels"},
    {"floating", "format FLOAT_LE rate 48000 channels 1", "floating", "48 kHz, mono"},
    {"headset", "format S16_LE rate 16000 channels 1", "headset", "16 kHz, mono"},
    {"plugged", "format S24_3LE rate 44100 channels 1", "plug:plugged", "44.1 kHz, stereo"},
};

static void
test_kind (gconstpointer data)
{
  guint kind = GPOINTER_TO_UINT (data), place;
  g_auto (Desk) desk = {0};
  g_autofree float *samples = NULL;
  MixRingStats stats;
  double rest, level = 0;

  desk_open (&desk, kinds[kind].device);
  place = fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  g_assert_cmpstr (fixture_status (&desk.fixture, place)->detail, ==, kinds[kind].described);
  samples = take_sound (&desk, running_now (&desk) + 50 * (gint64) GST_MSECOND, 20);
  for (guint i = 0; i < 20 * MIX_AUDIO_TICK; i++)
    level = fmax (level, fabs ((double) samples[2 * i]));
  rest = tone_rest_db (samples + 1000, 20 * MIX_AUDIO_TICK - 500, 1000);
  mix_ring_get_stats (desk.fixture.ring, &stats);
  g_test_message ("%s: THD+N %.1f dB, %u gaps", kinds[kind].card, rest, stats.gaps);
  if (stats.gaps > 0)
    return; /* the machine stood still for half a second */
  g_assert_cmpfloat_with_epsilon (level, 0.5, 0.01);
  g_assert_cmpfloat (rest, <, -75);
}

static void
test_describes_kinds (void)
{
  g_autofree char *usual = cap_alsa_pcm_describe ("usual");
  g_autofree char *four = cap_alsa_pcm_describe ("four");
  g_autofree char *simple = cap_alsa_pcm_describe ("simple");
  g_autofree char *missing = cap_alsa_pcm_describe ("nothing");

  g_assert_cmpstr (usual, ==, "48 kHz, stereo, 16 bit");
  g_assert_cmpstr (four, ==, "48 kHz, 4 channels, 32 bit");
  g_assert_cmpstr (simple, ==, "44.1 kHz, mono, 16 bit");
  g_assert_null (missing);
}

/* --- time --- */

static void
test_stamps (void)
{
  const gint64 s = (gint64) GST_SECOND;

  g_assert_cmpint (cap_alsa_pcm_stamp (100 * s, 100 * s - 5000, 48000, 48000), ==, 99 * s - 5000);
  g_assert_cmpint (cap_alsa_pcm_stamp (100 * s, 0, 480, 48000), ==, 100 * s - s / 100);
  g_assert_cmpint (cap_alsa_pcm_stamp (100 * s, 1700000000 * s, 480, 48000), ==, 100 * s - s / 100);
  g_assert_cmpint (cap_alsa_pcm_stamp (100 * s, 100 * s + 1000, 0, 44100), ==, 100 * s + 1000);
}

/* The first sample frame of `n` that is loud; `n` when there is none. */
static guint
first_loud (const float *samples, guint n)
{
  guint i = 0;

  while (i < n && fabsf (samples[2 * i]) < 0.05f)
    i++;
  return i;
}

/* A mark at a whole second of the monotonic clock is in its place on the table. */
static void
test_place_in_time (gconstpointer data)
{
  g_auto (Desk) desk = {0};
  g_autofree float *samples = NULL;
  gint64 base_ns, second_ns;
  guint at;

  desk_open (&desk, data);
  fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  base_ns = (gint64) desk.fixture.context.base_time;
  second_ns = (running_now (&desk) + base_ns) / (gint64) GST_SECOND * (gint64) GST_SECOND +
              (gint64) GST_SECOND - base_ns;
  if (second_ns - running_now (&desk) < 200 * (gint64) GST_MSECOND)
    second_ns += (gint64) GST_SECOND;
  samples = take_sound (&desk, second_ns - 100 * (gint64) GST_MSECOND, 20);
  at = first_loud (samples, 20 * MIX_AUDIO_TICK);
  g_test_message ("%s: the mark is %+.2f ms off", (const char *) data, (at - 4800.0) / 48);
  g_assert_cmpfloat (fabs (at - 4800.0) / 48, <, 5);
}

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

  desk_open (&desk, "faulty");
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
  desk_open (&desk, "faulty");
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

  desk_open (&desk, "faulty");
  n_statuses = fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0) + 1;
  for (guint i = 1; i <= 3; i++) {
    gint64 end = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;

    wait_for_sound (&desk, running_now (&desk));
    test_alsa_put (&alsa, "faulty", "xrun", "");
    do {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (5000);
      mix_ring_get_stats (desk.fixture.ring, &stats);
    } while (stats.gaps < i);
  }
  samples = take_sound (&desk, running_now (&desk) + 50 * (gint64) GST_MSECOND, 20);
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

  desk_open (&desk, "faulty");
  fixture_wait_for (&desk.fixture, SHOW_HEALTH_LIVE, 0);
  test_alsa_put (&alsa, "faulty", "suspend", "");
  g_usleep (300000);
  test_alsa_put (&alsa, "faulty", "suspend", NULL);
  woken_ns = running_now (&desk);
  wait_for_sound (&desk, woken_ns + 100 * (gint64) GST_MSECOND);
  mix_ring_get_stats (desk.fixture.ring, &stats);
  g_assert_cmpuint (stats.gaps, >=, 1);
}

static void
test_missing_format (void)
{
  g_auto (Desk) desk = {0};
  guint place;

  desk_open (&desk, "old");
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
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    test_alsa_add (&alsa, kinds[i].card, kinds[i].settings);
  test_alsa_add (&alsa, "faulty", "");
  test_alsa_add (&alsa, "old", "format MU_LAW rate 8000 channels 1");
  test_alsa_add (&alsa, "marks", "signal marks format S32_LE");
  test_alsa_add (&alsa, "marks44", "signal marks rate 44100 channels 1");
  g_string_append (alsa.config, "pcm.plug { @args [ SLAVE ] @args.SLAVE { type string } type plug "
                                "slave.pcm $SLAVE }\n");
  test_alsa_use (&alsa);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *path = g_strdup_printf ("/cap/alsa/kind/%s", kinds[i].card);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_kind);
  }
  g_test_add_func ("/cap/alsa/describes", test_describes_kinds);
  g_test_add_func ("/cap/alsa/stamps", test_stamps);
  g_test_add_data_func ("/cap/alsa/place/48", "marks", test_place_in_time);
  g_test_add_data_func ("/cap/alsa/place/44.1-mono", "marks44", test_place_in_time);
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
