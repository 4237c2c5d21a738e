/* JSON values as MessagePack, there and back, and what is none. */
#include "web-obs-msgpack.h"

#include <string.h>

static void
assert_there_and_back (const json_t *json)
{
  g_autoptr (GBytes) packed = web_obs_msgpack_pack (json);
  gsize length;
  const guint8 *data = g_bytes_get_data (packed, &length);
  json_t *back = web_obs_msgpack_unpack (data, length);

  g_assert_nonnull (back);
  g_assert_true (json_equal (back, json));
  json_decref (back);
  for (gsize cut = 0; cut < length; cut++)
    g_assert_null (web_obs_msgpack_unpack (data, cut));
}

static void
test_values (void)
{
  static const char *const texts[] = {
      "null",
      "true",
      "false",
      "0",
      "127",
      "128",
      "255",
      "65535",
      "4294967295",
      "4294967296",
      "-1",
      "-32",
      "-33",
      "-128",
      "-32769",
      "-2147483648",
      "-2147483649",
      "9223372036854775807",
      "-9223372036854775808",
      "0.5",
      "-1e300",
      "\"\"",
      "\"\\u00fc\"",
      "[]",
      "{}",
      "{\"op\":6,\"d\":{\"requestType\":\"GetVersion\",\"requestId\":\"1\",\"requestData\":null}}",
      "[1,[2,[3,[4,[5]]]],{\"a\":{\"b\":{\"c\":[true,false,null,1.25,\"x\"]}}}]"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    json_t *json = json_loads (texts[i], JSON_DECODE_ANY, NULL);

    assert_there_and_back (json);
    json_decref (json);
  }
}

/* Each form of a length; long maps cost too much under the sanitizers. */
static void
test_lengths (void)
{
  static const guint lengths[] = {15, 16, 31, 32, 255, 256, 65535, 65536};

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autofree char *text = g_strnfill (lengths[i], 'x');
    json_t *json = json_pack ("{s:s, s:[], s:{}}", "text", text, "list", "map");
    json_t *list = json_object_get (json, "list"), *map = json_object_get (json, "map");
    g_autoptr (GBytes) packed = NULL;
    json_t *back;

    for (guint j = 0; j < lengths[i]; j++) {
      char key[16];

      g_snprintf (key, sizeof key, "%u", j);
      json_array_append_new (list, json_true ());
      if (j < 256)
        json_object_set_new (map, key, json_true ());
    }
    packed = web_obs_msgpack_pack (json);
    back = web_obs_msgpack_unpack (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
    g_assert_true (json_equal (back, json));
    json_decref (back);
    json_decref (json);
  }
}

#define BYTES(text)                                                                                \
  {                                                                                                \
    text, sizeof text - 1                                                                          \
  }

/* Forms that we do not write, as the specification has them. */
static void
test_other_forms (void)
{
  static const struct {
    const char *data;
    gsize length;
    const char *json;
  } cases[] = {
      {"\xcc\xff", 2, "255"},
      {"\xcd\x01\x00", 3, "256"},
      {"\xcf\x00\x00\x00\x00\x00\x00\x00\x07", 9, "7"},
      {"\xd0\x80", 2, "-128"},
      {"\xd1\xff\xfe", 3, "-2"},
      {"\xca\x3f\x00\x00\x00", 5, "0.5"},
      {"\xd9\x01x", 3, "\"x\""},
      {"\xdb\x00\x00\x00\x01x", 6, "\"x\""},
      {"\xdc\x00\x01\xc0", 4, "[null]"},
      {"\xdd\x00\x00\x00\x01\xc2", 6, "[false]"},
      {"\xdf\x00\x00\x00\x01\xa1z\x01", 8, "{\"z\":1}"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    json_t *back = web_obs_msgpack_unpack ((const guint8 *) cases[i].data, cases[i].length);
    json_t *json = json_loads (cases[i].json, JSON_DECODE_ANY, NULL);

    g_assert_true (json_equal (back, json));
    json_decref (back);
    json_decref (json);
  }
}

static void
test_refused (void)
{
  static const struct {
    const char *data;
    gsize length;
  } cases[] = {
      BYTES (""),
      BYTES ("\xc1"),                                 /* never used */
      BYTES ("\xc0\xc0"),                             /* goes on */
      BYTES ("\xc4\x01x"),                            /* bytes */
      BYTES ("\xd4\x01x"),                            /* an extension */
      BYTES ("\xa1\xff"),                             /* not UTF-8 */
      BYTES ("\xa1\x00"),                             /* a zero in a text */
      BYTES ("\x81\x01\x01"),                         /* a key that is no text */
      BYTES ("\x82\xa1x\x01\xa1x\x02"),               /* a key twice */
      BYTES ("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"), /* more than JSON's integers here */
      BYTES ("\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00"), /* infinite */
      BYTES ("\xdd\xff\xff\xff\xff"),                 /* a list that is not there */
      BYTES ("\xdf\xff\xff\xff\xff"),
      BYTES ("\xdb\xff\xff\xff\xff"),
  };
  g_autofree char *deep = g_strnfill (WEB_OBS_MSGPACK_DEPTH_MAX + 1, '\x91');
  g_autofree char *very_deep = g_strnfill (100000, '\x91');

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_null (web_obs_msgpack_unpack ((const guint8 *) cases[i].data, cases[i].length));
  g_assert_null (web_obs_msgpack_unpack ((const guint8 *) deep, strlen (deep)));
  g_assert_null (web_obs_msgpack_unpack ((const guint8 *) very_deep, strlen (very_deep)));
}

/* Whatever comes: no crash, and what is taken can be given back. */
static void
test_noise (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 5000; i++) {
    guint8 noise[24];
    json_t *json;

    for (guint j = 0; j < sizeof noise; j++)
      noise[j] = (guint8) (g_rand_boolean (rand) ? g_rand_int_range (rand, 0x80, 0xe0)
                                                 : g_rand_int_range (rand, 0, 256));
    json = web_obs_msgpack_unpack (noise, (gsize) g_rand_int_range (rand, 1, sizeof noise));
    if (json) {
      g_autoptr (GBytes) packed = web_obs_msgpack_pack (json);
      json_t *back =
          web_obs_msgpack_unpack (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));

      g_assert_true (json_equal (back, json));
      json_decref (back);
    }
    json_decref (json);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/obs/msgpack/values", test_values);
  g_test_add_func ("/web/obs/msgpack/lengths", test_lengths);
  g_test_add_func ("/web/obs/msgpack/other-forms", test_other_forms);
  g_test_add_func ("/web/obs/msgpack/refused", test_refused);
  g_test_add_func ("/web/obs/msgpack/noise", test_noise);
  return g_test_run ();
}
