#include "shop-store-private.h"

#define COLUMNS                                                                                    \
  "sku, title, currency, state, ship_by, url, lists, rev, cap, available, sold, as_of_ms,"         \
  " price_minor, was_minor, low30_minor, pre_cap, pre_sold, doubtful"

static const char *const statement_texts[SHOP_SQL_N] = {
    [SHOP_SQL_PUT] = "INSERT OR REPLACE INTO product (" COLUMNS ") VALUES"
                     " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"
                     " ?18)",
    [SHOP_SQL_HAS] = "SELECT COUNT(*) FROM product WHERE sku = ?1",
    [SHOP_SQL_LIST] = "SELECT " COLUMNS " FROM product ORDER BY sku",
    [SHOP_SQL_COUNT] = "SELECT COUNT(*) FROM product",
    [SHOP_SQL_FORGET] = "DELETE FROM product WHERE sku = ?1",
    [SHOP_SQL_SET_PLACE] = "INSERT OR REPLACE INTO place (id, source, epoch, seq, heard_ms)"
                           " VALUES (1, ?1, ?2, ?3, ?4)",
    [SHOP_SQL_GET_PLACE] = "SELECT source, epoch, seq, heard_ms FROM place",
    [SHOP_SQL_TOUCH_PLACE] = "UPDATE place SET heard_ms = ?1",
    [SHOP_SQL_LOSE_PLACE] = "DELETE FROM place",
    [SHOP_SQL_PENDING_ADD] = "INSERT INTO pending (id, source, sku, hub, pieces, why, at_ms)"
                             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SHOP_SQL_PENDING_COUNT] = "SELECT COUNT(*) FROM pending",
    [SHOP_SQL_PENDING_LIST] = "SELECT id, sku, hub, pieces, why, at_ms, answered, seq FROM pending"
                              " WHERE source = ?1 ORDER BY n",
    [SHOP_SQL_PENDING_ANSWER] = "UPDATE pending SET answered = 1, seq = ?2 WHERE id = ?1",
    [SHOP_SQL_PENDING_REMOVE] = "DELETE FROM pending WHERE id = ?1",
    [SHOP_SQL_PENDING_SETTLE] = "DELETE FROM pending WHERE source = ?1 AND answered AND"
                                " (seq <= ?2 OR EXISTS (SELECT 1 FROM place WHERE epoch <> ?3))",
    [SHOP_SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SHOP_SQL_COMMIT] = "COMMIT",
    [SHOP_SQL_ROLLBACK] = "ROLLBACK",
};

gboolean
shop_store_fail (ShopStore *store, GError **error)
{
  shop_schema_set_error (error, store->db, store->path);
  return FALSE;
}

/* A file with the right version and the wrong tables is damaged, too. */
static gboolean
prepare (ShopStore *store, GError **error)
{
  for (guint i = 0; i < SHOP_SQL_N; i++)
    if (sqlite3_prepare_v3 (store->db, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                            &store->statements[i], NULL) != SQLITE_OK) {
      g_set_error (error, SHOP_ERROR, SHOP_ERROR_DAMAGED, "%s: The file is damaged (%s).",
                   store->path, sqlite3_errmsg (store->db));
      return FALSE;
    }
  return TRUE;
}

static ShopStore *
try_open (const char *path, GError **error)
{
  ShopStore *store = g_new0 (ShopStore, 1);

  g_mutex_init (&store->mutex);
  g_cond_init (&store->turned);
  store->path = g_strdup (path);
  store->db = shop_schema_open (path, &shop_schema_rig, error);
  if (!store->db || !prepare (store, error))
    g_clear_pointer (&store, shop_store_close);
  return store;
}

ShopStore *
shop_store_open (const char *path, char **ret_note, GError **error)
{
  g_autoptr (GError) damage = NULL;
  g_autoptr (ShopStore) store = try_open (path, &damage);
  g_autofree char *aside = NULL, *note = NULL;

  if (!store && !g_error_matches (damage, SHOP_ERROR, SHOP_ERROR_DAMAGED)) {
    g_propagate_error (error, g_steal_pointer (&damage));
    return NULL;
  }
  if (!store) {
    aside = shop_schema_set_aside (path, error);
    store = aside ? try_open (path, error) : NULL;
    if (!store)
      return NULL;
    note = g_strdup_printf ("%s It is kept as %s; starting with an empty one.", damage->message,
                            aside);
  }
  if (ret_note)
    *ret_note = g_steal_pointer (&note);
  return g_steal_pointer (&store);
}

