/* What is fetched of the journal when the disk does not take it. */
#include "dmn-archive.h"
#include "dmn-journal.h"
#include "shop-journal.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#define FILE_MAX (64 * 1024) /* bytes: what this disk takes */
#define ENTRIES  2000        /* more than that */

typedef struct {
  GMainLoop *loop;
  int fd;
  GError *error;
} Answer;

static void
on_file (int fd, const GError *error, gpointer data)
{
  Answer *answer = data;

  answer->fd = fd;
  answer->error = error ? g_error_copy (error) : NULL;
  g_main_loop_quit (answer->loop);
}

/* The file, or -1 and why. */
static int
fetch_journal (const char *state_dir, GError **error)
{
  static const WebJournalQuery everything = {0};
  g_autoptr (DmnArchive) archive = dmn_archive_new (state_dir, state_dir);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answer answer = {.loop = loop};

  dmn_archive_open_journal (archive, &everything, on_file, &answer);
  g_main_loop_run (loop);
  if (answer.error)
    g_propagate_error (error, answer.error);
  return answer.fd;
}

static void
test_no_place (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (fetch_journal ("/nonexistent", &error), ==, -1);
  g_assert_error (error, WEB_ERROR, WEB_ERROR_FILE);
}

static void
fill_journal (const char *path)
{
  g_autofree char *says = g_strnfill (100, 'x');
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;
  g_autoptr (ShopJournal) journal = shop_journal_open (path, SHOP_JOURNAL_BYTES_MAX, &note, &error);
  const ShopJournalEntry entry = {.at_ms = 1800000000000, .kind = "card", .says = says};

  g_assert_no_error (error);
  for (guint i = 0; i < ENTRIES; i++)
    g_assert_true (shop_journal_add (journal, &entry, NULL));
  g_assert_true (shop_journal_commit (journal, NULL));
}

static void
test_full_disk (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tb-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, DMN_JOURNAL_FILE, NULL);
  g_autofree char *shm = g_strconcat (path, "-shm", NULL), *wal = g_strconcat (path, "-wal", NULL);
  g_autoptr (GError) error = NULL;
  struct rlimit whole, full;
  int fd;

  fill_journal (path);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &whole), ==, 0);
  full = whole;
  full.rlim_cur = FILE_MAX;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &full), ==, 0);
  g_assert_cmpint (fetch_journal (folder, &error), ==, -1);
  g_assert_error (error, WEB_ERROR, WEB_ERROR_FILE);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &whole), ==, 0);
  fd = fetch_journal (folder, NULL);
  g_assert_cmpint (lseek (fd, 0, SEEK_END), >, FILE_MAX);
  close (fd);
  g_unlink (path);
  g_unlink (shm);
  g_unlink (wal);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  g_test_add_func ("/archive/no-place", test_no_place);
  g_test_add_func ("/archive/full-disk", test_full_disk);
  return g_test_run ();
}
