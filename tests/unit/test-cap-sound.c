/* Microphones and test sources: sounds and pictures that are where they should be in time. */
#include "cap-microphone.h"
#include "cap-scene.h"
#include "cap-wave.h"
#include "test-cap-fixture.h"

#include <math.h>
#include <string.h>

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

static CapMicrophone *
start_microphone (Fixture *fixture, const char *source, int volume_percent)
{
  CapMicrophoneOptions options = {
      .name = (char *) "host", .source = (char *) source, .volume_percent = volume_percent};
  g_autoptr (GError) error = NULL;
  CapMicrophone *microphone = cap_microphone_new (&options, &fixture->context, fixture->ring,
                                                  fixture_on_status, fixture, &error);

  g_assert_no_error (error);
  base_worker_run_sync (fixture->context.media, start, microphone);
  return microphone;
}

static void
end (Fixture *fixture, CapMicrophone *microphone)
{
  base_worker_run_sync (fixture->context.media, stop, microphone);
  cap_microphone_free (microphone);
  fixture_clear (fixture);
}

/* --- waves --- */

static void
test_waves (void)
{
  static const char *const names[] = {"sine", "ticks", "silence", "beeps", "music"};
  float samples[2 * 4800];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    CapWave wave = cap_wave_from_name (names[i]);
    double sum = 0;

    g_assert_cmpint (wave, !=, 0);
    for (guint64 at = 0; at < 8 * MIX_AUDIO_RATE; at += 4800) {
      cap_wave_fill (wave, at, samples, 4800);
      for (guint s = 0; s < 2 * 4800; s++) {
        g_assert_cmpfloat (fabsf (samples[s]), <, 0.5);
        sum += (double) fabsf (samples[s]);
      }
    }
    g_assert_true ((sum > 0) == (wave != CAP_WAVE_SILENCE));
  }
  g_assert_cmpint (cap_wave_from_name ("noise"), ==, 0);
}

/* The first sample frame of `n` that is loud; `n` when there is none. */
static guint
first_loud (const float *samples, guint n)
{
  guint i = 0;

  while (i < n && fabsf (samples[2 * i]) < 0.01f)
    i++;
  return i;
}

static void
test_beeps_in_lockstep (void)
{
  Fixture fixture;
  CapMicrophone *microphone;
  g_autofree float *samples = g_new (float, 2 * 3 * MIX_AUDIO_RATE);

  fixture_init (&fixture, TRUE, 320, 180);
  microphone = start_microphone (&fixture, "test:beeps", -1);
  for (guint i = 0; i < 300; i++)
    fixture_read_sound (&fixture, i * 10 * (gint64) GST_MSECOND, samples + 2 * i * MIX_AUDIO_TICK);
  for (guint second = 0; second < 3; second++) {
    const float *beep = samples + 2 * second * MIX_AUDIO_RATE;

    g_assert_cmpuint (first_loud (beep, MIX_AUDIO_RATE), <, 10);
    g_assert_cmpuint (first_loud (beep + 2 * 4800, 43000), ==, 43000);
  }
  end (&fixture, microphone);
}

/* A beep begins at a whole second of the shared running time, whenever the source was started. */
static void
test_beeps_live (void)
{
  Fixture fixture;
  CapMicrophone *microphone;
  float samples[2 * MIX_AUDIO_RATE / 5];
  gint64 second, patience = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;
  GstClockTime newest;

  fixture_init (&fixture, FALSE, 320, 180);
  second =
      ((gint64) gst_clock_get_time (fixture.context.clock) - (gint64) fixture.context.base_time) /
          (gint64) GST_SECOND +
      2;
  microphone = start_microphone (&fixture, "test:beeps", -1);
  fixture_wait_for (&fixture, SHOW_HEALTH_LIVE, 0);
  while (newest = mix_ring_get_newest (fixture.ring),
         !GST_CLOCK_TIME_IS_VALID (newest) ||
             (gint64) newest < second * (gint64) GST_SECOND + 300 * (gint64) GST_MSECOND) {
    g_assert_cmpint (g_get_monotonic_time (), <, patience);
    g_usleep (10000);
  }
  for (guint i = 0; i < 20; i++)
    fixture_read_sound (&fixture,
                        second * (gint64) GST_SECOND + ((gint64) i - 5) * 10 * (gint64) GST_MSECOND,
                        samples + 2 * i * MIX_AUDIO_TICK);
  g_assert_cmpint (abs ((int) first_loud (samples, 9600) - 2400), <, 48); /* 1 ms */
  end (&fixture, microphone);
}

