#include "cap-gate.h"

#include "cap-backends.h"
#include "cap-hold.h"

struct _CapGate {
  const CapPipeSpec *spec;
  const CapTiming *timing;
  gint n_held; /* atomic */

  /* ---- under lock; a pad's stream lock may be held, never waited for ---- */
  GMutex lock;
  GCond changed;
  GstPad *pad; /* the one that counts; NULL before the first packet. Changes under both locks */
  gboolean stopped;
  guint n_delivered; /* pictures that came out at its other end */
  gboolean asleep;
  gboolean waking; /* awake, but the programme has to wait for what is due */
  gint64 woke_ns;
  gint64 key_ns; /* what comes out for earlier times may be broken */
  gint64 unwanted_since_ns;
  guint n_wakers; /* under way in GStreamer's thread pool */

  /* ---- under the stream lock of the decoder's sink pad ---- */
  CapHold *hold;
  gboolean passing; /* what comes is our own */
};

guint
cap_gate_get_progress (CapGate *self)
{
  return (guint) g_atomic_int_get (&self->n_held);
}

/* What the programme shows now. */
static gint64
due_ns (const CapGate *self)
{
  return cap_context_now (self->spec->context) - self->spec->context->format->latency_ns;
}

/* --- asleep or not --- */

/* Under lock. */
static void
set_asleep (CapGate *self, gboolean asleep)
{
  if (asleep == self->asleep)
    return;
  self->asleep = asleep;
  self->waking = !asleep;
  self->woke_ns = cap_context_now (self->spec->context);
  if (asleep)
    mix_slot_set_dozing (self->spec->slot, TRUE);
}

/* Under lock. No picture that was held is still to come: without one it is a camera that is gone.
 */
static void
forget_sleep (CapGate *self)
{
  self->asleep = self->waking = FALSE;
  mix_slot_set_dozing (self->spec->slot, FALSE);
}

/* Under lock. */
static gboolean
decide_asleep (CapGate *self)
{
  gint64 now_ns = cap_context_now (self->spec->context);

  if (mix_slot_is_wanted (self->spec->slot) || self->n_delivered == 0)
    self->unwanted_since_ns = G_MAXINT64;
  else
    self->unwanted_since_ns = MIN (self->unwanted_since_ns, now_ns);
  set_asleep (self, !self->stopped && now_ns >= self->unwanted_since_ns &&
                        now_ns - self->unwanted_since_ns >= (gint64) CAP_GATE_DOZE_NS);
  return self->asleep;
}

/* What comes from a file is held back by the sink at its end; while that gets nothing, it is held
 * back here. Waits no longer than for the time of this very packet. */
static gboolean
wait_asleep (CapGate *self, gint64 stamp_ns)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean live = self->spec->backend->live;

  while (decide_asleep (self)) {
    gint64 ahead_ns = stamp_ns - (gint64) CAP_GATE_LEAD_NS - cap_context_now (self->spec->context);

    if (live || ahead_ns <= 0)
      return TRUE;
    g_cond_wait_until (&self->changed, &self->lock,
                       g_get_monotonic_time () + MIN (ahead_ns, (gint64) GST_SECOND) / 1000 + 1);
  }
  return FALSE;
}

static gboolean
must_pass (CapGate *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return !self->stopped && !decide_asleep (self);
}

static gboolean
is_stopped (CapGate *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->stopped;
}

gboolean
cap_gate_is_awake (CapGate *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return !self->asleep && !self->waking;
}

gboolean
cap_gate_admit (CapGate *self, gint64 stamp_ns)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 frame_ns = mix_format_frame_time (self->spec->context->format, 1);

  if (stamp_ns < self->key_ns)
    return FALSE;
  self->n_delivered++;
  if (self->waking &&
      (stamp_ns + frame_ns >= due_ns (self) ||
       cap_context_now (self->spec->context) - self->woke_ns >= (gint64) CAP_GATE_WAKE_NS)) {
    self->waking = FALSE;
    mix_slot_set_dozing (self->spec->slot, FALSE);
  }
  return TRUE;
}

/* --- the decoder's sink pad --- */

/* Its stream has ended, or its decoder was taken out. */
static gboolean
is_over (GstPad *pad)
{
  return GST_PAD_IS_EOS (pad) || !gst_pad_is_active (pad);
}

