#include "mix-audio-src.h"

#include <gst/app/gstappsink.h>

#define BLOCK       (2 * MIX_AUDIO_TICK)
#define FAST_BLOCK  (10 * MIX_AUDIO_TICK) /* in lockstep */
#define BLOCK_NS    (20 * GST_MSECOND)
#define TICK_NS     (10 * GST_MSECOND)
#define PATIENCE_NS (20 * GST_SECOND)

typedef struct {
  MixAudio *audio;
  MixRing *ring;
  GstElement *pipeline, *sink;
} Rig;

static void
rig_open (Rig *rig, gboolean lockstep, guint64 n_frames)
{
  MixFormat format = {.width = 64, .height = 36, .fps_n = 30, .fps_d = 1, .lockstep = lockstep};
  GstElement *source;

  rig->audio = mix_audio_new (&format);
  rig->ring = mix_ring_new (&format);
  mix_audio_add_mic (rig->audio, rig->ring, MIX_ROLE_VOICE);
  rig->pipeline = gst_pipeline_new (NULL);
  rig->sink = gst_element_factory_make ("appsink", NULL);
  g_assert_nonnull (rig->sink);
  g_object_set (rig->sink, "sync", FALSE, NULL);
  source = mix_audio_new_source (rig->audio, n_frames);
  gst_bin_add_many (GST_BIN (rig->pipeline), source, rig->sink, NULL);
  g_assert_true (gst_element_link (source, rig->sink));
}

static void
rig_close (Rig *rig)
{
  gst_element_set_state (rig->pipeline, GST_STATE_NULL);
  gst_object_unref (rig->pipeline);
  mix_audio_free (rig->audio);
  mix_ring_unref (rig->ring);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rig, rig_close)

static GstSample *
pull (Rig *rig)
{
  return gst_app_sink_try_pull_sample (GST_APP_SINK (rig->sink), PATIENCE_NS);
}

static void
test_lockstep (void)
{
  const guint64 n_frames = 48000 + 123;
  g_auto (Rig) rig = {0};
  g_autofree float *ramp = g_new (float, 2 * 48000);
  guint64 frame = 0;
  GstSample *sample;

  for (guint i = 0; i < 2 * 48000; i++)
    ramp[i] = (float) i / (2 * 48000) * 0.8f;
  rig_open (&rig, TRUE, n_frames);
  mix_ring_push (rig.ring, ramp, 48000, 0);
  mix_ring_end (rig.ring);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  for (; (sample = pull (&rig)); gst_sample_unref (sample)) {
    GstBuffer *buffer = gst_sample_get_buffer (sample);
    GstMapInfo map;
    guint n;

    g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
    n = (guint) (map.size / (2 * sizeof (float)));
    g_assert_cmpuint (n, ==, MIN (FAST_BLOCK, n_frames - frame));
    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
                      gst_util_uint64_scale (frame, GST_SECOND, 48000));
    g_assert_cmpuint (GST_BUFFER_OFFSET (buffer), ==, frame);
    g_assert_cmpuint (GST_BUFFER_OFFSET_END (buffer), ==, frame + n);
    if (frame + n <= 48000)
      g_assert_cmpmem (map.data, map.size, ramp + 2 * frame, map.size);
    gst_buffer_unmap (buffer, &map);
    frame += n;
  }
  g_assert_cmpuint (frame, ==, n_frames);
  g_assert_true (gst_app_sink_is_eos (GST_APP_SINK (rig.sink)));
}

static guint
count_frames (GstSample *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);

  return (guint) (gst_buffer_get_size (buffer) / (2 * sizeof (float)));
}

/* Sound is made as far as pictures are, to the sample, and the last of it too; nobody waits for
 * what is made already. */
static void
test_follows_pictures (void)
{
  const guint64 n_frames = 3 * 48000 / 30;
  g_auto (Rig) rig = {0};
  GstSample *sample;

  rig_open (&rig, TRUE, n_frames);
  mix_ring_end (rig.ring);
  mix_audio_allow (rig.audio, 0);
  mix_audio_wait_made (rig.audio);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  for (guint i = 1; i <= 3; i++) {
    mix_audio_allow (rig.audio, (gint64) gst_util_uint64_scale (i, GST_SECOND, 30));
    mix_audio_wait_made (rig.audio);
    sample = gst_app_sink_try_pull_sample (GST_APP_SINK (rig.sink), PATIENCE_NS);
    g_assert_nonnull (sample);
    g_assert_cmpuint (count_frames (sample), ==, 1600);
    gst_sample_unref (sample);
    g_assert_null (gst_app_sink_try_pull_sample (GST_APP_SINK (rig.sink), 0));
  }
  g_assert_null (pull (&rig));
  g_assert_true (gst_app_sink_is_eos (GST_APP_SINK (rig.sink)));
}

