/* Buy links: does each lead anywhere? Tries them over HTTP(S) again and again. Main thread. */
#pragma once
#include "show-state.h"

#define SHOP_LINKS_MAX           64    /* that are tried; further ones are not */
#define SHOP_LINK_SHOWN_MS       30000 /* between two tries of a link that is soon needed */
#define SHOP_LINK_HIDDEN_MS      300000
#define SHOP_LINK_DEAD_MS        15000 /* of a dead one: it comes back soon after its server does */
#define SHOP_LINK_RECHECK_MS     3000  /* after a failure that is not sure yet */
#define SHOP_LINK_FAILURES       2     /* in a row make a link dead; one success makes it alive */
#define SHOP_LINK_TIMEOUT_MS     10000 /* for one try with all its redirects */
#define SHOP_LINK_REDIRECTS_MAX  5
#define SHOP_LINK_HEAD_BYTES_MAX 16384 /* of an answer's status line and headers */
#define SHOP_LINK_AT_ONCE        4     /* tries that run at the same time */

typedef struct _ShopLinks ShopLinks;

/* Main loop. The first result of each link that is sure, and each change after it. As long as this
 * machine has no network, a link that nothing is known of is told to be alive, with a text: no
 * link is hidden because of us. */
typedef void (*ShopLinksFunc) (const ShowLinkReport *report, gpointer data);

ShopLinks *shop_links_new (ShopLinksFunc func, gpointer data);
void shop_links_free (ShopLinks *self); /* NULL is fine; ends all tries; not from `func` */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopLinks, shop_links_free)

/* From now on these (NULL-terminated) are tried and no others; the first `n_shown` are on cards
 * that are shown, or will be by the next cue. What is known of a link that stays is kept. May be
 * called from `func`. */
void shop_links_set (ShopLinks *self, const char *const *urls, guint n_shown);
