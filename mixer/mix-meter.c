#include "mix-meter.h"

#include <ebur128.h>
#include <math.h>
#include <string.h>

void
mix_level_add (MixLevel *self, const float *samples, guint n_frames)
{
  float peaks[8] = {0}, sums[8] = {0};
  guint n = 2 * n_frames, whole = n & ~7u;

  for (guint i = 0; i < whole; i += 8)
    for (int j = 0; j < 8; j++) {
      float x = fabsf (samples[i + j]);

      peaks[j] = x > peaks[j] ? x : peaks[j];
      sums[j] += x * x;
    }
  for (guint i = whole; i < n; i++) {
    peaks[0] = MAX (peaks[0], fabsf (samples[i]));
    sums[0] += samples[i] * samples[i];
  }
  for (int j = 0; j < 8; j++) {
    self->peak = MAX (self->peak, peaks[j]);
    self->sum_squares += sums[j];
  }
  self->n_samples += n;
}

void
mix_level_merge (MixLevel *self, const MixLevel *other)
{
  self->peak = MAX (self->peak, other->peak);
  self->sum_squares += other->sum_squares;
  self->n_samples += other->n_samples;
}

MixMeter
mix_level_take (MixLevel *self)
{
  double square = self->n_samples > 0 ? self->sum_squares / (double) self->n_samples : 0;
  MixMeter meter = {
      .peak_dbfs = self->peak > 0 ? 20 * log10 ((double) self->peak) : -HUGE_VAL,
      .rms_dbfs = square > 0 ? 10 * log10 (square) : -HUGE_VAL,
  };

  *self = (MixLevel){0};
  return meter;
}

struct _MixLoudness {
  /* mixer thread only */
  float waiting[MIX_LOUDNESS_TICKS * MIX_AUDIO_TICK * MIX_AUDIO_CHANNELS];
  guint n_waiting; /* frames */

  GMutex lock; /* guards: */
  ebur128_state *state;
};

/* The histogram keeps the gating blocks in 1000 counters instead of in a list that grows. */
#define MODES (EBUR128_MODE_M | EBUR128_MODE_S | EBUR128_MODE_I | EBUR128_MODE_HISTOGRAM)

MixLoudness *
mix_loudness_new (void)
{
  MixLoudness *self = g_new0 (MixLoudness, 1);

  g_mutex_init (&self->lock);
  self->state = ebur128_init (MIX_AUDIO_CHANNELS, MIX_AUDIO_RATE, MODES);
  g_assert (self->state);
  return self;
}

void
mix_loudness_free (MixLoudness *self)
{
  if (!self)
    return;
  ebur128_destroy (&self->state);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
mix_loudness_add (MixLoudness *self, const float *samples, guint n_frames)
{
  const guint room = MIX_LOUDNESS_TICKS * MIX_AUDIO_TICK;

  g_assert (n_frames <= MIX_AUDIO_TICK);
  memcpy (self->waiting + (gsize) self->n_waiting * MIX_AUDIO_CHANNELS, samples,
          n_frames * MIX_AUDIO_CHANNELS * sizeof (float));
  self->n_waiting += n_frames;
  if (self->n_waiting + MIX_AUDIO_TICK > room)
    g_mutex_lock (&self->lock);
  else if (!g_mutex_trylock (&self->lock))
    return;
  ebur128_add_frames_float (self->state, self->waiting, self->n_waiting);
  g_mutex_unlock (&self->lock);
  self->n_waiting = 0;
}

void
mix_loudness_get (MixLoudness *self, double *ret_momentary, double *ret_short_term,
                  double *ret_integrated)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (ebur128_loudness_momentary (self->state, ret_momentary) != EBUR128_SUCCESS)
    *ret_momentary = -HUGE_VAL;
  if (ebur128_loudness_shortterm (self->state, ret_short_term) != EBUR128_SUCCESS)
    *ret_short_term = -HUGE_VAL;
  if (ebur128_loudness_global (self->state, ret_integrated) != EBUR128_SUCCESS)
    *ret_integrated = -HUGE_VAL;
}
