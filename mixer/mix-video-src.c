#include "mix-video-src.h"

#include "mix-pacer.h"
#include "mix-vision-source.h"

struct _MixVideoSrc {
  GstPushSrc parent;
  MixVision *vision; /* borrowed; const */
  MixFormat format;  /* const */
  guint64 n_frames;  /* const; 0 = without end */

  MixPacer pacer; /* object lock */

  /* ---- streaming thread, while started ---- */
  guint64 index;    /* of the next frame; its time is mix_format_frame_time() */
  guint64 produced; /* frames in all */
  gboolean placed;  /* `index` has its place in time */
};

G_DEFINE_FINAL_TYPE (MixVideoSrc, mix_video_src, GST_TYPE_PUSH_SRC)

/* The first frame at or after running time `now_ns`. */
static guint64
first_frame_after (const MixFormat *format, gint64 now_ns)
{
  guint64 index = mix_format_frame_index (format, MAX (now_ns, 0));
  return mix_format_frame_time (format, index) < now_ns ? index + 1 : index;
}

/* What the programme lacks since the source before this one stopped. */
static void
count_pause (MixVideoSrc *self)
{
  MixVisionStats stats;

  mix_vision_get_stats (self->vision, &stats);
  if (stats.ticks == 0)
    return;
  guint64 next = mix_format_frame_index (&self->format, stats.last_tick_ns) + 1;
  if (self->index > next)
    mix_vision_add_missed (self->vision, self->index - next);
}

/* Where the next frame stands in time: a first place at the start. A short lateness is made up, for
 * a stream with every picture in it beats one with a hole; after a long one there would be no end.
 */
static void
find_place (MixVideoSrc *self, gint64 now_ns)
{
  if (!self->placed) {
    self->index = first_frame_after (&self->format, now_ns);
    self->placed = TRUE;
    count_pause (self);
    return;
  }
  guint64 current = mix_format_frame_index (&self->format, MAX (now_ns, 0));
  if (current <= self->index + MIX_VISION_CATCH_UP_FRAMES)
    return;
  mix_vision_add_missed (self->vision, current - MIX_VISION_CATCH_UP_FRAMES - self->index);
  self->index = current - MIX_VISION_CATCH_UP_FRAMES;
}

static GstFlowReturn
wait_for_tick (MixVideoSrc *self)
{
  g_autoptr (GstClock) clock = gst_element_get_clock (GST_ELEMENT (self));
  if (clock == NULL) {
    GST_ELEMENT_ERROR (self, CORE, CLOCK, ("The vision mixer has no clock."), (NULL));
    return GST_FLOW_ERROR;
  }
  GstClockTime base = gst_element_get_base_time (GST_ELEMENT (self));
  find_place (self, GST_CLOCK_DIFF (base, gst_clock_get_time (clock)));
  GstClockTime due = base + (GstClockTime) mix_format_frame_time (&self->format, self->index);
  return mix_pacer_wait (&self->pacer, GST_ELEMENT (self), clock, due) ? GST_FLOW_OK
                                                                       : GST_FLOW_FLUSHING;
}

static GstFlowReturn
mix_video_src_create (GstPushSrc *src, GstBuffer **ret_buffer)
{
  MixVideoSrc *self = MIX_VIDEO_SRC (src);
  if (self->n_frames > 0 && self->produced == self->n_frames)
    return GST_FLOW_EOS;
  GstFlowReturn flow = self->format.lockstep ? GST_FLOW_OK : wait_for_tick (self);
  if (flow != GST_FLOW_OK)
    return flow;
  g_autoptr (GstBuffer) picture =
      mix_vision_render (self->vision, mix_format_frame_time (&self->format, self->index));
  /* In lockstep an interrupted picture may miss a camera: it is made anew when the source goes on.
   */
  if (self->format.lockstep && mix_pacer_is_flushing (&self->pacer, GST_ELEMENT (self)))
    return GST_FLOW_FLUSHING;
  GST_BUFFER_OFFSET (picture) = self->index++;
  GST_BUFFER_OFFSET_END (picture) = self->index;
  self->produced++;
  *ret_buffer = g_steal_pointer (&picture);
  return GST_FLOW_OK;
}

