/* What vendors' shops told: events, levels, names. */
#include "srv-sqlite.h"

static ShopSql *
sql_of (SrvStore *store)
{
  return ((SrvSqlite *) store)->sql;
}

gboolean
srv_sqlite_see_event (SrvStore *store, const char *source, const char *id, gint64 at_ms,
                      gboolean *ret_new, GError **error)
{
  ShopSql *sql = sql_of (store);

  if (!shop_sql_run (sql, error,
                     "INSERT OR IGNORE INTO event (source, id, at_ms) VALUES (?1, ?2, ?3)", "tti",
                     source, id, at_ms))
    return FALSE;
  *ret_new = sqlite3_changes (shop_sql_get_db (sql)) > 0;
  return TRUE;
}

gboolean
srv_sqlite_get_level (SrvStore *store, const char *source, SrvLevel *inout_level,
                      gboolean *ret_found, GError **error)
{
  ShopSql *sql = sql_of (store);
  sqlite3_stmt *row = shop_sql_query (sql, error,
                                      "SELECT quantity, at_ms FROM level"
                                      " WHERE source = ?1 AND item = ?2 AND location = ?3",
                                      "ttt", source, inout_level->item, inout_level->location);
  gboolean ok = row != NULL;

  *ret_found = FALSE;
  while (ok && shop_sql_step (sql, row, &ok, error)) {
    inout_level->quantity = sqlite3_column_int64 (row, 0);
    inout_level->at_ms = sqlite3_column_int64 (row, 1);
    *ret_found = TRUE;
  }
  return ok;
}

gboolean
srv_sqlite_put_level (SrvStore *store, const char *source, const SrvLevel *level, GError **error)
{
  return shop_sql_run (sql_of (store), error,
                       "INSERT OR REPLACE INTO level (source, item, location, quantity, at_ms)"
                       " VALUES (?1, ?2, ?3, ?4, ?5)",
                       "tttii", source, level->item, level->location, level->quantity,
                       level->at_ms);
}

GArray *
srv_sqlite_list_levels (SrvStore *store, const char *source, const char *item, GError **error)
{
  ShopSql *sql = sql_of (store);
  sqlite3_stmt *row = shop_sql_query (sql, error,
                                      "SELECT location, quantity, at_ms FROM level"
                                      " WHERE source = ?1 AND item = ?2 ORDER BY location",
                                      "tt", source, item);
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (SrvLevel));
  gboolean ok = row != NULL;

  while (ok && shop_sql_step (sql, row, &ok, error)) {
    SrvLevel level = {0};

    g_strlcpy (level.item, item, sizeof level.item);
    g_strlcpy (level.location, shop_sql_text (row, 0), sizeof level.location);
    level.quantity = sqlite3_column_int64 (row, 1);
    level.at_ms = sqlite3_column_int64 (row, 2);
    g_array_append_val (list, level);
  }
  return ok ? g_steal_pointer (&list) : NULL;
}

gboolean
srv_sqlite_put_name (SrvStore *store, const char *source, const char *kind, const char *theirs,
                     const char *ours, GError **error)
{
  return shop_sql_run (sql_of (store), error,
                       "INSERT OR REPLACE INTO name (source, kind, theirs, ours)"
                       " VALUES (?1, ?2, ?3, ?4)",
                       "tttt", source, kind, theirs, ours);
}

gboolean
srv_sqlite_get_name (SrvStore *store, const char *source, const char *kind, const char *theirs,
                     char **ret_ours, GError **error)
{
  ShopSql *sql = sql_of (store);
  sqlite3_stmt *row = shop_sql_query (
      sql, error, "SELECT ours FROM name WHERE source = ?1 AND kind = ?2 AND theirs = ?3", "ttt",
      source, kind, theirs);
  g_autofree char *ours = NULL;
  gboolean ok = row != NULL;

  while (ok && shop_sql_step (sql, row, &ok, error))
    ours = g_strdup (shop_sql_text (row, 0));
  if (ok)
    *ret_ours = g_steal_pointer (&ours);
  return ok;
}

GHashTable *
srv_sqlite_list_names (SrvStore *store, const char *source, const char *kind, GError **error)
{
  ShopSql *sql = sql_of (store);
  sqlite3_stmt *row =
      shop_sql_query (sql, error, "SELECT theirs, ours FROM name WHERE source = ?1 AND kind = ?2",
                      "tt", source, kind);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gboolean ok = row != NULL;

  while (ok && shop_sql_step (sql, row, &ok, error))
    g_hash_table_insert (names, g_strdup (shop_sql_text (row, 0)),
                         g_strdup (shop_sql_text (row, 1)));
  return ok ? g_steal_pointer (&names) : NULL;
}
