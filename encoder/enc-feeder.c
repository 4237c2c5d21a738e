#include "enc-feeder.h"

#include <gst/app/app.h>

#define POP_WAIT_US  (G_USEC_PER_SEC / 5)
#define ROOM_POLL_US (20 * 1000)

typedef struct {
  GstAppSrc *sources[ENC_AUDIO + 1]; /* by EncMedia */
  gboolean has_caps[ENC_AUDIO + 1];
  gint64 base_ns; /* running time that becomes 0 */
} Target;

typedef struct {
  Target target; /* no sources: nothing is planned */
  gint64 not_before_ns;
  EncFeederFunc switched;
  gpointer data;
} Plan;

struct _EncFeeder {
  EncHub *hub;
  EncQueue *queue;
  GThread *thread; /* NULL before the first switch and after stop */

  /* Feeding thread */
  Target target;

  GMutex lock; /* guards all below */
  GCond cond;
  Plan plan;
  Target shown; /* sources of `target` for the statistics */
  EncFeederStats stats;
  gboolean finishing;
  gboolean stopping;
};

static void
target_clear (Target *target)
{
  for (guint media = 0; media <= ENC_AUDIO; media++)
    gst_clear_object (&target->sources[media]);
  *target = (Target){0};
}

static void
target_set_sources (Target *target, GstElement *video, GstElement *audio)
{
  target_clear (target);
  target->sources[ENC_VIDEO] = gst_object_ref (GST_APP_SRC (video));
  target->sources[ENC_AUDIO] = gst_object_ref (GST_APP_SRC (audio));
}

GstElement *
enc_feeder_new_source (EncMedia media, gboolean live)
{
  GstElement *source = gst_element_factory_make ("appsrc", media == ENC_VIDEO ? "video" : "audio");

  if (source)
    g_object_set (source, "format", GST_FORMAT_TIME, "is-live", live, "block", FALSE, "max-bytes",
                  (guint64) 0, NULL);
  return source;
}

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
enc_feeder_free (EncFeeder *self)
{
  if (!self)
    return;
  g_assert (!self->thread);
  enc_hub_close (self->hub, self->queue);
  target_clear (&self->target);
  target_clear (&self->plan.target);
  target_clear (&self->shown);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
send_eos (const Target *target)
{
  for (guint media = ENC_VIDEO; media <= ENC_AUDIO; media++) {
    if (target->sources[media])
      gst_app_src_end_of_stream (target->sources[media]);
  }
}

/* TRUE when this packet is the first one for the planned sources. */
static gboolean
take_plan (EncFeeder *self, const EncPacket *packet, gint64 time, Plan *ret_plan, Target *ret_old)
{
  gboolean take;

  g_mutex_lock (&self->lock);
  take = self->plan.target.sources[ENC_VIDEO] && packet->key && packet->media == ENC_VIDEO &&
         time >= self->plan.not_before_ns;
  if (take) {
    *ret_old = self->target;
    *ret_plan = self->plan;
    self->target = self->plan.target;
    self->target.base_ns = time;
    self->plan = (Plan){0};
    target_set_sources (&self->shown, GST_ELEMENT (self->target.sources[ENC_VIDEO]),
                        GST_ELEMENT (self->target.sources[ENC_AUDIO]));
    self->stats.refused = FALSE;
  }
  g_mutex_unlock (&self->lock);
  return take;
}

static void
maybe_switch (EncFeeder *self, const EncPacket *packet, gint64 time)
{
  Target old = {0};
  Plan plan;

  if (!take_plan (self, packet, time, &plan, &old))
    return;
  send_eos (&old);
  target_clear (&old);
  if (plan.switched)
    plan.switched (time, plan.data);
}

/* A source that holds enough waits for the pipeline, unless the pipeline waits for the other
 * medium: then what it wants may come behind this very packet. */
static gboolean
has_room (const Target *target, EncMedia media)
{
  GstAppSrc *source = target->sources[media];
  GstAppSrc *other = target->sources[media == ENC_VIDEO ? ENC_AUDIO : ENC_VIDEO];

  return gst_app_src_get_current_level_time (source) < ENC_FEEDER_AHEAD_NS ||
         gst_app_src_get_current_level_bytes (other) == 0;
}

/* A pipeline that has failed takes nothing more until it is replaced. */
static gboolean
must_wait (const EncFeeder *self, EncMedia media)
{
  if (self->stats.refused)
    return !self->plan.target.sources[ENC_VIDEO];
  return !has_room (&self->target, media);
}

static gboolean
wait_for_room (EncFeeder *self, EncMedia media)
{
  gboolean stopping;

  g_mutex_lock (&self->lock);
  while (!self->stopping && must_wait (self, media))
    g_cond_wait_until (&self->cond, &self->lock, g_get_monotonic_time () + ROOM_POLL_US);
  stopping = self->stopping;
  g_mutex_unlock (&self->lock);
  return !stopping;
}

static void
ensure_caps (EncFeeder *self, EncMedia media)
{
  g_autoptr (GstCaps) caps = NULL;

  if (self->target.has_caps[media])
    return;
  caps = enc_hub_get_caps (self->hub, media);
  gst_app_src_set_caps (self->target.sources[media], caps);
  self->target.has_caps[media] = TRUE;
}

static GstClockTime
rebase (GstClockTime time, gint64 base_ns)
{
  if (!GST_CLOCK_TIME_IS_VALID (time))
    return time;
  return (GstClockTime) MAX ((gint64) time - base_ns, 0);
}

static void
hand_over (EncFeeder *self, const EncPacket *packet, gint64 time)
{
  GstAppSrc *source = self->target.sources[packet->media];
  GstBuffer *buffer = gst_buffer_copy (packet->buffer);
  gsize size = gst_buffer_get_size (buffer);
  GstFlowReturn flow;

  GST_BUFFER_PTS (buffer) = rebase (GST_BUFFER_PTS (buffer), self->target.base_ns);
  GST_BUFFER_DTS (buffer) = rebase (GST_BUFFER_DTS (buffer), self->target.base_ns);
  ensure_caps (self, packet->media);
  flow = gst_app_src_push_buffer (source, buffer);
  g_mutex_lock (&self->lock);
  if (flow == GST_FLOW_OK) {
    self->stats.packets++;
    self->stats.bytes += size;
    self->stats.newest_ns = MAX (self->stats.newest_ns, time);
  } else
    self->stats.refused = TRUE;
  g_mutex_unlock (&self->lock);
}

static void
count_dropped (EncFeeder *self)
{
  g_mutex_lock (&self->lock);
  self->stats.dropped++;
  g_mutex_unlock (&self->lock);
}

static void
feed (EncFeeder *self, const EncPacket *packet)
{
  gint64 time = (gint64) GST_BUFFER_DTS_OR_PTS (packet->buffer);
  GstAppSrc *source;

  maybe_switch (self, packet, time);
  source = self->target.sources[packet->media];
  if (!source || time < self->target.base_ns)
    return;
  if (gst_app_src_get_current_level_bytes (source) > ENC_FEEDER_BYTES)
    count_dropped (self);
  else if (wait_for_room (self, packet->media))
    hand_over (self, packet, time);
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
      send_eos (&self->target);
      break;
    }
  }
  return NULL;
}

