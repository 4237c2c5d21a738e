/* How clean a tone is, for the tests of all that sound goes through. */
#pragma once
#include <glib.h>
#include <math.h>

#define TONE_RATE 48000

/* Share of the power of `n` frames of the left channel that no sine of `hz` explains. */
static inline double
tone_unexplained (const float *samples, guint n, double hz)
{
  double w = 2 * G_PI * hz / TONE_RATE;
  double ss = 0, cc = 0, sc = 0, sx = 0, cx = 0, xx = 0, det;

  for (guint i = 0; i < n; i++) {
    double s = sin (w * i), c = cos (w * i), x = samples[2 * i];

    ss += s * s;
    cc += c * c;
    sc += s * c;
    sx += s * x;
    cx += c * x;
    xx += x * x;
  }
  det = ss * cc - sc * sc;
  return 1 - (sx * (sx * cc - cx * sc) + cx * (cx * ss - sx * sc)) / det / xx;
}

/* THD+N in dB: what remains when the sine that fits best, within 1000 ppm of `hz`, is taken out. */
static inline double
tone_rest_db (const float *samples, guint n, double hz)
{
  double low = hz * (1 - 1000e-6), high = hz * (1 + 1000e-6);

  for (int i = 0; i < 30; i++) {
    double a = low + (high - low) / 3, b = high - (high - low) / 3;

    if (tone_unexplained (samples, n, a) < tone_unexplained (samples, n, b))
      high = b;
    else
      low = a;
  }
  return 10 * log10 (fmax (tone_unexplained (samples, n, low), 1e-15));
}

/* Watches a tone sample by sample: a sine of frequency w satisfies x[n+1] = 2 cos(w) x[n] - x[n-1],
 * and whatever clicks does not. */
typedef struct {
  double two_cos;
  float before[2];
  guint n_before;
} ToneWatch;

static inline ToneWatch
tone_watch (double hz)
{
  return (ToneWatch){.two_cos = 2 * cos (2 * G_PI * hz / TONE_RATE)};
}

/* The largest violation of that law by the left channel of `n` further frames, in full scales. */
static inline double
tone_watch_step (ToneWatch *self, const float *samples, guint n)
{
  double worst = 0;

  for (guint i = 0; i < n; i++) {
    float x = samples[2 * i];

    if (self->n_before >= 2)
      worst = fmax (worst, fabs (x - self->two_cos * self->before[0] + self->before[1]));
    self->before[1] = self->before[0];
    self->before[0] = x;
    self->n_before = MIN (self->n_before + 1, 2);
  }
  return worst;
}
