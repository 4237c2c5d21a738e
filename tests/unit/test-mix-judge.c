/* What a small picture tells of its camera. */
#include "mix-judge.h"
#include <math.h>
#include <string.h>

#define WIDTH  640
#define HEIGHT 360

static guint8 *
plain (guint8 value)
{
  guint8 *luma = g_malloc (WIDTH * HEIGHT);

  memset (luma, value, WIDTH * HEIGHT);
  return luma;
}

/* Print on a pack: blocks of two greys, the middle of the picture only. */
static guint8 *
pack (guint8 low, guint8 high)
{
  guint8 *luma = plain (low);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (int y = 60; y < 300; y += 8)
    for (int x = 160; x < 480; x += 8)
      if (g_rand_boolean (rand))
        for (int i = 0; i < 64; i++)
          luma[(y + i / 8) * WIDTH + x + i % 8] = high;
  return luma;
}

/* A Gaussian, apart for rows and columns. */
static guint8 *
blur (const guint8 *luma, double sigma)
{
  g_autofree double *half = g_new0 (double, WIDTH *HEIGHT);
  guint8 *out = g_malloc (WIDTH * HEIGHT);
  int reach = (int) ceil (sigma * 3);

  for (int pass = 0; pass < 2; pass++)
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++) {
        double sum = 0, weights = 0;

        for (int i = -reach; i <= reach; i++) {
          int u = CLAMP (pass ? x : x + i, 0, WIDTH - 1),
              v = CLAMP (pass ? y + i : y, 0, HEIGHT - 1);
          double weight = exp (-i * i / (2 * sigma * sigma));

          sum += weight * (pass ? half[v * WIDTH + u] : luma[v * WIDTH + u]);
          weights += weight;
        }
        if (pass)
          out[y * WIDTH + x] = (guint8) lrint (sum / weights);
        else
          half[y * WIDTH + x] = sum / weights;
      }
  return out;
}

static void
add_noise (guint8 *luma, int size)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);

  for (int i = 0; i < WIDTH * HEIGHT; i++)
    luma[i] = (guint8) CLAMP (luma[i] + g_rand_int_range (rand, -size, size + 1), 0, 255);
}

static ShowLook
look_at (const guint8 *luma)
{
  return mix_judge_look (luma, WIDTH, WIDTH, HEIGHT);
}

static void
test_black (void)
{
  g_autofree guint8 *black = plain (16);
  ShowLook look;

  add_noise (black, 6);
  look = look_at (black);
  g_assert_cmpfloat (look.high, <, 25);
  g_assert_cmpfloat_with_epsilon (look.mean, 16, 1);
  g_assert_cmpfloat (look.sharpness, ==, -1);
}

static void
test_blown_out (void)
{
  g_autofree guint8 *luma = plain (120);
  ShowLook look;

  memset (luma, 235, WIDTH * HEIGHT / 4);
  look = look_at (luma);
  g_assert_cmpfloat_with_epsilon (look.clipped, 0.25, 0.02);
  g_assert_cmpfloat (look.high, ==, 235);
}

/* Sharpness falls with blur, not with contrast or with a little noise. */
static void
test_focus (void)
{
  g_autofree guint8 *sharp = pack (60, 200), *faint = pack (100, 160);
  double before = look_at (sharp).sharpness;

  g_assert_cmpfloat (before, >, 0.1);
  g_assert_cmpfloat_with_epsilon (look_at (faint).sharpness, before, before / 2);
  for (double sigma = 1; sigma <= 3; sigma++) {
    g_autofree guint8 *soft = blur (sharp, sigma);
    double after = look_at (soft).sharpness;

    g_test_message ("sigma %g: %g", sigma, after);
    g_assert_cmpfloat (after, <, before * 0.8);
    before = after;
    add_noise (soft, 2);
    g_test_message ("with noise: %g", look_at (soft).sharpness);
    g_assert_cmpfloat (look_at (soft).sharpness, <, after + 0.05);
  }
  g_assert_cmpfloat (before, <, 0.08);
}

/* A pillar-box has edges that are sharp whatever the camera does, and is dark besides. */
static void
test_bars (void)
{
  g_autofree guint8 *sharp = pack (60, 200), *soft = blur (sharp, 3);
  double without = look_at (soft).sharpness;
  ShowLook look;

  for (int y = 0; y < HEIGHT; y++) {
    memset (soft + y * WIDTH, 16, 80);
    memset (soft + y * WIDTH + WIDTH - 80, 16, 80);
  }
  look = look_at (soft);
  g_assert_cmpfloat_with_epsilon (look.sharpness, without, 0.003);
  g_assert_cmpfloat (look.mean, >, 60);
}

static void
test_fingerprint (void)
{
  g_autofree guint8 *one = pack (60, 200), *other = pack (60, 200);

  g_assert_true (mix_judge_fingerprint (one, WIDTH, WIDTH, HEIGHT) ==
                 mix_judge_fingerprint (other, WIDTH, WIDTH, HEIGHT));
  other[WIDTH * HEIGHT - 1] ^= 1;
  g_assert_false (mix_judge_fingerprint (one, WIDTH, WIDTH, HEIGHT) ==
                  mix_judge_fingerprint (other, WIDTH, WIDTH, HEIGHT));
}

static void
test_change (void)
{
  g_autofree guint8 *one = plain (100), *other = plain (110);
  MixChange change = mix_judge_change (one, other, WIDTH * HEIGHT);

  g_assert_cmpfloat (change.change, ==, 10);
  g_assert_cmpfloat (change.mean, ==, 110);
}

/* What is too small for a tile, or has nothing in it, is told as such. */
static void
test_small (void)
{
  g_autofree guint8 *luma = plain (100);
  ShowLook look = mix_judge_look (luma, WIDTH, 16, 16);

  g_assert_cmpfloat (look.sharpness, ==, -1);
  g_assert_cmpfloat (look.mean, ==, 100);
  g_assert_cmpfloat (look_at (luma).sharpness, ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/judge/black", test_black);
  g_test_add_func ("/judge/blown-out", test_blown_out);
  g_test_add_func ("/judge/focus", test_focus);
  g_test_add_func ("/judge/bars", test_bars);
  g_test_add_func ("/judge/fingerprint", test_fingerprint);
  g_test_add_func ("/judge/change", test_change);
  g_test_add_func ("/judge/small", test_small);
  return g_test_run ();
}
