#include "shop-store.h"

#include "shop-schema.h"
#include "show-text.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

typedef enum {
  PUT = 0,
  HAS,
  LIST,
  COUNT,
  BEGIN,
  COMMIT,
  ROLLBACK,
  N_STATEMENTS,
} Statement;

static const char *const statement_texts[N_STATEMENTS] = {
    [PUT] = "INSERT OR REPLACE INTO product (sku, title, rev, cap, available, sold, price_minor,"
            " currency, state, as_of_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [HAS] = "SELECT 1 FROM product WHERE sku = ?1",
    [LIST] = "SELECT sku, title, rev, cap, available, sold, price_minor, currency, state, as_of_ms"
             " FROM product ORDER BY sku",
    [COUNT] = "SELECT COUNT(*) FROM product",
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
};

struct _ShopStore {
  char *path;
  ShopDatabase *db;
  sqlite3_stmt *statements[N_STATEMENTS];
};

static gboolean
fail (ShopStore *store, GError **error)
{
  shop_schema_set_error (error, store->db, store->path);
  return FALSE;
}

/* A file with the right version and the wrong tables is damaged, too. */
static gboolean
prepare (ShopStore *store, GError **error)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
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

  store->path = g_strdup (path);
  store->db = shop_schema_open (path, &shop_schema_rig, error);
  if (!store->db || !prepare (store, error))
    g_clear_pointer (&store, shop_store_close);
  return store;
}

/* Renames the file and what SQLite keeps beside it. The log goes first: it must never stand beside
 * a file that it does not belong to. */
static gboolean
rename_with_log (const char *path, const char *aside, GError **error)
{
  static const char *const suffixes[] = {"-wal", "-shm", ""};

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
    g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

    if (g_rename (from, to) < 0 && errno != ENOENT) {
      g_set_error (error, SHOP_ERROR, SHOP_ERROR_STORE,
                   "%s: The file is damaged and cannot be set aside: %s. Check the folder.", path,
                   g_strerror (errno));
      return FALSE;
    }
  }
  return TRUE;
}

/* The name under which the file now is, or NULL. */
static char *
set_aside (const char *path, GError **error)
{
  for (int n = 1; n <= SHOP_DAMAGED_MAX; n++) {
    g_autofree char *aside = g_strdup_printf ("%s.damaged-%d", path, n);

    if (g_file_test (aside, G_FILE_TEST_EXISTS))
      continue;
    return rename_with_log (path, aside, error) ? g_steal_pointer (&aside) : NULL;
  }
  g_set_error (error, SHOP_ERROR, SHOP_ERROR_STORE,
               "%s: The file is damaged, and %d damaged ones are kept beside it already. Check the "
               "disk, then remove some of them.",
               path, SHOP_DAMAGED_MAX);
  return NULL;
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
    aside = set_aside (path, error);
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
  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (store->statements[i]);
  g_clear_pointer (&store->db, sqlite3_close);
  g_free (store->path);
  g_free (store);
}

static void
finish (ShopStore *store, Statement which)
{
  sqlite3_reset (store->statements[which]);
  sqlite3_clear_bindings (store->statements[which]);
}

/* Runs a statement that gives no rows. */
static gboolean
run (ShopStore *store, Statement which, GError **error)
{
  gboolean ok = sqlite3_step (store->statements[which]) == SQLITE_DONE || fail (store, error);

  finish (store, which);
  return ok;
}

static void
bind_text (sqlite3_stmt *statement, int column, const char *text)
{
  sqlite3_bind_text (statement, column, text, -1, SQLITE_STATIC);
}

