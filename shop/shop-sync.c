#include "shop-touched.h"

#include <string.h>

/* A snapshot that is coming in. */
typedef struct {
  GHashTable *products; /* SKU -> ShowProduct; NULL: none is coming in */
  char epoch[SHOP_NAME_MAX + 1];
  gint64 seq;
  guint parts, next;
} Incoming;

struct _ShopSync {
  GHashTable *products; /* SKU -> ShowProduct */
  char epoch[SHOP_NAME_MAX + 1];
  gint64 seq;
  gboolean has_place; /* the products are the state `epoch`, `seq` */
  gboolean welcome;
  gint64 welcome_seq; /* of the connection: there is at least this much to come */
  gboolean waiting;
  Incoming incoming;
  ShopTouched shown, kept;
  GHashTable *refused; /* set of SKUs; "": those that cannot be read */
  char *last_why;
};

static GHashTable *
products_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) show_product_unref);
}

/* The key is the product's own SKU, so that it lives as long. */
static void
put (GHashTable *products, ShowProduct *product)
{
  g_hash_table_replace (products, product->sku, show_product_ref (product));
}

ShopSync *
shop_sync_new (const GPtrArray *products, const char *epoch, gint64 seq)
{
  ShopSync *self = g_new0 (ShopSync, 1);

  self->products = products_new ();
  shop_touched_init (&self->shown);
  shop_touched_init (&self->kept);
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; products && i < products->len; i++)
    put (self->products, products->pdata[i]);
  self->has_place = epoch != NULL;
  self->seq = seq;
  if (epoch)
    g_strlcpy (self->epoch, epoch, sizeof self->epoch);
  return self;
}

static void
drop_incoming (ShopSync *self)
{
  g_clear_pointer (&self->incoming.products, g_hash_table_unref);
}

void
shop_sync_free (ShopSync *self)
{
  if (!self)
    return;
  drop_incoming (self);
  g_hash_table_unref (self->products);
  shop_touched_clear (&self->shown);
  shop_touched_clear (&self->kept);
  g_hash_table_unref (self->refused);
  g_free (self->last_why);
  g_free (self);
}

void
shop_sync_reset (ShopSync *self)
{
  drop_incoming (self);
  self->welcome = FALSE;
  self->waiting = FALSE;
}

void
shop_sync_distrust (ShopSync *self)
{
  self->has_place = FALSE;
}

gboolean
shop_sync_get_place (const ShopSync *self, const char **ret_epoch, gint64 *ret_seq)
{
  if (!self->has_place)
    return FALSE;
  *ret_epoch = self->epoch;
  *ret_seq = self->seq;
  return TRUE;
}

gboolean
shop_sync_is_true (const ShopSync *self)
{
  return self->welcome && self->has_place && !self->waiting && self->seq >= self->welcome_seq;
}

gboolean
shop_sync_is_waiting (const ShopSync *self)
{
  return self->waiting;
}

guint
shop_sync_get_refused (const ShopSync *self, const char **ret_why)
{
  guint n = g_hash_table_size (self->refused);

  if (ret_why)
    *ret_why = n > 0 ? self->last_why : NULL;
  return n;
}

ShowProduct *
shop_sync_find (const ShopSync *self, const char *sku)
{
  return g_hash_table_lookup (self->products, sku);
}

static ShopSyncResult
lose (ShopSync *self)
{
  drop_incoming (self);
  self->waiting = TRUE;
  return SHOP_SYNC_LOST;
}

/* Items */

static void
touch (ShopSync *self, const char *sku)
{
  shop_touched_add (&self->shown, sku);
  shop_touched_add (&self->kept, sku);
}

/* Strangers decide how many there are, so that there is an end to it. */
static void
note_refusal (ShopSync *self, const char *sku, const char *why)
{
  g_free (self->last_why);
  self->last_why = g_strdup (why);
  if (g_hash_table_size (self->refused) < SHOW_PRODUCTS_MAX)
    g_hash_table_add (self->refused, g_strdup (sku ? sku : ""));
}

