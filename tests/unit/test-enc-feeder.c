/* The way from the hub into pipelines: rebased time, a change of pipeline at a keyframe without a
 * lost packet, and an end that nothing can hold up. */
#include "enc-feeder.h"

#include <gst/app/app.h>

#define FRAME_NS (GST_SECOND / 25)
#define START_NS (100 * GST_SECOND)
#define GOP      50

typedef struct {
  GstElement *pipeline, *video, *audio;
  GstAppSink *video_sink, *audio_sink;
} Rig;

static Rig
rig_new (gboolean playing)
{
  Rig rig = {.pipeline = gst_pipeline_new (NULL)};
  GstElement *sinks[2];

  rig.video = enc_feeder_new_source (ENC_VIDEO, FALSE);
  rig.audio = enc_feeder_new_source (ENC_AUDIO, FALSE);
  for (guint i = 0; i < 2; i++) {
    sinks[i] = gst_element_factory_make ("appsink", NULL);
    g_object_set (sinks[i], "sync", FALSE, NULL);
  }
  rig.video_sink = GST_APP_SINK (sinks[0]);
  rig.audio_sink = GST_APP_SINK (sinks[1]);
  gst_bin_add_many (GST_BIN (rig.pipeline), rig.video, rig.audio, sinks[0], sinks[1], NULL);
  g_assert_true (gst_element_link (rig.video, sinks[0]));
  g_assert_true (gst_element_link (rig.audio, sinks[1]));
  if (playing)
    gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  return rig;
}

static void
rig_clear (Rig *rig)
{
  gst_element_set_state (rig->pipeline, GST_STATE_NULL);
  gst_object_unref (rig->pipeline);
}

static void
push (EncHub *hub, EncMedia media, gint64 time, gboolean key)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 64, NULL);

  GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = (GstClockTime) time;
  if (!key)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  enc_hub_push (hub, media, buffer);
}

static void
push_frames (EncHub *hub, guint first, guint end)
{
  for (guint i = first; i < end; i++) {
    push (hub, ENC_AUDIO, (gint64) (START_NS + i * FRAME_NS), TRUE);
    push (hub, ENC_VIDEO, (gint64) (START_NS + i * FRAME_NS), i % GOP == 0);
  }
}

static EncHub *
hub_new (void)
{
  EncHub *hub = enc_hub_new ();
  g_autoptr (GstCaps) video = gst_caps_new_empty_simple ("video/x-h264");
  g_autoptr (GstCaps) audio = gst_caps_new_empty_simple ("audio/mpeg");

  enc_hub_set_caps (hub, ENC_VIDEO, video);
  enc_hub_set_caps (hub, ENC_AUDIO, audio);
  return hub;
}

/* Reads to the end: the count of buffers, which must begin at 0 and go up. */
static guint
drain (GstAppSink *sink, const char *type)
{
  guint n = 0;
  gint64 last = -1;

  for (;;) {
    g_autoptr (GstSample) sample = gst_app_sink_try_pull_sample (sink, 20 * GST_SECOND);
    gint64 pts;

    if (!sample) {
      g_assert_true (gst_app_sink_is_eos (sink));
      return n;
    }
    pts = (gint64) GST_BUFFER_PTS (gst_sample_get_buffer (sample));
    g_assert_cmpint (n == 0 ? 0 : last + 1, <=, pts);
    g_assert_true (n > 0 || pts == 0);
    g_assert_true (
        gst_structure_has_name (gst_caps_get_structure (gst_sample_get_caps (sample), 0), type));
    last = pts;
    n++;
  }
}

static void
note_switch (gint64 start_ns, gpointer data)
{
  *(gint64 *) data = start_ns;
}

