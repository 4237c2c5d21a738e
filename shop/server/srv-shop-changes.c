/* What is done to the shop. */
#include "srv-shop-private.h"

#include "show-text.h"
#include <string.h>

static gboolean
refuse_unknown (GError **error, const char *what, const char *name)
{
  g_autofree char *quoted = show_text_quote (name);

  return srv_refuse (error, SRV_ERROR_NOT_FOUND, "There is no %s %s.", what, quoted);
}

/* A write that fails leaves the transaction half done. */
static gboolean
written (SrvShop *shop, gboolean ok)
{
  if (!ok)
    srv_shop_spoil (shop);
  return ok;
}

/* Drops */

static SrvDrop *
require_drop (SrvShop *shop, const char *name, GError **error)
{
  SrvDrop *drop = NULL;

  if (!srv_shop_begin (shop, error) ||
      !shop->store->ops->get_drop (shop->store, name, &drop, error))
    return NULL;
  if (!drop)
    refuse_unknown (error, "drop", name);
  return drop;
}

static gboolean
check_n_drops (SrvShop *shop, GError **error)
{
  g_autoptr (GPtrArray) drops = shop->store->ops->list_open_drops (shop->store, error);

  if (!drops)
    return FALSE;
  if (drops->len < SRV_DROPS_MAX)
    return TRUE;
  return srv_refuse (error, SRV_ERROR_INVALID,
                     "There are %d drops that have not ended, which is the limit. End one that is "
                     "over: POST /v1/drops/NAME/end.",
                     SRV_DROPS_MAX);
}

gboolean
srv_shop_put_drop (SrvShop *shop, const char *name, const char *title, GError **error)
{
  g_autoptr (SrvDrop) before = NULL, drop = NULL;

  if (!srv_drop_name_check (name, error) ||
      (title && !show_text_check (title, SHOW_TEXT_MAX, "The title", error)) ||
      !srv_shop_begin (shop, error) ||
      !shop->store->ops->get_drop (shop->store, name, &before, error) ||
      (!before && !check_n_drops (shop, error)))
    return FALSE;
  drop = srv_drop_new (name, title, before ? before->state : SRV_DROP_UPCOMING);
  srv_shop_touch (shop, name, NULL);
  return written (shop, shop->store->ops->put_drop (shop->store, drop, error));
}

gboolean
srv_shop_set_drop_state (SrvShop *shop, const char *name, SrvDropState state, gint64 now_ms,
                         GError **error)
{
  g_autoptr (SrvDrop) drop = require_drop (shop, name, error);

  if (!drop)
    return FALSE;
  if (drop->state == state)
    return TRUE;
  if (drop->state == SRV_DROP_ENDED)
    return srv_refuse (error, SRV_ERROR_CLOSED, "The drop %s has ended. Make a new one.", name);
  drop->state = state;
  srv_shop_touch (shop, name, NULL);
  return written (shop, shop->store->ops->put_drop (shop->store, drop, error) &&
                            shop->store->ops->touch_stock (shop->store, name, now_ms, error));
}

/* Products */

static gboolean
require_stock (SrvShop *shop, const char *drop_name, const char *sku, SrvDrop **ret_drop,
               SrvStock **ret_stock, GError **error)
{
  g_autoptr (SrvDrop) drop = require_drop (shop, drop_name, error);
  SrvStock *stock = NULL;

  if (!drop || !shop->store->ops->get_stock (shop->store, drop_name, sku, &stock, error))
    return FALSE;
  if (!stock) {
    refuse_unknown (error, "product", sku);
    return FALSE;
  }
  *ret_stock = stock;
  *ret_drop = g_steal_pointer (&drop);
  return TRUE;
}

/* What was sold and taken stays; with `keep_counts` the places do, too. */
static void
carry_over (SrvStock *stock, const SrvStock *before, gboolean keep_counts)
{
  const ShowProduct *was = before->facts;
  ShowProduct *facts = stock->facts;

  facts->rev = was->rev + 1;
  facts->sold = was->sold;
  facts->pre_sold = was->pre_sold;
  for (guint i = 0; i < facts->n_windows; i++)
    for (guint j = 0; j < was->n_windows; j++)
      if (g_str_equal (facts->windows[i].tier, was->windows[j].tier))
        stock->window_sold[i] = before->window_sold[j];
  if (keep_counts) {
    memcpy (stock->places, before->places, sizeof stock->places);
    stock->n_places = before->n_places;
  }
}

static gboolean
check_stock (const SrvStock *stock, GError **error)
{
  g_autoptr (ShowProduct) product = srv_stock_publish (stock, SRV_DROP_LIVE, 0);

  return show_product_validate (product, error);
}

/* Counts one more. Counting in the store is linear, so that is done once a batch. */
static gboolean
check_n_products (SrvShop *shop, const char *drop, GError **error)
{
  gpointer known = g_hash_table_lookup (shop->counts, drop);
  guint n = GPOINTER_TO_UINT (known);

  if (!known && !shop->store->ops->count_stock (shop->store, drop, &n, error))
    return FALSE;
  if (n >= SHOW_PRODUCTS_MAX)
    return srv_refuse (error, SRV_ERROR_INVALID,
                       "There are %d products in this drop already, which is the limit.",
                       SHOW_PRODUCTS_MAX);
  g_hash_table_insert (shop->counts, g_strdup (drop), GUINT_TO_POINTER (n + 1));
  return TRUE;
}

