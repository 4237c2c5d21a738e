#include "enc-convert.h"

gboolean
enc_convert (GstBuffer *picture, int width, int height, GstBuffer *result, const GstVideoInfo *info)
{
  GstVideoInfo from;
  GstVideoFrame source, target;
  GstVideoConverter *converter;

  gst_video_info_set_format (&from, GST_VIDEO_FORMAT_I420, (guint) width, (guint) height);
  gst_video_colorimetry_from_string (&from.colorimetry, GST_VIDEO_COLORIMETRY_BT709);
  if (!gst_video_frame_map (&source, &from, picture, GST_MAP_READ))
    return FALSE;
  g_assert (gst_video_frame_map (&target, info, result, GST_MAP_WRITE));
  converter = gst_video_converter_new (&from, info, NULL);
  gst_video_converter_frame (converter, &source, &target);
  gst_video_converter_free (converter);
  gst_video_frame_unmap (&target);
  gst_video_frame_unmap (&source);
  return TRUE;
}
