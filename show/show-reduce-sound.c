/* Commands to the microphones. */
#include "show-draft.h"
#include "show-words.h"

static gboolean
find_mic (ShowDraft *draft, const ShowCommand *command, guint *ret_index, GError **error)
{
  return show_words_to_index (command->args[0], draft->state->setup->mics, "microphone",
                              "Microphones", ret_index, error);
}

gboolean
show_reduce_mute (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  gboolean mute = command->id == SHOW_CMD_MUTE;
  guint index;

  if (!find_mic (draft, command, &index, error))
    return FALSE;
  if (!draft->state->mics[index].mute == !mute)
    return TRUE;
  draft->state->mics[index].mute = mute;
  draft->changed = TRUE;
  show_draft_add_mic_effect (draft, index, 0);
  return TRUE;
}

gboolean
show_reduce_delay (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  gint64 delay_ms;
  guint index;

  if (!find_mic (draft, command, &index, error) ||
      !show_words_to_int (command->args[1], 0, SHOW_DELAY_MS_MAX, "The delay in ms", &delay_ms,
                          error))
    return FALSE;
  if (draft->state->mics[index].delay_ms == delay_ms)
    return TRUE;
  draft->state->mics[index].delay_ms = (int) delay_ms;
  draft->changed = TRUE;
  show_draft_add_mic_effect (draft, index, 0);
  return TRUE;
}

/* The effect goes out even when the gain is what it was: a longer fade towards it may be running,
 * and is now to end. */
static void
set_gain (ShowDraft *draft, guint index, double gain_db, int fade_ms)
{
  draft->changed = draft->state->mics[index].gain_db != gain_db;
  draft->state->mics[index].gain_db = gain_db;
  show_draft_add_mic_effect (draft, index, fade_ms);
}

gboolean
show_reduce_gain (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  double gain_db;
  guint index;

  if (!find_mic (draft, command, &index, error) ||
      !show_words_to_gain (command->args[1], &gain_db, error))
    return FALSE;
  set_gain (draft, index, gain_db, 0);
  return TRUE;
}

gboolean
show_reduce_fade (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  double gain_db;
  gint64 fade_ms;
  guint index;

  if (!find_mic (draft, command, &index, error) ||
      !show_words_to_gain (command->args[1], &gain_db, error) ||
      !show_words_to_int (command->args[2], 0, SHOW_FADE_MS_MAX, "The time in ms", &fade_ms, error))
    return FALSE;
  set_gain (draft, index, gain_db, (int) fade_ms);
  return TRUE;
}
