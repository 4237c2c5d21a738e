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
  DmnReporter *from; /* a reference */
  ShowEvent event;
  ShowStatus *status;
  char *file;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  show_status_free (report->status);
  dmn_reporter_unref (report->from);
  g_free (report->file);
  g_free (report);
}

static void
report_in_main (gpointer data)
{
  Report *report = data;
  DmnRig *rig = report->from->rig;

  if (report->from->index == DMN_REPORTER_GONE)
    return;
  if (report->event.kind == report->from->kind)
    report->event.report.index = (guint) report->from->index;
  report->event.report.status = report->status;
  report->event.report.file = report->file;
  report->event.now_ms = g_get_real_time () / 1000;
  report->event.mono_ms = g_get_monotonic_time () / 1000;
  rig->func (&report->event, rig->data);
}

static Report *
report_new (DmnReporter *from, const ShowStatus *status)
{
  Report *report = g_new0 (Report, 1);

  report->from = dmn_reporter_ref (from);
  report->event.kind = from->kind;
  report->status = show_status_copy (status);
  return report;
}

void
dmn_rig_post_report (DmnReporter *from, const ShowStatus *status, const ShowCounters *counters,
                     const char *file)
{
  Report *report = report_new (from, status);

  if (counters)
    report->event.report.counters = *counters;
  report->file = g_strdup (file);
  base_worker_post (from->rig->main, report_in_main, report, report_free);
}

void
dmn_rig_on_source_status (const ShowStatus *status, gpointer data)
{
  DmnReporter *from = data;
  Report *report;

  dmn_rig_post_report (from, status, NULL, NULL);
  if (from->kind != SHOW_EVENT_CAMERA || from->mic < 0)
    return;
  report = report_new (from, status);
  report->event.kind = SHOW_EVENT_MIC;
  report->event.report.index = (guint) from->mic;
  base_worker_post (from->rig->main, report_in_main, report, report_free);
}

void
dmn_rig_on_encoder_report (const ShowStatus *status, const ShowCounters *counters, const char *file,
                           gpointer data)
{
  dmn_rig_post_report (data, status, counters, file);
}

typedef struct {
  const DmnReporter *from;
  ShowControls *controls;
} ControlsReport;

static void
controls_report_free (gpointer data)
{
  ControlsReport *report = data;

  show_controls_unref (report->controls);
  g_free (report);
}

static void
controls_in_main (gpointer data)
{
  ControlsReport *report = data;
  DmnRig *rig = report->from->rig;
  ShowEvent event = {.kind = SHOW_EVENT_CONTROLS,
                     .now_ms = g_get_real_time () / 1000,
                     .mono_ms = g_get_monotonic_time () / 1000,
                     .controls = {(guint) report->from->index, report->controls}};

  rig->func (&event, rig->data);
}

void
dmn_rig_on_controls (ShowControls *controls, gpointer data)
{
  const DmnReporter *from = data;
  ControlsReport *report = g_new (ControlsReport, 1);

  *report = (ControlsReport){from, show_controls_ref (controls)};
  base_worker_post (from->rig->main, controls_in_main, report, controls_report_free);
}

typedef struct {
  const DmnReporter *from;
  ShowSoundcard card;
  gboolean by_hand;
} SoundcardReport;

static void
soundcard_in_main (gpointer data)
{
  SoundcardReport *report = data;
  DmnRig *rig = report->from->rig;
  ShowEvent event = {.kind = SHOW_EVENT_SOUNDCARD,
                     .now_ms = g_get_real_time () / 1000,
                     .mono_ms = g_get_monotonic_time () / 1000,
                     .soundcard = {(guint) report->from->index, &report->card, report->by_hand}};

  rig->func (&event, rig->data);
}

void
dmn_rig_on_soundcard (const ShowSoundcard *card, gboolean by_hand, gpointer data)
{
  const DmnReporter *from = data;
  SoundcardReport *report = g_new (SoundcardReport, 1);

  *report = (SoundcardReport){from, *card, by_hand};
  base_worker_post (from->rig->main, soundcard_in_main, report, g_free);
}

typedef struct {
  DmnRig *rig;
  guint card;
  char *problem;
} CardReport;

static void
card_report_free (gpointer data)
{
  CardReport *report = data;

  g_free (report->problem);
  g_free (report);
}

static void
card_problem_in_main (gpointer data)
{
  CardReport *report = data;
  GArray *cards = report->rig->config->setup->cards;
  ShowEvent event = {.kind = SHOW_EVENT_CARD,
                     .now_ms = g_get_real_time () / 1000,
                     .mono_ms = g_get_monotonic_time () / 1000,
                     .card = {report->card, report->problem}};

  if (report->problem)
    base_log (BASE_LOG_WARNING, "overlay", "card %s: %s",
              g_array_index (cards, ShowCardSetup, report->card).name, report->problem);
  report->rig->func (&event, report->rig->data);
}

void
dmn_rig_on_card_problem (guint layer, const char *problem, gpointer data)
{
  DmnRig *rig = data;
  CardReport *report = g_new (CardReport, 1);

  *report = (CardReport){rig, layer, g_strdup (problem)};
  base_worker_post (rig->main, card_problem_in_main, report, card_report_free);
}
