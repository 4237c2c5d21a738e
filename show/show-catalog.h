/* The products of a show, sorted by SKU: an immutable, refcounted list that shares its products
 * with the lists made from it. Pure, any thread. */
#pragma once
#include "show-stock.h"

/* A GPtrArray of ShowProduct, never changed once made; g_ptr_array_ref() and _unref(). */
typedef GPtrArray ShowCatalog;

ShowCatalog *show_catalog_new (void);

/* Borrowed, or NULL. Logarithmic. */
ShowProduct *show_catalog_find (const ShowCatalog *catalog, const char *sku);

/* A new catalog in which the products in `items` stand in place of those of the same SKU, or are
 * added as long as there are not SHOW_PRODUCTS_MAX. Of two items with one SKU the later one counts.
 * Linear in references, for any number of items (plus their sorting). */
ShowCatalog *show_catalog_merge (const ShowCatalog *catalog, ShowProduct *const *items,
                                 guint n_items);

/* A new catalog without the products of these SKUs (NULL-terminated; unknown ones are fine). */
ShowCatalog *show_catalog_remove (const ShowCatalog *catalog, const char *const *skus);

/* SHOW_ERROR_NOT_FOUND for an SKU that is not there: names products near where it would stand. The
 * work does not grow with the catalog. */
void show_catalog_set_not_found (const ShowCatalog *catalog, const char *sku, GError **error);
