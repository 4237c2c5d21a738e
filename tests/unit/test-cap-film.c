/* Films as cameras: they loop without a gap, stand still or double, with their sound, and their
 * time starts where it should. In lockstep, where each tick can be checked. */
#include "cap-burst.h"
#include "cap-camera.h"
#include "test-cap-fixture.h"
#include "test-mix-show.h"

#include <math.h>

#define TICKS 100

static void
start (gpointer data)
{
  cap_camera_start (data);
}

static void
stop (gpointer data)
{
  cap_camera_stop (data);
}

static CapCamera *
start_camera (Fixture *fixture, const char *path, int delay_ms, gboolean with_sound)
{
  g_autofree char *source = g_strconcat ("file:", path, NULL);
  CapCameraOptions options = {.name = (char *) "film", .source = source, .delay_ms = delay_ms};
  g_autoptr (GError) error = NULL;
  CapCamera *camera =
      cap_camera_new (&options, &fixture->context, fixture->slot, with_sound ? fixture->ring : NULL,
                      fixture_on_status, fixture, &error);

  g_assert_no_error (error);
  base_worker_run_sync (fixture->context.media, start, camera);
  return camera;
}

static void
end (Fixture *fixture, CapCamera *camera)
{
  base_worker_run_sync (fixture->context.media, stop, camera);
  cap_camera_free (camera);
  fixture_clear (fixture);
}

static gint64
tick_ns (Fixture *fixture, guint tick)
{
  return mix_format_frame_time (&fixture->format, tick);
}

/* Every tick of `n` has a picture of its own: nothing was left out, doubled or late. */
static void
check_ticks (Fixture *fixture, guint n)
{
  g_autoptr (GstBuffer) last = NULL;

  for (guint i = 0; i < n; i++) {
    gboolean fresh = FALSE;
    GstBuffer *picture = mix_slot_take (fixture->slot, tick_ns (fixture, i), &fresh);

    g_assert_nonnull (picture);
    g_assert_true (fresh);
    if (picture == last)
      g_error ("tick %u has the picture of the one before", i);
    gst_clear_buffer (&last);
    last = picture;
  }
}

#define MOVING(n)                                                                                  \
  "videotestsrc pattern=ball num-buffers=" #n " ! video/x-raw,width=160,height=90,framerate=30/1 " \
  "! "

static const struct {
  const char *name, *launch;
} films[] = {
    /* B-frames: the first stamp is not 0, as in footage from phones. */
    {"film.mkv", MOVING (25) "x264enc bframes=2 b-adapt=false ! matroskamux ! filesink "
                             "location=PATH"},
    {"film.mp4", MOVING (25) "x264enc bframes=2 b-adapt=false ! mp4mux ! filesink location=PATH"},
    /* Read to its end before it plays. */
    {"tiny.mkv", MOVING (5) "x264enc speed-preset=ultrafast bframes=0 ! matroskamux ! filesink "
                            "location=PATH"},
    /* Its demuxer knows of no segments that end: it is opened anew. */
    {"film.ts", MOVING (25) "x264enc speed-preset=ultrafast bframes=0 ! mpegtsmux ! filesink "
                            "location=PATH"},
    {"film.h264", MOVING (25) "x264enc speed-preset=ultrafast bframes=0 ! "
                              "video/x-h264,stream-format=byte-stream ! filesink location=PATH"},
};

static void
test_loops (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Fixture fixture;
  g_autofree char *path = NULL;
  CapCamera *camera;

  fixture_init (&fixture, TRUE, 320, 180);
  path = fixture_make (&fixture, films[i].name, films[i].launch);
  camera = start_camera (&fixture, path, 0, FALSE);
  check_ticks (&fixture, TICKS);
  g_assert_cmpuint (fixture.statuses->len, ==, 2); /* connecting, live: a loop is no event */
  end (&fixture, camera);
}

/* As many pictures as its stamps say, over several loops; none further ahead than allowed, no
 * stall.
 */
static void
test_loops_live (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  CapCamera *camera;
  guint64 from = 0, to = 0;
  GstClockTime from_ns, to_ns;

  fixture_init (&fixture, FALSE, 320, 180);
  path = fixture_make (&fixture, films[0].name, films[0].launch);
  camera = start_camera (&fixture, path, 0, FALSE);
  fixture_wait_until_pushed (&fixture, 5);
  from_ns = mix_slot_get_newest (fixture.slot, &from);
  fixture_wait_until_pushed (&fixture, 70);
  to_ns = mix_slot_get_newest (fixture.slot, &to);
  g_assert_cmpfloat (fabs ((double) (to_ns - from_ns) * 30 / GST_SECOND - (double) (to - from)), <,
                     1.5);
  g_assert_cmpint ((gint64) to_ns, <=,
                   (gint64) gst_clock_get_time (fixture.context.clock) -
                       (gint64) fixture.context.base_time + CAP_BURST_AHEAD_NS +
                       50 * (gint64) GST_MSECOND);
  g_assert_cmpuint (fixture.statuses->len, ==, 2);
  end (&fixture, camera);
}

