/* Portable Network Graphics (Second Edition), ISO/IEC 15948:2004: one image of 8 bits RGB. */
#include "enc-png.h"
#include "enc-convert.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#define PIXEL        3 /* bytes */
#define FILTER_PAETH 4

/* 5.5 and annex D */
static guint32
crc_of (const guint8 *data, gsize length)
{
  static gsize made;
  static guint32 table[256];
  guint32 crc = 0xffffffff;

  if (g_once_init_enter (&made)) {
    for (guint32 n = 0; n < 256; n++) {
      guint32 c = n;

      for (guint k = 0; k < 8; k++)
        c = c & 1 ? 0xedb88320 ^ (c >> 1) : c >> 1;
      table[n] = c;
    }
    g_once_init_leave (&made, 1);
  }
  for (gsize i = 0; i < length; i++)
    crc = table[(crc ^ data[i]) & 0xff] ^ (crc >> 8);
  return ~crc;
}

static void
append_number (GByteArray *png, guint32 number)
{
  guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (png, (const guint8 *) &big, sizeof big);
}

static void
append_chunk (GByteArray *png, const char *type, const guint8 *data, gsize length)
{
  guint start;

  append_number (png, (guint32) length);
  start = png->len;
  g_byte_array_append (png, (const guint8 *) type, 4);
  if (length > 0)
    g_byte_array_append (png, data, (guint) length);
  append_number (png, crc_of (png->data + start, png->len - start));
}

static void
append_header (GByteArray *png, int width, int height)
{
  static const guint8 signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  const guint32 size[] = {GUINT32_TO_BE ((guint32) width), GUINT32_TO_BE ((guint32) height)};
  guint8 header[13] = {[8] = 8 /* bits */, 2 /* RGB */};

  memcpy (header, size, sizeof size);
  g_byte_array_append (png, signature, sizeof signature);
  append_chunk (png, "IHDR", header, sizeof header);
}

/* 9.4: which of the three neighbours is nearest to what they foretell together. */
static guint8
paeth (int left, int up, int up_left)
{
  int guess = left + up - up_left;
  int by_left = abs (guess - left), by_up = abs (guess - up), by_both = abs (guess - up_left);

  if (by_left <= by_up && by_left <= by_both)
    return (guint8) left;
  return (guint8) (by_up <= by_both ? up : up_left);
}

/* `above` is a row of zeros for the first one. */
static void
filter_row (const guint8 *row, const guint8 *above, gsize length, guint8 *ret_filtered)
{
  ret_filtered[0] = FILTER_PAETH;
  for (gsize i = 0; i < PIXEL; i++)
    ret_filtered[1 + i] = (guint8) (row[i] - above[i]);
  for (gsize i = PIXEL; i < length; i++)
    ret_filtered[1 + i] = (guint8) (row[i] - paeth (row[i - PIXEL], above[i], above[i - PIXEL]));
}

/* The filtered rows, one after the other. Transfer full. */
static GBytes *
filter (const GstVideoFrame *frame, int width, int height)
{
  gsize length = (gsize) width * PIXEL, stride = (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);
  g_autofree guint8 *zeros = g_malloc0 (length);
  guint8 *rows = g_malloc ((length + 1) * (gsize) height);

  for (gsize y = 0; y < (gsize) height; y++) {
    const guint8 *row = (const guint8 *) GST_VIDEO_FRAME_PLANE_DATA (frame, 0) + y * stride;

    filter_row (row, y > 0 ? row - stride : zeros, length, rows + y * (length + 1));
  }
  return g_bytes_new_take (rows, (length + 1) * (gsize) height);
}

/* sRGB, full range. Transfer full; NULL when it cannot be read. */
static GBytes *
convert (GstBuffer *picture, int width, int height, int to_width, int to_height)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  g_autoptr (GstBuffer) rgb = NULL;
  GBytes *rows;

  gst_video_info_set_format (&info, GST_VIDEO_FORMAT_RGB, (guint) to_width, (guint) to_height);
  rgb = gst_buffer_new_allocate (NULL, info.size, NULL);
  if (!enc_convert (picture, width, height, rgb, &info))
    return NULL;
  g_assert (gst_video_frame_map (&frame, &info, rgb, GST_MAP_READ));
  rows = filter (&frame, to_width, to_height);
  gst_video_frame_unmap (&frame);
  return rows;
}

/* As a zlib stream (RFC 1950). Transfer full. */
static GBytes *
deflate_rows (GBytes *rows, int level)
{
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, level);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (zlib));

  if (!g_output_stream_write_all (stream, g_bytes_get_data (rows, NULL), g_bytes_get_size (rows),
                                  NULL, NULL, NULL) ||
      !g_output_stream_close (stream, NULL, NULL))
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

GBytes *
enc_png_encode (GstBuffer *picture, int width, int height, int to_width, int to_height, int level)
{
  g_autoptr (GBytes) rows = convert (picture, width, height, to_width, to_height);
  g_autoptr (GBytes) packed = rows ? deflate_rows (rows, level) : NULL;
  GByteArray *png;

  if (!packed)
    return NULL;
  png = g_byte_array_new ();
  append_header (png, to_width, to_height);
  append_chunk (png, "IDAT", g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  append_chunk (png, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (png);
}
