/* SQLite's log, which is copied into the file from time to time: where that costs nobody's time. */
#include "shop-store-private.h"

static int
on_committed (gpointer data, sqlite3 *db, const char *name, int n_pages)
{
  g_atomic_int_set ((gint *) data, n_pages);
  return SQLITE_OK;
}

void
shop_store_set_log_apart (ShopStore *store, gboolean apart)
{
  SHOP_STORE_TURN (store);

  if (apart)
    sqlite3_wal_hook (shop_sql_get_db (store->sql), on_committed, &store->log_pages);
  else
    sqlite3_wal_autocheckpoint (shop_sql_get_db (store->sql), SHOP_LOG_PAGES);
}

static gboolean
open_log (ShopStore *store)
{
  if (store->log_db)
    return TRUE;
  if (sqlite3_open_v2 (store->path, &store->log_db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
    return TRUE;
  g_clear_pointer (&store->log_db, sqlite3_close);
  return FALSE;
}

/* A copy that fails is made with the next commit: all is in the log until then, which a reader
 * looks into first. Passive: writers go on meanwhile (sqlite.org/c3ref/wal_checkpoint_v2.html). */
void
shop_store_shorten_log (ShopStore *store)
{
  if (g_atomic_int_get (&store->log_pages) >= SHOP_LOG_PAGES && open_log (store) &&
      sqlite3_wal_checkpoint_v2 (store->log_db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) ==
          SQLITE_OK)
    g_atomic_int_set (&store->log_pages, 0);
}
