/* The shop itself: products, drops and what is done to them, over a store. What is written gathers
 * in one transaction until srv_shop_flush(), so that many sellers share one write to the disk: an
 * answer may leave only after a flush that succeeded. One thread. */
#pragma once
#include "srv-catalog.h"
#include "srv-store.h"

/* What a listener is told after a flush, once for every drop that changed. */
typedef struct {
  const SrvDrop *drop;
  const char *const *skus; /* of products that changed or are gone, NULL-terminated */
} SrvChange;
typedef void (*SrvListener) (const SrvChange *change, gpointer data);

/* Takes `store`, also on an error. */
SrvShop *srv_shop_new (SrvStore *store, GError **error);
void srv_shop_free (SrvShop *shop); /* NULL is fine; what was not flushed is not done */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvShop, srv_shop_free)
void srv_shop_set_listener (SrvShop *shop, SrvListener listener, gpointer data);

/* Drops that have not ended, as of the newest flush; borrowed. */
SrvCatalog *srv_shop_get_catalog (SrvShop *shop);
SrvStore *srv_shop_get_store (SrvShop *shop);

/* Opens the transaction unless it is open. For those who write to the store themselves. */
gboolean srv_shop_begin (SrvShop *shop, GError **error);

/* Makes durable what was done since the last flush and tells the listener. FALSE: none of it was
 * done. */
gboolean srv_shop_flush (SrvShop *shop, GError **error);

/* From here on one thing is done, which is kept or undone whole by srv_shop_release(). Opens the
 * transaction. */
gboolean srv_shop_mark (SrvShop *shop, GError **error);
gboolean srv_shop_release (SrvShop *shop, gboolean undo, GError **error);

/* After an error of the store in the middle of something: the next flush undoes all and fails. */
void srv_shop_spoil (SrvShop *shop);

/* TRUE when a flush would do anything. */
gboolean srv_shop_is_open (SrvShop *shop);

/* Reads everything again when another process changed the store, and tells the listener. Not while
 * a transaction is open. */
gboolean srv_shop_refresh (SrvShop *shop, GError **error);

/* Changes whenever srv_shop_refresh() read everything again. */
guint64 srv_shop_get_version (SrvShop *shop);

/* What follows tells also of drops that have ended, which are in the store alone. */

/* Transfer full. Errors: SRV_ERROR_NOT_FOUND. */
SrvDrop *srv_shop_find_drop (SrvShop *shop, const char *name, GError **error);

/* Up to `max` drops with a name > `after`: GPtrArray of SrvDrop by name, transfer full. */
GPtrArray *srv_shop_list_drops (SrvShop *shop, const char *after, guint max, GError **error);

/* The rest is about a drop that is there. */
gboolean srv_shop_count_items (SrvShop *shop, const char *drop, guint *ret_n, GError **error);

/* Up to `max` products with a SKU > `after` (NULL: from the first): GPtrArray of GRefString, their
 * JSON, by SKU, transfer full. */
GPtrArray *srv_shop_list_items (SrvShop *shop, const char *drop, const char *after, guint max,
                                GError **error);

/* The product's JSON, transfer full. Errors: SRV_ERROR_NOT_FOUND. */
GRefString *srv_shop_find_item (SrvShop *shop, const char *drop, const char *sku, GError **error);

/* Whether it is a vendor's count that is shown of a product of the drop. */
gboolean srv_shop_is_fed (SrvShop *shop, const char *drop, const char *sku);

/* What follows changes the shop. On any error nothing of it is done. */

/* Adds a drop (upcoming), or changes its title (may be NULL). Errors: SRV_ERROR_INVALID. */
gboolean srv_shop_put_drop (SrvShop *shop, const char *name, const char *title, GError **error);

/* Any state to any other, but for an ended drop, which stays so. Errors: SRV_ERROR_NOT_FOUND,
 * SRV_ERROR_CLOSED. */
gboolean srv_shop_set_drop_state (SrvShop *shop, const char *name, SrvDropState state,
                                  gint64 now_ms, GError **error);

/* Adds a product, or replaces it; what was sold of it stays counted (`sold` and `pre_sold` are not
 * used). With `keep_counts`, what is there stays as it is, too. Errors: SRV_ERROR_INVALID,
 * SRV_ERROR_NOT_FOUND (drop). */
gboolean srv_shop_put_product (SrvShop *shop, const char *drop, const ShowProduct *product,
                               gboolean keep_counts, gint64 now_ms, GError **error);

/* Errors: SRV_ERROR_NOT_FOUND. */
gboolean srv_shop_remove_product (SrvShop *shop, const char *drop, const char *sku, GError **error);

typedef enum {
  SRV_SELL = 1,
  SRV_RESTOCK,    /* pieces come, from nowhere that was counted */
  SRV_RETURN,     /* sold pieces come back */
  SRV_STALL_SALE, /* they were sold already, whatever the drop's state is */
  SRV_COUNT,      /* somebody counted: `pieces` is the difference, either sign */
} SrvVerb;

typedef struct {
  SrvVerb verb;
  const char *drop;
  const char *sku;
  const char *place; /* may be NULL */
  const char *tier;  /* SRV_SELL; may be NULL */
  gint64 pieces;
  gboolean ahead;  /* SRV_SELL: a pre-order */
  const char *who; /* for the ledger */
  const char *ref;
} SrvDeed;

/* Does it and writes it into the ledger. `ret_product` (may be NULL) is the product then, transfer
 * full. Errors: SRV_ERROR_NOT_FOUND and those of srv-stock.h. */
gboolean srv_shop_do (SrvShop *shop, const SrvDeed *deed, gint64 now_ms, ShowProduct **ret_product,
                      GError **error);

/* The product is counted by a vendor's shop: its places now. Errors: SRV_ERROR_NOT_FOUND. */
gboolean srv_shop_feed (SrvShop *shop, const char *drop, const char *sku, const SrvPlace *places,
                        guint n_places, gint64 now_ms, GError **error);
