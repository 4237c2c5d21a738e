/* How far a device's sample count has drifted from the shared clock, and by how much its sound must
 * be stretched to follow. Pure: the caller brings the difference and the time that passed. */
#pragma once
#include <glib.h>

#define MIX_DRIFT_PPM_MAX 300.0 /* lasting difference of two clocks that is followed */
/* With what it takes to work off an offset: 0.9 cent, not heard. */
#define MIX_DRIFT_PULL_PPM_MAX 500.0
/* An offset below this is left alone: samples then pass untouched. */
#define MIX_DRIFT_DEAD_NS 1e6

/* A PI controller behind two first-order low passes. All zero = at rest. */
typedef struct {
  double smooth_ns[2]; /* the difference after the first and the second low pass */
  double lasting_ppm;  /* the integral: what the clocks differ by */
  gboolean following;  /* the dead band was left once: from then on every step answers */
} MixDrift;

/* `error_ns` = (stamp - time that the sample count gives) of a buffer that lasts `elapsed_s`.
 * Returns by how many ppm the sound must be stretched (> 0: played slower, more samples out than
 * in), exactly 0 while the smoothed difference has never left the dead band. */
double mix_drift_step (MixDrift *self, double error_ns, double elapsed_s);

/* The stream was placed anew: what was measured against the old place is void, the clocks are the
 * same ones still. */
void mix_drift_replaced (MixDrift *self);
