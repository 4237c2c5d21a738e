#include "cfg-part.h"

#include "base-nearest.h"
#include "cfg-value.h"
#include "cfg-words.h"

CfgPart *
cfg_part_new (const CfgSection *table, const char *name, int line, const char *folder)
{
  CfgPart *part = g_new0 (CfgPart, 1);
  guint n = 0;

  g_assert (table->struct_size >= sizeof (CfgHead));
  part->table = table;
  part->label = cfg_words_section (table->name, name);
  part->head = g_malloc0 (table->struct_size);
  part->head->name = g_strdup (name);
  part->head->line = line;
  for (const CfgOption *option = table->options; option->key; option++, n++) {
    g_autofree char *why = NULL;

    if (option->default_text &&
        !cfg_value_parse (option, option->default_text, folder, part->head, &why))
      g_error ("default of %s %s: %s", part->label, option->key, why);
  }
  part->key_lines = g_new0 (int, n + 1);
  part->tried = g_new0 (gboolean, n + 1);
  return part;
}

void
cfg_part_free (CfgPart *part)
{
  if (!part)
    return;
  for (const CfgOption *option = part->table->options; option->key; option++)
    cfg_value_clear (option, part->head);
  g_free (part->head->name);
  g_free (part->head);
  g_free (part->label);
  g_free (part->key_lines);
  g_free (part->tried);
  g_free (part);
}

int
cfg_part_find (const CfgPart *part, const char *key)
{
  for (int i = 0; part->table->options[i].key; i++)
    if (g_str_equal (part->table->options[i].key, key))
      return i;
  return -1;
}

int
cfg_part_find_near (const CfgPart *part, const char *key)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  const char *near;

  for (const CfgOption *option = part->table->options; option->key; option++)
    g_ptr_array_add (keys, (char *) option->key);
  g_ptr_array_add (keys, NULL);
  near = base_nearest (key, (const char *const *) keys->pdata);
  return near ? cfg_part_find (part, near) : -1;
}

gboolean
cfg_part_set (CfgPart *part, int index, const char *text, int line, const char *folder,
              char **ret_why)
{
  part->key_lines[index] = line;
  part->tried[index] = TRUE;
  return cfg_value_parse (&part->table->options[index], text, folder, part->head, ret_why);
}
