/* Every draw kernel against its plain reference, over random sizes, strides and alignments. Guard
 * bytes around each destination hold that nothing outside of the rectangle is written. */
#include "mix-kernels-ref.h"
#include "mix-kernels.h"
#include "mix-scale.h"
#include "mix-shrink.h"
#include <string.h>

#define GUARD  0xA5
#define ROUNDS 120

typedef struct {
  guint8 *memory, *data;
  gsize size;
  int stride, width, height;
} Plane;

static void
plane_init (Plane *plane, int width, int height)
{
  int before = g_test_rand_int_range (0, 70);
  plane->width = width;
  plane->height = height;
  plane->stride = width + g_test_rand_int_range (0, 40);
  plane->size = (gsize) before + (gsize) plane->stride * (gsize) height + 64;
  plane->memory = g_malloc (plane->size);
  memset (plane->memory, GUARD, plane->size);
  plane->data = plane->memory + before;
}

static guint8 *
plane_at (const Plane *plane, int x, int y)
{
  return plane->data + y * plane->stride + x;
}

static void
plane_randomise (Plane *plane)
{
  for (int y = 0; y < plane->height; y++)
    for (int x = 0; x < plane->width; x++)
      *plane_at (plane, x, y) = (guint8) g_test_rand_int_range (0, 256);
}

static void
plane_clear (Plane *plane)
{
  g_clear_pointer (&plane->memory, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plane, plane_clear)

static void
assert_guarded (const Plane *plane)
{
  for (gsize i = 0; i < plane->size; i++) {
    gssize at = (gssize) i - (plane->data - plane->memory);
    gboolean inside =
        at >= 0 && at / plane->stride < plane->height && at % plane->stride < plane->width;
    if (!inside)
      g_assert_cmpuint (plane->memory[i], ==, GUARD);
  }
}

static int
random_size (void)
{
  return g_test_rand_int_range (1, g_test_rand_bit () ? 12 : 150);
}

static void
test_copy_fill (void)
{
  for (int round = 0; round < ROUNDS; round++) {
    g_auto (Plane) from = {0}, to = {0};
    int width = random_size (), height = random_size ();
    plane_init (&from, width, height);
    plane_init (&to, width, height);
    plane_randomise (&from);
    mix_kernel_copy (to.data, to.stride, from.data, from.stride, width, height);
    for (int y = 0; y < height; y++)
      g_assert_cmpmem (plane_at (&to, 0, y), width, plane_at (&from, 0, y), width);
    mix_kernel_fill (to.data, to.stride, 24, width, height);
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++)
        g_assert_cmpuint (*plane_at (&to, x, y), ==, 24);
    assert_guarded (&to);
  }
}

/* All 256 alphas with all 256 grounds, and colours that are at most the alpha. */
static void
test_over_exhaustive (void)
{
  for (int part = 0; part < 5; part++) {
    guint8 to[65536], colour[65536], alpha[65536];
    for (int i = 0; i < 65536; i++) {
      to[i] = (guint8) (i & 255);
      alpha[i] = (guint8) (i >> 8);
      colour[i] = (guint8) (alpha[i] * part / 4);
    }
    mix_kernel_over (to, 256, colour, alpha, 256, 256, 256);
    for (int i = 0; i < 65536; i++)
      g_assert_cmpuint (to[i], ==, ref_over ((guint8) (i & 255), colour[i], alpha[i]));
  }
}

static void
test_over_faded_exhaustive (void)
{
  guint8 to[65536], colour[65536], alpha[65536];
  for (guint opacity = 0; opacity <= MIX_OPACITY_FULL; opacity++) {
    for (int i = 0; i < 65536; i++) {
      to[i] = (guint8) (i & 255);
      alpha[i] = (guint8) (i >> 8);
      colour[i] = (guint8) (alpha[i] - alpha[i] / 16);
    }
    mix_kernel_over_faded (to, 256, colour, alpha, 256, 256, 256, opacity);
    for (int i = 0; i < 65536; i++)
      if (to[i] != ref_over_faded ((guint8) (i & 255), colour[i], alpha[i], opacity))
        g_error ("opacity %u, ground %d, alpha %u: %u", opacity, i & 255, alpha[i], to[i]);
  }
}

