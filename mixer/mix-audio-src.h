/* The element behind mix_audio_new_source(): a GstPushSrc of the mixed sound. */
#pragma once
#include "mix-audio.h"
#include <gst/base/gstpushsrc.h>

#define MIX_TYPE_AUDIO_SRC (mix_audio_src_get_type ())
G_DECLARE_FINAL_TYPE (MixAudioSrc, mix_audio_src, MIX, AUDIO_SRC, GstPushSrc)
