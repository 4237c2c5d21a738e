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

static void
bind_texts (sqlite3_stmt *put, const ShowProduct *product, const char *lists)
{
  shop_store_bind_text (put, 1, product->sku);
  shop_store_bind_text (put, 2, product->title);
  shop_store_bind_text (put, 3, product->currency);
  shop_store_bind_text (put, 4, show_stock_state_to_string (product->state));
  shop_store_bind_text (put, 5, product->ship_by);
  shop_store_bind_text (put, 6, product->url);
  shop_store_bind_text (put, 7, lists);
}

gboolean
shop_store_put_row (ShopStore *store, const ShowProduct *product, GError **error)
{
  sqlite3_stmt *put = store->statements[SHOP_SQL_PUT];
  const gint64 numbers[] = {product->rev,       product->cap,         product->available,
                            product->sold,      product->as_of_ms,    product->price_minor,
                            product->was_minor, product->low30_minor, product->pre_cap,
                            product->pre_sold,  !!product->doubtful};
  g_autofree char *lists = lists_to_text (product);

  if (!show_product_validate (product, error))
    return FALSE;
  bind_texts (put, product, lists);
  for (int i = 0; i < (int) G_N_ELEMENTS (numbers); i++)
    sqlite3_bind_int64 (put, 8 + i, numbers[i]);
  return shop_store_run (store, SHOP_SQL_PUT, error);
}

static gboolean
read_columns (ShowProduct *product, sqlite3_stmt *row, GError **error)
{
  gint64 *const numbers[] = {&product->rev,       &product->cap,         &product->available,
                             &product->sold,      &product->as_of_ms,    &product->price_minor,
                             &product->was_minor, &product->low30_minor, &product->pre_cap,
                             &product->pre_sold};
  const int first = 7;

  g_strlcpy (product->currency, shop_store_column_text (row, 2), sizeof product->currency);
  product->state = show_stock_state_from_string (shop_store_column_text (row, 3));
  g_strlcpy (product->ship_by, shop_store_column_text (row, 4), sizeof product->ship_by);
  show_product_set_url (product, (const char *) sqlite3_column_text (row, 5));
  for (int i = 0; i < (int) G_N_ELEMENTS (numbers); i++)
    *numbers[i] = sqlite3_column_int64 (row, first + i);
  product->doubtful = sqlite3_column_int (row, first + G_N_ELEMENTS (numbers)) != 0;
  return lists_from_text (product, shop_store_column_text (row, 6), error) &&
         show_product_validate (product, error);
}

ShowProduct *
shop_store_read_row (ShopStore *store, sqlite3_stmt *row, gint64 told_ms, GError **error)
{
  g_autoptr (ShowProduct) product =
      show_product_new (shop_store_column_text (row, 0), shop_store_column_text (row, 1));
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
