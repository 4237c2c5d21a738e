#include "mix-kernels.h"
#include "mix-picture.h"
#include "mix-sprite-draw.h"

#include <string.h>

#define ALIGNMENT 64

/* Immutable after creation. */
struct _MixSprite {
  gatomicrefcount refs;
  int x, y, width, height; /* all even */
  int stride[2];           /* luma and its alpha; chroma and its alpha */
  guint8 *planes[3];
  guint8 *alpha[2];
  guint8 *memory;
};

static void
sprite_allocate (MixSprite *self)
{
  self->stride[0] = (self->width + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  self->stride[1] = (self->width / 2 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  gsize luma = (gsize) self->stride[0] * (gsize) self->height;
  gsize chroma = (gsize) self->stride[1] * (gsize) (self->height / 2);
  self->memory = g_aligned_alloc0 (1, MAX (2 * luma + 3 * chroma, 1), ALIGNMENT);
  self->planes[0] = self->memory;
  self->alpha[0] = self->planes[0] + luma;
  self->planes[1] = self->alpha[0] + luma;
  self->planes[2] = self->planes[1] + chroma;
  self->alpha[1] = self->planes[2] + chroma;
}

/* Two rows of the sprite from up to two rows of the card; `rows` is twice its width, zeroed. */
static void
convert_rows (MixSprite *self, int at, const guint32 *rows)
{
  gsize luma = (gsize) at * (gsize) self->stride[0],
        chroma = (gsize) (at / 2) * (gsize) self->stride[1];
  for (int i = 0; i < 2; i++, luma += (gsize) self->stride[0])
    mix_kernel_argb_luma (self->planes[0] + luma, self->alpha[0] + luma, rows + i * self->width,
                          self->width);
  mix_kernel_argb_chroma (self->planes[1] + chroma, self->planes[2] + chroma,
                          self->alpha[1] + chroma, rows, rows + self->width, self->width / 2);
}

MixSprite *
mix_sprite_new_from_argb (const guint8 *argb, int stride, int width, int height, int x, int y)
{
  g_assert (width >= 0 && height >= 0 && (width == 0 || stride >= width * 4));
  MixSprite *self = g_new0 (MixSprite, 1);
  g_atomic_ref_count_init (&self->refs);
  int left = x & 1, top = y & 1;
  self->x = x - left;
  self->y = y - top;
  self->width = (width + left + 1) & ~1;
  self->height = (height + top + 1) & ~1;
  sprite_allocate (self);
  g_autofree guint32 *rows = g_new0 (guint32, 2 * (gsize) self->width + 1);
  for (int at = 0; at < self->height; at += 2) {
    memset (rows, 0, 2 * (gsize) self->width * sizeof *rows);
    for (int i = 0; i < 2; i++) {
      int row = at + i - top;
      if (row >= 0 && row < height)
        memcpy (rows + i * self->width + left, argb + (gsize) row * (gsize) stride,
                (gsize) width * 4);
    }
    convert_rows (self, at, rows);
  }
  return self;
}

MixSprite *
mix_sprite_ref (MixSprite *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mix_sprite_unref (MixSprite *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_aligned_free (self->memory);
  g_free (self);
}

void
mix_sprite_blend (const MixSprite *self, GstVideoFrame *frame, int first_row, int n_rows,
                  guint opacity)
{
  int left = MAX (self->x, 0), top = MAX (self->y, first_row);
  int right = MIN (self->x + self->width, GST_VIDEO_FRAME_WIDTH (frame));
  int bottom = MIN (self->y + self->height, first_row + n_rows);
  if (left >= right || top >= bottom || opacity == 0)
    return;
  for (guint i = 0; i < 3; i++) {
    int half = i == 0 ? 0 : 1;
    int from_stride = self->stride[half], to_stride = GST_VIDEO_FRAME_PLANE_STRIDE (frame, i);
    gsize from = (gsize) ((top - self->y) >> half) * (gsize) from_stride +
                 (gsize) ((left - self->x) >> half);
    guint8 *to = (guint8 *) GST_VIDEO_FRAME_PLANE_DATA (frame, i) +
                 (gsize) (top >> half) * (gsize) to_stride + (gsize) (left >> half);
    const guint8 *colour = self->planes[i] + from, *alpha = self->alpha[half] + from;
    int width = (right - left) >> half, height = (bottom - top) >> half;
    if (opacity >= MIX_OPACITY_FULL)
      mix_kernel_over (to, to_stride, colour, alpha, from_stride, width, height);
    else
      mix_kernel_over_faded (to, to_stride, colour, alpha, from_stride, width, height, opacity);
  }
}

GstBuffer *
mix_picture_new_from_argb (const MixFormat *format, const guint8 *argb, int stride)
{
  GstVideoInfo info;
  mix_picture_get_info (format, &info);
  GstBuffer *picture = gst_buffer_new_allocate (NULL, info.size, NULL);
  mix_picture_darken (picture, &info);
  g_autoptr (MixSprite) sprite =
      mix_sprite_new_from_argb (argb, stride, format->width, format->height, 0, 0);
  GstVideoFrame frame;
  gboolean mapped = gst_video_frame_map (&frame, &info, picture, GST_MAP_READWRITE);
  g_assert (mapped);
  mix_sprite_blend (sprite, &frame, 0, format->height, MIX_OPACITY_FULL);
  gst_video_frame_unmap (&frame);
  return picture;
}
