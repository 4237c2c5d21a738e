#include "enc-jpeg.h"

#include <gst/video/video.h>
#include <turbojpeg.h>

#define WIDTH  64
#define HEIGHT 36

/* One colour, as the programme has it. Transfer full. */
static GstBuffer *
flat (int y, int u, int v)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  GstBuffer *picture;
  const int values[3] = {y, u, v};

  gst_video_info_set_format (&info, GST_VIDEO_FORMAT_I420, WIDTH, HEIGHT);
  picture = gst_buffer_new_allocate (NULL, info.size, NULL);
  g_assert_true (gst_video_frame_map (&frame, &info, picture, GST_MAP_WRITE));
  for (guint i = 0; i < 3; i++)
    memset (GST_VIDEO_FRAME_PLANE_DATA (&frame, i), values[i],
            (gsize) (GST_VIDEO_FRAME_PLANE_STRIDE (&frame, i) *
                     GST_VIDEO_FRAME_COMP_HEIGHT (&frame, i)));
  gst_video_frame_unmap (&frame);
  return picture;
}

/* Colours of BT.709 (ITU-R BT.709-6, 3.2 to 3.5) as a viewer of the JPEG sees them. */
static void
test_colours (void)
{
  const struct {
    int y, u, v;
    int rgb[3];
  } colours[] = {
      {16, 128, 128, {0, 0, 0}},  {235, 128, 128, {255, 255, 255}}, {63, 102, 240, {255, 0, 0}},
      {173, 42, 26, {0, 255, 0}}, {32, 240, 118, {0, 0, 255}},
  };

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++) {
    g_autoptr (GstBuffer) picture = flat (colours[i].y, colours[i].u, colours[i].v);
    g_autoptr (GBytes) jpeg = enc_jpeg_encode (picture, WIDTH, HEIGHT);
    tjhandle handle = tjInitDecompress ();
    unsigned char pixels[WIDTH * HEIGHT * 3];

    g_assert_nonnull (jpeg);
    g_assert_cmpint (tjDecompress2 (handle, g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg),
                                    pixels, WIDTH, 0, HEIGHT, TJPF_RGB, 0),
                     ==, 0);
    for (guint j = 0; j < 3; j++)
      g_assert_cmpint (ABS (pixels[3 * (WIDTH * HEIGHT / 2) + j] - colours[i].rgb[j]), <=, 6);
    tjDestroy (handle);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/enc/jpeg/colours", test_colours);
  return g_test_run ();
}