static void
test_over_sizes (void)
{
  for (int round = 0; round < ROUNDS; round++) {
    g_auto (Plane) to = {0}, before = {0}, colour = {0};
    int width = random_size (), height = random_size ();
    guint opacity = (guint) g_test_rand_int_range (0, 256);
    plane_init (&to, width, height);
    plane_init (&before, width, height);
    plane_init (&colour, width, height);
    plane_randomise (&to);
    plane_randomise (&colour);
    mix_kernel_copy (before.data, before.stride, to.data, to.stride, width, height);
    g_autofree guint8 *alphas = g_malloc0 ((gsize) colour.stride * (gsize) height);
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++)
        alphas[y * colour.stride + x] =
            (guint8) g_test_rand_int_range (*plane_at (&colour, x, y), 256);
    gboolean faded = g_test_rand_bit ();
    if (faded)
      mix_kernel_over_faded (to.data, to.stride, colour.data, alphas, colour.stride, width, height,
                             opacity);
    else
      mix_kernel_over (to.data, to.stride, colour.data, alphas, colour.stride, width, height);
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++)
        g_assert_cmpuint (*plane_at (&to, x, y), ==,
                          ref_over_faded (*plane_at (&before, x, y), *plane_at (&colour, x, y),
                                          alphas[y * colour.stride + x], faded ? opacity : 255));
    assert_guarded (&to);
  }
}

static void
test_blend (void)
{
  for (int round = 0; round < ROUNDS; round++) {
    g_auto (Plane) to = {0}, a = {0}, b = {0}, c = {0};
    int width = random_size (), height = random_size ();
    guint n = g_test_rand_bit () ? 2 : 3;
    guint wa = (guint) g_test_rand_int_range (0, MIX_WEIGHT_FULL + 1);
    guint wb = n == 2 ? MIX_WEIGHT_FULL - wa
                      : (guint) g_test_rand_int_range (0, MIX_WEIGHT_FULL + 1 - (int) wa);
    guint weights[] = {wa, wb, MIX_WEIGHT_FULL - wa - wb};
    plane_init (&to, width, height);
    plane_init (&a, width, height);
    plane_init (&b, width, height);
    plane_init (&c, width, height);
    plane_randomise (&a);
    plane_randomise (&b);
    plane_randomise (&c);
    const guint8 *sources[] = {a.data, b.data, c.data};
    int strides[] = {a.stride, b.stride, c.stride};
    mix_kernel_blend (to.data, to.stride, sources, strides, weights, n, width, height);
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++) {
        guint sum = *plane_at (&a, x, y) * weights[0] + *plane_at (&b, x, y) * weights[1] +
                    *plane_at (&c, x, y) * weights[2];
        g_assert_cmpuint (*plane_at (&to, x, y), ==, (sum + 128) / 256);
      }
    assert_guarded (&to);
  }
}

/* Runs one downscale; returns the largest distance from the exact mean. */
static double
shrink_error (int src_width, int src_height, int dst_width, int dst_height, gboolean flat)
{
  g_auto (Plane) from = {0}, to = {0};
  plane_init (&from, src_width, src_height);
  plane_init (&to, dst_width, dst_height);
  plane_randomise (&from);
  if (flat)
    mix_kernel_fill (from.data, from.stride, (guint8) g_test_rand_int_range (0, 256), src_width,
                     src_height);
  g_autoptr (MixShrink) shrink = mix_shrink_new (src_width, src_height, dst_width, dst_height);
  mix_shrink_run (shrink, to.data, to.stride, from.data, from.stride);
  double worst = 0.0;
  for (int y = 0; y < dst_height; y++)
    for (int x = 0; x < dst_width; x++) {
      double mean =
          ref_mean (from.data, from.stride, src_width, src_height, dst_width, dst_height, x, y);
      worst = MAX (worst, fabs (mean - *plane_at (&to, x, y)));
    }
  assert_guarded (&to);
  return worst;
}

static void
test_shrink_integer (void)
{
  for (int ratio = 2; ratio <= 4; ratio++)
    for (int round = 0; round < ROUNDS / 2; round++) {
      int width = random_size (), height = g_test_rand_int_range (1, 20);
      double error = shrink_error (ratio * width, ratio * height, width, height, FALSE);
      g_assert_cmpfloat (error, <=, 0.5);
    }
}

