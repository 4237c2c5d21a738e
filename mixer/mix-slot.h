/* Frame slot: where a camera leaves its newest pictures and the vision mixer takes the one that
 * belongs to a tick. A short time-stamped ring under one lock; a camera that dies only goes stale.
 */
#pragma once
#include "mix-types.h"

#define MIX_SLOT_FRAMES     32  /* that wait at most: more only where latency and delay need it */
#define MIX_SLOT_FRAMES_MAX 256 /* 60 fps, 1 s of latency, 2 s of delay */
#define MIX_SLOT_AHEAD_NS   (250 * GST_MSECOND) /* pictures may come so long before their time */
#define MIX_SLOT_STALE_NS   (800 * GST_MSECOND) /* then the slate stands in: within 1 s */

MixSlot *mix_slot_new (const MixFormat *format);
MixSlot *mix_slot_ref (MixSlot *self);
void mix_slot_unref (MixSlot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixSlot, mix_slot_unref)

/* Any thread. Leaves a picture (as MixFormat says; transfer full; never written to again) that
 * belongs to running time `time_ns` of the shared clock. Drops the oldest when full. A time that is
 * not after the newest one's empties the ring first (the source started again). In lockstep: waits
 * while the ring is full, FALSE when the slot was flushed meanwhile. */
gboolean mix_slot_push (MixSlot *self, GstBuffer *frame, gint64 time_ns);

/* Any thread. The camera's pictures are stamped so much later than they come, and wait as much
 * longer for their ticks: for more of them to be kept. */
void mix_slot_set_delay (MixSlot *self, gint64 delay_ns);

/* Any thread. What stands in while there is no fresh picture (transfer full). */
void mix_slot_set_slate (MixSlot *self, GstBuffer *picture);

/* Any thread. The source is gone: the slate stands in from the next tick on, without waiting for
 * the last picture to go stale. The next push ends it. */
void mix_slot_clear (MixSlot *self);

/* Lockstep: no more pictures will come; the last one stands for ever. Live: as mix_slot_clear(). */
void mix_slot_end (MixSlot *self);

/* Any thread. Wakes whoever waits in lockstep and lets pushes fail from now on: for shut-down. */
void mix_slot_flush (MixSlot *self);

/* Any thread. Lockstep: while TRUE, mix_slot_take() gives what there is instead of waiting. For a
 * mixer thread that must come to a halt but may go on later; pushes are not touched. */
void mix_slot_interrupt (MixSlot *self, gboolean interrupted);

/* Mixer thread. The newest picture at or before `target_ns` plus half a programme frame (that
 * rounds to the nearest tick: at most half a frame of error; live a sixth more, so that pictures
 * which come in between two ticks, a little early or late, do not judder), or the slate when that
 * picture is older than MIX_SLOT_STALE_NS, or NULL when there is neither. A new reference. Older
 * pictures are let go. While the camera dozes no picture is stale. In lockstep: waits until no
 * picture to come can be the one (there is one later than that, or the slot has ended or was
 * cleared), and no picture is ever stale. `ret_fresh` may be NULL. */
GstBuffer *mix_slot_take (MixSlot *self, gint64 target_ns, gboolean *ret_fresh);

/* Whether anybody looks at it: it is on programme, or about to be. The mixer says so at each tick;
 * until it has ever said anything, TRUE. Any thread. */
void mix_slot_set_wanted (MixSlot *self, gboolean wanted);
gboolean mix_slot_is_wanted (MixSlot *self);

/* Any thread. `func` (NULL: none) is called by whoever says that the slot is wanted when it was not
 * before: it must be short, and calls nothing of the slot that is said to wait. After this no call
 * of the one before is under way. */
typedef void (*MixSlotFunc) (gpointer data);
void mix_slot_watch_wanted (MixSlot *self, MixSlotFunc func, gpointer data);

/* While nobody looks its camera may save work and doze: then only some pictures come, enough for a
 * thumbnail. It wakes when it is wanted, and the mixer waits for that, within a limit, before it
 * shows the camera. Any thread. */
void mix_slot_set_dozing (MixSlot *self, gboolean dozing);
gboolean mix_slot_is_dozing (MixSlot *self);

/* Any thread. Running time of the newest picture, GST_CLOCK_TIME_NONE when there is none; and how
 * many were pushed in all. Progress is how a freeze without an error is noticed. */
GstClockTime mix_slot_get_newest (MixSlot *self, guint64 *ret_pushed);
