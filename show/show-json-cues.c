/* The run of show, as the API gives it. */
#include "show-json.h"

static const ShowCueSetup *
cue_setup (const ShowState *state, guint index)
{
  return &g_array_index (state->setup->cues, ShowCueSetup, index);
}

/* `cue`: its index plus 1; 0: none. */
static json_t *
json_cue_name (const ShowState *state, guint cue)
{
  return show_json_text (cue > 0 ? cue_setup (state, cue - 1)->name : NULL);
}

json_t *
show_json_rundown (const ShowState *state, gint64 mono_ms)
{
  g_autofree char *problem =
      state->cue_next > 0 ? show_state_cue_problem (state, state->cue_next - 1) : NULL;
  g_autofree char *leaves_out =
      state->cue_next > 0 ? show_state_cue_left_out (state, state->cue_next - 1, FALSE) : NULL;
  g_autofree char *left_out =
      state->cue_on > 0 ? show_state_cue_left_out (state, state->cue_on - 1, TRUE) : NULL;

  return json_pack (
      "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i}", "current", json_cue_name (state, state->cue_on),
      "next", json_cue_name (state, state->cue_next), "since", show_json_time (state->cue_since_ms),
      "elapsed_ms",
      state->cue_on > 0 ? json_integer (MAX (mono_ms - state->cue_since_mono_ms, 0)) : json_null (),
      "problem", show_json_text (problem), "leaves_out", show_json_text (leaves_out), "left_out",
      show_json_text (left_out), "steps_back", (int) state->cue_steps->len);
}

static json_t *
json_cards (const ShowState *state, guint mask)
{
  json_t *names = json_array ();

  for (guint i = 0; i < state->setup->cards->len; i++)
    if (mask & (1u << i))
      json_array_append_new (
          names, json_string (g_array_index (state->setup->cards, ShowCardSetup, i).name));
  return names;
}

json_t *
show_json_cue (const ShowState *state, guint index)
{
  const ShowCueSetup *cue = cue_setup (state, index);
  const char *scene =
      cue->scene < 0 ? NULL : g_array_index (state->setup->scenes, ShowScene, cue->scene).name;

  return json_pack ("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "name", cue->name, "title",
                    cue->title, "script", show_json_text (cue->script), "scene",
                    show_json_text (scene), "show", json_cards (state, cue->show), "hide",
                    json_cards (state, cue->hide), "sku", show_json_text (cue->sku), "planned_s",
                    cue->planned_s > 0 ? json_integer (cue->planned_s) : json_null ());
}
