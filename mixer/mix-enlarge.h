/* Linear enlargement of one plane by any ratio: each sample of the result is weighted between the
 * two nearest of the source in each direction, samples being areas (their centres are mapped, as
 * ITU-T H.264 and every player do). Flat areas stay exactly as they are. */
#pragma once
#include <glib.h>

typedef struct _MixEnlarge MixEnlarge;

/* `dst` sizes are not smaller than `src` sizes. */
MixEnlarge *mix_enlarge_new (int src_width, int src_height, int dst_width, int dst_height);
void mix_enlarge_free (MixEnlarge *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixEnlarge, mix_enlarge_free)

/* One thread at a time. The planes must not overlap. Within 1 code value of the exact result. */
void mix_enlarge_run (MixEnlarge *self, guint8 *dst, int dst_stride, const guint8 *src,
                      int src_stride);
