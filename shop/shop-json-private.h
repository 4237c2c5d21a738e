/* Inside of the JSON reader, for shop-json*.c only. */
#pragma once
#include <glib.h>

/* Unpacks the text that begins at `*from`, in valid UTF-8 with a NUL at its end, to `*to`, which
 * may be the same place: it becomes no longer. Both move on, `*from` to the quote that ends it, or,
 * with FALSE, to what is wrong. */
gboolean shop_json_unpack (const char **from, char **to);
