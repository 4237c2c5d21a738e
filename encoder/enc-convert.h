/* Pictures of the programme in another size and other colours. */
#pragma once
#include <gst/video/video.h>

/* Any thread. `picture` is I420, BT.709, `width` x `height`; `result`, of `info`'s size, is
 * written. FALSE when the picture cannot be read. */
gboolean enc_convert (GstBuffer *picture, int width, int height, GstBuffer *result,
                      const GstVideoInfo *info);
