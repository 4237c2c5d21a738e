/* Strict JSON: what is read, what is refused, and members that are changed. That it is jansson's
 * idea of JSON is what fuzz-shop-json holds, with this corpus of it and more. */
#include "shop-json.h"
#include "shop-types.h"

#include <string.h>

static ShopJson *
load (const char *text)
{
  g_autoptr (GError) error = NULL;
  ShopJson *json = shop_json_load (text, strlen (text), 65536, &error);

  g_assert_no_error (error);
  return json;
}

static double
number_of (const ShopJson *json, const char *key)
{
  const ShopJson *value = shop_json_get (json, key);

  g_assert_nonnull (value);
  g_assert_cmpint (value->kind, ==, SHOP_JSON_NUMBER);
  return value->number;
}

static void
test_numbers (void)
{
  g_autoptr (ShopJson) json =
      load ("{\"zero\":0,\"less\":-0.0,\"digits\":999999999999999,\"more\":9007199254740991,"
            "\"negative\":-123456789012345,\"real\":37.50,\"large\":1.5E+3,\"small\":25e-1,"
            "\"tiny\":1e-999,\"long\":0.10000000000000000000000000000000000001}");

  g_assert_true (number_of (json, "zero") == 0 && number_of (json, "less") == 0);
  g_assert_true (number_of (json, "digits") == 999999999999999);
  g_assert_true (number_of (json, "more") == 9007199254740991);
  g_assert_true (number_of (json, "negative") == -123456789012345);
  g_assert_true (number_of (json, "real") == 37.5 && number_of (json, "large") == 1500);
  g_assert_true (number_of (json, "small") == 2.5 && number_of (json, "tiny") == 0);
  g_assert_true (number_of (json, "long") == 0.1);
}

static void
test_texts (void)
{
  g_autoptr (ShopJson) json =
      load (" {\"a\\n\" : \"Gr\\u00fc\\u00DFe \\ud83c\\udf89 \\\"\\\\\\/\\b\\f\\n\\r\\t\",\r\n"
            "\t\"\":\"\",\"\\u20ac\":\"g\u00fc\u00df\U0001f389\"} ");
  const ShopJson *text = shop_json_get (json, "a\n");

  g_assert_cmpstr (shop_json_get_text (text), ==, "Gr\u00fc\u00dfe \U0001f389 \"\\/\b\f\n\r\t");
  g_assert_cmpuint (text->n, ==, strlen (text->text));
  g_assert_cmpstr (shop_json_get_text (shop_json_get (json, "")), ==, "");
  g_assert_cmpstr (shop_json_get_text (shop_json_get (json, "\u20ac")), ==,
                   "g\u00fc\u00df\U0001f389");
  g_assert_null (shop_json_get_text (json));
  g_assert_null (shop_json_get_text (NULL));
}

static void
test_lists (void)
{
  g_autoptr (ShopJson) json = load ("{\"a\":[true,[],{},null,\"x\"],\"none\":null,\"b\":[ ]}");
  const ShopJson *list = shop_json_get (json, "a"), *one = shop_json_first (list);
  static const ShopJsonKind kinds[] = {SHOP_JSON_TRUE, SHOP_JSON_ARRAY, SHOP_JSON_OBJECT,
                                       SHOP_JSON_NULL, SHOP_JSON_TEXT};

  g_assert_cmpuint (list->n, ==, G_N_ELEMENTS (kinds));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++, one = one->next)
    g_assert_cmpint (one->kind, ==, kinds[i]);
  g_assert_null (one);
  g_assert_null (shop_json_get (json, "none"));
  g_assert_null (shop_json_get (list, "x"));
  g_assert_null (shop_json_first (shop_json_get (json, "b")));
  g_assert_null (shop_json_first (shop_json_first (list)));
}

