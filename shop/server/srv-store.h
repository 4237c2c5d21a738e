/* Where the shop keeps what it knows: an interface, so that a database server can stand behind it
 * one day, and its first form, an embedded SQLite file. One thread. All errors are SRV_ERROR_STORE
 * or SRV_ERROR_DAMAGED: the message has a remedy. Writing needs an open transaction. */
#pragma once
#include "srv-stock.h"

/* What a token may; flags. */
typedef enum {
  SRV_RIGHT_READ = 1 << 0,   /* see the stock, over the channel too */
  SRV_RIGHT_ADJUST = 1 << 1, /* tell what was sold at the stall, over the channel */
  SRV_RIGHT_SELL = 1 << 2,   /* sell, take back, restock */
  SRV_RIGHT_ADMIN = 1 << 3,  /* everything else */
} SrvRight;

/* Who shows a token. By value. */
typedef struct {
  char name[SHOW_NAME_MAX + 1];
  guint rights;                     /* SrvRight */
  char drop[SRV_DROP_NAME_MAX + 1]; /* the only drop it is good for; empty: all */
  gint64 made_ms;
} SrvToken;

/* What was answered to a request that must have one effect only. */
typedef struct {
  char *digest; /* owned, of the request */
  int status;
  char *body; /* owned */
} SrvAnswer;
void srv_answer_free (SrvAnswer *answer); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvAnswer, srv_answer_free)

/* A line of the ledger. */
typedef struct {
  gint64 id;    /* given by the store */
  gint64 at_ms; /* wall clock */
  gint64 pieces;
  char *
      what; /* owned, as are all texts: "sell" "preorder" "restock" "return" "stall_sale" "count" */
  char *sku;
  char *place; /* may be NULL */
  char *tier;  /* may be NULL */
  char *who;   /* the token's name */
  char *ref;   /* idempotency key or id of the correction */
} SrvEntry;
void srv_entry_free (SrvEntry *entry); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvEntry, srv_entry_free)

/* The newest count that a vendor's shop told for an item at a location. By value. */
typedef struct {
  char item[SRV_ID_MAX + 1];
  char location[SRV_ID_MAX + 1]; /* empty: the vendor knows no places */
  gint64 quantity;
  gint64 at_ms; /* the vendor's clock */
} SrvLevel;

typedef struct {
  const char *name; /* "sqlite" */

  /* `address` is the file's path, or ":memory:". */
  SrvStore *(*open) (const char *address, GError **error);
  void (*close) (SrvStore *store);

  gboolean (*begin) (SrvStore *store, GError **error);
  gboolean (*commit) (SrvStore *store, GError **error); /* durable on return */
  void (*rollback) (SrvStore *store);
  /* Within a transaction, one at a time: what came after mark() is undone or kept. */
  gboolean (*mark) (SrvStore *store, GError **error);
  gboolean (*release) (SrvStore *store, gboolean undo, GError **error);
  /* A number that changes when another process wrote. */
  gint64 (*foreign_version) (SrvStore *store);

  gboolean (*put_drop) (SrvStore *store, const SrvDrop *drop, GError **error);
  /* `ret_drop` is NULL when there is none. */
  gboolean (*get_drop) (SrvStore *store, const char *name, SrvDrop **ret_drop, GError **error);
  /* Up to `max` drops with a name > `after`: GPtrArray of SrvDrop by name, transfer full. */
  GPtrArray *(*list_drops) (SrvStore *store, const char *after, guint max, GError **error);
  /* The same for all that have not ended. */
  GPtrArray *(*list_open_drops) (SrvStore *store, GError **error);

  gboolean (*put_stock) (SrvStore *store, const SrvStock *stock, GError **error);
  /* The counts alone: rev, sold, pre-orders, places. Of a stock that is there. */
  gboolean (*put_counts) (SrvStore *store, const SrvStock *stock, GError **error);
  gboolean (*remove_stock) (SrvStore *store, const char *drop, const char *sku, GError **error);
  /* `ret_stock` is NULL when there is none. */
  gboolean (*get_stock) (SrvStore *store, const char *drop, const char *sku, SrvStock **ret_stock,
                         GError **error);
  /* Raises the rev of all products of a drop: everybody sees them differently now. */
  gboolean (*touch_stock) (SrvStore *store, const char *drop, gint64 now_ms, GError **error);
  /* How many products a drop has. */
  gboolean (*count_stock) (SrvStore *store, const char *drop, guint *ret_n, GError **error);
  /* Up to `max` products with a SKU > `after`: GPtrArray of SrvStock by SKU, transfer full. */
  GPtrArray *(*list_stock) (SrvStore *store, const char *drop, const char *after, guint max,
                            GError **error);

  /* `ret_answer` is NULL when there is none. */
  gboolean (*get_answer) (SrvStore *store, const char *scope, const char *id,
                          SrvAnswer **ret_answer, GError **error);
  gboolean (*put_answer) (SrvStore *store, const char *scope, const char *id,
                          const SrvAnswer *answer, gint64 at_ms, GError **error);
  gboolean (*put_entry) (SrvStore *store, const char *drop, const SrvEntry *entry, GError **error);
  /* GPtrArray of SrvEntry with id > `after`, transfer full. */
  GPtrArray *(*list_entries) (SrvStore *store, const char *drop, gint64 after, guint max,
                              GError **error);

  gboolean (*put_token) (SrvStore *store, const SrvToken *token, const char *hash, GError **error);
  gboolean (*remove_token) (SrvStore *store, const char *name, gboolean *ret_was_there,
                            GError **error);
  gboolean (*find_token) (SrvStore *store, const char *hash, SrvToken *ret_token,
                          gboolean *ret_found, GError **error);
  /* GArray of SrvToken by name, transfer full. */
  GArray *(*list_tokens) (SrvStore *store, GError **error);

  /* `ret_new` FALSE: it was seen before. */
  gboolean (*see_event) (SrvStore *store, const char *source, const char *id, gint64 at_ms,
                         gboolean *ret_new, GError **error);
  gboolean (*get_level) (SrvStore *store, const char *source, SrvLevel *inout_level,
                         gboolean *ret_found, GError **error);
  gboolean (*put_level) (SrvStore *store, const char *source, const SrvLevel *level,
                         GError **error);
  /* GArray of SrvLevel of an item, transfer full. */
  GArray *(*list_levels) (SrvStore *store, const char *source, const char *item, GError **error);
  /* What a vendor's item or location is called here. `kind` is "item" or "place"; or "poller", by
   * drop instead of source: a SKU to "SOURCE ITEM", whose polls told its count last, or "". */
  gboolean (*put_name) (SrvStore *store, const char *source, const char *kind, const char *theirs,
                        const char *ours, GError **error);
  /* `ret_ours` (transfer full) is NULL when it has no name. */
  gboolean (*get_name) (SrvStore *store, const char *source, const char *kind, const char *theirs,
                        char **ret_ours, GError **error);
  /* GHashTable of theirs -> ours, transfer full. */
  GHashTable *(*list_names) (SrvStore *store, const char *source, const char *kind, GError **error);

  /* Forgets answers and events older than `before_ms`, at most `max` of each; but not answers of
   * the scope "adjust/DROP" as long as the drop has not ended. */
  gboolean (*prune) (SrvStore *store, gint64 before_ms, guint max, GError **error);
} SrvStoreOps;

struct _SrvStore {
  const SrvStoreOps *ops;
};

extern const SrvStoreOps srv_store_sqlite;

void srv_store_close (SrvStore *store); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvStore, srv_store_close)
