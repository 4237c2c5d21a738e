/* Rows of the table of products. */
#include "shop-item.h"
#include "shop-store-private.h"

#include "show-text.h"
#include <string.h>

/* The lists of a product as JSON, in the stock protocol's own words; NULL when there are none. */
static char *
lists_to_text (const ShowProduct *product)
{
  json_auto_t *lists = NULL;

  if (product->n_hubs == 0 && product->n_windows == 0)
    return NULL;
  lists = json_object ();
  shop_item_write_hubs (lists, product);
  shop_item_write_windows (lists, product);
  return shop_json_dump (lists);
}

static gboolean
lists_from_text (ShowProduct *product, const char *text, GError **error)
{
  g_autoptr (ShopJson) lists = NULL;

  if (!*text)
    return TRUE;
  lists = shop_json_load (text, strlen (text), SHOP_LISTS_MAX, error);
  return lists && shop_item_read_hubs (lists, product, error) &&
         shop_item_read_windows (lists, product, error);
}

static const char put_text[] =
    "INSERT OR REPLACE INTO product (" SHOP_STORE_COLUMNS ") VALUES"
    " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";

gboolean
shop_store_put_row (ShopStore *store, const ShowProduct *p, GError **error)
{
  g_autofree char *lists = lists_to_text (p);

  return show_product_validate (p, error) &&
         shop_sql_run (store->sql, error, put_text, "tttttttiiiiiiiiiii", p->sku, p->title,
                       p->currency, show_stock_state_to_string (p->state), p->ship_by, p->url,
                       lists, p->rev, p->cap, p->available, p->sold, p->as_of_ms, p->price_minor,
                       p->was_minor, p->low30_minor, p->pre_cap, p->pre_sold,
                       (gint64) !!p->doubtful);
}

static gboolean
read_columns (ShowProduct *product, sqlite3_stmt *row, GError **error)
{
  gint64 *const numbers[] = {&product->rev,       &product->cap,         &product->available,
                             &product->sold,      &product->as_of_ms,    &product->price_minor,
                             &product->was_minor, &product->low30_minor, &product->pre_cap,
                             &product->pre_sold};
  const int first = 7;

  g_strlcpy (product->currency, shop_sql_text (row, 2), sizeof product->currency);
  product->state = show_stock_state_from_string (shop_sql_text (row, 3));
  g_strlcpy (product->ship_by, shop_sql_text (row, 4), sizeof product->ship_by);
  show_product_set_url (product, (const char *) sqlite3_column_text (row, 5));
  for (int i = 0; i < (int) G_N_ELEMENTS (numbers); i++)
    *numbers[i] = sqlite3_column_int64 (row, first + i);
  product->doubtful = sqlite3_column_int (row, first + G_N_ELEMENTS (numbers)) != 0;
  return lists_from_text (product, shop_sql_text (row, 6), error) &&
         show_product_validate (product, error);
}

ShowProduct *
shop_store_read_row (ShopStore *store, sqlite3_stmt *row, gint64 told_ms, GError **error)
{
  g_autoptr (ShowProduct) product =
      show_product_new (shop_sql_text (row, 0), shop_sql_text (row, 1));
  g_autoptr (GError) wrong = NULL;
  g_autofree char *sku = NULL;

  if (read_columns (product, row, &wrong)) {
    if (!product->doubtful)
      product->as_of_ms = MAX (product->as_of_ms, told_ms);
    return g_steal_pointer (&product);
  }
  sku = show_text_quote (product->sku);
  g_set_error (error, SHOP_ERROR, SHOP_ERROR_DAMAGED, "%s: Product %s in the store is not good. %s",
               store->path, sku, wrong->message);
  return NULL;
}
