/* The run of show: taking a cue, and taking it back. */
#include "show-draft.h"
#include "show-words.h"

static const ShowCueSetup *
cue_setup (const ShowDraft *draft, guint index)
{
  return &g_array_index (draft->state->setup->cues, ShowCueSetup, index);
}

static gboolean
find_cue (const ShowDraft *draft, const char *name, guint *ret_index, GError **error)
{
  return show_words_to_index (name, draft->state->setup->cues, "cue", "Cues", ret_index, error);
}

/* Steps */

static void
clear_step (gpointer data)
{
  ShowCueStep *step = data;

  for (guint i = 0; i < SHOW_CARDS_MAX; i++)
    g_clear_pointer (&step->skus[i], g_ref_string_release);
}

void
show_cue_step_unref (gpointer step)
{
  if (step)
    g_atomic_rc_box_release_full (step, clear_step);
}

static ShowCueStep *
step_new (const ShowState *state, const ShowCueSetup *cue, guint cards)
{
  ShowCueStep *step = g_atomic_rc_box_new0 (ShowCueStep);

  *step = (ShowCueStep){.on = state->cue_on,
                        .next = state->cue_next,
                        .since_ms = state->cue_since_ms,
                        .since_mono_ms = state->cue_since_mono_ms,
                        .has_scene = cue->scene >= 0,
                        .scene = state->scene,
                        .back = state->back,
                        .cards = cards};
  for (guint i = 0; i < state->setup->cards->len; i++) {
    if (!(cards & (1u << i)))
      continue;
    step->shown |= state->cards[i].shown ? 1u << i : 0;
    if (state->cards[i].sku)
      step->skus[i] = g_ref_string_acquire (state->cards[i].sku);
  }
  return step;
}

/* The steps from `first` to before `end`, and `more` (taken, may be NULL). */
static void
set_steps (ShowState *state, guint first, guint end, ShowCueStep *more)
{
  GPtrArray *old = state->cue_steps;

  state->cue_steps = g_ptr_array_new_with_free_func (show_cue_step_unref);
  for (guint i = first; i < end; i++)
    g_ptr_array_add (state->cue_steps, g_atomic_rc_box_acquire (old->pdata[i]));
  if (more)
    g_ptr_array_add (state->cue_steps, more);
  g_ptr_array_unref (old);
}

/* Taking */

static void
show_cards (ShowState *state, const ShowCueSetup *cue, guint about)
{
  for (guint i = 0; i < state->setup->cards->len; i++) {
    guint bit = 1u << i;

    if ((cue->show | cue->hide) & bit)
      state->cards[i].shown = (cue->show & bit) != 0;
    if (about & bit)
      show_draft_set_string (&state->cards[i].sku, cue->sku);
  }
}

static void
take (ShowDraft *draft, guint index)
{
  ShowState *state = draft->state;
  const ShowCueSetup *cue = cue_setup (draft, index);
  guint about = show_state_cue_product_cards (state, index), n = state->cue_steps->len;

  set_steps (state, n >= SHOW_CUE_STEPS_MAX ? 1 : 0, n,
             step_new (state, cue, cue->show | cue->hide | about));
  show_cards (state, cue, about);
  if (cue->scene >= 0)
    show_draft_go_to_scene (draft, (guint) cue->scene, state->transition_ms, 0);
  state->cue_on = index + 1;
  state->cue_next = index + 1 < state->setup->cues->len ? index + 2 : 0;
  state->cue_since_ms = draft->event->now_ms;
  state->cue_since_mono_ms = draft->event->mono_ms;
  draft->changed = TRUE;
}

/* `name` NULL: the one on standby. */
static gboolean
find_wanted (const ShowDraft *draft, const char *name, guint *ret_index, GError **error)
{
  const ShowState *state = draft->state;

  if (name)
    return find_cue (draft, name, ret_index, error);
  if (state->setup->cues->len == 0)
    return show_words_refuse (error, "There are no cues. Add a [cue NAME] to the config.");
  if (state->cue_next == 0)
    return show_words_refuse (error, "That was the last cue. Take one by its name: cue go NAME.");
  *ret_index = state->cue_next - 1;
  return TRUE;
}

gboolean
show_reduce_cue_go (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  g_autofree char *problem = NULL;
  guint index = 0;

  if (!find_wanted (draft, command->args[0], &index, error))
    return FALSE;
  problem = show_state_cue_problem (draft->state, index);
  if (problem)
    return show_words_refuse (
        error,
        "The cue %s cannot be taken. %s. Put another one on standby: cue next "
        "NAME.",
        cue_setup (draft, index)->name, problem);
  take (draft, index);
  return TRUE;
}

gboolean
show_reduce_cue_next (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  guint index;

  if (!find_cue (draft, command->args[0], &index, error))
    return FALSE;
  draft->changed = draft->state->cue_next != index + 1;
  draft->state->cue_next = index + 1;
  return TRUE;
}

/* Taking back */

static void
restore_cards (ShowState *state, const ShowCueStep *step)
{
  for (guint i = 0; i < state->setup->cards->len; i++) {
    if (!(step->cards & (1u << i)))
      continue;
    state->cards[i].shown = (step->shown & (1u << i)) != 0;
    show_draft_set_string (&state->cards[i].sku, step->skus[i]);
  }
}

gboolean
show_reduce_cue_back (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  ShowState *state = draft->state;
  guint n = state->cue_steps->len;
  const ShowCueStep *step;

  if (n == 0)
    return show_words_refuse (error, "There is no cue to take back.");
  step = state->cue_steps->pdata[n - 1];
  restore_cards (state, step);
  if (step->has_scene)
    show_draft_go_to_scene (draft, step->scene, state->transition_ms, step->back);
  state->cue_on = step->on;
  state->cue_next = step->next;
  state->cue_since_ms = step->since_ms;
  state->cue_since_mono_ms = step->since_mono_ms;
  set_steps (state, 0, n - 1, NULL); /* `step` is gone */
  draft->changed = TRUE;
  return TRUE;
}

gboolean
show_reduce_cue_clear (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  ShowState *state = draft->state;
  guint first = state->setup->cues->len > 0 ? 1 : 0;

  draft->changed = state->cue_on != 0 || state->cue_next != first || state->cue_steps->len > 0;
  state->cue_on = 0;
  state->cue_next = first;
  state->cue_since_ms = state->cue_since_mono_ms = 0;
  set_steps (state, 0, 0, NULL);
  return TRUE;
}
