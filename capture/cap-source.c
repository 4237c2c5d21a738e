#include "cap-source.h"

#include "cap-backends.h"
#include "cap-camera.h"
#include "cap-wait.h"
#include "cap-watch.h"

#include <string.h>

/* Media thread, but for cap_source_new() and cap_source_free(). */
struct _CapSource {
  CapSourceSpec spec; /* owns its texts, slot and ring */
  const char *rest;   /* in spec.source */
  char *place;        /* what texts may show of it */

  ShowHealth health;
  CapPipe *pipe;
  CapWatch watch;
  CapWait *wait;
  gint64 opened_ms;
  gint64 live_since_ms;  /* 0: not since it was opened */
  gint64 resume_ns;      /* lockstep */
  gboolean by_reopening; /* its film cannot be sought */
  gint64 examined_ms;
  CapTrouble doubt; /* what was seen then */
  char *remark;     /* from `prepare` */
  CapTrouble away;  /* why it is waited for */
  char *away_text;  /* what is said while its device is away */

  GSource *watch_timer;  /* while a pipe is open */
  GSource *reopen_timer; /* while a film begins again */
};

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

static void
set_state (CapSource *self, ShowHealth health, const char *text, const char *detail, guint retry_ms)
{
  g_autoptr (ShowStatus) status = show_status_new (health, text, detail);

  g_assert (health < G_N_ELEMENTS (legal_from) && legal_from[health] & FROM (self->health));
  self->health = health;
  if (retry_ms > 0)
    status->retry_at_ms = g_get_real_time () / 1000 + retry_ms;
  if (self->spec.status)
    self->spec.status (status, self->spec.data);
}

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static gboolean
in_lockstep (CapSource *self)
{
  return self->spec.context->format->lockstep;
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

/* --- trouble --- */

static void
close_pipe (CapSource *self)
{
  clear_timer (&self->watch_timer);
  g_clear_pointer (&self->pipe, cap_pipe_close);
  g_clear_pointer (&self->remark, g_free);
}

/* Nothing more comes: the slate and silence stand in. */
static void
clear_table (CapSource *self)
{
  if (self->spec.slot)
    (in_lockstep (self) ? mix_slot_end : mix_slot_clear) (self->spec.slot);
  if (self->spec.ring)
    (in_lockstep (self) ? mix_ring_end : mix_ring_clear) (self->spec.ring);
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

static char *
describe_trouble (CapSource *self, CapTrouble trouble)
{
  char *better = self->spec.explain ? self->spec.explain (trouble, self->spec.data) : NULL;
  const CapWords *words = cap_words_find (self->spec.backend->words, trouble);

  return better
             ? better
             : cap_words_fill (words->text, self->spec.label, self->place, self->spec.slot != NULL);
}

static void
on_retry (gpointer data)
{
  CapSource *self = data;

  g_clear_pointer (&self->away_text, g_free);
  open_source (self);
}

/* Something else was plugged in, about which there may be more to say. */
static void
on_looked (gpointer data)
{
  CapSource *self = data;
  g_autofree char *text = self->away_text ? describe_trouble (self, self->away) : NULL;

  if (g_strcmp0 (text, self->away_text) == 0)
    return;
  set_state (self, self->health, text, NULL, 0);
  g_free (self->away_text);
  self->away_text = g_steal_pointer (&text);
}

/* GStreamer's words with nothing in them that the source text keeps secret. */
static char *
public_detail (CapSource *self, const char *message)
{
  g_autoptr (GString) out = g_string_new (message);

  g_string_replace (out, self->spec.source, self->place, 0);
  if (self->rest[0])
    g_string_replace (out, self->rest, self->place, 0);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static ShowHealth
health_for (CapSource *self, CapTrouble trouble)
{
  if (trouble == CAP_TROUBLE_REFUSED)
    return SHOW_HEALTH_REJECTED;
  return trouble == CAP_TROUBLE_STALLED && self->health == SHOW_HEALTH_LIVE ? SHOW_HEALTH_STALLED
                                                                            : SHOW_HEALTH_RETRYING;
}

/* Once nothing of ours has the device open any more. */
static CapTrouble
find_cause (CapSource *self, CapTrouble guess)
{
  const CapBackend *backend = self->spec.backend;

  CapTrouble seen = cap_wait_look (self->wait);

  if (seen)
    return seen;
  return backend->diagnose ? backend->diagnose (self->rest, guess, self->live_since_ms != 0)
                           : guess;
}

/* It comes back as soon as it is there, which its words say: a countdown would only confuse. */
static void
wait_until_present (CapSource *self, CapTrouble trouble, const char *words, const char *detail)
{
  self->away = trouble;
  self->away_text = g_strdup (words);
  cap_wait_until_present (self->wait);
  set_state (self, SHOW_HEALTH_RETRYING, words, detail, 0);
}

static void
wait_for_next_try (CapSource *self, ShowHealth health, const char *words, const char *detail)
{
  g_autofree char *text = NULL;
  guint wait_ms;

  if (self->live_since_ms && now_ms () - self->live_since_ms >= CAP_STEADY_MS)
    cap_wait_reset (self->wait);
  wait_ms = cap_wait_for_next_try (self->wait, health == SHOW_HEALTH_REJECTED);
  text = g_strdup_printf ("%s Trying again in %u s.", words, MAX ((wait_ms + 500) / 1000, 1));
  set_state (self, health, text, detail, wait_ms);
}

/* Pictures that all arrive broken are none; transfer full, NULL: nothing is known. */
static char *
remark_on_silence (CapSource *self, CapTrouble guess)
{
  if (!self->pipe || (guess != CAP_TROUBLE_STALLED && guess != CAP_TROUBLE_SILENT))
    return NULL;
  return g_strdup (cap_pipe_get_remark (self->pipe));
}

static void
fail (CapSource *self, CapTrouble guess, const char *message)
{
  g_autofree char *detail = message ? public_detail (self, message) : NULL;
  g_autofree char *remark = remark_on_silence (self, guess);
  g_autofree char *words = NULL, *sentence = NULL;
  CapTrouble trouble = guess;

  clear_table (self);
  if (in_lockstep (self)) {
    /* File time does not come again, and its streaming threads may wait for the table: they are
     * left to cap_source_stop(). */
    clear_timer (&self->watch_timer);
  } else {
    close_pipe (self);
    trouble = find_cause (self, guess);
  }
  sentence = describe_trouble (self, trouble);
  words = g_strconcat (sentence, remark ? " " : NULL, remark, NULL);
  if (self->spec.once || in_lockstep (self)) {
    set_state (self, SHOW_HEALTH_STOPPED, words, detail, 0);
    return;
  }
  if (trouble == cap_wait_look (self->wait))
    wait_until_present (self, trouble, words, detail);
  else
    wait_for_next_try (self, health_for (self, trouble), words, detail);
}

/* --- an open pipe --- */

/* Most of what passes within a second is none of our business: the driver follows a signal that
 * changes, and GStreamer follows the driver. */
static gboolean
examine (CapSource *self)
{
  CapTrouble before = self->doubt;

  if (!cap_pipe_minds_signal (self->pipe) || self->health != SHOW_HEALTH_LIVE ||
      now_ms () - self->examined_ms < CAP_EXAMINE_MS)
    return G_SOURCE_CONTINUE;
  self->examined_ms = now_ms ();
  self->doubt = self->spec.backend->examine (self->rest);
  if (!self->doubt || self->doubt != before)
    return G_SOURCE_CONTINUE;
  fail (self, self->doubt, NULL);
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
  if (in_lockstep (self) && progress > 0)
    return G_SOURCE_CONTINUE;
  verdict = cap_watch_step (&self->watch, progress, now_ms (), start_ms, CAP_STALL_MS);
  if (verdict == CAP_WATCH_OK)
    return examine (self);
  fail (self, verdict == CAP_WATCH_STALLED ? CAP_TROUBLE_STALLED : CAP_TROUBLE_SILENT, NULL);
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

  set_state (self, SHOW_HEALTH_LIVE, text, description, 0);
}

static void
on_live (CapSource *self)
{
  if (self->health == SHOW_HEALTH_LIVE) /* a film that was opened anew to begin again */
    return;
  self->live_since_ms = self->examined_ms = now_ms ();
  self->doubt = 0;
  say_live (self);
}

/* A film's end is no failure, as long as there was something in it. */
static void
on_ended (CapSource *self)
{
  gint64 since_ms = now_ms () - self->opened_ms;

  if (!self->spec.backend->loops || cap_pipe_get_progress (self->pipe) == 0) {
    fail (self, self->spec.backend->loops ? CAP_TROUBLE_EMPTY : CAP_TROUBLE_ENDED, NULL);
    return;
  }
  self->resume_ns = cap_pipe_get_resume (self->pipe);
  close_pipe (self);
  start_timer (self, &self->reopen_timer,
               in_lockstep (self) ? 0 : (guint) CLAMP (CAP_REOPEN_MS - since_ms, 0, CAP_REOPEN_MS),
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
    close_pipe (self);
    start_timer (self, &self->reopen_timer, 0, on_reopen);
    break;
  case CAP_PIPE_EMPTY:
    fail (self, CAP_TROUBLE_EMPTY, NULL);
    break;
  case CAP_PIPE_FAILED:
    fail (self, cap_words_trouble_of (error, debug), error->message);
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
    fail (self, trouble_at_opening (error, debug), error->message);
    return;
  }
  cap_watch_begin (&self->watch, now_ms ());
  start_timer (self, &self->watch_timer, CAP_WATCH_MS, on_watch);
}

/* Opens it without a change of state: as a first step after that change, or to begin again. */
static void
open_now (CapSource *self)
{
  CapTrouble hindrance = cap_wait_look (self->wait);

  self->opened_ms = now_ms ();
  if (hindrance) {
    fail (self, hindrance, NULL);
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
  set_state (self, SHOW_HEALTH_CONNECTING, text, NULL, 0);
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
  self->rest = self->spec.source + strlen (spec->backend->prefix);
  self->place = cap_backend_public_source (self->spec.source);
  self->wait = cap_wait_new (spec->context, spec->backend, self->rest, on_retry, on_looked, self);
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
  if (in_lockstep (self) && self->spec.slot)
    mix_slot_flush (self->spec.slot);
  if (in_lockstep (self) && self->spec.ring)
    mix_ring_flush (self->spec.ring);
  close_pipe (self);
  if (self->health == SHOW_HEALTH_IDLE || self->health == SHOW_HEALTH_STOPPED)
    return;
  clear_table (self);
  set_state (self, SHOW_HEALTH_STOPPED, text, NULL, 0);
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
