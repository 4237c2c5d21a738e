/* Writes what a shop said into the store, in a thread of its own: nobody waits for the disk.
 *
 * Threads: one owner calls all functions, in one thread that runs a loop; `written` is called from
 * that loop. One write at most is on its way. Until shop_keeper_write() it is the owner's, then the
 * thread's alone, and from `written` on the owner's again: nothing in it is shared but products,
 * which nobody changes.
 *
 * Locks: one, around the place where the thread leaves what it has done; nothing else is called
 * under it, the store least of all. */
#pragma once
#include "shop-store.h"
#include "shop-sync.h"

/* An answer of the shop to a correction. */
typedef struct {
  char id[SHOW_ADJUST_ID_MAX + 1];
  char epoch[SHOP_NAME_MAX + 1];
  gint64 seq; /* that has it; 0: the correction is to be forgotten */
} ShopAnswer;

typedef struct {
  GArray *answers; /* ShopAnswer; owned */
  ShopSyncChange change;
  ShopPlace place; /* of the change; when there is none, its time alone; 0: not even that */
} ShopKeep;
void shop_keep_free (ShopKeep *keep); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopKeep, shop_keep_free)

typedef struct _ShopKeeper ShopKeeper;

/* All of it is in the store, durable, and `error` is NULL; or a part of it may be, and the owner
 * writes it again. `keep` is borrowed. The next write may be begun from here. */
typedef void (*ShopKeeperFunc) (ShopKeep *keep, const GError *error, gpointer data);

/* Starts the thread. `store` is borrowed. `written` is called from the caller's thread-default
 * context. */
ShopKeeper *shop_keeper_new (ShopStore *store, ShopKeeperFunc written, gpointer data);

/* Takes `keep`; asserts that none is on its way. */
void shop_keeper_write (ShopKeeper *self, ShopKeep *keep);

/* From the write until `written` is called. */
gboolean shop_keeper_is_busy (const ShopKeeper *self);

/* For shut-down: waits for what is on its way, and calls `written`. */
void shop_keeper_wait (ShopKeeper *self);

/* NULL is fine; asserts that nothing is on its way. */
void shop_keeper_free (ShopKeeper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopKeeper, shop_keeper_free)
