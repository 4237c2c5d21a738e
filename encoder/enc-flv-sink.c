#include "enc-flv-sink.h"

#include "enc-flv.h"
#include <gst/app/app.h>

typedef struct {
  GstAppSrc *source;

  /* Feeding thread */
  GstCaps *caps[ENC_MEDIA_END]; /* as told to the receiver */
  gint64 newest_ns;
} FlvSink;

/* Takes the tag (NULL: none could be made). Buffers are stamped in the order of arrival, so that
 * appsrc knows how much waits in it. */
static gboolean
push (FlvSink *self, GBytes *tag, gint64 time_ns)
{
  GstBuffer *buffer;

  if (!tag)
    return FALSE;
  buffer = gst_buffer_new_wrapped_bytes (tag);
  g_bytes_unref (tag);
  self->newest_ns = MAX (self->newest_ns, time_ns);
  GST_BUFFER_PTS (buffer) = GST_BUFFER_DTS (buffer) = (GstClockTime) self->newest_ns;
  return gst_app_src_push_buffer (self->source, buffer) == GST_FLOW_OK;
}

static gint64
to_ms (gint64 time_ns)
{
  return (time_ns + (gint64) GST_MSECOND / 2) / (gint64) GST_MSECOND;
}

static GBytes *
make_metadata (const EncPacket *packet, gint64 time_ns)
{
  const GstStructure *caps = gst_caps_get_structure (packet->caps, 0);
  int width = 0, height = 0, fps_n = 0, fps_d = 1;

  enc_packet_get_size (packet, &width, &height);
  gst_structure_get_fraction (caps, "framerate", &fps_n, &fps_d);
  return enc_flv_metadata (to_ms (time_ns), width, height, (double) fps_n / fps_d);
}

/* What a receiver must know before the packet. */
static gboolean
describe (FlvSink *self, const EncPacket *packet, gint64 time_ns)
{
  gboolean video = packet->media == ENC_VIDEO;
  g_autoptr (GBytes) config = NULL;

  if (self->caps[packet->media] == packet->caps)
    return packet->caps != NULL;
  config = enc_packet_get_config (packet);
  if (!config || (video && !push (self, make_metadata (packet, time_ns), time_ns)))
    return FALSE;
  gst_caps_replace (&self->caps[packet->media], packet->caps);
  return push (self,
               enc_flv_tag (video ? ENC_FLV_AVC_CONFIG : ENC_FLV_AAC_CONFIG, to_ms (time_ns),
                            g_bytes_get_data (config, NULL), g_bytes_get_size (config)),
               time_ns);
}

static gboolean
take (gpointer sink, const EncPacket *packet, gint64 time_ns)
{
  g_auto (GstBufferMapInfo) map = GST_MAP_INFO_INIT;
  EncFlvKind kind = packet->media == ENC_AUDIO ? ENC_FLV_AAC
                    : packet->key              ? ENC_FLV_AVC_KEY
                                               : ENC_FLV_AVC;

  if (!describe (sink, packet, time_ns) || !gst_buffer_map (packet->buffer, &map, GST_MAP_READ))
    return FALSE;
  return push (sink, enc_flv_tag (kind, to_ms (time_ns), map.data, map.size), time_ns);
}

static void
end (gpointer sink)
{
  gst_app_src_end_of_stream (((FlvSink *) sink)->source);
}

static gint64
get_waiting_ns (gpointer sink)
{
  return (gint64) gst_app_src_get_current_level_time (((FlvSink *) sink)->source);
}

static void
flv_sink_free (gpointer sink)
{
  FlvSink *self = sink;

  for (guint media = 0; media < ENC_MEDIA_END; media++)
    gst_clear_caps (&self->caps[media]);
  gst_object_unref (self->source);
  g_free (self);
}

void
enc_flv_sink_set_up (GstElement *source)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("video/x-flv");

  g_object_set (source, "format", GST_FORMAT_TIME, "block", FALSE, "max-bytes", (guint64) 0, "caps",
                caps, NULL);
}

void
enc_flv_sink_new (GstElement *source, EncSink *ret_sink)
{
  static const EncSinkFuncs funcs = {take, end, get_waiting_ns, flv_sink_free};
  FlvSink *self = g_new0 (FlvSink, 1);

  self->source = gst_object_ref (GST_APP_SRC (source));
  *ret_sink = (EncSink){&funcs, self};
}
