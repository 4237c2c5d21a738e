#include "srv-sql.h"

#include "shop-schema.h"
#include <string.h>

/* "TlBs": PRAGMA application_id of a shop's database; the rig's is another one. */
#define APPLICATION_ID 0x546c4273

/* Append only: shops in the field have every version there ever was. */
static const char *const migrations[] = {
    "CREATE TABLE shop_drop ("
    " name TEXT PRIMARY KEY NOT NULL,"
    " title TEXT,"
    " state TEXT NOT NULL"
    ") WITHOUT ROWID;"
    "CREATE TABLE product ("
    " in_drop TEXT NOT NULL,"
    " sku TEXT NOT NULL,"
    " title TEXT NOT NULL,"
    " rev INTEGER NOT NULL,"
    " cap INTEGER NOT NULL,"
    " sold INTEGER NOT NULL,"
    " price_minor INTEGER NOT NULL,"
    " was_minor INTEGER NOT NULL,"
    " low30_minor INTEGER NOT NULL,"
    " currency TEXT NOT NULL,"
    " pre_cap INTEGER NOT NULL,"
    " pre_sold INTEGER NOT NULL,"
    " ship_by TEXT NOT NULL,"
    " url TEXT,"
    " as_of_ms INTEGER NOT NULL,"
    " PRIMARY KEY (in_drop, sku)"
    ") WITHOUT ROWID;"
    "CREATE TABLE place ("
    " in_drop TEXT NOT NULL,"
    " sku TEXT NOT NULL,"
    " pos INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " count INTEGER NOT NULL,"
    " fed INTEGER NOT NULL,"
    " taken INTEGER NOT NULL,"
    " PRIMARY KEY (in_drop, sku, pos)"
    ") WITHOUT ROWID;"
    "CREATE TABLE access ("
    " in_drop TEXT NOT NULL,"
    " sku TEXT NOT NULL,"
    " pos INTEGER NOT NULL,"
    " tier TEXT NOT NULL,"
    " from_ms INTEGER NOT NULL,"
    " to_ms INTEGER NOT NULL,"
    " cap INTEGER NOT NULL,"
    " sold INTEGER NOT NULL,"
    " PRIMARY KEY (in_drop, sku, pos)"
    ") WITHOUT ROWID;"
    "CREATE TABLE ledger ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " in_drop TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL,"
    " what TEXT NOT NULL,"
    " sku TEXT NOT NULL,"
    " pieces INTEGER NOT NULL,"
    " place TEXT,"
    " tier TEXT,"
    " who TEXT NOT NULL,"
    " ref TEXT NOT NULL"
    ");"
    "CREATE INDEX ledger_drop ON ledger (in_drop, id);"
    "CREATE TABLE answer ("
    " scope TEXT NOT NULL,"
    " id TEXT NOT NULL,"
    " digest TEXT NOT NULL,"
    " status INTEGER NOT NULL,"
    " body TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL,"
    " PRIMARY KEY (scope, id)"
    ") WITHOUT ROWID;"
    "CREATE INDEX answer_age ON answer (at_ms);"
    "CREATE TABLE token ("
    " name TEXT PRIMARY KEY NOT NULL,"
    " hash TEXT UNIQUE NOT NULL,"
    " rights INTEGER NOT NULL,"
    " in_drop TEXT NOT NULL,"
    " made_ms INTEGER NOT NULL"
    ") WITHOUT ROWID;"
    "CREATE TABLE event ("
    " source TEXT NOT NULL,"
    " id TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL,"
    " PRIMARY KEY (source, id)"
    ") WITHOUT ROWID;"
    "CREATE INDEX event_age ON event (at_ms);"
    "CREATE TABLE level ("
    " source TEXT NOT NULL,"
    " item TEXT NOT NULL,"
    " location TEXT NOT NULL,"
    " quantity INTEGER NOT NULL,"
    " at_ms INTEGER NOT NULL,"
    " PRIMARY KEY (source, item, location)"
    ") WITHOUT ROWID;"
    "CREATE TABLE name ("
    " source TEXT NOT NULL,"
    " kind TEXT NOT NULL,"
    " theirs TEXT NOT NULL,"
    " ours TEXT NOT NULL,"
    " PRIMARY KEY (source, kind, theirs)"
    ") WITHOUT ROWID;",
};