/* What is known of it, with a mark; of an unknown one nothing but its SKU. Transfer full. */
static ShowProduct *
make_doubtful (const ShopSync *self, const char *sku)
{
  const ShowProduct *known = shop_sync_find (self, sku);
  ShowProduct *product = known ? show_product_copy (known) : show_product_new (sku, sku);

  product->doubtful = TRUE;
  return product;
}

/* The product that an item leaves to be known, or NULL when there is none any more. Transfer full.
 */
static ShowProduct *
settle_item (ShopSync *self, const ShopItem *item, gint64 now_ms)
{
  if (item->kind == SHOP_ITEM_REFUSED) {
    note_refusal (self, item->sku, item->why);
    return item->sku ? make_doubtful (self, item->sku) : NULL;
  }
  g_hash_table_remove (self->refused, item->sku);
  if (item->kind == SHOP_ITEM_GONE)
    return NULL;
  item->product->as_of_ms = now_ms;
  return show_product_ref (item->product);
}

/* FALSE when there are too many. */
static gboolean
try_put (ShopSync *self, GHashTable *products, ShowProduct *product)
{
  if (g_hash_table_size (products) < SHOW_PRODUCTS_MAX ||
      g_hash_table_contains (products, product->sku)) {
    put (products, product);
    return TRUE;
  }
  note_refusal (self, product->sku, "there are more products than a rig can have");
  return FALSE;
}

static void
take_item (ShopSync *self, const ShopItem *item, gint64 now_ms)
{
  gboolean known = item->sku && shop_sync_find (self, item->sku);
  g_autoptr (ShowProduct) product = settle_item (self, item, now_ms);

  if (product ? try_put (self, self->products, product) : known)
    touch (self, item->sku);
  if (!product && known)
    g_hash_table_remove (self->products, item->sku);
}

/* FALSE when an item does not even say which product it is about. */
static gboolean
take_items (ShopSync *self, const ShopMessage *message, gint64 now_ms)
{
  gboolean all_known = TRUE;

  for (guint i = 0; i < message->items->len; i++) {
    const ShopItem *item = message->items->pdata[i];

    take_item (self, item, now_ms);
    all_known = all_known && item->sku;
  }
  return all_known;
}

/* Snapshots */

static gboolean
fits (const Incoming *incoming, const ShopMessage *message)
{
  return incoming->products && message->part == incoming->next &&
         message->parts == incoming->parts && message->seq == incoming->seq &&
         g_str_equal (message->epoch, incoming->epoch);
}

static void
begin_snapshot (ShopSync *self, const ShopMessage *message)
{
  Incoming *incoming = &self->incoming;

  drop_incoming (self);
  *incoming = (Incoming){
      .products = products_new (), .seq = message->seq, .parts = message->parts, .next = 1};
  g_strlcpy (incoming->epoch, message->epoch, sizeof incoming->epoch);
}

static gboolean
is_same (const ShowProduct *a, const ShowProduct *b)
{
  return a && b && a->rev == b->rev && show_product_equal_content (a, b);
}

/* For who keeps the products: what the new ones differ in from the old. */
static void
touch_differences (ShopSync *self, GHashTable *next)
{
  GHashTableIter iter;
  gpointer sku, product;

  g_hash_table_iter_init (&iter, self->products);
  while (g_hash_table_iter_next (&iter, &sku, NULL))
    if (!g_hash_table_contains (next, sku))
      shop_touched_add (&self->kept, sku);
  g_hash_table_iter_init (&iter, next);
  while (g_hash_table_iter_next (&iter, &sku, &product))
    if (!is_same (product, g_hash_table_lookup (self->products, sku)))
      shop_touched_add (&self->kept, sku);
}

