/* The link to the shop: connects, keeps itself in step with the shop's stock by the rules of
 * shop/PROTOCOL.md, and tells the shop what was sold here. Main thread, all of it; what the shop
 * says is written into the store by a thread of its own (shop-keeper.h), and nothing blocks but
 * shop_client_adjust(), for one row. */
#pragma once
#include "shop-options.h"
#include "shop-store.h"
#include "show-state.h"

typedef struct _ShopClient ShopClient;

/* What came from the shop since the last change, in one step: at most one every
 * SHOP_CHANGE_MS_MIN, however fast the shop talks. Borrowed. */
typedef struct {
  ShowProduct *const *items; /* a product that came and was not good is in it as it was, doubtful */
  guint n_items;
  const char *const *gone; /* SKUs; NULL-terminated, never NULL */
  gboolean complete;       /* there are no others */
  gint64 seq;              /* the shop's number of this state; rises until the next complete one */
} ShopChange;

#define SHOP_CHANGE_MS_MIN 15
#define SHOP_FEED_MS_MIN   250  /* between two reports that differ in their times only */
#define SHOP_KEEP_AGAIN_MS 5000 /* after a write of the store that failed */

typedef struct {
  /* The link's state changed, or the shop was heard again. */
  void (*feed) (const ShowFeed *feed, gpointer data);
  void (*changed) (const ShopChange *change, gpointer data);
  /* The answer to a correction; when it is ok, this comes before the change with its `seq`,
   * and after all earlier ones. */
  void (*adjusted) (const ShowAdjusted *adjusted, gpointer data);
  /* The store failed; for the log. What is shown is right, but would be lost at a restart. It is
   * written again, in SHOP_KEEP_AGAIN_MS or at the stop. */
  void (*failed) (const GError *error, gpointer data);
} ShopClientFuncs;

/* `options` (with a url that passed shop_options_check) and `store` are borrowed. Nothing happens
 * before the start. The token and the authority's certificate are read at each try. */
ShopClient *shop_client_new (const ShopOptions *options, ShopStore *store,
                             const ShopClientFuncs *funcs, gpointer data);

/* Corrections from before a restart that the store's numbers do not contain yet, oldest first:
 * GArray of ShopPending, transfer full. Answers of the others are reported when they come, those of
 * the answered ones are not reported again. NULL with SHOP_ERROR. */
GArray *shop_client_list_pending (ShopClient *self, GError **error);

/* TRUE when the products in the store came from this shop, for this drop. */
gboolean shop_client_is_stored (ShopClient *self);

/* The first change after it may come at once; functions are called from the main loop only. The
 * client keeps the store: what it reports in `changed` is not to be put into it again. */
void shop_client_start (ShopClient *self);

/* To be told to the shop exactly once, after those before it; now or when the link is back. It is
 * in the store when this returns. Errors: SHOP_ERROR; SHOW_ADJUSTMENTS_MAX can wait. */
gboolean shop_client_adjust (ShopClient *self, const ShowAdjustment *adjustment, GError **error);

/* For tests: another wall clock, ms since 1970. */
void shop_client_set_wall_clock (ShopClient *self, gint64 (*wall_ms) (void));

/* Closes the link; waits for the store to have what it does not have yet. No function is called
 * after it. */
void shop_client_stop (ShopClient *self);
void shop_client_free (ShopClient *self); /* NULL is fine; asserts that stop has run */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopClient, shop_client_free)
