#include "enc-recorder.h"

#include "base-backoff.h"
#include "enc-record-store.h"

#define TICK_MS 1000

/* From a start or retry to the next stop or failure. The feeding thread has a reference, so that
 * its word about a switch can come when the recorder has moved on. */
typedef struct {
  gint refs;             /* atomic */
  EncRecorder *recorder; /* media thread; NULL: over */
  BaseWorker *media;
  EncFeeder *feeder;
  gint64 start_ns; /* of the newest switch; written before it is told */
} Attempt;

struct _EncRecorder {
  gint64 split_ns;
  EncHub *hub;
  BaseWorker *media;
  EncReportFunc report;
  gpointer data;
  EncRecordStore *store;

  /* Media thread */
  ShowHealth health;
  guint attempts;         /* so far; files that were opened for another one are thrown away */
  Attempt *attempt;       /* NULL: stopped, or waiting for a retry */
  EncRecordFile *current; /* takes packets */
  EncRecordFile *next;    /* will take them from a keyframe on */
  gboolean opening;
  gint64 asked_ns; /* a new file is wanted from this running time on; G_MAXINT64: never */
  GSource *tick;   /* non-NULL: running */
  GSource *retry;
  BaseBackoff backoff;
  ShowCounters counters;
  guint64 bytes_before, dropped_before; /* of earlier attempts */
};

static void begin_attempt (EncRecorder *self);

/* ---- State ---- */

#define TO(health) (1U << (health))

/* The states that may follow each one. */
static const guint edges[] = {
    [SHOW_HEALTH_IDLE] = TO (SHOW_HEALTH_CONNECTING),
    [SHOW_HEALTH_CONNECTING] =
        TO (SHOW_HEALTH_LIVE) | TO (SHOW_HEALTH_RETRYING) | TO (SHOW_HEALTH_STOPPED),
    [SHOW_HEALTH_LIVE] =
        TO (SHOW_HEALTH_STALLED) | TO (SHOW_HEALTH_RETRYING) | TO (SHOW_HEALTH_STOPPED),
    [SHOW_HEALTH_STALLED] =
        TO (SHOW_HEALTH_LIVE) | TO (SHOW_HEALTH_RETRYING) | TO (SHOW_HEALTH_STOPPED),
    [SHOW_HEALTH_RETRYING] = TO (SHOW_HEALTH_CONNECTING) | TO (SHOW_HEALTH_STOPPED),
    [SHOW_HEALTH_STOPPED] = TO (SHOW_HEALTH_CONNECTING),
};

static void
tell (EncRecorder *self, const char *text, const char *detail, gint64 retry_at_ms)
{
  g_autoptr (ShowStatus) status = show_status_new (self->health, text, detail);

  status->retry_at_ms = retry_at_ms;
  self->report (status, &self->counters,
                self->current ? enc_record_file_get_name (self->current) : NULL, self->data);
}

static void
set_health (EncRecorder *self, ShowHealth health)
{
  g_assert (health == self->health || edges[self->health] & TO (health));
  self->health = health;
}

static void
count (EncRecorder *self, EncFeeder *feeder)
{
  EncFeederStats stats;

  enc_feeder_get_stats (feeder, &stats);
  self->counters.sent_bytes = self->bytes_before + stats.bytes;
  self->counters.dropped_packets = self->dropped_before + stats.dropped;
  self->counters.queue_ms = stats.queued_ms;
}

/* ---- Attempts ---- */

static void
attempt_unref (gpointer data)
{
  Attempt *attempt = data;

  if (g_atomic_int_dec_and_test (&attempt->refs))
    g_free (attempt);
}

/* `limit_ms` 0: what has not been written is lost, for it cannot be written. */
static void
end_attempt (EncRecorder *self, guint limit_ms)
{
  Attempt *attempt = g_steal_pointer (&self->attempt);

  if (!attempt)
    return;
  count (self, attempt->feeder);
  self->bytes_before = self->counters.sent_bytes;
  self->dropped_before = self->counters.dropped_packets;
  self->counters.queue_ms = 0;
  if (enc_feeder_cancel_switch (attempt->feeder))
    enc_record_store_finish (self->store, g_steal_pointer (&self->next), NULL, 0);
  enc_feeder_finish (attempt->feeder);
  if (self->next)
    enc_record_store_finish (self->store, g_steal_pointer (&self->current), NULL, limit_ms);
  enc_record_store_finish (
      self->store, self->next ? g_steal_pointer (&self->next) : g_steal_pointer (&self->current),
      g_steal_pointer (&attempt->feeder), limit_ms);
  attempt->recorder = NULL;
  attempt_unref (attempt);
  self->opening = FALSE;
}