gboolean
srv_shop_put_product (SrvShop *shop, const char *drop_name, const ShowProduct *product,
                      gboolean keep_counts, gint64 now_ms, GError **error)
{
  g_autoptr (SrvDrop) drop = require_drop (shop, drop_name, error);
  g_autoptr (SrvStock) before = NULL, stock = NULL;

  if (!drop || !shop->store->ops->get_stock (shop->store, drop_name, product->sku, &before, error))
    return FALSE;
  stock = srv_stock_new (drop_name, product);
  stock->facts->rev = now_ms; /* rises also when a product comes again that was taken out */
  stock->facts->sold = stock->facts->pre_sold = 0;
  stock->facts->as_of_ms = now_ms;
  if (before)
    carry_over (stock, before, keep_counts);
  if (!check_stock (stock, error) || (!before && !check_n_products (shop, drop_name, error)))
    return FALSE;
  srv_shop_touch (shop, drop_name, product->sku);
  return written (shop, shop->store->ops->put_stock (shop->store, stock, error));
}

gboolean
srv_shop_remove_product (SrvShop *shop, const char *drop_name, const char *sku, GError **error)
{
  g_autoptr (SrvDrop) drop = NULL;
  g_autoptr (SrvStock) stock = NULL;

  if (!require_stock (shop, drop_name, sku, &drop, &stock, error))
    return FALSE;
  srv_shop_touch (shop, drop_name, sku);
  g_hash_table_remove (shop->counts, drop_name);
  return written (shop, shop->store->ops->remove_stock (shop->store, drop_name, sku, error));
}

/* Deeds */

static gboolean
apply (SrvStock *stock, SrvDropState state, const SrvDeed *deed, gint64 now_ms, GError **error)
{
  const SrvSale sale = {deed->pieces, deed->place, deed->tier, deed->ahead};
  const char *place = deed->place;

  switch (deed->verb) {
  case SRV_SELL:
    return srv_stock_sell (stock, state, &sale, now_ms, error);
  case SRV_RESTOCK:
    if (deed->pieces > 0)
      return srv_stock_count (stock, place, deed->pieces, error);
    return srv_refuse (error, SRV_ERROR_INVALID, "At least 1 piece must come.");
  case SRV_RETURN:
    return srv_stock_give_back (stock, place, deed->pieces, error);
  case SRV_STALL_SALE:
    return srv_stock_sold_at_stall (stock, place, deed->pieces, error);
  case SRV_COUNT: /* whoever counts at a stall does not always say where */
    place = !place && deed->pieces > 0 ? srv_stock_get_main_place (stock) : place;
    return srv_stock_count (stock, place, deed->pieces, error);
  }
  g_return_val_if_reached (FALSE);
}

static gboolean
write_down (SrvShop *shop, const SrvDeed *deed, gint64 now_ms, GError **error)
{
  static const char *const words[] = {
      [SRV_SELL] = "sell",     [SRV_RESTOCK] = "restock",
      [SRV_RETURN] = "return", [SRV_STALL_SALE] = "stall_sale",
      [SRV_COUNT] = "count",
  };
  const SrvEntry entry = {
      .at_ms = now_ms,
      .pieces = deed->pieces,
      .what = (char *) (deed->ahead ? "preorder" : words[deed->verb]),
      .sku = (char *) deed->sku,
      .place = (char *) deed->place,
      .tier = (char *) deed->tier,
      .who = (char *) deed->who,
      .ref = (char *) deed->ref,
  };

  return shop->store->ops->put_entry (shop->store, deed->drop, &entry, error);
}

gboolean
srv_shop_do (SrvShop *shop, const SrvDeed *deed, gint64 now_ms, ShowProduct **ret_product,
             GError **error)
{
  g_autoptr (SrvDrop) drop = NULL;
  g_autoptr (SrvStock) stock = NULL;

  if (!require_stock (shop, deed->drop, deed->sku, &drop, &stock, error) ||
      !apply (stock, drop->state, deed, now_ms, error))
    return FALSE;
  stock->facts->rev++;
  stock->facts->as_of_ms = now_ms;
  srv_shop_touch (shop, deed->drop, deed->sku);
  if (!written (shop, shop->store->ops->put_counts (shop->store, stock, error) &&
                          write_down (shop, deed, now_ms, error)))
    return FALSE;
  if (ret_product)
    *ret_product = srv_stock_publish (stock, drop->state, now_ms);
  return TRUE;
}

gboolean
srv_shop_feed (SrvShop *shop, const char *drop_name, const char *sku, const SrvPlace *places,
               guint n_places, gint64 now_ms, GError **error)
{
  g_autoptr (SrvDrop) drop = NULL;
  g_autoptr (SrvStock) stock = NULL;

  if (!require_stock (shop, drop_name, sku, &drop, &stock, error))
    return FALSE;
  if (!srv_stock_feed (stock, places, n_places))
    return TRUE;
  stock->facts->rev++;
  stock->facts->as_of_ms = now_ms;
  if (!check_stock (stock, error))
    return FALSE;
  srv_shop_touch (shop, drop_name, sku);
  return written (shop, shop->store->ops->put_stock (shop->store, stock, error));
}
