/* The ducker: music steps back while somebody speaks. An envelope follower over the voices and a
 * gain for the music. Pure. */
#pragma once
#include <glib.h>

#define MIX_DUCKER_DEPTH_DB  12.0
#define MIX_DUCKER_VOICE_DB  -35.0 /* dBFS of RMS, full-scale sine = -3: this and above is voice */
#define MIX_DUCKER_PIECE     48    /* frames between two decisions: 1 ms */
#define MIX_DUCKER_HOLD_MS   250   /* gaps between words */
#define MIX_DUCKER_ATTACK_S  0.040 /* time constant: nine tenths of the way in 100 ms */
#define MIX_DUCKER_RELEASE_S 0.320 /* the same in 800 ms */

/* All zero = at rest, music at full level. */
typedef struct {
  double level;        /* smoothed mean square of the voices */
  double reduction_db; /* 0..MIX_DUCKER_DEPTH_DB */
  double hold_ms;      /* left before the music comes back */
  float gain_less_1;   /* of the last frame, as a difference to 1 */
} MixDucker;

/* Follows `n_frames` interleaved stereo frames of `voice` and multiplies as many of `music`. */
void mix_ducker_run (MixDucker *self, const float *voice, float *music, guint n_frames);
