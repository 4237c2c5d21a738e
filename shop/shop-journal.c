#include "shop-journal.h"

#include "shop-schema.h"

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

typedef enum {
  ADD = 0,
  BEGIN,
  COMMIT,
  ROLLBACK,
  COUNT_PAGES,
  COUNT_FREE,
  MAKE_ROOM,
  N_STATEMENTS,
} Statement;

static const char *const statement_texts[N_STATEMENTS] = {
    [ADD] = "INSERT INTO entry (at_ms, stream_ms, kind, name, sku, rev, says, facts)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [COUNT_PAGES] = "PRAGMA page_count",
    [COUNT_FREE] = "PRAGMA freelist_count",
    [MAKE_ROOM] = "DELETE FROM entry WHERE id <= (SELECT MIN(id) FROM entry)"
                  " + MAX((SELECT MAX(id) - MIN(id) FROM entry) / 16, ?1)",
};

struct _ShopJournal {
  char *path;
  ShopDatabase *db;
  sqlite3_stmt *statements[N_STATEMENTS];
  gint64 pages_max;
};

static gboolean
fail (ShopJournal *self, GError **error)
{
  shop_schema_set_error (error, self->db, self->path);
  return FALSE;
}

static void
finish (ShopJournal *self, Statement which)
{
  sqlite3_reset (self->statements[which]);
  sqlite3_clear_bindings (self->statements[which]);
}

static gboolean
run (ShopJournal *self, Statement which, GError **error)
{
  gboolean ok = sqlite3_step (self->statements[which]) == SQLITE_DONE || fail (self, error);

  finish (self, which);
  return ok;
}

static gint64
ask (ShopJournal *self, Statement which)
{
  gint64 number = sqlite3_step (self->statements[which]) == SQLITE_ROW
                      ? sqlite3_column_int64 (self->statements[which], 0)
                      : 0;

  finish (self, which);
  return number;
}

/* Opening */

static gboolean
prepare (ShopJournal *self, GError **error)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    if (sqlite3_prepare_v3 (self->db, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                            &self->statements[i], NULL) != SQLITE_OK) {
      g_set_error (error, SHOP_ERROR, SHOP_ERROR_DAMAGED, "%s: The file is damaged (%s).",
                   self->path, sqlite3_errmsg (self->db));
      return FALSE;
    }
  return TRUE;
}

static gint64
page_bytes (ShopDatabase *db)
{
  sqlite3_stmt *statement = NULL;
  gint64 bytes = 0;

  if (sqlite3_prepare_v2 (db, "PRAGMA page_size", -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    bytes = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return MAX (bytes, 512); /* SQLite's smallest */
}

static ShopJournal *
try_open (const char *path, gint64 bytes_max, GError **error)
{
  g_autoptr (ShopJournal) self = g_new0 (ShopJournal, 1);

  self->path = g_strdup (path);
  self->db = shop_schema_open (path, &schema, error);
  if (!self->db || !prepare (self, error))
    return NULL;
  self->pages_max = bytes_max / page_bytes (self->db);
  return g_steal_pointer (&self);
}

ShopJournal *
shop_journal_open (const char *path, gint64 bytes_max, char **ret_note, GError **error)
{
  g_autoptr (GError) damage = NULL;
  g_autoptr (ShopJournal) self = try_open (path, bytes_max, &damage);
  g_autofree char *aside = NULL, *note = NULL;

  if (!self && !g_error_matches (damage, SHOP_ERROR, SHOP_ERROR_DAMAGED)) {
    g_propagate_error (error, g_steal_pointer (&damage));
    return NULL;
  }
  if (!self) {
    aside = shop_schema_set_aside (path, error);
    self = aside ? try_open (path, bytes_max, error) : NULL;
    if (!self)
      return NULL;
    note = g_strdup_printf ("%s It is kept as %s; starting a new one.", damage->message, aside);
  }
  *ret_note = g_steal_pointer (&note);
  return g_steal_pointer (&self);
}

void
shop_journal_close (ShopJournal *self)
{
  if (!self)
    return;
  if (self->db)
    shop_journal_commit (self, NULL);
  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);
  g_clear_pointer (&self->db, sqlite3_close);
  g_free (self->path);
  g_free (self);
}

/* Writing */

static gboolean
is_writing (ShopJournal *self)
{
  return !sqlite3_get_autocommit (self->db);
}

/* Inside of a transaction. Rows that go leave free pages behind, which the next ones fill. */
static gboolean
keep_within_size (ShopJournal *self, GError **error)
{
  if (ask (self, COUNT_PAGES) - ask (self, COUNT_FREE) < self->pages_max)
    return TRUE;
  sqlite3_bind_int64 (self->statements[MAKE_ROOM], 1, MAKE_ROOM_MIN);
  return run (self, MAKE_ROOM, error);
}

static void
bind (ShopJournal *self, const ShopJournalEntry *entry)
{
  sqlite3_stmt *add = self->statements[ADD];
  const struct {
    int column;
    const char *text;
  } texts[] = {
      {3, entry->kind}, {4, entry->name}, {5, entry->sku}, {7, entry->says}, {8, entry->facts}};

  sqlite3_bind_int64 (add, 1, entry->at_ms);
  sqlite3_bind_int64 (add, 2, entry->stream_ms);
  sqlite3_bind_int64 (add, 6, entry->rev);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i].text)
      sqlite3_bind_text (add, texts[i].column, texts[i].text, -1, SQLITE_STATIC);
}

static void
roll_back (ShopJournal *self)
{
  if (is_writing (self))
    run (self, ROLLBACK, NULL);
}

gboolean
shop_journal_add (ShopJournal *self, const ShopJournalEntry *entry, GError **error)
{
  gboolean ok = is_writing (self) || (run (self, BEGIN, error) && keep_within_size (self, error));

  if (ok) {
    bind (self, entry);
    ok = run (self, ADD, error);
  }
  if (!ok)
    roll_back (self);
  return ok;
}

gboolean
shop_journal_commit (ShopJournal *self, GError **error)
{
  if (!is_writing (self) || run (self, COMMIT, error))
    return TRUE;
  roll_back (self);
  return FALSE;
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
