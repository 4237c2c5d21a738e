/* Meters: peak and RMS of anything, EBU R 128 loudness of the programme. */
#pragma once
#include "mix-audio.h"

/* Peak and power since the last take. Pure; all zero = nothing heard. */
typedef struct {
  float peak;
  double sum_squares;
  guint64 n_samples;
} MixLevel;

void mix_level_add (MixLevel *self, const float *samples, guint n_frames);
void mix_level_merge (MixLevel *self, const MixLevel *other);
MixMeter mix_level_take (MixLevel *self); /* and starts anew */

/* Momentary (400 ms), short-term (3 s) and integrated (gated, since the start) loudness after ITU-R
 * BS.1770-4 and EBU R 128, by libebur128. Memory does not grow, however long the show. */
typedef struct _MixLoudness MixLoudness;
MixLoudness *mix_loudness_new (void);
void mix_loudness_free (MixLoudness *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixLoudness, mix_loudness_free)

/* Mixer thread; n_frames <= MIX_AUDIO_TICK. Does not wait while another thread computes: sound
 * collects for MIX_LOUDNESS_TICKS calls. */
void mix_loudness_add (MixLoudness *self, const float *samples, guint n_frames);
#define MIX_LOUDNESS_TICKS 20

/* Any thread. LUFS, -HUGE_VAL for silence. Measured: half a millisecond. */
void mix_loudness_get (MixLoudness *self, double *ret_momentary, double *ret_short_term,
                       double *ret_integrated);
