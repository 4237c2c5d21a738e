#include "cap-fit.h"

#include "cap-colour.h"

#include <string.h>

/* Work is done in steps whose fast paths GStreamer's converter has: to I420 in the source's own
 * colours, then to size (or the other way round, whichever has fewer samples to convert), and last
 * the colours by our own loop. One step for all would be 3 to 4 times as slow (measured, 1080p to
 * 720p full range: 8.6 ms; in steps 3.1 ms). */
typedef struct {
  GstVideoInfo out_info;
  GstVideoConverter *converter;
} Step;

#define STEPS_MAX 2

struct _CapFit {
  MixFormat format;
  GstVideoInfo out_info; /* the programme's */
  GstBufferPool *pool;   /* of the programme's pictures */

  /* since the last caps */
  GstVideoInfo in_info;
  CapRect rect;
  CapColour colour;
  Step steps[STEPS_MAX];
  guint n_steps;
  GstBuffer *between; /* what the first of two steps makes */
  gboolean same;      /* in is what out has to be */

  /* the answer for the pool that was asked last */
  GstBufferPool *judged_pool; /* held, so that no other pool can have its address */
  gboolean judged_roomy;
};

/* A slot keeps up to MIX_SLOT_FRAMES pictures and the encoder some more: a pool that cannot grow
 * that far would run dry and stop its decoder or driver. */
#define POOL_ROOMY (MIX_SLOT_FRAMES + 16)

CapFit *
cap_fit_new (const MixFormat *format)
{
  CapFit *self = g_new0 (CapFit, 1);
  g_autoptr (GstCaps) caps = mix_format_video_caps (format);
  GstStructure *config;

  self->format = *format;
  g_assert (gst_video_info_from_caps (&self->out_info, caps));
  self->pool = gst_video_buffer_pool_new ();
  config = gst_buffer_pool_get_config (self->pool);
  gst_buffer_pool_config_set_params (config, caps, (guint) GST_VIDEO_INFO_SIZE (&self->out_info), 0,
                                     0);
  gst_buffer_pool_config_add_option (config, GST_BUFFER_POOL_OPTION_VIDEO_META);
  g_assert (gst_buffer_pool_set_config (self->pool, config));
  g_assert (gst_buffer_pool_set_active (self->pool, TRUE));
  return self;
}

static void
forget_steps (CapFit *self)
{
  for (guint i = 0; i < self->n_steps; i++)
    g_clear_pointer (&self->steps[i].converter, gst_video_converter_free);
  self->n_steps = 0;
  gst_clear_buffer (&self->between);
}

void
cap_fit_free (CapFit *self)
{
  if (!self)
    return;
  forget_steps (self);
  if (self->pool)
    gst_buffer_pool_set_active (self->pool, FALSE);
  gst_clear_object (&self->pool);
  gst_clear_object (&self->judged_pool);
  g_free (self);
}

