/* Pictures as PNG, for remotes. */
#pragma once
#include "mix-types.h"

#define ENC_PNG_LEVEL 3 /* zlib's, when nobody says: a third of the time of 6, a tenth larger */

/* Any thread. `picture` is I420, BT.709 limited, `width` x `height`; the PNG is 8 bits RGB,
 * `to_width` x `to_height` (1 and more). `level`: 0 is not compressed at all, 9 as small as can be.
 * NULL when it cannot be read. Transfer full. */
GBytes *enc_png_encode (GstBuffer *picture, int width, int height, int to_width, int to_height,
                        int level);
