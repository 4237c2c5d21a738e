/* What everybody may see of the drops that have not ended, in memory: a mirror of the store. One
 * thread. */
#pragma once
#include "srv-types.h"

/* A product and its JSON as in the protocol, made once for all who read it. Both change in place
 * when the product does. */
typedef struct {
  ShowProduct *product;
  GRefString *json;
} SrvItem;

/* The product's JSON. Transfer full. */
GRefString *srv_item_tell (const ShowProduct *product);

typedef struct _SrvCatalog SrvCatalog;

SrvCatalog *srv_catalog_new (void);
void srv_catalog_free (SrvCatalog *catalog); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvCatalog, srv_catalog_free)

/* Adds the drop, or changes its title and state. Copies. TRUE when that was a change. */
gboolean srv_catalog_put_drop (SrvCatalog *catalog, const SrvDrop *drop);
/* With its products. */
void srv_catalog_remove_drop (SrvCatalog *catalog, const char *name);
/* Borrowed; NULL when there is none. */
const SrvDrop *srv_catalog_get_drop (SrvCatalog *catalog, const char *name);
/* GPtrArray of SrvDrop by name; the array is the caller's, the drops are borrowed. */
GPtrArray *srv_catalog_list_drops (SrvCatalog *catalog);

/* The rest is about a drop that is there. */

/* Takes a reference. TRUE when that was a change. */
gboolean srv_catalog_put_item (SrvCatalog *catalog, const char *drop, ShowProduct *product);
/* TRUE when it was there. */
gboolean srv_catalog_remove_item (SrvCatalog *catalog, const char *drop, const char *sku);
/* Borrowed; NULL when there is none. */
const SrvItem *srv_catalog_get_item (SrvCatalog *catalog, const char *drop, const char *sku);
/* GPtrArray of SrvItem by SKU, borrowed until the next change. */
GPtrArray *srv_catalog_list_items (SrvCatalog *catalog, const char *drop);
