/* Buy links: how people read them, and whether they are known to work. Pure. */
#pragma once
#include "show-stock.h"

/* TRUE for an http(s) address of at most SHOW_URL_MAX bytes of ASCII, without a user and password.
 * Errors: SHOW_ERROR_BAD_ARGUMENT. */
gboolean show_link_check (const char *url, GError **error);

/* What is known of a link. Immutable, g_atomic_rc_box. */
typedef struct {
  char *url;
  gboolean alive;
  char *text; /* for people, when it is dead; may be NULL */
} ShowLink;

ShowLink *show_link_new (const char *url, gboolean alive, const char *text);
void show_link_unref (gpointer link); /* NULL is fine */

/* "shop.example/mug": the link without its scheme, "www.", UTM parameters and a slash at the end.
 * Transfer full. */
char *show_link_to_text (const char *url);
