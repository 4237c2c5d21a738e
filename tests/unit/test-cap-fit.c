/* Fitting: where pictures stand, that all formats and shapes come through, and that a picture which
 * already fits is not copied. */
#include "cap-fit.h"

#include <string.h>

static const MixFormat programme = {.width = 320, .height = 180, .fps_n = 30, .fps_d = 1};

static void
test_rect (void)
{
  static const struct {
    int width, height, par_n, par_d;
    CapRect rect;
  } cases[] = {
      {1920, 1080, 1, 1, {0, 0, 320, 180}},  {640, 480, 1, 1, {40, 0, 240, 180}},
      {720, 576, 16, 15, {40, 0, 240, 180}}, {720, 576, 64, 45, {0, 0, 320, 180}},
      {720, 1280, 1, 1, {108, 0, 102, 180}}, {2048, 858, 1, 1, {0, 22, 320, 134}},
      {1, 5000, 1, 1, {158, 0, 2, 180}},     {5000, 1, 1, 1, {0, 88, 320, 2}},
      {640, 360, 0, 0, {0, 0, 320, 180}},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    CapRect got =
        cap_fit_rect (&programme, cases[i].width, cases[i].height, cases[i].par_n, cases[i].par_d);

    g_assert_cmpint (got.x, ==, cases[i].rect.x);
    g_assert_cmpint (got.y, ==, cases[i].rect.y);
    g_assert_cmpint (got.width, ==, cases[i].rect.width);
    g_assert_cmpint (got.height, ==, cases[i].rect.height);
  }
}

static GstCaps *
caps_of (GstVideoFormat format, int width, int height)
{
  return gst_caps_new_simple (
      "video/x-raw", "format", G_TYPE_STRING, gst_video_format_to_string (format), "width",
      G_TYPE_INT, width, "height", G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION, 25, 1, NULL);
}

static guint8
sample (GstBuffer *picture, guint plane, int x, int y)
{
  g_autoptr (GstCaps) caps = mix_format_video_caps (&programme);
  GstVideoInfo info;
  GstVideoFrame frame;
  guint8 value;

  g_assert_true (gst_video_info_from_caps (&info, caps));
  g_assert_true (gst_video_frame_map (&frame, &info, picture, GST_MAP_READ));
  value = ((guint8 *) frame.data[plane])[y * frame.info.stride[plane] + x];
  gst_video_frame_unmap (&frame);
  return value;
}

/* Whatever a decoder or driver may hand over: no format and no odd size may fail or leave the bars
 * anything but black. */
static void
test_all_formats (void)
{
  static const int sizes[][2] = {{64, 48}, {640, 480}, {161, 121}, {320, 180}};
  g_autoptr (CapFit) fit = cap_fit_new (&programme);

  for (int format = GST_VIDEO_FORMAT_I420; format <= GST_VIDEO_FORMAT_NV12_10LE40; format++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
      g_autoptr (GstCaps) caps = caps_of ((GstVideoFormat) format, sizes[i][0], sizes[i][1]);
      g_autoptr (GstBuffer) in = NULL, out = NULL;
      g_autoptr (GError) error = NULL;
      GstVideoInfo info;

      if (!gst_video_info_from_caps (&info, caps))
        continue;
      in = gst_buffer_new_allocate (NULL, info.size, NULL);
      gst_buffer_memset (in, 0, 0x5a, info.size);
      g_assert_true (cap_fit_set_caps (fit, caps, FALSE, &error));
      g_assert_no_error (error);
      out = cap_fit_picture (fit, in);
      g_assert_nonnull (out);
      g_assert_cmpuint (gst_buffer_get_size (out), ==, 320 * 180 * 3 / 2);
      if (i == 3)
        continue;
      for (int x = 0; x < 40; x += 13) {
        g_assert_cmpint (sample (out, 0, x, 90), ==, 16);
        g_assert_cmpint (sample (out, 0, 319 - x, 179), ==, 16);
        g_assert_cmpint (sample (out, 1, x / 2, 45), ==, 128);
      }
    }
}