static void
test_switch_loses_nothing (void)
{
  g_autoptr (EncHub) hub = hub_new ();
  g_autoptr (EncFeeder) feeder = enc_feeder_new (hub, FALSE);
  Rig one = rig_new (TRUE), two = rig_new (TRUE);
  gint64 switched_ns[2] = {0};
  EncFeederStats stats;

  push_frames (hub, 0, 60);
  enc_feeder_switch (feeder, one.video, one.audio, 0, note_switch, &switched_ns[0]);
  while (enc_feeder_get_stats (feeder, &stats), stats.packets < 60)
    g_usleep (1000);
  enc_feeder_switch (feeder, two.video, two.audio, (gint64) (START_NS + 120 * FRAME_NS),
                     note_switch, &switched_ns[1]);
  push_frames (hub, 60, 230);
  enc_feeder_finish (feeder);
  g_assert_cmpuint (drain (one.video_sink, "video/x-h264"), ==, 150);
  g_assert_cmpuint (drain (one.audio_sink, "audio/mpeg"), ==, 150);
  g_assert_cmpuint (drain (two.video_sink, "video/x-h264"), ==, 80);
  g_assert_cmpuint (drain (two.audio_sink, "audio/mpeg"), ==, 80);
  enc_feeder_stop (feeder);
  g_assert_cmpint (switched_ns[0], ==, START_NS);
  g_assert_cmpint (switched_ns[1], ==, (gint64) (START_NS + 150 * FRAME_NS));
  enc_feeder_get_stats (feeder, &stats);
  g_assert_cmpuint (stats.packets, ==, 460);
  g_assert_cmpuint (stats.dropped, ==, 0);
  rig_clear (&one);
  rig_clear (&two);
}

static GstPadProbeReturn
keep_blocked (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return GST_PAD_PROBE_OK;
}

/* Sources in a pipeline that takes nothing: the feeder keeps about a second there, the queue has
 * the rest, and stopping does not hang. */
static void
test_stops_beside_a_stuck_pipeline (void)
{
  g_autoptr (EncHub) hub = hub_new ();
  g_autoptr (EncFeeder) feeder = enc_feeder_new (hub, FALSE);
  Rig rig = rig_new (FALSE);
  EncFeederStats stats;

  gst_element_set_state (rig.pipeline, GST_STATE_READY);
  for (guint i = 0; i < 2; i++) {
    GstPad *pad = gst_element_get_static_pad (i ? rig.audio : rig.video, "src");
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BLOCK_DOWNSTREAM, keep_blocked, NULL, NULL);
    gst_object_unref (pad);
  }
  gst_element_set_state (rig.pipeline, GST_STATE_PAUSED);
  push_frames (hub, 0, 200);
  enc_feeder_switch (feeder, rig.video, rig.audio, 0, NULL, NULL);
  while (enc_feeder_get_stats (feeder, &stats), stats.packets < 40)
    g_usleep (1000);
  g_usleep (50 * 1000);
  enc_feeder_get_stats (feeder, &stats);
  g_test_message ("%" G_GUINT64_FORMAT " packets, %.0f ms wait", stats.packets, stats.queued_ms);
  g_assert_cmpuint (stats.packets, <, 120);
  g_assert_cmpfloat (stats.queued_ms, >, 5000);
  enc_feeder_stop (feeder);
  rig_clear (&rig);
}

static void
test_failed_pipeline_is_reported (void)
{
  g_autoptr (EncHub) hub = hub_new ();
  g_autoptr (EncFeeder) feeder = enc_feeder_new (hub, FALSE);
  Rig rig = rig_new (TRUE);
  EncFeederStats stats;

  gst_element_set_state (rig.pipeline, GST_STATE_NULL);

  enc_feeder_switch (feeder, rig.video, rig.audio, 0, NULL, NULL);
  push_frames (hub, 0, 20);
  while (enc_feeder_get_stats (feeder, &stats), !stats.refused)
    g_usleep (1000);
  g_assert_cmpuint (stats.packets, ==, 0);
  enc_feeder_stop (feeder);
  rig_clear (&rig);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feeder/switch-loses-nothing", test_switch_loses_nothing);
  g_test_add_func ("/feeder/stops-beside-a-stuck-pipeline", test_stops_beside_a_stuck_pipeline);
  g_test_add_func ("/feeder/failed-pipeline", test_failed_pipeline_is_reported);
  return g_test_run ();
}
