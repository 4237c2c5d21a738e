#include "enc-pipeline.h"
#include "enc-limited.h"

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

static gboolean
stop_in_thread (gpointer pipeline)
{
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  return TRUE;
}

gboolean
enc_pipeline_stop (GstElement *pipeline, guint limit_ms)
{
  return !pipeline || enc_limited_run ("enc-stop", stop_in_thread, pipeline, limit_ms);
}

GError *
enc_pipeline_error (GstMessage *message, EncError code, const char *sentence)
{
  g_autoptr (GError) cause = NULL;

  gst_message_parse_error (message, &cause, NULL);
  return g_error_new (ENC_ERROR, code, "%s (%s: %s)", sentence,
                      message->src ? GST_OBJECT_NAME (message->src) : "?", cause->message);
}
