/* The element behind mix_vision_new_source(): a GstPushSrc that wakes at each frame time. */
#pragma once
#include "mix-vision.h"
#include <gst/base/gstpushsrc.h>

#define MIX_TYPE_VIDEO_SRC (mix_video_src_get_type ())
G_DECLARE_FINAL_TYPE (MixVideoSrc, mix_video_src, MIX, VIDEO_SRC, GstPushSrc)

/* Any thread. As mix_vision_new_source(). */
GstElement *mix_video_src_new (MixVision *vision, guint64 n_frames);
