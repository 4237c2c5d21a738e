/* What everybody may see of the shop: of drops that have not ended as of the newest flush, of the
 * others as the store has it. */
#include "srv-shop-private.h"

#include "show-text.h"

/* Drops */

static SrvDrop *
copy_drop (const SrvDrop *drop)
{
  return srv_drop_new (drop->name, drop->title, drop->state);
}

SrvDrop *
srv_shop_find_drop (SrvShop *shop, const char *name, GError **error)
{
  const SrvDrop *open = srv_catalog_get_drop (shop->catalog, name);
  g_autoptr (SrvDrop) drop = open ? copy_drop (open) : NULL;
  g_autofree char *quoted = NULL;

  if (!drop && !shop->store->ops->get_drop (shop->store, name, &drop, error))
    return NULL;
  /* One that is not in the catalogue and has not ended was not flushed yet. */
  if (drop && (open || drop->state == SRV_DROP_ENDED))
    return g_steal_pointer (&drop);
  quoted = show_text_quote (name);
  srv_refuse (error, SRV_ERROR_NOT_FOUND, "There is no drop %s.", quoted);
  return NULL;
}

static void
free_drop (gpointer drop)
{
  srv_drop_free (drop);
}

GPtrArray *
srv_shop_list_drops (SrvShop *shop, const char *after, guint max, GError **error)
{
  g_autoptr (GPtrArray) stored = shop->store->ops->list_drops (shop->store, after, max, error);
  GPtrArray *list;

  if (!stored)
    return NULL;
  list = g_ptr_array_new_with_free_func (free_drop);
  for (guint i = 0; i < stored->len; i++) {
    SrvDrop *drop = srv_shop_find_drop (shop, ((SrvDrop *) stored->pdata[i])->name, NULL);

    if (drop)
      g_ptr_array_add (list, drop);
  }
  return list;
}

/* Products */

static gboolean
is_open (SrvShop *shop, const char *drop)
{
  return srv_catalog_get_drop (shop->catalog, drop) != NULL;
}

gboolean
srv_shop_count_items (SrvShop *shop, const char *drop, guint *ret_n, GError **error)
{
  if (!is_open (shop, drop))
    return shop->store->ops->count_stock (shop->store, drop, ret_n, error);
  *ret_n = srv_catalog_list_items (shop->catalog, drop)->len;
  return TRUE;
}

gboolean
srv_shop_is_fed (SrvShop *shop, const char *drop, const char *sku)
{
  g_autoptr (SrvStock) stock = NULL;

  return shop->store->ops->get_stock (shop->store, drop, sku, &stock, NULL) && stock &&
         stock->places[0].fed;
}

/* The index of the first one behind `after`. */
static guint
find_first (const GPtrArray *items, const char *after)
{
  guint low = 0, high = items->len;

  while (after && low < high) {
    guint middle = (low + high) / 2;
    const SrvItem *item = items->pdata[middle];

    if (g_strcmp0 (item->product->sku, after) <= 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static GRefString *
tell_ended (const SrvStock *stock)
{
  g_autoptr (ShowProduct) product =
      srv_stock_publish (stock, SRV_DROP_ENDED, stock->facts->as_of_ms);

  return srv_item_tell (product);
}

static void
release (gpointer text)
{
  g_ref_string_release (text);
}

GPtrArray *
srv_shop_list_items (SrvShop *shop, const char *drop, const char *after, guint max, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (release), stored = NULL;

  if (is_open (shop, drop)) {
    const GPtrArray *items = srv_catalog_list_items (shop->catalog, drop);

    for (guint i = find_first (items, after); i < items->len && list->len < max; i++)
      g_ptr_array_add (list, g_ref_string_acquire (((const SrvItem *) items->pdata[i])->json));
    return g_steal_pointer (&list);
  }
  stored = shop->store->ops->list_stock (shop->store, drop, after ? after : "", max, error);
  for (guint i = 0; stored && i < stored->len; i++)
    g_ptr_array_add (list, tell_ended (stored->pdata[i]));
  return stored ? g_steal_pointer (&list) : NULL;
}

GRefString *
srv_shop_find_item (SrvShop *shop, const char *drop, const char *sku, GError **error)
{
  const SrvItem *item =
      is_open (shop, drop) ? srv_catalog_get_item (shop->catalog, drop, sku) : NULL;
  g_autoptr (SrvStock) stock = NULL;

  if (item)
    return g_ref_string_acquire (item->json);
  if (!is_open (shop, drop) && !shop->store->ops->get_stock (shop->store, drop, sku, &stock, error))
    return NULL;
  if (stock)
    return tell_ended (stock);
  srv_refuse (error, SRV_ERROR_NOT_FOUND, "There is no such product in this drop.");
  return NULL;
}
