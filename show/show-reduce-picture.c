/* Commands to the picture: scenes and transitions. */
#include "show-draft.h"
#include "show-words.h"

#include <string.h>

void
show_draft_go_to_scene (ShowDraft *draft, guint index, int fade_ms, guint back)
{
  draft->changed |= draft->state->scene != index || draft->state->back != back;
  draft->state->back = back;
  if (draft->state->scene == index)
    return;
  draft->state->scene = index;
  show_draft_add_scene_effect (draft, fade_ms);
}

gboolean
show_reduce_scene (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  gint64 fade_ms = draft->state->transition_ms;
  guint index;

  if (!show_words_to_index (command->args[0], draft->state->setup->scenes, "scene", "Scenes",
                            &index, error) ||
      (command->args[1] && !show_words_to_int (command->args[1], 0, SHOW_FADE_MS_MAX,
                                               "The time in ms", &fade_ms, error)))
    return FALSE;
  show_draft_go_to_scene (draft, index, (int) fade_ms, 0);
  return TRUE;
}

/* The slate that says "back in a moment", or any other one. */
static gboolean
find_slate (const GArray *scenes, guint *ret_index)
{
  gboolean found = FALSE;

  for (guint i = 0; i < scenes->len; i++) {
    const ShowScene *scene = &g_array_index (scenes, ShowScene, i);
    gboolean calm = scene->layout == SHOW_LAYOUT_SLATE && scene->slate == SHOW_SLATE_BREAK;

    if (calm || (scene->layout == SHOW_LAYOUT_SLATE && !found))
      *ret_index = i;
    if (calm)
      return TRUE;
    found |= scene->layout == SHOW_LAYOUT_SLATE;
  }
  return found;
}

static gboolean
refuse (const char *text, GError **error)
{
  g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_REFUSED, text);
  return FALSE;
}

static gboolean
end_panic (ShowDraft *draft, GError **error)
{
  if (draft->state->back == 0)
    return refuse ("There is no scene to go back to. Choose one.", error);
  show_draft_go_to_scene (draft, draft->state->back - 1, 0, 0);
  return TRUE;
}

gboolean
show_reduce_panic (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  guint index = 0;

  if (command->args[0] && strcmp (command->args[0], "off") != 0) {
    g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT, "Write it as: panic [off]");
    return FALSE;
  }
  if (command->args[0])
    return end_panic (draft, error);
  if (!find_slate (draft->state->setup->scenes, &index))
    return refuse ("There is no slate to show. Add a [scene] with layout = slate.", error);
  if (draft->state->scene != index)
    show_draft_go_to_scene (draft, index, 0, draft->state->scene + 1);
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
