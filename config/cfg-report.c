#include "cfg-report.h"

#include "cfg-file.h"

#include <stdarg.h>

struct _CfgReport {
  char *file;
  GPtrArray *entries; /* Entry; at most twice CFG_ERRORS_MAX */
  guint n_added;
};

typedef struct {
  int line;
  guint order;
  char *text;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->text);
  g_free (entry);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *x = *(Entry *const *) a, *y = *(Entry *const *) b;

  return x->line != y->line ? (x->line > y->line) - (x->line < y->line)
                            : (x->order > y->order) - (x->order < y->order);
}

static void
keep_first (CfgReport *report)
{
  g_ptr_array_sort (report->entries, compare_entries);
  if (report->entries->len > CFG_ERRORS_MAX)
    g_ptr_array_set_size (report->entries, CFG_ERRORS_MAX);
}

CfgReport *
cfg_report_new (const char *file)
{
  CfgReport *report = g_new0 (CfgReport, 1);

  report->file = cfg_report_quote (file);
  report->entries = g_ptr_array_new_with_free_func (entry_free);
  return report;
}

void
cfg_report_free (CfgReport *report)
{
  if (!report)
    return;
  g_free (report->file);
  g_clear_pointer (&report->entries, g_ptr_array_unref);
  g_free (report);
}

void
cfg_report_add_valist (CfgReport *report, int line, const char *label, const char *key,
                       const char *format, va_list args)
{
  g_autoptr (GString) text = g_string_new (report->file);
  Entry *entry = g_new0 (Entry, 1);

  if (line > 0)
    g_string_append_printf (text, ":%d", line);
  g_string_append (text, ": ");
  if (label)
    g_string_append (text, label);
  if (key)
    g_string_append_printf (text, "%s%s: ", label ? " " : "", key);
  else if (label)
    g_string_append (text, ": ");
  g_string_append_vprintf (text, format, args);

  entry->line = line;
  entry->order = report->n_added++;
  entry->text = g_string_free (g_steal_pointer (&text), FALSE);
  g_ptr_array_add (report->entries, entry);
  if (report->entries->len >= 2 * CFG_ERRORS_MAX)
    keep_first (report);
}

void
cfg_report_add (CfgReport *report, int line, const char *label, const char *key, const char *format,
                ...)
{
  va_list args;

  va_start (args, format);
  cfg_report_add_valist (report, line, label, key, format, args);
  va_end (args);
}

GError *
cfg_report_to_error (CfgReport *report)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (report->n_added == 0)
    return NULL;
  keep_first (report);
  for (guint i = 0; i < report->entries->len; i++) {
    const Entry *entry = report->entries->pdata[i];

    g_string_append_printf (text, "%s%s", i ? "\n" : "", entry->text);
  }
  if (report->n_added > report->entries->len)
    g_string_append_printf (text, "\n%s: and %u more. Mend these first.", report->file,
                            report->n_added - report->entries->len);
  return g_error_new_literal (CFG_ERROR, CFG_ERROR_SYNTAX, text->str);
}

char *
cfg_report_quote (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint n = 0;

  for (const char *p = text; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (n++ == CFG_QUOTE_MAX) {
      g_string_append (out, "…");
      break;
    }
    g_string_append_unichar (out, g_unichar_iscntrl (c) ? '?' : c);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
