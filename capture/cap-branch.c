#include "cap-branch.h"

#include "cap-backends.h"
#include "cap-gate.h"
#include "cap-into-ring.h"
#include "cap-into-slot.h"
#include "cap-sound.h"
#include "cap-watch.h"
#include <gst/video/video.h>

#define CHAIN_MAX 3

struct _CapBranch {
  const CapPipeSpec *spec;
  gboolean leads;
  CapTiming *timing;
  CapGate *gate; /* NULL: none */
  CapFirstFunc first;
  gpointer data;
  GstElement *chain[CHAIN_MAX]; /* borrowed from the bin; the last one is the sink */
  guint n_chain;
  GstPad *entry;
  gint progress; /* atomic */

  /* streaming thread; the media thread while nothing flows */
  CapIntoSlot *pictures; /* NULL: it is of sound */
  CapIntoRing *sound;    /* NULL: it is of pictures */
  GstCaps *caps;         /* that it was set to */
  GstClockTime first_ns;
  CapLate late;
};

/* --- time --- */

gint64
cap_timing_stamp (const CapTiming *timing, GstClockTime running, gint64 delay_ns)
{
  gint64 extra_ns = (gint64) g_atomic_int_get (&timing->extra_us) * (gint64) GST_USECOND;

  return (gint64) running + timing->offset_ns + extra_ns + delay_ns;
}

/* FALSE when the buffer lies outside of its segment. A buffer without a stamp follows the last one.
 */
static gboolean
stamp_of (CapBranch *self, GstSample *sample, gint64 *ret_stamp)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstClockTime time =
      GST_BUFFER_PTS_IS_VALID (buffer) ? GST_BUFFER_PTS (buffer) : GST_BUFFER_DTS (buffer);
  GstClockTime running;

  if (!GST_CLOCK_TIME_IS_VALID (time)) {
    *ret_stamp = cap_branch_get_next (self);
    if (*ret_stamp == G_MININT64)
      *ret_stamp = cap_context_now (self->spec->context);
    return TRUE;
  }
  running = gst_segment_to_running_time (gst_sample_get_segment (sample), GST_FORMAT_TIME, time);
  if (!GST_CLOCK_TIME_IS_VALID (running))
    return FALSE;
  *ret_stamp = cap_timing_stamp (self->timing, running, self->pictures ? self->spec->delay_ns : 0);
  return TRUE;
}

/* The latency that the elements upstream tell of, such as a network source's jitter buffer. */
static void
ask_latency (CapBranch *self)
{
  GstQuery *query = gst_query_new_latency ();
  GstClockTime min = 0;
  gboolean live = FALSE;

  if (gst_pad_peer_query (self->entry, query))
    gst_query_parse_latency (query, &live, &min, NULL);
  gst_query_unref (query);
  if (live)
    self->late.extra_ns =
        cap_late_extra_for ((gint64) min, self->spec->context->format->latency_ns);
  g_atomic_int_set (&self->timing->extra_us, (gint) (self->late.extra_ns / GST_USECOND));
}

/* Sees to it that a live source is on time from the next stamp on. */
static void
mind_lateness (CapBranch *self, gint64 stamp)
{
  const MixFormat *format = self->spec->context->format;
  gint64 due = stamp - (self->pictures ? self->spec->delay_ns : 0);

  if (self->leads && self->spec->backend->live && !format->lockstep &&
      (!self->gate || cap_gate_is_awake (self->gate)) &&
      cap_late_step (&self->late, due, cap_context_now (self->spec->context), format->latency_ns))
    g_atomic_int_set (&self->timing->extra_us, (gint) (self->late.extra_ns / GST_USECOND));
}

/* --- the sink's callbacks --- */

static gboolean
follow_caps (CapBranch *self, GstCaps *caps)
{
  g_autoptr (GError) error = NULL;
  GstElement *sink = self->chain[self->n_chain - 1];

  if (self->pictures && caps == self->caps)
    return TRUE;
  gst_caps_replace (&self->caps, caps);
  if (self->pictures ? cap_into_slot_set_caps (self->pictures, caps,
                                               g_atomic_int_get (&self->timing->jpeg), &error)
                     : cap_into_ring_set_caps (self->sound, caps, &error))
    return TRUE;
  GST_ELEMENT_ERROR (sink, STREAM, FORMAT, ("%s", error->message), (NULL));
  return FALSE;
}

/* The first of all: what it is, and how late its kind comes. */
static void
greet (CapBranch *self)
{
  g_autofree char *description = self->pictures ? cap_into_slot_describe (self->pictures)
                                                : cap_into_ring_describe (self->sound);

  if (self->spec->backend->live && !self->spec->context->format->lockstep)
    ask_latency (self);
  self->first (description, self->data);
}

static GstFlowReturn
on_sample_in_streaming (GstAppSink *sink, gpointer data)
{
  CapBranch *self = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  GstBuffer *buffer = sample ? gst_sample_get_buffer (sample) : NULL;
  gboolean changed;
  gint64 stamp;

  if (!buffer)
    return GST_FLOW_EOS;
  changed = !self->caps || !gst_caps_is_equal (self->caps, gst_sample_get_caps (sample));
  if (!follow_caps (self, gst_sample_get_caps (sample)))
    return GST_FLOW_ERROR;
  g_atomic_int_inc (&self->progress);
  if (changed && self->leads)
    greet (self);
  if (!stamp_of (self, sample, &stamp))
    return GST_FLOW_OK;
  mind_lateness (self, stamp);
  return self->pictures ? cap_into_slot_deliver (self->pictures, buffer, stamp)
                        : cap_into_ring_deliver (self->sound, buffer, stamp);
}