void
enc_feeder_switch (EncFeeder *self, GstElement *video, GstElement *audio, gint64 not_before_ns,
                   EncFeederFunc switched, gpointer data)
{
  g_mutex_lock (&self->lock);
  target_set_sources (&self->plan.target, video, audio);
  self->plan.not_before_ns = not_before_ns;
  self->plan.switched = switched;
  self->plan.data = data;
  if (!self->thread && !self->stopping)
    self->thread = g_thread_new ("enc-feeder", feed_in_thread, self);
  g_mutex_unlock (&self->lock);
}

gboolean
enc_feeder_cancel_switch (EncFeeder *self)
{
  gboolean planned;

  g_mutex_lock (&self->lock);
  planned = self->plan.target.sources[ENC_VIDEO] != NULL;
  target_clear (&self->plan.target);
  g_mutex_unlock (&self->lock);
  return planned;
}

void
enc_feeder_finish (EncFeeder *self)
{
  g_mutex_lock (&self->lock);
  self->finishing = TRUE;
  g_mutex_unlock (&self->lock);
  enc_hub_finish (self->hub, self->queue);
}

void
enc_feeder_stop (EncFeeder *self)
{
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
  /* The reader wakes at once; the queue itself is kept for the statistics until free. */
  enc_hub_finish (self->hub, self->queue);
  if (self->thread)
    g_thread_join (g_steal_pointer (&self->thread));
}

void
enc_feeder_get_stats (EncFeeder *self, EncFeederStats *ret_stats)
{
  guint64 dropped = 0;
  double queued_ms = 0;

  enc_queue_get_stats (self->queue, &dropped, &queued_ms);
  g_mutex_lock (&self->lock);
  *ret_stats = self->stats;
  if (self->shown.sources[ENC_VIDEO])
    queued_ms +=
        (double) gst_app_src_get_current_level_time (self->shown.sources[ENC_VIDEO]) / GST_MSECOND;
  g_mutex_unlock (&self->lock);
  ret_stats->dropped += dropped;
  ret_stats->queued_ms = queued_ms;
}
