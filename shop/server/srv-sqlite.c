#include "srv-sqlite.h"

static ShopSql *
sql_of (SrvStore *store)
{
  return ((SrvSqlite *) store)->sql;
}

static SrvStore *
open_store (const char *address, GError **error)
{
  ShopSql *sql = srv_sql_open (address, error);
  SrvSqlite *self;

  if (!sql)
    return NULL;
  self = g_new0 (SrvSqlite, 1);
  self->base.ops = &srv_store_sqlite;
  self->sql = sql;
  return &self->base;
}

static void
close_store (SrvStore *store)
{
  shop_sql_close (sql_of (store));
  g_free (store);
}

/* Transactions */

static gboolean
begin (SrvStore *store, GError **error)
{
  return shop_sql_run (sql_of (store), error, "BEGIN IMMEDIATE", "");
}

static gboolean
commit (SrvStore *store, GError **error)
{
  return shop_sql_run (sql_of (store), error, "COMMIT", "");
}

/* After some errors SQLite has rolled back by itself; then this one fails, and that is fine. */
static void
rollback (SrvStore *store)
{
  shop_sql_run (sql_of (store), NULL, "ROLLBACK", "");
}

static gboolean
mark (SrvStore *store, GError **error)
{
  return shop_sql_run (sql_of (store), error, "SAVEPOINT mark", "");
}

static gboolean
release (SrvStore *store, gboolean undo, GError **error)
{
  ShopSql *sql = sql_of (store);

  return (!undo || shop_sql_run (sql, error, "ROLLBACK TO mark", "")) &&
         shop_sql_run (sql, error, "RELEASE mark", "");
}

static gint64
foreign_version (SrvStore *store)
{
  gint64 version;

  shop_sql_ask (sql_of (store), &version, NULL, "PRAGMA data_version", "");
  return version;
}

/* Drops */

static gboolean
put_drop (SrvStore *store, const SrvDrop *drop, GError **error)
{
  return shop_sql_run (sql_of (store), error,
                       "INSERT OR REPLACE INTO shop_drop (name, title, state) VALUES (?1, ?2, ?3)",
                       "ttt", drop->name, drop->title, srv_drop_state_to_string (drop->state));
}

/* An unknown state stops sales: it was written by a newer program. */
static SrvDrop *
read_drop (sqlite3_stmt *row)
{
  SrvDropState state = srv_drop_state_from_string (shop_sql_text (row, 2));

  return srv_drop_new (shop_sql_text (row, 0), (const char *) sqlite3_column_text (row, 1),
                       state ? state : SRV_DROP_PAUSED);
}

static gboolean
get_drop (SrvStore *store, const char *name, SrvDrop **ret_drop, GError **error)
{
  ShopSql *sql = sql_of (store);
  sqlite3_stmt *row = shop_sql_query (
      sql, error, "SELECT name, title, state FROM shop_drop WHERE name = ?1", "t", name);
  g_autoptr (SrvDrop) drop = NULL;
  gboolean ok = row != NULL;

  while (ok && shop_sql_step (sql, row, &ok, error))
    drop = read_drop (row);
  if (ok)
    *ret_drop = g_steal_pointer (&drop);
  return ok;
}

static void
free_drop (gpointer drop)
{
  srv_drop_free (drop);
}

/* `row` may be NULL: the query failed. */
static GPtrArray *
read_drops (ShopSql *sql, sqlite3_stmt *row, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_drop);
  gboolean ok = row != NULL;

  while (ok && shop_sql_step (sql, row, &ok, error))
    g_ptr_array_add (list, read_drop (row));
  return ok ? g_steal_pointer (&list) : NULL;
}

static GPtrArray *
list_drops (SrvStore *store, const char *after, guint max, GError **error)
{
  ShopSql *sql = sql_of (store);

  return read_drops (sql,
                     shop_sql_query (sql, error,
                                     "SELECT name, title, state FROM shop_drop WHERE name > ?1"
                                     " ORDER BY name LIMIT ?2",
                                     "ti", after, (gint64) max),
                     error);
}

