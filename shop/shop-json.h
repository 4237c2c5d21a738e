/* Strict JSON from strangers: one object within limits, and its fields read with a reason for each
 * that is not good. Pure, any thread. */
#pragma once
#include "show-stock.h"
#include <jansson.h>

#define SHOP_JSON_DEPTH_MAX 8 /* objects and arrays within each other */

typedef enum {
  SHOP_JSON_NULL = 1,
  SHOP_JSON_FALSE,
  SHOP_JSON_TRUE,
  SHOP_JSON_NUMBER,
  SHOP_JSON_TEXT,
  SHOP_JSON_ARRAY,
  SHOP_JSON_OBJECT,
} ShopJsonKind;

/* A value that was read; it belongs to the object that shop_json_load() gave. */
typedef struct _ShopJson ShopJson;
struct _ShopJson {
  ShopJsonKind kind;
  guint n;          /* text: bytes; array, object: how many values are in it */
  const char *name; /* of a member of an object */
  ShopJson *next;   /* within the same array or object */
  union {
    double number;
    const char *text; /* without NUL characters, with one behind it */
    ShopJson *first;  /* array, object; NULL: it is empty */
  };
};

/* One JSON object: at most `max_bytes` of strict UTF-8, no key twice in an object, no NUL in texts,
 * not nested deeper than SHOP_JSON_DEPTH_MAX, nothing after it. Every number is a double; one that
 * is too large for that is no JSON here. NULL with SHOP_ERROR_MESSAGE otherwise. */
ShopJson *shop_json_load (const char *text, gsize length, gsize max_bytes, GError **error);
void shop_json_free (ShopJson *root); /* only what shop_json_load() gave; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopJson, shop_json_free)

/* Members of an object within `root`; it is fine when there is none to remove, or nothing that has
 * members. `key` must last as long as the root does. */
void shop_json_remove (ShopJson *object, const char *key);
void shop_json_put_number (ShopJson *root, ShopJson *object, const char *key, double number);

/* Compact text of what jansson made; transfer full. */
char *shop_json_dump (const json_t *json);

/* The member `key`; NULL when it is missing or null, or `object` is none. Borrowed. */
ShopJson *shop_json_get (const ShopJson *object, const char *key);

/* The first value of an array or object, to go on with `next`; NULL when there is none, or `parent`
 * is neither. Borrowed. */
ShopJson *shop_json_first (const ShopJson *parent);

/* NULL when it is no text. Borrowed. */
const char *shop_json_get_text (const ShopJson *value);

/* What follows reads the member `key`: when it is missing or null, `*ret` stays as it is and that
 * is fine. FALSE with SHOP_ERROR_MESSAGE ("avail is not a whole number from 0 to …") when it is
 * there and not good. */

/* A whole number, also when written as 37.0 or 3.7e1. min and max within ±(2^53 - 1). */
gboolean shop_json_read_int (const ShopJson *object, const char *key, gint64 min, gint64 max,
                             gint64 *ret, GError **error);
gboolean shop_json_read_bool (const ShopJson *object, const char *key, gboolean *ret,
                              GError **error);
/* Borrowed; at most `max_bytes`, without NUL characters. */
gboolean shop_json_read_text (const ShopJson *object, const char *key, gsize max_bytes,
                              const char **ret, GError **error);
/* RFC 3339, as shop_time_parse(). */
gboolean shop_json_read_time (const ShopJson *object, const char *key, gint64 *ret_ms,
                              GError **error);
/* Borrowed object or array. */
gboolean shop_json_read_object (const ShopJson *object, const char *key, ShopJson **ret,
                                GError **error);
gboolean shop_json_read_array (const ShopJson *object, const char *key, ShopJson **ret,
                               GError **error);

/* SHOP_ERROR_MESSAGE "KEY is missing" and FALSE unless the member is there and not null. */
gboolean shop_json_require (const ShopJson *object, const char *key, GError **error);

/* Text of an RFC 3339 time: "2026-11-22T23:41:03.120Z"; any offset and any number of decimals are
 * read, years 1970 to 9999. FALSE when it is anything else. */
gboolean shop_time_parse (const char *text, gint64 *ret_ms);
/* UTC with milliseconds and "Z"; `ms` from 1970 to 9999. Transfer full. */
char *shop_time_format (gint64 ms);
