/* A level that moves smoothly to where it is told: gains and mutes without clicks. Pure. */
#pragma once
#include <glib.h>

typedef struct {
  float from, to;
  guint done, length; /* frames; done == length: at rest at `to` */
} MixRamp;

void mix_ramp_jump (MixRamp *self, float to);

/* Starts for `to`, there after `length` frames. A ramp that already leads there is left alone. */
void mix_ramp_start (MixRamp *self, float to, guint length);

/* Multiplies interleaved stereo samples by the level. At rest at 1 they stay as they are. */
void mix_ramp_apply (MixRamp *self, float *samples, guint n_frames);
