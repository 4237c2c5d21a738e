#include "dmn-settings-private.h"

#include "show-command.h"
#include "show-words.h"
#include <string.h>

#define WAITS "This goes with another change, which waits for a restart."

/* What becomes of a setting that is changed while the rig runs: the one table of it. `key` NULL:
 * the section comes or goes. Whatever is not here waits for a restart. */
typedef enum {
  HOW_COMMAND = 1, /* a command does it, with NAME and VALUE */
  HOW_TAKEN,       /* the rig takes it up at once */
  HOW_OUTPUT,      /* so it does, but for an output that is live: at its next start */
  HOW_START,       /* it is about the rig's start only */
} How;

static const struct {
  const char *section, *key;
  How how;
  const char *command;
} effects[] = {
    {"programme", "transition", HOW_COMMAND, "transition crossfade VALUE"},
    {"programme", "scene", HOW_START, NULL},
    {"camera", "source", HOW_TAKEN, NULL},
    {"camera", "format", HOW_TAKEN, NULL},
    {"camera", "delay", HOW_TAKEN, NULL},
    {"microphone", "source", HOW_TAKEN, NULL},
    {"microphone", "role", HOW_TAKEN, NULL},
    {"microphone", "gain", HOW_COMMAND, "gain NAME VALUE"},
    {"microphone", "delay", HOW_COMMAND, "delay NAME VALUE"},
    {"microphone", "mute", HOW_START, NULL},
    {"microphone", "volume", HOW_COMMAND, "microphone NAME device-volume VALUE"},
    {"card", "text", HOW_COMMAND, "card text NAME VALUE"},
    {"card", "detail", HOW_COMMAND, "card detail NAME VALUE"},
    {"card", "sku", HOW_COMMAND, "card product NAME VALUE"},
    {"card", "until", HOW_COMMAND, "card until NAME VALUE"},
    {"card", "shown", HOW_START, NULL},
    {"shop", "buffer", HOW_COMMAND, "stock buffer VALUE"},
    {"encoder", "bitrate", HOW_COMMAND, "bitrate VALUE"},
    {"output", NULL, HOW_TAKEN, NULL},
    {"output", "url", HOW_OUTPUT, NULL},
    {"output", "key_file", HOW_OUTPUT, NULL},
    {"output", "key_credential", HOW_OUTPUT, NULL},
    {"output", "tls_ca", HOW_OUTPUT, NULL},
    {"output", "test_key_file", HOW_TAKEN, NULL},
    {"output", "start", HOW_START, NULL},
    {"recording", "enabled", HOW_START, NULL},
};

static const DmnWhen whens_of[] = {[0] = DMN_WHEN_RESTART,
                                   [HOW_COMMAND] = DMN_WHEN_NOW,
                                   [HOW_TAKEN] = DMN_WHEN_NOW,
                                   [HOW_OUTPUT] = DMN_WHEN_OUTPUT,
                                   [HOW_START] = DMN_WHEN_START};

static const char *const whens[] = {[DMN_WHEN_NOW] = "now",
                                    [DMN_WHEN_OUTPUT] = "output",
                                    [DMN_WHEN_START] = "start",
                                    [DMN_WHEN_RESTART] = "restart"};

const char *
dmn_when_to_string (DmnWhen when)
{
  return whens[when];
}

static int
find_effect (const char *section, const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (effects); i++)
    if (g_str_equal (effects[i].section, section) && g_strcmp0 (effects[i].key, key) == 0)
      return (int) i;
  return -1;
}

static How
find_how (const char *section, const char *key)
{
  int effect = find_effect (section, key);

  return effect < 0 ? 0 : effects[effect].how;
}

DmnWhen
dmn_settings_when_in_general (const char *section, const char *key)
{
  return whens_of[find_how (section, key)];
}

gboolean
dmn_settings_is_taken (const CfgChange *change)
{
  How how = find_how (change->section, change->key);

  return how == HOW_TAKEN || how == HOW_OUTPUT || how == HOW_START;
}

static gboolean
is_live (const DmnSettings *self, const char *output)
{
  const ShowState *state = dmn_show_get_state (self->show);
  guint index;

  return show_setup_find (show_state_get_setup (state)->outputs, output, &index) &&
         show_state_get_output (state, index)->health == SHOW_HEALTH_LIVE;
}

static DmnWhen
when (const DmnSettings *self, const CfgChange *change)
{
  DmnWhen general = dmn_settings_when_in_general (change->section, change->key);

  /* An empty section of its own changes nothing. */
  if (!change->key && !change->name)
    return DMN_WHEN_START;
  if (change->key && change->name &&
      !cfg_edit_has_section (self->running, change->section, change->name))
    return DMN_WHEN_RESTART;
  /* In a command it takes the text away. */
  if (g_strcmp0 (change->after, SHOW_OFF) == 0 && general == DMN_WHEN_NOW)
    return DMN_WHEN_RESTART;
  return general == DMN_WHEN_OUTPUT && !is_live (self, change->name) ? DMN_WHEN_NOW : general;
}

/* Finding the value as the config has it, defaults and all */

