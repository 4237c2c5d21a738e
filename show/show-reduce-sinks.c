/* Commands to what is sent and kept: bit rate, outputs, recording. */
#include "show-draft.h"
#include "show-words.h"

gboolean
show_reduce_bitrate (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  gint64 kbps;

  if (!show_words_to_int (command->args[0], SHOW_BITRATE_KBPS_MIN, SHOW_BITRATE_KBPS_MAX,
                          "The bit rate in kbit/s", &kbps, error))
    return FALSE;
  if (draft->state->bitrate_kbps == kbps)
    return TRUE;
  draft->state->bitrate_kbps = (int) kbps;
  draft->state->figures.bitrate_kbps = (guint) kbps;
  draft->changed = TRUE;
  show_draft_add_effect (draft, SHOW_EFFECT_BITRATE, 0)->kbps = (int) kbps;
  return TRUE;
}

static gboolean
is_at_rest (const ShowSinkState *sink)
{
  return sink->report->status->health == SHOW_HEALTH_IDLE ||
         sink->report->status->health == SHOW_HEALTH_STOPPED;
}

/* Also starts again what should run but has stopped by itself, and has what was rejected tried
 * again at once: somebody may have mended the key. */
static void
start_sink (ShowDraft *draft, ShowSinkState *sink, ShowEffectKind kind, guint index)
{
  if (sink->wanted && !is_at_rest (sink) && sink->report->status->health != SHOW_HEALTH_REJECTED)
    return;
  if (is_at_rest (sink)) {
    show_report_unref (sink->report);
    sink->report = show_report_new_sink (TRUE);
  }
  sink->wanted = TRUE;
  draft->changed = TRUE;
  show_draft_add_effect (draft, kind, index);
}

static void
stop_sink (ShowDraft *draft, ShowSinkState *sink, ShowEffectKind kind, guint index)
{
  if (!sink->wanted)
    return;
  sink->wanted = FALSE;
  draft->changed = TRUE;
  show_draft_add_effect (draft, kind, index);
}

static gboolean
find_output (ShowDraft *draft, const ShowCommand *command, guint *ret_index, GError **error)
{
  return show_words_to_index (command->args[0], draft->state->setup->outputs, "output", "Outputs",
                              ret_index, error);
}

gboolean
show_reduce_output_start (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  guint index;

  if (!find_output (draft, command, &index, error))
    return FALSE;
  start_sink (draft, &draft->state->outputs[index], SHOW_EFFECT_OUTPUT_START, index);
  return TRUE;
}

gboolean
show_reduce_output_stop (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  guint index;

  if (!find_output (draft, command, &index, error))
    return FALSE;
  stop_sink (draft, &draft->state->outputs[index], SHOW_EFFECT_OUTPUT_STOP, index);
  return TRUE;
}

gboolean
show_reduce_record_start (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  start_sink (draft, &draft->state->recording, SHOW_EFFECT_RECORD_START, 0);
  return TRUE;
}

gboolean
show_reduce_record_stop (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  stop_sink (draft, &draft->state->recording, SHOW_EFFECT_RECORD_STOP, 0);
  return TRUE;
}

gboolean
show_reduce_record_split (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  if (!draft->state->recording.wanted) {
    g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_REFUSED,
                         "Nothing is being recorded. Start with: record start");
    return FALSE;
  }
  show_draft_add_effect (draft, SHOW_EFFECT_RECORD_SPLIT, 0);
  return TRUE;
}
