#include "dmn-settings-private.h"

#include "cap-microphone.h"
#include "web-types.h"
#include <string.h>

void
dmn_take_free (DmnTake *take)
{
  if (!take)
    return;
  cfg_edit_free (take->next);
  dmn_config_unref (take->config);
  show_setup_unref (take->setup);
  g_ptr_array_unref (take->held);
  g_free (take);
}

static char *
section_of (const CfgChange *change)
{
  return g_strdup_printf ("%s %s", change->section, change->name ? change->name : "");
}

static gboolean
is_of (const CfgChange *change, const CfgChange *other)
{
  return g_str_equal (change->section, other->section) &&
         g_strcmp0 (change->name, other->name) == 0;
}

gboolean
dmn_take_holds (const DmnTake *take, const CfgChange *change)
{
  g_autofree char *section = section_of (change);

  return g_ptr_array_find_with_equal_func (take->held, section, g_str_equal, NULL);
}

/* Outputs come and go as a whole, and sections without a name are always there. Any other section
 * that the rig cannot take away, or does not have yet, stays as it is with all its settings. */
static void
take_change (CfgEdit *next, const CfgEdit *wanted, const CfgChange *change)
{
  g_autofree char *why = NULL;

  if (!dmn_settings_is_taken (change))
    return;
  if (!change->key && change->after)
    cfg_edit_add_section (next, change->section, change->name);
  else if (!change->key)
    cfg_edit_remove_section (next, change->section, change->name);
  else if (!change->name || (cfg_edit_has_section (next, change->section, change->name) &&
                             cfg_edit_has_section (wanted, change->section, change->name)))
    cfg_edit_set (next, change->section, change->name, change->key, change->after, &why);
}

/* Takes the changes of one section (NULL: of all), or none of them. FALSE: they are not good
 * without others that the rig cannot take up now. */
static gboolean
try_changes (DmnSettings *self, DmnTake *take, const CfgEdit *wanted, const GPtrArray *changes,
             const CfgChange *section)
{
  g_autofree char *before = cfg_edit_to_text (take->next), *after = NULL;
  g_autoptr (CfgEdit) next = cfg_edit_new (before);
  DmnConfig *config;

  for (guint i = 0; i < changes->len; i++)
    if (!section || is_of (changes->pdata[i], section))
      take_change (next, wanted, changes->pdata[i]);
  after = cfg_edit_to_text (next);
  if (g_str_equal (before, after))
    return TRUE;
  config = dmn_config_take_text (self->path, after, self->now, NULL);
  if (!config)
    return FALSE;
  cfg_edit_free (take->next);
  take->next = g_steal_pointer (&next);
  dmn_config_unref (take->config);
  take->config = config;
  return TRUE;
}

/* One section that has to wait holds up no other. */
static void
take_changes (DmnSettings *self, DmnTake *take, const CfgEdit *wanted)
{
  g_autoptr (GPtrArray) changes = cfg_edit_compare (self->running, wanted);

  if (try_changes (self, take, wanted, changes, NULL))
    return;
  for (guint i = 0; i < changes->len; i++)
    if (!dmn_take_holds (take, changes->pdata[i]) &&
        !try_changes (self, take, wanted, changes, changes->pdata[i]))
      g_ptr_array_add (take->held, section_of (changes->pdata[i]));
}

/* Those that the rig found by itself are in no config: they stay what they are. */
static GArray *
derive_mics (const ShowSetup *setup, const DmnConfig *before, const DmnConfig *after)
{
  GArray *mics = g_array_copy (setup->mics);

  for (guint i = 0; i < mics->len; i++) {
    ShowMicSetup *mic = &g_array_index (mics, ShowMicSetup, i);
    const CapMicrophoneOptions *old = cfg_file_find (before->microphones, mic->name),
                               *new = cfg_file_find (after->microphones, mic->name);

    if (old && new &&g_strcmp0 (old->source, new->source) != 0)
      mic->is_soundcard = cap_microphone_has_soundcard (new);
  }
  return mics;
}

static ShowSetup *
derive_setup (DmnSettings *self, const DmnConfig *after)
{
  const ShowSetup *setup = show_state_get_setup (dmn_show_get_state (self->show));
  g_autoptr (GArray) mics = derive_mics (setup, self->now, after);
  ShowSetup *derived = show_setup_derive (setup, mics, after->setup->outputs);

  derived->is_config_old = derived->lacks_files = FALSE; /* the file is good */
  return derived;
}

static ShowEvent
make_event (DmnSettings *self, const DmnTake *take)
{
  ShowEvent event = dmn_show_event (self->show, SHOW_EVENT_SETUP);

  event.setup = take->setup;
  return event;
}

static gboolean
ask_show (DmnSettings *self, const DmnTake *take, GError **error)
{
  ShowEvent event = make_event (self, take);
  g_autoptr (GError) why = NULL;

  if (dmn_show_try (self->show, &event, &why))
    return TRUE;
  g_set_error_literal (error, WEB_ERROR, WEB_ERROR_CONFLICT, why->message);
  return FALSE;
}

DmnTake *
dmn_settings_plan (DmnSettings *self, const CfgEdit *wanted, GError **error)
{
  g_autoptr (DmnTake) take = g_new0 (DmnTake, 1);
  g_autofree char *running = cfg_edit_to_text (self->running);
  const ShowSetup *setup = show_state_get_setup (dmn_show_get_state (self->show));

  take->held = g_ptr_array_new_with_free_func (g_free);
  take->next = cfg_edit_new (running);
  take_changes (self, take, wanted);
  /* The show is told that it is mended. */
  if (!take->config && (setup->is_config_old || setup->lacks_files))
    take->config = dmn_config_ref (self->now);
  if (!take->config)
    return g_steal_pointer (&take);
  take->setup = derive_setup (self, take->config);
  return ask_show (self, take, error) ? g_steal_pointer (&take) : NULL;
}

void
dmn_settings_take (DmnSettings *self, const DmnTake *take)
{
  ShowEvent event;

  if (!take->config)
    return;
  event = make_event (self, take);
  self->taking = take;
  dmn_show_handle (self->show, &event, NULL); /* it was asked before */
  self->taking = NULL;
}

void
dmn_settings_take_found (DmnSettings *self)
{
  const ShowSetup *setup = show_state_get_setup (dmn_show_get_state (self->show));
  g_autofree char *running = cfg_edit_to_text (self->running);
  g_autoptr (DmnTake) take = g_new0 (DmnTake, 1);

  take->held = g_ptr_array_new_with_free_func (g_free);
  if (!setup->lacks_files)
    return;
  take->next = cfg_edit_new (running);
  take->config = dmn_config_ref (self->now);
  take->setup = derive_setup (self, self->now);
  take->setup->is_config_old = setup->is_config_old;
  if (ask_show (self, take, NULL))
    dmn_settings_take (self, take);
}

/* DmnShowSink: the show has said yes, and counts by the new set-up already. */
void
dmn_settings_apply_setup (const ShowEffect *effect, gpointer data)
{
  DmnSettings *self = data;
  g_autofree char *text = cfg_edit_to_text (self->taking->next);
  DmnConfig *before = self->now;

  dmn_rig_take (self->rig, before, self->taking->config, dmn_show_get_state (self->show));
  self->now = dmn_config_ref (self->taking->config);
  cfg_edit_free (self->running);
  self->running = cfg_edit_new (text);
  dmn_config_unref (before);
}
