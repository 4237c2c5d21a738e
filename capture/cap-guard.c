#include "cap-guard.h"

#include "cap-jpeg.h"

#include <gst/video/video.h>

/* --- how many pictures are broken --- */

#define MIN_PICTURES 10 /* a share of fewer says nothing */

/* Steps of what is told: a figure that changes all the time is not read. */
static guint
round_percent (guint percent)
{
  return percent < 10 ? MAX (percent, 1) : percent < 30 ? percent / 5 * 5 : percent / 10 * 10;
}

gboolean
cap_quality_step (CapQuality *self, gboolean whole, gint64 now_ms)
{
  guint before = self->percent, all, share;

  self->good += whole;
  self->broken += !whole;
  self->broken_in_all += !whole;
  if (self->window_start_ms == 0)
    self->window_start_ms = now_ms;
  all = self->good + self->broken;
  if (now_ms - self->window_start_ms < CAP_QUALITY_MS || all < MIN_PICTURES)
    return FALSE;
  share = self->broken * 100 / all;
  self->good = self->broken = 0;
  self->window_start_ms = now_ms;
  if (share >= CAP_QUALITY_PERCENT)
    self->percent = round_percent (share);
  else if (share * 3 < CAP_QUALITY_PERCENT)
    self->percent = 0;
  return self->percent != before;
}

char *
cap_quality_words (const CapQuality *self)
{
  if (self->percent == 0)
    return NULL;
  return g_strdup_printf (
      "About %u %% of its pictures arrive broken and are left out (%" G_GUINT64_FORMAT
      " so far). Use a shorter cable or another USB port.",
      self->percent, self->broken_in_all);
}

/* --- stamps --- */

#define SMOOTHING 8 /* an arrival moves a stamp by this part of what it is off */

static gint64
from_arrival (const CapStamps *self, gint64 arrival_ns, gint64 frame_ns)
{
  gint64 stamp = arrival_ns - self->delay_ns;
  gint64 expected = self->last_ns + frame_ns;

  if (!self->began || !self->distrusted || frame_ns == 0 || ABS (stamp - expected) > 2 * frame_ns)
    return stamp;
  return MIN (expected + (stamp - expected) / SMOOTHING, arrival_ns);
}

static gboolean
is_plausible (const CapStamps *self, gint64 stamp_ns, gint64 arrival_ns, gint64 frame_ns)
{
  gint64 longest = MAX (CAP_STAMPS_DELAY_MAX_NS, CAP_STAMPS_FRAMES_MAX * frame_ns);

  return stamp_ns != G_MININT64 && stamp_ns <= arrival_ns && arrival_ns - stamp_ns <= longest &&
         (!self->began || stamp_ns > self->last_ns);
}

gint64
cap_stamps_step (CapStamps *self, gint64 stamp_ns, gint64 arrival_ns, gint64 frame_ns)
{
  gboolean right = !self->distrusted && is_plausible (self, stamp_ns, arrival_ns, frame_ns);

  if (!self->began)
    self->delay_ns = right ? arrival_ns - stamp_ns : frame_ns;
  if (right) {
    self->delay_ns += (arrival_ns - stamp_ns - self->delay_ns) / SMOOTHING;
  } else {
    if (!self->distrusted && ++self->wrong >= CAP_STAMPS_WRONG)
      self->distrusted = TRUE;
    stamp_ns = from_arrival (self, arrival_ns, frame_ns);
  }
  if (self->began)
    stamp_ns = MAX (stamp_ns, self->last_ns + 1);
  self->began = TRUE;
  return self->last_ns = stamp_ns;
}

/* --- both at a pad --- */

/* Streaming thread. */
typedef struct {
  CapPipe *pipe;     /* borrowed: outlives its pads */
  gboolean seen_end; /* of a JPEG picture */
  char *remark;
  CapQuality quality;
  CapStamps stamps;
} Guard;

static void
guard_free (gpointer data)
{
  Guard *self = data;

  g_free (self->remark);
  g_free (self);
}

/* A camera that never writes the end of a picture does so on purpose. */
static gboolean
is_whole_jpeg (Guard *self, GstBuffer *picture)
{
  CapJpegVerdict verdict = CAP_JPEG_BROKEN;
  GstMapInfo map;

  if (!gst_buffer_map (picture, &map, GST_MAP_READ))
    return FALSE;
  verdict = cap_jpeg_check (map.data, map.size);
  gst_buffer_unmap (picture, &map);
  self->seen_end = self->seen_end || verdict == CAP_JPEG_WHOLE;
  return verdict == CAP_JPEG_WHOLE || (verdict == CAP_JPEG_NO_END && !self->seen_end);
}

static void
tell (Guard *self)
{
  g_autofree char *words = cap_quality_words (&self->quality);
  g_autofree char *text =
      self->remark && words ? g_strdup_printf ("%s %s", self->remark, words) : NULL;

  cap_pipe_remark (self->pipe, text ? text : words ? words : self->remark);
}

static gint64
frame_time (const GstStructure *format)
{
  int fps_n = 0, fps_d = 1;

  gst_structure_get_fraction (format, "framerate", &fps_n, &fps_d);
  return fps_n > 0 ? (gint64) gst_util_uint64_scale_int (GST_SECOND, fps_d, fps_n) : 0;
}

static void
set_stamp (Guard *self, GstPad *pad, const GstStructure *format, GstBuffer *picture)
{
  g_autoptr (GstElement) source = gst_pad_get_parent_element (pad);
  GstClockTime now = source ? gst_element_get_current_running_time (source) : GST_CLOCK_TIME_NONE;
  gint64 stamp = GST_BUFFER_PTS_IS_VALID (picture) ? (gint64) GST_BUFFER_PTS (picture) : G_MININT64;

  if (GST_CLOCK_TIME_IS_VALID (now))
    GST_BUFFER_PTS (picture) = (GstClockTime) MAX (
        cap_stamps_step (&self->stamps, stamp, (gint64) now, frame_time (format)), 0);
}

static GstPadProbeReturn
on_picture_in_streaming (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Guard *self = data;
  GstBuffer *picture = GST_PAD_PROBE_INFO_BUFFER (info);
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const GstStructure *format = caps ? gst_caps_get_structure (caps, 0) : NULL;
  gboolean whole;

  if (!format)
    return GST_PAD_PROBE_OK;
  whole = !GST_BUFFER_FLAG_IS_SET (picture, GST_BUFFER_FLAG_CORRUPTED) &&
          (!gst_structure_has_name (format, "image/jpeg") || is_whole_jpeg (self, picture));
  if (cap_quality_step (&self->quality, whole, g_get_monotonic_time () / 1000))
    tell (self);
  if (!whole)
    return GST_PAD_PROBE_DROP;
  picture = GST_PAD_PROBE_INFO_DATA (info) = gst_buffer_make_writable (picture);
  set_stamp (self, pad, format, picture);
  return GST_PAD_PROBE_OK;
}

void
cap_guard_add (CapPipe *pipe, GstElement *source, const char *remark)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (source, "src");
  Guard *self = g_new0 (Guard, 1);

  self->pipe = pipe;
  self->remark = g_strdup (remark);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_picture_in_streaming, self, guard_free);
  if (remark)
    cap_pipe_remark (pipe, remark);
}
