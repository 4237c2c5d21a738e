#include "cap-fit.h"

#include "cap-colour.h"
#include "cap-painter.h"

struct _CapFit {
  MixFormat format;
  GstVideoInfo out_info; /* the programme's */

  /* since the last caps */
  GstVideoInfo in_info;
  MixRect rect;
  CapPainter *painter;
  gboolean same;       /* in is what out has to be */
  GstBufferPool *pool; /* for copies of what cannot be held; NULL until one is needed */

  /* the answer for the pool that was asked last */
  GstBufferPool *judged_pool; /* held, so that no other pool can have its address */
  gboolean judged_roomy;
};

/* A slot keeps up to MIX_SLOT_FRAMES_MAX pictures and the encoder some more: a pool that cannot
 * grow that far would run dry and stop its decoder or driver. */
#define POOL_ROOMY (MIX_SLOT_FRAMES_MAX + 16)

CapFit *
cap_fit_new (const MixFormat *format)
{
  CapFit *self = g_new0 (CapFit, 1);
  g_autoptr (GstCaps) caps = mix_format_video_caps (format);

  self->format = *format;
  g_assert (gst_video_info_from_caps (&self->out_info, caps));
  return self;
}

static void
forget_caps (CapFit *self)
{
  g_clear_pointer (&self->painter, cap_painter_unref);
  if (self->pool)
    gst_buffer_pool_set_active (self->pool, FALSE);
  gst_clear_object (&self->pool);
  gst_clear_object (&self->judged_pool);
}

void
cap_fit_free (CapFit *self)
{
  if (!self)
    return;
  forget_caps (self);
  g_free (self);
}

MixRect
cap_fit_rect (const MixFormat *format, int width, int height, int par_n, int par_d)
{
  guint64 shape_w = (guint64) width * (guint64) MAX (par_n, 1);
  guint64 shape_h = (guint64) height * (guint64) MAX (par_d, 1);
  MixRect rect = {0, 0, format->width, format->height};

  if (shape_w * (guint64) format->height > shape_h * (guint64) format->width)
    rect.height =
        (int) gst_util_uint64_scale_round ((guint64) format->width, shape_h, shape_w * 2) * 2;
  else
    rect.width =
        (int) gst_util_uint64_scale_round ((guint64) format->height, shape_w, shape_h * 2) * 2;
  rect.width = CLAMP (rect.width, 2, format->width);
  rect.height = CLAMP (rect.height, 2, format->height);
  rect.x = (format->width - rect.width) / 4 * 2;
  rect.y = (format->height - rect.height) / 4 * 2;
  return rect;
}

static gboolean
is_programme (const CapFit *self)
{
  const GstVideoInfo *in = &self->in_info;
  CapColour colour;

  cap_colour_init (&colour, &in->colorimetry);
  return GST_VIDEO_INFO_FORMAT (in) == GST_VIDEO_FORMAT_I420 &&
         GST_VIDEO_INFO_WIDTH (in) == self->format.width &&
         GST_VIDEO_INFO_HEIGHT (in) == self->format.height &&
         self->rect.width == self->format.width && self->rect.height == self->format.height &&
         colour.identity;
}

gboolean
cap_fit_set_caps (CapFit *self, const GstCaps *caps, gboolean jpeg, GError **error)
{
  GstVideoInfo info;

  forget_caps (self);
  if (!gst_video_info_from_caps (&info, caps)) {
    g_set_error (error, CAP_ERROR, CAP_ERROR_MISSING,
                 "its pictures are in no format that is known "
                 "here");
    return FALSE;
  }
  info.colorimetry = cap_colour_of (&info, jpeg);
  self->in_info = info;
  self->rect =
      cap_fit_rect (&self->format, GST_VIDEO_INFO_WIDTH (&info), GST_VIDEO_INFO_HEIGHT (&info),
                    GST_VIDEO_INFO_PAR_N (&info), GST_VIDEO_INFO_PAR_D (&info));
  self->same = is_programme (self);
  self->painter = cap_painter_new (&info, &self->out_info);
  if (!self->painter) {
    g_set_error (error, CAP_ERROR, CAP_ERROR_MISSING, "its pictures (%s) cannot be converted",
                 gst_video_format_to_string (GST_VIDEO_INFO_FORMAT (&info)));
    return FALSE;
  }
  return TRUE;
}

