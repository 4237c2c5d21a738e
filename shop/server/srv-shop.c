#include "srv-shop-private.h"

static void
unref_skus (gpointer skus)
{
  if (skus)
    g_hash_table_unref (skus);
}

/* Telling */

static void
tell (SrvShop *shop, const char *drop, GPtrArray *skus)
{
  SrvChange change = {srv_catalog_get_drop (shop->catalog, drop), NULL};

  g_ptr_array_add (skus, NULL);
  change.skus = (const char *const *) skus->pdata;
  if (shop->listener)
    shop->listener (&change, shop->listener_data);
}

/* Reading from the store into the catalogue */

static gboolean
read_product (SrvShop *shop, const SrvDrop *drop, const char *sku, GPtrArray *skus, GError **error)
{
  g_autoptr (SrvStock) stock = NULL;
  g_autoptr (ShowProduct) product = NULL;
  gboolean changed;

  if (!shop->store->ops->get_stock (shop->store, drop->name, sku, &stock, error))
    return FALSE;
  if (stock) {
    product = srv_stock_publish (stock, drop->state, stock->facts->as_of_ms);
    changed = srv_catalog_put_item (shop->catalog, drop->name, product);
  } else {
    changed = srv_catalog_remove_item (shop->catalog, drop->name, sku);
  }
  if (changed)
    g_ptr_array_add (skus, g_strdup (sku));
  return TRUE;
}

static void
remove_vanished (SrvShop *shop, const char *drop, GHashTable *there, GPtrArray *skus)
{
  GPtrArray *items = srv_catalog_list_items (shop->catalog, drop);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < items->len; i++) {
    const SrvItem *item = items->pdata[i];

    if (!g_hash_table_contains (there, item->product->sku))
      g_ptr_array_add (gone, g_strdup (item->product->sku));
  }
  for (guint i = 0; i < gone->len; i++) {
    srv_catalog_remove_item (shop->catalog, drop, gone->pdata[i]);
    g_ptr_array_add (skus, g_strdup (gone->pdata[i]));
  }
}

static gboolean
read_all_products (SrvShop *shop, const SrvDrop *drop, GPtrArray *skus, GError **error)
{
  g_autoptr (GPtrArray) list =
      shop->store->ops->list_stock (shop->store, drop->name, "", SHOW_PRODUCTS_MAX, error);
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);

  if (!list)
    return FALSE;
  for (guint i = 0; i < list->len; i++) {
    const SrvStock *stock = list->pdata[i];
    g_autoptr (ShowProduct) product =
        srv_stock_publish (stock, drop->state, stock->facts->as_of_ms);

    g_hash_table_add (there, stock->facts->sku);
    if (srv_catalog_put_item (shop->catalog, drop->name, product))
      g_ptr_array_add (skus, g_strdup (product->sku));
  }
  remove_vanished (shop, drop->name, there, skus);
  return TRUE;
}

/* `wanted` NULL: the whole drop. One that has ended is told, but not kept: there can be any number
 * of them. */
static gboolean
read_drop (SrvShop *shop, const SrvDrop *drop, GHashTable *wanted, GError **error)
{
  g_autoptr (GPtrArray) skus = g_ptr_array_new_with_free_func (g_free);
  gboolean ok = TRUE, changed = srv_catalog_put_drop (shop->catalog, drop);
  GHashTableIter iter;
  gpointer sku;

  if (wanted) {
    g_hash_table_iter_init (&iter, wanted);
    while (ok && g_hash_table_iter_next (&iter, &sku, NULL))
      ok = read_product (shop, drop, sku, skus, error);
  } else {
    ok = read_all_products (shop, drop, skus, error);
  }
  if (changed || skus->len > 0)
    tell (shop, drop->name, skus);
  if (drop->state == SRV_DROP_ENDED)
    srv_catalog_remove_drop (shop->catalog, drop->name);
  return ok;
}

