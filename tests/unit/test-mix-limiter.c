#include "mix-limiter.h"

#include <math.h>
#include <string.h>

#define RATE 48000

static void
run_in_blocks (MixLimiter *limiter, float *samples, guint n_frames, guint block)
{
  for (guint done = 0; done < n_frames; done += block)
    mix_limiter_run (limiter, samples + 2 * (gsize) done, MIN (block, n_frames - done));
}

static void
assert_below_ceiling (const float *samples, guint n_frames)
{
  for (guint i = 0; i < 2 * n_frames; i++)
    g_assert_true (fabsf (samples[i]) <= 0.8912509f);
}

typedef float (*Signal) (guint i, GRand *rand);

static float
noise (guint i, GRand *rand)
{
  return (float) g_rand_double_range (rand, -8, 8);
}

static float
rare_peaks (guint i, GRand *rand)
{
  return g_rand_int_range (rand, 0, 700) == 0 ? (float) g_rand_double_range (rand, -900, 900)
                                              : (float) g_rand_double_range (rand, -.5, .5);
}

static float
square (guint i, GRand *rand)
{
  return (i / 37) % 2 ? 3.0f : -3.0f;
}

static float
alternating (guint i, GRand *rand)
{
  return i % 2 ? 1.5f : -1.5f;
}

static float
step (guint i, GRand *rand)
{
  return i < 20000 ? 0 : 100;
}

static float
barely (guint i, GRand *rand)
{
  return i % 191 == 0 ? 0.8912510f : 0.8912508f;
}

static float
rising (guint i, GRand *rand)
{
  return (float) i / 4000 * (i % 3 ? 1.0f : -1.0f);
}

static float
not_numbers (guint i, GRand *rand)
{
  static const float values[] = {NAN, INFINITY, -INFINITY, 1e38f, -1e38f, 1e-42f, 0.5f, -0.0f};

  return values[g_rand_int_range (rand, 0, G_N_ELEMENTS (values))];
}

static const struct {
  const char *name;
  Signal signal;
} nasty[] = {
    {"noise", noise},   {"rare-peaks", rare_peaks},   {"square", square},
    {"step", step},     {"alternating", alternating}, {"barely", barely},
    {"rising", rising}, {"not-numbers", not_numbers},
};

static void
test_ceiling (gconstpointer data)
{
  Signal signal = nasty[GPOINTER_TO_UINT (data)].signal;
  static const guint blocks[] = {480, 1, 77, 2000};
  const guint n = RATE;
  g_autofree float *samples = g_new (float, 2 * n);

  for (guint b = 0; b < G_N_ELEMENTS (blocks); b++) {
    g_autoptr (MixLimiter) limiter = mix_limiter_new ();
    g_autoptr (GRand) rand = g_rand_new_with_seed (11 + b);

    for (guint i = 0; i < 2 * n; i++)
      samples[i] = signal (i / 2, rand) * (i % 2 ? 0.7f : 1.0f);
    run_in_blocks (limiter, samples, n, blocks[b]);
    assert_below_ceiling (samples, n);
  }
}

static void
test_transparent (void)
{
  const guint n = RATE;
  g_autoptr (MixLimiter) limiter = mix_limiter_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autofree float *samples = g_new (float, 2 * n);
  g_autofree float *original = g_new (float, 2 * n);

  for (guint i = 0; i < 2 * n; i++)
    original[i] = (float) g_rand_double_range (rand, -0.89125, 0.89125);
  memcpy (samples, original, 2 * n * sizeof (float));
  run_in_blocks (limiter, samples, n, 480);
  g_assert_cmpmem (samples + 2 * MIX_LIMITER_DELAY, (n - MIX_LIMITER_DELAY) * 2 * sizeof (float),
                   original, (n - MIX_LIMITER_DELAY) * 2 * sizeof (float));
  for (guint i = 0; i < 2 * MIX_LIMITER_DELAY; i++)
    g_assert_true (samples[i] == 0);
  g_assert_cmpfloat (mix_limiter_take_lowest_gain (limiter), ==, 1);
}

