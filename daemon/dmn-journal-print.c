/* tallybox journal: prints what was shown. */
#include "dmn-commands.h"
#include "dmn-journal-text.h"
#include "dmn-journal.h"
#include "dmn-paths.h"
#include "show-time.h"
#include <glib/gstdio.h>
#include <stdio.h>

/* One object a line, so that a long journal can be read as it comes. */
static void
print_json (const ShopJournalEntry *entry, gpointer data)
{
  g_autofree char *text = dmn_journal_to_json_line (entry);

  puts (text);
}

static char *
position_of (const ShopJournalEntry *entry)
{
  gint64 s = entry->stream_ms / 1000;

  if (entry->stream_ms < 0)
    return g_strdup ("-");
  return g_strdup_printf ("%02" G_GINT64_FORMAT ":%02d:%02d.%03d", s / 3600, (int) (s / 60 % 60),
                          (int) (s % 60), (int) (entry->stream_ms % 1000));
}

/* For people, in their own time. */
static void
print_line (const ShopJournalEntry *entry, gpointer data)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (entry->at_ms / 1000);
  g_autofree char *time = at ? g_date_time_format (at, "%F %T") : g_strdup ("?");
  g_autofree char *position = position_of (entry);

  printf ("%s.%03d  %12s  %-9s %s%s%s%s%s\n", time, (int) (entry->at_ms % 1000), position,
          entry->kind, entry->name ? entry->name : "", entry->name ? ": " : "",
          entry->sku ? entry->sku : "", entry->sku ? ": " : "", entry->says ? entry->says : "");
}

/* A time, or how long ago: "10min". */
static gboolean
read_since (const char *text, gint64 *ret_ms, GError **error)
{
  g_autofree char *ago = text ? g_strconcat ("+", text, NULL) : NULL;
  gint64 now_ms = g_get_real_time () / 1000, then_ms;

  *ret_ms = 0;
  if (!text)
    return TRUE;
  if (show_time_parse (ago, now_ms, "", &then_ms, NULL)) {
    *ret_ms = now_ms - (then_ms - now_ms);
    return TRUE;
  }
  if (show_time_parse (text, 0, "", ret_ms, NULL))
    return TRUE;
  g_set_error (error, DMN_ERROR, DMN_ERROR_USAGE,
               "--since must be a time such as 2027-03-15T19:00:00Z, or how long ago, such as "
               "10min, not \"%s\".",
               text);
  return FALSE;
}

static gboolean
is_there (const char *path, const char *given_dir, GError **error)
{
  if (g_access (path, F_OK) == 0)
    return TRUE;
  g_set_error (error, DMN_ERROR, DMN_ERROR_UNAVAILABLE, "There is no journal %s. %s", path,
               dmn_paths_tell_remedy (given_dir));
  return FALSE;
}

int
dmn_journal (int argc, char **argv)
{
  g_autofree char *given_dir = NULL, *since = NULL, *card = NULL, *path = NULL, *dir = NULL;
  gboolean json = FALSE;
  gint64 since_ms;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
      {"card", 0, 0, G_OPTION_ARG_STRING, &card, "Only what is about this card", "NAME"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, "One JSON object a line", NULL},
      {"since", 0, 0, G_OPTION_ARG_STRING, &since, "From a time on, or for so long: 10min", "TIME"},
      {"state-dir", 's', 0, G_OPTION_ARG_FILENAME, &given_dir,
       "The rig's folder; without it, yours or the service's", "DIR"},
      {NULL}};

  if (!dmn_parse_options (argc, argv, "",
                          "What was on the picture, and when: by the clock and by "
                          "the position in the programme.",
                          entries, NULL, &error) ||
      !read_since (since, &since_ms, &error))
    return dmn_fail (error);
  dir = dmn_paths_find_rig (given_dir);
  path = g_build_filename (dir, DMN_JOURNAL_FILE, NULL);
  if (!is_there (path, given_dir, &error) ||
      !shop_journal_read (path, since_ms, card, json ? print_json : print_line, NULL, &error))
    return dmn_fail (error);
  return 0;
}
