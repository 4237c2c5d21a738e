#include "enc-output.h"

#include "enc-reaper.h"
#include "enc-target-read.h"

#define TICK_CONNECTING_MS 50 /* how soon an accepted stream is noticed */
#define REPORT_MS          1000
#define RATE_SAMPLES       6 /* a second each: the rate is that of the last five */

typedef struct {
  gint64 now_ms;
  guint64 bytes;
} RateSample;

struct _EncOutput {
  char *name;
  EncHub *hub;
  BaseWorker *media;
  EncReportFunc report;
  gpointer data;
  EncReaper *reaper;

  GMutex lock;              /* guards the one below; held for a few assignments only, alone */
  EncOutputOptions *newest; /* given last, and not taken up yet; or NULL */

  /* Media thread */
  EncOutputOptions *options; /* since the last start */
  EncTargetRead *reading;    /* NULL: nothing is being read */
  EncTarget target;          /* what was read last; connections have their own copy … */
  gboolean has_target;       /* … FALSE: to be read before the next one */
  EncPolicy policy;
  EncPipe *pipe;       /* NULL while there is no connection */
  gboolean wants_pipe; /* … but one shall be made */
  EncStall stall;
  char *detail; /* of the newest failure */
  GSource *tick;
  guint64 sent_before, dropped_before; /* by earlier connections */
  ShowCounters counters;
  RateSample rates[RATE_SAMPLES];
  guint n_rates; /* ever taken */
  gint64 next_report_ms;
  gboolean refused_before; /* the pipeline took nothing at the last look */
};

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

EncOutput *
enc_output_new (const EncOutputOptions *options, EncHub *hub, BaseWorker *media,
                EncReportFunc report, gpointer data)
{
  EncOutput *self = g_new0 (EncOutput, 1);

  self->name = g_strdup (options->name);
  self->newest = enc_output_options_copy (options);
  self->hub = hub;
  self->media = media;
  self->report = report;
  self->data = data;
  self->reaper = enc_reaper_new ();
  enc_policy_init (&self->policy, now_ms ());
  g_mutex_init (&self->lock);
  return self;
}

void
enc_output_set_options (EncOutput *self, const EncOutputOptions *options)
{
  EncOutputOptions *copy = enc_output_options_copy (options), *before;

  g_mutex_lock (&self->lock);
  before = g_steal_pointer (&self->newest);
  self->newest = copy;
  g_mutex_unlock (&self->lock);
  enc_output_options_free (before);
}

gboolean
enc_output_check (const EncOutputOptions *options, GError **error)
{
  g_auto (EncTarget) target = {0};

  return enc_target_init (&target, options, error);
}

static void
take_newest (EncOutput *self)
{
  EncOutputOptions *newest;

  g_mutex_lock (&self->lock);
  newest = g_steal_pointer (&self->newest);
  g_mutex_unlock (&self->lock);
  if (!newest)
    return;
  enc_output_options_free (self->options);
  self->options = newest;
}

void
enc_output_free (EncOutput *self)
{
  if (!self)
    return;
  g_assert (!self->pipe && !self->tick && !self->reading);
  enc_reaper_free (self->reaper);
  enc_target_clear (&self->target);
  enc_output_options_free (self->options);
  enc_output_options_free (self->newest);
  g_mutex_clear (&self->lock);
  g_free (self->detail);
  g_free (self->name);
  g_free (self);
}

static void
take_rate (EncOutput *self, gint64 now)
{
  const RateSample *oldest;

  self->rates[self->n_rates++ % RATE_SAMPLES] = (RateSample){now, self->counters.sent_bytes};
  oldest = &self->rates[self->n_rates < RATE_SAMPLES ? 0 : self->n_rates % RATE_SAMPLES];
  self->counters.kbps = now > oldest->now_ms
                            ? (guint) ((self->counters.sent_bytes - oldest->bytes) * 8 /
                                       (guint64) (now - oldest->now_ms))
                            : 0;
}