static GstFlowReturn
on_preroll_in_streaming (GstAppSink *sink, gpointer data)
{
  CapBranch *self = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_preroll (sink);
  GstBuffer *buffer = sample ? gst_sample_get_buffer (sample) : NULL;

  if (buffer && GST_BUFFER_PTS_IS_VALID (buffer))
    self->first_ns = gst_segment_to_running_time (gst_sample_get_segment (sample), GST_FORMAT_TIME,
                                                  GST_BUFFER_PTS (buffer));
  return GST_FLOW_OK;
}

/* Decoders that may pad their rows save a copy of every picture when they know that we mind the
 * meta data. */
static GstPadProbeReturn
answer_allocation_in_streaming (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);

  if (GST_QUERY_TYPE (query) != GST_QUERY_ALLOCATION)
    return GST_PAD_PROBE_OK;
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  return GST_PAD_PROBE_HANDLED;
}

/* --- building --- */

static const char *const picture_chain[] = {"deinterlace", "appsink", NULL};
static const char *const sound_chain[] = {"appsink", NULL};

GstElement *
cap_branch_add_element (GstBin *bin, const char *factory, GError **error)
{
  GstElement *element = gst_element_factory_make (factory, NULL);

  if (element)
    gst_bin_add (bin, element);
  else
    g_set_error (error, CAP_ERROR, CAP_ERROR_MISSING, "the GStreamer element \"%s\" is not there",
                 factory);
  return element;
}

static gboolean
add_chain (CapBranch *self, GstBin *bin, const char *const *names, GError **error)
{
  for (; *names; names++) {
    GstElement *element = cap_branch_add_element (bin, *names, error);

    if (!element)
      return FALSE;
    if (self->n_chain > 0)
      g_assert (gst_element_link (self->chain[self->n_chain - 1], element));
    self->chain[self->n_chain++] = element;
  }
  self->entry = gst_element_get_static_pad (self->chain[0], "sink");
  return TRUE;
}

static void
set_up_sink (CapBranch *self, GstElement *sink, GstCaps *caps, gboolean paced)
{
  GstAppSinkCallbacks callbacks = {.new_preroll = on_preroll_in_streaming,
                                   .new_sample = on_sample_in_streaming};

  /* A camera's sound may not be there at all: nothing waits for it. */
  g_object_set (sink, "caps", caps, "sync", paced, "async", self->leads, "enable-last-sample",
                FALSE, "max-buffers", 2, "drop", FALSE, "wait-on-eos", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
}

static void
set_up_pictures (CapBranch *self, CapGate *gate, gboolean paced)
{
  GstElement *deinterlace = self->chain[0], *sink = self->chain[self->n_chain - 1];
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("video/x-raw");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (sink, "sink");
  /* The end of what is opened anew for each loop would come too early as well. */
  gboolean bursts = paced && !self->spec->by_reopening;

  set_up_sink (self, sink, caps, paced);
  g_object_set (deinterlace, "mode", 0, "fields", 1, NULL); /* only what is interlaced */
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM, answer_allocation_in_streaming, NULL,
                     NULL);
  self->pictures = cap_into_slot_new (self->spec, gate, bursts ? GST_BASE_SINK (sink) : NULL);
}

static void
set_up_sound (CapBranch *self, gboolean paced)
{
  g_autoptr (GstCaps) caps = cap_sound_get_input_caps ();

  set_up_sink (self, self->chain[0], caps, paced);
  self->sound = cap_into_ring_new (self->spec);
}

CapBranch *
cap_branch_new (const CapPipeSpec *spec, gboolean pictures, gboolean leads, GstBin *bin,
                CapTiming *timing, CapGate *gate, CapFirstFunc first, gpointer data, GError **error)
{
  g_autoptr (CapBranch) self = g_new0 (CapBranch, 1);
  gboolean paced = !spec->backend->live && !spec->context->format->lockstep;

  *self = (CapBranch){.spec = spec,
                      .leads = leads,
                      .timing = timing,
                      .gate = gate,
                      .first = first,
                      .data = data,
                      .first_ns = GST_CLOCK_TIME_NONE};
  if (!add_chain (self, bin, pictures ? picture_chain : sound_chain, error))
    return NULL;
  if (pictures)
    set_up_pictures (self, gate, paced);
  else
    set_up_sound (self, paced);
  return g_steal_pointer (&self);
}

void
cap_branch_free (CapBranch *self)
{
  if (!self)
    return;
  gst_clear_object (&self->entry);
  gst_clear_caps (&self->caps);
  cap_into_slot_free (self->pictures);
  cap_into_ring_free (self->sound);
  g_free (self);
}

void
cap_branch_remove (CapBranch *self, GstBin *bin)
{
  for (guint i = 0; i < self->n_chain; i++) {
    gst_object_ref (self->chain[i]);
    gst_bin_remove (bin, self->chain[i]);
    gst_element_set_state (self->chain[i], GST_STATE_NULL);
    gst_object_unref (self->chain[i]);
  }
  self->n_chain = 0;
}

gboolean
cap_branch_link (CapBranch *self, GstPad *pad)
{
  return !gst_pad_is_linked (self->entry) && gst_pad_link (pad, self->entry) == GST_PAD_LINK_OK;
}

gboolean
cap_branch_is_linked (CapBranch *self)
{
  return gst_pad_is_linked (self->entry);
}

guint
cap_branch_get_progress (CapBranch *self)
{
  return (guint) g_atomic_int_get (&self->progress);
}

GstClockTime
cap_branch_get_first (CapBranch *self)
{
  return self->first_ns;
}

gint64
cap_branch_get_next (CapBranch *self)
{
  return self->pictures ? cap_into_slot_get_next (self->pictures)
                        : cap_into_ring_get_next (self->sound);
}
