/* Area-average downscale of one plane by any ratio: each sample of the result is the mean of
 * exactly the area that it covers, so fine patterns do not shimmer. Integer ratios 2, 3 and 4 in
 * both directions have fast ways of their own. */
#pragma once
#include <glib.h>

typedef struct _MixShrink MixShrink;

#define MIX_SHRINK_RATIO_MAX 16

/* `dst` sizes are `src` sizes divided by 1 to MIX_SHRINK_RATIO_MAX. Integer ratios 2, 3, 4 round
 * exactly to nearest; others are within 2 code values of the exact mean, and flat areas stay
 * exactly as they are. */
MixShrink *mix_shrink_new (int src_width, int src_height, int dst_width, int dst_height);
void mix_shrink_free (MixShrink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixShrink, mix_shrink_free)

/* One thread at a time. The planes must not overlap. */
void mix_shrink_run (MixShrink *self, guint8 *dst, int dst_stride, const guint8 *src,
                     int src_stride);
