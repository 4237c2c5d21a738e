#include "dmn-journal-text.h"

#include "show-time.h"
#include <jansson.h>
#include <string.h>

static json_t *
json_or_null (const char *text)
{
  return text ? json_string (text) : json_null ();
}

static json_t *
facts_of (const ShopJournalEntry *entry)
{
  json_t *facts = entry->facts ? json_loads (entry->facts, 0, NULL) : NULL;

  return facts ? facts : json_null ();
}

char *
dmn_journal_to_json_line (const ShopJournalEntry *entry)
{
  g_autofree char *at = show_time_to_text (entry->at_ms);
  json_t *json =
      json_pack ("{s:I, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "id", (json_int_t) entry->id,
                 "at", json_or_null (at), "stream_ms",
                 entry->stream_ms >= 0 ? json_integer (entry->stream_ms) : json_null (), "kind",
                 entry->kind, "name", json_or_null (entry->name), "sku", json_or_null (entry->sku),
                 "rev", entry->sku ? json_integer (entry->rev) : json_null (), "says",
                 json_or_null (entry->says), "facts", facts_of (entry));
  char *text = json_dumps (json, JSON_COMPACT);
  char *line = g_strdup (text);

  free (text);
  json_decref (json);
  return line;
}

/* OWASP, "CSV Injection": what makes a cell a formula. */
static gboolean
is_like_formula (const char *text)
{
  return *text && strchr ("=+-@\t\r", *text);
}

static void
append_cell (GString *line, const char *text)
{
  g_autoptr (GString) cell = g_string_new (text ? text : "");

  if (line->len > 0)
    g_string_append_c (line, ',');
  if (is_like_formula (cell->str))
    g_string_prepend_c (cell, '\'');
  g_string_replace (cell, "\"", "\"\"", 0);
  if (strpbrk (cell->str, ",\"\r\n"))
    g_string_append_printf (line, "\"%s\"", cell->str);
  else
    g_string_append (line, cell->str);
}

static void
append_number (GString *line, gint64 number, gboolean known)
{
  g_autofree char *text = known ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : NULL;

  append_cell (line, text);
}

char *
dmn_journal_to_csv_line (const ShopJournalEntry *entry)
{
  g_autofree char *at = show_time_to_text (entry->at_ms);
  GString *line = g_string_new (NULL);

  append_number (line, entry->id, TRUE);
  append_cell (line, at);
  append_number (line, entry->stream_ms, entry->stream_ms >= 0);
  append_cell (line, entry->kind);
  append_cell (line, entry->name);
  append_cell (line, entry->sku);
  append_number (line, entry->rev, entry->sku != NULL);
  append_cell (line, entry->says);
  append_cell (line, entry->facts);
  g_string_append (line, "\r\n");
  return g_string_free (line, FALSE);
}
