/* Products with their places and windows. */
#include "srv-sqlite.h"

#define COLUMNS                                                                                    \
  "sku, title, rev, cap, sold, price_minor, was_minor, low30_minor, currency, pre_cap, pre_sold,"  \
  " ship_by, url, as_of_ms"

static ShopSql *
sql_of (SrvStore *store)
{
  return ((SrvSqlite *) store)->sql;
}

static gboolean
put_product (ShopSql *sql, const SrvStock *stock, GError **error)
{
  const ShowProduct *f = stock->facts;

  return shop_sql_run (sql, error,
                       "INSERT OR REPLACE INTO product (in_drop, " COLUMNS ")"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
                       "tttiiiiiitiitti", stock->drop, f->sku, f->title, f->rev, f->cap, f->sold,
                       f->price_minor, f->was_minor, f->low30_minor, f->currency, f->pre_cap,
                       f->pre_sold, f->ship_by, f->url, f->as_of_ms);
}

static gboolean
put_places (ShopSql *sql, const SrvStock *stock, GError **error)
{
  for (guint i = 0; i < stock->n_places; i++) {
    const SrvPlace *place = &stock->places[i];

    if (!shop_sql_run (sql, error,
                       "INSERT OR REPLACE INTO place (in_drop, sku, pos, name, count, fed, taken)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                       "ttitiii", stock->drop, stock->facts->sku, (gint64) i, place->name,
                       place->count, (gint64) place->fed, place->taken))
      return FALSE;
  }
  return shop_sql_run (sql, error,
                       "DELETE FROM place WHERE in_drop = ?1 AND sku = ?2 AND pos >= ?3", "tti",
                       stock->drop, stock->facts->sku, (gint64) stock->n_places);
}

static gboolean
put_windows (ShopSql *sql, const SrvStock *stock, GError **error)
{
  const ShowProduct *facts = stock->facts;

  for (guint i = 0; i < facts->n_windows; i++) {
    const ShowWindow *window = &facts->windows[i];

    if (!shop_sql_run (sql, error,
                       "INSERT OR REPLACE INTO access"
                       " (in_drop, sku, pos, tier, from_ms, to_ms, cap, sold)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                       "ttitiiii", stock->drop, facts->sku, (gint64) i, window->tier,
                       window->from_ms, window->to_ms, window->cap, stock->window_sold[i]))
      return FALSE;
  }
  return shop_sql_run (sql, error,
                       "DELETE FROM access WHERE in_drop = ?1 AND sku = ?2 AND pos >= ?3", "tti",
                       stock->drop, facts->sku, (gint64) facts->n_windows);
}

gboolean
srv_sqlite_put_stock (SrvStore *store, const SrvStock *stock, GError **error)
{
  ShopSql *sql = sql_of (store);

  return put_product (sql, stock, error) && put_places (sql, stock, error) &&
         put_windows (sql, stock, error);
}

gboolean
srv_sqlite_put_counts (SrvStore *store, const SrvStock *stock, GError **error)
{
  ShopSql *sql = sql_of (store);
  const ShowProduct *f = stock->facts;

  if (!shop_sql_run (sql, error,
                     "UPDATE product SET rev = ?3, sold = ?4, pre_sold = ?5, as_of_ms = ?6"
                     " WHERE in_drop = ?1 AND sku = ?2",
                     "ttiiii", stock->drop, f->sku, f->rev, f->sold, f->pre_sold, f->as_of_ms))
    return FALSE;
  for (guint i = 0; i < stock->n_places; i++)
    if (!shop_sql_run (sql, error,
                       "UPDATE place SET count = ?4, taken = ?5"
                       " WHERE in_drop = ?1 AND sku = ?2 AND pos = ?3",
                       "ttiii", stock->drop, f->sku, (gint64) i, stock->places[i].count,
                       stock->places[i].taken))
      return FALSE;
  for (guint i = 0; i < f->n_windows; i++)
    if (!shop_sql_run (sql, error,
                       "UPDATE access SET sold = ?4 WHERE in_drop = ?1 AND sku = ?2 AND pos = ?3",
                       "ttii", stock->drop, f->sku, (gint64) i, stock->window_sold[i]))
      return FALSE;
  return TRUE;
}

gboolean
srv_sqlite_remove_stock (SrvStore *store, const char *drop, const char *sku, GError **error)
{
  ShopSql *sql = sql_of (store);

  return shop_sql_run (sql, error, "DELETE FROM product WHERE in_drop = ?1 AND sku = ?2", "tt",
                       drop, sku) &&
         shop_sql_run (sql, error, "DELETE FROM place WHERE in_drop = ?1 AND sku = ?2", "tt", drop,
                       sku) &&
         shop_sql_run (sql, error, "DELETE FROM access WHERE in_drop = ?1 AND sku = ?2", "tt", drop,
                       sku);
}

static SrvStock *
read_product (sqlite3_stmt *row, const char *drop)
{
  g_autoptr (ShowProduct) f = show_product_new (shop_sql_text (row, 0), shop_sql_text (row, 1));
  const char *url = (const char *) sqlite3_column_text (row, 12);

  f->rev = sqlite3_column_int64 (row, 2);
  f->cap = sqlite3_column_int64 (row, 3);
  f->sold = sqlite3_column_int64 (row, 4);
  f->price_minor = sqlite3_column_int64 (row, 5);
  f->was_minor = sqlite3_column_int64 (row, 6);
  f->low30_minor = sqlite3_column_int64 (row, 7);
  g_strlcpy (f->currency, shop_sql_text (row, 8), sizeof f->currency);
  f->pre_cap = sqlite3_column_int64 (row, 9);
  f->pre_sold = sqlite3_column_int64 (row, 10);
  g_strlcpy (f->ship_by, shop_sql_text (row, 11), sizeof f->ship_by);
  if (url)
    show_product_set_url (f, url);
  f->as_of_ms = sqlite3_column_int64 (row, 13);
  return srv_stock_new (drop, f);
}

