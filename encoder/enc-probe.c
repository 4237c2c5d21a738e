#include "enc-probe.h"

#include "enc-encoders.h"
#include "enc-limited.h"
#include "enc-pipeline.h"

#include <gst/app/app.h>

#define PROBE_FRAMES  5
#define PROBE_STOP_MS 500

static GstElement *
make_test_pipeline (const EncEncoder *encoder, GstElement **ret_sink)
{
  static const EncVideoSettings settings = {640, 360, 30, 1, 1000, 60, "superfast", 1};
  g_autoptr (GstElement) pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  g_autoptr (GstCaps) caps = gst_caps_from_string (
      "video/x-raw,format=I420,width=640,height=360,framerate=30/1,colorimetry=bt709");
  GstElement *source = gst_element_factory_make ("videotestsrc", NULL);
  GstElement *sink = gst_element_factory_make ("appsink", NULL);
  GstElement *inner, *bin = enc_encoder_make_bin (encoder, &settings, &inner, NULL);

  for (guint i = 0; i < 3; i++) {
    GstElement *element = ((GstElement *[]){source, bin, sink})[i];
    if (!element || !gst_bin_add (GST_BIN (pipeline), element))
      return NULL;
  }
  g_object_set (source, "num-buffers", PROBE_FRAMES, NULL);
  g_object_set (sink, "sync", FALSE, NULL);
  if (!gst_element_link_filtered (source, bin, caps) || !gst_element_link (bin, sink))
    return NULL;
  *ret_sink = sink;
  return g_steal_pointer (&pipeline);
}

/* A driver may hang in any of these calls. */
static gboolean
encodes_a_keyframe_in_thread (gpointer encoder)
{
  GstElement *sink = NULL, *pipeline = make_test_pipeline (encoder, &sink);
  gboolean works = FALSE;

  if (!pipeline)
    return FALSE;
  if (gst_element_set_state (pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE) {
    g_autoptr (GstSample) sample =
        gst_app_sink_try_pull_sample (GST_APP_SINK (sink), ENC_PROBE_MS * GST_MSECOND);
    GstBuffer *buffer = sample ? gst_sample_get_buffer (sample) : NULL;

    works = buffer && gst_buffer_get_size (buffer) > 0 &&
            !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  }
  enc_pipeline_stop (pipeline, PROBE_STOP_MS);
  return works;
}

static gboolean
try_encoder (const EncEncoder *encoder)
{
  return enc_limited_run ("enc-probe", encodes_a_keyframe_in_thread, (gpointer) encoder,
                          ENC_PROBE_MS);
}

static gboolean
is_installed (const EncEncoder *encoder)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (encoder->element);

  return factory != NULL;
}

GArray *
enc_probe_all (void)
{
  GArray *candidates = g_array_new (FALSE, TRUE, sizeof (EncCandidate));

  for (const EncEncoder *encoder = enc_encoders; encoder->element; encoder++) {
    EncCandidate candidate = {
        .element = encoder->element, .title = encoder->title, .present = is_installed (encoder)};
    gint64 start_us = g_get_monotonic_time ();

    candidate.works = candidate.present && try_encoder (encoder);
    candidate.took_ms = (guint) ((g_get_monotonic_time () - start_us) / 1000);
    g_array_append_val (candidates, candidate);
  }
  return candidates;
}

static gboolean
is_usable (const EncEncoder *encoder)
{
  return is_installed (encoder) && (!encoder->hardware || try_encoder (encoder));
}

static const char *
choose_named (const EncEncoder *encoder, GError **error)
{
  if (is_usable (encoder))
    return encoder->element;
  if (is_installed (encoder))
    g_set_error (error, ENC_ERROR, ENC_ERROR_NO_ENCODER,
                 "The encoder \"%s\" is installed but gave no picture. Write kind = auto in "
                 "[encoder].",
                 encoder->element);
  else
    g_set_error (error, ENC_ERROR, ENC_ERROR_NO_ENCODER,
                 "The encoder \"%s\" is not installed. Write kind = auto in [encoder].",
                 encoder->element);
  return NULL;
}

const char *
enc_probe_choose (const EncOptions *options, GError **error)
{
  if (options->kind > 1)
    return choose_named (&enc_encoders[options->kind - 2], error);
  for (const EncEncoder *encoder = enc_encoders; encoder->element; encoder++) {
    if (is_usable (encoder))
      return encoder->element;
  }
  g_set_error_literal (error, ENC_ERROR, ENC_ERROR_NO_ENCODER,
                       "There is no H.264 encoder. Install the package gstreamer1.0-plugins-ugly "
                       "(x264).");
  return NULL;
}
