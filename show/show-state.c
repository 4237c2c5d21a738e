#include "show-draft.h"
#include "show-resume.h"
#include "show-text.h"
#include <math.h>
#include <string.h>

#define FILE_NAME_MAX 1024 /* characters of a recording's name that are kept */

void
show_effect_free (ShowEffect *effect)
{
  if (!effect)
    return;
  show_card_content_free (effect->card);
  show_product_unref (effect->product);
  g_free (effect->sku);
  g_free (effect->name);
  g_strfreev (effect->links);
  g_free (effect);
}

ShowEffect *
show_draft_add_effect (ShowDraft *draft, ShowEffectKind kind, guint index)
{
  ShowEffect *effect = g_new0 (ShowEffect, 1);

  effect->kind = kind;
  effect->index = index;
  g_ptr_array_add (draft->effects, effect);
  return effect;
}

void
show_draft_add_mic_effect (ShowDraft *draft, guint index, int fade_ms)
{
  const ShowMicState *mic = &draft->state->mics[index];
  ShowEffect *effect = show_draft_add_effect (draft, SHOW_EFFECT_MIC, index);

  effect->gain_db = mic->gain_db;
  effect->mute = mic->mute;
  effect->delay_ms = mic->delay_ms;
  effect->fade_ms = fade_ms;
}

void
show_draft_add_scene_effect (ShowDraft *draft, int fade_ms)
{
  ShowEffect *effect = show_draft_add_effect (draft, SHOW_EFFECT_SCENE, draft->state->scene);

  effect->scene = *show_state_get_scene (draft->state);
  effect->fade_ms = fade_ms;
}

/* Reports */

ShowReport *
show_report_new (const ShowStatus *status, const ShowCounters *counters, const char *file)
{
  ShowReport *report = g_atomic_rc_box_new0 (ShowReport);
  g_autofree char *text = show_text_tidy (status->text ? status->text : "", SHOW_STATUS_TEXT_MAX);
  g_autofree char *detail = show_text_tidy (status->detail, SHOW_STATUS_TEXT_MAX);

  report->status = show_status_new (status->health, text, detail);
  report->status->retry_at_ms = status->retry_at_ms;
  report->counters = *counters;
  report->file = show_text_tidy (file, FILE_NAME_MAX);
  return report;
}

gboolean
show_report_equal (const ShowReport *a, const ShowReport *b)
{
  return a->status->health == b->status->health && g_str_equal (a->status->text, b->status->text) &&
         g_strcmp0 (a->status->detail, b->status->detail) == 0 &&
         a->status->retry_at_ms == b->status->retry_at_ms &&
         memcmp (&a->counters, &b->counters, sizeof a->counters) == 0 &&
         g_strcmp0 (a->file, b->file) == 0;
}

static void
clear_report (gpointer data)
{
  ShowReport *report = data;

  show_status_free (report->status);
  g_free (report->file);
}

void
show_report_unref (ShowReport *report)
{
  if (report)
    g_atomic_rc_box_release_full (report, clear_report);
}

static ShowReport *
first_report (ShowHealth health, const char *text)
{
  g_autoptr (ShowStatus) status = show_status_new (health, text, NULL);

  return show_report_new (status, &(ShowCounters){0}, NULL);
}

ShowReport *
show_report_new_sink (gboolean wanted)
{
  return wanted ? first_report (SHOW_HEALTH_CONNECTING, "Starting.")
                : first_report (SHOW_HEALTH_IDLE, "Not started.");
}

/* Life of a state */

/* Every report of a state, for what is done to all of them. */
static void
foreach_report (ShowState *state, void (*func) (ShowReport *report))
{
  for (guint i = 0; i < state->setup->cameras->len; i++)
    func (state->cameras[i]);
  for (guint i = 0; i < state->setup->mics->len; i++)
    func (state->mics[i].report);
  for (guint i = 0; i < state->setup->outputs->len; i++)
    func (state->outputs[i].report);
  func (state->recording.report);
  func (state->feed.report);
}

static void
foreach_string (ShowState *state, void (*func) (GRefString *string))
{
  for (guint i = 0; i < state->setup->cards->len; i++) {
    GRefString *strings[] = {state->cards[i].sku, state->cards[i].text, state->cards[i].detail,
                             state->cards[i].problem};

    for (guint j = 0; j < G_N_ELEMENTS (strings); j++)
      if (strings[j])
        func (strings[j]);
  }
  if (state->feed.refused_why)
    func (state->feed.refused_why);
}

