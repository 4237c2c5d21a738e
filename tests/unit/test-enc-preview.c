/* The preview against a receiver of its own over loopback: webrtcbin, which asks for keyframes. */
#include "enc-preview.h"
#include "enc-programme.h"

#define GST_USE_UNSTABLE_API
#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>
#include <string.h>

#define FPS     30
#define WAIT_US (20 * G_USEC_PER_SEC)
#define ADDRESS "127.0.0.1"

/* ---- The rig ---- */

typedef struct {
  MixFormat format;
  EncOptions options;
  BaseWorker *media;
  GstClock *clock;
  EncHub *hub;
  EncProgramme *programme;
  EncPreview *preview;
  gint keys; /* atomic: asked for */
} Rig;

static void
note_end (const GError *error, gpointer data)
{
}

static void
count_key_in_media (gpointer data)
{
  Rig *rig = data;

  g_atomic_int_inc (&rig->keys);
  enc_programme_force_key (rig->programme);
}

static GstElement *
make_live (const char *factory)
{
  GstElement *source = gst_element_factory_make (factory, NULL);

  g_object_set (source, "is-live", TRUE, NULL);
  return source;
}

static void
start_in_media (gpointer data)
{
  g_autoptr (GError) error = NULL;

  enc_programme_start (((Rig *) data)->programme, &error);
  g_assert_no_error (error);
}

static void
rig_init (Rig *rig)
{
  g_autoptr (GError) error = NULL;
  GstElement *video = make_live ("videotestsrc"), *audio = make_live ("audiotestsrc");
  GstClockTime base_time;

  *rig = (Rig){.format = {320, 180, FPS, 1, 0, FALSE},
               .options = {.kind = 1, .bitrate_kbps = 800, .preset = 1, .audio_kbps = 128}};
  g_object_set (audio, "samplesperbuffer", MIX_AUDIO_TICK, NULL);
  gst_util_set_object_arg (G_OBJECT (video), "pattern", "snow");
  rig->media = base_worker_new ("media");
  rig->clock = gst_system_clock_obtain ();
  rig->hub = enc_hub_new ();
  base_time = gst_clock_get_time (rig->clock);
  rig->programme = enc_programme_new (&rig->options, NULL, &rig->format, rig->media, rig->clock,
                                      base_time, video, audio, rig->hub, note_end, rig, &error);
  g_assert_no_error (error);
  base_worker_run_sync (rig->media, start_in_media, rig);
  rig->preview =
      enc_preview_new (rig->media, rig->hub, rig->clock, base_time, count_key_in_media, rig);
}

static void
stop_in_media (gpointer data)
{
  Rig *rig = data;

  enc_preview_stop (rig->preview);
  enc_programme_stop (rig->programme);
}

static void
rig_clear (Rig *rig)
{
  base_worker_run_sync (rig->media, stop_in_media, rig);
  enc_preview_free (rig->preview);
  enc_programme_free (rig->programme);
  enc_hub_free (rig->hub);
  base_worker_stop (rig->media);
  base_worker_free (rig->media);
  gst_object_unref (rig->clock);
}

/* ---- The receiver ---- */

typedef struct {
  Rig *rig;
  GstElement *pipeline, *webrtc;
  gint pictures, sounds; /* atomic */

  GMutex lock;
  GCond cond;
  char *offer, *answer, *id, *why;
  GstPad *video; /* of the one who takes pictures */
} Viewer;

static void
set_text (Viewer *self, char **text, const char *value)
{
  g_mutex_lock (&self->lock);
  *text = g_strdup (value);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

static void
wait_for_either (Viewer *self, char **text, char **other)
{
  gint64 deadline_us = g_get_monotonic_time () + WAIT_US;

  g_mutex_lock (&self->lock);
  while (!*text && !*other)
    g_assert_true (g_cond_wait_until (&self->cond, &self->lock, deadline_us));
  g_mutex_unlock (&self->lock);
}

static void
wait_for_count (gint *count, gint wanted)
{
  gint64 deadline_us = g_get_monotonic_time () + WAIT_US;

  while (g_atomic_int_get (count) < wanted) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
    g_usleep (10000);
  }
}

static GstPadProbeReturn
count_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer count)
{
  g_atomic_int_inc ((gint *) count);
  return GST_PAD_PROBE_OK;
}

