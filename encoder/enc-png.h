/* Pictures as PNG, for remotes. */
#pragma once
#include "mix-types.h"

/* zlib's, when nobody says (measured: a test picture of 1080p takes a third of the time of level 9,
 * and is twice as large). */
#define ENC_PNG_LEVEL 3

/* Any thread. `picture` is I420, BT.709 limited, `width` x `height`; the PNG is 8 bits RGB,
 * `to_width` x `to_height` (1 and more). `level`: 0 is not compressed at all, 9 as small as can be.
 * NULL when it cannot be read. Transfer full. */
GBytes *enc_png_encode (GstBuffer *picture, int width, int height, int to_width, int to_height,
                        int level);
