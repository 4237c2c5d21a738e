#include "show-record.h"
#include "show-draft.h"
#include "show-time.h"
#include <string.h>

typedef struct {
  const ShowState *before, *after;
  GPtrArray *list;
} Recorder;

static void
record_free (gpointer data)
{
  ShowRecord *record = data;

  g_free (record->name);
  g_free (record->says);
  g_free (record);
}

gint64
show_state_get_stream_ms (const ShowState *state, gint64 now_ms)
{
  return state->figures.zero_ms > 0 ? now_ms - state->figures.zero_ms : -1;
}

/* Takes `says`. */
static void
add (Recorder *recorder, const char *kind, const char *name, char *says)
{
  const ShowState *state = recorder->after;
  ShowRecord *record = g_new0 (ShowRecord, 1);

  *record = (ShowRecord){.at_ms = state->now_ms,
                         .stream_ms = show_state_get_stream_ms (state, state->now_ms),
                         .kind = kind,
                         .name = g_strdup (name),
                         .says = says};
  g_ptr_array_add (recorder->list, record);
}

static void
record_programme (Recorder *recorder)
{
  gboolean on_air = recorder->after->figures.on_air;

  if (recorder->before->figures.on_air != on_air)
    add (recorder, "programme", NULL, g_strdup (on_air ? "On air." : "Off air."));
  if (recorder->before->scene != recorder->after->scene) {
    const char *scene = show_state_get_scene (recorder->after)->name;

    add (recorder, "scene", scene, g_strdup (scene));
  }
}

static void
record_cue (Recorder *recorder)
{
  const ShowState *before = recorder->before, *after = recorder->after;
  gboolean is_back = after->cue_steps->len < before->cue_steps->len;
  const ShowCueSetup *cue;

  if (after->cue_on == before->cue_on && after->cue_since_ms == before->cue_since_ms)
    return;
  if (after->cue_on == 0) {
    add (recorder, "cue", NULL, g_strdup ("No cue."));
    return;
  }
  cue = &g_array_index (after->setup->cues, ShowCueSetup, after->cue_on - 1);
  add (recorder, "cue", cue->name,
       is_back ? g_strdup_printf ("Back at: %s", cue->title) : g_strdup (cue->title));
}

/* When it begins or ends to run, not each try in between. */
static void
record_sink (Recorder *recorder, const char *kind, const char *name, const ShowReport *before,
             const ShowReport *after)
{
  gboolean was_live = before->status->health == SHOW_HEALTH_LIVE;
  gboolean is_live = after->status->health == SHOW_HEALTH_LIVE;

  if (was_live != is_live)
    add (recorder, kind, name, g_strdup (after->status->text));
}

/* NULL: it was not there. */
static const ShowReport *
find_output (const ShowState *state, const char *name)
{
  for (guint i = 0; i < state->setup->outputs->len; i++)
    if (g_str_equal (g_array_index (state->setup->outputs, ShowOutputSetup, i).name, name))
      return state->outputs[i].report;
  return NULL;
}

static void
record_sinks (Recorder *recorder)
{
  const ShowState *before = recorder->before, *after = recorder->after;

  for (guint i = 0; i < after->setup->outputs->len; i++) {
    const char *name = g_array_index (after->setup->outputs, ShowOutputSetup, i).name;
    const ShowReport *then = find_output (before, name);

    if (then)
      record_sink (recorder, "output", name, then, after->outputs[i].report);
  }
  record_sink (recorder, "recording", after->recording.report->file, before->recording.report,
               after->recording.report);
}

static void
record_deadlines (Recorder *recorder)
{
  for (guint i = 0; i < recorder->after->setup->cards->len; i++) {
    const ShowCardState *card = &recorder->after->cards[i];
    g_autofree char *until = show_time_to_text (card->until_ms);

    if (card->until_ms != recorder->before->cards[i].until_ms)
      add (recorder, "deadline", card->says->name,
           until ? g_strdup_printf ("Until %s", until) : g_strdup ("No deadline."));
  }
}

static void
record_links (Recorder *recorder)
{
  for (guint i = 0; i < recorder->after->tried->len; i++) {
    const ShowLink *link = recorder->after->tried->pdata[i];
    const ShowLink *old = show_state_find_link (recorder->before, link->url);

    if (old ? !old->alive == !link->alive : link->alive)
      continue;
    add (recorder, "link", NULL,
         link->alive ? g_strdup_printf ("%s works again.", link->url)
                     : g_strdup_printf ("%s is dead. %s", link->url, link->text ? link->text : ""));
  }
}

static const ShowPending *
pending_at (const ShowState *state, guint i)
{
  return &g_array_index (state->pending, ShowPending, i);
}

/* New ones are at the end of both lists. */
static void
record_corrections (Recorder *recorder)
{
  const ShowState *before = recorder->before, *after = recorder->after;

  for (guint i = 0; before->pending != after->pending && i < after->pending->len; i++) {
    const ShowAdjustment *adjustment = &pending_at (after, i)->adjustment;

    if (show_pending_list_find (before->pending, adjustment->id) < 0)
      add (recorder, "stock", NULL,
           g_strdup_printf ("Told to the shop: %+" G_GINT64_FORMAT " of %s (%s).", adjustment->by,
                            adjustment->sku, show_adjust_why_to_string (adjustment->why)));
  }
  if (before->refusals != after->refusals && after->refusals->len > 0) {
    const ShowRefusal *newest = after->refusals->pdata[after->refusals->len - 1];

    add (recorder, "stock", NULL, g_strdup (newest->text));
  }
}

GPtrArray *
show_record_list (const ShowState *before, const ShowState *after)
{
  Recorder recorder = {before, after, g_ptr_array_new_with_free_func (record_free)};

  record_programme (&recorder);
  record_cue (&recorder);
  record_sinks (&recorder);
  record_deadlines (&recorder);
  record_links (&recorder);
  record_corrections (&recorder);
  return recorder.list;
}