/* Pictures are counted where they are whole. */
static void
on_pad (GstElement *webrtc, GstPad *pad, gpointer data)
{
  Viewer *self = data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  gboolean is_video =
      g_strcmp0 (gst_structure_get_string (gst_caps_get_structure (caps, 0), "media"), "video") ==
      0;
  GstElement *row[] = {gst_element_factory_make (is_video ? "rtph264depay" : "rtpopusdepay", NULL),
                       gst_element_factory_make ("fakesink", NULL)};
  g_autoptr (GstPad) in = gst_element_get_static_pad (row[0], "sink");
  g_autoptr (GstPad) out = gst_element_get_static_pad (row[0], "src");

  g_object_set (row[1], "sync", FALSE, "async", FALSE, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), row[0], row[1], NULL);
  g_assert_true (gst_element_link (row[0], row[1]));
  gst_pad_add_probe (out, GST_PAD_PROBE_TYPE_BUFFER, count_buffer,
                     is_video ? &self->pictures : &self->sounds, NULL);
  gst_element_sync_state_with_parent (row[1]);
  gst_element_sync_state_with_parent (row[0]);
  g_assert_cmpint (gst_pad_link (pad, in), ==, GST_PAD_LINK_OK);
  g_mutex_lock (&self->lock);
  if (is_video && !self->video)
    self->video = gst_object_ref (in);
  g_mutex_unlock (&self->lock);
}

static void
on_gathering (GObject *webrtc, GParamSpec *spec, gpointer data)
{
  GstWebRTCICEGatheringState state;
  GstWebRTCSessionDescription *local = NULL;
  g_autofree char *text = NULL;

  g_object_get (webrtc, "ice-gathering-state", &state, NULL);
  if (state != GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
    return;
  g_object_get (webrtc, "local-description", &local, NULL);
  text = gst_sdp_message_as_text (local->sdp);
  gst_webrtc_session_description_free (local);
  set_text (data, &((Viewer *) data)->offer, text);
}

static void
add_line (GstElement *webrtc, const char *format, gboolean again)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (format);
  g_autoptr (GstWebRTCRTPTransceiver) line = NULL;

  g_signal_emit_by_name (webrtc, "add-transceiver", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY,
                         caps, &line);
  g_object_set (line, "do-nack", again, NULL);
}

static void
make_offer (Viewer *self)
{
  g_autoptr (GstPromise) promise = gst_promise_new ();
  GstWebRTCSessionDescription *offer = NULL;
  const GstStructure *reply;

  g_signal_emit_by_name (self->webrtc, "create-offer", NULL, promise);
  g_assert_cmpint (gst_promise_wait (promise), ==, GST_PROMISE_RESULT_REPLIED);
  reply = gst_promise_get_reply (promise);
  gst_structure_get (reply, "offer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &offer, NULL);
  g_signal_emit_by_name (self->webrtc, "set-local-description", offer, NULL);
  gst_webrtc_session_description_free (offer);
  wait_for_either (self, &self->offer, &self->why);
}

static void
viewer_init (Viewer *self, Rig *rig)
{
  g_autoptr (GObject) ice = NULL, agent = NULL;
  gboolean done = FALSE;

  *self = (Viewer){.rig = rig, .pipeline = gst_pipeline_new (NULL)};
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->webrtc = gst_element_factory_make ("webrtcbin", NULL);
  gst_util_set_object_arg (G_OBJECT (self->webrtc), "bundle-policy", "max-bundle");
  gst_bin_add (GST_BIN (self->pipeline), self->webrtc);
  g_object_get (self->webrtc, "ice-agent", &ice, NULL);
  g_object_get (ice, "agent", &agent, NULL);
  g_object_set (agent, "upnp", FALSE, NULL);
  g_signal_emit_by_name (ice, "add-local-ip-address", ADDRESS, &done);
  g_assert_true (done);
  g_signal_connect (self->webrtc, "pad-added", G_CALLBACK (on_pad), self);
  g_signal_connect (self->webrtc, "notify::ice-gathering-state", G_CALLBACK (on_gathering), self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  add_line (self->webrtc,
            "application/x-rtp,media=video,encoding-name=H264,clock-rate=90000,"
            "payload=102,packetization-mode=(string)1,"
            "profile-level-id=(string)42e01f,rtcp-fb-nack-pli=(boolean)true",
            TRUE);
  add_line (self->webrtc,
            "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,"
            "encoding-params=(string)2,payload=111",
            FALSE);
  make_offer (self);
}

static void
on_answered_in_media (const char *id, const char *answer, const GError *error, gpointer data)
{
  Viewer *self = data;

  if (error)
    set_text (self, &self->why, error->message);
  set_text (self, &self->id, id);
  set_text (self, &self->answer, answer);
}

static void
open_in_media (gpointer data)
{
  Viewer *self = data;

  enc_preview_open (self->rig->preview, self->offer, ADDRESS, on_answered_in_media, self);
}

static void
set_answer (Viewer *self)
{
  GstSDPMessage *sdp = NULL;
  GstWebRTCSessionDescription *answer;
  g_autoptr (GstPromise) promise = gst_promise_new ();

  g_assert_cmpint (gst_sdp_message_new_from_text (self->answer, &sdp), ==, GST_SDP_OK);
  answer = gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_ANSWER, sdp);
  g_signal_emit_by_name (self->webrtc, "set-remote-description", answer, promise);
  g_assert_cmpint (gst_promise_wait (promise), ==, GST_PROMISE_RESULT_REPLIED);
  gst_webrtc_session_description_free (answer);
}

static void
viewer_start (Viewer *self, Rig *rig)
{
  viewer_init (self, rig);
  base_worker_run_sync (rig->media, open_in_media, self);
  wait_for_either (self, &self->answer, &self->why);
  g_assert_cmpstr (self->why, ==, NULL);
  set_answer (self);
}

static void
close_in_media (gpointer data)
{
  Viewer *self = data;

  g_assert_true (enc_preview_close (self->rig->preview, self->id));
  g_assert_false (enc_preview_close (self->rig->preview, self->id));
}

static void
viewer_clear (Viewer *self)
{
  g_signal_handlers_disconnect_by_data (self->webrtc, self);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->video);
  gst_object_unref (self->pipeline);
  g_free (self->offer);
  g_free (self->answer);
  g_free (self->id);
  g_free (self->why);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
}

