/* Inside of the shop, for srv-shop*.c only. */
#pragma once
#include "srv-shop.h"

struct _SrvShop {
  SrvStore *store;
  SrvCatalog *catalog;
  gint64 foreign_version; /* of what the catalogue shows */
  guint64 version;
  SrvListener listener;
  gpointer listener_data;

  /* Since the last flush */
  gboolean open;
  gboolean spoilt;
  GHashTable *counts;  /* the drop's name -> products in it, counted once and kept up */
  GHashTable *touched; /* the drop's name -> GHashTable of SKUs; NULL: the whole drop */
};

/* The next flush shows this product anew; `sku` NULL: the whole drop. */
void srv_shop_touch (SrvShop *shop, const char *drop, const char *sku);
