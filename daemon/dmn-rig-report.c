/* What sources, outputs and the recorder report, on its way from the media thread to the main
 * thread: owned copies. */
#include "dmn-rig-private.h"

#include "base-log.h"

DmnReporter *
dmn_reporter_new (DmnRig *rig, ShowEventKind kind, guint index)
{
  DmnReporter *self = g_atomic_rc_box_new (DmnReporter);

  *self = (DmnReporter){rig, kind, (int) index, -1};
  return self;
}

DmnReporter *
dmn_reporter_ref (DmnReporter *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
dmn_reporter_unref (gpointer self)
{
  if (self)
    g_atomic_rc_box_release (self);
}

typedef struct {
  DmnRig *rig;
  DmnReporter *from; /* a reference; NULL: the rig itself tells */
  guint *index;      /* in `event`: where the place of `from` goes; NULL: nowhere */
  ShowEvent event;

  /* Owned, for the event points to them; may be NULL. */
  ShowStatus *status;
  ShowControls *controls;
  gpointer plain;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  show_status_free (report->status);
  show_controls_unref (report->controls);
  g_free (report->plain);
  dmn_reporter_unref (report->from);
  g_free (report);
}

static void
report_in_main (gpointer data)
{
  Report *report = data;
  ShowEvent *event = &report->event;

  if (report->from && report->from->index == DMN_REPORTER_GONE)
    return;
  if (report->from && report->index)
    *report->index = (guint) report->from->index;
  event->now_ms = g_get_real_time () / 1000;
  event->mono_ms = g_get_monotonic_time () / 1000;
  report->rig->func (event, report->rig->data);
}

static Report *
report_new (DmnRig *rig, DmnReporter *from, ShowEventKind kind)
{
  Report *report = g_new0 (Report, 1);

  report->rig = rig;
  report->from = from ? dmn_reporter_ref (from) : NULL;
  report->event.kind = kind;
  return report;
}

static void
post (Report *report)
{
  base_worker_post (report->rig->main, report_in_main, report, report_free);
}

static Report *
report_new_for_status (DmnReporter *from, ShowEventKind kind, const ShowStatus *status)
{
  Report *report = report_new (from->rig, from, kind);

  report->status = show_status_copy (status);
  report->event.report.status = report->status;
  return report;
}

void
dmn_rig_post_report (DmnReporter *from, const ShowStatus *status, const ShowCounters *counters,
                     const char *file)
{
  Report *report = report_new_for_status (from, from->kind, status);

  report->index = &report->event.report.index;
  if (counters)
    report->event.report.counters = *counters;
  report->event.report.file = report->plain = g_strdup (file);
  post (report);
}

void
dmn_rig_on_source_status (const ShowStatus *status, gpointer data)
{
  DmnReporter *from = data;
  Report *report;

  dmn_rig_post_report (from, status, NULL, NULL);
  if (from->kind != SHOW_EVENT_CAMERA || from->mic < 0)
    return;
  report = report_new_for_status (from, SHOW_EVENT_MIC, status);
  report->event.report.index = (guint) from->mic;
  post (report);
}

void
dmn_rig_on_encoder_report (const ShowStatus *status, const ShowCounters *counters, const char *file,
                           gpointer data)
{
  dmn_rig_post_report (data, status, counters, file);
}

void
dmn_rig_on_controls (ShowControls *controls, gpointer data)
{
  DmnReporter *from = data;
  Report *report = report_new (from->rig, from, SHOW_EVENT_CONTROLS);

  report->index = &report->event.controls.index;
  report->event.controls.list = report->controls = show_controls_ref (controls);
  post (report);
}

void
dmn_rig_on_soundcard (const ShowSoundcard *card, gboolean by_hand, gpointer data)
{
  DmnReporter *from = data;
  Report *report = report_new (from->rig, from, SHOW_EVENT_SOUNDCARD);

  report->index = &report->event.soundcard.index;
  report->event.soundcard.card = report->plain = g_memdup2 (card, sizeof *card);
  report->event.soundcard.by_hand = by_hand;
  post (report);
}

void
dmn_rig_on_card_problem (guint layer, const char *problem, gpointer data)
{
  DmnRig *rig = data;
  Report *report = report_new (rig, NULL, SHOW_EVENT_CARD);

  if (problem)
    base_log (BASE_LOG_WARNING, "overlay", "card %s: %s",
              g_array_index (rig->config->setup->cards, ShowCardSetup, layer).name, problem);
  report->event.card.index = layer;
  report->event.card.problem = report->plain = g_strdup (problem);
  post (report);
}

void
dmn_rig_post_figures (DmnRig *self, ShowFigures *figures)
{
  Report *report = report_new (self, NULL, SHOW_EVENT_PROGRAMME);

  report->event.figures = report->plain = figures;
  post (report);
}
