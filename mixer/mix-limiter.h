/* A look-ahead peak limiter: no sample ever leaves above the ceiling, the gain moves without steps,
 * and sound that needs no limiting passes untouched, only later. Pure; stereo, interleaved; both
 * channels get the same gain, so that the stereo picture stays. */
#pragma once
#include <glib.h>

#define MIX_LIMITER_CEILING    0.8912509f /* -1 dBFS */
#define MIX_LIMITER_DELAY      190        /* frames that sound leaves later: 4 ms of look-ahead */
#define MIX_LIMITER_RELEASE_MS 100.0

typedef struct _MixLimiter MixLimiter;
MixLimiter *mix_limiter_new (void);
void mix_limiter_free (MixLimiter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixLimiter, mix_limiter_free)

/* In place, any number of frames. What is not a number becomes silence. */
void mix_limiter_run (MixLimiter *self, float *samples, guint n_frames);

/* The smallest gain since the last call, 1 when nothing was limited. */
double mix_limiter_take_lowest_gain (MixLimiter *self);
