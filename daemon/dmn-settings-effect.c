#include "dmn-settings-private.h"

#include "show-command.h"
#include <string.h>

/* What a setting is while the rig runs. `command`: the command that does it, with NAME and VALUE;
 * NULL: the setting is about the start only. All others wait for a restart. */
static const struct {
  const char *section, *key, *command;
} effects[] = {
    {"programme", "transition", "transition crossfade VALUE"},
    {"programme", "scene", NULL},
    {"microphone", "gain", "gain NAME VALUE"},
    {"microphone", "delay", "delay NAME VALUE"},
    {"microphone", "mute", NULL},
    {"microphone", "volume", "microphone NAME device-volume VALUE"},
    {"card", "text", "card text NAME VALUE"},
    {"card", "detail", "card detail NAME VALUE"},
    {"card", "sku", "card product NAME VALUE"},
    {"card", "until", "card until NAME VALUE"},
    {"card", "shown", NULL},
    {"shop", "buffer", "stock buffer VALUE"},
    {"encoder", "bitrate", "bitrate VALUE"},
    {"output", "start", NULL},
    {"recording", "enabled", NULL},
};

static int
find_effect (const CfgChange *change)
{
  for (guint i = 0; change->key && i < G_N_ELEMENTS (effects); i++)
    if (g_str_equal (effects[i].section, change->section) &&
        g_str_equal (effects[i].key, change->key))
      return (int) i;
  return -1;
}

DmnWhen
dmn_settings_when (const CfgEdit *running, const CfgChange *change)
{
  int effect = find_effect (change);

  /* An empty section of its own changes nothing. */
  if (!change->key && !change->name)
    return DMN_WHEN_START;
  if (effect < 0 ||
      (change->name && !cfg_edit_has_section (running, change->section, change->name)))
    return DMN_WHEN_RESTART;
  return effects[effect].command ? DMN_WHEN_NOW : DMN_WHEN_START;
}

/* Finding the value as the config has it, defaults and all */

static const CfgOption *
find_option (const CfgChange *change, const CfgSection **ret_table)
{
  for (guint i = 0; dmn_tables[i]; i++)
    for (const CfgOption *option = dmn_tables[i]->options;
         g_str_equal (dmn_tables[i]->name, change->section) && option->key; option++)
      if (g_str_equal (option->key, change->key)) {
        *ret_table = dmn_tables[i];
        return option;
      }
  return NULL;
}

static gconstpointer
find_part (const DmnConfig *config, const CfgSection *table, const char *name)
{
  GPtrArray *list = table->named ? cfg_file_list (config->file, table) : NULL;

  if (!list)
    return cfg_file_get (config->file, table);
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((const CfgHead *) list->pdata[i])->name, name))
      return list->pdata[i];
  return NULL;
}

/* In a command's own notation; transfer full. NULL: of a kind that no command takes. */
static char *
value_of (const DmnConfig *config, const CfgChange *change)
{
  const CfgSection *table = NULL;
  const CfgOption *option = find_option (change, &table);
  const guint8 *part = option ? find_part (config, table, change->name) : NULL;
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  const char *text;

  if (!part)
    return NULL;
  switch (option->type) {
  case CFG_INT:
  case CFG_MS:
    return g_strdup_printf ("%d", *(const int *) (part + option->offset));
  case CFG_DOUBLE:
    return g_strdup (
        g_ascii_dtostr (number, sizeof number, *(const double *) (part + option->offset)));
  case CFG_STRING:
    text = *(const char *const *) (part + option->offset);
    return g_strdup (text ? text : "off");
  default:
    return NULL;
  }
}

/* Doing */

static gboolean
do_command (DmnSettings *self, const char *command, const char *name, const char *value,
            GError **error)
{
  g_auto (GStrv) words = g_strsplit (command, " ", -1);
  json_t *answer;

  for (char **word = words; *word; word++) {
    const char *instead = g_str_equal (*word, "NAME")    ? name
                          : g_str_equal (*word, "VALUE") ? value
                                                         : *word;
    char *copy = g_strdup (instead);

    g_free (*word);
    *word = copy;
  }
  answer = dmn_show_command (self->show, (const char *const *) words, SHOW_ROLE_ALL, NULL, error);
  json_decref (answer);
  return answer != NULL;
}

/* FALSE: it waits for a restart, and `error` says why. */
static gboolean
act (DmnSettings *self, const CfgChange *change, const DmnConfig *config, GError **error)
{
  const char *command = effects[find_effect (change)].command;
  g_autofree char *value = value_of (config, change), *why = NULL;
  gboolean done;

  if (!value)
    return FALSE;
  if (g_str_equal (change->key, "transition") && g_str_equal (value, "0"))
    done = do_command (self, "transition cut", NULL, NULL, error);
  else if (g_str_equal (change->key, "volume") && value[0] == '-')
    done = TRUE; /* leaves the card as it is */
  else
    done = do_command (self, command, change->name, value, error);
  return done && cfg_edit_set (self->running, change->section, change->name, change->key,
                               change->after, &why);
}

static const char *const whens[] = {
    [DMN_WHEN_NOW] = "now", [DMN_WHEN_START] = "start", [DMN_WHEN_RESTART] = "restart"};

static json_t *
change_to_json (const CfgChange *change, DmnWhen when, const GError *error)
{
  json_t *json = json_pack ("{s:s, s:s?, s:s?, s:s}", "section", change->section, "name",
                            change->name, "key", change->key, "when", whens[when]);

  if (error)
    json_object_set_new (json, "text", json_string (error->message));
  return json;
}

/* The settings of a section that comes or goes are told by its header. */
static gboolean
is_told_by_header (const CfgEdit *before, const CfgEdit *after, const CfgChange *change)
{
  return change->key && change->name &&
         (!cfg_edit_has_section (before, change->section, change->name) ||
          !cfg_edit_has_section (after, change->section, change->name));
}

json_t *
dmn_settings_apply (DmnSettings *self, const CfgEdit *before, const CfgEdit *after,
                    const DmnConfig *config, gboolean do_it)
{
  g_autoptr (GPtrArray) changes = cfg_edit_compare (before, after);
  json_t *list = json_array ();

  for (guint i = 0; i < changes->len; i++) {
    const CfgChange *change = changes->pdata[i];
    DmnWhen when = dmn_settings_when (self->running, change);
    g_autoptr (GError) error = NULL;

    if (is_told_by_header (before, after, change) || (!change->key && !change->name))
      continue;
    if (do_it && when == DMN_WHEN_NOW && !act (self, change, config, &error))
      when = DMN_WHEN_RESTART;
    json_array_append_new (list, change_to_json (change, when, error));
  }
  return list;
}

json_t *
dmn_settings_pending (const DmnSettings *self, const CfgEdit *file)
{
  g_autoptr (GPtrArray) changes = cfg_edit_compare (self->running, file);
  json_t *list = json_array ();

  for (guint i = 0; i < changes->len; i++) {
    const CfgChange *change = changes->pdata[i];
    DmnWhen when = dmn_settings_when (self->running, change);

    if (when != DMN_WHEN_START && !is_told_by_header (self->running, file, change))
      json_array_append_new (list, change_to_json (change, DMN_WHEN_RESTART, NULL));
  }
  return list;
}
