#include "web-obs-msgpack.h"

#include <string.h>

/* Writing */

static void
put_be (GByteArray *out, guint64 value, guint bytes)
{
  guint64 be = GUINT64_TO_BE (value);

  g_byte_array_append (out, (const guint8 *) &be + (8 - bytes), bytes);
}

static void
put_tagged (GByteArray *out, guint8 tag, guint64 value, guint bytes)
{
  g_byte_array_append (out, &tag, 1);
  put_be (out, value, bytes);
}

/* A length: inside of the tag up to `fix_max`, else in 1 (where there is such a tag), 2 or 4 bytes
 * behind tags that follow each other. */
static void
put_length (GByteArray *out, gsize n, guint8 fix_tag, gsize fix_max, guint8 tag8, guint8 tag16)
{
  if (n <= fix_max)
    put_be (out, fix_tag | n, 1);
  else if (tag8 && n <= G_MAXUINT8)
    put_tagged (out, tag8, n, 1);
  else if (n <= G_MAXUINT16)
    put_tagged (out, tag16, n, 2);
  else
    put_tagged (out, tag16 + 1, n, 4);
}

static void
put_text (GByteArray *out, const char *text, gsize length)
{
  put_length (out, length, 0xa0, 31, 0xd9, 0xda);
  g_byte_array_append (out, (const guint8 *) text, (guint) length);
}

static void
put_integer (GByteArray *out, gint64 value)
{
  if (value >= -32 && value <= 127)
    put_be (out, (guint64) value, 1);
  else if (value >= 0 && value <= G_MAXUINT32)
    put_tagged (out, 0xce, (guint64) value, 4);
  else if (value >= G_MININT32 && value < 0)
    put_tagged (out, 0xd2, (guint64) value, 4);
  else
    put_tagged (out, 0xd3, (guint64) value, 8);
}

static void
put_real (GByteArray *out, double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  put_tagged (out, 0xcb, bits, 8);
}

static void put_value (GByteArray *out, const json_t *json);

static void
put_object (GByteArray *out, const json_t *json)
{
  json_t *object = (json_t *) json; /* iterators want it writable and do not write */

  put_length (out, json_object_size (json), 0x80, 15, 0, 0xde);
  for (void *at = json_object_iter (object); at; at = json_object_iter_next (object, at)) {
    const char *key = json_object_iter_key (at);

    put_text (out, key, strlen (key));
    put_value (out, json_object_iter_value (at));
  }
}

static void
put_array (GByteArray *out, const json_t *json)
{
  put_length (out, json_array_size (json), 0x90, 15, 0, 0xdc);
  for (size_t i = 0; i < json_array_size (json); i++)
    put_value (out, json_array_get (json, i));
}

static void
put_value (GByteArray *out, const json_t *json)
{
  switch (json_typeof (json)) {
  case JSON_OBJECT:
    put_object (out, json);
    break;
  case JSON_ARRAY:
    put_array (out, json);
    break;
  case JSON_STRING:
    put_text (out, json_string_value (json), json_string_length (json));
    break;
  case JSON_INTEGER:
    put_integer (out, json_integer_value (json));
    break;
  case JSON_REAL:
    put_real (out, json_real_value (json));
    break;
  case JSON_TRUE:
  case JSON_FALSE:
    put_be (out, json_is_true (json) ? 0xc3 : 0xc2, 1);
    break;
  case JSON_NULL:
    put_be (out, 0xc0, 1);
    break;
  }
}

GBytes *
web_obs_msgpack_pack (const json_t *json)
{
  GByteArray *out = g_byte_array_new ();

  put_value (out, json);
  return g_byte_array_free_to_bytes (out);
}

/* Reading */

typedef struct {
  const guint8 *at, *end;
} Reader;

static gboolean
take_be (Reader *reader, guint bytes, guint64 *ret_value)
{
  guint64 value = 0;

  if (reader->end - reader->at < (gssize) bytes)
    return FALSE;
  for (guint i = 0; i < bytes; i++)
    value = value << 8 | *reader->at++;
  *ret_value = value;
  return TRUE;
}

static json_t *
take_text (Reader *reader, guint64 length)
{
  json_t *text;

  if ((guint64) (reader->end - reader->at) < length || memchr (reader->at, '\0', length))
    return NULL;
  text = json_stringn ((const char *) reader->at, length); /* NULL when it is not UTF-8 */
  reader->at += length;
  return text;
}

static json_t *take_value (Reader *reader, guint depth);