/* A mean of nine is rounded by a multiplication: every sum that there can be. */
static void
test_shrink_thirds_exhaustive (void)
{
  g_autoptr (MixShrink) shrink = mix_shrink_new (3, 3, 1, 1);
  for (int sum = 0; sum <= 9 * 255; sum++) {
    guint8 from[9], to;
    for (int i = 0; i < 9; i++)
      from[i] = (guint8) ((sum + i) / 9);
    mix_shrink_run (shrink, &to, 1, from, 3);
    g_assert_cmpuint (to, ==, (sum + 4) / 9);
  }
}

static void
test_shrink_any (void)
{
  for (int round = 0; round < ROUNDS; round++) {
    int src_width = random_size (), src_height = random_size ();
    int least_width = (src_width + MIX_SHRINK_RATIO_MAX - 1) / MIX_SHRINK_RATIO_MAX;
    int least_height = (src_height + MIX_SHRINK_RATIO_MAX - 1) / MIX_SHRINK_RATIO_MAX;
    int dst_width = g_test_rand_int_range (least_width, src_width + 1);
    int dst_height = g_test_rand_int_range (least_height, src_height + 1);
    double error = shrink_error (src_width, src_height, dst_width, dst_height, FALSE);
    g_assert_cmpfloat (error, <=, 2.0);
    error = shrink_error (src_width, src_height, dst_width, dst_height, TRUE);
    g_assert_cmpfloat (error, ==, 0.0);
  }
  g_assert_cmpfloat (shrink_error (192, 108, 58, 32, FALSE), <=, 1.5);
  g_assert_cmpfloat (shrink_error (192, 108, 76, 44, FALSE), <=, 1.5);
}

/* Runs one scaling; returns the largest distance from exact linear interpolation. */
static double
enlarge_error (int src_width, int src_height, int dst_width, int dst_height)
{
  g_auto (Plane) from = {0}, to = {0};
  plane_init (&from, src_width, src_height);
  plane_init (&to, dst_width, dst_height);
  plane_randomise (&from);
  g_autoptr (MixScale) scale = mix_scale_new (src_width, src_height, dst_width, dst_height);
  mix_scale_run (scale, to.data, to.stride, from.data, from.stride);
  double worst = 0.0;
  for (int y = 0; y < dst_height; y++)
    for (int x = 0; x < dst_width; x++) {
      double exact = ref_between (from.data, from.stride, src_width, src_height,
                                  (x + 0.5) * src_width / dst_width - 0.5,
                                  (y + 0.5) * src_height / dst_height - 0.5);
      worst = MAX (worst, fabs (exact - *plane_at (&to, x, y)));
    }
  assert_guarded (&to);
  return worst;
}

static void
test_enlarge (void)
{
  for (int round = 0; round < ROUNDS; round++) {
    int width = random_size (), height = g_test_rand_int_range (1, 20);
    int wide = width * g_test_rand_int_range (100, 1000) / 100;
    int high = height * g_test_rand_int_range (100, 1000) / 100;
    g_assert_cmpfloat (enlarge_error (width, height, wide, high), <=, 2.0);
  }
  g_assert_cmpfloat (enlarge_error (64, 36, 128, 72), <=, 1.0);
  g_assert_cmpfloat (enlarge_error (64, 36, 96, 54), <=, 2.0);
  g_assert_cmpfloat (enlarge_error (64, 36, 64, 36), ==, 0.0);
}

/* Smaller in one direction and larger in the other, or by more than one step can do: nothing is
 * written outside, flat areas stay as they are, and left stays left. */
static void
test_scale_any (void)
{
  for (int round = 0; round < ROUNDS; round++) {
    int sizes[4];
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      sizes[i] = g_test_rand_int_range (1, g_test_rand_bit () ? 12 : 300);
    g_auto (Plane) from = {0}, to = {0};
    plane_init (&from, sizes[0], sizes[1]);
    plane_init (&to, sizes[2], sizes[3]);
    guint8 value = (guint8) g_test_rand_int_range (1, 256);
    mix_kernel_fill (from.data, from.stride, value, sizes[0], sizes[1]);
    mix_kernel_fill (from.data, from.stride, 0, sizes[0] / 2, sizes[1]);
    g_autoptr (MixScale) scale = mix_scale_new (sizes[0], sizes[1], sizes[2], sizes[3]);
    mix_scale_run (scale, to.data, to.stride, from.data, from.stride);
    assert_guarded (&to);
    for (int y = 0; y < sizes[3]; y++) {
      g_assert_cmpuint (*plane_at (&to, 0, y), <=, *plane_at (&to, sizes[2] - 1, y));
      if (sizes[0] > 3 && sizes[2] > 3)
        g_assert_cmpuint (*plane_at (&to, sizes[2] - 1, y), ==, value);
    }
  }
}

