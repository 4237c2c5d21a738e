#include "mix-ramp.h"

#include <string.h>

/* Slow at both ends (the "smoothstep" polynomial 3p^2 - 2p^3): the slope has no corner there. */
static float
level_at (const MixRamp *self, guint frame)
{
  float p = self->length > 0 ? (float) frame / (float) self->length : 1.0f;

  p = MIN (p, 1.0f);
  return self->from + (self->to - self->from) * (p * p * (3.0f - 2.0f * p));
}

void
mix_ramp_jump (MixRamp *self, float to)
{
  *self = (MixRamp){.from = to, .to = to};
}

void
mix_ramp_start (MixRamp *self, float to, guint length)
{
  if (to == self->to)
    return;
  *self = (MixRamp){.from = level_at (self, self->done), .to = to, .length = length};
}

static void
apply_level (float level, float *samples, guint n_frames)
{
  if (level == 1.0f)
    return;
  if (level == 0.0f)
    memset (samples, 0, n_frames * 2 * sizeof (float));
  else
    for (guint i = 0; i < 2 * n_frames; i++)
      samples[i] *= level;
}

void
mix_ramp_apply (MixRamp *self, float *samples, guint n_frames)
{
  guint moving = MIN (n_frames, self->length - self->done);

  for (guint i = 0; i < moving; i++) {
    float level = level_at (self, self->done + i + 1);

    samples[2 * i] *= level;
    samples[2 * i + 1] *= level;
  }
  self->done += moving;
  if (self->done == self->length)
    apply_level (self->to, samples + (gsize) moving * 2, n_frames - moving);
}