static json_t *
take_array (Reader *reader, guint64 n, guint depth)
{
  json_t *array = json_array ();

  for (guint64 i = 0; i < n; i++) {
    json_t *value = take_value (reader, depth + 1);

    if (!value) {
      json_decref (array);
      return NULL;
    }
    json_array_append_new (array, value);
  }
  return array;
}

/* One key and its value; a key twice is malformed. */
static gboolean
take_member (Reader *reader, json_t *object, guint depth)
{
  json_t *key = take_value (reader, depth + 1);
  json_t *value = json_is_string (key) ? take_value (reader, depth + 1) : NULL;
  gboolean good = value && !json_object_get (object, json_string_value (key)) &&
                  json_object_set (object, json_string_value (key), value) == 0;

  json_decref (key);
  json_decref (value);
  return good;
}

static json_t *
take_object (Reader *reader, guint64 n, guint depth)
{
  json_t *object = json_object ();

  for (guint64 i = 0; i < n; i++)
    if (!take_member (reader, object, depth)) {
      json_decref (object);
      return NULL;
    }
  return object;
}

static json_t *
real_from_bits (guint64 bits, guint bytes)
{
  guint32 bits32 = (guint32) bits;
  float narrow;
  double wide;

  memcpy (&narrow, &bits32, sizeof narrow);
  memcpy (&wide, &bits, sizeof wide);
  return json_real (bytes == 4 ? (double) narrow : wide); /* NULL when it is not finite */
}

static json_t *
from_unsigned (guint64 value, guint bytes)
{
  return value <= G_MAXINT64 ? json_integer ((gint64) value) : NULL;
}

static json_t *
from_signed (guint64 value, guint bytes)
{
  guint unused = 64 - 8 * bytes;

  return json_integer ((gint64) (value << unused) >> unused);
}

/* What stands behind a tag: a number, or a length and what is that long. */
static const struct {
  guint8 tag, bytes;
  json_t *(*number) (guint64 value, guint bytes);
  json_t *(*text) (Reader *reader, guint64 n);
  json_t *(*list) (Reader *reader, guint64 n, guint depth);
} tags[] = {
    {0xca, 4, .number = real_from_bits}, {0xcb, 8, .number = real_from_bits},
    {0xcc, 1, .number = from_unsigned},  {0xcd, 2, .number = from_unsigned},
    {0xce, 4, .number = from_unsigned},  {0xcf, 8, .number = from_unsigned},
    {0xd0, 1, .number = from_signed},    {0xd1, 2, .number = from_signed},
    {0xd2, 4, .number = from_signed},    {0xd3, 8, .number = from_signed},
    {0xd9, 1, .text = take_text},        {0xda, 2, .text = take_text},
    {0xdb, 4, .text = take_text},        {0xdc, 2, .list = take_array},
    {0xdd, 4, .list = take_array},       {0xde, 2, .list = take_object},
    {0xdf, 4, .list = take_object},
};

static json_t *
take_tagged (Reader *reader, guint8 tag, guint depth)
{
  guint64 value;

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++) {
    if (tags[i].tag != tag)
      continue;
    if (!take_be (reader, tags[i].bytes, &value))
      return NULL;
    if (tags[i].number)
      return tags[i].number (value, tags[i].bytes);
    return tags[i].text ? tags[i].text (reader, value) : tags[i].list (reader, value, depth);
  }
  return NULL;
}

static json_t *
take_value (Reader *reader, guint depth)
{
  guint64 first;
  guint8 tag;

  if (depth > WEB_OBS_MSGPACK_DEPTH_MAX || !take_be (reader, 1, &first))
    return NULL;
  tag = (guint8) first;
  if (tag <= 0x7f || tag >= 0xe0)
    return json_integer ((gint8) tag);
  if (tag <= 0x8f)
    return take_object (reader, tag & 0x0f, depth);
  if (tag <= 0x9f)
    return take_array (reader, tag & 0x0f, depth);
  if (tag <= 0xbf)
    return take_text (reader, tag & 0x1f);
  if (tag == 0xc0)
    return json_null ();
  if (tag == 0xc2 || tag == 0xc3)
    return json_boolean (tag == 0xc3);
  return take_tagged (reader, tag, depth);
}

json_t *
web_obs_msgpack_unpack (const guint8 *data, gsize length)
{
  Reader reader = {data, data + length};
  json_t *json = take_value (&reader, 0);

  if (reader.at == reader.end)
    return json;
  json_decref (json);
  return NULL;
}
