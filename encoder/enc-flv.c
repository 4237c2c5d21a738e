#include "enc-flv.h"

#include <gst/base/gstbytewriter.h>

#define HEADER_BYTES 11
#define AVC_CODEC    7  /* E.4.3.1 CodecID */
#define AAC_FORMAT   10 /* E.4.2.1 SoundFormat */

/* TagType (E.4.1), and what stands before the body: FrameType and CodecID, AVCPacketType,
 * CompositionTime (E.4.3.1); or SoundFormat, SoundRate 3, SoundSize 1 and SoundType 1, which AAC
 * always has, and AACPacketType (E.4.2.1). */
static const struct {
  guint8 tag;
  guint8 head_bytes;
  guint8 head[5];
} kinds[] = {
    [ENC_FLV_SCRIPT] = {18, 0, {0}},
    [ENC_FLV_AVC_CONFIG] = {9, 5, {1 << 4 | AVC_CODEC, 0, 0, 0, 0}},
    [ENC_FLV_AVC_KEY] = {9, 5, {1 << 4 | AVC_CODEC, 1, 0, 0, 0}},
    [ENC_FLV_AVC] = {9, 5, {2 << 4 | AVC_CODEC, 1, 0, 0, 0}},
    [ENC_FLV_AAC_CONFIG] = {8, 2, {AAC_FORMAT << 4 | 0xf, 0}},
    [ENC_FLV_AAC] = {8, 2, {AAC_FORMAT << 4 | 0xf, 1}},
};

static GBytes *
take_bytes (GstByteWriter *writer)
{
  gsize size = gst_byte_writer_get_size (writer);

  return g_bytes_new_take (gst_byte_writer_reset_and_get_data (writer), size);
}

GBytes *
enc_flv_tag (EncFlvKind kind, gint64 time_ms, gconstpointer body, gsize size)
{
  guint32 time = (guint32) time_ms;
  gsize data_bytes = kinds[kind].head_bytes + size;
  GstByteWriter writer;

  if (size > ENC_FLV_BODY_MAX || data_bytes > ENC_FLV_BODY_MAX)
    return NULL;
  gst_byte_writer_init_with_size (&writer, (guint) (HEADER_BYTES + data_bytes + 4), FALSE);
  gst_byte_writer_put_uint8 (&writer, kinds[kind].tag);
  gst_byte_writer_put_uint24_be (&writer, (guint32) data_bytes);
  gst_byte_writer_put_uint24_be (&writer, time & 0xffffff);
  gst_byte_writer_put_uint8 (&writer, (guint8) (time >> 24));
  gst_byte_writer_put_uint24_be (&writer, 0); /* StreamID */
  gst_byte_writer_put_data (&writer, kinds[kind].head, kinds[kind].head_bytes);
  gst_byte_writer_put_data (&writer, body, (guint) size);
  gst_byte_writer_put_uint32_be (&writer, (guint32) (HEADER_BYTES + data_bytes));
  return take_bytes (&writer);
}

/* ---- Script data: AMF 0 (E.4.4.2) ---- */

enum { AMF_NUMBER = 0, AMF_BOOLEAN = 1, AMF_STRING = 2, AMF_ECMA_ARRAY = 8, AMF_OBJECT_END = 9 };

static void
put_string (GstByteWriter *writer, const char *text)
{
  gst_byte_writer_put_uint16_be (writer, (guint16) strlen (text));
  gst_byte_writer_put_data (writer, (const guint8 *) text, (guint) strlen (text));
}

GBytes *
enc_flv_metadata (gint64 time_ms, int width, int height, double fps)
{
  const struct {
    const char *name;
    double value;
  } numbers[] = {
      {"width", width},           {"height", height},      {"videocodecid", AVC_CODEC},
      {"audiosamplerate", 48000}, {"audiosamplesize", 16}, {"audiocodecid", AAC_FORMAT},
      {"framerate", fps},
  };
  guint n_numbers = G_N_ELEMENTS (numbers) - (fps > 0 ? 0 : 1);
  g_autoptr (GBytes) body = NULL;
  GstByteWriter writer;

  gst_byte_writer_init (&writer);
  gst_byte_writer_put_uint8 (&writer, AMF_STRING);
  put_string (&writer, "onMetaData");
  gst_byte_writer_put_uint8 (&writer, AMF_ECMA_ARRAY);
  gst_byte_writer_put_uint32_be (&writer, n_numbers + 1);
  for (guint i = 0; i < n_numbers; i++) {
    put_string (&writer, numbers[i].name);
    gst_byte_writer_put_uint8 (&writer, AMF_NUMBER);
    gst_byte_writer_put_float64_be (&writer, numbers[i].value);
  }
  put_string (&writer, "stereo");
  gst_byte_writer_put_uint8 (&writer, AMF_BOOLEAN);
  gst_byte_writer_put_uint8 (&writer, 1);
  put_string (&writer, "");
  gst_byte_writer_put_uint8 (&writer, AMF_OBJECT_END);
  body = take_bytes (&writer);
  return enc_flv_tag (ENC_FLV_SCRIPT, time_ms, g_bytes_get_data (body, NULL),
                      g_bytes_get_size (body));
}
