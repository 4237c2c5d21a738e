/* The programme source in real pipelines: by the clock, in lockstep, and when it is stopped. */
#include "mix-vision.h"
#include <gst/app/gstappsink.h>

#define PATIENCE_NS (20 * GST_SECOND)

typedef struct {
  MixVision *vision;
  GstElement *pipeline, *sink; /* sink is borrowed */
} Rig;

static MixFormat
new_format (int fps_n, int fps_d, gboolean lockstep)
{
  return (MixFormat){
      .width = 64, .height = 36, .fps_n = fps_n, .fps_d = fps_d, .lockstep = lockstep};
}

static void
rig_init (Rig *rig, const MixFormat *format, guint64 n_frames, gboolean sync)
{
  rig->vision = mix_vision_new (format);
  rig->pipeline = gst_pipeline_new (NULL);
  rig->sink = gst_element_factory_make ("appsink", NULL);
  g_object_set (rig->sink, "sync", sync, NULL);
  GstElement *source = mix_vision_new_source (rig->vision, n_frames);
  gst_bin_add_many (GST_BIN (rig->pipeline), source, rig->sink, NULL);
  g_assert_true (gst_element_link (source, rig->sink));
}

static void
rig_play (Rig *rig)
{
  g_assert_cmpint (gst_element_set_state (rig->pipeline, GST_STATE_PLAYING), !=,
                   GST_STATE_CHANGE_FAILURE);
}

static void
rig_clear (Rig *rig)
{
  if (rig->pipeline != NULL)
    gst_element_set_state (rig->pipeline, GST_STATE_NULL);
  gst_clear_object (&rig->pipeline);
  g_clear_pointer (&rig->vision, mix_vision_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rig, rig_clear)

/* PTS of the next picture; GST_CLOCK_TIME_NONE at the end. */
static GstClockTime
next_pts (Rig *rig)
{
  g_autoptr (GstSample) sample =
      gst_app_sink_try_pull_sample (GST_APP_SINK (rig->sink), PATIENCE_NS);
  if (sample == NULL) {
    g_assert_true (gst_app_sink_is_eos (GST_APP_SINK (rig->sink)));
    return GST_CLOCK_TIME_NONE;
  }
  return GST_BUFFER_PTS (gst_sample_get_buffer (sample));
}

static void
assert_frame_time (const MixFormat *format, GstClockTime pts)
{
  guint64 index = mix_format_frame_index (format, (gint64) pts);
  g_assert_cmpuint (pts, ==, (guint64) mix_format_frame_time (format, index));
}

static void
test_frame_index (void)
{
  static const int rates[][2] = {{30, 1}, {25, 1}, {60, 1}, {30000, 1001}, {24000, 1001}};
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    MixFormat format = new_format (rates[i][0], rates[i][1], FALSE);
    for (guint64 index = 0; index < 10000000; index = index * 3 / 2 + 1) {
      gint64 time_ns = mix_format_frame_time (&format, index);
      g_assert_cmpuint (mix_format_frame_index (&format, time_ns), ==, index);
      g_assert_cmpuint (mix_format_frame_index (&format, time_ns + 1), ==, index);
      g_assert_cmpuint (mix_format_frame_index (&format, time_ns + 10000000), ==, index);
      if (index > 0)
        g_assert_cmpuint (mix_format_frame_index (&format, time_ns - 1), ==, index - 1);
    }
  }
}

static void
test_live (void)
{
  MixFormat format = new_format (30, 1, FALSE);
  g_auto (Rig) rig = {0};
  rig_init (&rig, &format, 0, TRUE);
  rig_play (&rig);
  GstClockTime before = GST_CLOCK_TIME_NONE;
  for (int i = 0; i < 20; i++) {
    GstClockTime pts = next_pts (&rig);
    g_assert_true (GST_CLOCK_TIME_IS_VALID (pts));
    assert_frame_time (&format, pts);
    if (GST_CLOCK_TIME_IS_VALID (before))
      g_assert_cmpuint (pts, >, before);
    before = pts;
  }
  g_autoptr (GstClock) clock = gst_element_get_clock (rig.pipeline);
  GstClockTime now = gst_clock_get_time (clock) - gst_element_get_base_time (rig.pipeline);
  g_assert_cmpuint (before, <=, now);
}

static void
test_caps_and_latency (void)
{
  MixFormat format = new_format (25, 1, FALSE);
  g_auto (Rig) rig = {0};
  rig_init (&rig, &format, 0, FALSE);
  rig_play (&rig);
  g_autoptr (GstSample) sample =
      gst_app_sink_try_pull_sample (GST_APP_SINK (rig.sink), PATIENCE_NS);
  g_assert_nonnull (sample);
  g_autoptr (GstCaps) caps = mix_format_video_caps (&format);
  g_assert_true (gst_caps_is_equal (gst_sample_get_caps (sample), caps));
  g_autoptr (GstQuery) query = gst_query_new_latency ();
  g_autoptr (GstPad) pad = gst_element_get_static_pad (rig.sink, "sink");
  g_assert_true (gst_pad_peer_query (pad, query));
  gboolean live = FALSE;
  GstClockTime min, max;
  gst_query_parse_latency (query, &live, &min, &max);
  g_assert_true (live);
  g_assert_cmpuint (min, ==, 40 * GST_MSECOND);
  g_assert_cmpuint (max, ==, GST_CLOCK_TIME_NONE);
}

