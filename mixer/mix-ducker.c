#include "mix-ducker.h"

#include <math.h>

#define FRAMES_PER_MS 48.0
#define LEVEL_RISE_MS 5.0 /* time constants of the envelope */
#define LEVEL_FALL_MS 50.0
#define AT_REST_DB    0.01 /* nearer than this is there */
#define LEAVE_MARGIN  0.5  /* voice ends 3 dB below where it begins: no flutter at the edge */

static double
mean_square (const float *samples, guint n_frames)
{
  double sum = 0;

  for (guint i = 0; i < 2 * n_frames; i++)
    sum += (double) samples[i] * samples[i];
  return sum / (2 * n_frames);
}

static gboolean
hears_voice (MixDucker *self, double square, double elapsed_ms)
{
  double threshold = pow (10, MIX_DUCKER_VOICE_DB / 10);
  double constant_ms = square > self->level ? LEVEL_RISE_MS : LEVEL_FALL_MS;

  self->level += (square - self->level) * (1 - exp (-elapsed_ms / constant_ms));
  if (self->level >= threshold * (self->hold_ms > 0 ? LEAVE_MARGIN : 1))
    self->hold_ms = MIX_DUCKER_HOLD_MS;
  else
    self->hold_ms = MAX (0, self->hold_ms - elapsed_ms);
  return self->hold_ms > 0;
}

static void
approach (MixDucker *self, double target_db, double elapsed_ms)
{
  double constant_s = target_db > self->reduction_db ? MIX_DUCKER_ATTACK_S : MIX_DUCKER_RELEASE_S;

  self->reduction_db +=
      (target_db - self->reduction_db) * (1 - exp (-elapsed_ms / 1e3 / constant_s));
  if (fabs (target_db - self->reduction_db) < AT_REST_DB)
    self->reduction_db = target_db;
}

static void
multiply (float *samples, guint n_frames, float from, float to)
{
  float step = (to - from) / (float) n_frames;

  for (guint i = 0; i < n_frames; i++) {
    float gain = from + step * (float) (i + 1);

    samples[2 * i] *= gain;
    samples[2 * i + 1] *= gain;
  }
}

static void
run_piece (MixDucker *self, const float *voice, float *music, guint n_frames)
{
  double elapsed_ms = n_frames / FRAMES_PER_MS;
  gboolean voiced = hears_voice (self, mean_square (voice, n_frames), elapsed_ms);
  float from = 1 + self->gain_less_1, to;

  if (!voiced && self->reduction_db == 0)
    return;
  approach (self, voiced ? MIX_DUCKER_DEPTH_DB : 0, elapsed_ms);
  to = (float) pow (10, -self->reduction_db / 20);
  multiply (music, n_frames, from, to);
  self->gain_less_1 = to - 1;
}

void
mix_ducker_run (MixDucker *self, const float *voice, float *music, guint n_frames)
{
  for (guint done = 0; done < n_frames; done += MIX_DUCKER_PIECE)
    run_piece (self, voice + (gsize) done * 2, music + (gsize) done * 2,
               MIN (MIX_DUCKER_PIECE, n_frames - done));
}
