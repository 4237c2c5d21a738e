/* The local store of products: SQLite in the state folder, WAL, one writer. What the rig sells when
 * there is no shop, and the newest known stock when there is one. Main thread. */
#pragma once
#include "shop-types.h"

/* How many damaged files are kept beside the store. */
#define SHOP_DAMAGED_MAX 20
/* How long another program may hold the file before a call gives up. */
#define SHOP_BUSY_MS 2000

typedef struct _ShopStore ShopStore;

/* Opens or makes `path`; its folder must be there. A damaged file is set aside (PATH.damaged-N,
 * with its -wal) and a new one made; `ret_note` (may be NULL) then has one sentence about it for
 * the log, otherwise NULL. Refused, and left as they are: files of a newer Tallybox and of other
 * programs. */
ShopStore *shop_store_open (const char *path, char **ret_note, GError **error);
void shop_store_close (ShopStore *store); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopStore, shop_store_close)

/* Adds the product, or puts it in place of the one with its SKU. Durable on return, also against a
 * power cut, as far as the disk keeps its word. Errors: SHOP_ERROR; SHOW_ERROR_BAD_ARGUMENT for a
 * product that does not validate. There can be SHOW_PRODUCTS_MAX. */
gboolean shop_store_put (ShopStore *store, const ShowProduct *product, GError **error);

/* The same for many at the cost of one: all of them or, on an error, none. */
gboolean shop_store_put_all (ShopStore *store, ShowProduct *const *products, guint n_products,
                             GError **error);

/* All products, sorted by SKU (bytewise): a GPtrArray of ShowProduct that owns its references,
 * transfer full. SHOP_ERROR_DAMAGED when a row is not a good product. */
GPtrArray *shop_store_list (ShopStore *store, GError **error);