/* Clock and base time by hand, as cameras and outputs share them: frames are aligned to them. */
static void
test_base_time_by_hand (void)
{
  MixFormat format = new_format (30000, 1001, FALSE);
  g_auto (Rig) rig = {0};
  rig_init (&rig, &format, 0, FALSE);
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();
  GstClockTime base = gst_clock_get_time (clock) - 100 * GST_SECOND;
  gst_pipeline_use_clock (GST_PIPELINE (rig.pipeline), clock);
  gst_element_set_start_time (rig.pipeline, GST_CLOCK_TIME_NONE);
  gst_element_set_base_time (rig.pipeline, base);
  rig_play (&rig);
  for (int i = 0; i < 5; i++) {
    GstClockTime pts = next_pts (&rig);
    assert_frame_time (&format, pts);
    g_assert_cmpuint (pts, >=, 100 * GST_SECOND);
  }
}

/* At one picture in 100 s a source that cannot be woken would hang this test. */
static void
test_stop_while_waiting (void)
{
  MixFormat format = new_format (1, 100, FALSE);
  g_auto (Rig) rig = {0};
  rig_init (&rig, &format, 0, FALSE);
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();
  gst_pipeline_use_clock (GST_PIPELINE (rig.pipeline), clock);
  gst_element_set_start_time (rig.pipeline, GST_CLOCK_TIME_NONE);
  gst_element_set_base_time (rig.pipeline, gst_clock_get_time (clock) - 10 * GST_SECOND);
  rig_play (&rig);
  g_usleep (50000);
  gint64 before_us = g_get_monotonic_time ();
  gst_element_set_state (rig.pipeline, GST_STATE_NULL);
  g_assert_cmpint (g_get_monotonic_time () - before_us, <, 20 * G_USEC_PER_SEC);
  MixVisionStats stats;
  mix_vision_get_stats (rig.vision, &stats);
  g_assert_cmpuint (stats.ticks, ==, 0);
}

typedef struct {
  gint pictures; /* atomic */
  gulong stop_us;
} Dawdler;

static GstPadProbeReturn
dawdle_in_streaming (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Dawdler *dawdler = data;
  if (g_atomic_int_add (&dawdler->pictures, 1) == 3)
    g_usleep (dawdler->stop_us);
  return GST_PAD_PROBE_OK;
}

/* Downstream stands still after the fourth picture. How many pictures the first 16 lack; the
 * mixer's own count, which may have seen a busy machine besides, in `ret_missed`. */
static guint64
count_left_out (gulong stop_us, guint64 *ret_missed)
{
  MixFormat format = new_format (30, 1, FALSE);
  g_auto (Rig) rig = {0};
  Dawdler dawdler = {.stop_us = stop_us};
  rig_init (&rig, &format, 0, FALSE);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (rig.sink, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, dawdle_in_streaming, &dawdler, NULL);
  rig_play (&rig);
  guint64 left_out = 0, before = 0;
  for (int i = 0; i < 16; i++) {
    GstClockTime pts = next_pts (&rig);
    guint64 index = mix_format_frame_index (&format, (gint64) pts);
    if (i > 0)
      left_out += index - before - 1;
    before = index;
  }
  gst_element_set_state (rig.pipeline, GST_STATE_NULL);
  MixVisionStats stats;
  mix_vision_get_stats (rig.vision, &stats);
  *ret_missed = stats.missed_ticks;
  return left_out;
}

/* Three frames of lateness are made up; of thirty, the last six are, and the others counted. */
static void
test_missed_ticks (void)
{
  guint64 left_out, missed;

  left_out = count_left_out (30 * G_USEC_PER_SEC / 30, &missed);
  g_assert_cmpuint (left_out, >=, 30 - 1 - MIX_VISION_CATCH_UP_FRAMES - 1);
  g_assert_cmpuint (missed, >=, left_out);
  for (int turn = 0; turn < 10; turn++) {
    left_out = count_left_out (3 * G_USEC_PER_SEC / 30, &missed);
    g_assert_cmpuint (missed, >=, left_out);
    if (left_out == 0)
      return;
  }
  g_assert_not_reached (); /* ten times in a row the machine was late by itself */
}

static void
test_lockstep (void)
{
  MixFormat format = new_format (30, 1, TRUE);
  g_auto (Rig) rig = {0};
  rig_init (&rig, &format, 300, FALSE);
  rig_play (&rig);
  for (guint64 i = 0; i < 300; i++)
    g_assert_cmpuint (next_pts (&rig), ==, (guint64) mix_format_frame_time (&format, i));
  g_assert_cmpuint (next_pts (&rig), ==, GST_CLOCK_TIME_NONE);
  MixVisionStats stats;
  mix_vision_get_stats (rig.vision, &stats);
  g_assert_cmpuint (stats.ticks, ==, 300);
  g_assert_cmpuint (stats.missed_ticks, ==, 0);
}

/* A camera that never sends: the source waits for it, and must still come to a halt. */
static void
test_lockstep_stop_while_waiting (void)
{
  MixFormat format = new_format (30, 1, TRUE);
  g_auto (Rig) rig = {0};
  rig_init (&rig, &format, 0, FALSE);
  g_autoptr (MixSlot) slot = mix_slot_new (&format);
  mix_vision_add_camera (rig.vision, slot);
  rig_play (&rig);
  g_usleep (50000);
  gst_element_set_state (rig.pipeline, GST_STATE_NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/video-src/frame-index", test_frame_index);
  g_test_add_func ("/video-src/live", test_live);
  g_test_add_func ("/video-src/caps-and-latency", test_caps_and_latency);
  g_test_add_func ("/video-src/base-time-by-hand", test_base_time_by_hand);
  g_test_add_func ("/video-src/stop-while-waiting", test_stop_while_waiting);
  g_test_add_func ("/video-src/missed-ticks", test_missed_ticks);
  g_test_add_func ("/video-src/lockstep", test_lockstep);
  g_test_add_func ("/video-src/lockstep/stop-while-waiting", test_lockstep_stop_while_waiting);
  return g_test_run ();
}