static void
test_delay (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  g_autoptr (GstBuffer) before = NULL, first = NULL, second = NULL;
  CapCamera *camera;

  fixture_init (&fixture, TRUE, 320, 180);
  path = fixture_make (&fixture, films[0].name, films[0].launch);
  camera = start_camera (&fixture, path, 100, FALSE);
  before = mix_slot_take (fixture.slot, tick_ns (&fixture, 2), NULL);
  first = mix_slot_take (fixture.slot, tick_ns (&fixture, 3), NULL);
  second = mix_slot_take (fixture.slot, tick_ns (&fixture, 4), NULL);
  g_assert_null (before);
  g_assert_nonnull (first);
  g_assert_true (second != first);
  end (&fixture, camera);
}

/* A camera with 60 fps gives 30 pictures a second, the right ones. */
static void
test_fast_film (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  CapCamera *camera;
  guint64 pushed;

  fixture_init (&fixture, TRUE, 320, 180);
  path = fixture_make (&fixture, "fast.mkv",
                       "videotestsrc pattern=ball num-buffers=240 ! "
                       "video/x-raw,width=160,height=90,framerate=60/1 ! x264enc "
                       "speed-preset=ultrafast ! matroskamux ! filesink location=PATH");
  camera = start_camera (&fixture, path, 0, FALSE);
  check_ticks (&fixture, 60);
  mix_slot_get_newest (fixture.slot, &pushed);
  g_assert_cmpuint (pushed, <=, 60 + MIX_SLOT_FRAMES + 2);
  end (&fixture, camera);
}

/* --- sound --- */

static double
level (const float *samples, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += (double) samples[i] * (double) samples[i];
  return sqrt (sum / n);
}

typedef struct {
  Fixture *fixture;
  guint silent_ticks, reads;
} Listener;

/* Reads the sound as the mixer would, next to the pictures. */
static gpointer
listen (gpointer data)
{
  Listener *listener = data;
  float samples[2 * MIX_AUDIO_TICK];

  for (; listener->reads < TICKS * 10 / 3; listener->reads++) {
    fixture_read_sound (listener->fixture, (gint64) listener->reads * 10 * (gint64) GST_MSECOND,
                        samples);
    if (level (samples, 2 * MIX_AUDIO_TICK) < 0.05)
      listener->silent_ticks++;
  }
  return NULL;
}

static void
watch_and_listen (const char *launch, guint *ret_silent_ticks)
{
  Fixture fixture;
  Listener listener = {&fixture, 0, 0};
  g_autofree char *path = NULL;
  CapCamera *camera;
  GThread *thread;

  fixture_init (&fixture, TRUE, 320, 180);
  path = fixture_make (&fixture, "film.mkv", launch);
  camera = start_camera (&fixture, path, 0, TRUE);
  thread = g_thread_new ("listener", listen, &listener);
  check_ticks (&fixture, TICKS);
  g_thread_join (thread);
  *ret_silent_ticks = listener.silent_ticks;
  end (&fixture, camera);
}

static void
test_sound_loops (void)
{
  guint silent_ticks;

  watch_and_listen (MOVING (30) "x264enc speed-preset=ultrafast ! mux. audiotestsrc "
                                "num-buffers=100 samplesperbuffer=441 ! "
                                "audio/x-raw,rate=44100,channels=1 ! queue ! mux. matroskamux "
                                "name=mux ! filesink location=PATH",
                    &silent_ticks);
  /* 44.1 kHz mono becomes 48 kHz stereo; its resampler may ring in at the seams of four loops. */
  g_assert_cmpuint (silent_ticks, <=, 4);
}

/* Where the white pictures of each loop end, against where its beep ends; the beep may not be of
 * the length that was asked for, but it is the same one in every loop. Marks are seen half a frame
 * and one piece of sound to either side. */
#define MARKED                                                                                     \
  "concat name=c ! x264enc speed-preset=ultrafast bframes=0 ! mux. "                               \
  "videotestsrc pattern=white num-buffers=6 ! "                                                    \
  "video/x-raw,width=160,height=90,framerate=30/1 ! c. "                                           \
  "videotestsrc pattern=black num-buffers=24 ! "                                                   \
  "video/x-raw,width=160,height=90,framerate=30/1 ! c. "                                           \
  "audiotestsrc wave=ticks freq=1000 sine-periods-per-tick=200 tick-interval=1000000000 "          \
  "num-buffers=40 samplesperbuffer=1200 ! audio/x-raw,rate=48000,channels=2 ! queue ! mux. "       \
  "matroskamux name=mux ! filesink location=PATH"
