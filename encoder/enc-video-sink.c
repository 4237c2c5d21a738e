#include "enc-video-sink.h"

#include <gst/app/app.h>

typedef struct {
  GstAppSrc *source;
  GstCaps *caps; /* feeding thread; as told to the payloader */
} VideoSink;

static gboolean
take (gpointer sink, const EncPacket *packet, gint64 time_ns)
{
  VideoSink *self = sink;

  if (packet->media != ENC_VIDEO)
    return TRUE;
  if (self->caps != packet->caps) {
    gst_caps_replace (&self->caps, packet->caps);
    gst_app_src_set_caps (self->source, packet->caps);
  }
  return gst_app_src_push_buffer (self->source, gst_buffer_ref (packet->buffer)) == GST_FLOW_OK;
}

static void
end (gpointer sink)
{
}

static void
video_sink_free (gpointer sink)
{
  VideoSink *self = sink;

  gst_clear_caps (&self->caps);
  gst_object_unref (self->source);
  g_free (self);
}

void
enc_video_sink_new (GstElement *source, EncSink *ret_sink)
{
  static const EncSinkFuncs funcs = {take, end, NULL, video_sink_free};
  VideoSink *self = g_new0 (VideoSink, 1);

  self->source = gst_object_ref (GST_APP_SRC (source));
  *ret_sink = (EncSink){&funcs, self};
}