static gconstpointer
find_part (const DmnConfig *config, const CfgSection *table, const char *name)
{
  return table->named ? cfg_file_find (cfg_file_list (config->file, table), name)
                      : cfg_file_get (config->file, table);
}

/* In a command's own notation; transfer full. NULL: of a kind that no command takes. */
static char *
value_of (const DmnConfig *config, const CfgChange *change)
{
  const CfgSection *table = dmn_settings_find_table (change->section);
  const CfgOption *option = table ? dmn_settings_find_option (table, change->key) : NULL;
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
    return g_strdup (text ? text : SHOW_OFF);
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
  const char *command = effects[find_effect (change->section, change->key)].command;
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

static json_t *
effect_to_json (const char *section, const char *name, const char *key, DmnWhen now,
                const char *text)
{
  json_t *json = json_pack ("{s:s, s:s?, s:s?, s:s}", "section", section, "name", name, "key", key,
                            "when", whens[now]);

  if (text)
    json_object_set_new (json, "text", json_string (text));
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

/* What is told of `changes`, each with when it acts: [CfgChange borrowed from there]. */
static GPtrArray *
choose_told (const DmnSettings *self, const CfgEdit *before, const CfgEdit *after,
             const GPtrArray *changes, GArray *ret_whens)
{
  GPtrArray *told = g_ptr_array_new ();

  for (guint i = 0; i < changes->len; i++) {
    CfgChange *change = changes->pdata[i];
    DmnWhen now = when (self, change);

    if (is_told_by_header (before, after, change) || (!change->key && !change->name))
      continue;
    g_ptr_array_add (told, change);
    g_array_append_val (ret_whens, now);
  }
  return told;
}

/* When it really acts. */
static DmnWhen
do_change (DmnSettings *self, const CfgChange *change, DmnWhen planned, const DmnConfig *config,
           const DmnTake *take, char **ret_text)
{
  g_autoptr (GError) error = NULL;

  if (dmn_settings_is_taken (change)) {
    gboolean waits = dmn_take_holds (take, change);

    *ret_text = waits ? g_strdup (WAITS) : NULL;
    return waits ? DMN_WHEN_RESTART : planned;
  }
  if (planned != DMN_WHEN_NOW || act (self, change, config, &error))
    return planned;
  *ret_text = error ? g_strdup (error->message) : NULL;
  return DMN_WHEN_RESTART;
}

/* What commands have done is in the text only. It may name a file that is missing: another one that
 * is named now waits for a restart. */
static void
renew_config (DmnSettings *self)
{
  g_autofree char *text = cfg_edit_to_text (self->running);
  gboolean same = g_str_equal (text, cfg_file_get_text (self->now->file));
  DmnConfig *config = same ? NULL : dmn_config_take_text (self->path, text, self->now, NULL);

  if (config) {
    dmn_config_unref (self->now);
    self->now = config;
  }
  if (self->listener)
    self->listener (self->now->setup, self->listener_data);
}

json_t *
dmn_settings_apply (DmnSettings *self, const CfgEdit *before, const CfgEdit *after,
                    const DmnConfig *config, const DmnTake *take, gboolean do_it)
{
  g_autoptr (GPtrArray) changes = cfg_edit_compare (before, after), told = NULL;
  g_autoptr (GArray) planned = g_array_new (FALSE, FALSE, sizeof (DmnWhen));
  json_t *list = json_array ();

  told = choose_told (self, before, after, changes, planned);
  if (do_it)
    dmn_settings_take (self, take); /* `before` may be gone by then */
  for (guint i = 0; i < told->len; i++) {
    const CfgChange *change = told->pdata[i];
    DmnWhen now = g_array_index (planned, DmnWhen, i);
    g_autofree char *text = NULL;

    if (do_it || dmn_settings_is_taken (change))
      now = do_change (self, change, now, config, take, &text);
    json_array_append_new (list,
                           effect_to_json (change->section, change->name, change->key, now, text));
  }
  if (do_it)
    renew_config (self);
  return list;
}

static void
add_waiting_outputs (const DmnSettings *self, json_t *list)
{
  const ShowSetup *setup = show_state_get_setup (dmn_show_get_state (self->show));

  for (guint i = 0; i < setup->outputs->len; i++) {
    const char *name = g_array_index (setup->outputs, ShowOutputSetup, i).name;

    if (dmn_rig_output_waits (self->rig, name))
      json_array_append_new (list, effect_to_json ("output", name, NULL, DMN_WHEN_OUTPUT, NULL));
  }
}

json_t *
dmn_settings_pending (const DmnSettings *self, const CfgEdit *file)
{
  g_autoptr (GPtrArray) changes = cfg_edit_compare (self->running, file);
  json_t *list = json_array ();

  for (guint i = 0; i < changes->len; i++) {
    const CfgChange *change = changes->pdata[i];

    if (when (self, change) != DMN_WHEN_START && !is_told_by_header (self->running, file, change))
      json_array_append_new (list, effect_to_json (change->section, change->name, change->key,
                                                   DMN_WHEN_RESTART, NULL));
  }
  add_waiting_outputs (self, list);
  return list;
}
