/* Pictures in the programme's format as GstBuffers: recycled memory for those that the table makes,
 * and sharing without a copy. */
#pragma once
#include "mix-layout.h"
#include "mix-types.h"
#include <gst/video/video.h>

#define MIX_BLACK_LUMA  16 /* of bars */
#define MIX_DARK_LUMA   24 /* calm, not black: a dead camera must not look like a dead stream */
#define MIX_LIGHT_LUMA  210
#define MIX_GREY_CHROMA 128

void mix_picture_get_info (const MixFormat *format, GstVideoInfo *ret_info);

/* Raw, or in the programme's format. FALSE for a buffer that is too small or says that it has
 * another size: it is never drawn. */
gboolean mix_picture_is_valid (GstBuffer *picture, const GstVideoInfo *info);

/* TRUE when its planes lie as caps alone say, so that any element can read it as it is; what may
 * follow them does not matter. */
gboolean mix_picture_is_compact (GstBuffer *picture, const GstVideoInfo *info);

/* A new buffer on the memory of a compact `picture`, without timestamps. `picture` is held, mapped
 * for reading, until the last user of the memory has let go, so that a buffer pool gets it back
 * whole. (Measured: pools throw away buffers whose memory was merely shared, GstParentBufferMeta or
 * not.) NULL when it cannot be mapped. */
GstBuffer *mix_picture_share (GstBuffer *picture, const GstVideoInfo *info);

/* The part of the programme that it takes when it is shown full, the rest being bars: all of it
 * but for raw pictures of another shape. NULL is all. */
void mix_picture_get_shape (GstBuffer *picture, const GstVideoInfo *info, MixRect *ret_shape);

/* All of a writable picture in the calm dark. */
void mix_picture_darken (GstBuffer *picture, const GstVideoInfo *info);

/* Recycled picture memory: fresh pages cost more than drawing on them (measured: the page faults of
 * one 1080p picture take longer than its blends). Memory comes back when its last user lets go,
 * also after this is freed. */
typedef struct _MixPictures MixPictures;
#define MIX_PICTURES_KEPT 8 /* unused ones that are kept for later */

MixPictures *mix_pictures_new (const GstVideoInfo *info);
void mix_pictures_free (MixPictures *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixPictures, mix_pictures_free)
GstBuffer *mix_pictures_get (MixPictures *self); /* content undefined; any thread */
