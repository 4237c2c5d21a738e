#include "mix-kernels.h"

#include "mix-clones.h"
#include <string.h>

void
mix_kernel_copy (guint8 *dst, int dst_stride, const guint8 *src, int src_stride, int width,
                 int height)
{
  /* Rows that join are one: read in a single run, memory comes twice as fast. */
  if (width == dst_stride && width == src_stride) {
    width *= height;
    height = MIN (height, 1);
  }
  for (int y = 0; y < height; y++)
    memcpy (dst + (gsize) y * (gsize) dst_stride, src + (gsize) y * (gsize) src_stride,
            (gsize) width);
}

void
mix_kernel_fill (guint8 *dst, int dst_stride, guint8 value, int width, int height)
{
  for (int y = 0; y < height; y++)
    memset (dst + (gsize) y * (gsize) dst_stride, value, (gsize) width);
}

/* x / 255 rounded to nearest, exact for 0 <= x <= 65025, without leaving 16 bit (Blinn, "Three
 * Wrongs Make a Right", IEEE CG&A 1995). */
static inline guint16
div255 (guint16 x)
{
  guint16 t = (guint16) (x + 128);
  return (guint16) (t + (t >> 8)) >> 8;
}

static inline guint8
over (guint8 under, guint8 colour, guint8 alpha)
{
  return (guint8) (colour + div255 ((guint16) (under * (guint16) (255 - alpha))));
}

MIX_CLONES static void
over_row (guint8 *restrict dst, const guint8 *restrict colour, const guint8 *restrict alpha, int n)
{
  for (int x = 0; x < n; x++)
    dst[x] = over (dst[x], colour[x], alpha[x]);
}

MIX_CLONES static void
over_faded_row (guint8 *restrict dst, const guint8 *restrict colour, const guint8 *restrict alpha,
                int n, guint8 opacity)
{
  for (int x = 0; x < n; x++) {
    guint16 c = div255 ((guint16) (colour[x] * opacity));
    guint16 a = div255 ((guint16) (alpha[x] * opacity));
    dst[x] = over (dst[x], (guint8) c, (guint8) a);
  }
}

void
mix_kernel_over (guint8 *dst, int dst_stride, const guint8 *colour, const guint8 *alpha, int stride,
                 int width, int height)
{
  for (int y = 0; y < height; y++) {
    gsize at = (gsize) y * (gsize) stride;
    over_row (dst + (gsize) y * (gsize) dst_stride, colour + at, alpha + at, width);
  }
}

void
mix_kernel_over_faded (guint8 *dst, int dst_stride, const guint8 *colour, const guint8 *alpha,
                       int stride, int width, int height, guint opacity)
{
  g_assert (opacity <= MIX_OPACITY_FULL);
  for (int y = 0; y < height; y++) {
    gsize at = (gsize) y * (gsize) stride;
    over_faded_row (dst + (gsize) y * (gsize) dst_stride, colour + at, alpha + at, width,
                    (guint8) opacity);
  }
}

MIX_CLONES static void
blend2_row (guint8 *restrict dst, const guint8 *restrict a, const guint8 *restrict b, int n,
            guint16 weight_a)
{
  guint16 weight_b = (guint16) (MIX_WEIGHT_FULL - weight_a);
  for (int x = 0; x < n; x++) {
    guint16 sum = (guint16) ((guint16) (a[x] * weight_a) + (guint16) (b[x] * weight_b) + 128);
    dst[x] = (guint8) (sum >> 8);
  }
}

MIX_CLONES static void
blend3_row (guint8 *restrict dst, const guint8 *restrict a, const guint8 *restrict b,
            const guint8 *restrict c, int n, guint16 weight_a, guint16 weight_b)
{
  guint16 weight_c = (guint16) (MIX_WEIGHT_FULL - weight_a - weight_b);
  for (int x = 0; x < n; x++) {
    guint16 sum = (guint16) ((guint16) (a[x] * weight_a) + (guint16) (b[x] * weight_b) +
                             (guint16) (c[x] * weight_c) + 128);
    dst[x] = (guint8) (sum >> 8);
  }
}

