/* A sprite: a card converted once from Cairo's ARGB32 to premultiplied Y, U, V and alpha planes, so
 * that each frame costs one multiply-add a sample over the card's own rectangle. Immutable,
 * refcounted. */
#pragma once
#include "mix-types.h"

/* `argb` is CAIRO_FORMAT_ARGB32 (premultiplied, native-endian 32 bit), sRGB primaries taken as
 * BT.709; `x`, `y` is where it stands on the programme; odd edges are padded with transparency to
 * even ones. Chroma is the mean of 2 x 2 pixels. */
MixSprite *mix_sprite_new_from_argb (const guint8 *argb, int stride, int width, int height, int x,
                                     int y);
MixSprite *mix_sprite_ref (MixSprite *self);
void mix_sprite_unref (MixSprite *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixSprite, mix_sprite_unref)

/* An opaque picture in the programme's format from ARGB32 of exactly its size: slates. What is
 * not opaque lies over the calm dark. Transfer full. */
GstBuffer *mix_picture_new_from_argb (const MixFormat *format, const guint8 *argb, int stride);
