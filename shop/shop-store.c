#include "shop-store-private.h"

static const char has_text[] = "SELECT COUNT(*) FROM product WHERE sku = ?1";
static const char list_text[] = "SELECT " SHOP_STORE_COLUMNS " FROM product ORDER BY sku";
static const char count_text[] = "SELECT COUNT(*) FROM product";
static const char forget_text[] = "DELETE FROM product WHERE sku = ?1";
static const char lose_place_text[] = "DELETE FROM place";

/* Of every table all columns: what a damaged file cannot do. */
static const char *const checked_texts[] = {
    list_text,
    "SELECT id, source, epoch, seq, heard_ms FROM place",
    "SELECT n, id, source, sku, hub, pieces, why, at_ms, answered, seq FROM pending",
};

ShopStore *
shop_store_open (const char *path, char **ret_note, GError **error)
{
  g_autofree char *note = NULL;
  ShopSql *sql = shop_sql_open_or_set_aside (path, &shop_schema_rig, checked_texts,
                                             G_N_ELEMENTS (checked_texts),
                                             "starting with an empty one.", &note, error);
  ShopStore *store;

  if (!sql)
    return NULL;
  store = g_new0 (ShopStore, 1);
  store->path = g_strdup (path);
  store->sql = sql;
  g_mutex_init (&store->mutex);
  g_cond_init (&store->turned);
  if (ret_note)
    *ret_note = g_steal_pointer (&note);
  return store;
}

void
shop_store_close (ShopStore *store)
{
  if (!store)
    return;
  g_clear_pointer (&store->log_db, sqlite3_close);
  g_clear_pointer (&store->sql, shop_sql_close);
  g_mutex_clear (&store->mutex);
  g_cond_clear (&store->turned);
  g_free (store->path);
  g_free (store);
}

ShopTurn *
shop_store_take_turn (ShopStore *store)
{
  guint turn;

  g_mutex_lock (&store->mutex);
  turn = store->asked++;
  while (store->ended != turn)
    g_cond_wait (&store->turned, &store->mutex);
  g_mutex_unlock (&store->mutex);
  return store;
}

void
shop_store_end_turn (ShopTurn *turn)
{
  g_mutex_lock (&turn->mutex);
  turn->ended++;
  g_cond_broadcast (&turn->turned);
  g_mutex_unlock (&turn->mutex);
}

/* After the rows: counting is linear, but done once for all of them. */
static gboolean
check_count (ShopStore *store, GError **error)
{
  gint64 n;

  if (!shop_sql_ask (store->sql, &n, error, count_text, ""))
    return FALSE;
  if (n <= SHOW_PRODUCTS_MAX)
    return TRUE;
  g_set_error (error, SHOP_ERROR, SHOP_ERROR_STORE,
               "There are %d products already, which is the limit. Use the SKU of one of them.",
               SHOW_PRODUCTS_MAX);
  return FALSE;
}

static gboolean
is_new (ShopStore *store, const ShowProduct *product)
{
  gint64 found;

  return shop_sql_ask (store->sql, &found, NULL, has_text, "t", product->sku) && found == 0;
}

gboolean
shop_store_put_rows (ShopStore *store, ShowProduct *const *products, guint n_products,
                     GError **error)
{
  gboolean any_new = FALSE;

  for (guint i = 0; i < n_products; i++) {
    any_new = any_new || is_new (store, products[i]);
    if (!shop_store_put_row (store, products[i], error))
      return FALSE;
  }
  return !any_new || check_count (store, error);
}

gboolean
shop_store_forget_row (ShopStore *store, const char *sku, GError **error)
{
  return shop_sql_run (store->sql, error, forget_text, "t", sku);
}

gboolean
shop_store_put (ShopStore *store, const ShowProduct *product, GError **error)
{
  return shop_store_put_all (store, (ShowProduct *const *) &product, 1, error);
}

gboolean
shop_store_put_all (ShopStore *store, ShowProduct *const *products, guint n_products,
                    GError **error)
{
  SHOP_STORE_TURN (store);

  if (!shop_sql_run (store->sql, error, "BEGIN IMMEDIATE", ""))
    return FALSE;
  return shop_sql_end (store->sql,
                       shop_sql_run (store->sql, error, lose_place_text, "") &&
                           shop_store_put_rows (store, products, n_products, error),
                       error);
}

gboolean
shop_store_forget (ShopStore *store, const char *sku, GError **error)
{
  SHOP_STORE_TURN (store);

  if (!shop_sql_run (store->sql, error, "BEGIN IMMEDIATE", ""))
    return FALSE;
  return shop_sql_end (store->sql,
                       shop_sql_run (store->sql, error, lose_place_text, "") &&
                           shop_store_forget_row (store, sku, error),
                       error);
}

static void
unref_product (gpointer product)
{
  show_product_unref (product);
}

GPtrArray *
shop_store_list (ShopStore *store, GError **error)
{
  SHOP_STORE_TURN (store);
  g_autoptr (GPtrArray) products = g_ptr_array_new_with_free_func (unref_product);
  gint64 heard_ms = shop_store_get_heard_ms (store);
  sqlite3_stmt *row = shop_sql_query (store->sql, error, list_text, "");
  gboolean ok = row != NULL;

  while (ok && shop_sql_step (store->sql, row, &ok, error)) {
    ShowProduct *product = shop_store_read_row (store, row, heard_ms, error);

    if (!product) {
      shop_sql_finish (row);
      return NULL;
    }
    g_ptr_array_add (products, product);
  }
  return ok ? g_steal_pointer (&products) : NULL;
}
