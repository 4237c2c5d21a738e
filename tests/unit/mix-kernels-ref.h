/* The meaning of each draw kernel in the plainest words: scalar, exact division, double precision.
 * For tests only. */
#pragma once
#include <glib.h>
#include <math.h>

static inline guint8
ref_div255 (guint x)
{
  return (guint8) ((2 * x + 255) / 510);
}

static inline guint8
ref_over (guint8 under, guint8 colour, guint8 alpha)
{
  return (guint8) (colour + ref_div255 ((guint) under * (255u - alpha)));
}

static inline guint8
ref_over_faded (guint8 under, guint8 colour, guint8 alpha, guint opacity)
{
  return ref_over (under, ref_div255 (colour * opacity), ref_div255 (alpha * opacity));
}

/* Exact mean of the area that sample `x`, `y` of the result covers, not rounded. */
static inline double
ref_mean (const guint8 *src, int stride, int src_width, int src_height, int dst_width,
          int dst_height, int x, int y)
{
  gint64 left = (gint64) x * src_width, right = left + src_width;
  gint64 top = (gint64) y * src_height, bottom = top + src_height;
  gint64 sum = 0;
  for (gint64 row = top / dst_height; row * dst_height < bottom; row++) {
    gint64 high = MIN (bottom, (row + 1) * dst_height) - MAX (top, row * dst_height);
    for (gint64 column = left / dst_width; column * dst_width < right; column++) {
      gint64 wide = MIN (right, (column + 1) * dst_width) - MAX (left, column * dst_width);
      sum += high * wide * src[row * stride + column];
    }
  }
  return (double) sum / ((double) src_width * (double) src_height);
}

static inline double
ref_clamped (const guint8 *src, int stride, int width, int height, int x, int y)
{
  return src[CLAMP (y, 0, height - 1) * stride + CLAMP (x, 0, width - 1)];
}

/* Linear between the four nearest samples around `x`, `y`, in samples of the source. */
static inline double
ref_between (const guint8 *src, int stride, int width, int height, double x, double y)
{
  int left = (int) floor (x), top = (int) floor (y);
  double right_part = x - left, low_part = y - top;
  double upper = ref_clamped (src, stride, width, height, left, top) * (1 - right_part) +
                 ref_clamped (src, stride, width, height, left + 1, top) * right_part;
  double lower = ref_clamped (src, stride, width, height, left, top + 1) * (1 - right_part) +
                 ref_clamped (src, stride, width, height, left + 1, top + 1) * right_part;
  return upper * (1 - low_part) + lower * low_part;
}

typedef struct {
  double y, cb, cr, alpha;
} RefColour;

/* ITU-R BT.709-6 items 3.2, 3.3 and 3.5, 8 bit, times alpha. */
static inline RefColour
ref_colour (guint32 argb)
{
  double a = (argb >> 24) / 255.0;
  double r = (argb >> 16 & 0xff) / 255.0, g = (argb >> 8 & 0xff) / 255.0, b = (argb & 0xff) / 255.0;
  double luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return (RefColour){.y = 219.0 * luma + 16.0 * a,
                     .cb = 224.0 * (b - luma) / 1.8556 + 128.0 * a,
                     .cr = 224.0 * (r - luma) / 1.5748 + 128.0 * a,
                     .alpha = 255.0 * a};
}
