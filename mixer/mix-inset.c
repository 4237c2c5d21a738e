#include "mix-inset.h"

#include "mix-kernels.h"
#include "mix-shrink.h"

struct _MixInset {
  GstBuffer *picture; /* drawn last */
  guint n_drawn;      /* how often `picture` was drawn */
  gboolean kept;      /* `pixels` show `picture` */
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
forget_picture (MixInset *self)
{
  gst_clear_buffer (&self->picture);
  self->n_drawn = 0;
  self->kept = FALSE;
}

static void
forget_size (MixInset *self)
{
  forget_picture (self);
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
  gsize luma = (gsize) to->width * (gsize) to->height;
  self->pixels = g_malloc (luma * 3 / 2);
  self->planes[0] = self->pixels;
  self->planes[1] = self->planes[0] + luma;
  self->planes[2] = self->planes[1] + luma / 4;
}

static guint8 *
at_place (const MixPlace *place, GstVideoFrame *frame, guint plane)
{
  int half = plane == 0 ? 0 : 1, stride = GST_VIDEO_FRAME_PLANE_STRIDE (frame, plane);
  return (guint8 *) GST_VIDEO_FRAME_PLANE_DATA (frame, plane) +
         (gsize) (place->to.y >> half) * (gsize) stride + (place->to.x >> half);
}

/* Into `pixels`, or straight into `frame` when it is not NULL. */
static gboolean
scale (MixInset *self, GstBuffer *picture, const GstVideoInfo *info, const MixPlace *place,
       GstVideoFrame *frame)
{
  GstVideoFrame source;
  if (!gst_video_frame_map (&source, info, picture, GST_MAP_READ))
    return FALSE;
  for (guint i = 0; i < 3; i++) {
    int half = i == 0 ? 0 : 1, stride = GST_VIDEO_FRAME_PLANE_STRIDE (&source, i);
    const guint8 *from = (const guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&source, i) +
                         (gsize) (self->from.y >> half) * (gsize) stride + (self->from.x >> half);
    mix_shrink_run (i == 0 ? self->luma : self->chroma,
                    frame != NULL ? at_place (place, frame, i) : self->planes[i],
                    frame != NULL ? GST_VIDEO_FRAME_PLANE_STRIDE (frame, i) : self->width >> half,
                    from, stride);
  }
  gst_video_frame_unmap (&source);
  return TRUE;
}

static void
copy_kept (const MixInset *self, const MixPlace *place, GstVideoFrame *frame)
{
  for (guint i = 0; i < 3; i++) {
    int half = i == 0 ? 0 : 1;
    mix_kernel_copy (at_place (place, frame, i), GST_VIDEO_FRAME_PLANE_STRIDE (frame, i),
                     self->planes[i], self->width >> half, self->width >> half,
                     self->height >> half);
  }
}

gboolean
mix_inset_draw (MixInset *self, GstBuffer *picture, const GstVideoInfo *info, const MixPlace *place,
                GstVideoFrame *frame)
{
  set_size (self, place);
  self->used = TRUE;
  gboolean again = self->picture == picture;
  gboolean keep = again || self->n_drawn > 1;
  if (!again) {
    gst_buffer_replace (&self->picture, picture);
    self->n_drawn = 0;
    self->kept = FALSE;
  }
  self->n_drawn++;
  if (!self->kept && !scale (self, picture, info, place, keep ? NULL : frame))
    return FALSE;
  self->kept = keep;
  if (keep)
    copy_kept (self, place, frame);
  return TRUE;
}

void
mix_inset_tidy (MixInset *self)
{
  if (!self->used)
    forget_picture (self);
  self->used = FALSE;
}
