/* The local store of products: SQLite in the state folder, WAL, one writer. What the rig sells when
 * there is no shop, and the newest known stock when there is one. Main thread. */
#pragma once
#include "show-stock.h"

#define SHOP_ERROR (shop_error_quark ())
GQuark shop_error_quark (void);
typedef enum { SHOP_ERROR_STORE = 1 } ShopError;

typedef struct _ShopStore ShopStore;

/* Opens or makes `path`. A damaged file is set aside (PATH.damaged-N) and a new one made;
 * `ret_note` then has one sentence about it for the log, otherwise NULL. */
ShopStore *shop_store_open (const char *path, char **ret_note, GError **error);
void shop_store_close (ShopStore *store); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopStore, shop_store_close)

gboolean shop_store_put (ShopStore *store, const ShowProduct *product,
                         GError **error);                      /* durable on return */
GPtrArray *shop_store_list (ShopStore *store, GError **error); /* ShowProduct; sorted by SKU */