/* Under lock, and under the stream lock of the pad before, if there is one. */
static void
move_to (CapGate *self, GstPad *pad)
{
  cap_hold_clear (self->hold);
  gst_object_replace ((GstObject **) &self->pad, GST_OBJECT (pad));
  self->n_delivered = 0;
  self->key_ns = G_MININT64;
  forget_sleep (self);
}

/* TRUE when this pad is the one that counts, or has just become it: a stream that changes its
 * programme gets a new decoder. While the one before is still in use by a waker, the next packet
 * will do. */
static gboolean
counts (CapGate *self, GstPad *pad)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GstPad) before = NULL;

  if (self->pad == pad)
    return TRUE;
  if (!self->pad) {
    move_to (self, pad);
    return TRUE;
  }
  before = gst_object_ref (self->pad);
  if (!is_over (before) || !GST_PAD_STREAM_TRYLOCK (before))
    return FALSE;
  move_to (self, pad);
  GST_PAD_STREAM_UNLOCK (before);
  return TRUE;
}

/* Only what is known to mark the pictures that need no other one. */
static gboolean
can_be_held (GstPad *pad)
{
  static const char *const types[] = {"image/jpeg", "video/x-h264", "video/x-h265", NULL};
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);

  return caps && g_strv_contains (types, gst_structure_get_name (gst_caps_get_structure (caps, 0)));
}

static gboolean
is_current (CapGate *self, GstPad *pad)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->pad == pad;
}

static gboolean
find_stamp (CapGate *self, GstPad *pad, GstBuffer *packet, gint64 *ret_stamp_ns)
{
  g_autoptr (GstEvent) event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  const GstSegment *segment = NULL;
  GstClockTime running;

  if (!event || !GST_BUFFER_PTS_IS_VALID (packet))
    return FALSE;
  gst_event_parse_segment (event, &segment);
  running = gst_segment_to_running_time (segment, GST_FORMAT_TIME, GST_BUFFER_PTS (packet));
  if (!GST_CLOCK_TIME_IS_VALID (running))
    return FALSE;
  *ret_stamp_ns = cap_timing_stamp (self->timing, running, self->spec->delay_ns);
  return TRUE;
}

static guint
get_delivered (CapGate *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_delivered;
}

static GstFlowReturn
pass_on (CapGate *self, GstPad *pad, GstBuffer *packet)
{
  guint before = get_delivered (self);
  GstFlowReturn flow;

  self->passing = TRUE;
  flow = gst_pad_chain (pad, packet);
  self->passing = FALSE;
  if (get_delivered (self) != before)
    cap_hold_note_picture (self->hold);
  return flow;
}

static void
note_key (CapGate *self, gint64 key_ns)
{
  g_mutex_lock (&self->lock);
  self->key_ns = MAX (self->key_ns, key_ns);
  g_mutex_unlock (&self->lock);
}

static GstFlowReturn
pass_all_on (CapGate *self, GstPad *pad)
{
  gint64 key_ns = G_MININT64;
  GstFlowReturn flow = GST_FLOW_OK;
  GstBuffer *packet;

  while (flow == GST_FLOW_OK && (packet = cap_hold_take (self->hold, &key_ns))) {
    note_key (self, key_ns);
    flow = pass_on (self, pad, packet);
  }
  cap_hold_clear (self->hold);
  return flow;
}

static GstFlowReturn
pass_due_on (CapGate *self, GstPad *pad)
{
  gint64 key_ns = G_MININT64;
  GstFlowReturn flow = GST_FLOW_OK;
  GstBuffer *packet;

  while (flow == GST_FLOW_OK && (packet = cap_hold_take_due (self->hold, due_ns (self), &key_ns))) {
    note_key (self, key_ns);
    flow = pass_on (self, pad, packet);
  }
  return flow;
}

static GstPadProbeReturn
answer (GstPadProbeInfo *info, GstFlowReturn flow)
{
  gst_buffer_unref (GST_PAD_PROBE_INFO_BUFFER (info));
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = flow;
  return GST_PAD_PROBE_HANDLED;
}

