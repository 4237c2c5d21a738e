#include "shop-touched.h"

void
shop_touched_init (ShopTouched *self)
{
  *self = (ShopTouched){.skus = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL)};
}

void
shop_touched_clear (ShopTouched *self)
{
  g_clear_pointer (&self->skus, g_hash_table_unref);
}

void
shop_touched_add (ShopTouched *self, const char *sku)
{
  if (!self->complete)
    g_hash_table_add (self->skus, g_strdup (sku));
}

static void
unref_product (gpointer product)
{
  show_product_unref (product);
}

static void
add_to_change (ShopSyncChange *change, GHashTable *products, const char *sku)
{
  ShowProduct *product = g_hash_table_lookup (products, sku);

  if (product)
    g_ptr_array_add (change->items, show_product_ref (product));
  else
    g_ptr_array_add (change->gone, g_strdup (sku));
}

gboolean
shop_touched_collect (ShopTouched *self, GHashTable *products, gint64 seq,
                      ShopSyncChange *ret_change)
{
  GHashTableIter iter;
  gpointer sku;

  if (!self->moved && g_hash_table_size (self->skus) == 0)
    return FALSE;
  *ret_change = (ShopSyncChange){
      .items = g_ptr_array_new_with_free_func (unref_product),
      .gone = g_ptr_array_new_with_free_func (g_free),
      .complete = self->complete,
      .seq = seq,
  };
  g_hash_table_iter_init (&iter, self->complete ? products : self->skus);
  while (g_hash_table_iter_next (&iter, &sku, NULL))
    add_to_change (ret_change, products, sku);
  g_ptr_array_add (ret_change->gone, NULL);
  g_hash_table_remove_all (self->skus);
  self->complete = self->moved = FALSE;
  return TRUE;
}

void
shop_touched_give_back (ShopTouched *self, const ShopSyncChange *change)
{
  self->moved = TRUE;
  for (guint i = 0; i < change->items->len; i++)
    shop_touched_add (self, ((ShowProduct *) change->items->pdata[i])->sku);
  for (guint i = 0; change->gone->pdata[i]; i++)
    shop_touched_add (self, change->gone->pdata[i]);
}

void
shop_sync_change_clear (ShopSyncChange *change)
{
  g_clear_pointer (&change->items, g_ptr_array_unref);
  g_clear_pointer (&change->gone, g_ptr_array_unref);
}