static void
set_flushing (MixVideoSrc *self, gboolean flushing)
{
  mix_pacer_set_flushing (&self->pacer, GST_ELEMENT (self), flushing);
  mix_vision_interrupt (self->vision, flushing);
}

static gboolean
mix_video_src_unlock (GstBaseSrc *src)
{
  set_flushing (MIX_VIDEO_SRC (src), TRUE);
  return TRUE;
}

static gboolean
mix_video_src_unlock_stop (GstBaseSrc *src)
{
  set_flushing (MIX_VIDEO_SRC (src), FALSE);
  return TRUE;
}

static gboolean
mix_video_src_start (GstBaseSrc *src)
{
  MixVideoSrc *self = MIX_VIDEO_SRC (src);
  self->index = self->produced = 0;
  self->placed = FALSE;
  mix_vision_source_started (self->vision);
  return TRUE;
}

static gboolean
mix_video_src_stop (GstBaseSrc *src)
{
  mix_vision_source_stopped (MIX_VIDEO_SRC (src)->vision);
  return TRUE;
}

static GstCaps *
mix_video_src_get_caps (GstBaseSrc *src, GstCaps *filter)
{
  g_autoptr (GstCaps) caps = mix_format_video_caps (&MIX_VIDEO_SRC (src)->format);
  return filter != NULL ? gst_caps_intersect_full (filter, caps, GST_CAPS_INTERSECT_FIRST)
                        : g_steal_pointer (&caps);
}

/* Pictures come with memory of their own: a pool that downstream offers would lie unused. */
static gboolean
mix_video_src_decide_allocation (GstBaseSrc *src, GstQuery *query)
{
  while (gst_query_get_n_allocation_pools (query) > 0)
    gst_query_remove_nth_allocation_pool (query, 0);
  return TRUE;
}

static gboolean
mix_video_src_is_seekable (GstBaseSrc *src)
{
  return FALSE;
}

/* A frame leaves at its own time, at worst one frame late: so much latency lets a sink show it. */
static gboolean
mix_video_src_query (GstBaseSrc *src, GstQuery *query)
{
  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return GST_BASE_SRC_CLASS (mix_video_src_parent_class)->query (src, query);
  gint64 frame_ns = mix_format_frame_time (&MIX_VIDEO_SRC (src)->format, 1);
  gst_query_set_latency (query, TRUE, (GstClockTime) frame_ns, GST_CLOCK_TIME_NONE);
  return TRUE;
}

static void
mix_video_src_class_init (MixVideoSrcClass *klass)
{
  GstBaseSrcClass *base_class = GST_BASE_SRC_CLASS (klass);
  g_autoptr (GstCaps) caps = gst_caps_from_string ("video/x-raw, format=I420");
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass), "Programme picture",
                                         "Source/Video", "The mixed picture, tick by tick",
                                         "Tallybox");
  gst_element_class_add_pad_template (
      GST_ELEMENT_CLASS (klass), gst_pad_template_new ("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
  base_class->start = mix_video_src_start;
  base_class->stop = mix_video_src_stop;
  base_class->unlock = mix_video_src_unlock;
  base_class->unlock_stop = mix_video_src_unlock_stop;
  base_class->get_caps = mix_video_src_get_caps;
  base_class->decide_allocation = mix_video_src_decide_allocation;
  base_class->is_seekable = mix_video_src_is_seekable;
  base_class->query = mix_video_src_query;
  GST_PUSH_SRC_CLASS (klass)->create = mix_video_src_create;
}

static void
mix_video_src_init (MixVideoSrc *self)
{
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_TIME);
  gst_base_src_set_live (GST_BASE_SRC (self), TRUE);
}

GstElement *
mix_video_src_new (MixVision *vision, guint64 n_frames)
{
  MixVideoSrc *self = g_object_new (MIX_TYPE_VIDEO_SRC, NULL);
  self->vision = vision;
  self->format = *mix_vision_get_format (vision);
  self->n_frames = n_frames;
  return GST_ELEMENT (self);
}