static void
test_sound_file (void)
{
  Fixture fixture;
  CapMicrophone *microphone;
  g_autofree char *path = NULL, *source = NULL;
  float samples[2 * MIX_AUDIO_TICK];
  guint quiet = 0;

  fixture_init (&fixture, TRUE, 320, 180);
  path = fixture_make (&fixture, "music.wav",
                       "audiotestsrc num-buffers=50 samplesperbuffer=480 ! "
                       "audio/x-raw,format=S16LE,rate=48000,channels=2 ! wavenc ! filesink "
                       "location=PATH");
  source = g_strconcat ("file:", path, NULL);
  microphone = start_microphone (&fixture, source, -1);
  for (guint i = 0; i < 200; i++) {
    fixture_read_sound (&fixture, i * 10 * (gint64) GST_MSECOND, samples);
    quiet += first_loud (samples, MIX_AUDIO_TICK) > 100;
  }
  g_assert_cmpuint (quiet, ==, 0);
  end (&fixture, microphone);
}

static void
test_missing_card (void)
{
  Fixture fixture;
  CapMicrophone *microphone;
  guint place;

  fixture_init (&fixture, FALSE, 320, 180);
  microphone = start_microphone (&fixture, "alsa:plughw:CARD=NoSuchCard,DEV=0", 80);
  place = fixture_wait_for (&fixture, SHOW_HEALTH_RETRYING, 0);
  g_assert_cmpstr (fixture_status (&fixture, place)->text, ==,
                   "Microphone host: there is no sound card \"plughw:CARD=NoSuchCard,DEV=0\". Plug "
                   "it in; it will be used as soon as it is there.");
  end (&fixture, microphone);
}

/* --- scenes --- */

static void
test_scenes_move (void)
{
  static const char *const names[] = {"product", "presenter"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (CapScene) scene = cap_scene_new (names[i], 640, 360);
    gsize size = cap_scene_get_size (scene);
    g_autofree guint8 *now = g_malloc (size), *before = g_malloc0 (size);

    g_assert_cmpuint (size, ==, 640 * 360 * 3 / 2);
    for (gint64 tick = 0; tick < 300; tick++) {
      cap_scene_draw (scene, tick * (gint64) GST_SECOND / 30, now);
      g_assert_cmpint (memcmp (now, before, size), !=, 0);
      memcpy (before, now, size);
    }
    for (gsize at = 0; at < 640 * 360; at++)
      g_assert_true (now[at] >= 16 && now[at] <= 235);
    cap_scene_draw (scene, 299 * (gint64) GST_SECOND / 30, now);
    g_assert_cmpint (memcmp (now, before, size), ==, 0);
  }
  g_assert_null (cap_scene_new ("nothing", 640, 360));
}

/* Shapes that reach beyond the picture, and pictures of any even size. */
static void
test_scenes_of_all_sizes (void)
{
  static const int sizes[][2] = {{2, 2}, {16, 90}, {1280, 2}, {360, 640}};

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (CapScene) scene = cap_scene_new ("presenter", sizes[i][0], sizes[i][1]);
    g_autofree guint8 *picture = g_malloc (cap_scene_get_size (scene));

    for (gint64 tick = 0; tick < 30; tick++)
      cap_scene_draw (scene, tick * (gint64) GST_SECOND / 3, picture);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/sound/waves", test_waves);
  g_test_add_func ("/cap/sound/lockstep", test_beeps_in_lockstep);
  g_test_add_func ("/cap/sound/live", test_beeps_live);
  g_test_add_func ("/cap/sound/file", test_sound_file);
  g_test_add_func ("/cap/sound/missing-card", test_missing_card);
  g_test_add_func ("/cap/scene/moves", test_scenes_move);
  g_test_add_func ("/cap/scene/sizes", test_scenes_of_all_sizes);
  return g_test_run ();
}
