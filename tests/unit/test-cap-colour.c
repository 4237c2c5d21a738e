/* Bars in, bars out: every matrix and range that cameras send comes out as the programme's BT.709
 * limited range, through real files, decoders and a real camera. */
#include "cap-camera.h"
#include "cap-colour.h"
#include "test-cap-fixture.h"
#include "test-mix-show.h"

#include <gst/video/video.h>
#include <math.h>

#define BARS      7
#define TOLERANCE 3

/* 100 % bars, left to right, as videotestsrc's smpte100 paints them. */
static const guint8 bars_rgb[BARS][3] = {{255, 255, 255}, {255, 255, 0}, {0, 255, 255}, {0, 255, 0},
                                         {255, 0, 255},   {255, 0, 0},   {0, 0, 255}};

/* ITU-R BT.709-6, 3 and 4.6. */
static void
expected_yuv (const guint8 rgb[3], int yuv[3])
{
  double r = rgb[0] / 255.0, g = rgb[1] / 255.0, b = rgb[2] / 255.0;
  double y = 0.2126 * r + 0.7152 * g + 0.0722 * b;

  yuv[0] = (int) lrint (16 + 219 * y);
  yuv[1] = (int) lrint (128 + 224 * (b - y) / 1.8556);
  yuv[2] = (int) lrint (128 + 224 * (r - y) / 1.5748);
}

static void
check_bars (const MixFormat *format, GstBuffer *picture, int left, int width)
{
  g_autoptr (GstCaps) caps = mix_format_video_caps (format);
  g_autoptr (GstBuffer) shown = show_full (format, picture);
  GstVideoInfo info;
  GstVideoFrame frame;

  g_assert_true (gst_video_info_from_caps (&info, caps));
  g_assert_true (gst_video_frame_map (&frame, &info, shown, GST_MAP_READ));
  for (int bar = 0; bar < BARS; bar++) {
    int x = left + width * (2 * bar + 1) / (2 * BARS), y = format->height / 2, yuv[3];

    expected_yuv (bars_rgb[bar], yuv);
    for (guint plane = 0; plane < 3; plane++) {
      int shift = plane > 0;
      const guint8 *data = GST_VIDEO_FRAME_PLANE_DATA (&frame, plane);
      int got = data[(y >> shift) * GST_VIDEO_FRAME_PLANE_STRIDE (&frame, plane) + (x >> shift)];

      if (abs (got - yuv[plane]) > TOLERANCE)
        g_error ("bar %d plane %u: %d instead of %d", bar, plane, got, yuv[plane]);
    }
  }
  gst_video_frame_unmap (&frame);
}

typedef struct {
  CapCamera *camera;
} Life;

static void
start (gpointer data)
{
  cap_camera_start (((Life *) data)->camera);
}

static void
stop (gpointer data)
{
  cap_camera_stop (((Life *) data)->camera);
}

typedef struct {
  const char *name;
  const char *launch;
  int left, width; /* where the picture stands on a programme of 320x180 */
} Way;

#define WIDE                                                                                       \
  "videotestsrc pattern=smpte100 num-buffers=8 ! "                                                 \
  "video/x-raw,format=RGB,framerate=30/1,width=320,height=180 ! videoconvert ! "
#define NARROW                                                                                     \
  "videotestsrc pattern=smpte100 num-buffers=8 ! "                                                 \
  "video/x-raw,format=RGB,framerate=30/1,width=640,height=480 ! videoconvert ! "
#define X264 "x264enc pass=quant quantizer=8 speed-preset=ultrafast ! h264parse ! "

static const Way ways[] = {
    {"bt709",
     WIDE "video/x-raw,format=I420,colorimetry=bt709 ! " X264 "matroskamux ! filesink "
          "location=PATH",
     0, 320},
    {"bt601",
     NARROW "video/x-raw,format=I420,colorimetry=bt601 ! " X264 "matroskamux ! filesink "
            "location=PATH",
     40, 240},
    {"bt601-mp4",
     NARROW "video/x-raw,format=I420,colorimetry=bt601 ! " X264 "mp4mux ! filesink location=PATH",
     40, 240},
    {"full-range-h264",
     NARROW "video/x-raw,format=I420,colorimetry=1:4:0:0 ! " X264
            "matroskamux ! filesink location=PATH",
     40, 240},
    {"mjpeg",
     NARROW "video/x-raw,format=I420,colorimetry=1:4:0:0 ! jpegenc quality=98 ! avimux ! "
            "filesink location=PATH",
     40, 240},
    {"mjpeg-422",
     WIDE "video/x-raw,format=Y42B,colorimetry=1:4:0:0 ! jpegenc quality=98 ! "
          "matroskamux ! filesink location=PATH",
     0, 320},
    {"raw-rgb", WIDE "video/x-raw,format=RGB ! matroskamux ! filesink location=PATH", 0, 320},
    {"raw-yuy2",
     NARROW "video/x-raw,format=YUY2,colorimetry=bt601 ! matroskamux ! filesink "
            "location=PATH",
     40, 240},
};

static void
test_way (gconstpointer data)
{
  const Way *way = data;
  Fixture fixture;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *source = NULL;
  g_autoptr (GstBuffer) picture = NULL;
  CapCameraOptions options = {.name = (char *) way->name};
  Life life;

  fixture_init (&fixture, TRUE, 320, 180);
  path = fixture_make (&fixture, way->name, way->launch);
  source = g_strconcat ("file:", path, NULL);
  options.source = source;
  life.camera = cap_camera_new (&options, &fixture.context, fixture.slot, NULL, fixture_on_status,
                                &fixture, &error);
  g_assert_no_error (error);
  base_worker_run_sync (fixture.context.media, start, &life);
  picture = mix_slot_take (fixture.slot, 3 * GST_SECOND / 30, NULL);
  g_assert_nonnull (picture);
  check_bars (&fixture.format, picture, way->left, way->width);
  base_worker_run_sync (fixture.context.media, stop, &life);
  cap_camera_free (life.camera);
  fixture_clear (&fixture);
}

