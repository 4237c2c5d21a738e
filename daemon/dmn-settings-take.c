#include "dmn-settings-private.h"

#include "cap-microphone.h"
#include "cfg-mask.h"
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
  g_free (take->why);
  g_free (take);
}

static void
take_section (CfgEdit *next, const CfgChange *change)
{
  if (change->after)
    cfg_edit_add_section (next, change->section, change->name);
  else
    cfg_edit_remove_section (next, change->section, change->name);
}

/* TRUE: something is otherwise now. */
static gboolean
take_changes (CfgEdit *next, const CfgEdit *running, const CfgEdit *wanted)
{
  g_autoptr (GPtrArray) changes = cfg_edit_compare (running, wanted);
  gboolean any = FALSE;

  for (guint i = 0; i < changes->len; i++) {
    const CfgChange *change = changes->pdata[i];
    g_autofree char *why = NULL;

    if (!dmn_settings_is_taken (change) ||
        (change->key && !cfg_edit_has_section (next, change->section, change->name)))
      continue;
    any = TRUE;
    if (change->key)
      cfg_edit_set (next, change->section, change->name, change->key, change->after, &why);
    else
      take_section (next, change);
  }
  return any;
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

  return show_setup_derive (setup, mics, after->setup->outputs);
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
  g_autofree char *before = cfg_edit_to_text (self->running), *after = NULL;
  g_autoptr (GError) why = NULL;

  take->next = cfg_edit_new (before);
  if (!take_changes (take->next, self->running, wanted))
    return g_steal_pointer (&take);
  after = cfg_edit_to_text (take->next);
  take->config = dmn_config_load_text (self->path, after, &why);
  if (!take->config) {
    take->why = cfg_mask (why->message);
    return g_steal_pointer (&take);
  }
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
