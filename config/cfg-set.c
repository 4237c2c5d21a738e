#include "cfg-set.h"

static void
free_part (gpointer part)
{
  cfg_part_free (part);
}

static void
free_array (gpointer array)
{
  g_ptr_array_unref (array);
}

CfgSet *
cfg_set_new (const CfgSection *const *tables, const char *folder)
{
  CfgSet *set = g_new0 (CfgSet, 1);

  set->tables = tables;
  set->folder = g_canonicalize_filename (folder, NULL);
  set->parts = g_ptr_array_new_with_free_func (free_array);
  set->heads = g_ptr_array_new_with_free_func (free_array);
  for (; *tables; tables++) {
    g_assert (!(*tables)->named || (*tables)->max > 0);
    g_ptr_array_add (set->parts, g_ptr_array_new_with_free_func (free_part));
    g_ptr_array_add (set->heads, g_ptr_array_new ());
  }
  for (tables = set->tables; *tables; tables++)
    if (!(*tables)->named)
      cfg_set_add (set, cfg_part_new (*tables, NULL, 0, set->folder));
  return set;
}

void
cfg_set_free (CfgSet *set)
{
  if (!set)
    return;
  g_clear_pointer (&set->heads, g_ptr_array_unref);
  g_clear_pointer (&set->parts, g_ptr_array_unref);
  g_free (set->folder);
  g_free (set);
}

guint
cfg_set_index (const CfgSet *set, const CfgSection *table)
{
  guint i = 0;

  while (set->tables[i] && set->tables[i] != table)
    i++;
  g_assert (set->tables[i]);
  return i;
}

const CfgSection *
cfg_set_find_table (const CfgSet *set, const char *name)
{
  for (const CfgSection *const *table = set->tables; *table; table++)
    if (g_str_equal ((*table)->name, name))
      return *table;
  return NULL;
}

GPtrArray *
cfg_set_get_parts (const CfgSet *set, const CfgSection *table)
{
  return set->parts->pdata[cfg_set_index (set, table)];
}

CfgPart *
cfg_set_find (const CfgSet *set, const CfgSection *table, const char *name)
{
  GPtrArray *parts = cfg_set_get_parts (set, table);

  for (guint i = 0; i < parts->len; i++) {
    CfgPart *part = parts->pdata[i];

    if (g_strcmp0 (part->head->name, name) == 0)
      return part;
  }
  return NULL;
}

void
cfg_set_add (CfgSet *set, CfgPart *part)
{
  guint i = cfg_set_index (set, part->table);

  g_ptr_array_add (set->parts->pdata[i], part);
  g_ptr_array_add (set->heads->pdata[i], part->head);
}
