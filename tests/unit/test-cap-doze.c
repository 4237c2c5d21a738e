/* Cameras that nobody looks at: they doze, are not taken for frozen, and are back, fresh, when they
 * are wanted. Films whose pictures have their number in them: fields along the top, lowest bit
 * left. */
#include "cap-camera.h"
#include "test-cap-fixture.h"
#include "test-mix-show.h"

#include <gst/app/gstappsrc.h>
#include <math.h>

#define WIDTH  320
#define HEIGHT 180
#define BITS   10
#define FRAMES 900 /* no test lasts until it begins again */

/* --- films --- */

static GstBuffer *
new_numbered (guint number)
{
  GstBuffer *picture = gst_buffer_new_allocate (NULL, WIDTH * HEIGHT * 3 / 2, NULL);
  GstMapInfo map;

  gst_buffer_map (picture, &map, GST_MAP_WRITE);
  memset (map.data, 128, map.size);
  for (int y = 0; y < 48; y++)
    for (int x = 0; x < WIDTH; x++)
      map.data[y * WIDTH + x] = number >> (x * BITS / WIDTH) & 1 ? 235 : 16;
  gst_buffer_unmap (picture, &map);
  GST_BUFFER_PTS (picture) = gst_util_uint64_scale (number, GST_SECOND, 30);
  GST_BUFFER_DURATION (picture) = GST_SECOND / 30;
  return picture;
}

static char *
make_film (Fixture *fixture, const char *name, const char *launch)
{
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *text = g_strdup_printf (
      "appsrc name=in format=time caps=video/x-raw,format=I420,width=%d,height=%d,framerate=30/1,"
      "colorimetry=bt709 ! %s ! filesink location=%s",
      WIDTH, HEIGHT, launch, path);
  GError *error = NULL;
  GstElement *pipeline = gst_parse_launch (text, &error), *source;
  g_autoptr (GstBus) bus = NULL;

  g_assert_no_error (error);
  source = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < FRAMES; i++)
    g_assert_cmpint (gst_app_src_push_buffer (GST_APP_SRC (source), new_numbered (i)), ==,
                     GST_FLOW_OK);
  gst_app_src_end_of_stream (GST_APP_SRC (source));
  gst_message_unref (
      gst_bus_timed_pop_filtered (bus, FIXTURE_PATIENCE_S * GST_SECOND, GST_MESSAGE_EOS));
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (source);
  gst_object_unref (pipeline);
  return path;
}

/* --- the programme --- */

typedef struct {
  Fixture fixture;
  MixVision *vision;
  CapCamera *camera;
  guint64 tick;
} Table;

static void
start (gpointer data)
{
  cap_camera_start (data);
}

static void
stop (gpointer data)
{
  cap_camera_stop (data);
}

static void
table_init (Table *self, const char *name, const char *launch)
{
  g_autofree char *path = NULL, *source = NULL;
  CapCameraOptions options = {.name = (char *) "film"};
  GError *error = NULL;

  fixture_init (&self->fixture, FALSE, WIDTH, HEIGHT);
  self->fixture.format.latency_ns = 500 * GST_MSECOND; /* for busy machines */
  path = make_film (&self->fixture, name, launch);
  options.source = source = g_strconcat ("file:", path, NULL);
  self->vision = mix_vision_new (&self->fixture.format);
  mix_vision_add_camera (self->vision, self->fixture.slot);
  self->camera = cap_camera_new (&options, &self->fixture.context, self->fixture.slot, NULL,
                                 fixture_on_status, &self->fixture, &error);
  g_assert_no_error (error);
  base_worker_run_sync (self->fixture.context.media, start, self->camera);
  fixture_wait_for (&self->fixture, SHOW_HEALTH_LIVE, 0);
}

static void
table_clear (Table *self)
{
  base_worker_run_sync (self->fixture.context.media, stop, self->camera);
  g_assert_false (mix_slot_is_dozing (self->fixture.slot));
  cap_camera_free (self->camera);
  mix_vision_free (self->vision);
  fixture_clear (&self->fixture);
}

static void
set_scene (Table *self, gboolean on)
{
  const ShowScene scene = {.layout = on ? SHOW_LAYOUT_FULL : SHOW_LAYOUT_SLATE,
                           .slate = SHOW_SLATE_BREAK};

  mix_vision_set_scene (self->vision, &scene, 0);
}