/* ---- Tests ---- */

static void
test_answer (void)
{
  Rig rig;
  Viewer viewer;
  g_auto (GStrv) parts = NULL;

  rig_init (&rig);
  viewer_start (&viewer, &rig);
  parts = g_strsplit (viewer.answer, "a=candidate:", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  g_assert_nonnull (strstr (parts[1], " UDP "));
  g_assert_nonnull (strstr (parts[1], " " ADDRESS " "));
  g_assert_nonnull (strstr (parts[1], " typ host"));
  g_assert_nonnull (strstr (viewer.answer, " rtx/90000"));
  g_assert_nonnull (strstr (viewer.answer, "a=ssrc-group:FID "));
  g_assert_nonnull (strstr (viewer.answer, "a=rtcp-fb:102 nack\r\n"));
  wait_for_count (&viewer.pictures, 10);
  wait_for_count (&viewer.sounds, 50);
  base_worker_run_sync (rig.media, close_in_media, &viewer);
  viewer_clear (&viewer);
  rig_clear (&rig);
}

/* What enc-offer.c lets through and the library below does not: told, and the seat is free again.
 */
static void
test_refused (void)
{
  static const char *const missing[] = {"a=ice-ufrag:", "a=setup:"};
  Rig rig;

  rig_init (&rig);
  for (guint i = 0; i < ENC_PREVIEW_VIEWERS_MAX + 2; i++) {
    Viewer viewer;
    g_auto (GStrv) parts = NULL;

    viewer_init (&viewer, &rig);
    parts = g_strsplit (viewer.offer, missing[i % G_N_ELEMENTS (missing)], -1);
    g_free (viewer.offer);
    viewer.offer = g_strjoinv ("a=x:", parts);
    base_worker_run_sync (rig.media, open_in_media, &viewer);
    wait_for_either (&viewer, &viewer.answer, &viewer.why);
    g_assert_cmpstr (viewer.why, ==, "The offer could not be answered.");
    viewer_clear (&viewer);
    if (i + 1 == ENC_PREVIEW_VIEWERS_MAX)
      g_usleep (2 * G_USEC_PER_SEC); /* seats are given free once a second */
  }
  rig_clear (&rig);
}

static void
ask_for_key (Viewer *self)
{
  g_mutex_lock (&self->lock);
  gst_pad_push_event (self->video,
                      gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE, 0));
  g_mutex_unlock (&self->lock);
}

/* However many ask and however often: the encode is troubled once. */
static void
test_keys (void)
{
  Rig rig;
  Viewer viewers[2];

  rig_init (&rig);
  for (guint i = 0; i < G_N_ELEMENTS (viewers); i++)
    viewer_start (&viewers[i], &rig);
  for (guint i = 0; i < G_N_ELEMENTS (viewers); i++)
    wait_for_count (&viewers[i].pictures, 1);
  for (guint i = 0; i < 10; i++) {
    ask_for_key (&viewers[i % G_N_ELEMENTS (viewers)]);
    g_usleep (200000);
  }
  g_assert_cmpint (g_atomic_int_get (&rig.keys), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (viewers); i++)
    viewer_clear (&viewers[i]);
  rig_clear (&rig);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preview/answer", test_answer);
  g_test_add_func ("/preview/refused", test_refused);
  g_test_add_func ("/preview/keys", test_keys);
  return g_test_run ();
}
