#include "cap-branch.h"

#include "cap-backends.h"
#include "cap-burst.h"
#include "cap-fit.h"
#include "cap-gate.h"
#include "cap-sound.h"
#include "cap-watch.h"

#define CHAIN_MAX 3

struct _CapBranch {
  const CapPipeSpec *spec;
  gboolean pictures, leads;
  gboolean bursts; /* pictures may be taken ahead of their time */
  CapTiming *timing;
  CapGate *gate; /* NULL: none */
  CapFirstFunc first;
  gpointer data;
  GstElement *chain[CHAIN_MAX]; /* borrowed from the bin; the last one is the sink */
  guint n_chain;
  GstPad *entry;
  gint progress; /* atomic */

  /* streaming thread; the media thread while nothing flows */
  CapFit *fit;     /* of pictures */
  CapSound *sound; /* of sound */
  GstCaps *caps;   /* that `fit` was set to */
  GstClockTime first_ns;
  gint64 last_ns; /* stamp of the newest picture */
  gint64 next_ns; /* stamp at which the next one is due; G_MININT64 before the first */
  guint64 kept_tick;
  CapLate late;
  CapBurst burst;
  gint64 lead_ns; /* that the sink was told */
};

/* A stamp that is not after the last one is dropped, unless time was set back by so much that the
 * other side must have started again. */
#define RESTART_NS (GST_SECOND)

/* Sound of a film is taken as one stream over gaps and overlaps up to this: rounding of stamps, and
 * the seam of a loop. */
#define SOUND_SEAM_NS (50 * GST_MSECOND)

/* --- time --- */

static gint64
frame_ns (const CapBranch *self)
{
  return mix_format_frame_time (self->spec->context->format, 1);
}

static gint64
now_running (const CapBranch *self)
{
  const CapContext *context = self->spec->context;

  return (gint64) gst_clock_get_time (context->clock) - (gint64) context->base_time;
}

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
    *ret_stamp = self->next_ns != G_MININT64 ? self->next_ns : now_running (self);
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
      cap_late_step (&self->late, due, now_running (self), format->latency_ns))
    g_atomic_int_set (&self->timing->extra_us, (gint) (self->late.extra_ns / GST_USECOND));
}

/* --- pictures --- */

G_STATIC_ASSERT (CAP_BURST_AHEAD_NS <= MIX_SLOT_AHEAD_NS);

static void
start_bursts (CapBranch *self)
{
  CapFitInput in = cap_fit_get_input (self->fit);
  gint64 in_frame_ns = in.fps_n > 0
                           ? (gint64) gst_util_uint64_scale_int (GST_SECOND, in.fps_d, in.fps_n)
                           : frame_ns (self);

  cap_burst_init (&self->burst, (gint64) in.width * in.height, in_frame_ns);
}

static gboolean
follow_caps (CapBranch *self, GstCaps *caps)
{
  g_autoptr (GError) error = NULL;
  GstElement *sink = self->chain[self->n_chain - 1];

  if (self->pictures && caps == self->caps)
    return TRUE;
  gst_caps_replace (&self->caps, caps);
  if (self->pictures
          ? cap_fit_set_caps (self->fit, caps, g_atomic_int_get (&self->timing->jpeg), &error)
          : cap_sound_set_caps (self->sound, caps, &error)) {
    if (self->bursts)
      start_bursts (self);
    return TRUE;
  }
  GST_ELEMENT_ERROR (sink, STREAM, FORMAT, ("%s", error->message), (NULL));
  return FALSE;
}

/* A camera that is faster than the programme has pictures that no tick would show: the second one
 * for a tick is left out, since it would only take room in the slot. Counted in ticks as the slot
 * will be asked. */
static gboolean
is_surplus (CapBranch *self, gint64 stamp)
{
  const MixFormat *format = self->spec->context->format;
  CapFitInput in = cap_fit_get_input (self->fit);
  guint64 tick;

  if ((gint64) in.fps_n * format->fps_d * 5 <= (gint64) format->fps_n * in.fps_d * 6)
    return FALSE;
  tick =
      gst_util_uint64_scale_round ((guint64) MAX (stamp + format->latency_ns, 0),
                                   (guint64) format->fps_n, GST_SECOND * (guint64) format->fps_d);
  if (tick == self->kept_tick)
    return TRUE;
  self->kept_tick = tick;
  return FALSE;
}

static void
time_next_picture (CapBranch *self, gint64 stamp)
{
  gint64 lead_ns = cap_burst_step (&self->burst, stamp - self->spec->delay_ns - now_running (self));

  if (lead_ns != self->lead_ns)
    gst_base_sink_set_ts_offset (GST_BASE_SINK (self->chain[self->n_chain - 1]), -lead_ns);
  self->lead_ns = lead_ns;
}

static GstFlowReturn
deliver_picture (CapBranch *self, GstSample *sample, gint64 stamp)
{
  GstBuffer *picture;

  if (self->bursts)
    time_next_picture (self, stamp);

  if (self->next_ns != G_MININT64 && stamp <= self->last_ns &&
      stamp > self->last_ns - (gint64) RESTART_NS)
    return GST_FLOW_OK;
  self->last_ns = stamp;
  self->next_ns = stamp + frame_ns (self);
  if ((self->gate && !cap_gate_admit (self->gate, stamp)) || is_surplus (self, stamp))
    return GST_FLOW_OK;
  picture = cap_fit_picture (self->fit, gst_sample_get_buffer (sample));
  if (!picture)
    return GST_FLOW_OK;
  return mix_slot_push (self->spec->slot, picture, stamp) ? GST_FLOW_OK : GST_FLOW_FLUSHING;
}

