/* Whether a JPEG picture is whole, from its bytes alone: a decoder would show half of it in grey
 * and say nothing. Pure. */
#pragma once
#include <glib.h>

typedef enum {
  CAP_JPEG_WHOLE = 1,
  CAP_JPEG_NO_END, /* right as far as it goes, but its end marker is missing */
  CAP_JPEG_BROKEN,
} CapJpegVerdict;

/* The marker structure of ITU-T T.81, B.1 and B.2: every segment in its place and length, the
 * restart markers of a scan in their order. What follows the end is not looked at: drivers pad. */
CapJpegVerdict cap_jpeg_check (const guint8 *data, gsize size);
