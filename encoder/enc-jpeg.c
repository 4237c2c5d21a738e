#include "enc-jpeg.h"
#include "enc-convert.h"

#include <turbojpeg.h>

/* Full range, BT.601 matrix: what every JPEG decoder takes for granted. */
static void
make_info (GstVideoInfo *info, int width, int height)
{
  gst_video_info_set_format (info, GST_VIDEO_FORMAT_I420, (guint) width, (guint) height);
  gst_video_colorimetry_from_string (&info->colorimetry, GST_VIDEO_COLORIMETRY_BT601);
  info->colorimetry.range = GST_VIDEO_COLOR_RANGE_0_255;
}

static GBytes *
compress (GstBuffer *picture, int width, int height, int quality)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  tjhandle handle = tjInitCompress ();
  unsigned char *jpeg = NULL;
  unsigned long length = 0;
  GBytes *bytes = NULL;

  make_info (&info, width, height);
  g_assert (gst_video_frame_map (&frame, &info, picture, GST_MAP_READ));
  const unsigned char *planes[3] = {GST_VIDEO_FRAME_PLANE_DATA (&frame, 0),
                                    GST_VIDEO_FRAME_PLANE_DATA (&frame, 1),
                                    GST_VIDEO_FRAME_PLANE_DATA (&frame, 2)};
  const int strides[3] = {GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0),
                          GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 1),
                          GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 2)};
  if (handle && tjCompressFromYUVPlanes (handle, planes, width, strides, height, TJSAMP_420, &jpeg,
                                         &length, quality, TJFLAG_FASTDCT) == 0)
    bytes = g_bytes_new (jpeg, length);
  tjFree (jpeg);
  if (handle)
    tjDestroy (handle);
  gst_video_frame_unmap (&frame);
  return bytes;
}

GBytes *
enc_jpeg_encode_as (GstBuffer *picture, int width, int height, int to_width, int to_height,
                    int quality)
{
  GstVideoInfo info;
  g_autoptr (GstBuffer) full = NULL;

  make_info (&info, to_width, to_height);
  full = gst_buffer_new_allocate (NULL, info.size, NULL);
  if (!enc_convert (picture, width, height, full, &info))
    return NULL;
  return compress (full, to_width, to_height, quality);
}

GBytes *
enc_jpeg_encode (GstBuffer *picture, int width, int height)
{
  return enc_jpeg_encode_as (picture, width, height, width, height, ENC_JPEG_QUALITY);
}
