/* The drawing side of sprites, for the table itself. */
#pragma once
#include "mix-sprite.h"
#include <gst/video/video.h>

/* Any thread. Draws it over `n_rows` from `first_row` on (both even) of a frame of the programme's
 * format that is mapped for writing; cut off at the frame's edges. `opacity` is
 * 0..MIX_OPACITY_FULL. */
void mix_sprite_blend (const MixSprite *self, GstVideoFrame *frame, int first_row, int n_rows,
                       guint opacity);
