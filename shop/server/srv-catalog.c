#include "srv-catalog.h"

#include "shop-item.h"

typedef struct {
  SrvDrop *drop;
  GHashTable *items; /* SKU, borrowed from the product -> SrvItem */
  GPtrArray *sorted; /* the same; NULL: to be made */
} Shelf;

struct _SrvCatalog {
  GHashTable *shelves; /* the drop's name, borrowed -> Shelf */
};

GRefString *
srv_item_tell (const ShowProduct *product)
{
  json_auto_t *json = shop_item_product_to_json (product);
  g_autofree char *text = shop_json_dump (json);

  return g_ref_string_new (text);
}

static void
free_item (gpointer data)
{
  SrvItem *item = data;

  show_product_unref (item->product);
  g_clear_pointer (&item->json, g_ref_string_release);
  g_free (item);
}

static void
free_shelf (gpointer data)
{
  Shelf *shelf = data;

  g_clear_pointer (&shelf->sorted, g_ptr_array_unref);
  g_hash_table_unref (shelf->items);
  srv_drop_free (shelf->drop);
  g_free (shelf);
}

SrvCatalog *
srv_catalog_new (void)
{
  SrvCatalog *catalog = g_new0 (SrvCatalog, 1);

  catalog->shelves = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_shelf);
  return catalog;
}

void
srv_catalog_free (SrvCatalog *catalog)
{
  if (!catalog)
    return;
  g_hash_table_unref (catalog->shelves);
  g_free (catalog);
}

gboolean
srv_catalog_put_drop (SrvCatalog *catalog, const SrvDrop *drop)
{
  Shelf *shelf = g_hash_table_lookup (catalog->shelves, drop->name);

  if (!shelf) {
    shelf = g_new0 (Shelf, 1);
    shelf->drop = srv_drop_new (drop->name, drop->title, drop->state);
    shelf->items = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_item);
    g_hash_table_insert (catalog->shelves, shelf->drop->name, shelf);
    return TRUE;
  }
  if (shelf->drop->state == drop->state && g_strcmp0 (shelf->drop->title, drop->title) == 0)
    return FALSE;
  g_free (shelf->drop->title);
  shelf->drop->title = g_strdup (drop->title);
  shelf->drop->state = drop->state;
  return TRUE;
}

void
srv_catalog_remove_drop (SrvCatalog *catalog, const char *name)
{
  g_hash_table_remove (catalog->shelves, name);
}

const SrvDrop *
srv_catalog_get_drop (SrvCatalog *catalog, const char *name)
{
  Shelf *shelf = g_hash_table_lookup (catalog->shelves, name);

  return shelf ? shelf->drop : NULL;
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  const SrvDrop *const *one = a, *const *other = b;

  return g_strcmp0 ((*one)->name, (*other)->name);
}

GPtrArray *
srv_catalog_list_drops (SrvCatalog *catalog)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer shelf;

  g_hash_table_iter_init (&iter, catalog->shelves);
  while (g_hash_table_iter_next (&iter, NULL, &shelf))
    g_ptr_array_add (list, ((Shelf *) shelf)->drop);
  g_ptr_array_sort (list, by_name);
  return list;
}

static Shelf *
get_shelf (SrvCatalog *catalog, const char *drop)
{
  Shelf *shelf = g_hash_table_lookup (catalog->shelves, drop);

  g_assert (shelf);
  return shelf;
}

gboolean
srv_catalog_put_item (SrvCatalog *catalog, const char *drop, ShowProduct *product)
{
  Shelf *shelf = get_shelf (catalog, drop);
  SrvItem *item = g_hash_table_lookup (shelf->items, product->sku);

  if (item && item->product->rev == product->rev &&
      show_product_equal_content (item->product, product))
    return FALSE;
  if (!item)
    g_clear_pointer (&shelf->sorted, g_ptr_array_unref);
  if (item)
    g_hash_table_steal (shelf->items, product->sku);
  else
    item = g_new0 (SrvItem, 1);
  show_product_unref (item->product);
  g_clear_pointer (&item->json, g_ref_string_release);
  item->product = show_product_ref (product);
  item->json = srv_item_tell (product);
  g_hash_table_insert (shelf->items, product->sku, item);
  return TRUE;
}

gboolean
srv_catalog_remove_item (SrvCatalog *catalog, const char *drop, const char *sku)
{
  Shelf *shelf = get_shelf (catalog, drop);

  if (!g_hash_table_remove (shelf->items, sku))
    return FALSE;
  g_clear_pointer (&shelf->sorted, g_ptr_array_unref);
  return TRUE;
}

const SrvItem *
srv_catalog_get_item (SrvCatalog *catalog, const char *drop, const char *sku)
{
  return g_hash_table_lookup (get_shelf (catalog, drop)->items, sku);
}

static int
by_sku (gconstpointer a, gconstpointer b)
{
  const SrvItem *const *one = a, *const *other = b;

  return g_strcmp0 ((*one)->product->sku, (*other)->product->sku);
}

GPtrArray *
srv_catalog_list_items (SrvCatalog *catalog, const char *drop)
{
  Shelf *shelf = get_shelf (catalog, drop);
  GHashTableIter iter;
  gpointer item;

  if (!shelf->sorted) {
    shelf->sorted = g_ptr_array_new ();
    g_hash_table_iter_init (&iter, shelf->items);
    while (g_hash_table_iter_next (&iter, NULL, &item))
      g_ptr_array_add (shelf->sorted, item);
    g_ptr_array_sort (shelf->sorted, by_sku);
  }
  return shelf->sorted;
}
