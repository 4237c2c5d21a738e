/* What strangers write as JSON: our own reader takes what jansson takes, and reads the same in it.
 */
#include "shop-json.h"

#include <stdint.h>
#include <string.h>

#define BYTES_MAX 65536

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static guint
depth_of (const json_t *json)
{
  const char *name;
  json_t *value;
  guint deepest = 0;
  size_t i;

  json_array_foreach (json, i, value) deepest = MAX (deepest, depth_of (value));
  json_object_foreach ((json_t *) json, name, value) deepest = MAX (deepest, depth_of (value));
  return json_is_array (json) || json_is_object (json) ? deepest + 1 : 0;
}

static void check_value (const ShopJson *ours, const json_t *theirs);

static void
check_array (const ShopJson *ours, const json_t *theirs)
{
  const ShopJson *one = shop_json_first (ours);
  json_t *value;
  size_t i;

  json_array_foreach (theirs, i, value)
  {
    check_value (one, value);
    one = one->next;
  }
  g_assert_null (one);
  g_assert_cmpuint (ours->n, ==, json_array_size (theirs));
}

static void
check_object (const ShopJson *ours, const json_t *theirs)
{
  guint n = 0;

  for (const ShopJson *one = shop_json_first (ours); one; one = one->next, n++) {
    check_value (one, json_object_get (theirs, one->name));
    g_assert_true (shop_json_get (ours, one->name) == (one->kind == SHOP_JSON_NULL ? NULL : one));
  }
  g_assert_cmpuint (ours->n, ==, n);
  g_assert_cmpuint (ours->n, ==, json_object_size (theirs));
}

static void
check_value (const ShopJson *ours, const json_t *theirs)
{
  static const ShopJsonKind kinds[] = {
      [JSON_OBJECT] = SHOP_JSON_OBJECT, [JSON_ARRAY] = SHOP_JSON_ARRAY,
      [JSON_STRING] = SHOP_JSON_TEXT,   [JSON_REAL] = SHOP_JSON_NUMBER,
      [JSON_TRUE] = SHOP_JSON_TRUE,     [JSON_FALSE] = SHOP_JSON_FALSE,
      [JSON_NULL] = SHOP_JSON_NULL,
  };

  g_assert_nonnull (ours);
  g_assert_cmpint (ours->kind, ==, kinds[json_typeof (theirs)]);
  if (json_is_array (theirs))
    check_array (ours, theirs);
  else if (json_is_object (theirs))
    check_object (ours, theirs);
  else if (json_is_real (theirs))
    g_assert_true (ours->number == json_real_value (theirs));
  else if (json_is_string (theirs))
    g_assert_cmpmem (ours->text, ours->n, json_string_value (theirs), json_string_length (theirs));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_memdup2 (data, size); /* not a byte behind it may be read */
  g_autoptr (GError) error = NULL;
  g_autoptr (ShopJson) ours = shop_json_load (size > 0 ? text : "", size, BYTES_MAX, &error);
  json_auto_t *theirs = json_loadb (size > 0 ? text : "", size,
                                    JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, NULL);
  /* jansson does not see a NUL behind a number. */
  gboolean fine = size <= BYTES_MAX && json_is_object (theirs) &&
                  depth_of (theirs) <= SHOP_JSON_DEPTH_MAX && !memchr (text, '\0', size);

  g_assert_true ((ours == NULL) == (error != NULL));
  g_assert_true ((ours != NULL) == fine);
  if (ours)
    check_value (ours, theirs);
  return 0;
}
