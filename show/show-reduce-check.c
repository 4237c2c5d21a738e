/* Commands of the tech check. What it measures is no part of the state: only that it does. */
#include "show-draft.h"
#include "show-text.h"
#include "show-words.h"

static ShowEffect *
add_effect (ShowDraft *draft, const ShowCommand *command, guint index)
{
  ShowEffect *effect = show_draft_add_effect (draft, SHOW_EFFECT_CHECK, index);

  effect->check = command->id;
  return effect;
}

static gboolean
is_open (ShowDraft *draft, GError **error)
{
  if (!draft->state->checking)
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_REFUSED,
                 "No tech check runs. Start it first: check start.");
  return draft->state->checking;
}

gboolean
show_reduce_check (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  gboolean start = command->id == SHOW_CMD_CHECK_START;

  if (!start && !draft->state->checking)
    return TRUE;
  draft->changed |= draft->state->checking != start;
  draft->state->checking = start;
  add_effect (draft, command, 0);
  return TRUE;
}

gboolean
show_reduce_check_record (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  guint mic;

  if (!is_open (draft, error) || !show_words_to_index (command->args[0], draft->state->setup->mics,
                                                       "microphone", "Microphones", &mic, error))
    return FALSE;
  add_effect (draft, command, mic)->mic = mic;
  return TRUE;
}

gboolean
show_reduce_check_sign (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  if (!is_open (draft, error) ||
      !show_text_check (command->args[0], SHOW_CHECK_NAME_MAX, "The name", error))
    return FALSE;
  add_effect (draft, command, 0)->name = g_strdup (command->args[0]);
  return TRUE;
}

gboolean
show_reduce_check_sync (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  const ShowSetup *setup = draft->state->setup;
  guint camera, mic;

  if (!is_open (draft, error) ||
      !show_words_to_index (command->args[0], setup->cameras, "camera", "Cameras", &camera,
                            error) ||
      !show_words_to_index (command->args[1], setup->mics, "microphone", "Microphones", &mic,
                            error))
    return FALSE;
  add_effect (draft, command, camera)->mic = mic;
  return TRUE;
}

/* A test takes the line, which belongs to whoever is on air. */
static const char *
output_on_air (const ShowState *state)
{
  for (guint i = 0; i < state->setup->outputs->len; i++) {
    ShowHealth health = state->outputs[i].report->status->health;

    if (health != SHOW_HEALTH_IDLE && health != SHOW_HEALTH_STOPPED)
      return g_array_index (state->setup->outputs, ShowOutputSetup, i).name;
  }
  return NULL;
}

gboolean
show_reduce_check_uplink (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  const char *busy = output_on_air (draft->state);
  guint output;

  if (!is_open (draft, error) ||
      !show_words_to_index (command->args[0], draft->state->setup->outputs, "output", "Outputs",
                            &output, error))
    return FALSE;
  if (busy) {
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_REFUSED,
                 "Output %s uses the line, which a test would disturb. Stop it first, or look at "
                 "what it tells itself.",
                 busy);
    return FALSE;
  }
  add_effect (draft, command, output);
  return TRUE;
}
