/* A resampler for ratios next to 1 that can change at every block: an interpolating windowed sinc.
 * At a whole position and ratio 1 it hands samples on untouched, and it moves between that and
 * stretching without a seam. Pure; stereo, interleaved. */
#pragma once
#include <glib.h>

/* GstAudioResampler 1.22 was measured and left: at equal rates it copies with a delay of 31 frames,
 * and an update to a rate beside it steps that delay, a click of 1.7 on a tone of 1.0. Its rates
 * are whole numbers, too. */

#define MIX_RESAMPLER_TAPS  32
#define MIX_RESAMPLER_BLOCK 1024 /* sample frames that one run takes at most */
#define MIX_RESAMPLER_OUT   (MIX_RESAMPLER_BLOCK + MIX_RESAMPLER_TAPS + 8) /* …and gives at most */
#define MIX_RESAMPLER_PPM   1000.0 /* stretch at most: keeps the output within its bound */

typedef struct _MixResampler MixResampler;
MixResampler *mix_resampler_new (void);
void mix_resampler_free (MixResampler *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixResampler, mix_resampler_free)

/* Forgets the past; the next frame in belongs to the next frame out; stretches by `ppm` at once. */
void mix_resampler_reset (MixResampler *self, double ppm);

/* Takes `n_in` (<= MIX_RESAMPLER_BLOCK) frames, writes up to MIX_RESAMPLER_OUT frames to `out` and
 * returns how many. Stretch moves evenly from what it was to `ppm` (> 0: more out than in) within
 * the block. Input and output may not overlap. */
guint mix_resampler_run (MixResampler *self, const float *in, guint n_in, double ppm, float *out);

/* Frames of output between the next frame out and the place of the next frame in. */
double mix_resampler_get_pending (const MixResampler *self);
