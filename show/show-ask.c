/* What others may ask of the state. */
#include "show-draft.h"

const ShowFigures *
show_state_get_figures (const ShowState *state)
{
  return &state->figures;
}

gint64
show_state_get_rev (const ShowState *state)
{
  return state->rev;
}

const ShowSetup *
show_state_get_setup (const ShowState *state)
{
  return state->setup;
}

const ShowStatus *
show_state_get_output (const ShowState *state, guint index)
{
  g_assert (index < state->setup->outputs->len);
  return state->outputs[index].report->status;
}

const ShowStatus *
show_state_get_recording (const ShowState *state)
{
  return state->recording.report->status;
}

const char *
show_state_get_recording_file (const ShowState *state)
{
  return state->recording.report->file;
}

int
show_state_get_delay_ms (const ShowState *state, guint mic)
{
  return state->mics[mic].delay_ms;
}

const ShowScene *
show_state_get_scene (const ShowState *state)
{
  return &g_array_index (state->setup->scenes, ShowScene, state->scene);
}

ShowProduct *
show_state_find_product (const ShowState *state, const char *sku)
{
  return show_catalog_find (state->products, sku);
}

GPtrArray *
show_state_get_products (const ShowState *state)
{
  return state->products;
}
