#include "enc-pipe.h"

#include "enc-fault.h"
#include "enc-flv-sink.h"
#include "enc-key.h"
#include "enc-pipeline.h"
#include <gst/app/app.h>

struct _EncPipe {
  BaseWorker *media;
  EncLink *link;
  GstElement *pipeline;
  GstElement *source, *sink; /* borrowed from the pipeline */

  /* Media thread until detached */
  EncFeeder *feeder;
  GSource *bus_watch;
  EncPipeFunc failed; /* NULL once called */
  gpointer data;
};

static void
set_up_sink (EncPipe *self, const EncTarget *target)
{
  /* The parts, never `location`: that would have to be escaped. */
  gst_util_set_object_arg (G_OBJECT (self->sink), "scheme", target->address.tls ? "rtmps" : "rtmp");
  g_object_set (self->sink, "host", target->address.host, "port", (int) target->address.port,
                "application", target->address.app, "stream", target->key, "async-connect", TRUE,
                "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, "chunk-size",
                (guint) ENC_PIPE_CHUNK_BYTES, NULL);
}

static gboolean
build (EncPipe *self, const EncTarget *target, GError **error)
{
  GstElement *row[] = {
      gst_element_factory_make ("appsrc", NULL),
      gst_element_factory_make ("rtmp2sink", NULL),
  };

  if (!enc_pipeline_add_row (self->pipeline, row, G_N_ELEMENTS (row), error))
    return FALSE;
  self->source = row[0];
  self->sink = row[1];
  enc_flv_sink_set_up (self->source);
  set_up_sink (self, target);
  return TRUE;
}

static void
report_failure (EncPipe *self, GstMessage *message)
{
  EncPipeFunc failed = g_steal_pointer (&self->failed);
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL, *detail = NULL;

  if (!failed)
    return;
  gst_message_parse_error (message, &error, &debug);
  detail = enc_key_strip (error->message);
  failed (enc_fault_from_message (error, debug), detail, self->data);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    report_failure (data, message);
  return G_SOURCE_CONTINUE;
}

static GSource *
watch_bus (EncPipe *self)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  GSource *watch = gst_bus_create_watch (bus);

  g_source_set_callback (watch, G_SOURCE_FUNC (on_message), self, NULL);
  g_source_attach (watch, base_worker_get_context (self->media));
  return watch;
}

EncPipe *
enc_pipe_new (const EncTarget *target, BaseWorker *media, EncPipeFunc failed, gpointer data,
              GError **error)
{
  EncPipe *self = g_new0 (EncPipe, 1);

  self->media = media;
  self->failed = failed;
  self->data = data;
  self->link = enc_link_new (&target->address, target->trust);
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  if (!build (self, target, error)) {
    enc_pipe_free (self);
    return NULL;
  }
  self->bus_watch = watch_bus (self);
  return self;
}

gboolean
enc_pipe_start (EncPipe *self, gint64 now_ms)
{
  if (!enc_link_offer (self->link, now_ms))
    return FALSE;
  /* A refusal comes as a message, too. */
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return TRUE;
}

/* rtmp2sink's statistics; `ret_chunk_bytes` is 0 while it has no connection. */
static guint64
read_sink (EncPipe *self, guint *ret_chunk_bytes)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 sent = 0;

  g_object_get (self->sink, "stats", &stats, NULL);
  gst_structure_get_uint (stats, "out-chunk-size", ret_chunk_bytes);
  gst_structure_get_uint64 (stats, "out-bytes-total", &sent);
  return sent;
}

gboolean
enc_pipe_is_accepted (EncPipe *self)
{
  guint chunk_bytes = 0;

  read_sink (self, &chunk_bytes);
  return chunk_bytes > 0;
}

void
enc_pipe_collect (EncPipe *self, EncHub *hub)
{
  g_assert (!self->feeder);
  self->feeder = enc_feeder_new (hub, TRUE);
}

void
enc_pipe_feed (EncPipe *self, EncHub *hub)
{
  EncSink sink;

  if (!self->feeder)
    enc_pipe_collect (self, hub);
  enc_flv_sink_new (self->source, &sink);
  enc_feeder_switch (self->feeder, &sink, 0, NULL, NULL);
}

void
enc_pipe_get_stats (EncPipe *self, EncPipeStats *ret_stats)
{
  EncFeederStats fed = {0};
  guint chunk_bytes;

  *ret_stats = (EncPipeStats){.sent_bytes = read_sink (self, &chunk_bytes)};
  ret_stats->has_sample = enc_link_sample (self->link, &ret_stats->sample);
  if (!self->feeder)
    return;
  enc_feeder_get_stats (self->feeder, &fed);
  ret_stats->dropped = fed.dropped;
  ret_stats->refused = fed.refused;
  ret_stats->queued_ms = ret_stats->sample.queued_ms = fed.queued_ms;
}

void
enc_pipe_detach (EncPipe *self)
{
  self->failed = NULL;
  if (self->bus_watch)
    g_source_destroy (self->bus_watch);
  g_clear_pointer (&self->bus_watch, g_source_unref);
  if (self->feeder)
    enc_feeder_stop (self->feeder);
  g_clear_pointer (&self->feeder, enc_feeder_free);
}

/* rtmp2sink has put FCUnpublish and deleteStream behind the last packet; they are on their way once
 * the kernel has nothing left that was not acknowledged. */
static void
drain (EncPipe *self, gint64 deadline_us)
{
  EncSample sample;

  while (g_get_monotonic_time () < deadline_us && enc_link_sample (self->link, &sample) &&
         sample.waiting_bytes > 0)
    g_usleep (ENC_PIPE_DRAIN_US);
}

void
enc_pipe_say_goodbye (EncPipe *self)
{
  const GstMessageType end = GST_MESSAGE_EOS | GST_MESSAGE_ERROR;
  gint64 deadline_us = g_get_monotonic_time () + ENC_PIPE_GOODBYE_MS * 1000;
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  g_autoptr (GstMessage) message = NULL;

  g_assert (!self->bus_watch && !self->feeder);
  gst_app_src_end_of_stream (GST_APP_SRC (self->source));
  message = gst_bus_timed_pop_filtered (bus, ENC_PIPE_GOODBYE_MS * GST_MSECOND, end);
  if (message && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    drain (self, deadline_us);
}

void
enc_pipe_free (EncPipe *self)
{
  if (!self)
    return;
  g_assert (!self->bus_watch && !self->feeder);
  enc_link_close (self->link);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);
  enc_link_unref (self->link);
  g_free (self);
}
