#include "enc-packet.h"

gint64
enc_packet_get_time (const EncPacket *packet)
{
  return (gint64) GST_BUFFER_DTS_OR_PTS (packet->buffer);
}

void
enc_packet_clear (EncPacket *packet)
{
  gst_clear_buffer (&packet->buffer);
  gst_clear_caps (&packet->caps);
  *packet = (EncPacket){0};
}

void
enc_packet_init_copy (EncPacket *copy, const EncPacket *packet)
{
  *copy = *packet;
  copy->buffer = gst_buffer_ref (packet->buffer);
  copy->caps = packet->caps ? gst_caps_ref (packet->caps) : NULL;
}

EncPacket *
enc_packet_copy (const EncPacket *packet)
{
  EncPacket *copy = g_new (EncPacket, 1);

  enc_packet_init_copy (copy, packet);
  return copy;
}

void
enc_packet_free (gpointer packet)
{
  enc_packet_clear (packet);
  g_free (packet);
}

GBytes *
enc_packet_get_config (const EncPacket *packet)
{
  const GValue *value =
      packet->caps
          ? gst_structure_get_value (gst_caps_get_structure (packet->caps, 0), "codec_data")
          : NULL;
  GstBuffer *config = value ? gst_value_get_buffer (value) : NULL;
  gpointer data;
  gsize size;

  if (!config)
    return NULL;
  gst_buffer_extract_dup (config, 0, G_MAXSIZE, &data, &size);
  return g_bytes_new_take (data, size);
}

void
enc_packet_get_size (const EncPacket *packet, int *ret_width, int *ret_height)
{
  const GstStructure *caps = packet->caps ? gst_caps_get_structure (packet->caps, 0) : NULL;

  if (caps)
    gst_structure_get (caps, "width", G_TYPE_INT, ret_width, "height", G_TYPE_INT, ret_height,
                       NULL);
}
