/* A disk that takes nothing for a while: the journal says how many entries are missing. */
#include "base-log.h"
#include "dmn-journal.h"
#include "shop-journal.h"
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* Whether files can be written. */
static void
set_disk (gboolean full)
{
  static struct rlimit before;
  struct rlimit none;

  if (full)
    g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  none = (struct rlimit){0, before.rlim_max};
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, full ? &none : &before), ==, 0);
}

static void
wait_for_line (const char *words)
{
  for (guint tries = 0; tries < 6000; tries++) {
    g_autoptr (GPtrArray) lines = base_log_list (BASE_LOG_KEPT);

    for (guint i = 0; i < lines->len; i++)
      if (strstr (((BaseLogLine *) lines->pdata[i])->text, words))
        return;
    g_usleep (10 * 1000);
  }
  g_assert_not_reached ();
}

static void
show (DmnJournal *journal, guint layer, const char *text)
{
  g_autofree char *copy = g_strdup (text);
  const ShowCardContent content = {.name = "host",
                                   .kind = SHOW_CARD_LOWER_THIRD,
                                   .corner = SHOW_CORNER_TOP_LEFT,
                                   .shown = TRUE,
                                   .freshness = SHOW_FRESH,
                                   .text = copy,
                                   .left_s = -1,
                                   .access = SHOW_ACCESS_NONE};

  dmn_journal_shown (layer, &content, 0, journal);
}

static void
collect (const ShopJournalEntry *entry, gpointer data)
{
  g_string_append_printf (data, "%s\n", entry->says);
}

static char *
read_journal (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, DMN_JOURNAL_FILE, NULL);
  g_autoptr (GString) says = g_string_new (NULL);

  shop_journal_read (path, 0, NULL, collect, says, NULL); /* it may not be there yet */
  return g_string_free (g_steal_pointer (&says), FALSE);
}

static void
wait_for_entry (const char *folder, const char *words)
{
  for (guint tries = 0; tries < 6000; tries++) {
    g_autofree char *says = read_journal (folder);

    if (strstr (says, words))
      return;
    g_usleep (10 * 1000);
  }
  g_assert_not_reached ();
}

static void
remove_folder (const char *folder)
{
  const char *const argv[] = {"rm", "-rf", "--", folder, NULL};

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
}

static void
test_full_disk (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tb-journal-XXXXXX", NULL);
  g_autoptr (DmnConfig) config = dmn_config_load_text ("test.conf", "", NULL, &error);
  g_autoptr (DmnShow) state = dmn_show_new (config, NULL);
  DmnJournal *journal = dmn_journal_new (folder, state);
  g_autofree char *says = NULL;

  g_assert_no_error (error);
  show (journal, 0, "Before");
  wait_for_entry (folder, "Before");
  set_disk (TRUE);
  show (journal, 0, "Lost one");
  show (journal, 1, "Lost two");
  show (journal, 2, "Lost three");
  wait_for_line ("What is shown now is not recorded.");
  set_disk (FALSE);
  show (journal, 0, "After");
  show (journal, 1, "Later");
  wait_for_entry (folder, "After");
  wait_for_line ("What is shown is recorded again.");
  dmn_journal_free (journal);
  says = read_journal (folder);
  g_assert_null (strstr (says, "Lost"));
  g_assert_nonnull (strstr (says, "Before\n3 entries are missing here.\n"));
  g_assert_nonnull (strstr (says, "here.\nAfter\nLater\n"));
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  base_log_init (BASE_LOG_NOTICE);
  signal (SIGXFSZ, SIG_IGN);
  g_test_add_func ("/dmn/journal/full-disk", test_full_disk);
  return g_test_run ();
}
