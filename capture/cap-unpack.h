/* Whatever a camera or decoder hands over, as three planes of 8 bits: in place where it already is,
 * else unpacked into memory kept for that. Its own colours (RGB: the programme's), its own size. */
#pragma once
#include <gst/video/video.h>

typedef struct {
  const guint8 *data[3];
  int strides[3];
  int widths[3], heights[3]; /* samples */
} CapPlanes;

typedef struct _CapUnpack CapUnpack;

/* `like` has the colours that what is not Y'CbCr is brought to. NULL for a format that cannot be
 * read. */
CapUnpack *cap_unpack_new (const GstVideoInfo *info, const GstVideoInfo *like);
void cap_unpack_free (CapUnpack *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapUnpack, cap_unpack_free)

/* One thread at a time. `ret_planes` hold until the next call or until `frame` is unmapped. */
void cap_unpack_run (CapUnpack *self, GstVideoFrame *frame, CapPlanes *ret_planes);
