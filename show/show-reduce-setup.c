/* The show goes on with other outputs, and with other devices behind its microphones. */
#include "show-draft.h"
#include <string.h>

static const char *
output_name (const GArray *outputs, guint index)
{
  return g_array_index (outputs, ShowOutputSetup, index).name;
}

static int
find_output (const GArray *outputs, const char *name)
{
  for (guint i = 0; i < outputs->len; i++)
    if (strcmp (output_name (outputs, i), name) == 0)
      return (int) i;
  return -1;
}

/* Nobody's stream ends because a line of a config is gone. */
static gboolean
check_outputs (const ShowState *state, const GArray *next, GError **error)
{
  const GArray *outputs = state->setup->outputs;

  for (guint i = 0; i < outputs->len; i++) {
    const char *name = output_name (outputs, i);

    if (!state->outputs[i].wanted || find_output (next, name) >= 0)
      continue;
    g_set_error (
        error, SHOW_ERROR, SHOW_ERROR_REFUSED,
        "Output %s is switched on, so it cannot be taken away. Stop it first: output stop %s", name,
        name);
    return FALSE;
  }
  return TRUE;
}

static gboolean
is_same (const GArray *a, const GArray *b)
{
  guint size = g_array_get_element_size ((GArray *) a);

  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * size) == 0);
}

/* What an output has said and what is asked of it goes with its name. */
static void
move_outputs (ShowState *state, const GArray *next)
{
  const GArray *before = state->setup->outputs;
  ShowSinkState moved[SHOW_OUTPUTS_MAX] = {0};

  for (guint i = 0; i < next->len; i++) {
    int old = find_output (before, output_name (next, i));

    if (old < 0)
      moved[i].report = show_report_new_sink (FALSE);
    else {
      moved[i] = state->outputs[old];
      state->outputs[old].report = NULL;
    }
  }
  for (guint i = 0; i < before->len; i++)
    show_report_unref (state->outputs[i].report);
  memcpy (state->outputs, moved, sizeof moved);
}

static GArray *
derive_mics (const ShowSetup *before, const ShowSetup *next)
{
  GArray *mics = g_array_copy (before->mics);

  g_assert (next->mics->len == mics->len);
  for (guint i = 0; i < mics->len; i++)
    g_array_index (mics, ShowMicSetup, i).is_soundcard =
        g_array_index (next->mics, ShowMicSetup, i).is_soundcard;
  return mics;
}

gboolean
show_reduce_setup (ShowDraft *draft, const ShowEvent *event, GError **error)
{
  ShowState *state = draft->state;
  g_autoptr (ShowSetup) before = NULL;
  g_autoptr (GArray) mics = NULL;
  GArray *outputs = event->setup->outputs;

  g_assert (outputs->len <= SHOW_OUTPUTS_MAX);
  if (!check_outputs (state, outputs, error))
    return FALSE;
  show_draft_add_effect (draft, SHOW_EFFECT_SETUP, 0);
  mics = derive_mics (state->setup, event->setup);
  if (is_same (state->setup->outputs, outputs) && is_same (state->setup->mics, mics) &&
      state->setup->is_config_old == event->setup->is_config_old &&
      state->setup->lacks_files == event->setup->lacks_files)
    return TRUE;
  move_outputs (state, outputs);
  before = g_steal_pointer (&state->setup);
  state->setup = show_setup_derive (before, mics, outputs);
  state->setup->is_config_old = event->setup->is_config_old;
  state->setup->lacks_files = event->setup->lacks_files;
  draft->changed = TRUE;
  return TRUE;
}