/* Drops that another process ended. */
static gboolean
read_ended (SrvShop *shop, GError **error)
{
  g_autoptr (GPtrArray) known = srv_catalog_list_drops (shop->catalog);

  for (guint i = 0; i < known->len; i++) {
    const SrvDrop *before = known->pdata[i];
    g_autoptr (SrvDrop) drop = NULL;

    if (!shop->store->ops->get_drop (shop->store, before->name, &drop, error) ||
        (drop && drop->state == SRV_DROP_ENDED && !read_drop (shop, drop, NULL, error)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_everything (SrvShop *shop, GError **error)
{
  g_autoptr (GPtrArray) drops = NULL;

  shop->foreign_version = shop->store->ops->foreign_version (shop->store);
  if (!read_ended (shop, error))
    return FALSE;
  drops = shop->store->ops->list_open_drops (shop->store, error);
  for (guint i = 0; drops && i < drops->len; i++)
    if (!read_drop (shop, drops->pdata[i], NULL, error))
      return FALSE;
  return drops != NULL;
}

SrvShop *
srv_shop_new (SrvStore *store, GError **error)
{
  g_autoptr (SrvShop) shop = g_new0 (SrvShop, 1);

  shop->store = store;
  shop->catalog = srv_catalog_new ();
  shop->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_skus);
  shop->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!read_everything (shop, error))
    return NULL;
  return g_steal_pointer (&shop);
}

void
srv_shop_free (SrvShop *shop)
{
  if (!shop)
    return;
  if (shop->open)
    shop->store->ops->rollback (shop->store);
  g_hash_table_unref (shop->counts);
  g_hash_table_unref (shop->touched);
  srv_catalog_free (shop->catalog);
  srv_store_close (shop->store);
  g_free (shop);
}

void
srv_shop_set_listener (SrvShop *shop, SrvListener listener, gpointer data)
{
  shop->listener = listener;
  shop->listener_data = data;
}

SrvCatalog *
srv_shop_get_catalog (SrvShop *shop)
{
  return shop->catalog;
}

SrvStore *
srv_shop_get_store (SrvShop *shop)
{
  return shop->store;
}

/* The transaction */

gboolean
srv_shop_begin (SrvShop *shop, GError **error)
{
  if (!shop->open)
    shop->open = shop->store->ops->begin (shop->store, error);
  return shop->open;
}

gboolean
srv_shop_mark (SrvShop *shop, GError **error)
{
  return srv_shop_begin (shop, error) && shop->store->ops->mark (shop->store, error);
}

gboolean
srv_shop_release (SrvShop *shop, gboolean undo, GError **error)
{
  g_hash_table_remove_all (shop->counts);
  if (shop->store->ops->release (shop->store, undo, error))
    return TRUE;
  srv_shop_spoil (shop);
  return FALSE;
}

void
srv_shop_spoil (SrvShop *shop)
{
  shop->spoilt = TRUE;
}

gboolean
srv_shop_is_open (SrvShop *shop)
{
  return shop->open;
}

static gboolean
read_touched (SrvShop *shop, GHashTable *touched, GError **error)
{
  GHashTableIter iter;
  gpointer name, skus;

  g_hash_table_iter_init (&iter, touched);
  while (g_hash_table_iter_next (&iter, &name, &skus)) {
    g_autoptr (SrvDrop) drop = NULL;

    if (!shop->store->ops->get_drop (shop->store, name, &drop, error) ||
        (drop && !read_drop (shop, drop, skus, error)))
      return FALSE;
  }
  return TRUE;
}

/* When the newest state cannot be read after it was written, the next refresh reads everything. */
static void
show_touched (SrvShop *shop)
{
  g_autoptr (GHashTable) touched = g_steal_pointer (&shop->touched);

  shop->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_skus);
  if (!read_touched (shop, touched, NULL))
    shop->foreign_version = -1;
}

gboolean
srv_shop_flush (SrvShop *shop, GError **error)
{
  gboolean spoilt = shop->spoilt;

  if (!shop->open)
    return TRUE;
  shop->open = shop->spoilt = FALSE;
  g_hash_table_remove_all (shop->counts);
  if (spoilt)
    g_set_error (error, SRV_ERROR, SRV_ERROR_STORE, "The store does not work.");
  if (spoilt || !shop->store->ops->commit (shop->store, error)) {
    shop->store->ops->rollback (shop->store);
    g_hash_table_remove_all (shop->touched);
    return FALSE;
  }
  show_touched (shop);
  return TRUE;
}

gboolean
srv_shop_refresh (SrvShop *shop, GError **error)
{
  g_assert (!shop->open);
  if (shop->store->ops->foreign_version (shop->store) == shop->foreign_version)
    return TRUE;
  shop->version++;
  if (read_everything (shop, error))
    return TRUE;
  shop->foreign_version = -1;
  return FALSE;
}

guint64
srv_shop_get_version (SrvShop *shop)
{
  return shop->version;
}

void
srv_shop_touch (SrvShop *shop, const char *drop, const char *sku)
{
  gpointer skus = NULL;
  gboolean known = g_hash_table_lookup_extended (shop->touched, drop, NULL, &skus);

  if (!sku || (known && !skus)) {
    g_hash_table_insert (shop->touched, g_strdup (drop), NULL);
    return;
  }
  if (!known) {
    skus = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_insert (shop->touched, g_strdup (drop), skus);
  }
  g_hash_table_add (skus, g_strdup (sku));
}