static gboolean
read_places (ShopSql *sql, SrvStock *stock, GError **error)
{
  sqlite3_stmt *row =
      shop_sql_query (sql, error,
                      "SELECT name, count, fed, taken FROM place"
                      " WHERE in_drop = ?1 AND sku = ?2 ORDER BY pos LIMIT ?3",
                      "tti", stock->drop, stock->facts->sku, (gint64) SHOW_HUBS_MAX);
  gboolean ok = row != NULL;
  guint n = 0;

  while (ok && shop_sql_step (sql, row, &ok, error)) {
    SrvPlace *place = &stock->places[n++];

    g_strlcpy (place->name, shop_sql_text (row, 0), sizeof place->name);
    place->count = sqlite3_column_int64 (row, 1);
    place->fed = sqlite3_column_int64 (row, 2) != 0;
    place->taken = sqlite3_column_int64 (row, 3);
  }
  stock->n_places = MAX (n, 1);
  return ok;
}

static gboolean
read_windows (ShopSql *sql, SrvStock *stock, GError **error)
{
  sqlite3_stmt *row =
      shop_sql_query (sql, error,
                      "SELECT tier, from_ms, to_ms, cap, sold FROM access"
                      " WHERE in_drop = ?1 AND sku = ?2 ORDER BY pos LIMIT ?3",
                      "tti", stock->drop, stock->facts->sku, (gint64) SHOW_WINDOWS_MAX);
  ShowWindow windows[SHOW_WINDOWS_MAX] = {0};
  gboolean ok = row != NULL;
  guint n = 0;

  while (ok && shop_sql_step (sql, row, &ok, error)) {
    g_strlcpy (windows[n].tier, shop_sql_text (row, 0), sizeof windows[n].tier);
    windows[n].from_ms = sqlite3_column_int64 (row, 1);
    windows[n].to_ms = sqlite3_column_int64 (row, 2);
    windows[n].cap = sqlite3_column_int64 (row, 3);
    stock->window_sold[n++] = sqlite3_column_int64 (row, 4);
  }
  show_product_set_windows (stock->facts, windows, n);
  return ok;
}

/* The rest of a product's rows, and whether it is what was written. Takes `stock`. */
static SrvStock *
complete (ShopSql *sql, SrvStock *stock, GError **error)
{
  g_autoptr (SrvStock) whole = stock;
  g_autoptr (ShowProduct) product = NULL;
  g_autoptr (GError) wrong = NULL;

  if (!read_places (sql, whole, error) || !read_windows (sql, whole, error))
    return NULL;
  product = srv_stock_publish (whole, SRV_DROP_LIVE, whole->facts->as_of_ms);
  if (!show_product_validate (product, &wrong)) {
    g_set_error (error, SRV_ERROR, SRV_ERROR_DAMAGED,
                 "The store has a product that cannot be: %s Bring back a copy of it.",
                 wrong->message);
    return NULL;
  }
  return g_steal_pointer (&whole);
}

gboolean
srv_sqlite_get_stock (SrvStore *store, const char *drop, const char *sku, SrvStock **ret_stock,
                      GError **error)
{
  ShopSql *sql = sql_of (store);
  sqlite3_stmt *row =
      shop_sql_query (sql, error, "SELECT " COLUMNS " FROM product WHERE in_drop = ?1 AND sku = ?2",
                      "tt", drop, sku);
  g_autoptr (SrvStock) stock = NULL;
  gboolean ok = row != NULL;

  while (ok && shop_sql_step (sql, row, &ok, error))
    stock = read_product (row, drop);
  if (ok && stock) {
    stock = complete (sql, g_steal_pointer (&stock), error);
    ok = stock != NULL;
  }
  if (ok)
    *ret_stock = g_steal_pointer (&stock);
  return ok;
}

gboolean
srv_sqlite_touch_stock (SrvStore *store, const char *drop, gint64 now_ms, GError **error)
{
  return shop_sql_run (sql_of (store), error,
                       "UPDATE product SET rev = rev + 1, as_of_ms = ?2 WHERE in_drop = ?1", "ti",
                       drop, now_ms);
}

gboolean
srv_sqlite_count_stock (SrvStore *store, const char *drop, guint *ret_n, GError **error)
{
  gint64 n;

  if (!shop_sql_ask (sql_of (store), &n, error, "SELECT COUNT(*) FROM product WHERE in_drop = ?1",
                     "t", drop))
    return FALSE;
  *ret_n = (guint) n;
  return TRUE;
}

static void
free_stock (gpointer stock)
{
  srv_stock_free (stock);
}

GPtrArray *
srv_sqlite_list_stock (SrvStore *store, const char *drop, const char *after, guint max,
                       GError **error)
{
  ShopSql *sql = sql_of (store);
  sqlite3_stmt *row = shop_sql_query (sql, error,
                                      "SELECT " COLUMNS " FROM product WHERE in_drop = ?1"
                                      " AND sku > ?2 ORDER BY sku LIMIT ?3",
                                      "tti", drop, after, (gint64) max);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_stock);
  gboolean ok = row != NULL;

  while (ok && shop_sql_step (sql, row, &ok, error))
    g_ptr_array_add (list, read_product (row, drop));
  for (guint i = 0; ok && i < list->len; i++) {
    list->pdata[i] = complete (sql, g_steal_pointer (&list->pdata[i]), error);
    ok = list->pdata[i] != NULL;
  }
  return ok ? g_steal_pointer (&list) : NULL;
}
