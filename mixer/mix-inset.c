#include "mix-inset.h"

#include "mix-kernels.h"
#include "mix-shrink.h"

struct _MixInset {
  GstBuffer *picture; /* what `pixels` were made from */
  MixRect from;
  int width, height;
  MixShrink *luma, *chroma;
  guint8 *pixels, *planes[3]; /* strides are width and width / 2 */
  gboolean used;              /* since the last mix_inset_tidy() */
};

MixInset *
mix_inset_new (void)
{
  return g_new0 (MixInset, 1);
}

static void
forget_size (MixInset *self)
{
  gst_clear_buffer (&self->picture);
  g_clear_pointer (&self->luma, mix_shrink_free);
  g_clear_pointer (&self->chroma, mix_shrink_free);
  g_clear_pointer (&self->pixels, g_free);
}

void
mix_inset_free (MixInset *self)
{
  if (self == NULL)
    return;
  forget_size (self);
  g_free (self);
}

static void
set_size (MixInset *self, const MixPlace *place)
{
  const MixRect *from = &place->from, *to = &place->to;
  if (mix_shrink_fits (self->luma, from->width, from->height, to->width, to->height) &&
      self->from.x == from->x && self->from.y == from->y)
    return;
  forget_size (self);
  self->from = *from;
  self->width = to->width;
  self->height = to->height;
  self->luma = mix_shrink_new (from->width, from->height, to->width, to->height);
  self->chroma = mix_shrink_new (from->width / 2, from->height / 2, to->width / 2, to->height / 2);
  gsize luma = (gsize)to->width * (gsize)to->height;
  self->pixels = g_malloc (luma * 3 / 2);
  self->planes[0] = self->pixels;
  self->planes[1] = self->planes[0] + luma;
  self->planes[2] = self->planes[1] + luma / 4;
}

static gboolean
scale (MixInset *self, GstBuffer *picture, const GstVideoInfo *info)
{
  GstVideoFrame frame;
  if (!gst_video_frame_map (&frame, info, picture, GST_MAP_READ))
    return FALSE;
  for (guint i = 0; i < 3; i++) {
    int half = i == 0 ? 0 : 1, stride = GST_VIDEO_FRAME_PLANE_STRIDE (&frame, i);
    const guint8 *from = (const guint8 *)GST_VIDEO_FRAME_PLANE_DATA (&frame, i) +
                         (gsize)(self->from.y >> half) * (gsize)stride + (self->from.x >> half);
    mix_shrink_run (i == 0 ? self->luma : self->chroma, self->planes[i], self->width >> half, from,
                    stride);
  }
  gst_video_frame_unmap (&frame);
  gst_buffer_replace (&self->picture, picture);
  return TRUE;
}

gboolean
mix_inset_draw (MixInset *self, GstBuffer *picture, const GstVideoInfo *info, const MixPlace *place,
                GstVideoFrame *frame)
{
  set_size (self, place);
  if (self->picture != picture && !scale (self, picture, info))
    return FALSE;
  self->used = TRUE;
  for (guint i = 0; i < 3; i++) {
    int half = i == 0 ? 0 : 1, stride = GST_VIDEO_FRAME_PLANE_STRIDE (frame, i);
    guint8 *to = (guint8 *)GST_VIDEO_FRAME_PLANE_DATA (frame, i) +
                 (gsize)(place->to.y >> half) * (gsize)stride + (place->to.x >> half);
    mix_kernel_copy (to, stride, self->planes[i], self->width >> half, self->width >> half,
                     self->height >> half);
  }
  return TRUE;
}

void
mix_inset_tidy (MixInset *self)
{
  if (self != NULL && !self->used)
    gst_clear_buffer (&self->picture);
  if (self != NULL)
    self->used = FALSE;
}
