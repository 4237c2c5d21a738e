#include "mix-types.h"

#include <gst/audio/audio.h>

gint64
mix_format_frame_time (const MixFormat *format, guint64 index)
{
  return (gint64) gst_util_uint64_scale (index, (guint64) GST_SECOND * (guint64) format->fps_d,
                                         (guint64) format->fps_n);
}

guint64
mix_format_frame_index (const MixFormat *format, gint64 time_ns)
{
  guint64 index = gst_util_uint64_scale ((guint64) time_ns, (guint64) format->fps_n,
                                         (guint64) GST_SECOND * (guint64) format->fps_d);
  return mix_format_frame_time (format, index + 1) <= time_ns ? index + 1 : index;
}

GstCaps *
mix_format_video_caps (const MixFormat *format)
{
  return gst_caps_new_simple (
      "video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT, format->width, "height",
      G_TYPE_INT, format->height, "framerate", GST_TYPE_FRACTION, format->fps_n, format->fps_d,
      "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, "interlace-mode", G_TYPE_STRING, "progressive",
      "colorimetry", G_TYPE_STRING, "bt709", "chroma-site", G_TYPE_STRING, "mpeg2", NULL);
}

GstCaps *
mix_format_audio_caps (void)
{
  return gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, GST_AUDIO_NE (F32), "rate",
                              G_TYPE_INT, MIX_AUDIO_RATE, "channels", G_TYPE_INT,
                              MIX_AUDIO_CHANNELS, "layout", G_TYPE_STRING, "interleaved", NULL);
}