static void
tell (EncOutput *self, gint64 now)
{
  const EncPolicy *policy = &self->policy;
  g_autofree char *text =
      enc_policy_describe (policy, now, self->name, self->detail, self->counters.queue_ms);
  gboolean has_detail = policy->fault && policy->fault != ENC_FAULT_UNREADABLE;
  g_autoptr (ShowStatus) status =
      show_status_new (policy->health, text, has_detail ? self->detail : NULL);

  if (policy->retry_at_ms)
    status->retry_at_ms = g_get_real_time () / 1000 + MAX (policy->retry_at_ms - now, 0);
  self->counters.retries = policy->failures;
  self->report (status, &self->counters, NULL, self->data);
}

static void
read_stats (EncOutput *self, EncPipeStats *ret_stats)
{
  enc_pipe_get_stats (self->pipe, ret_stats);
  self->counters.sent_bytes = self->sent_before + ret_stats->sent_bytes;
  self->counters.dropped_packets = self->dropped_before + ret_stats->dropped;
  self->counters.queue_ms = ret_stats->queued_ms;
}

static void
end_pipe (EncOutput *self, gboolean goodbye)
{
  EncPipeStats stats;

  self->wants_pipe = FALSE;
  if (!self->pipe)
    return;
  read_stats (self, &stats);
  self->sent_before = self->counters.sent_bytes;
  self->dropped_before = self->counters.dropped_packets;
  self->counters.queue_ms = 0;
  enc_reaper_take (self->reaper, g_steal_pointer (&self->pipe), goodbye);
}

static void
fail (EncOutput *self, EncFault fault, const char *detail)
{
  gint64 now = now_ms ();

  g_free (self->detail);
  self->detail = g_strdup (detail);
  if (enc_policy_failed (&self->policy, now, fault, g_random_double ()) == ENC_ACTION_DROP)
    end_pipe (self, FALSE);
  if (self->policy.health == SHOW_HEALTH_REJECTED)
    self->has_target = FALSE;
  tell (self, now);
}

static void
on_failed (EncFault fault, const char *detail, gpointer data)
{
  fail (data, fault, detail);
}

/* The encoder must have shown what it makes: without caps nothing can be sent. */
static gboolean
can_open (EncOutput *self)
{
  g_autoptr (GstCaps) video = enc_hub_get_caps (self->hub, ENC_VIDEO);
  g_autoptr (GstCaps) audio = enc_hub_get_caps (self->hub, ENC_AUDIO);

  return video && audio && enc_reaper_allows_open (self->reaper);
}

static void
open_pipe (EncOutput *self, gint64 now)
{
  g_autoptr (GError) error = NULL;

  if (!self->pipe && (!self->has_target || !can_open (self)))
    return;
  if (!self->pipe)
    self->pipe = enc_pipe_new (&self->target, self->media, on_failed, self, &error);
  if (self->pipe && !enc_pipe_start (self->pipe, now))
    return;
  self->wants_pipe = FALSE;
  enc_policy_opened (&self->policy, now);
  if (!self->pipe)
    fail (self, ENC_FAULT_INTERNAL, error->message); // NOLINT(clang-analyzer-core.NullDereference)
}

static void
check_accepted (EncOutput *self, gint64 now)
{
  if (!enc_pipe_is_accepted (self->pipe))
    return;
  enc_policy_accepted (&self->policy, now);
  enc_pipe_feed (self->pipe, self->hub);
  self->stall = (EncStall){0};
  self->refused_before = FALSE;
  tell (self, now);
}

static void
check_flow (EncOutput *self, gint64 now)
{
  EncPipeStats stats;

  read_stats (self, &stats);
  if (stats.has_sample && enc_stall_step (&self->stall, now, &stats.sample)) {
    g_autofree char *detail =
        g_strdup_printf ("%" G_GUINT64_FORMAT " kB wait for the server to take them",
                         stats.sample.waiting_bytes / 1000);

    fail (self, ENC_FAULT_STALLED, detail);
    return;
  }
  /* The message that says why comes a moment before or after; wait a tick for it. */
  if (stats.refused && self->refused_before)
    fail (self, ENC_FAULT_LOST, NULL);
  self->refused_before = stats.refused;
}

