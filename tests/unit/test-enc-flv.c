/* FLV tags: what stands where in them (Adobe's FLV specification 10.1, annex E). */
#include "enc-flv.h"

#include <string.h>

static guint32
read_be (const guint8 *data, guint bytes)
{
  guint32 value = 0;

  for (guint i = 0; i < bytes; i++)
    value = value << 8 | data[i];
  return value;
}

/* Checks header and trailer; returns what is between, `*ret_size` bytes of the tag's own memory. */
static const guint8 *
open_tag (GBytes *tag, guint type, guint32 time_ms, gsize *ret_size)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (tag, &size);
  guint32 body = read_be (data + 1, 3);

  g_assert_cmpuint (size, ==, 11 + body + 4);
  g_assert_cmpuint (data[0], ==, type);
  g_assert_cmpuint (read_be (data + 4, 3) | (guint32) data[7] << 24, ==, time_ms);
  g_assert_cmpuint (read_be (data + 8, 3), ==, 0);
  g_assert_cmpuint (read_be (data + 11 + body, 4), ==, 11 + body);
  *ret_size = body;
  return data + 11;
}

static void
test_kinds (void)
{
  static const struct {
    EncFlvKind kind;
    guint type;
    const char *head;
    gsize head_bytes;
  } cases[] = {
      {ENC_FLV_AVC_CONFIG, 9, "\x17\0\0\0\0", 5},
      {ENC_FLV_AVC_KEY, 9, "\x17\1\0\0\0", 5},
      {ENC_FLV_AVC, 9, "\x27\1\0\0\0", 5},
      {ENC_FLV_AAC_CONFIG, 8, "\xaf\0", 2},
      {ENC_FLV_AAC, 8, "\xaf\1", 2},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) tag = enc_flv_tag (cases[i].kind, 40, "body", 4);
    gsize size;
    const guint8 *data = open_tag (tag, cases[i].type, 40, &size);

    g_assert_cmpmem (data, cases[i].head_bytes, cases[i].head, cases[i].head_bytes);
    g_assert_cmpmem (data + cases[i].head_bytes, size - cases[i].head_bytes, "body", 4);
  }
}

/* 24 bits, then 8 more, then it begins anew. */
static void
test_time_is_extended_and_wraps (void)
{
  static const struct {
    gint64 time_ms;
    guint32 expected;
  } cases[] = {
      {0, 0},
      {0xffffff, 0xffffff},
      {0x1000000, 0x1000000},
      {0x7fffffff, 0x7fffffff},
      {0x80000000, 0x80000000},
      {0xffffffff, 0xffffffff},
      {G_GINT64_CONSTANT (0x100000000), 0},
      {G_GINT64_CONSTANT (0x100000021), 0x21},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) tag = enc_flv_tag (ENC_FLV_AAC, cases[i].time_ms, "x", 1);
    gsize size;

    open_tag (tag, 8, cases[i].expected, &size);
  }
}

static void
test_largest_body (void)
{
  g_autofree guint8 *data = g_malloc0 (ENC_FLV_BODY_MAX + 1);
  g_autoptr (GBytes) tag = enc_flv_tag (ENC_FLV_AVC, 0, data, ENC_FLV_BODY_MAX - 5);
  gsize size;

  open_tag (tag, 9, 0, &size);
  g_assert_cmpuint (size, ==, ENC_FLV_BODY_MAX);
  g_assert_null (enc_flv_tag (ENC_FLV_AVC, 0, data, ENC_FLV_BODY_MAX - 4));
  g_assert_null (enc_flv_tag (ENC_FLV_AVC, 0, data, ENC_FLV_BODY_MAX + 1));
  g_assert_null (enc_flv_tag (ENC_FLV_AVC, 0, data, G_MAXSIZE));
}

/* The value behind a property's name; AMF 0 numbers are IEEE 754 doubles, big endian. */
static double
find_number (const guint8 *data, gsize size, const char *name)
{
  gsize length = strlen (name);

  for (gsize i = 2; i + length + 9 <= size; i++) {
    union {
      guint64 bits;
      double number;
    } value;

    if (read_be (data + i - 2, 2) != length || memcmp (data + i, name, length) != 0)
      continue;
    g_assert_cmpuint (data[i + length], ==, 0);
    value.bits =
        (guint64) read_be (data + i + length + 1, 4) << 32 | read_be (data + i + length + 5, 4);
    return value.number;
  }
  return -1;
}

static void
test_metadata (void)
{
  g_autoptr (GBytes) tag = enc_flv_metadata (7, 1280, 720, 30000 / 1001.0);
  g_autoptr (GBytes) no_rate = enc_flv_metadata (0, 1280, 720, 0);
  gsize size;
  const guint8 *data = open_tag (tag, 18, 7, &size);

  g_assert_cmpmem (data, 13, "\2\0\12onMetaData", 13);
  g_assert_cmpuint (data[13], ==, 8);
  g_assert_cmpuint (read_be (data + 14, 4), ==, 8);
  g_assert_cmpmem (data + size - 3, 3, "\0\0\11", 3);
  g_assert_cmpfloat (find_number (data, size, "width"), ==, 1280);
  g_assert_cmpfloat (find_number (data, size, "height"), ==, 720);
  g_assert_cmpfloat (find_number (data, size, "framerate"), ==, 30000 / 1001.0);
  g_assert_cmpfloat (find_number (data, size, "videocodecid"), ==, 7);
  g_assert_cmpfloat (find_number (data, size, "audiocodecid"), ==, 10);
  g_assert_cmpfloat (find_number (data, size, "audiosamplerate"), ==, 48000);
  data = open_tag (no_rate, 18, 0, &size);
  g_assert_cmpuint (read_be (data + 14, 4), ==, 7);
  g_assert_cmpfloat (find_number (data, size, "framerate"), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flv/kinds", test_kinds);
  g_test_add_func ("/flv/time", test_time_is_extended_and_wraps);
  g_test_add_func ("/flv/largest-body", test_largest_body);
  g_test_add_func ("/flv/metadata", test_metadata);
  return g_test_run ();
}
