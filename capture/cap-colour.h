/* Colour: from any Y'CbCr matrix and range to the programme's BT.709 limited, in place, on I420.
 * Pure. Primaries and transfer are left alone: BT.601 and BT.709 cameras differ by less there than
 * two cameras of one make do. */
#pragma once
#include "mix-raw.h"

#include <gst/video/video.h>

/* Y' = y_gain Y + y_from_u (U - 128) + y_from_v (V - 128) + y_offset; greys stay grey, so the new U
 * and V come from the old U and V alone. All in 1/CAP_COLOUR_ONE. */
typedef struct {
  guint16 y_gain;
  gint16 y_from_u, y_from_v;
  gint16 u_from_u, u_from_v, v_from_u, v_from_v;
  gint y_offset; /* in 1/CAP_COLOUR_ONE, with the half that rounds */
  gboolean identity;
} CapColour;
#define CAP_COLOUR_ONE (1 << 14)

/* What `info` says, with what it leaves open filled in: JPEG is full-range BT.601 (JFIF 1.02), an
 * unknown matrix is BT.601 up to 576 lines and BT.709 above (ITU-R BT.601/BT.709 by usage; what
 * decoders of unmarked H.264 do too), an unknown range is limited. */
GstVideoColorimetry cap_colour_of (const GstVideoInfo *info, gboolean jpeg);

void cap_colour_init (CapColour *colour, const GstVideoColorimetry *from);

/* Any thread. 0.3 ms for 1280x720, measured: a tenth of what GstVideoConverter takes. */
void cap_colour_apply (const CapColour *colour, const MixCanvas *canvas);