void
mix_kernel_blend (guint8 *dst, int dst_stride, const guint8 *const *sources, const int *strides,
                  const guint *weights, guint n_sources, int width, int height)
{
  g_assert (n_sources == 2 || n_sources == MIX_BLEND_MAX);
  g_assert (weights[0] + weights[1] + (n_sources > 2 ? weights[2] : 0) == MIX_WEIGHT_FULL);
  for (int y = 0; y < height; y++) {
    guint8 *to = dst + (gsize) y * (gsize) dst_stride;
    const guint8 *a = sources[0] + (gsize) y * (gsize) strides[0];
    const guint8 *b = sources[1] + (gsize) y * (gsize) strides[1];
    if (n_sources == 2)
      blend2_row (to, a, b, width, (guint16) weights[0]);
    else
      blend3_row (to, a, b, sources[2] + (gsize) y * (gsize) strides[2], width,
                  (guint16) weights[0], (guint16) weights[1]);
  }
}

/* BT.709 in 16 bit fixed point: from 0..255 to 219 steps of luma and 224 of chroma. */
#define KR      0.2126
#define KB      0.0722
#define KG      (1.0 - KR - KB)
#define FIX(x)  ((gint32) ((x) *65536.0 + ((x) < 0 ? -0.5 : 0.5)))
#define LUMA(k) FIX ((k) *219.0 / 255.0)
#define CB(k)   FIX ((k) *224.0 / 255.0 / (2.0 * (1.0 - KB)))
#define CR(k)   FIX ((k) *224.0 / 255.0 / (2.0 * (1.0 - KR)))

MIX_CLONES void
mix_kernel_argb_luma (guint8 *restrict luma, guint8 *restrict alpha, const guint32 *restrict argb,
                      int n)
{
  for (int x = 0; x < n; x++) {
    gint32 a = (gint32) (argb[x] >> 24);
    gint32 r = MIN ((gint32) (argb[x] >> 16 & 0xff), a);
    gint32 g = MIN ((gint32) (argb[x] >> 8 & 0xff), a);
    gint32 b = MIN ((gint32) (argb[x] & 0xff), a);
    gint32 sum = FIX (16.0 / 255.0) * a + LUMA (KR) * r + LUMA (KG) * g + LUMA (KB) * b;
    luma[x] = (guint8) ((sum + (1 << 15)) >> 16);
    alpha[x] = (guint8) a;
  }
}

typedef struct {
  gint32 a, r, g, b;
} Sum;

static inline void
sum_add (Sum *sum, guint32 argb)
{
  gint32 a = (gint32) (argb >> 24);
  sum->a += a;
  sum->r += MIN ((gint32) (argb >> 16 & 0xff), a);
  sum->g += MIN ((gint32) (argb >> 8 & 0xff), a);
  sum->b += MIN ((gint32) (argb & 0xff), a);
}

MIX_CLONES void
mix_kernel_argb_chroma (guint8 *restrict cb, guint8 *restrict cr, guint8 *restrict alpha,
                        const guint32 *restrict upper, const guint32 *restrict lower, int n)
{
  for (int x = 0; x < n; x++) {
    Sum s = {0};
    sum_add (&s, upper[2 * x]);
    sum_add (&s, upper[2 * x + 1]);
    sum_add (&s, lower[2 * x]);
    sum_add (&s, lower[2 * x + 1]);
    gint32 middle = FIX (128.0 / 255.0) * s.a + (1 << 17);
    gint32 blue = CB (-KR) * s.r + CB (-KG) * s.g + CB (1.0 - KB) * s.b;
    gint32 red = CR (1.0 - KR) * s.r + CR (-KG) * s.g + CR (-KB) * s.b;
    cb[x] = (guint8) ((middle + blue) >> 18);
    cr[x] = (guint8) ((middle + red) >> 18);
    alpha[x] = (guint8) ((s.a + 2) >> 2);
  }
}