static GstBuffer *
programme_picture (void)
{
  return gst_buffer_new_allocate (NULL, 320 * 180 * 3 / 2, NULL);
}

static void
test_no_copy (void)
{
  g_autoptr (CapFit) fit = cap_fit_new (&programme);
  g_autoptr (GstCaps) caps = mix_format_video_caps (&programme);
  g_autoptr (GstBuffer) in = programme_picture (), out = NULL;

  g_assert_true (cap_fit_set_caps (fit, caps, FALSE, NULL));
  out = cap_fit_picture (fit, in);
  g_assert_true (out == in);
}

static GstBufferPool *
new_pool (GstCaps *caps, guint max)
{
  GstBufferPool *pool = gst_buffer_pool_new ();
  GstStructure *config = gst_buffer_pool_get_config (pool);

  gst_buffer_pool_config_set_params (config, caps, 320 * 180 * 3 / 2, 0, max);
  g_assert_true (gst_buffer_pool_set_config (pool, config));
  g_assert_true (gst_buffer_pool_set_active (pool, TRUE));
  return pool;
}

/* A driver's few buffers must go back to it at once. */
static void
test_small_pools_are_spared (void)
{
  static const guint sizes[] = {4, 0, 200};
  g_autoptr (CapFit) fit = cap_fit_new (&programme);
  g_autoptr (GstCaps) caps = mix_format_video_caps (&programme);

  g_assert_true (cap_fit_set_caps (fit, caps, FALSE, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    GstBufferPool *pool = new_pool (caps, sizes[i]);
    GstBuffer *in = NULL, *out;

    g_assert_cmpint (gst_buffer_pool_acquire_buffer (pool, &in, NULL), ==, GST_FLOW_OK);
    gst_buffer_memset (in, 0, 77, 320 * 180 * 3 / 2);
    out = cap_fit_picture (fit, in);
    g_assert_true ((out == in) == (sizes[i] != 4));
    g_assert_cmpint (sample (out, 0, 100, 100), ==, 77);
    gst_buffer_unref (out);
    gst_buffer_unref (in);
    gst_buffer_pool_set_active (pool, FALSE);
    gst_object_unref (pool);
  }
}

/* The slot keeps 32 pictures and the encoder some: ours never run out. */
static void
test_own_pool_is_large (void)
{
  g_autoptr (CapFit) fit = cap_fit_new (&programme);
  g_autoptr (GstCaps) caps = caps_of (GST_VIDEO_FORMAT_I420, 640, 360);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_buffer_unref);
  g_autoptr (GstBuffer) in = gst_buffer_new_allocate (NULL, 640 * 360 * 3 / 2, NULL);

  g_assert_true (cap_fit_set_caps (fit, caps, FALSE, NULL));
  for (guint i = 0; i < 2 * MIX_SLOT_FRAMES; i++) {
    GstBuffer *out = cap_fit_picture (fit, in);

    g_assert_nonnull (out);
    g_assert_true (out != in);
    g_ptr_array_add (kept, out);
  }
}

static void
test_nonsense_is_refused (void)
{
  g_autoptr (CapFit) fit = cap_fit_new (&programme);
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("video/x-raw");
  g_autoptr (GError) error = NULL;

  g_assert_false (cap_fit_set_caps (fit, caps, FALSE, &error));
  g_assert_error (error, CAP_ERROR, CAP_ERROR_MISSING);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/fit/rect", test_rect);
  g_test_add_func ("/cap/fit/all-formats", test_all_formats);
  g_test_add_func ("/cap/fit/no-copy", test_no_copy);
  g_test_add_func ("/cap/fit/small-pools", test_small_pools_are_spared);
  g_test_add_func ("/cap/fit/own-pool", test_own_pool_is_large);
  g_test_add_func ("/cap/fit/nonsense", test_nonsense_is_refused);
  return g_test_run ();
}
