/* Commands to the picture: scenes and transitions. */
#include "show-draft.h"
#include "show-words.h"

gboolean
show_reduce_scene (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  guint index;

  if (!show_words_to_index (command->args[0], draft->state->setup->scenes, "scene", "Scenes",
                            &index, error))
    return FALSE;
  if (index == draft->state->scene)
    return TRUE;
  draft->state->scene = index;
  draft->changed = TRUE;
  show_draft_add_scene_effect (draft, draft->state->transition_ms);
  return TRUE;
}

static void
set_transition (ShowDraft *draft, int transition_ms)
{
  draft->changed = draft->state->transition_ms != transition_ms;
  draft->state->transition_ms = transition_ms;
}

gboolean
show_reduce_cut (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  set_transition (draft, 0);
  return TRUE;
}

gboolean
show_reduce_crossfade (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  gint64 transition_ms;

  if (!show_words_to_int (command->args[0], 0, SHOW_FADE_MS_MAX, "The time in ms", &transition_ms,
                          error))
    return FALSE;
  set_transition (draft, (int) transition_ms);
  return TRUE;
}
