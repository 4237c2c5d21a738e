#include "dmn-settings-private.h"

#include "web-types.h"
#include <string.h>

const CfgSection *
dmn_settings_find_table (const char *section)
{
  for (guint i = 0; section && dmn_tables[i]; i++)
    if (g_str_equal (dmn_tables[i]->name, section))
      return dmn_tables[i];
  return NULL;
}

const CfgOption *
dmn_settings_find_option (const CfgSection *table, const char *key)
{
  for (const CfgOption *option = table->options; key && option->key; option++)
    if (g_str_equal (option->key, key))
      return option;
  return NULL;
}

/* Keys and tokens stay where they were meant for: whoever may change settings from afar must not
 * send one to another server, nor let a file be taken for one. */

#define URL "url" /* the key of every address that a secret is for */

static gboolean
is_secret (const CfgOption *option)
{
  return option->is_secret || g_str_has_suffix (option->key, "_credential");
}

/* The section of `change` has a secret, and it is the one that it had before. */
static gboolean
keeps_secret (const CfgEdit *before, const CfgEdit *after, const CfgSection *table,
              const CfgChange *change)
{
  for (const CfgOption *option = table->options; option->key; option++) {
    g_autofree char *old = cfg_edit_get (before, table->name, change->name, option->key);
    g_autofree char *new = cfg_edit_get (after, table->name, change->name, option->key);

    if (is_secret (option) && new &&g_strcmp0 (old, new) == 0)
      return TRUE;
  }
  return FALSE;
}

/* With the address goes what was meant for it; whoever writes another one writes its key, too. */
void
dmn_settings_drop_with_url (CfgEdit *edit, const CfgSection *table, const char *name,
                            const char *key)
{
  for (const CfgOption *option = table->options; option->key && g_str_equal (key, URL); option++)
    if (is_secret (option))
      cfg_edit_set (edit, table->name, name, option->key, NULL, NULL);
}

static gboolean
check_secret (const DmnSettings *self, const CfgEdit *before, const CfgEdit *after,
              const CfgChange *change, GError **error)
{
  const CfgSection *table = dmn_settings_find_table (change->section);
  const CfgOption *option = table ? dmn_settings_find_option (table, change->key) : NULL;
  const char *why = NULL;

  if (!option || !change->after)
    return TRUE;
  if (is_secret (option) &&
      !g_ptr_array_find_with_equal_func (self->fresh, change->after, g_str_equal, NULL))
    why =
        "Write the key itself here. Which file it is in can be changed in the config by hand only.";
  else if (g_str_equal (option->key, URL) && keeps_secret (before, after, table, change))
    why = "The key is for the address before. Write it anew, together with this address.";
  if (why)
    g_set_error (error, WEB_ERROR, WEB_ERROR_INVALID, "[%s%s%s] %s: %s", change->section,
                 change->name ? " " : "", change->name ? change->name : "", change->key, why);
  return !why;
}

gboolean
dmn_settings_check_secrets (const DmnSettings *self, const char *before, const char *after,
                            GError **error)
{
  g_autoptr (CfgEdit) old = cfg_edit_new (before), new = cfg_edit_new (after);
  g_autoptr (GPtrArray) changes = cfg_edit_compare (old, new);

  for (guint i = 0; i < changes->len; i++)
    if (!check_secret (self, old, new, changes->pdata[i], error))
      return FALSE;
  return TRUE;
}
