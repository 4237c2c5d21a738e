#include "enc-viewer.h"

#include "enc-peer.h"
#include "enc-pipeline.h"
#include "enc-video-sink.h"
#include <gst/video/video.h>

/* The library's interface is the same from GStreamer 1.20 to 1.26. */
#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

#define STOP_LIMIT_MS 1000

typedef enum {
  STATE_OFFERED = 1, /* the answer is being made */
  STATE_ANSWERED,
  STATE_CONNECTED,
  STATE_OVER,
} State;

struct _EncViewer {
  gatomicrefcount refs;
  const EncViewerContext *context;
  char *id;

  /* Media thread */
  State state;
  gint64 since_ms; /* it is in that state */
  EncOffer offer;
  GstElement *pipeline;
  GstElement *webrtc, *video, *audio; /* borrowed from the pipeline; audio may be NULL */
  EncFeeder *feeder;
  EncOpus *opus; /* borrowed; NULL: none is added to */

  gint stopped;    /* atomic */
  gint has_spoken; /* atomic: a packet came since the last step */
  gint64 heard_ms; /* media thread */
};

static gint64
get_now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

const char *
enc_viewer_get_id (const EncViewer *self)
{
  return self->id;
}

static EncViewer *
viewer_ref (EncViewer *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
viewer_unref (gpointer data)
{
  EncViewer *self = data;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  enc_offer_clear (&self->offer);
  g_free (self->id);
  g_free (self);
}

/* From webrtcbin's threads into the media thread. */
static void
post (EncViewer *self, BaseJob job)
{
  if (!g_atomic_int_get (&self->stopped))
    base_worker_post (self->context->media, job, viewer_ref (self), viewer_unref);
}

static void
set_state (EncViewer *self, State state)
{
  g_assert (state > self->state);
  self->state = state;
  self->since_ms = get_now_ms ();
}

static void
fail (EncViewer *self, EncError code, const char *text)
{
  g_autoptr (GError) error = g_error_new_literal (ENC_ERROR, code, text);
  gboolean waits = self->state == STATE_OFFERED;

  set_state (self, STATE_OVER);
  if (waits)
    self->context->answered (self, NULL, error, self->context->data);
}

/* ---- Making the answer: offer -> webrtcbin -> answer -> candidates ---- */

static void
on_gathered_in_media (gpointer data)
{
  EncViewer *self = data;
  GstWebRTCSessionDescription *answer = NULL;
  g_autofree char *text = NULL, *whole = NULL;

  if (self->state != STATE_OFFERED)
    return;
  g_object_get (self->webrtc, "local-description", &answer, NULL);
  if (!answer)
    return;
  text = gst_sdp_message_as_text (answer->sdp);
  gst_webrtc_session_description_free (answer);
  whole = enc_offer_name_profile (&self->offer, text);
  set_state (self, STATE_ANSWERED);
  self->context->answered (self, whole, NULL, self->context->data);
}

static void
on_gathering (GObject *webrtc, GParamSpec *spec, gpointer data)
{
  GstWebRTCICEGatheringState state = GST_WEBRTC_ICE_GATHERING_STATE_NEW;

  g_object_get (webrtc, "ice-gathering-state", &state, NULL);
  if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
    post (data, on_gathered_in_media);
}

static void
on_refused_in_media (gpointer data)
{
  EncViewer *self = data;

  if (self->state == STATE_OFFERED)
    fail (self, ENC_ERROR_OFFER, "The offer could not be answered.");
}

static void
on_answer (GstPromise *promise, gpointer data)
{
  EncViewer *self = data;
  const GstStructure *reply = gst_promise_wait (promise) == GST_PROMISE_RESULT_REPLIED
                                  ? gst_promise_get_reply (promise)
                                  : NULL;
  GstWebRTCSessionDescription *answer = NULL;

  if (reply)
    gst_structure_get (reply, "answer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &answer, NULL);
  if (answer)
    g_signal_emit_by_name (self->webrtc, "set-local-description", answer, NULL);
  else
    post (self, on_refused_in_media);
  if (answer)
    gst_webrtc_session_description_free (answer);
  gst_promise_unref (promise);
}

/* ---- Sending lines ---- */

static GstPadProbeReturn
on_event_from_viewer (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  EncViewer *self = data;

  if (gst_video_event_is_force_key_unit (GST_PAD_PROBE_INFO_EVENT (info)))
    self->context->ask_key (self->context->data);
  return GST_PAD_PROBE_OK;
}

static gboolean
add_lines (EncViewer *self)
{
  g_autoptr (GstPad) pad = NULL;

  self->video = enc_peer_add_line (self->webrtc, ENC_VIDEO, &self->offer.video);
  if (!self->video)
    return FALSE;
  pad = gst_element_get_static_pad (self->video, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, on_event_from_viewer, self, NULL);
  if (self->offer.audio.line >= 0)
    self->audio = enc_peer_add_line (self->webrtc, ENC_AUDIO, &self->offer.audio);
  return self->offer.audio.line < 0 || self->audio;
}

static void
on_offer_in_media (gpointer data)
{
  EncViewer *self = data;

  if (self->state != STATE_OFFERED)
    return;
  if (!add_lines (self)) {
    fail (self, ENC_ERROR_OFFER, "The preview cannot be sent to this browser.");
    return;
  }
  g_signal_emit_by_name (
      self->webrtc, "create-answer", NULL,
      gst_promise_new_with_change_func (on_answer, viewer_ref (self), viewer_unref));
}

static gboolean
was_taken (GstPromise *promise)
{
  const GstStructure *reply = gst_promise_wait (promise) == GST_PROMISE_RESULT_REPLIED
                                  ? gst_promise_get_reply (promise)
                                  : NULL;

  return !reply || !gst_structure_has_field (reply, "error");
}

static void
on_offer_set (GstPromise *promise, gpointer data)
{
  post (data, was_taken (promise) ? on_offer_in_media : on_refused_in_media);
  gst_promise_unref (promise);
}

static void
set_offer (EncViewer *self)
{
  GstSDPMessage *sdp = g_steal_pointer (&self->offer.sdp);
  GstWebRTCSessionDescription *offer =
      gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_OFFER, sdp);

  g_signal_emit_by_name (
      self->webrtc, "set-remote-description", offer,
      gst_promise_new_with_change_func (on_offer_set, viewer_ref (self), viewer_unref));
  gst_webrtc_session_description_free (offer);
}

/* ---- The connection ---- */

static GstPadProbeReturn
on_packet_from_viewer (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_atomic_int_set (&((EncViewer *) data)->has_spoken, TRUE);
  return GST_PAD_PROBE_OK;
}

static GstWebRTCPeerConnectionState
get_connection (EncViewer *self)
{
  GstWebRTCPeerConnectionState state = GST_WEBRTC_PEER_CONNECTION_STATE_NEW;

  g_object_get (self->webrtc, "connection-state", &state, NULL);
  return state;
}

static void
on_connection_in_media (gpointer data)
{
  EncViewer *self = data;

  if (self->state == STATE_OVER || g_atomic_int_get (&self->stopped))
    return;
  switch (get_connection (self)) {
  case GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED:
    if (self->state != STATE_ANSWERED)
      return;
    set_state (self, STATE_CONNECTED);
    self->heard_ms = self->since_ms;
    enc_peer_watch_arrivals (self->webrtc, on_packet_from_viewer, self);
    self->context->connected (self, self->context->data);
    return;
  case GST_WEBRTC_PEER_CONNECTION_STATE_FAILED:
  case GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED:
    fail (self, ENC_ERROR_OFFER, "The connection failed.");
    return;
  default:
    return;
  }
}

static void
on_connection (GObject *webrtc, GParamSpec *spec, gpointer data)
{
  post (data, on_connection_in_media);
}

/* ---- Packets ---- */

void
enc_viewer_feed (EncViewer *self, EncOpus *opus)
{
  EncSink sink;

  g_assert (self->state == STATE_CONNECTED && !self->feeder);
  enc_video_sink_new (self->video, &sink);
  self->feeder = enc_feeder_new (self->context->hub, FALSE);
  enc_feeder_switch (self->feeder, &sink, 0, NULL, NULL);
  if (self->audio && opus) {
    self->opus = opus;
    enc_opus_add (opus, self->audio);
  }
}

/* ---- Life ---- */

gboolean
enc_viewer_step (EncViewer *self, gint64 now_ms)
{
  static const gint64 limits_ms[] = {
      [STATE_OFFERED] = ENC_VIEWER_ANSWER_MS, [STATE_ANSWERED] = ENC_VIEWER_CONNECT_MS};

  if (g_atomic_int_compare_and_exchange (&self->has_spoken, TRUE, FALSE))
    self->heard_ms = now_ms;
  if (self->state == STATE_CONNECTED)
    return now_ms - self->heard_ms <= ENC_VIEWER_SILENT_MS;
  if (self->state != STATE_OVER && now_ms - self->since_ms > limits_ms[self->state])
    fail (self, ENC_ERROR_BUSY, "The answer took too long.");
  return self->state != STATE_OVER;
}

static gboolean
build (EncViewer *self, const char *address, GError **error)
{
  const EncViewerContext *context = self->context;

  self->webrtc = enc_peer_new (address, error);
  if (!self->webrtc)
    return FALSE;
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  gst_bin_add (GST_BIN (self->pipeline), self->webrtc);
  gst_pipeline_use_clock (GST_PIPELINE (self->pipeline), context->clock);
  gst_element_set_start_time (self->pipeline, GST_CLOCK_TIME_NONE);
  gst_element_set_base_time (self->pipeline, context->base_time);
  return TRUE;
}

EncViewer *
enc_viewer_new (const EncViewerContext *context, EncOffer *offer, const char *address,
                GError **error)
{
  EncViewer *self = g_new0 (EncViewer, 1);

  g_atomic_ref_count_init (&self->refs);
  self->context = context;
  self->offer = *offer;
  *offer = (EncOffer){0};
  self->id = g_uuid_string_random ();
  set_state (self, STATE_OFFERED);
  if (!build (self, address, error)) {
    viewer_unref (self);
    return NULL;
  }
  g_signal_connect (self->webrtc, "notify::ice-gathering-state", G_CALLBACK (on_gathering), self);
  g_signal_connect (self->webrtc, "notify::connection-state", G_CALLBACK (on_connection), self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  set_offer (self);
  return self;
}

void
enc_viewer_stop (EncViewer *self)
{
  if (!self)
    return;
  g_atomic_int_set (&self->stopped, TRUE);
  if (self->state == STATE_OFFERED)
    fail (self, ENC_ERROR_BUSY, "The preview has ended.");
  if (self->feeder)
    enc_feeder_stop (self->feeder);
  g_clear_pointer (&self->feeder, enc_feeder_free);
  if (self->opus)
    enc_opus_remove (self->opus, self->audio);
  g_signal_handlers_disconnect_by_data (self->webrtc, self);
  /* A thread that hangs in there keeps what it needs. */
  if (enc_pipeline_stop (g_steal_pointer (&self->pipeline), STOP_LIMIT_MS))
    viewer_unref (self);
}
