#include "cfg-file.h"

#include "cfg-parse.h"
#include "cfg-read.h"
#include "cfg-words.h"

#include <stdarg.h>
#include <string.h>

/* What errors call the file when there is none. */
#define NO_FILE "built-in settings"

struct _CfgFile {
  char *text; /* NULL: there is no file */
  CfgSet *set;
  CfgReport *report; /* what cfg_file_report() was told */
  CfgReport *missing;
  gboolean lenient;
};

GQuark
cfg_error_quark (void)
{
  return g_quark_from_static_string ("cfg-error-quark");
}

static CfgFile *
parse (const char *name, const char *folder, const char *text, gsize length,
       const CfgSection *const *tables, GError **error)
{
  CfgFile *file = g_new0 (CfgFile, 1);
  GError *wrong;

  file->text = g_strndup (text, length);
  file->report = cfg_report_new (name);
  file->missing = cfg_report_new (name);
  file->set = cfg_set_new (tables, folder);
  cfg_parse (file->set, file->report, text ? text : "", length);
  wrong = cfg_report_to_error (file->report);
  if (wrong) {
    g_propagate_error (error, wrong);
    g_clear_pointer (&file, cfg_file_free);
  }
  return file;
}

CfgFile *
cfg_file_load (const char *path, const CfgSection *const *tables, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *folder = NULL;
  gconstpointer text;
  gsize length;

  if (!path)
    return parse (NO_FILE, ".", NULL, 0, tables, error);
  bytes = cfg_read (path, error);
  if (!bytes)
    return NULL;
  folder = g_path_get_dirname (path);
  text = g_bytes_get_data (bytes, &length);
  return parse (path, folder, text ? text : "", length, tables, error);
}

CfgFile *
cfg_file_load_text (const char *path, const char *text, const CfgSection *const *tables,
                    GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path), *name = g_path_get_basename (path);

  return parse (name, folder, text, strlen (text), tables, error);
}

CfgFile *
cfg_file_parse (const char *name, const char *text, gssize length, const CfgSection *const *tables,
                GError **error)
{
  return parse (name, ".", text, length < 0 ? strlen (text) : (gsize) length, tables, error);
}

void
cfg_file_free (CfgFile *file)
{
  if (!file)
    return;
  g_free (file->text);
  cfg_set_free (file->set);
  cfg_report_free (file->report);
  cfg_report_free (file->missing);
  g_free (file);
}

const char *
cfg_file_get_text (const CfgFile *file)
{
  return file->text;
}

gconstpointer
cfg_file_get (const CfgFile *file, const CfgSection *table)
{
  g_assert (!table->named);
  return cfg_set_find (file->set, table, NULL)->head;
}

GPtrArray *
cfg_file_list (const CfgFile *file, const CfgSection *table)
{
  g_assert (table->named);
  return file->set->heads->pdata[cfg_set_index (file->set, table)];
}

gconstpointer
cfg_file_find (const GPtrArray *list, const char *name)
{
  for (guint i = 0; i < list->len; i++)
    if (g_strcmp0 (((const CfgHead *) list->pdata[i])->name, name) == 0)
      return list->pdata[i];
  return NULL;
}

static void
add_pair (CfgFile *file, CfgPart *part, const char *key, const char *value)
{
  int index = cfg_part_find (part, key);
  g_autofree char *why = NULL;

  if (index < 0)
    g_error ("%s %s: no such key", part->label, key);
  if (!cfg_part_set (part, index, value, 0, file->set->folder, &why))
    g_error ("%s %s: %s", part->label, key, why);
}

gpointer
cfg_file_add (CfgFile *file, const CfgSection *table, const char *name, ...)
{
  CfgPart *part;
  va_list pairs;

  g_assert (table->named && *name && !cfg_parse_check_name (name));
  g_assert (!cfg_set_find (file->set, table, name));
  g_assert (cfg_set_get_parts (file->set, table)->len < table->max);
  part = cfg_part_new (table, name, 0, file->set->folder);
  va_start (pairs, name);
  for (const char *key = va_arg (pairs, const char *); key; key = va_arg (pairs, const char *))
    add_pair (file, part, key, va_arg (pairs, const char *));
  va_end (pairs);
  for (int i = 0; table->options[i].key; i++)
    g_assert (!table->options[i].required || part->tried[i]);
  cfg_set_add (file->set, part);
  return part->head;
}

static const CfgPart *
find_part (const CfgFile *file, const CfgSection *table, gconstpointer section)
{
  GPtrArray *parts = cfg_set_get_parts (file->set, table);

  for (guint i = 0; i < parts->len; i++) {
    const CfgPart *part = parts->pdata[i];

    if (part->head == section)
      return part;
  }
  g_assert_not_reached ();
}

static void
add_to (CfgReport *report, const CfgPart *part, const char *key, const char *format, va_list args)
{
  int index = key ? cfg_part_find (part, key) : -1;
  int line = index >= 0 ? part->key_lines[index] : 0;

  g_assert (!key || index >= 0);
  cfg_report_add_valist (report, line ? line : part->head->line, part->label, key, format, args);
}

void
cfg_file_report (CfgFile *file, const CfgSection *table, gconstpointer section, const char *key,
                 const char *format, ...)
{
  va_list args;

  va_start (args, format);
  add_to (file->report, find_part (file, table, section), key, format, args);
  va_end (args);
}

void
cfg_file_report_missing (CfgFile *file, const CfgSection *table, gconstpointer section,
                         const char *key, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  add_to (file->lenient ? file->missing : file->report, find_part (file, table, section), key,
          format, args);
  va_end (args);
}

void
cfg_file_set_lenient (CfgFile *file)
{
  file->lenient = TRUE;
}

char *
cfg_file_get_missing (const CfgFile *file)
{
  g_autoptr (GError) missing = cfg_report_to_error (file->missing);

  return missing ? g_strdup (missing->message) : NULL;
}

gboolean
cfg_file_check (CfgFile *file, GError **error)
{
  GError *wrong = cfg_report_to_error (file->report);

  if (!wrong)
    return TRUE;
  g_propagate_error (error, wrong);
  return FALSE;
}
