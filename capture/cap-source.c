#include "cap-backends.h"
#include "cap-camera.h"
#include "cap-source-private.h"

#include <string.h>

/* --- state --- */

/* From which states each one may be reached. */
#define FROM(state) (1u << (state))
static const guint legal_from[] = {
    [SHOW_HEALTH_CONNECTING] = FROM (SHOW_HEALTH_IDLE) | FROM (SHOW_HEALTH_STOPPED) |
                               FROM (SHOW_HEALTH_STALLED) | FROM (SHOW_HEALTH_RETRYING) |
                               FROM (SHOW_HEALTH_REJECTED),
    [SHOW_HEALTH_LIVE] = FROM (SHOW_HEALTH_CONNECTING) | FROM (SHOW_HEALTH_LIVE),
    [SHOW_HEALTH_STALLED] = FROM (SHOW_HEALTH_LIVE),
    [SHOW_HEALTH_RETRYING] =
        FROM (SHOW_HEALTH_CONNECTING) | FROM (SHOW_HEALTH_LIVE) | FROM (SHOW_HEALTH_RETRYING),
    [SHOW_HEALTH_REJECTED] = FROM (SHOW_HEALTH_CONNECTING) | FROM (SHOW_HEALTH_LIVE),
    [SHOW_HEALTH_STOPPED] = FROM (SHOW_HEALTH_CONNECTING) | FROM (SHOW_HEALTH_LIVE) |
                            FROM (SHOW_HEALTH_STALLED) | FROM (SHOW_HEALTH_RETRYING) |
                            FROM (SHOW_HEALTH_REJECTED),
};

void
cap_source_set_state (CapSource *self, ShowHealth health, const char *text, const char *detail,
                      guint retry_ms)
{
  g_autoptr (ShowStatus) status = show_status_new (health, text, detail);

  g_assert (health < G_N_ELEMENTS (legal_from) && legal_from[health] & FROM (self->health));
  self->health = health;
  if (retry_ms > 0)
    status->retry_at_ms = g_get_real_time () / 1000 + retry_ms;
  if (self->spec.status)
    self->spec.status (status, self->spec.data);
}