static void
step_policy (EncOutput *self, gint64 now)
{
  EncAction action = enc_policy_tick (&self->policy, now, g_random_double ());

  if (action == ENC_ACTION_KEEP)
    return;
  if (action == ENC_ACTION_OPEN)
    self->wants_pipe = TRUE;
  else {
    g_clear_pointer (&self->detail, g_free);
    end_pipe (self, FALSE);
  }
  tell (self, now);
}

static void
on_read (EncTarget *target, const GError *error, gpointer data)
{
  EncOutput *self = data;
  gint64 now = now_ms ();

  g_clear_pointer (&self->reading, enc_target_read_free);
  if (error) {
    fail (self, ENC_FAULT_UNREADABLE, error->message);
    return;
  }
  enc_target_clear (&self->target);
  self->target = *target;
  *target = (EncTarget){0};
  self->has_target = TRUE;
  step_policy (self, now);
  if (self->wants_pipe)
    open_pipe (self, now);
}

static void
read_target (EncOutput *self)
{
  if (!self->reading)
    self->reading = enc_target_read_new (self->options, self->media, on_read, self);
}

/* What was rejected is not tried again as it is: somebody may have mended the key. */
static gboolean
is_to_read (const EncOutput *self, gint64 now)
{
  return self->policy.health == SHOW_HEALTH_REJECTED && !self->has_target &&
         now >= self->policy.retry_at_ms;
}

static void arm_tick (EncOutput *self);

static gboolean
on_tick (gpointer data)
{
  EncOutput *self = data;
  gint64 now = now_ms ();

  if (self->wants_pipe)
    open_pipe (self, now);
  else if (self->policy.health == SHOW_HEALTH_CONNECTING)
    check_accepted (self, now);
  else if (self->policy.health == SHOW_HEALTH_LIVE)
    check_flow (self, now);
  if (is_to_read (self, now))
    read_target (self);
  else
    step_policy (self, now);
  if (now >= self->next_report_ms) {
    self->next_report_ms = now + REPORT_MS;
    take_rate (self, now);
    tell (self, now);
  }
  arm_tick (self);
  return G_SOURCE_REMOVE;
}

static void
arm_tick (EncOutput *self)
{
  guint wait_ms =
      self->policy.health == SHOW_HEALTH_CONNECTING ? TICK_CONNECTING_MS : ENC_STALL_TICK_MS;

  g_clear_pointer (&self->tick, g_source_unref);
  self->tick = base_worker_add_timeout (self->media, wait_ms, on_tick, self);
}

static void
clear_sources (EncOutput *self)
{
  if (self->tick)
    g_source_destroy (self->tick);
  g_clear_pointer (&self->tick, g_source_unref);
  g_clear_pointer (&self->reading, enc_target_read_free);
}

void
enc_output_start (EncOutput *self)
{
  gint64 now = now_ms ();

  g_assert (base_worker_is_current (self->media));
  if (enc_policy_start (&self->policy, now) != ENC_ACTION_OPEN)
    return;
  clear_sources (self);
  take_newest (self);
  self->has_target = FALSE;
  read_target (self);
  self->counters = (ShowCounters){0};
  self->sent_before = self->dropped_before = 0;
  self->n_rates = 0;
  take_rate (self, now);
  self->next_report_ms = now + REPORT_MS;
  self->wants_pipe = TRUE;
  tell (self, now);
  arm_tick (self);
}

void
enc_output_stop (EncOutput *self)
{
  gboolean was_stopped = self->policy.health == SHOW_HEALTH_STOPPED;
  gint64 now = now_ms ();
  EncAction action;

  g_assert (base_worker_is_current (self->media));
  action = enc_policy_stop (&self->policy, now);
  clear_sources (self);
  end_pipe (self, action == ENC_ACTION_GOODBYE);
  self->counters.kbps = 0;
  if (!was_stopped)
    tell (self, now);
}

void
enc_output_renew (EncOutput *self)
{
  ShowHealth health = self->policy.health;

  g_assert (base_worker_is_current (self->media));
  if (health != SHOW_HEALTH_CONNECTING && health != SHOW_HEALTH_RETRYING &&
      health != SHOW_HEALTH_REJECTED)
    return;
  enc_output_stop (self);
  enc_output_start (self);
}