void
shop_store_close (ShopStore *store)
{
  if (!store)
    return;
  for (guint i = 0; i < SHOP_SQL_N; i++)
    sqlite3_finalize (store->statements[i]);
  g_clear_pointer (&store->log_db, sqlite3_close);
  g_clear_pointer (&store->db, sqlite3_close);
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

void
shop_store_finish (ShopStore *store, ShopSql which)
{
  sqlite3_reset (store->statements[which]);
  sqlite3_clear_bindings (store->statements[which]);
}

gboolean
shop_store_run (ShopStore *store, ShopSql which, GError **error)
{
  gboolean ok =
      sqlite3_step (store->statements[which]) == SQLITE_DONE || shop_store_fail (store, error);

  shop_store_finish (store, which);
  return ok;
}

gboolean
shop_store_ask (ShopStore *store, ShopSql which, gint64 *ret, GError **error)
{
  gboolean ok =
      sqlite3_step (store->statements[which]) == SQLITE_ROW || shop_store_fail (store, error);

  if (ok)
    *ret = sqlite3_column_int64 (store->statements[which], 0);
  shop_store_finish (store, which);
  return ok;
}

gboolean
shop_store_end (ShopStore *store, gboolean ok, GError **error)
{
  ok = ok && shop_store_run (store, SHOP_SQL_COMMIT, error);
  if (!ok && !sqlite3_get_autocommit (store->db))
    shop_store_run (store, SHOP_SQL_ROLLBACK, NULL);
  return ok;
}

void
shop_store_bind_text (sqlite3_stmt *statement, int column, const char *text)
{
  sqlite3_bind_text (statement, column, text, -1, SQLITE_STATIC);
}

const char *
shop_store_column_text (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text ? text : "";
}

/* After the rows: counting is linear, but done once for all of them. */
static gboolean
check_count (ShopStore *store, GError **error)
{
  gint64 n;

  if (!shop_store_ask (store, SHOP_SQL_COUNT, &n, error))
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
  gint64 found = 0;

  shop_store_bind_text (store->statements[SHOP_SQL_HAS], 1, product->sku);
  return shop_store_ask (store, SHOP_SQL_HAS, &found, NULL) && found == 0;
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
  shop_store_bind_text (store->statements[SHOP_SQL_FORGET], 1, sku);
  return shop_store_run (store, SHOP_SQL_FORGET, error);
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

  if (!shop_store_run (store, SHOP_SQL_BEGIN, error))
    return FALSE;
  return shop_store_end (store,
                         shop_store_run (store, SHOP_SQL_LOSE_PLACE, error) &&
                             shop_store_put_rows (store, products, n_products, error),
                         error);
}

gboolean
shop_store_forget (ShopStore *store, const char *sku, GError **error)
{
  SHOP_STORE_TURN (store);

  if (!shop_store_run (store, SHOP_SQL_BEGIN, error))
    return FALSE;
  return shop_store_end (store,
                         shop_store_run (store, SHOP_SQL_LOSE_PLACE, error) &&
                             shop_store_forget_row (store, sku, error),
                         error);
}

static void
unref_product (gpointer product)
{
  show_product_unref (product);
}

/* When the shop last said that all is as it is here; 0: there is no shop. */
static gint64
find_heard_ms (ShopStore *store)
{
  sqlite3_stmt *get = store->statements[SHOP_SQL_GET_PLACE];
  gint64 heard_ms = sqlite3_step (get) == SQLITE_ROW ? sqlite3_column_int64 (get, 3) : 0;

  shop_store_finish (store, SHOP_SQL_GET_PLACE);
  return heard_ms;
}

GPtrArray *
shop_store_list (ShopStore *store, GError **error)
{
  SHOP_STORE_TURN (store);
  g_autoptr (GPtrArray) products = g_ptr_array_new_with_free_func (unref_product);
  sqlite3_stmt *list = store->statements[SHOP_SQL_LIST];
  gint64 heard_ms = find_heard_ms (store);
  ShowProduct *product = NULL;
  gboolean ok;
  int code;

  while ((code = sqlite3_step (list)) == SQLITE_ROW) {
    product = shop_store_read_row (store, list, heard_ms, error);
    if (!product)
      break;
    g_ptr_array_add (products, product);
  }
  ok = code == SQLITE_DONE || (code != SQLITE_ROW && shop_store_fail (store, error));
  shop_store_finish (store, SHOP_SQL_LIST);
  return ok ? g_steal_pointer (&products) : NULL;
}
