#include "dmn-settings-private.h"

#include "base-log.h"
#include "cfg-diff.h"
#include "cfg-mask.h"
#include "cfg-words.h"
#include <string.h>
#include <sys/stat.h>

static const char *const types[] = {
    [CFG_STRING] = "text", [CFG_INT] = "number", [CFG_BOOL] = "switch", [CFG_DOUBLE] = "decimal",
    [CFG_MS] = "time",     [CFG_SIZE] = "size",  [CFG_RATE] = "rate",   [CFG_CHOICE] = "choice",
    [CFG_LIST] = "list",   [CFG_PATH] = "path",
};

static json_t *
text_or_null (const char *text)
{
  return text ? json_string (text) : json_null ();
}

static json_t *
choices_of (const CfgOption *option)
{
  json_t *list = json_array ();

  for (guint i = 0; option->choices && option->choices[i]; i++)
    json_array_append_new (list, json_string (option->choices[i]));
  return list;
}

static json_t *
option_to_json (const CfgSection *table, const CfgOption *option)
{
  const char *when = dmn_when_to_string (dmn_settings_when_in_general (table->name, option->key));
  g_autofree char *what = cfg_words_describe (option), *example = cfg_words_example (option);
  json_t *json = json_pack (
      "{s:s, s:s, s:o, s:b, s:b, s:o, s:s, s:s, s:s, s:o, s:s}", "key", option->key, "type",
      types[option->type], "default", text_or_null (option->default_text), "required",
      option->required, "secret", option->is_secret, "choices", choices_of (option), "what", what,
      "example", example, "help", option->help, "unit", text_or_null (option->unit), "when", when);

  if (option->min < option->max) {
    json_object_set_new (json, "min", json_real (option->min));
    json_object_set_new (json, "max", json_real (option->max));
  }
  return json;
}

/* Whether there is something in the file; what it is stays there. */
static gboolean
is_filled (const char *folder, const char *value)
{
  g_autofree char *path = value ? g_canonicalize_filename (value, folder) : NULL;
  struct stat file;

  return path && stat (path, &file) == 0 && file.st_size > 0;
}

static char *
mask (const char *text)
{
  g_autofree char *masked = cfg_mask (text);

  return base_log_mask (masked);
}

static json_t *
part_to_json (const CfgSection *table, const CfgEdit *file, const char *name, const char *folder)
{
  json_t *values = json_object (), *secrets = json_object ();

  for (const CfgOption *option = table->options; option->key; option++) {
    g_autofree char *value = cfg_edit_get (file, table->name, name, option->key);
    g_autofree char *masked = value ? mask (value) : NULL;

    if (masked)
      json_object_set_new (values, option->key, json_string (masked));
    if (option->is_secret)
      json_object_set_new (secrets, option->key, json_boolean (is_filled (folder, value)));
  }
  return json_pack ("{s:o, s:o, s:o}", "name", text_or_null (name), "values", values, "secrets",
                    secrets);
}

/* The file's sections of this kind, in its order; of an unnamed kind there is always one. */
static json_t *
parts_of (const CfgSection *table, const CfgEdit *file, const char *folder)
{
  g_autoptr (GPtrArray) list = cfg_edit_list (file);
  json_t *parts = json_array ();

  if (!table->named)
    json_array_append_new (parts, part_to_json (table, file, NULL, folder));
  for (guint i = 0; table->named && i < list->len; i++) {
    const CfgChange *one = list->pdata[i];

    if (!one->key && one->name && g_str_equal (one->section, table->name))
      json_array_append_new (parts, part_to_json (table, file, one->name, folder));
  }
  return parts;
}

static json_t *
section_to_json (const CfgSection *table, const CfgEdit *file, const char *folder)
{
  DmnWhen when = dmn_settings_when_in_general (table->name, NULL);
  json_t *options = json_array ();

  for (const CfgOption *option = table->options; option->key; option++)
    json_array_append_new (options, option_to_json (table, option));
  return json_pack ("{s:s, s:b, s:i, s:s, s:s, s:o, s:o}", "name", table->name, "named",
                    table->named, "max", (int) table->max, "help", table->help, "when",
                    dmn_when_to_string (when), "options", options, "present",
                    parts_of (table, file, folder));
}

json_t *
dmn_settings_sections (const CfgEdit *file, const char *folder)
{
  json_t *sections = json_array ();

  for (guint i = 0; dmn_tables[i]; i++)
    json_array_append_new (sections, section_to_json (dmn_tables[i], file, folder));
  return sections;
}

static gboolean
is_about (const json_t *effect, const CfgChange *line)
{
  const char *key = json_string_value (json_object_get (effect, "key"));

  return g_str_equal (json_string_value (json_object_get (effect, "section")), line->section) &&
         g_strcmp0 (json_string_value (json_object_get (effect, "name")), line->name) == 0 &&
         (!key || g_strcmp0 (key, line->key) == 0);
}

/* When a line of the file acts, by what is told of its setting or of its whole section; NULL: it is
 * none that acts. Borrowed. */
static json_t *
find_when (const json_t *effects, const CfgEdit *text, guint number)
{
  CfgChange *line = cfg_edit_read_line (text, number);
  json_t *effect, *when = NULL;
  size_t i;

  json_array_foreach (effects, i, effect)
  {
    if (line && !when && is_about (effect, line))
      when = json_object_get (effect, "when");
  }
  cfg_change_free (line);
  return when;
}

json_t *
dmn_settings_diff (const char *before, const char *after, const json_t *effects)
{
  g_autoptr (GPtrArray) lines = cfg_diff (before, after);
  g_autoptr (CfgEdit) old = cfg_edit_new (before), new = cfg_edit_new (after);
  json_t *diff = json_array ();

  for (guint i = 0; i < lines->len; i++) {
    const CfgDiffLine *line = lines->pdata[i];
    g_autofree char *masked = mask (line->text);
    json_t *json = json_pack ("{s:s%, s:i, s:s}", "kind", &line->kind, (size_t) 1, "line",
                              (int) line->line, "text", masked);

    if (line->kind == '+' || line->kind == '-')
      json_object_set (json, "when",
                       find_when (effects, line->kind == '+' ? new : old, line->line));
    json_array_append_new (diff, json);
  }
  return diff;
}
