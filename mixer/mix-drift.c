#include "mix-drift.h"

#include <math.h>

/* Natural frequency 0.02 rad/s, critically damped: proportional gain 2w, integral gain w^2 (any
 * text on second-order loops). A step of 200 ppm then peaks at 200e-6 / (e w) = 3.7 ms of offset
 * and is gone in minutes, while +-5 ms of jitter moves the ratio by a few ppm only. */
#define NATURAL_RAD_S 0.02
#define GAIN_P        (2 * NATURAL_RAD_S)
#define GAIN_I        (NATURAL_RAD_S * NATURAL_RAD_S)
#define SMOOTH_S      3.0  /* each low pass; a sixteenth of the loop's own time constant */
#define PPM_PER_NS_S  1e-3 /* 1 ns a second is 0.001 ppm */
#define STEP_S_MAX    1.0  /* a longer buffer tells no more than one of this length */

static void
smooth (MixDrift *self, double error_ns, double elapsed_s)
{
  double share = 1 - exp (-elapsed_s / SMOOTH_S);

  self->smooth_ns[0] += (error_ns - self->smooth_ns[0]) * share;
  self->smooth_ns[1] += (self->smooth_ns[0] - self->smooth_ns[1]) * share;
}

double
mix_drift_step (MixDrift *self, double error_ns, double elapsed_s)
{
  double step_s = MIN (elapsed_s, STEP_S_MAX), wanted_ppm, lasting_ppm;

  smooth (self, error_ns, step_s);
  if (!self->following && fabs (self->smooth_ns[1]) < MIX_DRIFT_DEAD_NS)
    return 0;
  self->following = TRUE;

  wanted_ppm = self->lasting_ppm + GAIN_P * self->smooth_ns[1] * PPM_PER_NS_S;
  lasting_ppm = self->lasting_ppm + GAIN_I * self->smooth_ns[1] * step_s * PPM_PER_NS_S;
  /* While the pull is at its limit the integral rests, or it would overshoot afterwards. */
  if (fabs (wanted_ppm) < MIX_DRIFT_PULL_PPM_MAX)
    self->lasting_ppm = CLAMP (lasting_ppm, -MIX_DRIFT_PPM_MAX, MIX_DRIFT_PPM_MAX);
  return CLAMP (wanted_ppm, -MIX_DRIFT_PULL_PPM_MAX, MIX_DRIFT_PULL_PPM_MAX);
}

void
mix_drift_replaced (MixDrift *self)
{
  self->smooth_ns[0] = self->smooth_ns[1] = 0;
}
