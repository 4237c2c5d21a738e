/* What sources, outputs and the recorder report, on its way from the media thread to the main
 * thread: owned copies. */
#include "dmn-rig-private.h"

#include "base-log.h"

typedef struct {
  DmnRig *rig;
  ShowEvent event;
  ShowStatus *status;
  char *file;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  show_status_free (report->status);
  g_free (report->file);
  g_free (report);
}

static void
report_in_main (gpointer data)
{
  Report *report = data;

  report->event.report.status = report->status;
  report->event.report.file = report->file;
  report->event.now_ms = g_get_real_time () / 1000;
  report->event.mono_ms = g_get_monotonic_time () / 1000;
  report->rig->func (&report->event, report->rig->data);
}

void
dmn_rig_post_report (DmnReporter *from, const ShowStatus *status, const ShowCounters *counters,
                     const char *file)
{
  Report *report = g_new0 (Report, 1);

  report->rig = from->rig;
  report->event.kind = from->kind;
  report->event.report.index = from->index;
  if (counters)
    report->event.report.counters = *counters;
  report->status = show_status_copy (status);
  report->file = g_strdup (file);
  base_worker_post (from->rig->main, report_in_main, report, report_free);
}

void
dmn_rig_on_source_status (const ShowStatus *status, gpointer data)
{
  DmnReporter *from = data;

  dmn_rig_post_report (from, status, NULL, NULL);
  if (from->mic >= 0)
    dmn_rig_post_report (&(DmnReporter){from->rig, SHOW_EVENT_MIC, (guint) from->mic, -1}, status,
                         NULL, NULL);
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
                     .controls = {report->from->index, report->controls}};

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
                     .soundcard = {report->from->index, &report->card, report->by_hand}};

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

DmnReporter *
dmn_rig_add_reporter (DmnRig *self, ShowEventKind kind, guint index)
{
  DmnReporter *reporter = g_new0 (DmnReporter, 1);

  *reporter = (DmnReporter){self, kind, index, -1};
  g_ptr_array_add (self->reporters, reporter);
  return reporter;
}