static guint32
random_argb (void)
{
  guint a = (guint) g_test_rand_int_range (0, 256), argb = a << 24;
  for (guint shift = 0; shift <= 16; shift += 8)
    argb |= (guint) g_test_rand_int_range (0, (gint32) a + 1) << shift;
  return argb;
}

static void
test_argb_luma (void)
{
  static const guint32 known[] = {0,          0xff000000, 0xffffffff, 0xffff0000,
                                  0xff00ff00, 0xff0000ff, 0x80808080, 0x01010101};
  for (int i = 0; i < 20000; i++) {
    guint32 argb = i < (int) G_N_ELEMENTS (known) ? known[i] : random_argb ();
    guint8 luma, alpha;
    mix_kernel_argb_luma (&luma, &alpha, &argb, 1);
    g_assert_cmpfloat (fabs (luma - ref_colour (argb).y), <=, 0.51);
    g_assert_cmpuint (alpha, ==, argb >> 24);
    g_assert_cmpuint (luma, <=, alpha);
  }
}

static void
test_argb_chroma (void)
{
  for (int i = 0; i < 5000; i++) {
    guint32 pixels[2][8];
    guint8 cb[4], cr[4], alpha[4];
    gboolean flat = g_test_rand_bit ();
    pixels[0][0] = random_argb ();
    for (int j = 0; j < 16; j++)
      pixels[j / 8][j % 8] = flat ? pixels[0][0] : random_argb ();
    mix_kernel_argb_chroma (cb, cr, alpha, pixels[0], pixels[1], 4);
    for (int j = 0; j < 4; j++) {
      RefColour sum = {0};
      for (int k = 0; k < 4; k++) {
        RefColour one = ref_colour (pixels[k / 2][2 * j + k % 2]);
        sum = (RefColour){0, sum.cb + one.cb, sum.cr + one.cr, sum.alpha + one.alpha};
      }
      g_assert_cmpfloat (fabs (cb[j] - sum.cb / 4), <=, 0.52);
      g_assert_cmpfloat (fabs (cr[j] - sum.cr / 4), <=, 0.52);
      g_assert_cmpfloat (fabs (alpha[j] - sum.alpha / 4), <=, 0.51);
      g_assert_cmpuint (MAX (cb[j], cr[j]), <=, alpha[j]);
    }
  }
}

/* Cairo never makes them, but a broken card must not wrap around to wild colours. */
static void
test_argb_beyond_alpha (void)
{
  guint32 argb = 0x10ffffff;
  guint8 luma, alpha;
  mix_kernel_argb_luma (&luma, &alpha, &argb, 1);
  g_assert_cmpuint (luma, <=, alpha);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/copy-fill", test_copy_fill);
  g_test_add_func ("/kernels/over/exhaustive", test_over_exhaustive);
  g_test_add_func ("/kernels/over/faded-exhaustive", test_over_faded_exhaustive);
  g_test_add_func ("/kernels/over/sizes", test_over_sizes);
  g_test_add_func ("/kernels/blend", test_blend);
  g_test_add_func ("/kernels/shrink/integer", test_shrink_integer);
  g_test_add_func ("/kernels/shrink/thirds-exhaustive", test_shrink_thirds_exhaustive);
  g_test_add_func ("/kernels/shrink/any", test_shrink_any);
  g_test_add_func ("/kernels/enlarge", test_enlarge);
  g_test_add_func ("/kernels/scale/any", test_scale_any);
  g_test_add_func ("/kernels/argb/luma", test_argb_luma);
  g_test_add_func ("/kernels/argb/chroma", test_argb_chroma);
  g_test_add_func ("/kernels/argb/beyond-alpha", test_argb_beyond_alpha);
  return g_test_run ();
}