static GPtrArray *
list_open_drops (SrvStore *store, GError **error)
{
  ShopSql *sql = sql_of (store);

  return read_drops (sql,
                     shop_sql_query (sql, error,
                                     "SELECT name, title, state FROM shop_drop"
                                     " WHERE state <> 'ended' ORDER BY name",
                                     ""),
                     error);
}

/* Answers and the ledger */

static gboolean
get_answer (SrvStore *store, const char *scope, const char *id, SrvAnswer **ret_answer,
            GError **error)
{
  ShopSql *sql = sql_of (store);
  sqlite3_stmt *row = shop_sql_query (
      sql, error, "SELECT digest, status, body FROM answer WHERE scope = ?1 AND id = ?2", "tt",
      scope, id);
  g_autoptr (SrvAnswer) answer = NULL;
  gboolean ok = row != NULL;

  while (ok && shop_sql_step (sql, row, &ok, error)) {
    answer = g_new0 (SrvAnswer, 1);
    answer->digest = g_strdup (shop_sql_text (row, 0));
    answer->status = sqlite3_column_int (row, 1);
    answer->body = g_strdup (shop_sql_text (row, 2));
  }
  if (ok)
    *ret_answer = g_steal_pointer (&answer);
  return ok;
}

static gboolean
put_answer (SrvStore *store, const char *scope, const char *id, const SrvAnswer *answer,
            gint64 at_ms, GError **error)
{
  return shop_sql_run (sql_of (store), error,
                       "INSERT INTO answer (scope, id, digest, status, body, at_ms)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                       "tttiti", scope, id, answer->digest, (gint64) answer->status, answer->body,
                       at_ms);
}

static gboolean
put_entry (SrvStore *store, const char *drop, const SrvEntry *entry, GError **error)
{
  return shop_sql_run (sql_of (store), error,
                       "INSERT INTO ledger (in_drop, at_ms, what, sku, pieces, place, tier, who,"
                       " ref) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                       "tittitttt", drop, entry->at_ms, entry->what, entry->sku, entry->pieces,
                       entry->place, entry->tier, entry->who, entry->ref);
}

static void
free_entry (gpointer entry)
{
  srv_entry_free (entry);
}

