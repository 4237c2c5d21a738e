#include "srv-sql.h"

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

ShopSql *
srv_sql_open (const char *path, GError **error)
{
  g_autoptr (GError) theirs = NULL;
  ShopSql *sql = shop_sql_open (path, &schema, NULL, 0, &theirs);
  gboolean damaged = g_error_matches (theirs, SHOP_ERROR, SHOP_ERROR_DAMAGED);

  if (sql)
    shop_sql_set_error_code (sql, SRV_ERROR, SRV_ERROR_STORE);
  else
    g_set_error (error, SRV_ERROR, damaged ? SRV_ERROR_DAMAGED : SRV_ERROR_STORE, "%s%s",
                 theirs->message,
                 damaged ? " Move it away to begin with an empty one, or bring back a copy." : "");
  return sql;
}
