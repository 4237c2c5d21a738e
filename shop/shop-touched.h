/* Which products changed since somebody asked last. Any one thread. */
#pragma once
#include "shop-sync.h"

typedef struct {
  GHashTable *skus;  /* set; a SKU that is no product any more is gone */
  gboolean complete; /* all did, and `skus` need not say which */
  gboolean moved;    /* the state's number changed */
} ShopTouched;

void shop_touched_init (ShopTouched *self);
void shop_touched_clear (ShopTouched *self);
void shop_touched_add (ShopTouched *self, const char *sku);

/* What `products` (SKU -> ShowProduct), which are the state `seq`, has of them; then nothing is
 * touched any more. FALSE when nothing was. */
gboolean shop_touched_collect (ShopTouched *self, GHashTable *products, gint64 seq,
                               ShopSyncChange *ret_change);

/* What was collected counts as touched again. */
void shop_touched_give_back (ShopTouched *self, const ShopSyncChange *change);