static gboolean
put_row (ShopStore *store, const ShowProduct *product, GError **error)
{
  sqlite3_stmt *put = store->statements[PUT];
  const gint64 numbers[] = {product->rev, product->cap, product->available, product->sold,
                            product->price_minor};

  if (!show_product_validate (product, error))
    return FALSE;
  bind_text (put, 1, product->sku);
  bind_text (put, 2, product->title);
  for (int i = 0; i < (int) G_N_ELEMENTS (numbers); i++)
    sqlite3_bind_int64 (put, 3 + i, numbers[i]);
  bind_text (put, 8, product->currency);
  bind_text (put, 9, show_stock_state_to_string (product->state));
  sqlite3_bind_int64 (put, 10, product->as_of_ms);
  return run (store, PUT, error);
}

/* Inside the transaction, after the rows: counting is linear, but done once for all of them. */
static gboolean
check_count (ShopStore *store, GError **error)
{
  gboolean ok = sqlite3_step (store->statements[COUNT]) == SQLITE_ROW || fail (store, error);

  if (ok && sqlite3_column_int64 (store->statements[COUNT], 0) > SHOW_PRODUCTS_MAX) {
    g_set_error (error, SHOP_ERROR, SHOP_ERROR_STORE,
                 "There are %d products already, which is the limit. Use the SKU of one of them.",
                 SHOW_PRODUCTS_MAX);
    ok = FALSE;
  }
  finish (store, COUNT);
  return ok;
}

static gboolean
is_new (ShopStore *store, const ShowProduct *product)
{
  gboolean found;

  bind_text (store->statements[HAS], 1, product->sku);
  found = sqlite3_step (store->statements[HAS]) == SQLITE_ROW;
  finish (store, HAS);
  return !found;
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
  gboolean ok = TRUE, any_new = FALSE;

  if (!run (store, BEGIN, error))
    return FALSE;
  for (guint i = 0; i < n_products && ok; i++) {
    any_new = any_new || is_new (store, products[i]);
    ok = put_row (store, products[i], error);
  }
  if (ok && any_new)
    ok = check_count (store, error);
  ok = ok && run (store, COMMIT, error);
  if (!ok && !sqlite3_get_autocommit (store->db))
    run (store, ROLLBACK, NULL);
  return ok;
}

static const char *
column_text (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text ? text : "";
}

static ShowProduct *
read_row (ShopStore *store, sqlite3_stmt *row, GError **error)
{
  g_autoptr (ShowProduct) product = show_product_new (column_text (row, 0), column_text (row, 1));
  g_autoptr (GError) wrong = NULL;

  product->rev = sqlite3_column_int64 (row, 2);
  product->cap = sqlite3_column_int64 (row, 3);
  product->available = sqlite3_column_int64 (row, 4);
  product->sold = sqlite3_column_int64 (row, 5);
  product->price_minor = sqlite3_column_int64 (row, 6);
  g_strlcpy (product->currency, column_text (row, 7), sizeof product->currency);
  product->state = show_stock_state_from_string (column_text (row, 8));
  product->as_of_ms = sqlite3_column_int64 (row, 9);
  if (show_product_validate (product, &wrong))
    return g_steal_pointer (&product);
  g_autofree char *sku = show_text_quote (product->sku);
  g_set_error (error, SHOP_ERROR, SHOP_ERROR_DAMAGED, "%s: Product %s in the store is not good. %s",
               store->path, sku, wrong->message);
  return NULL;
}

static void
unref_product (gpointer product)
{
  show_product_unref (product);
}

GPtrArray *
shop_store_list (ShopStore *store, GError **error)
{
  g_autoptr (GPtrArray) products = g_ptr_array_new_with_free_func (unref_product);
  sqlite3_stmt *list = store->statements[LIST];
  ShowProduct *product = NULL;
  gboolean ok;
  int code;

  while ((code = sqlite3_step (list)) == SQLITE_ROW) {
    product = read_row (store, list, error);
    if (!product)
      break;
    g_ptr_array_add (products, product);
  }
  ok = code == SQLITE_DONE || (code != SQLITE_ROW && fail (store, error));
  finish (store, LIST);
  return ok ? g_steal_pointer (&products) : NULL;
}
