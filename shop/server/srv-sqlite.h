/* Inside of the SQLite store, for srv-sqlite*.c only. */
#pragma once
#include "srv-sql.h"
#include "srv-store.h"

typedef struct {
  SrvStore base;
  ShopSql *sql;
} SrvSqlite;

/* srv-sqlite-stock.c */
gboolean srv_sqlite_put_stock (SrvStore *store, const SrvStock *stock, GError **error);
gboolean srv_sqlite_put_counts (SrvStore *store, const SrvStock *stock, GError **error);
gboolean srv_sqlite_remove_stock (SrvStore *store, const char *drop, const char *sku,
                                  GError **error);
gboolean srv_sqlite_get_stock (SrvStore *store, const char *drop, const char *sku,
                               SrvStock **ret_stock, GError **error);
gboolean srv_sqlite_touch_stock (SrvStore *store, const char *drop, gint64 now_ms, GError **error);
gboolean srv_sqlite_count_stock (SrvStore *store, const char *drop, guint *ret_n, GError **error);
GPtrArray *srv_sqlite_list_stock (SrvStore *store, const char *drop, const char *after, guint max,
                                  GError **error);

/* srv-sqlite-source.c */
gboolean srv_sqlite_see_event (SrvStore *store, const char *source, const char *id, gint64 at_ms,
                               gboolean *ret_new, GError **error);
gboolean srv_sqlite_get_level (SrvStore *store, const char *source, SrvLevel *inout_level,
                               gboolean *ret_found, GError **error);
gboolean srv_sqlite_put_level (SrvStore *store, const char *source, const SrvLevel *level,
                               GError **error);
GArray *srv_sqlite_list_levels (SrvStore *store, const char *source, const char *item,
                                GError **error);
gboolean srv_sqlite_put_name (SrvStore *store, const char *source, const char *kind,
                              const char *theirs, const char *ours, GError **error);
gboolean srv_sqlite_get_name (SrvStore *store, const char *source, const char *kind,
                              const char *theirs, char **ret_ours, GError **error);
GHashTable *srv_sqlite_list_names (SrvStore *store, const char *source, const char *kind,
                                   GError **error);
