#include "shop-schema.h"

/* "TlBx": PRAGMA application_id, which file(1) and others tell databases apart by. */
#define APPLICATION_ID 0x546c4278

/* Append only: rigs in the field have every version there ever was. */
static const char *const migrations[] = {
    "CREATE TABLE product ("
    " sku TEXT PRIMARY KEY NOT NULL,"
    " title TEXT NOT NULL,"
    " rev INTEGER NOT NULL,"
    " cap INTEGER NOT NULL,"
    " available INTEGER NOT NULL,"
    " sold INTEGER NOT NULL,"
    " price_minor INTEGER NOT NULL,"
    " currency TEXT NOT NULL,"
    " state TEXT NOT NULL,"
    " as_of_ms INTEGER NOT NULL"
    ") WITHOUT ROWID;",

    "ALTER TABLE product ADD COLUMN was_minor INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE product ADD COLUMN low30_minor INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE product ADD COLUMN pre_cap INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE product ADD COLUMN pre_sold INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE product ADD COLUMN ship_by TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE product ADD COLUMN url TEXT;"
    "ALTER TABLE product ADD COLUMN lists TEXT;" /* {"hubs":{…},"win":[…]} */
    "ALTER TABLE product ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0;"
    /* Which state of which shop the products are. No row: they were counted here. */
    "CREATE TABLE place ("
    " id INTEGER PRIMARY KEY CHECK (id = 1),"
    " source TEXT NOT NULL,"
    " epoch TEXT NOT NULL,"
    " seq INTEGER NOT NULL,"
    " heard_ms INTEGER NOT NULL"
    ");"
    /* In the order of n. Answered ones wait until the products contain them. */
    "CREATE TABLE pending ("
    " n INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " source TEXT NOT NULL,"
    " sku TEXT NOT NULL,"
    " hub TEXT NOT NULL,"
    " pieces INTEGER NOT NULL,"
    " why TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL,"
    " answered INTEGER NOT NULL DEFAULT 0,"
    " seq INTEGER NOT NULL DEFAULT 0"
    ");",
};

const ShopSchema shop_schema_rig = {APPLICATION_ID, migrations, G_N_ELEMENTS (migrations)};

static const struct {
  int code; /* primary result code */
  ShopError error;
  const char *why;
} reasons[] = {
    {SQLITE_CORRUPT, SHOP_ERROR_DAMAGED, "The file is damaged"},
    {SQLITE_NOTADB, SHOP_ERROR_DAMAGED, "The file is damaged: it is not a database"},
    {SQLITE_FULL, SHOP_ERROR_STORE, "The disk is full. Make room on it"},
    {SQLITE_READONLY, SHOP_ERROR_STORE,
     "The file may not be written. Give this user the right to write it and its folder"},
    {SQLITE_PERM, SHOP_ERROR_STORE, "The file may not be opened. Give this user the right to"},
    {SQLITE_CANTOPEN, SHOP_ERROR_STORE,
     "The file cannot be opened. Check that its folder is there and that this user may write in "
     "it"},
    {SQLITE_BUSY, SHOP_ERROR_STORE, "Another program is using the file. Stop that program"},
    {SQLITE_IOERR, SHOP_ERROR_STORE, "The disk does not read or write. Check the disk"},
};

GQuark
shop_error_quark (void)
{
  return g_quark_from_static_string ("shop-error-quark");
}

void
shop_schema_set_error (GError **error, ShopDatabase *db, const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    if (reasons[i].code != (sqlite3_errcode (db) & 0xff))
      continue;
    g_set_error (error, SHOP_ERROR, reasons[i].error, "%s: %s (%s).", path, reasons[i].why,
                 sqlite3_errmsg (db));
    return;
  }
  g_set_error (error, SHOP_ERROR, SHOP_ERROR_STORE, "%s: The store does not work: %s.", path,
               sqlite3_errmsg (db));
}

static gboolean
run (ShopDatabase *db, const char *path, const char *sql, GError **error)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  shop_schema_set_error (error, db, path);
  return FALSE;
}

/* The first column of the first row of `sql`: as a number and, if `ret_text` is not NULL, as text
 * (transfer full). */
static gboolean
ask (ShopDatabase *db, const char *path, const char *sql, gint64 *ret_number, char **ret_text,
     GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean ok = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step (statement) == SQLITE_ROW;

  if (ok) {
    *ret_number = sqlite3_column_int64 (statement, 0);
    if (ret_text)
      *ret_text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  } else {
    shop_schema_set_error (error, db, path);
  }
  sqlite3_finalize (statement);
  return ok;
}

/* Before anything is written: a file that is not ours to change stays as it is. */
static gboolean
check_origin (ShopDatabase *db, const ShopSchema *schema, const char *path, gint64 *ret_version,
              GError **error)
{
  gint64 version, application, n_tables;

  if (!ask (db, path, "PRAGMA user_version", &version, NULL, error) ||
      !ask (db, path, "PRAGMA application_id", &application, NULL, error) ||
      !ask (db, path, "SELECT COUNT(*) FROM sqlite_master", &n_tables, NULL, error))
    return FALSE;
  if (application != schema->application_id && (n_tables > 0 || version != 0)) {
    g_set_error (error, SHOP_ERROR, SHOP_ERROR_STORE,
                 "%s: This database belongs to another program. Use another file.", path);
    return FALSE;
  }
  if (version > (gint64) schema->n_migrations) {
    g_set_error (error, SHOP_ERROR, SHOP_ERROR_STORE,
                 "%s: A newer Tallybox wrote this store (its version is %" G_GINT64_FORMAT
                 ", this one knows up to %u). Update Tallybox, or use another file.",
                 path, version, schema->n_migrations);
    return FALSE;
  }
  *ret_version = version;
  return TRUE;
}

static gboolean
check_sound (ShopDatabase *db, const char *path, GError **error)
{
  g_autofree char *verdict = NULL;
  gint64 unused;

  if (!ask (db, path, "PRAGMA quick_check(1)", &unused, &verdict, error))
    return FALSE;
  if (g_strcmp0 (verdict, "ok") == 0)
    return TRUE;
  g_set_error (error, SHOP_ERROR, SHOP_ERROR_DAMAGED, "%s: The file is damaged (%s).", path,
               verdict);
  return FALSE;
}

/* Each step is one transaction, with the version in it: a power cut leaves a whole version. */
static gboolean
migrate (ShopDatabase *db, const ShopSchema *schema, const char *path, gint64 version,
         GError **error)
{
  for (; version < (gint64) schema->n_migrations; version++) {
    g_autofree char *sql = g_strdup_printf (
        "BEGIN IMMEDIATE; %s PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
        schema->migrations[version], schema->application_id, (int) version + 1);

    if (!run (db, path, sql, error)) {
      sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }
  }
  return TRUE;
}

ShopDatabase *
shop_schema_open (const char *path, const ShopSchema *schema, GError **error)
{
  g_autoptr (ShopDatabase) db = NULL;
  gint64 version;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK) {
    shop_schema_set_error (error, db, path);
    return NULL;
  }
  sqlite3_busy_timeout (db, SHOP_BUSY_MS);
  /* In WAL mode, FULL is what syncs on every commit: sqlite.org/pragma.html#pragma_synchronous. A
   * file system without shared memory stays with a rollback journal, which is as durable. */
  if (!check_origin (db, schema, path, &version, error) ||
      !run (db, path,
            "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
            error) ||
      !check_sound (db, path, error) || !migrate (db, schema, path, version, error))
    return NULL;
  return g_steal_pointer (&db);
}
