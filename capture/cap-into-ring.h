/* A source's sound on its last step: converted, without seams, into the ring. The streaming thread;
 * but the media thread while nothing flows. */
#pragma once
#include "cap-pipe.h"

typedef struct _CapIntoRing CapIntoRing;

CapIntoRing *cap_into_ring_new (const CapPipeSpec *spec); /* which must outlive it */
void cap_into_ring_free (CapIntoRing *self);              /* NULL is fine */

/* As cap_sound_set_caps(). */
gboolean cap_into_ring_set_caps (CapIntoRing *self, GstCaps *caps, GError **error);

/* Of sound whose first sample frame belongs to running time `stamp` of the shared clock. Borrowed.
 */
GstFlowReturn cap_into_ring_deliver (CapIntoRing *self, GstBuffer *buffer, gint64 stamp);

/* The stamp at which the next one is due; G_MININT64 before the first. */
gint64 cap_into_ring_get_next (const CapIntoRing *self);

/* "44.1 kHz, mono"; transfer full. */
char *cap_into_ring_describe (const CapIntoRing *self);