static gboolean
retry_in_media (gpointer data)
{
  EncRecorder *self = data;

  g_clear_pointer (&self->retry, g_source_unref);
  begin_attempt (self);
  return G_SOURCE_REMOVE;
}

/* `remedy`: what to do, if that is known; `words`: what the system says. */
static void
fail (EncRecorder *self, gboolean full, const char *remedy, const char *words)
{
  guint wait_ms =
      full ? ENC_RECORDER_FULL_MS
           : base_backoff_next (&self->backoff, &base_backoff_default, g_random_double ());
  gint64 retry_at_ms = g_get_real_time () / 1000 + wait_ms;
  g_autofree char *text = NULL;

  end_attempt (self, full ? ENC_RECORDER_FINISH_MS : 0);
  self->counters.retries++;
  self->retry = base_worker_add_timeout (self->media, wait_ms, retry_in_media, self);
  set_health (self, SHOW_HEALTH_RETRYING);
  text = full ? g_strdup ("The disk is full. Recording goes on as soon as there is room.")
              : g_strdup_printf ("%s Trying again in %u s.",
                                 remedy ? remedy : "The recording cannot be written.",
                                 (wait_ms + 999) / 1000);
  tell (self, text, words, retry_at_ms);
}

/* ---- News from the disk and the feeder ---- */

static gboolean
is_file (EncRecordFile *file, const char *name)
{
  return file && g_str_equal (enc_record_file_get_name (file), name);
}

static void
on_failed (const char *name, gboolean full, const char *words, gpointer data)
{
  EncRecorder *self = data;

  if (self->attempt && (!name || is_file (self->current, name) || is_file (self->next, name)))
    fail (self, full, NULL, words);
}

static void
on_finished (gpointer data)
{
  EncRecorder *self = data;

  if (self->health == SHOW_HEALTH_STOPPED)
    tell (self, "Recording stopped.", NULL, 0);
}

static void
handle_switch (gpointer data)
{
  Attempt *attempt = data;
  EncRecorder *self = attempt->recorder;

  if (!self)
    return;
  if (self->current)
    enc_record_store_finish (self->store, g_steal_pointer (&self->current), NULL,
                             ENC_RECORDER_FINISH_MS);
  self->current = g_steal_pointer (&self->next);
  self->asked_ns = self->split_ns ? attempt->start_ns + self->split_ns : G_MAXINT64;
  base_backoff_reset (&self->backoff);
  set_health (self, SHOW_HEALTH_LIVE);
  tell (self, "Recording.", NULL, 0);
}

static void
post_from_feeder_thread (Attempt *attempt, void (*handle) (gpointer data))
{
  g_atomic_int_inc (&attempt->refs);
  base_worker_post (attempt->media, handle, attempt, attempt_unref);
}

static void
on_switched_in_feeder_thread (gint64 start_ns, gpointer data)
{
  Attempt *attempt = data;

  attempt->start_ns = start_ns;
  post_from_feeder_thread (attempt, handle_switch);
}

static void
plan_switch (EncRecorder *self, gint64 not_before_ns)
{
  EncSink sink;

  enc_record_file_get_sink (self->next, &sink);
  enc_feeder_switch (self->attempt->feeder, &sink, not_before_ns, on_switched_in_feeder_thread,
                     self->attempt);
}

/* A file tells at its beginning how all of its pictures are decoded. */
static void
handle_change (gpointer data)
{
  Attempt *attempt = data;

  if (attempt->recorder)
    enc_recorder_split (attempt->recorder);
}

static void
on_changed_in_feeder_thread (gint64 start_ns, gpointer data)
{
  post_from_feeder_thread (data, handle_change);
}

static void
announce (EncRecorder *self)
{
  set_health (self, SHOW_HEALTH_CONNECTING);
  tell (self, "Recording begins with the next picture.", NULL, 0);
}

static void
on_opened (EncRecordFile *file, guint tag, gboolean full, const char *words, gpointer data)
{
  EncRecorder *self = data;

  if (!self->attempt || tag != self->attempts) {
    enc_record_store_finish (self->store, file, NULL, 0);
    return;
  }
  self->opening = FALSE;
  if (!file) {
    fail (self, full, full ? NULL : words, full ? words : NULL);
    return;
  }
  if (self->health == SHOW_HEALTH_RETRYING)
    announce (self);
  self->next = file;
  plan_switch (self, self->current ? self->asked_ns : 0);
}

