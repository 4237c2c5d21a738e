/* Strict JSON from strangers: one object within limits, and its fields read with a reason for each
 * that is not good. Pure, any thread. */
#pragma once
#include "show-stock.h"
#include <jansson.h>

#define SHOP_JSON_DEPTH_MAX 8 /* objects and arrays within each other */

/* One JSON object: at most `max_bytes` of strict UTF-8, no key twice in an object, not nested
 * deeper than SHOP_JSON_DEPTH_MAX, nothing after it. Every number comes as a real, so that one far
 * too large spoils its own field only. NULL with SHOP_ERROR_MESSAGE otherwise. */
json_t *shop_json_load (const char *text, gsize length, gsize max_bytes, GError **error);

/* Compact text; transfer full. */
char *shop_json_dump (const json_t *json);

/* The member `key`; NULL when it is missing or null. Borrowed. */
json_t *shop_json_get (const json_t *object, const char *key);

/* What follows reads the member `key`: when it is missing or null, `*ret` stays as it is and that
 * is fine. FALSE with SHOP_ERROR_MESSAGE ("avail is not a whole number from 0 to …") when it is
 * there and not good. */

/* A whole number, also when written as 37.0 or 3.7e1. min and max within ±(2^53 - 1). */
gboolean shop_json_read_int (const json_t *object, const char *key, gint64 min, gint64 max,
                             gint64 *ret, GError **error);
gboolean shop_json_read_bool (const json_t *object, const char *key, gboolean *ret, GError **error);
/* Borrowed; at most `max_bytes`, without NUL characters. */
gboolean shop_json_read_text (const json_t *object, const char *key, gsize max_bytes,
                              const char **ret, GError **error);
/* RFC 3339, as shop_time_parse(). */
gboolean shop_json_read_time (const json_t *object, const char *key, gint64 *ret_ms,
                              GError **error);
/* Borrowed object or array. */
gboolean shop_json_read_object (const json_t *object, const char *key, json_t **ret,
                                GError **error);
gboolean shop_json_read_array (const json_t *object, const char *key, json_t **ret, GError **error);

/* SHOP_ERROR_MESSAGE "KEY is missing" and FALSE unless the member is there and not null. */
gboolean shop_json_require (const json_t *object, const char *key, GError **error);

/* Text of an RFC 3339 time: "2026-11-22T23:41:03.120Z"; any offset and any number of decimals are
 * read, years 1970 to 9999. FALSE when it is anything else. */
gboolean shop_time_parse (const char *text, gint64 *ret_ms);
/* UTC with milliseconds and "Z"; `ms` from 1970 to 9999. Transfer full. */
char *shop_time_format (gint64 ms);
