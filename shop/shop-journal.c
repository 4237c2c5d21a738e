#include "shop-journal.h"

#include "shop-sql.h"

/* Entries that make room at once when the file is full. */
#define MAKE_ROOM_MIN 64

/* "TlBj", as in shop-schema.c. */
#define APPLICATION_ID 0x546c426a

static const char *const migrations[] = {
    "CREATE TABLE entry ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " at_ms INTEGER NOT NULL,"
    " stream_ms INTEGER NOT NULL,"
    " kind TEXT NOT NULL,"
    " name TEXT,"
    " sku TEXT,"
    " rev INTEGER NOT NULL,"
    " says TEXT,"
    " facts TEXT"
    ");",
};

static const ShopSchema schema = {APPLICATION_ID, migrations, G_N_ELEMENTS (migrations)};

static const char add_text[] =
    "INSERT INTO entry (at_ms, stream_ms, kind, name, sku, rev, says, facts)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

struct _ShopJournal {
  ShopSql *sql;
  gint64 pages_max;
};

static gint64
ask (ShopJournal *self, const char *text)
{
  gint64 number;

  shop_sql_ask (self->sql, &number, NULL, text, "");
  return number;
}

/* Opening */

ShopJournal *
shop_journal_open (const char *path, gint64 bytes_max, char **ret_note, GError **error)
{
  static const char *const checked_texts[] = {add_text};
  g_autofree char *note = NULL;
  ShopSql *sql =
      shop_sql_open_or_set_aside (path, &schema, checked_texts, G_N_ELEMENTS (checked_texts),
                                  "starting a new one.", &note, error);
  ShopJournal *self;

  if (!sql)
    return NULL;
  self = g_new0 (ShopJournal, 1);
  self->sql = sql;
  self->pages_max = bytes_max / MAX (ask (self, "PRAGMA page_size"), 512); /* SQLite's smallest */
  *ret_note = g_steal_pointer (&note);
  return self;
}

void
shop_journal_close (ShopJournal *self)
{
  if (!self)
    return;
  shop_journal_commit (self, NULL);
  shop_sql_close (self->sql);
  g_free (self);
}

/* Writing */

static gboolean
is_writing (ShopJournal *self)
{
  return !sqlite3_get_autocommit (shop_sql_get_db (self->sql));
}

/* Inside of a transaction. Rows that go leave free pages behind, which the next ones fill. */
static gboolean
keep_within_size (ShopJournal *self, GError **error)
{
  if (ask (self, "PRAGMA page_count") - ask (self, "PRAGMA freelist_count") < self->pages_max)
    return TRUE;
  return shop_sql_run (self->sql, error,
                       "DELETE FROM entry WHERE id <= (SELECT MIN(id) FROM entry)"
                       " + MAX((SELECT MAX(id) - MIN(id) FROM entry) / 16, ?1)",
                       "i", (gint64) MAKE_ROOM_MIN);
}

gboolean
shop_journal_add (ShopJournal *self, const ShopJournalEntry *entry, GError **error)
{
  gboolean ok = is_writing (self) || (shop_sql_run (self->sql, error, "BEGIN IMMEDIATE", "") &&
                                      keep_within_size (self, error));

  ok = ok &&
       shop_sql_run (self->sql, error, add_text, "iitttitt", entry->at_ms, entry->stream_ms,
                     entry->kind, entry->name, entry->sku, entry->rev, entry->says, entry->facts);
  return ok || shop_sql_end (self->sql, FALSE, NULL);
}

gboolean
shop_journal_commit (ShopJournal *self, GError **error)
{
  return !is_writing (self) || shop_sql_end (self->sql, TRUE, error);
}

/* Reading */

static const char read_text[] =
    "SELECT id, at_ms, stream_ms, kind, name, sku, rev, says, facts FROM entry"
    " WHERE at_ms >= ?1 AND (?2 IS NULL OR (name = ?2 AND kind IN ('card', 'deadline', 'link')))"
    " ORDER BY id";

static const char *
column_text (sqlite3_stmt *row, int column)
{
  return (const char *) sqlite3_column_text (row, column);
}

static gboolean
read_rows (sqlite3_stmt *row, ShopJournalFunc func, gpointer data)
{
  int code;

  while ((code = sqlite3_step (row)) == SQLITE_ROW) {
    ShopJournalEntry entry = {.id = sqlite3_column_int64 (row, 0),
                              .at_ms = sqlite3_column_int64 (row, 1),
                              .stream_ms = sqlite3_column_int64 (row, 2),
                              .kind = column_text (row, 3),
                              .name = column_text (row, 4),
                              .sku = column_text (row, 5),
                              .rev = sqlite3_column_int64 (row, 6),
                              .says = column_text (row, 7),
                              .facts = column_text (row, 8)};

    func (&entry, data);
  }
  return code == SQLITE_DONE;
}

gboolean
shop_journal_read (const char *path, gint64 since_ms, const char *card, ShopJournalFunc func,
                   gpointer data, GError **error)
{
  g_autoptr (ShopDatabase) db = NULL;
  sqlite3_stmt *row = NULL;
  gboolean ok = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
                sqlite3_busy_timeout (db, SHOP_BUSY_MS) == SQLITE_OK &&
                sqlite3_prepare_v2 (db, read_text, -1, &row, NULL) == SQLITE_OK;

  if (ok) {
    sqlite3_bind_int64 (row, 1, since_ms);
    if (card)
      sqlite3_bind_text (row, 2, card, -1, SQLITE_STATIC);
    ok = read_rows (row, func, data);
  }
  if (!ok)
    shop_schema_set_error (error, db, path);
  sqlite3_finalize (row);
  return ok;
}