/* -1: not the camera. */
static int
read_number (GstBuffer *picture)
{
  int number = 0;
  guint8 luma = 0;

  gst_buffer_extract (picture, 100 * WIDTH + WIDTH / 2, &luma, 1);
  if (ABS (luma - 128) > 10)
    return -1;
  for (int bit = 0; bit < BITS; bit++) {
    gst_buffer_extract (picture, (gsize) (20 * WIDTH + (2 * bit + 1) * WIDTH / (2 * BITS)), &luma,
                        1);
    number |= (luma > 128) << bit;
  }
  return number;
}

/* The programme frame that is due now. */
static int
run_tick (Table *self)
{
  const CapContext *context = &self->fixture.context;
  gint64 now_ns = (gint64) (gst_clock_get_time (context->clock) - context->base_time);
  g_autoptr (GstBuffer) picture = NULL;
  guint64 due = mix_format_frame_index (&self->fixture.format, now_ns) + 1;

  self->tick = MAX (due, self->tick + 1);
  now_ns = mix_format_frame_time (&self->fixture.format, self->tick) - now_ns;
  if (now_ns > 0)
    g_usleep ((gulong) now_ns / 1000);
  picture =
      mix_vision_render (self->vision, mix_format_frame_time (&self->fixture.format, self->tick));
  return read_number (picture);
}

static void
run_ms (Table *self, guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end)
    run_tick (self);
}

static void
run_until_dozing (Table *self)
{
  gint64 end = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;

  while (!mix_slot_is_dozing (self->fixture.slot)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    run_tick (self);
  }
}

static guint64
pushed (Table *self)
{
  guint64 n;

  mix_slot_get_newest (self->fixture.slot, &n);
  return n;
}

/* --- tests --- */

static const struct {
  const char *name, *launch;
  guint pictures_a_s; /* most that are decoded off air */
} films[] = {
    {"film.avi", "jpegenc ! avimux", 5},
    {"film.mkv",
     "x264enc speed-preset=ultrafast key-int-max=30 bframes=2 b-adapt=false "
     "option-string=scenecut=0 "
     "! h264parse ! matroskamux",
     2},
};

/* How far the pictures run behind the ticks, once the camera is awake for certain. */
static int
lag_of (Table *self)
{
  int number;

  run_ms (self, 1000);
  number = run_tick (self);
  g_assert_cmpint (number, >=, 0);
  return (int) self->tick - number;
}

/* Off air for longer than what is taken for a stall. */
static void
check_doze (Table *table, guint pictures_a_s)
{
  guint64 before;
  guint n_statuses;

  set_scene (table, FALSE);
  run_until_dozing (table);
  run_ms (table, 300);
  before = pushed (table);
  n_statuses = table->fixture.statuses->len;
  run_ms (table, CAP_STALL_MS + 500);
  g_assert_cmpuint (pushed (table) - before, <=, 3 * pictures_a_s + 3);
  g_assert_cmpuint (pushed (table) - before, >=, 1);
  g_assert_cmpuint (table->fixture.statuses->len, ==, n_statuses);
  g_assert_true (mix_slot_is_dozing (table->fixture.slot));
}

/* Fresh from its first picture on. Generous, for busy machines: it dozed for much longer than this.
 */
static void
check_wake (Table *table, int lag)
{
  int number;

  set_scene (table, TRUE);
  while ((number = run_tick (table)) < 0)
    ;
  g_assert_false (mix_slot_is_dozing (table->fixture.slot));
  for (guint tick = 0; tick < 30; tick++) {
    int next = run_tick (table);

    g_assert_cmpint (next, >=, number);
    g_assert_cmpint (ABS ((int) table->tick - next - lag), <=, 6);
    number = next;
  }
}

static gpointer
run_film (gpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Table table = {0};
  int lag;

  table_init (&table, films[i].name, films[i].launch);
  set_scene (&table, TRUE);
  lag = lag_of (&table);
  check_doze (&table, films[i].pictures_a_s);
  check_wake (&table, lag);
  table_clear (&table);
  return NULL;
}

/* Stopped in the middle of a doze: nobody is left waiting. */
static gpointer
run_stop (gpointer data)
{
  Table table = {0};

  table_init (&table, films[1].name, films[1].launch);
  set_scene (&table, FALSE);
  run_until_dozing (&table);
  table_clear (&table);
  return NULL;
}

/* All at once, since each takes its time. */
static void
test_doze (void)
{
  GThread *threads[] = {g_thread_new ("first", run_film, GUINT_TO_POINTER (0)),
                        g_thread_new ("second", run_film, GUINT_TO_POINTER (1)),
                        g_thread_new ("stop", run_stop, NULL)};

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/doze", test_doze);
  return g_test_run ();
}
