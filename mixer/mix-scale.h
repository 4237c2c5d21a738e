/* Scaling of one plane to any size: what becomes smaller in a direction by area average, what
 * becomes larger by linear interpolation, what stays is copied. */
#pragma once
#include <glib.h>

typedef struct _MixScale MixScale;

/* All sizes are at least 1. */
MixScale *mix_scale_new (int src_width, int src_height, int dst_width, int dst_height);
void mix_scale_free (MixScale *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixScale, mix_scale_free)

gboolean mix_scale_fits (const MixScale *self, int src_width, int src_height, int dst_width,
                         int dst_height); /* NULL: FALSE */

/* One thread at a time. The planes must not overlap. */
void mix_scale_run (MixScale *self, guint8 *dst, int dst_stride, const guint8 *src, int src_stride);