/* --- sound --- */

static gint64
sound_ns (guint64 n_frames)
{
  return (gint64) gst_util_uint64_scale_round (n_frames, GST_SECOND, MIX_AUDIO_RATE);
}

/* How many sample frames at the start were heard already; joins the stamp to what came before. */
static guint
join_seam (CapBranch *self, gint64 *stamp)
{
  gint64 ahead = *stamp - self->next_ns;

  if (self->spec->backend->timeline != CAP_TIMELINE_OWN || self->next_ns == G_MININT64 ||
      ABS (ahead) > (gint64) SOUND_SEAM_NS)
    return 0;
  *stamp = self->next_ns;
  return ahead < 0
             ? (guint) gst_util_uint64_scale_round ((guint64) -ahead, MIX_AUDIO_RATE, GST_SECOND)
             : 0;
}

static GstFlowReturn
deliver_sound (CapBranch *self, GstSample *sample, gint64 stamp)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  const float *samples;
  guint n_frames, skip;
  gboolean open = TRUE;

  if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_RESYNC)) {
    cap_sound_reset (self->sound);
    mix_ring_mark_gap (self->spec->ring);
  }
  samples = cap_sound_convert (self->sound, buffer, &stamp, &n_frames);
  if (!samples)
    return GST_FLOW_OK;
  skip = MIN (join_seam (self, &stamp), n_frames);
  self->last_ns = stamp;
  self->next_ns = stamp + sound_ns (n_frames - skip);
  if (n_frames > skip)
    open = mix_ring_push (self->spec->ring, samples + skip * MIX_AUDIO_CHANNELS, n_frames - skip,
                          stamp);
  return open ? GST_FLOW_OK : GST_FLOW_FLUSHING;
}

/* --- the sink's callbacks --- */

static char *
describe (CapBranch *self)
{
  CapFitInput in;

  if (!self->pictures)
    return cap_sound_describe (self->sound);
  in = cap_fit_get_input (self->fit);
  if (in.fps_n <= 0)
    return g_strdup_printf ("%dx%d", in.width, in.height);
  return g_strdup_printf ("%dx%d at %.4g fps", in.width, in.height, (double) in.fps_n / in.fps_d);
}

/* The first of all: what it is, and how late its kind comes. */
static void
greet (CapBranch *self)
{
  g_autofree char *description = describe (self);

  if (self->spec->backend->live && !self->spec->context->format->lockstep)
    ask_latency (self);
  self->first (description, self->data);
}

static GstFlowReturn
on_sample_in_streaming (GstAppSink *sink, gpointer data)
{
  CapBranch *self = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  gboolean changed;
  gint64 stamp;

  if (!sample || !gst_sample_get_buffer (sample))
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
  return self->pictures ? deliver_picture (self, sample, stamp)
                        : deliver_sound (self, sample, stamp);
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
add_chain (CapBranch *self, GstBin *bin, GError **error)
{
  const char *const *names = self->pictures ? picture_chain : sound_chain;

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
set_up_sink (CapBranch *self)
{
  const CapContext *context = self->spec->context;
  GstElement *sink = self->chain[self->n_chain - 1];
  GstAppSinkCallbacks callbacks = {.new_preroll = on_preroll_in_streaming,
                                   .new_sample = on_sample_in_streaming};
  g_autoptr (GstCaps) caps =
      self->pictures ? gst_caps_new_empty_simple ("video/x-raw") : cap_sound_get_input_caps ();
  gboolean paced = !self->spec->backend->live && !context->format->lockstep;

  /* The end of what is opened anew for each loop would come too early as well. */
  self->bursts = self->pictures && paced && !self->spec->by_reopening;
  /* A camera's sound may not be there at all: nothing waits for it. */
  g_object_set (sink, "caps", caps, "sync", paced, "async", self->leads, "enable-last-sample",
                FALSE, "max-buffers", 2, "drop", FALSE, "wait-on-eos", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
}

CapBranch *
cap_branch_new (const CapPipeSpec *spec, gboolean pictures, gboolean leads, GstBin *bin,
                CapTiming *timing, CapGate *gate, CapFirstFunc first, gpointer data, GError **error)
{
  g_autoptr (CapBranch) self = g_new0 (CapBranch, 1);
  g_autoptr (GstPad) last = NULL;

  *self = (CapBranch){.spec = spec,
                      .pictures = pictures,
                      .leads = leads,
                      .timing = timing,
                      .gate = gate,
                      .first = first,
                      .data = data,
                      .first_ns = GST_CLOCK_TIME_NONE,
                      .kept_tick = G_MAXUINT64,
                      .next_ns = G_MININT64};
  if (!add_chain (self, bin, error))
    return NULL;
  set_up_sink (self);
  if (!pictures) {
    self->sound = cap_sound_new ();
    return g_steal_pointer (&self);
  }
  self->fit = cap_fit_new (spec->context->format);
  g_object_set (self->chain[0], "mode", 0, "fields", 1, NULL); /* only what is interlaced */
  last = gst_element_get_static_pad (self->chain[self->n_chain - 1], "sink");
  gst_pad_add_probe (last, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM, answer_allocation_in_streaming,
                     NULL, NULL);
  return g_steal_pointer (&self);
}

void
cap_branch_free (CapBranch *self)
{
  if (!self)
    return;
  gst_clear_object (&self->entry);
  gst_clear_caps (&self->caps);
  cap_fit_free (self->fit);
  cap_sound_free (self->sound);
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
  return self->next_ns;
}
