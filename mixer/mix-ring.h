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
 * followed by resampling (drift of a device's clock, see mix-drift.h) and a jump beyond
 * MIX_RING_JUMP_NS re-places the stream with a 5 ms fade on both sides. As long as the smoothed
 * difference stays below MIX_DRIFT_DEAD_NS, samples pass bit-exact. A difference of more than
 * MIX_RING_OFF_NS that lasts is not pulled in, which would take a minute: it re-places the stream
 * as well. What is more than the ring ahead of the reader is dropped. Lockstep: always exact, waits
 * while the ring is full; FALSE when flushed. */
gboolean mix_ring_push (MixRing *self, const float *samples, guint n_frames, gint64 time_ns);
#define MIX_RING_JUMP_NS (60 * GST_MSECOND)
#define MIX_RING_OFF_NS  (20 * GST_MSECOND)

/* Any thread. Sound is missing between what was pushed and what will be: the next stamp is believed
 * at once, however near it is. */
void mix_ring_mark_gap (MixRing *self);

void mix_ring_end (MixRing *self);   /* lockstep: what is missing from now on is silence */
void mix_ring_clear (MixRing *self); /* the source is gone; a 5 ms fade to silence */
void mix_ring_flush (MixRing *self); /* as mix_slot_flush() */

/* Mixer thread. `n_frames` sample frames from frame `index` on into `samples` (interleaved). An
 * index that is not where the last read ended is a change of delay: crossfaded in 5 ms. Live: the
 * 5 ms behind the last frame must have arrived as well, or the fade-out has begun. Lockstep: waits
 * until they are there or the ring has ended. */
void mix_ring_read (MixRing *self, gint64 index, float *samples, guint n_frames);
gint64 mix_ring_index (gint64 time_ns); /* the nearest sample frame; time 0 is frame 0 */

/* Any thread. While TRUE, a read in lockstep does not wait; it gives silence for what is missing.
 */
void mix_ring_set_interrupted (MixRing *self, gboolean interrupted);

/* Any thread. Running time of the end of what was pushed last, GST_CLOCK_TIME_NONE when there is
 * none since the start or mix_ring_clear(). */
GstClockTime mix_ring_get_newest (MixRing *self);

typedef struct {
  guint64 pushed_frames; /* in all */
  guint64 zero_frames;   /* digital zeros in a row, up to the newest frame */
  guint64 lost_frames;   /* asked for by the mixer while the source delivered, and not there */
  guint gaps;            /* times that the stream was placed anew: something is missing there */
  double drift_ppm;      /* how much faster than the clock the device runs, as followed now; 0 while
                            samples pass untouched */
} MixRingStats;

/* Any thread. All but `drift_ppm` and `zero_frames` only grow. */
void mix_ring_get_stats (MixRing *self, MixRingStats *ret_stats);
