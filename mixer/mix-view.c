#include "mix-view.h"

#include "mix-kernels.h"
#include "mix-raw.h"
#include "mix-scale.h"

struct _MixView {
  GstBuffer *picture; /* drawn last */
  guint n_drawn;      /* how often `picture` was drawn */
  gboolean kept;      /* `pixels` show `picture` */
  MixRect from;
  int width, height;
  MixScale *luma, *chroma;
  guint8 *pixels; /* NULL until one is kept */
  MixCanvas own;  /* on `pixels` */
  gboolean used;  /* since the last mix_view_tidy() */
};

MixView *
mix_view_new (void)
{
  return g_new0 (MixView, 1);
}

static void
forget_picture (MixView *self)
{
  gst_clear_buffer (&self->picture);
  self->n_drawn = 0;
  self->kept = FALSE;
}

static void
forget_size (MixView *self)
{
  forget_picture (self);
  g_clear_pointer (&self->luma, mix_scale_free);
  g_clear_pointer (&self->chroma, mix_scale_free);
  g_clear_pointer (&self->pixels, g_free);
}

void
mix_view_free (MixView *self)
{
  if (self == NULL)
    return;
  forget_size (self);
  g_free (self);
}

static gboolean
same_rect (const MixRect *a, const MixRect *b)
{
  return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height;
}

static void
set_size (MixView *self, const MixPlace *place)
{
  if (same_rect (&self->from, &place->from) && self->width == place->to.width &&
      self->height == place->to.height)
    return;
  forget_size (self);
  self->from = place->from;
  self->width = place->to.width;
  self->height = place->to.height;
}

static MixCanvas
canvas_at (const MixPlace *place, GstVideoFrame *frame)
{
  MixCanvas canvas = {.width = place->to.width, .height = place->to.height};
  for (guint i = 0; i < 3; i++) {
    int half = i == 0 ? 0 : 1, stride = GST_VIDEO_FRAME_PLANE_STRIDE (frame, i);
    canvas.strides[i] = stride;
    canvas.planes[i] = (guint8 *) GST_VIDEO_FRAME_PLANE_DATA (frame, i) +
                       (gsize) (place->to.y >> half) * (gsize) stride + (place->to.x >> half);
  }
  return canvas;
}

static const MixCanvas *
get_own_canvas (MixView *self)
{
  gsize luma = (gsize) self->width * (gsize) self->height;
  if (self->pixels == NULL)
    self->pixels = g_malloc (luma * 3 / 2);
  self->own =
      (MixCanvas){.planes = {self->pixels, self->pixels + luma, self->pixels + luma * 5 / 4},
                  .strides = {self->width, self->width / 2, self->width / 2},
                  .width = self->width,
                  .height = self->height};
  return &self->own;
}

static gboolean
scale (MixView *self, GstBuffer *picture, const GstVideoInfo *info, const MixCanvas *to)
{
  const MixRect *from = &self->from;
  GstVideoFrame source;
  if (!gst_video_frame_map (&source, info, picture, GST_MAP_READ))
    return FALSE;
  if (self->luma == NULL) {
    self->luma = mix_scale_new (from->width, from->height, to->width, to->height);
    self->chroma = mix_scale_new (from->width / 2, from->height / 2, to->width / 2, to->height / 2);
  }
  for (guint i = 0; i < 3; i++) {
    int half = i == 0 ? 0 : 1, stride = GST_VIDEO_FRAME_PLANE_STRIDE (&source, i);
    const guint8 *data = (const guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&source, i) +
                         (gsize) (from->y >> half) * (gsize) stride + (from->x >> half);
    mix_scale_run (i == 0 ? self->luma : self->chroma, to->planes[i], to->strides[i], data, stride);
  }
  gst_video_frame_unmap (&source);
  return TRUE;
}

static void
copy_canvas (const MixCanvas *from, const MixCanvas *to)
{
  for (guint i = 0; i < 3; i++) {
    int half = i == 0 ? 0 : 1;
    mix_kernel_copy (to->planes[i], to->strides[i], from->planes[i], from->strides[i],
                     to->width >> half, to->height >> half);
  }
}

/* Returns whether the picture is worth keeping: it was drawn before, or the last one was drawn more
 * than once. */
static gboolean
follow_picture (MixView *self, GstBuffer *picture)
{
  gboolean again = self->picture == picture, keep = again || self->n_drawn > 1;
  if (!again) {
    gst_buffer_replace (&self->picture, picture);
    self->n_drawn = 0;
    self->kept = FALSE;
  }
  self->n_drawn++;
  return keep;
}

gboolean
mix_view_draw (MixView *self, GstBuffer *picture, const GstVideoInfo *info, const MixPlace *place,
               GstVideoFrame *frame)
{
  set_size (self, place);
  self->used = TRUE;
  const MixCanvas seen = canvas_at (place, frame);
  gboolean keep = follow_picture (self, picture);
  if (!self->kept) {
    const MixCanvas *to = keep ? get_own_canvas (self) : &seen;
    if (!(mix_raw_is (picture) ? mix_raw_draw (picture, to) : scale (self, picture, info, to)))
      return FALSE;
  }
  self->kept = keep;
  if (keep)
    copy_canvas (&self->own, &seen);
  return TRUE;
}

void
mix_view_tidy (MixView *self)
{
  if (!self->used)
    forget_picture (self);
  self->used = FALSE;
}