static void
open_next (EncRecorder *self)
{
  self->opening = TRUE;
  enc_record_store_open (self->store, self->attempts);
}

static void
begin_attempt (EncRecorder *self)
{
  self->attempts++;
  self->attempt = g_new0 (Attempt, 1);
  self->attempt->refs = 1;
  self->attempt->recorder = self;
  self->attempt->media = self->media;
  self->attempt->feeder = enc_feeder_new (self->hub, TRUE);
  enc_feeder_set_patient (self->attempt->feeder);
  enc_feeder_set_changed_func (self->attempt->feeder, on_changed_in_feeder_thread, self->attempt);
  /* After a failure the words of that failure stand until a file could be opened. */
  if (self->health != SHOW_HEALTH_RETRYING)
    announce (self);
  open_next (self);
}

/* ---- Every second ---- */

static void
check_split (EncRecorder *self)
{
  EncFeederStats stats;

  if (!self->current || self->next || self->opening)
    return;
  enc_feeder_get_stats (self->attempt->feeder, &stats);
  if (stats.newest_ns >= self->asked_ns - (gint64) ENC_RECORDER_SPLIT_LEAD_NS)
    open_next (self);
}

static void
check_disk (EncRecorder *self)
{
  gboolean stalled;

  if (self->health != SHOW_HEALTH_LIVE && self->health != SHOW_HEALTH_STALLED)
    return;
  stalled = MAX (enc_record_store_get_busy_ms (self->store),
                 enc_record_file_get_busy_ms (self->current)) > ENC_RECORDER_STALL_MS;
  set_health (self, stalled ? SHOW_HEALTH_STALLED : SHOW_HEALTH_LIVE);
  tell (self, stalled ? "The disk does not answer. The recording waits for it." : "Recording.",
        NULL, 0);
}

static gboolean
tick_in_media (gpointer data)
{
  EncRecorder *self = data;
  guint64 bytes = self->counters.sent_bytes;

  self->counters.kbps = 0;
  if (!self->attempt)
    return G_SOURCE_CONTINUE;
  count (self, self->attempt->feeder);
  self->counters.kbps = (guint) ((self->counters.sent_bytes - bytes) * 8 / TICK_MS);
  if (self->current)
    enc_record_store_sync (self->store, self->current);
  check_split (self);
  check_disk (self);
  return G_SOURCE_CONTINUE;
}

/* ---- The public side ---- */

EncRecorder *
enc_recorder_new (const EncRecordingOptions *options, const char *folder, EncHub *hub,
                  BaseWorker *media, EncReportFunc report, gpointer data)
{
  static const EncRecordStoreFuncs funcs = {on_opened, on_failed, on_finished};
  EncRecorder *self = g_new0 (EncRecorder, 1);

  self->split_ns = (gint64) options->split_ms * GST_MSECOND;
  self->hub = hub;
  self->media = media;
  self->report = report;
  self->data = data;
  self->health = SHOW_HEALTH_IDLE;
  self->asked_ns = G_MAXINT64;
  self->store = enc_record_store_new (folder, (guint64) options->keep_free_mb * 1000 * 1000, media,
                                      &funcs, self);
  return self;
}

void
enc_recorder_start (EncRecorder *self)
{
  g_assert (base_worker_is_current (self->media));
  if (self->tick)
    return;
  self->tick = base_worker_add_timeout (self->media, TICK_MS, tick_in_media, self);
  begin_attempt (self);
}

void
enc_recorder_split (EncRecorder *self)
{
  g_assert (base_worker_is_current (self->media));
  if (!self->current)
    return;
  self->asked_ns = 0;
  if (self->next && enc_feeder_cancel_switch (self->attempt->feeder))
    plan_switch (self, 0);
  check_split (self);
}

static void
clear_source (GSource **source)
{
  if (*source)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
enc_recorder_stop (EncRecorder *self)
{
  gboolean writing = self->attempt != NULL;

  g_assert (base_worker_is_current (self->media));
  if (!self->tick)
    return;
  clear_source (&self->tick);
  clear_source (&self->retry);
  end_attempt (self, ENC_RECORDER_FINISH_MS);
  set_health (self, SHOW_HEALTH_STOPPED);
  self->counters.kbps = 0;
  tell (self, writing ? "The recording's file is being finished." : "Recording stopped.", NULL, 0);
}

void
enc_recorder_free (EncRecorder *self)
{
  if (!self)
    return;
  g_assert (!self->tick);
  enc_record_store_free (self->store, ENC_RECORDER_FREE_MS);
  g_free (self);
}
