/* PNGs as other programs read them: ffmpeg is the judge of every byte. */
#include "enc-jpeg.h"
#include "enc-png.h"

#include <gio/gio.h>
#include <gst/video/video.h>
#include <string.h>

#define WIDTH  64
#define HEIGHT 36

/* A slope of brightness from left to right over one colour. Transfer full. */
static GstBuffer *
slope (int u, int v)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  GstBuffer *picture;

  gst_video_info_set_format (&info, GST_VIDEO_FORMAT_I420, WIDTH, HEIGHT);
  picture = gst_buffer_new_allocate (NULL, info.size, NULL);
  g_assert_true (gst_video_frame_map (&frame, &info, picture, GST_MAP_WRITE));
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      GST_VIDEO_FRAME_COMP_DATA (&frame, 0)
  [y * GST_VIDEO_FRAME_COMP_STRIDE (&frame, 0) + x] = (guint8) (16 + x * 219 / (WIDTH - 1));
  memset (GST_VIDEO_FRAME_COMP_DATA (&frame, 1), u,
          (gsize) GST_VIDEO_FRAME_COMP_STRIDE (&frame, 1) * HEIGHT / 2);
  memset (GST_VIDEO_FRAME_COMP_DATA (&frame, 2), v,
          (gsize) GST_VIDEO_FRAME_COMP_STRIDE (&frame, 2) * HEIGHT / 2);
  gst_video_frame_unmap (&frame);
  return picture;
}

/* The pixels, RGB; what ffmpeg complains about fails the test (a wrong sum of a chunk does). */
static GBytes *
decode (GBytes *png)
{
  g_autoptr (GSubprocess) ffmpeg =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                            G_SUBPROCESS_FLAGS_STDERR_PIPE,
                        NULL, "ffmpeg", "-v", "error", "-err_detect", "explode+crccheck", "-f",
                        "png_pipe", "-i", "-", "-pix_fmt", "rgb24", "-f", "rawvideo", "-", NULL);
  g_autoptr (GBytes) complaints = NULL;
  GBytes *pixels = NULL;

  g_assert_nonnull (ffmpeg);
  g_assert_true (g_subprocess_communicate (ffmpeg, png, NULL, &pixels, &complaints, NULL));
  g_assert_cmpmem (g_bytes_get_data (complaints, NULL), g_bytes_get_size (complaints), "", 0);
  g_assert_true (g_subprocess_get_successful (ffmpeg));
  return pixels;
}

static void
test_pixels (void)
{
  for (int level = 0; level <= 9; level += 3) {
    g_autoptr (GstBuffer) picture = slope (128, 128);
    g_autoptr (GBytes) png = enc_png_encode (picture, WIDTH, HEIGHT, WIDTH, HEIGHT, level);
    g_autoptr (GBytes) pixels = decode (png);
    const guint8 *rgb = g_bytes_get_data (pixels, NULL);

    g_assert_cmpuint (g_bytes_get_size (pixels), ==, WIDTH * HEIGHT * 3);
    for (int x = 0; x < WIDTH; x++) {
      int grey = x * 219 / (WIDTH - 1) * 255 / 219;

      for (int i = 0; i < 3; i++) /* GStreamer's quick way is up to 2 too dark */
        g_assert_cmpint (ABS (rgb[(20 * WIDTH + x) * 3 + i] - grey), <=, 3);
    }
  }
}

/* ITU-R BT.709-6, 3.2 to 3.5, at the brightness in the middle of the slope. */
static void
test_colours (void)
{
  g_autoptr (GstBuffer) picture = slope (102, 240); /* red's */
  g_autoptr (GBytes) png = enc_png_encode (picture, WIDTH, HEIGHT, WIDTH, HEIGHT, ENC_PNG_LEVEL);
  g_autoptr (GBytes) pixels = decode (png);
  const guint8 *rgb = g_bytes_get_data (pixels, NULL);
  int x = 13; /* Y is near 63 there */

  rgb += (18 * WIDTH + x) * 3;
  g_assert_cmpint (rgb[0], >=, 245);
  g_assert_cmpint (rgb[1], <=, 10);
  g_assert_cmpint (rgb[2], <=, 10);
}

/* Width and height as each format tells them. */
static void
test_sizes (void)
{
  static const int sizes[][2] = {{1, 1}, {8, 5}, {33, 19}, {200, 113}};
  g_autoptr (GstBuffer) picture = slope (128, 128);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    int width = sizes[i][0], height = sizes[i][1];
    g_autoptr (GBytes) png = enc_png_encode (picture, WIDTH, HEIGHT, width, height, 1);
    g_autoptr (GBytes) pixels = decode (png);
    g_autoptr (GBytes) jpeg = enc_jpeg_encode_as (picture, WIDTH, HEIGHT, width, height, 90);

    g_assert_cmpuint (g_bytes_get_size (pixels), ==, (gsize) width * (gsize) height * 3);
    g_assert_nonnull (jpeg);
  }
}

static void
test_quality_of_jpeg (void)
{
  g_autoptr (GstBuffer) picture = slope (102, 240);
  g_autoptr (GBytes) worst = enc_jpeg_encode_as (picture, WIDTH, HEIGHT, WIDTH, HEIGHT, 1);
  g_autoptr (GBytes) best = enc_jpeg_encode_as (picture, WIDTH, HEIGHT, WIDTH, HEIGHT, 100);

  g_assert_cmpuint (g_bytes_get_size (worst), <, g_bytes_get_size (best));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/enc/png/pixels", test_pixels);
  g_test_add_func ("/enc/png/colours", test_colours);
  g_test_add_func ("/enc/png/sizes", test_sizes);
  g_test_add_func ("/enc/png/quality-of-jpeg", test_quality_of_jpeg);
  return g_test_run ();
}