static void
ref_string (GRefString *string)
{
  g_ref_string_acquire (string);
}

static void
ref_report (ShowReport *report)
{
  g_atomic_rc_box_acquire (report);
}

ShowState *
show_state_copy (const ShowState *state)
{
  ShowState *copy = g_memdup2 (state, sizeof *state);

  g_atomic_ref_count_init (&copy->refs);
  show_setup_ref (copy->setup);
  g_ptr_array_ref (copy->products);
  g_array_ref (copy->pending);
  g_ptr_array_ref (copy->refusals);
  g_ptr_array_ref (copy->links);
  g_ptr_array_ref (copy->tried);
  g_ptr_array_ref (copy->cue_steps);
  foreach_report (copy, ref_report);
  foreach_string (copy, ref_string);
  for (guint i = 0; i < copy->setup->cards->len; i++)
    g_atomic_rc_box_acquire (copy->cards[i].says);
  for (guint i = 0; i < state->setup->cameras->len; i++)
    if (copy->controls[i])
      show_controls_ref (copy->controls[i]);
  return copy;
}

ShowState *
show_state_ref (ShowState *state)
{
  g_atomic_ref_count_inc (&state->refs);
  return state;
}

void
show_state_unref (ShowState *state)
{
  if (!state || !g_atomic_ref_count_dec (&state->refs))
    return;
  foreach_report (state, show_report_unref);
  foreach_string (state, g_ref_string_release);
  for (guint i = 0; i < state->setup->cards->len; i++)
    show_draft_release_content (state->cards[i].says);
  for (guint i = 0; i < state->setup->cameras->len; i++)
    show_controls_unref (state->controls[i]);
  g_ptr_array_unref (state->products);
  g_array_unref (state->pending);
  g_ptr_array_unref (state->refusals);
  g_ptr_array_unref (state->links);
  g_ptr_array_unref (state->tried);
  g_ptr_array_unref (state->cue_steps);
  show_setup_unref (state->setup);
  g_free (state);
}

static void
assert_limits (const ShowSetup *setup)
{
  g_assert (setup->cameras->len <= SHOW_CAMERAS_MAX);
  g_assert (setup->mics->len <= SHOW_MICS_MAX);
  g_assert (setup->scenes->len > 0 && setup->scenes->len <= SHOW_SCENES_MAX);
  g_assert (setup->cards->len <= SHOW_CARDS_MAX);
  g_assert (setup->outputs->len <= SHOW_OUTPUTS_MAX);
  g_assert (setup->cues->len <= SHOW_CUES_MAX);
}

static void
init_sources (ShowState *state)
{
  for (guint i = 0; i < state->setup->cameras->len; i++)
    state->cameras[i] = first_report (SHOW_HEALTH_CONNECTING, "Opening the camera.");
  for (guint i = 0; i < state->setup->mics->len; i++) {
    const ShowMicSetup *mic = &g_array_index (state->setup->mics, ShowMicSetup, i);

    state->mics[i].report = first_report (SHOW_HEALTH_CONNECTING, "Opening the microphone.");
    state->mics[i].gain_db = mic->gain_db;
    state->mics[i].mute = mic->mute;
    state->mics[i].delay_ms = mic->delay_ms;
    state->mics[i].wish = mic->soundcard;
  }
}

static void
init_sinks (ShowState *state)
{
  for (guint i = 0; i < state->setup->outputs->len; i++) {
    gboolean wanted = g_array_index (state->setup->outputs, ShowOutputSetup, i).autostart;

    state->outputs[i] = (ShowSinkState){show_report_new_sink (wanted), wanted};
  }
  state->recording =
      (ShowSinkState){show_report_new_sink (state->setup->record), state->setup->record};
}

static void
init_figures (ShowFigures *figures, int bitrate_kbps)
{
  figures->bitrate_kbps = (guint) bitrate_kbps;
  figures->momentary_lufs = figures->short_term_lufs = figures->integrated_lufs = -HUGE_VAL;
  figures->peak_dbfs = -HUGE_VAL;
  for (guint i = 0; i < SHOW_MICS_MAX; i++)
    figures->mics[i].peak_dbfs = figures->mics[i].rms_dbfs = -HUGE_VAL;
}

