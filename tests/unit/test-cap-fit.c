/* Fitting: where pictures stand, that all formats and shapes come through, that nothing is copied
 * which can be held, and that what is held looks right on the programme at any size. */
#include "cap-fit.h"
#include "cap-painter.h"
#include "test-mix-show.h"

#include <string.h>

static const MixFormat programme = {.width = 320, .height = 180, .fps_n = 30, .fps_d = 1};

static void
test_rect (void)
{
  static const struct {
    int width, height, par_n, par_d;
    MixRect rect;
  } cases[] = {
      {1920, 1080, 1, 1, {0, 0, 320, 180}},  {640, 480, 1, 1, {40, 0, 240, 180}},
      {720, 576, 16, 15, {40, 0, 240, 180}}, {720, 576, 64, 45, {0, 0, 320, 180}},
      {720, 1280, 1, 1, {108, 0, 102, 180}}, {2048, 858, 1, 1, {0, 22, 320, 134}},
      {1, 5000, 1, 1, {158, 0, 2, 180}},     {5000, 1, 1, 1, {0, 88, 320, 2}},
      {640, 360, 0, 0, {0, 0, 320, 180}},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    MixRect got =
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
sample (GstBuffer *shown, guint plane, int x, int y)
{
  g_autoptr (GstCaps) caps = mix_format_video_caps (&programme);
  GstVideoInfo info;
  GstVideoFrame frame;
  guint8 value;

  g_assert_true (gst_video_info_from_caps (&info, caps));
  g_assert_true (gst_video_frame_map (&frame, &info, shown, GST_MAP_READ));
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
      g_autoptr (GstBuffer) in = NULL, out = NULL, shown = NULL;
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
      shown = show_full (&programme, out);
      if (i == 3)
        continue;
      for (int x = 0; x < 40; x += 13) {
        g_assert_cmpint (sample (shown, 0, x, 90), ==, 16);
        g_assert_cmpint (sample (shown, 0, 319 - x, 179), ==, 16);
        g_assert_cmpint (sample (shown, 1, x / 2, 45), ==, 128);
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

/* A driver's few buffers must go back to it at once, in the programme's format or in any other. */
static void
test_small_pools_are_spared (void)
{
  static const guint sizes[] = {4, 0, 2 * MIX_SLOT_FRAMES_MAX};
  g_autoptr (CapFit) fit = cap_fit_new (&programme);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GstCaps) caps =
        i % 2 ? mix_format_video_caps (&programme) : caps_of (GST_VIDEO_FORMAT_I420, 320, 180);
    GstBufferPool *pool = new_pool (caps, sizes[i / 2]);
    GstBuffer *in = NULL, *out, *shown;

    g_assert_true (cap_fit_set_caps (fit, caps, FALSE, NULL));
    g_assert_cmpint (gst_buffer_pool_acquire_buffer (pool, &in, NULL), ==, GST_FLOW_OK);
    gst_buffer_memset (in, 0, 77, 320 * 180);
    gst_buffer_memset (in, 320 * 180, 128, 320 * 180 / 2);
    out = cap_fit_picture (fit, in);
    g_assert_true (GST_MINI_OBJECT_REFCOUNT_VALUE (in) == (sizes[i / 2] == 4 ? 1 : 2));
    shown = show_full (&programme, out);
    g_assert_cmpint (sample (shown, 0, 100, 100), ==, 77);
    gst_buffer_unref (shown);
    gst_buffer_unref (out);
    gst_buffer_unref (in);
    gst_buffer_pool_set_active (pool, FALSE);
    gst_object_unref (pool);
  }
}

/* The slot keeps up to 256 pictures and the mixer some: copies never run out. */
static void
test_own_pool_is_large (void)
{
  g_autoptr (CapFit) fit = cap_fit_new (&programme);
  g_autoptr (GstCaps) caps = caps_of (GST_VIDEO_FORMAT_I420, 320, 180);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_buffer_unref);
  GstBufferPool *pool = new_pool (caps, 4);
  GstBuffer *in = NULL;

  g_assert_true (cap_fit_set_caps (fit, caps, FALSE, NULL));
  g_assert_cmpint (gst_buffer_pool_acquire_buffer (pool, &in, NULL), ==, GST_FLOW_OK);
  for (guint i = 0; i < MIX_SLOT_FRAMES_MAX + 32; i++) {
    GstBuffer *out = cap_fit_picture (fit, in);

    g_assert_nonnull (out);
    g_ptr_array_add (kept, out);
  }
  gst_buffer_unref (in);
  gst_buffer_pool_set_active (pool, FALSE);
  gst_object_unref (pool);
}

static GstBuffer *
new_halves (GstVideoInfo *info, guint8 left, guint8 right)
{
  GstBuffer *picture = gst_buffer_new_allocate (NULL, info->size, NULL);
  GstVideoFrame frame;

  g_assert_true (gst_video_frame_map (&frame, info, picture, GST_MAP_WRITE));
  for (guint i = 0; i < 3; i++) {
    int width = GST_VIDEO_FRAME_COMP_WIDTH (&frame, i),
        step = GST_VIDEO_FRAME_COMP_PSTRIDE (&frame, i);
    guint8 *data = GST_VIDEO_FRAME_COMP_DATA (&frame, i);

    for (int y = 0; y < GST_VIDEO_FRAME_COMP_HEIGHT (&frame, i); y++)
      for (int x = 0; x < width; x++)
        data[y * GST_VIDEO_FRAME_COMP_STRIDE (&frame, i) + x * step] = i ? 100 + 50 * (i == 2)
                                                                       : x < width / 2 ? left
                                                                                       : right;
  }
  gst_video_frame_unmap (&frame);
  return picture;
}

/* Every way in which cameras lay out their samples, at sizes below and above their own, one after
 * the other as in a transition: right samples at the right places, colours of all three planes. */
static void
test_painted_at_any_size (void)
{
  static const GstVideoFormat formats[] = {
      GST_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_YV12, GST_VIDEO_FORMAT_NV12, GST_VIDEO_FORMAT_NV21,
      GST_VIDEO_FORMAT_YUY2, GST_VIDEO_FORMAT_UYVY, GST_VIDEO_FORMAT_YVYU, GST_VIDEO_FORMAT_Y42B,
      GST_VIDEO_FORMAT_Y444, GST_VIDEO_FORMAT_NV16, GST_VIDEO_FORMAT_AYUV, GST_VIDEO_FORMAT_v308};
  static const int sizes[][2] = {{320, 180}, {80, 44},   {640, 360},
                                 {96, 180},  {320, 180}, {640, 20}};
  static const int sources[][2] = {{320, 180}, {162, 120}, {161, 121}};

  for (guint i = 0; i < G_N_ELEMENTS (formats) * G_N_ELEMENTS (sources); i++) {
    const int *source = sources[i % G_N_ELEMENTS (sources)];
    GstVideoInfo info, like;
    g_autoptr (CapPainter) painter = NULL;
    g_autoptr (GstBuffer) picture = NULL;

    gst_video_info_set_format (&like, GST_VIDEO_FORMAT_I420, 320, 180);
    gst_video_info_set_format (&info, formats[i / G_N_ELEMENTS (sources)], (guint) source[0],
                               (guint) source[1]);
    gst_video_colorimetry_from_string (&info.colorimetry, GST_VIDEO_COLORIMETRY_BT709);
    painter = cap_painter_new (&info, &like);
    picture = new_halves (&info, 60, 200);
    for (guint size = 0; size < G_N_ELEMENTS (sizes); size++) {
      int w = sizes[size][0], h = sizes[size][1];
      g_autofree guint8 *memory = g_malloc0 ((gsize) (w * h * 3 / 2));
      MixCanvas canvas = {
          {memory, memory + w * h, memory + w * h * 5 / 4}, {w, w / 2, w / 2}, w, h};

      g_assert_true (cap_painter_paint (picture, &canvas, painter));
      for (int y = 0; y < h; y++) {
        g_assert_cmpint (memory[y * w], ==, 60);
        g_assert_cmpint (memory[y * w + w / 3], ==, 60);
        g_assert_cmpint (memory[y * w + w - 1], ==, 200);
        g_assert_cmpint (canvas.planes[1][y / 2 * w / 2 + w / 4], ==, 100);
        g_assert_cmpint (canvas.planes[2][y / 2 * w / 2 + w / 2 - 1], ==, 150);
      }
    }
  }
}

/* Colours are brought over before an enlargement and after a reduction: both to the same. */
static void
test_colours_at_any_size (void)
{
  static const int sizes[][2] = {{80, 44}, {160, 90}, {320, 180}, {640, 360}};
  GstVideoInfo info, like;
  g_autoptr (CapPainter) painter = NULL;
  g_autoptr (GstBuffer) picture = NULL;

  gst_video_info_set_format (&like, GST_VIDEO_FORMAT_I420, 320, 180);
  gst_video_info_set_format (&info, GST_VIDEO_FORMAT_I420, 160, 90);
  gst_video_colorimetry_from_string (&info.colorimetry, "1:4:0:0");
  painter = cap_painter_new (&info, &like);
  picture = new_halves (&info, 120, 120);
  for (guint size = 0; size < G_N_ELEMENTS (sizes); size++) {
    int w = sizes[size][0], h = sizes[size][1];
    g_autofree guint8 *memory = g_malloc0 ((gsize) (w * h * 3 / 2));
    MixCanvas canvas = {{memory, memory + w * h, memory + w * h * 5 / 4}, {w, w / 2, w / 2}, w, h};

    g_assert_true (cap_painter_paint (picture, &canvas, painter));
    /* Full-range BT.601 (120, 100, 150) in BT.709 limited, by ITU-R BT.601-7 and BT.709-6. */
    g_assert_cmpint (ABS (memory[w * h / 2] - 118), <=, 1);
    g_assert_cmpint (ABS (canvas.planes[1][w * h / 8] - 105), <=, 1);
    g_assert_cmpint (ABS (canvas.planes[2][w * h / 8] - 146), <=, 1);
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
  g_test_add_func ("/cap/fit/painted", test_painted_at_any_size);
  g_test_add_func ("/cap/fit/colours", test_colours_at_any_size);
  g_test_add_func ("/cap/fit/nonsense", test_nonsense_is_refused);
  return g_test_run ();
}
