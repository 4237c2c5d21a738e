/* A camera's pictures on their last step: none twice, none that no tick would show, made fit, into
 * the slot. The streaming thread; but the media thread while nothing flows. */
#pragma once
#include "cap-gate.h"
#include "cap-pipe.h"

#include <gst/base/gstbasesink.h>

typedef struct _CapIntoSlot CapIntoSlot;

/* `spec` and `gate` (NULL: none) must outlive it. `bursts` (borrowed; NULL: each picture in its
 * time): the sink whose pictures may be taken ahead of their time, several in a row. */
CapIntoSlot *cap_into_slot_new (const CapPipeSpec *spec, CapGate *gate, GstBaseSink *bursts);
void cap_into_slot_free (CapIntoSlot *self); /* NULL is fine */

/* As cap_fit_set_caps(). */
gboolean cap_into_slot_set_caps (CapIntoSlot *self, GstCaps *caps, gboolean jpeg, GError **error);

/* `buffer`: of a picture that belongs to running time `stamp` of the shared clock. Borrowed. */
GstFlowReturn cap_into_slot_deliver (CapIntoSlot *self, GstBuffer *buffer, gint64 stamp);

/* The stamp at which the next one is due; G_MININT64 before the first. */
gint64 cap_into_slot_get_next (const CapIntoSlot *self);

/* "1280x720 at 30 fps"; transfer full. */
char *cap_into_slot_describe (const CapIntoSlot *self);
