/* A shop in memory with one drop, for the tests of the shop server. */
#pragma once
#include "srv-shop.h"

#define NOON G_GINT64_CONSTANT (1800000000000)

static inline SrvShop *
make_shop (void)
{
  GError *error = NULL;
  SrvStore *store = srv_store_sqlite.open (":memory:", &error);
  SrvShop *shop;

  g_assert_no_error (error);
  shop = srv_shop_new (store, &error);
  g_assert_no_error (error);
  return shop;
}

static inline void
flush (SrvShop *shop)
{
  GError *error = NULL;

  g_assert_true (srv_shop_flush (shop, &error));
  g_assert_no_error (error);
}

static inline void
put_product (SrvShop *shop, const char *drop, const char *sku, gint64 cap, gint64 available)
{
  g_autoptr (ShowProduct) product = show_product_new (sku, "A mug");
  GError *error = NULL;

  product->cap = cap;
  product->available = available;
  g_assert_true (srv_shop_put_drop (shop, drop, NULL, &error));
  g_assert_true (srv_shop_put_product (shop, drop, product, FALSE, NOON, &error));
  g_assert_true (srv_shop_set_drop_state (shop, drop, SRV_DROP_LIVE, NOON, &error));
  g_assert_no_error (error);
  flush (shop);
}

static inline const ShowProduct *
get_product (SrvShop *shop, const char *drop, const char *sku)
{
  const SrvItem *item = srv_catalog_get_item (srv_shop_get_catalog (shop), drop, sku);

  return item ? item->product : NULL;
}

static inline gint64
get_available (SrvShop *shop, const char *drop, const char *sku)
{
  const ShowProduct *product = get_product (shop, drop, sku);

  g_assert_nonnull (product);
  return product->available;
}
