#include "enc-pipeline.h"

GstElement *
enc_pipeline_make (const char *factory, const char *name, GError **error)
{
  GstElement *element = gst_element_factory_make (factory, name);

  if (!element)
    g_set_error (error, ENC_ERROR, ENC_ERROR_PIPELINE,
                 "GStreamer's element \"%s\" is missing. Install GStreamer's plugins (base, good, "
                 "bad, ugly, libav).",
                 factory);
  return element;
}

GstElement *
enc_pipeline_make_filter (GstCaps *caps)
{
  GstElement *filter = gst_element_factory_make ("capsfilter", NULL);

  if (filter)
    g_object_set (filter, "caps", caps, NULL);
  gst_caps_unref (caps);
  return filter;
}

static gboolean
link_row (GstElement *const *row, guint length, GError **error)
{
  for (guint i = 0; i + 1 < length; i++) {
    if (gst_element_link (row[i], row[i + 1]))
      continue;
    g_set_error (error, ENC_ERROR, ENC_ERROR_PIPELINE,
                 "GStreamer's elements \"%s\" and \"%s\" do not fit together.",
                 GST_OBJECT_NAME (row[i]), GST_OBJECT_NAME (row[i + 1]));
    return FALSE;
  }
  return TRUE;
}

gboolean
enc_pipeline_add_row (GstElement *bin, GstElement *const *row, guint length, GError **error)
{
  gboolean complete = TRUE;

  for (guint i = 0; i < length; i++) {
    complete &= row[i] != NULL;
    if (row[i])
      gst_bin_add (GST_BIN (bin), row[i]);
  }
  if (complete)
    return link_row (row, length, error);
  g_set_error_literal (error, ENC_ERROR, ENC_ERROR_PIPELINE,
                       "Some of GStreamer's plugins are missing. Install its plugins base, good, "
                       "bad, ugly and libav.");
  return FALSE;
}

/* Shared by the one who waits and the one who does it: whoever comes last frees it. */
typedef struct {
  gint refs; /* atomic */
  GstElement *pipeline;
  GMutex lock;
  GCond cond;
  gboolean done;
} Stop;

static void
stop_unref (Stop *stop)
{
  if (!g_atomic_int_dec_and_test (&stop->refs))
    return;
  g_mutex_clear (&stop->lock);
  g_cond_clear (&stop->cond);
  g_free (stop);
}

static gpointer
stop_in_thread (gpointer data)
{
  Stop *stop = data;

  gst_element_set_state (stop->pipeline, GST_STATE_NULL);
  gst_object_unref (stop->pipeline);
  g_mutex_lock (&stop->lock);
  stop->done = TRUE;
  g_cond_signal (&stop->cond);
  g_mutex_unlock (&stop->lock);
  stop_unref (stop);
  return NULL;
}

gboolean
enc_pipeline_stop (GstElement *pipeline, guint limit_ms)
{
  gint64 deadline_us = g_get_monotonic_time () + (gint64) limit_ms * 1000;
  gboolean done;
  Stop *stop;

  if (!pipeline)
    return TRUE;
  stop = g_new0 (Stop, 1);
  stop->refs = 2;
  stop->pipeline = pipeline;
  g_mutex_init (&stop->lock);
  g_cond_init (&stop->cond);
  g_thread_unref (g_thread_new ("enc-stop", stop_in_thread, stop));
  g_mutex_lock (&stop->lock);
  while (!stop->done && g_cond_wait_until (&stop->cond, &stop->lock, deadline_us))
    ;
  done = stop->done;
  g_mutex_unlock (&stop->lock);
  stop_unref (stop);
  return done;
}

GError *
enc_pipeline_error (GstMessage *message, EncError code, const char *sentence)
{
  g_autoptr (GError) cause = NULL;

  gst_message_parse_error (message, &cause, NULL);
  return g_error_new (ENC_ERROR, code, "%s (%s: %s)", sentence,
                      message->src ? GST_OBJECT_NAME (message->src) : "?", cause->message);
}
