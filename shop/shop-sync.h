/* Being in step with a shop: takes the server's messages in whatever order they come, and knows the
 * shop's products, whether they are true now, and what changed (shop/PROTOCOL.md, R3 to R5). Pure,
 * any one thread. */
#pragma once
#include "shop-message.h"

typedef struct _ShopSync ShopSync;

/* `products` (GPtrArray of ShowProduct, may be NULL) are the newest known ones, `epoch` and `seq`
 * the state that they are, `epoch` NULL: of none. */
ShopSync *shop_sync_new (const GPtrArray *products, const char *epoch, gint64 seq);
void shop_sync_free (ShopSync *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopSync, shop_sync_free)

/* A connection is made or lost: until the welcome, nothing is true now. */
void shop_sync_reset (ShopSync *self);

/* The state is not to be gone on with: the next hello asks for a snapshot. */
void shop_sync_distrust (ShopSync *self);

/* The state for the hello's `resume`; FALSE when there is none. `ret_epoch` is borrowed. */
gboolean shop_sync_get_place (const ShopSync *self, const char **ret_epoch, gint64 *ret_seq);

typedef enum {
  SHOP_SYNC_TAKEN = 1, /* it said something new, or that there is nothing new */
  SHOP_SYNC_IGNORED,   /* late, doubled, or to be followed by a snapshot anyway */
  SHOP_SYNC_LOST,      /* something is missing: a resync is needed */
} ShopSyncResult;

/* A welcome, snapshot, delta or hb, whose products are used up by it; `now_ms` is this machine's
 * wall clock, as of when they are known. */
ShopSyncResult shop_sync_take (ShopSync *self, ShopMessage *message, gint64 now_ms);

/* All products are what the shop had when its newest message left. */
gboolean shop_sync_is_true (const ShopSync *self);

/* A snapshot was asked for or announced, and is not complete. */
gboolean shop_sync_is_waiting (const ShopSync *self);

/* Of items that were refused since the last complete snapshot and have not come right since: how
 * many, and why the last one was; NULL when there are none. Borrowed. */
guint shop_sync_get_refused (const ShopSync *self, const char **ret_why);

ShowProduct *shop_sync_find (const ShopSync *self, const char *sku); /* borrowed, or NULL */

/* What changed between two collections. */
typedef struct {
  GPtrArray *items;  /* ShowProduct; owned */
  GPtrArray *gone;   /* SKUs, with NULL at the end; owned */
  gboolean complete; /* `items` are all there are */
  gint64 seq;
} ShopSyncChange;
void shop_sync_change_clear (ShopSyncChange *change);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ShopSyncChange, shop_sync_change_clear)

/* FALSE when nothing changed. After a snapshot all products are in it. */
gboolean shop_sync_collect (ShopSync *self, ShopSyncChange *ret_change);

/* The same for who keeps the products: only those that differ from what was collected here before,
 * and never `complete`. TRUE also when only the state's number changed. */
gboolean shop_sync_collect_kept (ShopSync *self, ShopSyncChange *ret_change);

/* What was collected could not be kept: it is in the next collection again, as it is then. */
void shop_sync_give_back_kept (ShopSync *self, const ShopSyncChange *change);
