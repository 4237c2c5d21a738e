#include "enc-slices.h"

#include <math.h>
#include <time.h>

#define SHARE_OF_FRAME 0.4
#define WIDTH          640
#define HEIGHT         368 /* whole macroblocks */
#define PICTURE_BYTES  (WIDTH * HEIGHT * 3 / 2)
#define PICTURES       6 /* a keyframe, and those that are measured */
#define DICE           65536

typedef struct {
  GstElement *bin, *sink;
  GstPad *pad; /* what a pipeline would have before `bin`, without its thread */
} Bench;

guint
enc_slices_choose (double picture_ms, double frame_ms, guint cores)
{
  guint most = CLAMP (cores, 1, ENC_SLICES_MAX);

  if (picture_ms <= 0)
    return most;
  return (guint) CLAMP (ceil (picture_ms / (frame_ms * SHARE_OF_FRAME)), 1, most);
}

/* ---- Measuring ---- */

static double
cpu_ms_of_thread (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
bench_clear (Bench *bench)
{
  for (guint i = 0; i < 2; i++) {
    GstElement *element = ((GstElement *[]){bench->bin, bench->sink})[i];

    if (element)
      gst_element_set_state (element, GST_STATE_NULL);
  }
  if (bench->pad)
    gst_pad_set_active (bench->pad, FALSE);
  gst_clear_object (&bench->pad);
  gst_clear_object (&bench->bin);
  gst_clear_object (&bench->sink);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

static gboolean
bench_init (Bench *bench, const EncEncoder *encoder, const EncVideoSettings *settings)
{
  GstElement *inner;
  g_autoptr (GstPad) bin_pad = NULL;

  bench->bin = enc_encoder_make_bin (encoder, settings, &inner, NULL);
  bench->sink = gst_element_factory_make ("fakesink", NULL);
  if (bench->bin)
    gst_object_ref_sink (bench->bin);
  if (bench->sink)
    gst_object_ref_sink (bench->sink);
  if (!bench->bin || !bench->sink)
    return FALSE;
  g_object_set (bench->sink, "sync", FALSE, "async", FALSE, NULL);
  bench->pad = gst_object_ref_sink (gst_pad_new ("src", GST_PAD_SRC));
  bin_pad = gst_element_get_static_pad (bench->bin, "sink");
  return gst_pad_set_active (bench->pad, TRUE) && gst_element_link (bench->bin, bench->sink) &&
         gst_pad_link (bench->pad, bin_pad) == GST_PAD_LINK_OK &&
         gst_element_set_state (bench->sink, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE &&
         gst_element_set_state (bench->bin, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE;
}

static gboolean
bench_begin (Bench *bench, const EncVideoSettings *settings)
{
  g_autoptr (GstCaps) caps = gst_caps_new_simple (
      "video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT, WIDTH, "height",
      G_TYPE_INT, HEIGHT, "framerate", GST_TYPE_FRACTION, settings->fps_n, settings->fps_d, NULL);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  return gst_pad_push_event (bench->pad, gst_event_new_stream_start ("slices")) &&
         gst_pad_push_event (bench->pad, gst_event_new_caps (caps)) &&
         gst_pad_push_event (bench->pad, gst_event_new_segment (&segment));
}

/* Squares of three sizes and some grain: to an encoder as hard as lively footage. Noise alone is no
 * measure: it overruns the bitrate, and then costs what the rate control leaves of it. */
static guint8
pixel (const guint8 *dice, guint x, guint y)
{
  static const struct {
    guint size, range; /* a side; a power of two less one */
  } layers[] = {{32, 127}, {8, 15}, {2, 3}, {1, 1}};
  guint value = 60;

  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    value += dice[(x / layers[i].size + y / layers[i].size * 733) % DICE] & layers[i].range;
  return (guint8) value;
}

/* The same, a little further on. Below the brightness there is more of it, as colours. */
static GstBuffer *
new_picture (const guint8 *dice, guint index)
{
  guint8 *bytes = g_malloc (PICTURE_BYTES);

  for (guint i = 0; i < PICTURE_BYTES; i++)
    bytes[i] = pixel (dice, i % WIDTH + 3 * index, i / WIDTH + index);
  return gst_buffer_new_wrapped (bytes, PICTURE_BYTES);
}

/* Takes `picture`. */
static gboolean
bench_encode (Bench *bench, GstBuffer *picture, guint index, const EncVideoSettings *settings,
              double *ret_ms)
{
  double before_ms = cpu_ms_of_thread ();
  GstFlowReturn flow;

  GST_BUFFER_PTS (picture) = gst_util_uint64_scale (index, GST_SECOND * (guint64) settings->fps_d,
                                                    (guint64) settings->fps_n);
  flow = gst_pad_push (bench->pad, picture);
  *ret_ms = cpu_ms_of_thread () - before_ms;
  return flow == GST_FLOW_OK;
}

/* What else goes on in the machine only makes them slower. */
static double
least_ms (Bench *bench, const EncVideoSettings *settings)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree guint8 *dice = g_malloc (DICE);
  double ms, least = G_MAXDOUBLE;

  for (guint i = 0; i < DICE; i++)
    dice[i] = (guint8) g_rand_int (rand);
  for (guint i = 0; i < PICTURES; i++) {
    if (!bench_encode (bench, new_picture (dice, i), i, settings, &ms))
      return 0;
    if (i > 0)
      least = MIN (least, ms);
  }
  return least;
}

double
enc_slices_measure_ms (const EncEncoder *encoder, const EncVideoSettings *settings)
{
  double times = (double) enc_count_macroblocks (settings->width, settings->height) /
                 enc_count_macroblocks (WIDTH, HEIGHT);
  EncVideoSettings small = *settings;
  g_auto (Bench) bench = {0};

  small.width = WIDTH;
  small.height = HEIGHT;
  small.kbps = (guint) MAX (settings->kbps / times, 1);
  small.slices = 1;
  if (!bench_init (&bench, encoder, &small) || !bench_begin (&bench, settings))
    return 0;
  return least_ms (&bench, settings) * times;
}