static GstPadProbeReturn
on_packet_in_streaming (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  CapGate *self = data;
  GstBuffer *packet = GST_PAD_PROBE_INFO_BUFFER (info);
  gint64 stamp_ns;
  GstFlowReturn flow;

  if (!counts (self, pad) || self->passing)
    return GST_PAD_PROBE_OK;
  if (!can_be_held (pad))
    return GST_PAD_PROBE_REMOVE;
  if (!find_stamp (self, pad, packet, &stamp_ns) || !wait_asleep (self, stamp_ns)) {
    flow = is_stopped (self) ? GST_FLOW_FLUSHING : pass_all_on (self, pad);
    return flow == GST_FLOW_OK ? GST_PAD_PROBE_OK : answer (info, flow);
  }
  g_atomic_int_inc (&self->n_held);
  cap_hold_add (self->hold, packet, stamp_ns,
                !GST_BUFFER_FLAG_IS_SET (packet, GST_BUFFER_FLAG_DELTA_UNIT));
  return answer (info, pass_due_on (self, pad));
}

/* What changes the meaning of packets must not overtake them. A film that begins again does so with
 * a key picture, so what is left of its end is let go of. */
static GstPadProbeReturn
on_event_in_streaming (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  CapGate *self = data;

  if (!is_current (self, pad))
    return GST_PAD_PROBE_OK;
  switch (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info))) {
  case GST_EVENT_FLUSH_STOP:
    cap_hold_clear (self->hold);
    break;
  case GST_EVENT_STREAM_START:
  case GST_EVENT_CAPS:
  case GST_EVENT_SEGMENT:
  case GST_EVENT_SEGMENT_DONE:
  case GST_EVENT_EOS:
    if (self->spec->backend->live)
      pass_all_on (self, pad);
    else
      cap_hold_clear (self->hold);
    break;
  default:
    break;
  }
  return GST_PAD_PROBE_OK;
}

/* --- waking --- */

static GstPad *
ref_pad (CapGate *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return gst_object_ref (self->pad);
}

/* GStreamer's thread pool. What is held goes through now, not only with the next packet. */
static void
wake_in_pool (GstElement *decoder, gpointer data)
{
  CapGate *self = data;
  g_autoptr (GstPad) pad = ref_pad (self);

  GST_PAD_STREAM_LOCK (pad);
  if (is_current (self, pad) && must_pass (self))
    pass_all_on (self, pad);
  GST_PAD_STREAM_UNLOCK (pad);
  g_mutex_lock (&self->lock);
  self->n_wakers--;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* The mixer's thread. A live camera's own thread waits for its next picture; that of a film waits
 * in here, and holds the pad. */
static void
on_wanted_in_mixer (gpointer data)
{
  CapGate *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GstElement) decoder = NULL;

  if (!self->asleep)
    return;
  g_cond_broadcast (&self->changed);
  if (!self->spec->backend->live)
    return;
  if (!is_over (self->pad))
    decoder = gst_pad_get_parent_element (self->pad);
  if (!decoder) {
    forget_sleep (self);
    return;
  }
  self->n_wakers++;
  gst_element_call_async (decoder, wake_in_pool, self, NULL);
}

void
cap_gate_attach (CapGate *self, GstPad *pad)
{
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_packet_in_streaming, self, NULL);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
                     on_event_in_streaming, self, NULL);
}

/* --- life --- */

CapGate *
cap_gate_new (const CapPipeSpec *spec, const CapTiming *timing)
{
  CapGate *self = g_new0 (CapGate, 1);

  self->spec = spec;
  self->timing = timing;
  self->hold = cap_hold_new ();
  self->key_ns = G_MININT64;
  self->unwanted_since_ns = G_MAXINT64;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  mix_slot_watch_wanted (spec->slot, on_wanted_in_mixer, self);
  return self;
}

void
cap_gate_free (CapGate *self)
{
  if (!self)
    return;
  g_mutex_lock (&self->lock);
  g_assert (self->stopped);
  while (self->n_wakers > 0)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
  cap_hold_free (self->hold);
  gst_clear_object (&self->pad);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

void
cap_gate_stop (CapGate *self)
{
  mix_slot_watch_wanted (self->spec->slot, NULL, NULL);
  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  forget_sleep (self);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}
