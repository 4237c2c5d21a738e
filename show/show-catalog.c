#include "show-catalog.h"
#include <string.h>

static void
unref_product (gpointer product)
{
  show_product_unref (product);
}

ShowCatalog *
show_catalog_new (void)
{
  return g_ptr_array_new_with_free_func (unref_product);
}

static const char *
sku_at (const ShowCatalog *catalog, guint i)
{
  return ((ShowProduct *) catalog->pdata[i])->sku;
}

guint
show_catalog_position (const ShowCatalog *catalog, const char *sku)
{
  guint low = 0, high = catalog->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (strcmp (sku_at (catalog, middle), sku) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

ShowProduct *
show_catalog_find (const ShowCatalog *catalog, const char *sku)
{
  guint i = show_catalog_position (catalog, sku);

  return i < catalog->len && g_str_equal (sku_at (catalog, i), sku) ? catalog->pdata[i] : NULL;
}

static int
compare_item (gconstpointer a, gconstpointer b, gpointer data)
{
  ShowProduct *const *x = a, *const *y = b;

  return strcmp ((*x)->sku, (*y)->sku);
}

/* The items by SKU, each SKU once; the references stay the caller's. */
static GPtrArray *
sort_items (ShowProduct *const *items, guint n_items)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_sized_new (n_items);
  GPtrArray *unique = g_ptr_array_sized_new (n_items);

  for (guint i = 0; i < n_items; i++)
    g_ptr_array_add (sorted, items[i]);
  g_ptr_array_sort_with_data (sorted, compare_item, NULL); /* stable: the later one stays later */
  for (guint i = 0; i < sorted->len; i++)
    if (i + 1 == sorted->len || !g_str_equal (sku_at (sorted, i), sku_at (sorted, i + 1)))
      g_ptr_array_add (unique, sorted->pdata[i]);
  return unique;
}

/* Below 0: the next product comes from `a`; above 0: from `b`; 0: both have that SKU. */
static int
compare_heads (const GPtrArray *a, guint i, const GPtrArray *b, guint j)
{
  if (i == a->len || j == b->len)
    return i == a->len ? 1 : -1;
  return strcmp (sku_at (a, i), sku_at (b, j));
}

ShowCatalog *
show_catalog_merge (const ShowCatalog *catalog, ShowProduct *const *items, guint n_items)
{
  g_autoptr (GPtrArray) added = sort_items (items, n_items);
  ShowCatalog *merged = g_ptr_array_new_full (catalog->len + added->len, unref_product);
  guint room = SHOW_PRODUCTS_MAX - catalog->len;
  guint i = 0, j = 0;

  while (i < catalog->len || j < added->len) {
    int order = compare_heads (catalog, i, added, j);
    gboolean is_new = order > 0;

    if (!is_new || room > 0)
      g_ptr_array_add (merged, show_product_ref (order < 0 ? catalog->pdata[i] : added->pdata[j]));
    room -= is_new && room > 0;
    i += order <= 0;
    j += order >= 0;
  }
  return merged;
}
