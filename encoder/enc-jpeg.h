/* Small pictures as JPEG, for pages. */
#pragma once
#include "mix-types.h"

#define ENC_JPEG_QUALITY 72 /* clean enough for a preview, a tenth of a megabit a picture */

/* Any thread. `picture` is I420, BT.709 limited, `width` x `height`. JFIF knows only full range
 * BT.601 (ITU-T T.871, 6.2), so its colours are brought there. NULL when it cannot be read.
 * Transfer full. */
GBytes *enc_jpeg_encode (GstBuffer *picture, int width, int height);

/* The same, scaled to `to_width` x `to_height` (1 and more) at `quality`, 1 to 100. */
GBytes *enc_jpeg_encode_as (GstBuffer *picture, int width, int height, int to_width, int to_height,
                            int quality);