/* Nothing is allowed for longer than anybody waits: sound goes on. It ends at once when it must. */
static void
test_waits_for_pictures_within_a_limit (void)
{
  g_auto (Rig) rig = {0};
  gint64 begun_us = g_get_monotonic_time ();

  rig_open (&rig, TRUE, 0);
  mix_ring_end (rig.ring);
  mix_audio_allow (rig.audio, 0);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  for (guint i = 1; i <= 2; i++) {
    gst_sample_unref (pull (&rig));
    g_assert_cmpint (g_get_monotonic_time () - begun_us, >=, i * MIX_AUDIO_WAIT_MS * 1000);
  }
}

/* Blocks begin at multiples of 20 ms, are contiguous, and come no earlier than their second half.
 */
static void
test_live (void)
{
  g_auto (Rig) rig = {0};
  GstClockTime next = GST_CLOCK_TIME_NONE;

  rig_open (&rig, FALSE, 0);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < 30; i++) {
    GstSample *sample = pull (&rig);
    GstBuffer *buffer = gst_sample_get_buffer (sample);
    GstClockTime pts = GST_BUFFER_PTS (buffer);
    g_autoptr (GstClock) clock = gst_pipeline_get_clock (GST_PIPELINE (rig.pipeline));
    GstClockTime now =
        gst_clock_get_time (clock) - gst_element_get_base_time (GST_ELEMENT (rig.pipeline));

    g_assert_cmpuint (pts % BLOCK_NS, ==, 0);
    g_assert_cmpuint (pts + TICK_NS, <=, now);
    g_assert_cmpuint (GST_BUFFER_OFFSET (buffer), ==, pts / BLOCK_NS * BLOCK);
    /* A machine that stood still for half a second may jump; else time is never skipped. */
    if (i > 0 && !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT))
      g_assert_cmpuint (pts, ==, next);
    next = pts + GST_BUFFER_DURATION (buffer);
    gst_sample_unref (sample);
  }
}

/* The base time lies `past_ms` back: begins now, not at 0. */
static void
test_begins_now (void)
{
  g_auto (Rig) rig = {0};
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();
  GstClockTime past = 5 * GST_SECOND + 3 * GST_MSECOND;
  GstSample *sample;

  rig_open (&rig, FALSE, 0);
  gst_pipeline_use_clock (GST_PIPELINE (rig.pipeline), clock);
  gst_element_set_start_time (rig.pipeline, GST_CLOCK_TIME_NONE);
  gst_element_set_base_time (rig.pipeline, gst_clock_get_time (clock) - past);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  sample = pull (&rig);
  g_assert_cmpuint (GST_BUFFER_PTS (gst_sample_get_buffer (sample)), >=, 5020 * GST_MSECOND);
  g_assert_cmpuint (GST_BUFFER_PTS (gst_sample_get_buffer (sample)) % BLOCK_NS, ==, 0);
  gst_sample_unref (sample);
}

/* Holds up the second buffer until it is told to go on. */
typedef struct {
  GMutex lock;
  GCond changed;
  guint seen;
  gboolean held, go_on;
} Gate;

static GstPadProbeReturn
hold_second (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  if (++gate->seen == 2) {
    gate->held = TRUE;
    g_cond_broadcast (&gate->changed);
    while (!gate->go_on)
      g_cond_wait (&gate->changed, &gate->lock);
  }
  g_mutex_unlock (&gate->lock);
  return GST_PAD_PROBE_OK;
}

static void
let_stand_for (Gate *gate, guint ms)
{
  g_mutex_lock (&gate->lock);
  while (!gate->held)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
  g_usleep (ms * 1000);
  g_mutex_lock (&gate->lock);
  gate->go_on = TRUE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
}

/* Downstream stands still. For a while: nothing is skipped. For longer than MIX_AUDIO_CATCH_UP_NS:
 * a jump, marked, on the grid. */