static void
clear_timer (GSource **timer)
{
  if (*timer)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

static void
start_timer (CapSource *self, GSource **timer, guint delay_ms, GSourceFunc func)
{
  clear_timer (timer);
  *timer = base_worker_add_timeout (self->spec.context->media, delay_ms, func, self);
}

/* --- closing --- */

void
cap_source_stop_watching (CapSource *self)
{
  clear_timer (&self->watch_timer);
}

void
cap_source_close_pipe (CapSource *self)
{
  cap_source_stop_watching (self);
  g_clear_pointer (&self->pipe, cap_pipe_close);
  g_clear_pointer (&self->remark, g_free);
}

void
cap_source_clear_table (CapSource *self)
{
  if (self->spec.slot)
    (cap_source_in_lockstep (self) ? mix_slot_end : mix_slot_clear) (self->spec.slot);
  if (self->spec.ring)
    (cap_source_in_lockstep (self) ? mix_ring_end : mix_ring_clear) (self->spec.ring);
}

static void open_source (CapSource *self);
static gboolean on_reopen (gpointer data);

static void
stop_waiting (CapSource *self)
{
  clear_timer (&self->reopen_timer);
  cap_wait_stop (self->wait);
  g_clear_pointer (&self->away_text, g_free);
}

static void
on_retry (gpointer data)
{
  CapSource *self = data;

  g_clear_pointer (&self->away_text, g_free);
  open_source (self);
}

/* --- an open pipe --- */

/* Most of what passes within a second is none of our business: the driver follows a signal that
 * changes, and GStreamer follows the driver. */
static gboolean
examine (CapSource *self)
{
  CapTrouble before = self->doubt;

  if (!cap_pipe_minds_signal (self->pipe) || self->health != SHOW_HEALTH_LIVE ||
      cap_source_now_ms () - self->examined_ms < CAP_EXAMINE_MS)
    return G_SOURCE_CONTINUE;
  self->examined_ms = cap_source_now_ms ();
  self->doubt = self->spec.backend->examine (self->rest);
  if (!self->doubt || self->doubt != before)
    return G_SOURCE_CONTINUE;
  cap_source_fail (self, self->doubt, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
on_watch (gpointer data)
{
  CapSource *self = data;
  guint start_ms = CAP_START_MS * (self->spec.backend->network ? 2 : 1);
  guint64 progress = cap_pipe_get_progress (self->pipe);
  CapWatchVerdict verdict;

  /* In lockstep it is the table that decides when the next picture is taken. */
  if (cap_source_in_lockstep (self) && progress > 0)
    return G_SOURCE_CONTINUE;
  verdict = cap_watch_step (&self->watch, progress, cap_source_now_ms (), start_ms, CAP_STALL_MS);
  if (verdict == CAP_WATCH_OK)
    return examine (self);
  cap_source_fail (self, verdict == CAP_WATCH_STALLED ? CAP_TROUBLE_STALLED : CAP_TROUBLE_SILENT,
                   NULL);
  return G_SOURCE_REMOVE;
}

static void
say_live (CapSource *self)
{
  g_autofree char *description = cap_pipe_describe (self->pipe);
  const char *remark = cap_pipe_get_remark (self->pipe);
  g_autofree char *text = g_strdup_printf (
      "%s is live.%s%s%s%s%s", self->spec.label,
      cap_pipe_has_sound (self->pipe) ? "" : " It sends no sound.", self->remark ? " " : "",
      self->remark ? self->remark : "", remark ? " " : "", remark ? remark : "");

  cap_source_set_state (self, SHOW_HEALTH_LIVE, text, description, 0);
}

static void
on_live (CapSource *self)
{
  if (self->health == SHOW_HEALTH_LIVE) /* a film that was opened anew to begin again */
    return;
  self->live_since_ms = self->examined_ms = cap_source_now_ms ();
  self->doubt = 0;
  say_live (self);
}

/* A film's end is no failure, as long as there was something in it. */
static void
on_ended (CapSource *self)
{
  gint64 since_ms = cap_source_now_ms () - self->opened_ms;

  if (!self->spec.backend->loops || cap_pipe_get_progress (self->pipe) == 0) {
    cap_source_fail (self, self->spec.backend->loops ? CAP_TROUBLE_EMPTY : CAP_TROUBLE_ENDED, NULL);
    return;
  }
  self->resume_ns = cap_pipe_get_resume (self->pipe);
  cap_source_close_pipe (self);
  start_timer (self, &self->reopen_timer,
               cap_source_in_lockstep (self)
                   ? 0
                   : (guint) CLAMP (CAP_REOPEN_MS - since_ms, 0, CAP_REOPEN_MS),
               on_reopen);
}

static void
on_pipe_event (CapPipeEvent event, const GError *error, const char *debug, gpointer data)
{
  CapSource *self = data;

  switch (event) {
  case CAP_PIPE_FIRST:
    on_live (self);
    break;
  case CAP_PIPE_ENDED:
    on_ended (self);
    break;
  case CAP_PIPE_NO_SEEK:
    self->by_reopening = TRUE;
    cap_source_close_pipe (self);
    start_timer (self, &self->reopen_timer, 0, on_reopen);
    break;
  case CAP_PIPE_EMPTY:
    cap_source_fail (self, CAP_TROUBLE_EMPTY, NULL);
    break;
  case CAP_PIPE_FAILED:
    cap_source_fail (self, cap_words_trouble_of (error, debug), error->message);
    break;
  case CAP_PIPE_REMARK:
    if (self->health == SHOW_HEALTH_LIVE)
      say_live (self);
    break;
  }
}

static CapTrouble
trouble_at_opening (const GError *error, const char *debug)
{
  return error->domain == CAP_ERROR ? CAP_TROUBLE_PLUGIN : cap_words_trouble_of (error, debug);
}

static void
open_pipe (CapSource *self)
{
  const CapPipeSpec spec = {.context = self->spec.context,
                            .backend = self->spec.backend,
                            .source = self->spec.source,
                            .rest = self->rest,
                            .slot = self->spec.slot,
                            .ring = self->spec.ring,
                            .delay_ns = self->spec.delay_ms * (gint64) GST_MSECOND,
                            .resume_ns = self->resume_ns,
                            .chooser = self->spec.chooser,
                            .by_reopening = self->by_reopening,
                            .func = on_pipe_event,
                            .data = self};
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;

  self->pipe = cap_pipe_open (&spec, &debug, &error);
  if (!self->pipe) {
    cap_source_fail (self, trouble_at_opening (error, debug), error->message);
    return;
  }
  cap_watch_begin (&self->watch, cap_source_now_ms ());
  start_timer (self, &self->watch_timer, CAP_WATCH_MS, on_watch);
}

/* Opens it without a change of state: as a first step after that change, or to begin again. */
static void
open_now (CapSource *self)
{
  CapTrouble hindrance = cap_wait_look (self->wait);

  self->opened_ms = cap_source_now_ms ();
  if (hindrance) {
    cap_source_fail (self, hindrance, NULL);
    return;
  }
  if (self->spec.prepare)
    self->remark = self->spec.prepare (self->spec.data);
  open_pipe (self);
}

static gboolean
on_reopen (gpointer data)
{
  CapSource *self = data;

  clear_timer (&self->reopen_timer);
  open_now (self);
  return G_SOURCE_REMOVE;
}

static void
open_source (CapSource *self)
{
  g_autofree char *text = g_strdup_printf ("Opening %s.", self->place);

  self->live_since_ms = 0;
  cap_source_set_state (self, SHOW_HEALTH_CONNECTING, text, NULL, 0);
  open_now (self);
}

/* --- life --- */

CapSource *
cap_source_new (const CapSourceSpec *spec)
{
  CapSource *self = g_new0 (CapSource, 1);

  self->spec = *spec;
  self->spec.label = g_strdup (spec->label);
  self->spec.source = g_strdup (spec->source);
  self->spec.slot = spec->slot ? mix_slot_ref (spec->slot) : NULL;
  self->spec.ring = spec->ring ? mix_ring_ref (spec->ring) : NULL;
  if (spec->slot)
    mix_slot_set_delay (spec->slot, spec->delay_ms * (gint64) GST_MSECOND);
  self->rest = self->spec.source + strlen (spec->backend->prefix);
  self->place = cap_backend_public_source (self->spec.source);
  self->wait = cap_wait_new (spec->context, spec->backend, self->rest, on_retry,
                             cap_source_look_again, self);
  self->health = SHOW_HEALTH_IDLE;
  return self;
}

void
cap_source_start (CapSource *self)
{
  g_assert (base_worker_is_current (self->spec.context->media) && !self->pipe);
  g_assert (self->health == SHOW_HEALTH_IDLE || self->health == SHOW_HEALTH_STOPPED);
  cap_wait_reset (self->wait);
  self->resume_ns = 0;
  self->by_reopening = FALSE;
  open_source (self);
}

void
cap_source_stop (CapSource *self)
{
  g_autofree char *text = g_strdup_printf ("%s is stopped.", self->spec.label);

  g_assert (base_worker_is_current (self->spec.context->media));
  stop_waiting (self);
  if (cap_source_in_lockstep (self) && self->spec.slot)
    mix_slot_flush (self->spec.slot);
  if (cap_source_in_lockstep (self) && self->spec.ring)
    mix_ring_flush (self->spec.ring);
  cap_source_close_pipe (self);
  if (self->health == SHOW_HEALTH_IDLE || self->health == SHOW_HEALTH_STOPPED)
    return;
  cap_source_clear_table (self);
  cap_source_set_state (self, SHOW_HEALTH_STOPPED, text, NULL, 0);
}

void
cap_source_free (CapSource *self)
{
  if (!self)
    return;
  g_assert (!self->pipe && !self->reopen_timer);
  cap_wait_free (self->wait);
  g_free ((char *) self->spec.label);
  g_free ((char *) self->spec.source);
  g_clear_pointer (&self->spec.slot, mix_slot_unref);
  g_clear_pointer (&self->spec.ring, mix_ring_unref);
  g_free (self->place);
  g_free (self->remark);
  g_free (self);
}