/* After a peak the gain comes back to exactly 1; on the way it takes about the release time. */
static void
test_release (void)
{
  const guint n = 3 * RATE, peak_at = 1000;
  g_autoptr (MixLimiter) limiter = mix_limiter_new ();
  g_autofree float *samples = g_new (float, 2 * n);
  guint half;

  for (guint i = 0; i < 2 * n; i++)
    samples[i] = 0.5f;
  samples[2 * peak_at] = 2 * MIX_LIMITER_CEILING;
  run_in_blocks (limiter, samples, n, 480);
  g_assert_cmpfloat_with_epsilon (mix_limiter_take_lowest_gain (limiter), 0.5, 1e-6);

  half = peak_at + MIX_LIMITER_DELAY;
  g_assert_cmpfloat_with_epsilon (samples[2 * half], MIX_LIMITER_CEILING, 1e-6);
  half += (guint) (MIX_LIMITER_RELEASE_MS * RATE / 1000);
  g_assert_cmpfloat_with_epsilon (samples[2 * half + 1] / 0.5f, 1 - 0.5 / G_E, 0.03);
  for (guint i = 2 * (n - RATE); i < 2 * n; i++)
    g_assert_true (samples[i] == 0.5f);
}

/* The gain that a constant shows: before and after a peak it moves by less than 2 % a frame. */
static void
test_smooth (void)
{
  const guint n = RATE / 2;
  g_autoptr (MixLimiter) limiter = mix_limiter_new ();
  g_autofree float *samples = g_new (float, 2 * n);
  double largest = 0;

  for (guint i = 0; i < n; i++) {
    samples[2 * i] = i % 5000 == 4000 ? 4.0f : 0.2f;
    samples[2 * i + 1] = 0.2f;
  }
  run_in_blocks (limiter, samples, n, 480);
  for (guint i = MIX_LIMITER_DELAY + 1; i < n; i++)
    largest = MAX (largest, fabs (samples[2 * i + 1] - samples[2 * i - 1]) / 0.2);
  g_assert_cmpfloat (largest, <, 0.02);
  g_test_message ("largest step of gain %.4f a frame", largest);
}

/* Distortion of a tone 6 dB over: what remains beside the tone and its odd harmonics stays small.
 */
static void
test_tone_over (void)
{
  const guint n = 2 * RATE;
  g_autoptr (MixLimiter) limiter = mix_limiter_new ();
  g_autofree float *samples = g_new (float, 2 * n);
  double s = 0, c = 0, power = 0;

  for (guint i = 0; i < n; i++)
    samples[2 * i] = samples[2 * i + 1] = 2 * (float) sin (2 * G_PI * 1000 * i / RATE);
  run_in_blocks (limiter, samples, n, 480);
  for (guint i = n / 2; i < n; i++) {
    s += samples[2 * i] * sin (2 * G_PI * 1000 * i / RATE) / (n / 4);
    c += samples[2 * i] * cos (2 * G_PI * 1000 * i / RATE) / (n / 4);
    power += samples[2 * i] * samples[2 * i] / (n / 2.0);
  }
  g_test_message ("tone %.3f dBFS, rest %.1f dB", 10 * log10 (s * s + c * c),
                  10 * log10 (fmax (power - (s * s + c * c) / 2, 1e-20) / power));
  g_assert_cmpfloat (10 * log10 (s * s + c * c), >, -1.1);
  g_assert_cmpfloat (power - (s * s + c * c) / 2, <, 1e-5 * power);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (nasty); i++) {
    g_autofree char *path = g_strdup_printf ("/mix-limiter/ceiling/%s", nasty[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_ceiling);
  }
  g_test_add_func ("/mix-limiter/transparent", test_transparent);
  g_test_add_func ("/mix-limiter/release", test_release);
  g_test_add_func ("/mix-limiter/smooth", test_smooth);
  g_test_add_func ("/mix-limiter/tone-over", test_tone_over);
  return g_test_run ();
}
