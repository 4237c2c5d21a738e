/* Audio ring: where a microphone leaves samples and the audio mixer reads those that belong to a
 * tick. Holds MIX_RING_NS of sound, addressed by time; what was never written reads as silence. */
#pragma once
#include "mix-types.h"

#define MIX_RING_NS (4 * GST_SECOND)

MixRing *mix_ring_new (const MixFormat *format);
MixRing *mix_ring_ref (MixRing *self);
void mix_ring_unref (MixRing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixRing, mix_ring_unref)

/* Any thread. `n_frames` interleaved stereo sample frames that belong to running time `time_ns`.
 * Stamps that jitter around the sample count do not move samples; the smoothed difference is
 * followed by resampling (drift of a device's clock) and a jump beyond MIX_RING_JUMP_NS re-places
 * the stream with a 5 ms fade on both sides. Lockstep: exact, waits while the ring is full; FALSE
 * when flushed. */
gboolean mix_ring_push (MixRing *self, const float *samples, guint n_frames, gint64 time_ns);
#define MIX_RING_JUMP_NS (60 * GST_MSECOND)

void mix_ring_end (MixRing *self);   /* lockstep: what is missing from now on is silence */
void mix_ring_clear (MixRing *self); /* the source is gone; a 5 ms fade to silence */
void mix_ring_flush (MixRing *self); /* as mix_slot_flush() */

/* Mixer thread. `n_frames` sample frames from `target_ns` on into `samples` (interleaved).
 * Lockstep: waits until they are there or the ring has ended. */
void mix_ring_read (MixRing *self, gint64 target_ns, float *samples, guint n_frames);

GstClockTime mix_ring_get_newest (MixRing *self, guint64 *ret_pushed_frames);
