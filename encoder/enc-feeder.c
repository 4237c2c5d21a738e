#include "enc-feeder.h"

#define POP_WAIT_US  (G_USEC_PER_SEC / 5)
#define ROOM_POLL_US (20 * 1000)
/* A sink that was left waits so much longer for its last sound. */
#define LATE_SOUND_NS GST_SECOND

typedef struct {
  EncSink sink;    /* no funcs: none */
  gint64 base_ns;  /* running time that becomes 0 */
  gboolean failed; /* it takes nothing more */
} Target;

typedef struct {
  EncSink sink; /* no funcs: nothing is planned */
  gint64 not_before_ns;
  EncFeederFunc switched;
  gpointer data;
} Plan;

struct _EncFeeder {
  EncQueue *queue;
  GThread *thread;       /* NULL before the first switch and after stop */
  EncFeederFunc changed; /* const from the first switch on, and so is its data; NULL: any format */
  gpointer changed_data;

  /* Feeding thread */
  Target left;     /* the one before `current`, while its last sound may come */
  GstCaps *format; /* of the newest picture */

  GMutex lock; /* guards all below */
  GCond cond;
  EncHub *hub;    /* NULL once finished */
  Target current; /* changed by the feeding thread only, which reads it without the lock */
  Plan plan;
  EncFeederStats stats;
  gboolean finishing;
  gboolean stopping;
};

EncFeeder *
enc_feeder_new (EncHub *hub, gboolean from_last_key)
{
  EncFeeder *self = g_new0 (EncFeeder, 1);

  self->hub = hub;
  self->queue = enc_hub_open (hub, from_last_key);
  self->stats.newest_ns = -1;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  return self;
}

void
enc_feeder_set_patient (EncFeeder *self)
{
  enc_queue_set_patient (self->queue);
}

static void
sink_clear (EncSink *sink)
{
  if (sink->funcs)
    sink->funcs->unref (sink->sink);
  *sink = (EncSink){0};
}

