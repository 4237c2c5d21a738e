#include "show-catalog.h"
#include "show-words.h"
#include <string.h>

#define SUGGESTIONS 8 /* products that a "not found" names */

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

/* Where `sku` is, or would be put. */
static guint
get_position (const ShowCatalog *catalog, const char *sku)
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
  guint i = get_position (catalog, sku);

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

ShowCatalog *
show_catalog_remove (const ShowCatalog *catalog, const char *const *skus)
{
  ShowCatalog *rest = g_ptr_array_new_full (catalog->len, unref_product);
  g_autoptr (GHashTable) gone = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; skus[i]; i++)
    g_hash_table_add (gone, (gpointer) skus[i]);
  for (guint i = 0; i < catalog->len; i++)
    if (!g_hash_table_contains (gone, sku_at (catalog, i)))
      g_ptr_array_add (rest, show_product_ref (catalog->pdata[i]));
  return rest;
}

void
show_catalog_set_not_found (const ShowCatalog *catalog, const char *sku, GError **error)
{
  const char *known[SUGGESTIONS + 1] = {NULL};
  guint position = get_position (catalog, sku);
  guint first = MIN (position - MIN (position, SUGGESTIONS / 2),
                     catalog->len - MIN (catalog->len, SUGGESTIONS));

  for (guint i = 0; i < SUGGESTIONS && first + i < catalog->len; i++)
    known[i] = sku_at (catalog, first + i);
  show_words_set_not_found (error, sku, known, "product",
                            catalog->len > SUGGESTIONS ? "Some products" : "Products");
}
