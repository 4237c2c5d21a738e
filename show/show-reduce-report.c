/* What the rooms say of themselves. */
#include "show-draft.h"
#include <string.h>

static void
replace_report (ShowDraft *draft, ShowReport **place, const ShowEvent *event)
{
  g_autoptr (ShowReport) report =
      show_report_new (event->report.status, &event->report.counters, event->report.file);

  if (show_report_equal (*place, report))
    return;
  show_report_unref (*place);
  *place = g_steal_pointer (&report);
  draft->changed = TRUE;
}

/* Cameras and microphones have no counters and no file: that part of the event is not read. */
static void
replace_source_report (ShowDraft *draft, ShowReport **place, const ShowEvent *event)
{
  ShowEvent bare = {.kind = event->kind, .report.status = event->report.status};

  replace_report (draft, place, &bare);
}

void
show_reduce_camera (ShowDraft *draft, const ShowEvent *event)
{
  g_assert (event->report.index < draft->state->setup->cameras->len);
  replace_source_report (draft, &draft->state->cameras[event->report.index], event);
}

void
show_reduce_mic (ShowDraft *draft, const ShowEvent *event)
{
  g_assert (event->report.index < draft->state->setup->mics->len);
  replace_source_report (draft, &draft->state->mics[event->report.index].report, event);
}

void
show_reduce_output (ShowDraft *draft, const ShowEvent *event)
{
  g_assert (event->report.index < draft->state->setup->outputs->len);
  replace_report (draft, &draft->state->outputs[event->report.index].report, event);
}

void
show_reduce_recording (ShowDraft *draft, const ShowEvent *event)
{
  replace_report (draft, &draft->state->recording.report, event);
}

void
show_reduce_programme (ShowDraft *draft, const ShowEvent *event)
{
  ShowState *state = draft->state;

  if (memcmp (&state->figures, event->figures, sizeof state->figures) == 0)
    return;
  state->figures = *event->figures;
  if (!state->figures.on_air)
    state->on_air_since_ms = 0;
  else if (state->on_air_since_ms == 0)
    state->on_air_since_ms = draft->event->now_ms;
  draft->changed = TRUE;
}
