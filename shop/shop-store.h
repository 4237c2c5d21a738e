/* The local store of products: SQLite in the state folder, WAL, one writer. What the rig sells when
 * there is no shop, and the newest known stock when there is one.
 *
 * Threads: any may call, but for open and close. Locks: each call holds the store's one lock, and
 * calls nothing else under it. Who waits gets it in turn, and a change of many products gives it up
 * after every SHOP_STEP_ROWS of them: a sale waits for one step at most, and for the disk. */
#pragma once
#include "shop-types.h"
#include "show-state.h"

/* How many damaged files are kept beside the store. */
#define SHOP_DAMAGED_MAX 20
/* How long another program may hold the file before a call gives up. */
#define SHOP_BUSY_MS 2000
/* Products of a change that are written in one transaction. */
#define SHOP_STEP_ROWS 256
/* Pages in SQLite's log after which it is copied into the file. */
#define SHOP_LOG_PAGES 1000

typedef struct _ShopStore ShopStore;

/* As a path: nothing is kept. */
#define SHOP_STORE_MEMORY ":memory:"

/* Opens or makes `path`; its folder must be there. A damaged file is set aside (PATH.damaged-N,
 * with its -wal) and a new one made; `ret_note` (may be NULL) then has one sentence about it for
 * the log, otherwise NULL. Refused, and left as they are: files of a newer Tallybox and of other
 * programs. */
ShopStore *shop_store_open (const char *path, char **ret_note, GError **error);
void shop_store_close (ShopStore *store); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopStore, shop_store_close)

/* Adds the product, or puts it in place of the one with its SKU: it was counted or changed here, so
 * that the place in a shop's stream is lost. Durable on return, also against a
 * power cut, as far as the disk keeps its word. Errors: SHOP_ERROR; SHOW_ERROR_BAD_ARGUMENT for a
 * product that does not validate. There can be SHOW_PRODUCTS_MAX. */
gboolean shop_store_put (ShopStore *store, const ShowProduct *product, GError **error);

/* The same for many at the cost of one: all of them or, on an error, none. */
gboolean shop_store_put_all (ShopStore *store, ShowProduct *const *products, guint n_products,
                             GError **error);

/* All products, sorted by SKU (bytewise): a GPtrArray of ShowProduct that owns its references,
 * transfer full. What came from a shop is as of when the shop was heard last. SHOP_ERROR_DAMAGED
 * when a row is not a good product. */
GPtrArray *shop_store_list (ShopStore *store, GError **error);

/* Takes a product out; that it is not there is fine. The place is lost, as above. */
gboolean shop_store_forget (ShopStore *store, const char *sku, GError **error);

/* Stock that came from a shop */

#define SHOP_SOURCE_MAX 640 /* bytes: an address and a drop */

/* How far the products are in step with a shop. */
typedef struct {
  char source[SHOP_SOURCE_MAX + 1]; /* which shop and drop: its address, blank, drop */
  char epoch[SHOP_NAME_MAX + 1];
  gint64 seq;
  gint64 heard_ms; /* wall clock: all of it was true then */
} ShopPlace;

/* What a shop said: `items` are added or put in place of others, `gone` (NULL-terminated, may be
 * NULL) taken out, and with the last of them the products come to `place`; answered corrections of
 * this source that it contains are settled, and taken out. Up to SHOP_STEP_ROWS are one step. Of
 * more, an error or a crash may leave some that are newer than the place, which stays: the shop
 * says all from the place on again, and whole products, so that they come right. */
gboolean shop_store_apply (ShopStore *store, ShowProduct *const *items, guint n_items,
                           const char *const *gone, const ShopPlace *place, GError **error);

/* Nothing new, but the shop was heard. When there is no place, nothing happens. */
gboolean shop_store_touch (ShopStore *store, gint64 heard_ms, GError **error);

/* `apart`: a commit does not copy SQLite's log into the file any more, which may take a slow disk
 * seconds; the thread that may wait does it with shop_store_shorten_log(). */
void shop_store_set_log_apart (ShopStore *store, gboolean apart);
/* When the log is long; over a connection of its own and without the lock. One thread at a time. */
void shop_store_shorten_log (ShopStore *store);

/* TRUE with the place when there is one of that source. */
gboolean shop_store_get_place (ShopStore *store, const char *source, ShopPlace *ret_place);

/* A correction that waits for the shop's answer or, when `answered`, for the state `seq`. */
typedef struct {
  ShowAdjustment adjustment;
  gboolean answered;
  gint64 seq;
} ShopPending;

/* Stored when it returns. At most SHOW_ADJUSTMENTS_MAX; an id that is there already is refused. */
gboolean shop_store_add_pending (ShopStore *store, const char *source,
                                 const ShowAdjustment *adjustment, GError **error);

/* Of that source, in the order of their making: GArray of ShopPending, transfer full. */
GArray *shop_store_list_pending (ShopStore *store, const char *source, GError **error);

/* The shop took it: it is kept until the products are at `seq`. */
gboolean shop_store_answer_pending (ShopStore *store, const char *id, gint64 seq, GError **error);
gboolean shop_store_remove_pending (ShopStore *store, const char *id, GError **error);