static GPtrArray *
list_entries (SrvStore *store, const char *drop, gint64 after, guint max, GError **error)
{
  ShopSql *sql = sql_of (store);
  sqlite3_stmt *row =
      shop_sql_query (sql, error,
                      "SELECT id, at_ms, what, sku, pieces, place, tier, who, ref FROM ledger"
                      " WHERE in_drop = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                      "tii", drop, after, (gint64) max);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_entry);
  gboolean ok = row != NULL;

  while (ok && shop_sql_step (sql, row, &ok, error)) {
    SrvEntry *entry = g_new0 (SrvEntry, 1);

    entry->id = sqlite3_column_int64 (row, 0);
    entry->at_ms = sqlite3_column_int64 (row, 1);
    entry->what = g_strdup (shop_sql_text (row, 2));
    entry->sku = g_strdup (shop_sql_text (row, 3));
    entry->pieces = sqlite3_column_int64 (row, 4);
    entry->place = g_strdup ((const char *) sqlite3_column_text (row, 5));
    entry->tier = g_strdup ((const char *) sqlite3_column_text (row, 6));
    entry->who = g_strdup (shop_sql_text (row, 7));
    entry->ref = g_strdup (shop_sql_text (row, 8));
    g_ptr_array_add (list, entry);
  }
  return ok ? g_steal_pointer (&list) : NULL;
}

static gboolean
prune (SrvStore *store, gint64 before_ms, guint max, GError **error)
{
  ShopSql *sql = sql_of (store);

  return shop_sql_run (sql, error,
                       "DELETE FROM answer WHERE (scope, id) IN"
                       " (SELECT scope, id FROM answer WHERE at_ms < ?1 AND scope NOT IN"
                       " (SELECT 'adjust/' || name FROM shop_drop WHERE state <> 'ended')"
                       " LIMIT ?2)",
                       "ii", before_ms, (gint64) max) &&
         shop_sql_run (sql, error,
                       "DELETE FROM event WHERE (source, id) IN"
                       " (SELECT source, id FROM event WHERE at_ms < ?1 LIMIT ?2)",
                       "ii", before_ms, (gint64) max);
}

/* Tokens */

static gboolean
put_token (SrvStore *store, const SrvToken *token, const char *hash, GError **error)
{
  return shop_sql_run (sql_of (store), error,
                       "INSERT OR REPLACE INTO token (name, hash, rights, in_drop, made_ms)"
                       " VALUES (?1, ?2, ?3, ?4, ?5)",
                       "ttiti", token->name, hash, (gint64) token->rights, token->drop,
                       token->made_ms);
}

static gboolean
remove_token (SrvStore *store, const char *name, gboolean *ret_was_there, GError **error)
{
  ShopSql *sql = sql_of (store);

  if (!shop_sql_run (sql, error, "DELETE FROM token WHERE name = ?1", "t", name))
    return FALSE;
  *ret_was_there = sqlite3_changes (shop_sql_get_db (sql)) > 0;
  return TRUE;
}

static void
read_token (sqlite3_stmt *row, SrvToken *token)
{
  g_strlcpy (token->name, shop_sql_text (row, 0), sizeof token->name);
  token->rights = (guint) sqlite3_column_int64 (row, 1);
  g_strlcpy (token->drop, shop_sql_text (row, 2), sizeof token->drop);
  token->made_ms = sqlite3_column_int64 (row, 3);
}

static gboolean
find_token (SrvStore *store, const char *hash, SrvToken *ret_token, gboolean *ret_found,
            GError **error)
{
  ShopSql *sql = sql_of (store);
  sqlite3_stmt *row = shop_sql_query (
      sql, error, "SELECT name, rights, in_drop, made_ms FROM token WHERE hash = ?1", "t", hash);
  gboolean ok = row != NULL;

  *ret_found = FALSE;
  while (ok && shop_sql_step (sql, row, &ok, error)) {
    read_token (row, ret_token);
    *ret_found = TRUE;
  }
  return ok;
}

static GArray *
list_tokens (SrvStore *store, GError **error)
{
  ShopSql *sql = sql_of (store);
  sqlite3_stmt *row = shop_sql_query (
      sql, error, "SELECT name, rights, in_drop, made_ms FROM token ORDER BY name", "");
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (SrvToken));
  gboolean ok = row != NULL;

  while (ok && shop_sql_step (sql, row, &ok, error)) {
    SrvToken token = {0};

    read_token (row, &token);
    g_array_append_val (list, token);
  }
  return ok ? g_steal_pointer (&list) : NULL;
}

const SrvStoreOps srv_store_sqlite = {
    .name = "sqlite",
    .open = open_store,
    .close = close_store,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .mark = mark,
    .release = release,
    .foreign_version = foreign_version,
    .put_drop = put_drop,
    .get_drop = get_drop,
    .list_drops = list_drops,
    .list_open_drops = list_open_drops,
    .put_stock = srv_sqlite_put_stock,
    .put_counts = srv_sqlite_put_counts,
    .remove_stock = srv_sqlite_remove_stock,
    .get_stock = srv_sqlite_get_stock,
    .touch_stock = srv_sqlite_touch_stock,
    .count_stock = srv_sqlite_count_stock,
    .list_stock = srv_sqlite_list_stock,
    .get_answer = get_answer,
    .put_answer = put_answer,
    .put_entry = put_entry,
    .list_entries = list_entries,
    .put_token = put_token,
    .remove_token = remove_token,
    .find_token = find_token,
    .list_tokens = list_tokens,
    .see_event = srv_sqlite_see_event,
    .get_level = srv_sqlite_get_level,
    .put_level = srv_sqlite_put_level,
    .list_levels = srv_sqlite_list_levels,
    .put_name = srv_sqlite_put_name,
    .get_name = srv_sqlite_get_name,
    .list_names = srv_sqlite_list_names,
    .prune = prune,
};
