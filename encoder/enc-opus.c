#include "enc-opus.h"

#include "enc-pipeline.h"
#include <gst/app/app.h>

#define STOP_LIMIT_MS 1000
#define WAITING_BYTES (256 * 1024) /* sound that may wait for the encoder; more is left out */

struct _EncOpus {
  EncHub *hub;
  GstElement *pipeline;
  GstElement *source, *sink; /* borrowed from the pipeline */

  GMutex lock;          /* guards the listeners */
  GPtrArray *listeners; /* GstAppSrc, a reference each */
};

/* Leaves out what finds the encoder's queue full: the mixer never waits. */
static void
on_sound_in_mixer_thread (GstBuffer *buffer, gpointer data)
{
  EncOpus *self = data;

  gst_app_src_push_buffer (GST_APP_SRC (self->source), gst_buffer_ref (buffer));
}

static void
hand_out (EncOpus *self, GstSample *sample)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->listeners->len; i++)
    gst_app_src_push_sample (self->listeners->pdata[i], sample);
  g_mutex_unlock (&self->lock);
}

static GstFlowReturn
take_packet_in_encoder_thread (GstAppSink *sink, gpointer data)
{
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);

  if (sample)
    hand_out (data, sample);
  return GST_FLOW_OK;
}

static void
set_up (EncOpus *self, GstElement *encoder)
{
  GstAppSinkCallbacks callbacks = {.new_sample = take_packet_in_encoder_thread};
  g_autoptr (GstCaps) caps = mix_format_audio_caps ();

  g_object_set (self->source, "is-live", TRUE, "format", GST_FORMAT_TIME, "caps", caps, "max-bytes",
                (guint64) WAITING_BYTES, NULL);
  gst_util_set_object_arg (G_OBJECT (self->source), "leaky-type", "downstream");
  g_object_set (encoder, "bitrate", ENC_OPUS_BITRATE, NULL);
  gst_util_set_object_arg (G_OBJECT (encoder), "frame-size", G_STRINGIFY (ENC_OPUS_FRAME_MS));
  g_object_set (self->sink, "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (self->sink), &callbacks, self, NULL);
}

static gboolean
build (EncOpus *self, GError **error)
{
  GstElement *row[] = {
      gst_element_factory_make ("appsrc", NULL),
      gst_element_factory_make ("audioconvert", NULL),
      gst_element_factory_make ("opusenc", NULL),
      gst_element_factory_make ("appsink", NULL),
  };

  if (!enc_pipeline_add_row (self->pipeline, row, G_N_ELEMENTS (row), error))
    return FALSE;
  self->source = row[0];
  self->sink = row[3];
  set_up (self, row[2]);
  return TRUE;
}

EncOpus *
enc_opus_new (EncHub *hub, GstClock *clock, GstClockTime base_time, GError **error)
{
  g_autoptr (EncOpus) self = g_new0 (EncOpus, 1);

  g_mutex_init (&self->lock);
  self->listeners = g_ptr_array_new_with_free_func (gst_object_unref);
  self->pipeline = gst_object_ref_sink (gst_pipeline_new ("opus"));
  gst_pipeline_use_clock (GST_PIPELINE (self->pipeline), clock);
  gst_element_set_start_time (self->pipeline, GST_CLOCK_TIME_NONE);
  gst_element_set_base_time (self->pipeline, base_time);
  if (!build (self, error))
    return NULL;
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  self->hub = hub;
  enc_hub_set_sound_func (hub, on_sound_in_mixer_thread, self);
  return g_steal_pointer (&self);
}

void
enc_opus_free (EncOpus *self)
{
  if (!self)
    return;
  g_assert (self->listeners->len == 0);
  if (self->hub)
    enc_hub_set_sound_func (self->hub, NULL, NULL);
  if (!enc_pipeline_stop (g_steal_pointer (&self->pipeline), STOP_LIMIT_MS))
    return; /* its thread may still come back into it */
  g_ptr_array_unref (self->listeners);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
enc_opus_add (EncOpus *self, GstElement *source)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->listeners, gst_object_ref (source));
  g_mutex_unlock (&self->lock);
}

void
enc_opus_remove (EncOpus *self, GstElement *source)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_remove (self->listeners, source);
  g_mutex_unlock (&self->lock);
}

guint
enc_opus_get_n_listeners (EncOpus *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->listeners->len;
  g_mutex_unlock (&self->lock);
  return n;
}
