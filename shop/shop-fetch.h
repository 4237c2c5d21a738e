/* One try of a web address: does it answer, and what? HEAD, then GET where HEAD says no; follows
 * redirects; reads no more than the head of an answer. Main thread, does not block. */
#pragma once
#include "shop-link-plan.h"

typedef struct _ShopFetch ShopFetch;

/* Once, from the main loop. `text` is for people and has no address in it; borrowed. */
typedef void (*ShopFetchFunc) (ShopTry outcome, const char *text, gpointer data);

/* Begins at once. `tls_ca`: PEM file, or NULL for the system's authorities. */
ShopFetch *shop_fetch_new (const char *url, const char *tls_ca, ShopFetchFunc func, gpointer data);

/* Ends it; `func` is not called any more. May be called from it. NULL is fine. */
void shop_fetch_free (ShopFetch *self);