void
enc_feeder_free (EncFeeder *self)
{
  if (!self)
    return;
  g_assert (!self->thread);
  if (self->hub)
    enc_hub_close (self->hub, self->queue);
  else
    enc_queue_unref (self->queue);
  sink_clear (&self->left.sink);
  sink_clear (&self->current.sink);
  sink_clear (&self->plan.sink);
  gst_clear_caps (&self->format);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* ---- Feeding thread ---- */

static void
target_end (Target *target)
{
  if (target->sink.funcs && !target->failed)
    target->sink.funcs->end (target->sink.sink);
  sink_clear (&target->sink);
}

/* It stays for the statistics. */
static void
end_current (EncFeeder *self)
{
  const Target *target = &self->current;

  if (target->sink.funcs && !target->failed)
    target->sink.funcs->end (target->sink.sink);
}

/* TRUE when this packet is the first one for the planned sink. */
static gboolean
take_plan (EncFeeder *self, const EncPacket *packet, gint64 time, Plan *ret_plan, Target *ret_old)
{
  gboolean take;

  g_mutex_lock (&self->lock);
  take = self->plan.sink.funcs && packet->key && time >= self->plan.not_before_ns;
  if (take) {
    *ret_old = self->current;
    *ret_plan = self->plan;
    self->current = (Target){.sink = self->plan.sink, .base_ns = time};
    self->plan = (Plan){0};
    self->stats.refused = FALSE;
  }
  g_mutex_unlock (&self->lock);
  return take;
}

/* Under lock, so that nobody is asked after enc_feeder_finish(). */
static void
await_change (EncFeeder *self, gint64 time)
{
  gint64 deadline_us = g_get_monotonic_time () + ENC_FEEDER_CHANGE_MS * 1000;
  gboolean in_time = TRUE;

  if (self->finishing)
    return;
  self->changed (time, self->changed_data);
  while (in_time && !self->finishing &&
         !(self->plan.sink.funcs && self->plan.not_before_ns <= time))
    in_time = g_cond_wait_until (&self->cond, &self->lock, deadline_us);
}

static void
mind_format (EncFeeder *self, const EncPacket *packet, gint64 time)
{
  gboolean other = self->format && self->format != packet->caps &&
                   !gst_caps_is_equal (self->format, packet->caps);

  if (other && self->current.sink.funcs && !self->current.failed) {
    g_mutex_lock (&self->lock);
    await_change (self, time);
    g_mutex_unlock (&self->lock);
  }
  gst_caps_replace (&self->format, packet->caps);
}

static void
maybe_switch (EncFeeder *self, const EncPacket *packet, gint64 time)
{
  Target old;
  Plan plan;

  if (!take_plan (self, packet, time, &plan, &old))
    return;
  target_end (&self->left);
  self->left = old;
  if (plan.switched)
    plan.switched (time, plan.data);
}

/* Sound passes the keyframe later than the picture does. */
static void
maybe_leave (EncFeeder *self, const EncPacket *packet, gint64 time)
{
  gint64 late_ns = packet->media == ENC_VIDEO ? (gint64) LATE_SOUND_NS : 0;

  if (self->left.sink.funcs && time >= self->current.base_ns + late_ns)
    target_end (&self->left);
}

static gboolean
has_room (const EncSink *sink)
{
  return !sink->funcs->get_waiting_ns ||
         sink->funcs->get_waiting_ns (sink->sink) < (gint64) ENC_FEEDER_AHEAD_NS;
}

static gboolean
wait_for_room (EncFeeder *self, const Target *target)
{
  gboolean stopping;

  g_mutex_lock (&self->lock);
  while (!self->stopping && !has_room (&target->sink))
    g_cond_wait_until (&self->cond, &self->lock, g_get_monotonic_time () + ROOM_POLL_US);
  stopping = self->stopping;
  g_mutex_unlock (&self->lock);
  return !stopping;
}

static void
hand_over (EncFeeder *self, Target *target, const EncPacket *packet, gint64 time)
{
  const EncSink *sink = &target->sink;
  gboolean taken = sink->funcs->take (sink->sink, packet, time - target->base_ns);

  target->failed = !taken;
  g_mutex_lock (&self->lock);
  if (taken) {
    self->stats.packets++;
    self->stats.bytes += gst_buffer_get_size (packet->buffer);
    self->stats.newest_ns = MAX (self->stats.newest_ns, time);
  }
  self->stats.refused |= !taken;
  g_mutex_unlock (&self->lock);
}

static void
feed (EncFeeder *self, const EncPacket *packet)
{
  gint64 time = enc_packet_get_time (packet);
  Target *target = &self->current;

  if (self->changed && packet->key && packet->caps)
    mind_format (self, packet, time);
  maybe_switch (self, packet, time);
  maybe_leave (self, packet, time);
  if (packet->media == ENC_AUDIO && time < target->base_ns)
    target = &self->left;
  if (target->sink.funcs && !target->failed && time >= target->base_ns &&
      wait_for_room (self, target))
    hand_over (self, target, packet, time);
}

static gboolean
is_over (EncFeeder *self, gboolean *ret_finishing)
{
  gboolean stopping;

  g_mutex_lock (&self->lock);
  *ret_finishing = self->finishing;
  stopping = self->stopping;
  g_mutex_unlock (&self->lock);
  return stopping;
}

static gpointer
feed_in_thread (gpointer data)
{
  EncFeeder *self = data;
  gboolean finishing = FALSE;
  EncPacket packet = {0};

  while (!is_over (self, &finishing)) {
    if (enc_queue_pop (self->queue, POP_WAIT_US, &packet)) {
      feed (self, &packet);
      enc_packet_clear (&packet);
    } else if (finishing) {
      target_end (&self->left);
      end_current (self);
      break;
    }
  }
  return NULL;
}

/* ---- Any thread ---- */

void
enc_feeder_switch (EncFeeder *self, const EncSink *sink, gint64 not_before_ns,
                   EncFeederFunc switched, gpointer data)
{
  EncSink replaced;

  g_mutex_lock (&self->lock);
  replaced = self->plan.sink;
  self->plan = (Plan){*sink, not_before_ns, switched, data};
  g_cond_signal (&self->cond);
  if (!self->thread && !self->stopping)
    self->thread = g_thread_new ("enc-feeder", feed_in_thread, self);
  g_mutex_unlock (&self->lock);
  sink_clear (&replaced);
}

void
enc_feeder_set_changed_func (EncFeeder *self, EncFeederFunc changed, gpointer data)
{
  g_assert (!self->thread);
  self->changed = changed;
  self->changed_data = data;
}

gboolean
enc_feeder_cancel_switch (EncFeeder *self)
{
  EncSink planned;
  gboolean any;

  g_mutex_lock (&self->lock);
  planned = self->plan.sink;
  self->plan = (Plan){0};
  g_mutex_unlock (&self->lock);
  any = planned.funcs != NULL;
  sink_clear (&planned);
  return any;
}

void
enc_feeder_finish (EncFeeder *self)
{
  EncHub *hub;

  g_mutex_lock (&self->lock);
  self->finishing = TRUE;
  g_cond_signal (&self->cond);
  hub = g_steal_pointer (&self->hub);
  g_mutex_unlock (&self->lock);
  if (hub)
    enc_hub_finish (hub, self->queue);
}

void
enc_feeder_stop (EncFeeder *self)
{
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
  /* The reader wakes at once; the queue itself is kept for the statistics until free. */
  enc_feeder_finish (self);
  if (self->thread)
    g_thread_join (g_steal_pointer (&self->thread));
}

void
enc_feeder_get_stats (EncFeeder *self, EncFeederStats *ret_stats)
{
  guint64 dropped = 0;
  double queued_ms = 0;
  const EncSink *sink = &self->current.sink;

  enc_queue_get_stats (self->queue, &dropped, &queued_ms);
  g_mutex_lock (&self->lock);
  *ret_stats = self->stats;
  if (sink->funcs && sink->funcs->get_waiting_ns)
    queued_ms += (double) sink->funcs->get_waiting_ns (sink->sink) / GST_MSECOND;
  g_mutex_unlock (&self->lock);
  ret_stats->dropped = dropped;
  ret_stats->queued_ms = queued_ms;
}
