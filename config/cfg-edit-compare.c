/* What is otherwise in one text than in another. */
#include "cfg-edit.h"

void
cfg_change_free (CfgChange *change)
{
  if (!change)
    return;
  g_free (change->section);
  g_free (change->name);
  g_free (change->key);
  g_free (change->before);
  g_free (change->after);
  g_free (change);
}

CfgChange *
cfg_change_new (const char *section, const char *name, const char *key, const char *after)
{
  CfgChange *change = g_new0 (CfgChange, 1);

  change->section = g_strdup (section);
  change->name = g_strdup (name);
  change->key = g_strdup (key);
  change->after = g_strdup (after);
  return change;
}

static const CfgChange *
find_same (const GPtrArray *list, const CfgChange *wanted)
{
  for (guint i = 0; i < list->len; i++) {
    const CfgChange *change = list->pdata[i];

    if (g_str_equal (change->section, wanted->section) &&
        g_strcmp0 (change->name, wanted->name) == 0 && g_strcmp0 (change->key, wanted->key) == 0)
      return change;
  }
  return NULL;
}

GPtrArray *
cfg_edit_compare (const CfgEdit *before, const CfgEdit *after)
{
  g_autoptr (GPtrArray) old = cfg_edit_list (before), new = NULL;
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) cfg_change_free);

  new = cfg_edit_list (after);
  for (guint i = 0; i < new->len; i++) {
    const CfgChange *now = new->pdata[i], *then = find_same (old, now);
    CfgChange *change;

    if (then && g_str_equal (then->after, now->after))
      continue;
    change = cfg_change_new (now->section, now->name, now->key, now->after);
    change->before = then ? g_strdup (then->after) : NULL;
    g_ptr_array_add (changes, change);
  }
  for (guint i = 0; i < old->len; i++) {
    const CfgChange *then = old->pdata[i];
    CfgChange *change;

    if (find_same (new, then))
      continue;
    change = cfg_change_new (then->section, then->name, then->key, NULL);
    change->before = g_strdup (then->after);
    g_ptr_array_add (changes, change);
  }
  return changes;
}