static void
move_to (ShopSync *self, const char *epoch, gint64 seq)
{
  g_strlcpy (self->epoch, epoch, sizeof self->epoch);
  self->seq = seq;
  self->has_place = TRUE;
  self->shown.moved = self->kept.moved = TRUE;
}

static void
finish_snapshot (ShopSync *self)
{
  Incoming *incoming = &self->incoming;

  touch_differences (self, incoming->products);
  g_hash_table_unref (self->products);
  self->products = g_steal_pointer (&incoming->products);
  g_hash_table_remove_all (self->shown.skus);
  self->shown.complete = TRUE;
  self->waiting = FALSE;
  /* A server that says less than in its welcome begins a new count. */
  self->welcome_seq = MIN (self->welcome_seq, incoming->seq);
  move_to (self, incoming->epoch, incoming->seq);
}

static ShopSyncResult
take_snapshot (ShopSync *self, const ShopMessage *message, gint64 now_ms)
{
  Incoming *incoming = &self->incoming;

  if (message->part == 1) {
    begin_snapshot (self, message);
    g_hash_table_remove_all (self->refused);
  }
  if (!fits (incoming, message))
    return lose (self);
  for (guint i = 0; i < message->items->len; i++) {
    const ShopItem *item = message->items->pdata[i];
    g_autoptr (ShowProduct) product = settle_item (self, item, now_ms);

    if (product)
      try_put (self, incoming->products, product);
  }
  if (incoming->next++ == incoming->parts)
    finish_snapshot (self);
  return SHOP_SYNC_TAKEN;
}

/* The others */

static ShopSyncResult
take_welcome (ShopSync *self, const ShopMessage *message)
{
  self->welcome = TRUE;
  self->welcome_seq = message->seq;
  self->waiting = !message->resumed;
  if (message->resumed &&
      (!self->has_place || !g_str_equal (message->epoch, self->epoch) || message->seq < self->seq))
    return lose (self);
  return SHOP_SYNC_TAKEN;
}

static ShopSyncResult
take_delta (ShopSync *self, const ShopMessage *message, gint64 now_ms)
{
  gboolean same_epoch = self->has_place && g_str_equal (message->epoch, self->epoch);

  if (self->waiting || (same_epoch && message->seq <= self->seq))
    return SHOP_SYNC_IGNORED;
  if (!same_epoch || message->prev != self->seq)
    return lose (self);
  if (!take_items (self, message, now_ms))
    return lose (self);
  move_to (self, message->epoch, message->seq);
  return SHOP_SYNC_TAKEN;
}

static ShopSyncResult
take_hb (ShopSync *self, const ShopMessage *message)
{
  if (self->waiting)
    return SHOP_SYNC_IGNORED;
  if (!self->has_place || !g_str_equal (message->epoch, self->epoch) || message->seq > self->seq)
    return lose (self);
  return SHOP_SYNC_TAKEN;
}

ShopSyncResult
shop_sync_take (ShopSync *self, ShopMessage *message, gint64 now_ms)
{
  if (message->kind == SHOP_MESSAGE_WELCOME)
    return take_welcome (self, message);
  if (!self->welcome)
    return SHOP_SYNC_IGNORED;
  if (message->kind == SHOP_MESSAGE_SNAPSHOT)
    return take_snapshot (self, message, now_ms);
  if (message->kind == SHOP_MESSAGE_DELTA)
    return take_delta (self, message, now_ms);
  return take_hb (self, message);
}

/* Collecting */

gboolean
shop_sync_collect (ShopSync *self, ShopSyncChange *ret_change)
{
  return shop_touched_collect (&self->shown, self->products, self->seq, ret_change);
}

gboolean
shop_sync_collect_kept (ShopSync *self, ShopSyncChange *ret_change)
{
  return shop_touched_collect (&self->kept, self->products, self->seq, ret_change);
}

void
shop_sync_give_back_kept (ShopSync *self, const ShopSyncChange *change)
{
  shop_touched_give_back (&self->kept, change);
}