static void
test_guesses (void)
{
  static const struct {
    int height;
    const char *told;
    gboolean jpeg;
    GstVideoColorMatrix matrix;
    GstVideoColorRange range;
  } cases[] = {
      {480, "0:0:0:0", FALSE, GST_VIDEO_COLOR_MATRIX_BT601, GST_VIDEO_COLOR_RANGE_16_235},
      {576, "1:0:0:0", FALSE, GST_VIDEO_COLOR_MATRIX_BT601, GST_VIDEO_COLOR_RANGE_0_255},
      {720, "0:0:0:0", FALSE, GST_VIDEO_COLOR_MATRIX_BT709, GST_VIDEO_COLOR_RANGE_16_235},
      {720, "2:4:0:0", FALSE, GST_VIDEO_COLOR_MATRIX_BT601, GST_VIDEO_COLOR_RANGE_16_235},
      {720, "bt709", TRUE, GST_VIDEO_COLOR_MATRIX_BT601, GST_VIDEO_COLOR_RANGE_0_255},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GstVideoInfo info;
    GstVideoColorimetry colours;

    gst_video_info_set_format (&info, GST_VIDEO_FORMAT_I420, 640, (guint) cases[i].height);
    g_assert_true (gst_video_colorimetry_from_string (&info.colorimetry, cases[i].told));
    colours = cap_colour_of (&info, cases[i].jpeg);
    g_assert_cmpint (colours.matrix, ==, cases[i].matrix);
    g_assert_cmpint (colours.range, ==, cases[i].range);
  }
}

typedef struct {
  guint8 luma[2 * 256], u[128], v[128];
} Strip;

static MixCanvas
canvas_on (Strip *strip)
{
  return (MixCanvas){{strip->luma, strip->u, strip->v}, {256, 128, 128}, 256, 2};
}

/* Every code value of grey, against the arithmetic in doubles; greys stay grey. */
static void
test_greys (void)
{
  GstVideoColorimetry full = {.range = GST_VIDEO_COLOR_RANGE_0_255,
                              .matrix = GST_VIDEO_COLOR_MATRIX_BT601};
  Strip strip;
  MixCanvas canvas = canvas_on (&strip);
  CapColour colour;

  cap_colour_init (&colour, &full);
  for (int x = 0; x < 512; x++)
    strip.luma[x] = (guint8) x;
  memset (strip.u, 128, sizeof strip.u);
  memset (strip.v, 128, sizeof strip.v);
  cap_colour_apply (&colour, &canvas);
  for (int x = 0; x < 256; x++) {
    double exact = 16 + 219 * x / 255.0;

    g_assert_cmpfloat (fabs (strip.luma[x] - exact), <=, 0.6);
    g_assert_cmpint (strip.u[x / 2], ==, 128);
    g_assert_cmpint (strip.v[x / 2], ==, 128);
  }
}

static guint8
clamp_round (double value)
{
  return (guint8) CLAMP (lrint (value), 0, 255);
}

/* Any colour, against the same matrix in doubles; what leaves the range is clamped, never wraps. */
static void
test_any_colour (void)
{
  static const char *const from[] = {"bt601", "1:4:0:0", "1:3:0:0", "bt2020"};
  GstVideoColorimetry colours;
  Strip before, after;
  MixCanvas canvas = canvas_on (&after);
  CapColour c;

  for (guint i = 0; i < 4000; i++) {
    if (i % 1000 == 0) {
      g_assert_true (gst_video_colorimetry_from_string (&colours, from[i / 1000]));
      cap_colour_init (&c, &colours);
    }
    for (gsize at = 0; at < sizeof before; at++)
      ((guint8 *) &before)[at] = (guint8) g_test_rand_int_range (0, 256);
    after = before;
    cap_colour_apply (&c, &canvas);
    for (int x = 0; x < 512; x += 37) {
      int at = x % 256 / 2;
      double du = before.u[at] - 128, dv = before.v[at] - 128, one = CAP_COLOUR_ONE;
      double y = (c.y_gain * before.luma[x] + c.y_from_u * du + c.y_from_v * dv + c.y_offset) / one;

      g_assert_cmpint (abs (after.luma[x] - clamp_round (y - 0.5)), <=, 1);
      g_assert_cmpint (
          abs (after.u[at] - clamp_round ((c.u_from_u * du + c.u_from_v * dv) / one + 128)), <=, 1);
      g_assert_cmpint (
          abs (after.v[at] - clamp_round ((c.v_from_u * du + c.v_from_v * dv) / one + 128)), <=, 1);
    }
  }
}

static void
test_programme_is_left_alone (void)
{
  GstVideoColorimetry programme;
  CapColour colour;

  g_assert_true (gst_video_colorimetry_from_string (&programme, GST_VIDEO_COLORIMETRY_BT709));
  cap_colour_init (&colour, &programme);
  g_assert_true (colour.identity);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/colour/guesses", test_guesses);
  g_test_add_func ("/cap/colour/greys", test_greys);
  g_test_add_func ("/cap/colour/any", test_any_colour);
  g_test_add_func ("/cap/colour/identity", test_programme_is_left_alone);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    g_autofree char *path = g_strconcat ("/cap/colour/", ways[i].name, NULL);

    g_test_add_data_func (path, &ways[i], test_way);
  }
  return g_test_run ();
}