static gboolean
pool_is_roomy (CapFit *self, GstBufferPool *pool)
{
  guint max = 0;

  if (!pool)
    return TRUE;
  if (pool != self->judged_pool) {
    GstStructure *config = gst_buffer_pool_get_config (pool);

    self->judged_roomy = gst_buffer_pool_config_get_params (config, NULL, NULL, NULL, &max) &&
                         (max == 0 || max >= POOL_ROOMY);
    gst_object_replace ((GstObject **) &self->judged_pool, GST_OBJECT (pool));
    gst_structure_free (config);
  }
  return self->judged_roomy;
}

/* Whoever maps a driver's memory may have to wait for it: the mixer must not. */
static gboolean
is_plain_memory (GstBuffer *picture)
{
  for (guint i = 0; i < gst_buffer_n_memory (picture); i++)
    if (!gst_memory_is_type (gst_buffer_peek_memory (picture, i), GST_ALLOCATOR_SYSMEM))
      return FALSE;
  return TRUE;
}

static void
make_pool (CapFit *self)
{
  g_autoptr (GstCaps) caps = gst_video_info_to_caps (&self->in_info);
  GstStructure *config;

  self->pool = gst_video_buffer_pool_new ();
  config = gst_buffer_pool_get_config (self->pool);
  gst_buffer_pool_config_set_params (config, caps, (guint) GST_VIDEO_INFO_SIZE (&self->in_info), 0,
                                     0);
  gst_buffer_pool_config_add_option (config, GST_BUFFER_POOL_OPTION_VIDEO_META);
  g_assert (gst_buffer_pool_set_config (self->pool, config));
  g_assert (gst_buffer_pool_set_active (self->pool, TRUE));
}

static GstBuffer *
copy_picture (CapFit *self, GstBuffer *picture)
{
  g_autoptr (GstBuffer) copy = NULL;
  GstVideoFrame from, to;
  gboolean done;

  if (!self->pool)
    make_pool (self);
  if (gst_buffer_pool_acquire_buffer (self->pool, &copy, NULL) != GST_FLOW_OK ||
      !gst_video_frame_map (&from, &self->in_info, picture, GST_MAP_READ))
    return NULL;
  g_assert (gst_video_frame_map (&to, &self->in_info, copy, GST_MAP_WRITE));
  done = gst_video_frame_copy (&to, &from);
  gst_video_frame_unmap (&to);
  gst_video_frame_unmap (&from);
  return done ? g_steal_pointer (&copy) : NULL;
}

GstBuffer *
cap_fit_picture (CapFit *self, GstBuffer *picture)
{
  gboolean cropped = gst_buffer_get_video_crop_meta (picture) != NULL;
  GstBuffer *held;

  g_assert (self->painter);
  if (pool_is_roomy (self, picture->pool) && is_plain_memory (picture))
    held = gst_buffer_ref (picture);
  else
    held = copy_picture (self, picture);
  if (!held || (self->same && !cropped))
    return held;
  return mix_raw_new (held, &self->rect, cap_painter_paint, cap_painter_ref (self->painter),
                      (GDestroyNotify) cap_painter_unref);
}

CapFitInput
cap_fit_get_input (const CapFit *self)
{
  const GstVideoInfo *in = &self->in_info;

  return (CapFitInput){.width = GST_VIDEO_INFO_WIDTH (in),
                       .height = GST_VIDEO_INFO_HEIGHT (in),
                       .fps_n = GST_VIDEO_INFO_FPS_N (in),
                       .fps_d = MAX (GST_VIDEO_INFO_FPS_D (in), 1)};
}