static GRefString *
new_string (const char *text)
{
  return text ? g_ref_string_new (text) : NULL;
}

static void
init_cards (ShowState *state)
{
  for (guint i = 0; i < state->setup->cards->len; i++) {
    const ShowCardSetup *setup = &g_array_index (state->setup->cards, ShowCardSetup, i);

    state->cards[i] = (ShowCardState){.shown = setup->shown,
                                      .sku = new_string (setup->sku),
                                      .text = new_string (setup->text),
                                      .detail = new_string (setup->detail),
                                      .until_ms = setup->until_ms};
  }
}

static void
init_cues (ShowState *state)
{
  state->cue_next = state->setup->cues->len > 0 ? 1 : 0;
  state->cue_steps = g_ptr_array_new_with_free_func (show_cue_step_unref);
}

static void
init_stock (ShowState *state)
{
  gboolean local = state->setup->stock_is_local;

  state->products = show_catalog_new ();
  state->feed.report =
      first_report (local ? SHOW_HEALTH_IDLE : SHOW_HEALTH_CONNECTING,
                    local ? "Stock is counted on this rig." : "Connecting to the shop.");
  state->pending = show_pending_list_new ();
  state->refusals = g_ptr_array_new_with_free_func (show_refusal_unref);
  state->links = g_ptr_array_new_with_free_func (g_free);
  state->tried = g_ptr_array_new_with_free_func (show_link_unref);
  state->oversell_buffer = state->setup->oversell_buffer;
}

static void
add_first_effects (ShowDraft *draft)
{
  const ShowState *state = draft->state;

  show_draft_add_scene_effect (draft, 0);
  show_draft_settle (draft);
  for (guint i = 0; i < state->setup->mics->len; i++) {
    show_draft_add_mic_effect (draft, i, 0);
    if (state->mics[i].wish.unit || state->mics[i].wish.has_mute) {
      ShowEffect *effect = show_draft_add_effect (draft, SHOW_EFFECT_SOUNDCARD, i);

      effect->soundcard = effect->ask = state->mics[i].wish;
    }
  }
  for (guint i = 0; i < state->setup->outputs->len; i++)
    if (state->outputs[i].wanted)
      show_draft_add_effect (draft, SHOW_EFFECT_OUTPUT_START, i);
  if (state->recording.wanted)
    show_draft_add_effect (draft, SHOW_EFFECT_RECORD_START, 0);
  if (state->bitrate_kbps != state->setup->bitrate_kbps)
    show_draft_add_effect (draft, SHOW_EFFECT_BITRATE, 0)->kbps = state->bitrate_kbps;
}

ShowState *
show_state_new (ShowSetup *setup, gint64 now_ms, gint64 mono_ms, GPtrArray *effects)
{
  return show_state_new_resumed (setup, NULL, now_ms, mono_ms, effects);
}

ShowState *
show_state_new_resumed (ShowSetup *setup, const json_t *kept, gint64 now_ms, gint64 mono_ms,
                        GPtrArray *effects)
{
  ShowState *state = g_new0 (ShowState, 1);
  ShowDraft draft = {.state = state, .effects = effects};

  assert_limits (setup);
  g_atomic_ref_count_init (&state->refs);
  state->setup = show_setup_ref (setup);
  state->rev = 1;
  state->now_ms = state->start_now_ms = now_ms;
  state->mono_ms = state->start_mono_ms = mono_ms;
  state->transition_ms = setup->transition_ms;
  state->bitrate_kbps = setup->bitrate_kbps;
  init_sources (state);
  init_sinks (state);
  init_stock (state);
  init_cards (state);
  init_cues (state);
  show_draft_resume (state, kept);
  init_figures (&state->figures, state->bitrate_kbps);
  add_first_effects (&draft);
  return state;
}

void
show_draft_set_pending (ShowDraft *draft, ShowPendingList *list)
{
  draft->changed |= list != draft->state->pending;
  g_array_unref (draft->state->pending);
  draft->state->pending = list;
}

void
show_draft_set_products (ShowDraft *draft, ShowCatalog *products)
{
  draft->changed |= products != draft->state->products;
  g_ptr_array_unref (draft->state->products);
  draft->state->products = products;
}
