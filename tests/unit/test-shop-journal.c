/* The journal keeps what was committed, in order, within its size. */
#include "shop-journal.h"
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder, *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("journal-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "journal.db", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (f->folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static ShopJournal *
open_journal (Fixture *f, gint64 bytes_max)
{
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;
  ShopJournal *journal = shop_journal_open (f->path, bytes_max, &note, &error);

  g_assert_no_error (error);
  g_assert_null (note);
  return journal;
}

static void
add (ShopJournal *journal, gint64 at_ms, const char *kind, const char *name, const char *says)
{
  g_autoptr (GError) error = NULL;
  ShopJournalEntry entry = {.at_ms = at_ms,
                            .stream_ms = at_ms - 1000,
                            .kind = kind,
                            .name = name,
                            .sku = "MUG-1",
                            .rev = 5,
                            .says = says,
                            .facts = "{\"available\":17}"};

  shop_journal_add (journal, &entry, &error);
  g_assert_no_error (error);
}

static void
commit (ShopJournal *journal)
{
  g_autoptr (GError) error = NULL;

  shop_journal_commit (journal, &error);
  g_assert_no_error (error);
}

static void
collect (const ShopJournalEntry *entry, gpointer data)
{
  g_assert_cmpint (entry->rev, ==, 5);
  g_assert_cmpstr (entry->sku, ==, "MUG-1");
  g_assert_cmpstr (entry->facts, ==, "{\"available\":17}");
  g_assert_cmpint (entry->stream_ms, ==, entry->at_ms - 1000);
  g_string_append_printf (data, "%s:%s ", entry->kind, entry->says);
}

static void
assert_reads (Fixture *f, gint64 since_ms, const char *card, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  shop_journal_read (f->path, since_ms, card, collect, text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text->str, ==, expected);
}

/* Also while it is being written, and after a crash: only what was committed. */
static void
test_entries (Fixture *f, gconstpointer data)
{
  g_autoptr (ShopJournal) journal = open_journal (f, SHOP_JOURNAL_BYTES_MAX);

  add (journal, 2000, "card", "offer", "17 left");
  add (journal, 3000, "scene", "offer", "pip");
  commit (journal);
  commit (journal);
  add (journal, 4000, "card", "offer", "16 left");
  assert_reads (f, 0, NULL, "card:17 left scene:pip ");
  commit (journal);
  add (journal, 5000, "card", "next", "3 left");
  g_clear_pointer (&journal, shop_journal_close);
  journal = open_journal (f, SHOP_JOURNAL_BYTES_MAX);
  assert_reads (f, 0, NULL, "card:17 left scene:pip card:16 left card:3 left ");
  assert_reads (f, 3000, NULL, "scene:pip card:16 left card:3 left ");
  assert_reads (f, 0, "offer", "card:17 left card:16 left ");
  assert_reads (f, 9000, NULL, "");
}

static void
count (const ShopJournalEntry *entry, gpointer data)
{
  gint64 *numbers = data;

  numbers[0]++;
  g_assert_cmpint (entry->id, >, numbers[1]);
  numbers[1] = entry->id;
}

static void
test_size (Fixture *f, gconstpointer data)
{
  g_autoptr (ShopJournal) journal = open_journal (f, 256 << 10);
  g_autofree char *says = g_strnfill (500, 'x');
  gint64 numbers[2] = {0, 0};
  GStatBuf file;

  for (guint i = 0; i < 200; i++) {
    for (guint j = 0; j < 20; j++)
      add (journal, 2000 + i, "card", "offer", says);
    commit (journal);
  }
  g_clear_pointer (&journal, shop_journal_close);
  g_assert_cmpint (g_stat (f->path, &file), ==, 0);
  g_assert_cmpint (file.st_size, <, 320 << 10);
  shop_journal_read (f->path, 0, NULL, count, numbers, NULL);
  g_assert_cmpint (numbers[0], >, 200);
  g_assert_cmpint (numbers[1], ==, 4000);
}

static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autofree char *note = NULL;
  g_autoptr (ShopJournal) journal = NULL;

  g_file_set_contents (f->path, "this is no database, and was never one", -1, NULL);
  journal = shop_journal_open (f->path, SHOP_JOURNAL_BYTES_MAX, &note, NULL);
  g_assert_nonnull (journal);
  g_assert_nonnull (strstr (note, "journal.db.damaged-1"));
  add (journal, 2000, "card", "offer", "17 left");
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (shop_journal_read (f->path, 0, NULL, count, NULL, &error));
  g_assert_error (error, SHOP_ERROR, SHOP_ERROR_STORE);
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/shop/journal/entries", Fixture, NULL, set_up, test_entries, tear_down);
  g_test_add ("/shop/journal/size", Fixture, NULL, set_up, test_size, tear_down);
  g_test_add ("/shop/journal/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  g_test_add ("/shop/journal/missing", Fixture, NULL, set_up, test_missing, tear_down);
  return g_test_run ();
}