/* More values than a block has, and as many names as fit a message. */
static void
test_many (void)
{
  for (int doubled = 0; doubled < 2; doubled++) {
    g_autoptr (GString) text = g_string_new ("{\"k0\":-1");
    g_autoptr (ShopJson) json = NULL;

    for (int i = 1; i < 5000; i++)
      g_string_append_printf (text, ",\"k%d\":%d", i, i);
    g_string_append_printf (text, ",\"k%d\":0}", doubled ? 2500 : 5000);
    json = shop_json_load (text->str, text->len, 65536, NULL);
    g_assert_true ((json == NULL) == doubled);
    if (!json)
      continue;
    g_assert_cmpuint (json->n, ==, 5001);
    g_assert_true (number_of (json, "k4999") == 4999 && number_of (json, "k0") == -1);
  }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
      "",
      " ",
      "{",
      "}",
      "[]",
      "1",
      "null",
      "\"x\"",
      "{}}",
      "{} x",
      "{,}",
      "{\"a\"}",
      "{\"a\":}",
      "{\"a\":1,}",
      "{\"a\":1 \"b\":2}",
      "{\"a\":[1,]}",
      "{\"a\":[,1]}",
      "{\"a\":[1}",
      "{a:1}",
      "{'a':1}",
      "{\"a\":1,\"a\":1}",
      "{\"a\":{\"b\":1,\"\\u0062\":1}}",
      "{\"a\":01}",
      "{\"a\":+1}",
      "{\"a\":-}",
      "{\"a\":1.}",
      "{\"a\":.5}",
      "{\"a\":1e}",
      "{\"a\":1e+}",
      "{\"a\":1e999}",
      "{\"a\":0x10}",
      "{\"a\":NaN}",
      "{\"a\":Infinity}",
      "{\"a\":truex}",
      "{\"a\":tru}",
      "{\"a\":True}",
      "{\"a\":\"\n\"}",
      "{\"a\":\"\\x41\"}",
      "{\"a\":\"\\u12g4\"}",
      "{\"a\":\"\\u0000\"}",
      "{\"\\u0000\":1}",
      "{\"a\":\"\\ud800\"}",
      "{\"a\":\"\\ud800\\u0041\"}",
      "{\"a\":\"\\udc00\"}",
      "{\"a\":\"\\",
      "{\"a\":\"\\u",
      "{\"a\":\"x",
      "{\"a\":\"\xff\"}",
      "{\"a\":\"\xc0\xaf\"}",
      "{\"a\":\"\xed\xa0\x80\"}",
      "\xef\xbb\xbf{}",
      "{\"a\":1}//x",
      "{\"a\":[[[[[[[[1]]]]]]]]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    if (shop_json_load (texts[i], strlen (texts[i]), 65536, &error))
      g_error ("was taken: %s", texts[i]);
    g_assert_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE);
  }
  g_assert_null (shop_json_load ("{}\0", 3, 65536, NULL));
  g_assert_null (shop_json_load ("{\"a\":[1\0]}", 10, 65536, NULL));
  g_assert_null (shop_json_load ("{} ", 3, 2, NULL));
}

static void
test_changes (void)
{
  g_autoptr (ShopJson) json = load ("{\"a\":1,\"b\":null,\"c\":{\"d\":2},\"e\":[3]}");

  shop_json_remove (json, "a");
  shop_json_remove (json, "none");
  shop_json_remove (shop_json_get (json, "c"), "d");
  shop_json_remove (shop_json_get (json, "e"), "d");
  shop_json_put_number (json, json, "b", 7);
  shop_json_put_number (json, shop_json_get (json, "c"), "f", 8);
  g_assert_null (shop_json_get (json, "a"));
  g_assert_cmpuint (json->n, ==, 3);
  g_assert_true (number_of (json, "b") == 7);
  g_assert_true (number_of (shop_json_get (json, "c"), "f") == 8);
  g_assert_cmpuint (shop_json_get (json, "c")->n, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shop/json/numbers", test_numbers);
  g_test_add_func ("/shop/json/texts", test_texts);
  g_test_add_func ("/shop/json/lists", test_lists);
  g_test_add_func ("/shop/json/many", test_many);
  g_test_add_func ("/shop/json/refused", test_refused);
  g_test_add_func ("/shop/json/changes", test_changes);
  return g_test_run ();
}