#define LOOPS_MAX      8
#define MARKS_GRAIN_NS (27 * (gint64) GST_MSECOND)

typedef struct {
  Fixture *fixture;
  gint64 ends_ns[LOOPS_MAX];
  guint n;
} Marks;

static void
mark (Marks *marks, gboolean was_on, gboolean is_on, gint64 time_ns)
{
  if (was_on && !is_on && marks->n < LOOPS_MAX)
    marks->ends_ns[marks->n++] = time_ns;
}

static gpointer
mark_sound (gpointer data)
{
  Marks *marks = data;
  float samples[2 * MIX_AUDIO_TICK];
  gboolean was_on = FALSE;

  for (guint i = 0; i < 450; i++) {
    gint64 time_ns = i * 10 * (gint64) GST_MSECOND;
    gboolean is_on;

    fixture_read_sound (marks->fixture, time_ns, samples);
    is_on = level (samples, 2 * MIX_AUDIO_TICK) > 0.02;
    mark (marks, was_on, is_on, time_ns);
    was_on = is_on;
  }
  return NULL;
}

static void
mark_pictures (Marks *marks)
{
  gboolean was_on = FALSE;

  for (guint i = 0; i < 135; i++) {
    g_autoptr (GstBuffer) picture =
        mix_slot_take (marks->fixture->slot, tick_ns (marks->fixture, i), NULL);
    g_autoptr (GstBuffer) shown = show_full (&marks->fixture->format, picture);
    guint8 luma = 0;

    g_assert_cmpuint (gst_buffer_extract (shown, 320 * 90 + 160, &luma, 1), ==, 1);
    mark (marks, was_on, luma > 128, tick_ns (marks->fixture, i));
    was_on = luma > 128;
  }
}

/* Lips and voice stay together however often it loops: what overlaps at the seam is not played
 * twice. */
static void
test_sound_stays_with_the_picture (void)
{
  Fixture fixture;
  Marks pictures = {.fixture = &fixture}, sound = {.fixture = &fixture};
  g_autofree char *path = NULL;
  CapCamera *camera;
  GThread *thread;

  fixture_init (&fixture, TRUE, 320, 180);
  path = fixture_make (&fixture, "marked.mkv", MARKED);
  camera = start_camera (&fixture, path, 0, TRUE);
  thread = g_thread_new ("listener", mark_sound, &sound);
  mark_pictures (&pictures);
  g_thread_join (thread);
  g_assert_cmpuint (pictures.n, >=, 4);
  g_assert_cmpuint (sound.n, >=, 4);
  for (guint i = 1; i < 4; i++) {
    gint64 apart_ns = sound.ends_ns[i] - pictures.ends_ns[i];
    gint64 at_first_ns = sound.ends_ns[0] - pictures.ends_ns[0];

    g_assert_cmpint (ABS (apart_ns - at_first_ns), <=, MARKS_GRAIN_NS);
  }
  end (&fixture, camera);
}

static void
test_no_sound (void)
{
  guint silent_ticks;

  watch_and_listen (films[0].launch, &silent_ticks);
  g_assert_cmpuint (silent_ticks, ==, TICKS * 10 / 3);
}

static void
test_unwanted_sound (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  CapCamera *camera;

  fixture_init (&fixture, TRUE, 320, 180);
  path = fixture_make (&fixture, "film.mkv",
                       MOVING (30) "x264enc speed-preset=ultrafast ! mux. audiotestsrc "
                                   "num-buffers=100 samplesperbuffer=480 ! "
                                   "audio/x-raw,rate=48000 ! opusenc ! queue ! mux. matroskamux "
                                   "name=mux ! filesink location=PATH");
  camera = start_camera (&fixture, path, 0, FALSE);
  check_ticks (&fixture, TICKS);
  end (&fixture, camera);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (films); i++) {
    g_autofree char *path = g_strconcat ("/cap/film/loops/", films[i].name, NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_loops);
  }
  g_test_add_func ("/cap/film/loops-live", test_loops_live);
  g_test_add_func ("/cap/film/delay", test_delay);
  g_test_add_func ("/cap/film/fast", test_fast_film);
  g_test_add_func ("/cap/film/sound-loops", test_sound_loops);
  g_test_add_func ("/cap/film/sound-stays", test_sound_stays_with_the_picture);
  g_test_add_func ("/cap/film/no-sound", test_no_sound);
  g_test_add_func ("/cap/film/unwanted-sound", test_unwanted_sound);
  return g_test_run ();
}