static void
test_late (gconstpointer data)
{
  guint late_ms = GPOINTER_TO_UINT (data);
  g_auto (Rig) rig = {0};
  g_autoptr (GstPad) pad = NULL;
  Gate gate = {0};
  GstClockTime next = 0, largest = 0;
  guint64 lost_frames = 0;
  MixMeters meters;

  g_mutex_init (&gate.lock);
  g_cond_init (&gate.changed);
  rig_open (&rig, FALSE, 0);
  pad = gst_element_get_static_pad (rig.sink, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, hold_second, &gate, NULL);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  let_stand_for (&gate, late_ms);
  for (guint i = 0; i < 30; i++) {
    GstSample *sample = pull (&rig);
    GstBuffer *buffer = gst_sample_get_buffer (sample);
    GstClockTime pts = GST_BUFFER_PTS (buffer);

    g_assert_cmpuint (pts % BLOCK_NS, ==, 0);
    if (i > 0 && pts != next) {
      lost_frames += (pts - next) * 48 / GST_MSECOND;
      g_assert_cmpuint (pts, >, next);
      g_assert_true (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT));
      largest = MAX (largest, pts - next);
    }
    next = pts + GST_BUFFER_DURATION (buffer);
    gst_sample_unref (sample);
  }
  /* The shorter stop may have been a long one on a machine under load: then it is a jump, too. */
  if (late_ms * GST_MSECOND > MIX_AUDIO_CATCH_UP_NS || largest > 0)
    g_assert_cmpuint (largest, >, MIX_AUDIO_CATCH_UP_NS - BLOCK_NS);
  gst_element_set_state (rig.pipeline, GST_STATE_NULL);
  mix_audio_get_meters (rig.audio, &meters);
  g_assert_cmpuint (meters.lost_frames, >=, lost_frames); /* what was not pulled may have holes */
  g_assert_true (lost_frames > 0 || meters.lost_frames == 0 || late_ms > 500);
  g_cond_clear (&gate.changed);
  g_mutex_clear (&gate.lock);
}

/* Pause and stop come back promptly: waiting for the clock, and for a ring in lockstep. */
static void
test_stops (gconstpointer data)
{
  g_auto (Rig) rig = {0};

  rig_open (&rig, GPOINTER_TO_INT (data), 0);
  for (guint i = 0; i < 3; i++) {
    gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
    g_usleep (15000);
    gst_element_set_state (rig.pipeline, GST_STATE_PAUSED);
    gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
    gst_element_set_state (rig.pipeline, i % 2 ? GST_STATE_READY : GST_STATE_NULL);
  }
}

static void
test_latency (void)
{
  g_auto (Rig) rig = {0};
  g_autoptr (GstQuery) query = gst_query_new_latency ();
  g_autoptr (GstPad) pad = NULL;
  GstClockTime least;
  gboolean live;

  rig_open (&rig, FALSE, 0);
  /* Asked at the sink's pad: a sink that does not wait for the clock calls itself not live. */
  pad = gst_element_get_static_pad (rig.sink, "sink");
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  gst_sample_unref (pull (&rig));
  g_assert_true (gst_pad_peer_query (pad, query));
  gst_query_parse_latency (query, &live, &least, NULL);
  g_assert_true (live);
  g_assert_cmpuint (least, ==, BLOCK_NS);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mix-audio-src/lockstep", test_lockstep);
  g_test_add_func ("/mix-audio-src/follows-pictures", test_follows_pictures);
  g_test_add_func ("/mix-audio-src/limit", test_waits_for_pictures_within_a_limit);
  g_test_add_func ("/mix-audio-src/live", test_live);
  g_test_add_func ("/mix-audio-src/begins-now", test_begins_now);
  g_test_add_data_func ("/mix-audio-src/late/catches-up", GUINT_TO_POINTER (200), test_late);
  g_test_add_data_func ("/mix-audio-src/late/jumps", GUINT_TO_POINTER (700), test_late);
  g_test_add_data_func ("/mix-audio-src/stops/live", GINT_TO_POINTER (FALSE), test_stops);
  g_test_add_data_func ("/mix-audio-src/stops/lockstep", GINT_TO_POINTER (TRUE), test_stops);
  g_test_add_func ("/mix-audio-src/latency", test_latency);
  return g_test_run ();
}
