/* Buy links: does each lead anywhere? Tries them over HTTP(S) again and again. Main thread. */
#pragma once
#include "show-state.h"

#define SHOP_LINKS_MAX           64    /* that are tried; further ones are not */
#define SHOP_LINK_SHOWN_MS       30000 /* between two tries of a link that is on a shown card */
#define SHOP_LINK_HIDDEN_MS      300000
#define SHOP_LINK_RECHECK_MS     3000  /* after a first failure; two in a row are needed */
#define SHOP_LINK_TIMEOUT_MS     10000 /* for one try with all its redirects */
#define SHOP_LINK_REDIRECTS_MAX  5
#define SHOP_LINK_HEAD_BYTES_MAX 16384 /* of an answer's status line and headers */
#define SHOP_LINK_AT_ONCE        4     /* tries that run at the same time */

typedef struct _ShopLinks ShopLinks;

/* Main thread. Each change of a link between dead and alive, once it is sure, and the first result
 * of each link. */
typedef void (*ShopLinksFunc) (const ShowLinkReport *report, gpointer data);

/* `tls_ca`: PEM file of an own authority, or NULL for the system's. */
ShopLinks *shop_links_new (const char *tls_ca, ShopLinksFunc func, gpointer data);
void shop_links_free (ShopLinks *self); /* NULL is fine; ends all tries */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopLinks, shop_links_free)

/* From now on these are tried and no others; the first `n_shown` are on cards that are shown.
 * What is known of a link that stays is kept. Links that are not http(s) are left out. */
void shop_links_set (ShopLinks *self, const char *const *urls, guint n_shown);