CapRect
cap_fit_rect (const MixFormat *format, int width, int height, int par_n, int par_d)
{
  guint64 shape_w = (guint64) width * (guint64) MAX (par_n, 1);
  guint64 shape_h = (guint64) height * (guint64) MAX (par_d, 1);
  CapRect rect = {0, 0, format->width, format->height};

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
add_step (CapFit *self, const GstVideoInfo *in, const GstVideoInfo *out, const CapRect *rect)
{
  Step *step = &self->steps[self->n_steps];
  GstStructure *options = gst_structure_new (
      "options", GST_VIDEO_CONVERTER_OPT_DEST_X, G_TYPE_INT, rect->x,
      GST_VIDEO_CONVERTER_OPT_DEST_Y, G_TYPE_INT, rect->y, GST_VIDEO_CONVERTER_OPT_DEST_WIDTH,
      G_TYPE_INT, rect->width, GST_VIDEO_CONVERTER_OPT_DEST_HEIGHT, G_TYPE_INT, rect->height,
      GST_VIDEO_CONVERTER_OPT_RESAMPLER_METHOD, GST_TYPE_VIDEO_RESAMPLER_METHOD,
      GST_VIDEO_RESAMPLER_METHOD_LINEAR, GST_VIDEO_CONVERTER_OPT_DITHER_METHOD,
      GST_TYPE_VIDEO_DITHER_METHOD, GST_VIDEO_DITHER_NONE, GST_VIDEO_CONVERTER_OPT_FILL_BORDER,
      G_TYPE_BOOLEAN, FALSE, NULL);

  g_assert (self->n_steps < STEPS_MAX);
  step->out_info = *out;
  step->converter = gst_video_converter_new (in, out, options);
  self->n_steps += step->converter != NULL;
  return step->converter != NULL;
}

/* As `like`, in another format or size; colours as `colours`, so that no step touches them. */
static GstVideoInfo
derived_info (const CapFit *self, GstVideoFormat format, int width, int height,
              const GstVideoInfo *colours)
{
  GstVideoInfo info;

  gst_video_info_set_format (&info, format, (guint) width, (guint) height);
  info.colorimetry = colours->colorimetry;
  info.chroma_site = colours->chroma_site;
  info.fps_n = self->in_info.fps_n; /* the converter wants them alike */
  info.fps_d = self->in_info.fps_d;
  return info;
}

/* Formats that the converter takes to I420 of another size in one fast step: three planes of 8
 * bits. */
static gboolean
is_planar (const GstVideoInfo *info)
{
  return GST_VIDEO_INFO_IS_YUV (info) && GST_VIDEO_INFO_N_PLANES (info) == 3 &&
         GST_VIDEO_INFO_COMP_DEPTH (info, 0) == 8;
}

static gboolean
plan_steps (CapFit *self)
{
  const GstVideoInfo *in = &self->in_info;
  const CapRect rect = self->rect;
  int width = GST_VIDEO_INFO_WIDTH (in), height = GST_VIDEO_INFO_HEIGHT (in);
  gboolean smaller = width * height < rect.width * rect.height;
  CapRect whole = {0, 0, smaller ? width : rect.width, smaller ? height : rect.height};
  GstVideoInfo out =
      derived_info (self, GST_VIDEO_FORMAT_I420, self->format.width, self->format.height,
                    GST_VIDEO_INFO_IS_RGB (in) ? &self->out_info : in);
  GstVideoInfo between;

  if (is_planar (in) || (width == rect.width && height == rect.height))
    return add_step (self, in, &out, &rect);
  between = derived_info (self, smaller ? GST_VIDEO_FORMAT_I420 : GST_VIDEO_INFO_FORMAT (in),
                          whole.width, whole.height, smaller ? &out : in);
  self->between = gst_buffer_new_allocate (NULL, GST_VIDEO_INFO_SIZE (&between), NULL);
  return add_step (self, in, &between, &whole) && add_step (self, &between, &out, &rect);
}

static gboolean
is_programme (const CapFit *self)
{
  const GstVideoInfo *in = &self->in_info;

  return GST_VIDEO_INFO_FORMAT (in) == GST_VIDEO_FORMAT_I420 &&
         GST_VIDEO_INFO_WIDTH (in) == self->format.width &&
         GST_VIDEO_INFO_HEIGHT (in) == self->format.height &&
         self->rect.width == self->format.width && self->rect.height == self->format.height &&
         self->colour.identity;
}

gboolean
cap_fit_set_caps (CapFit *self, const GstCaps *caps, gboolean jpeg, GError **error)
{
  GstVideoInfo info;

  forget_steps (self);
  gst_clear_object (&self->judged_pool);
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
  cap_colour_init (&self->colour,
                   GST_VIDEO_INFO_IS_RGB (&info) ? &self->out_info.colorimetry : &info.colorimetry);
  self->same = is_programme (self);
  if (!plan_steps (self)) {
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

static void
fill (guint8 *at, int stride, int width, int height, guint8 value)
{
  for (int y = 0; y < height && width > 0; y++, at += stride)
    memset (at, value, (gsize) width);
}

/* Black as the programme has it: the converter would take the source's own range for it. */
static void
blacken_border (GstVideoFrame *frame, const CapRect *rect)
{
  for (guint plane = 0; plane < 3; plane++) {
    int shift = plane > 0, stride = GST_VIDEO_FRAME_PLANE_STRIDE (frame, plane);
    int width = GST_VIDEO_FRAME_WIDTH (frame) >> shift;
    int height = GST_VIDEO_FRAME_HEIGHT (frame) >> shift;
    int x = rect->x >> shift, y = rect->y >> shift, w = rect->width >> shift;
    int below = y + (rect->height >> shift), right = x + w;
    guint8 *data = GST_VIDEO_FRAME_PLANE_DATA (frame, plane), black = plane ? 128 : 16;

    fill (data, stride, width, y, black);
    fill (data + (gsize) y * (gsize) stride, stride, x, below - y, black);
    fill (data + (gsize) y * (gsize) stride + right, stride, width - right, below - y, black);
    fill (data + (gsize) below * (gsize) stride, stride, width, height - below, black);
  }
}

static gboolean
convert (CapFit *self, GstVideoFrame *in, GstBuffer *out_buffer)
{
  GstVideoFrame between, out;
  gboolean two = self->n_steps == 2;

  if (!gst_video_frame_map (&out, &self->out_info, out_buffer, GST_MAP_READWRITE))
    return FALSE;
  if (two) {
    g_assert (
        gst_video_frame_map (&between, &self->steps[0].out_info, self->between, GST_MAP_READWRITE));
    gst_video_converter_frame (self->steps[0].converter, in, &between);
  }
  gst_video_converter_frame (self->steps[two].converter, two ? &between : in, &out);
  cap_colour_apply (&self->colour, &out, self->rect.x, self->rect.y, self->rect.width,
                    self->rect.height);
  blacken_border (&out, &self->rect);
  if (two)
    gst_video_frame_unmap (&between);
  gst_video_frame_unmap (&out);
  return TRUE;
}

/* Tells the mixer which part is the camera's own, without the bars. */
static void
mark_shape (const CapFit *self, GstBuffer *out)
{
  GstVideoCropMeta *crop;

  if (self->rect.width == self->format.width && self->rect.height == self->format.height)
    return;
  crop = gst_buffer_add_video_crop_meta (out);
  crop->x = (guint) self->rect.x;
  crop->y = (guint) self->rect.y;
  crop->width = (guint) self->rect.width;
  crop->height = (guint) self->rect.height;
}

GstBuffer *
cap_fit_picture (CapFit *self, GstBuffer *picture)
{
  g_autoptr (GstBuffer) out = NULL;
  GstVideoFrame in;
  gboolean done;

  g_assert (self->n_steps > 0);
  if (self->same && pool_is_roomy (self, picture->pool) &&
      !gst_buffer_get_video_crop_meta (picture))
    return gst_buffer_ref (picture);
  if (!gst_video_frame_map (&in, &self->in_info, picture, GST_MAP_READ))
    return NULL;
  done = gst_buffer_pool_acquire_buffer (self->pool, &out, NULL) == GST_FLOW_OK &&
         convert (self, &in, out);
  gst_video_frame_unmap (&in);
  if (!done)
    return NULL;
  mark_shape (self, out);
  return g_steal_pointer (&out);
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
