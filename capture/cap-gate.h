/* In front of a camera's decoder: while nobody looks, compressed pictures are held here and only
 * enough of them decoded for a thumbnail; as soon as somebody does, all that is due goes through at
 * once. In lockstep there is none. */
#pragma once
#include "cap-branch.h"

/* Any thread. `spec`, which has a slot, and `timing` must outlive it. */
CapGate *cap_gate_new (const CapPipeSpec *spec, const CapTiming *timing);
/* After the pipeline has stopped. NULL is fine. */
void cap_gate_free (CapGate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapGate, cap_gate_free)

/* Any thread. Stands in front of a decoder of pictures, by its sink pad. Of several, the first that
 * gets something to decode is the one; when it is over, the next one that does. */
void cap_gate_attach (CapGate *self, GstPad *pad);

/* Media thread, before the pipeline stops: lets go of whoever waits in it. */
void cap_gate_stop (CapGate *self);

/* Any thread. How many pictures came and were held: a camera that is held is no camera that froze.
 */
guint cap_gate_get_progress (CapGate *self);

/* Any thread. FALSE while pictures come out later than they were sent, since they were held. */
gboolean cap_gate_is_awake (CapGate *self);

/* The sink's streaming thread. A picture came out of the decoder; FALSE when it must not be shown,
 * because what it was made from was left out. */
gboolean cap_gate_admit (CapGate *self, gint64 stamp_ns);

/* Cuts to and fro should find both cameras awake. */
#define CAP_GATE_DOZE_NS (2 * GST_SECOND)
/* What is read from files may be ahead of its time by this much: more than decoders reorder. */
#define CAP_GATE_LEAD_NS (200 * GST_MSECOND)
/* A decoder that cannot catch up in this time counts as awake nevertheless. */
#define CAP_GATE_WAKE_NS (GST_SECOND)