static const ShopSchema schema = {APPLICATION_ID, migrations, G_N_ELEMENTS (migrations)};

struct _SrvSql {
  char *path;
  ShopDatabase *db;
  GHashTable *statements; /* const char * literal, by its address -> sqlite3_stmt */
};

/* The database's words as an error of this room. */
static void
set_error (SrvSql *sql, GError **error)
{
  g_autoptr (GError) theirs = NULL;

  shop_schema_set_error (&theirs, sql->db, sql->path);
  g_set_error_literal (error, SRV_ERROR, SRV_ERROR_STORE, theirs->message);
}

static void
finalize (gpointer statement)
{
  sqlite3_finalize (statement);
}

SrvSql *
srv_sql_open (const char *path, GError **error)
{
  g_autoptr (GError) theirs = NULL;
  ShopDatabase *db = shop_schema_open (path, &schema, &theirs);
  SrvSql *sql;

  if (!db) {
    gboolean damaged = g_error_matches (theirs, SHOP_ERROR, SHOP_ERROR_DAMAGED);

    g_set_error (error, SRV_ERROR, damaged ? SRV_ERROR_DAMAGED : SRV_ERROR_STORE, "%s%s",
                 theirs->message,
                 damaged ? " Move it away to begin with an empty one, or bring back a copy." : "");
    return NULL;
  }
  sql = g_new0 (SrvSql, 1);
  sql->path = g_strdup (path);
  sql->db = db;
  sql->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize);
  return sql;
}

void
srv_sql_close (SrvSql *sql)
{
  if (!sql)
    return;
  g_hash_table_unref (sql->statements);
  sqlite3_close (sql->db);
  g_free (sql->path);
  g_free (sql);
}

static sqlite3_stmt *
prepare (SrvSql *sql, const char *text, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (sql->statements, text);

  if (statement)
    return statement;
  if (sqlite3_prepare_v3 (sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
      SQLITE_OK) {
    set_error (sql, error);
    return NULL;
  }
  g_hash_table_insert (sql->statements, (gpointer) text, statement);
  return statement;
}

static sqlite3_stmt *
query_valist (SrvSql *sql, GError **error, const char *text, const char *types, va_list values)
{
  sqlite3_stmt *statement = prepare (sql, text, error);

  for (int i = 0; statement && types[i]; i++) {
    if (types[i] == 'i')
      sqlite3_bind_int64 (statement, i + 1, va_arg (values, gint64));
    else
      sqlite3_bind_text (statement, i + 1, va_arg (values, const char *), -1, SQLITE_STATIC);
  }
  return statement;
}

sqlite3_stmt *
srv_sql_query (SrvSql *sql, GError **error, const char *text, const char *types, ...)
{
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = query_valist (sql, error, text, types, values);
  va_end (values);
  return statement;
}

gboolean
srv_sql_step (SrvSql *sql, sqlite3_stmt *statement, gboolean *inout_ok, GError **error)
{
  int code = *inout_ok ? sqlite3_step (statement) : SQLITE_DONE;

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE) {
    set_error (sql, error);
    *inout_ok = FALSE;
  }
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return FALSE;
}

gboolean
srv_sql_run (SrvSql *sql, GError **error, const char *text, const char *types, ...)
{
  sqlite3_stmt *statement;
  gboolean ok = TRUE;
  va_list values;

  va_start (values, types);
  statement = query_valist (sql, error, text, types, values);
  va_end (values);
  if (!statement)
    return FALSE;
  while (srv_sql_step (sql, statement, &ok, error))
    ;
  return ok;
}

const char *
srv_sql_text (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text ? text : "";
}

int
srv_sql_changes (SrvSql *sql)
{
  return sqlite3_changes (sql->db);
}
