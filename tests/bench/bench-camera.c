/* What a camera costs on air and off air, and how soon it is back. Its film has frame numbers of 10
 * bits burnt in: a strip of light and dark fields along the top, lowest bit left. Modes:
 *   cost PATH on|off SECONDS   {"cpu_ms": CPU time of the whole process for each second}
 *   wake PATH CUTS             {"frames": [from each cut to the first fresh picture, in programme
 *                              frames], "stale": camera pictures that were older, "frozen": those
 *                              that stood still}
 *   decode PATH FRAMES         {"cpu_ms": for each frame, full screen, by file time} */
#include "cap-camera.h"
#include "mix-vision.h"

#include <gst/video/video.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define WIDTH      1920
#define HEIGHT     1080
#define BITS       10
#define LIGHT      128
#define SLATE_LUMA 60 /* nowhere in the strip */
#define SETTLE_S   5  /* longer than a camera stays awake off air */

typedef struct {
  MixFormat format;
  CapContext context;
  MixSlot *slot;
  MixVision *vision;
  CapCamera *camera;
  guint64 tick;
} Bench;

static double
cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

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
bench_init (Bench *self, const char *path, gboolean lockstep)
{
  g_autofree char *source = g_strconcat ("file:", path, NULL);
  CapCameraOptions options = {.name = (char *) "bench", .source = source};
  GError *error = NULL;

  *self = (Bench){.format = {.width = WIDTH,
                             .height = HEIGHT,
                             .fps_n = 30,
                             .fps_d = 1,
                             .latency_ns = lockstep ? 0 : 120 * GST_MSECOND,
                             .lockstep = lockstep}};
  self->context = (CapContext){.media = base_worker_new ("media"),
                               .clock = gst_system_clock_obtain (),
                               .format = &self->format};
  self->context.base_time = gst_clock_get_time (self->context.clock);
  self->slot = mix_slot_new (&self->format);
  self->vision = mix_vision_new (&self->format);
  mix_vision_add_camera (self->vision, self->slot);
  self->camera = cap_camera_new (&options, &self->context, self->slot, NULL, NULL, NULL, &error);
  if (!self->camera)
    g_error ("%s", error->message);
  base_worker_run_sync (self->context.media, start, self->camera);
}

static void
bench_clear (Bench *self)
{
  base_worker_run_sync (self->context.media, stop, self->camera);
  cap_camera_free (self->camera);
  base_worker_stop (self->context.media);
  base_worker_free (self->context.media);
  mix_vision_free (self->vision);
  mix_slot_unref (self->slot);
  gst_object_unref (self->context.clock);
}

static void
set_scene (Bench *self, gboolean on)
{
  const ShowScene scene = {.layout = on ? SHOW_LAYOUT_FULL : SHOW_LAYOUT_SLATE,
                           .slate = SHOW_SLATE_BREAK};

  mix_vision_set_scene (self->vision, &scene, 0);
}

/* The frame number that a picture shows; -1 on the slate. */
static int
read_number (GstBuffer *picture)
{
  int number = 0;

  for (int bit = 0; bit < BITS; bit++) {
    guint8 luma = 0;

    gst_buffer_extract (picture, (gsize) (16 * WIDTH + (2 * bit + 1) * WIDTH / (2 * BITS)), &luma,
                        1);
    if (ABS (luma - SLATE_LUMA) < 20)
      return -1;
    number |= (luma > LIGHT) << bit;
  }
  return number;
}

/* The next programme frame, in time. */
static int
run_tick (Bench *self)
{
  gint64 time_ns = mix_format_frame_time (&self->format, ++self->tick);
  gint64 now_ns = (gint64) (gst_clock_get_time (self->context.clock) - self->context.base_time);
  g_autoptr (GstBuffer) picture = NULL;

  if (time_ns > now_ns)
    g_usleep ((gulong) (time_ns - now_ns) / 1000);
  picture = mix_vision_render (self->vision, time_ns);
  return read_number (picture);
}

static void
run_ticks (Bench *self, guint n)
{
  for (guint i = 0; i < n; i++)
    run_tick (self);
}

static void
set_slate (Bench *self)
{
  gsize luma = WIDTH * HEIGHT;
  GstBuffer *slate = gst_buffer_new_allocate (NULL, luma * 3 / 2, NULL);

  gst_buffer_memset (slate, 0, SLATE_LUMA, luma);
  gst_buffer_memset (slate, luma, 128, luma / 2);
  mix_vision_set_slate (self->vision, SHOW_SLATE_BREAK, slate);
}

static void
measure_cost (const char *path, gboolean on, guint seconds)
{
  Bench bench;
  double before;

  bench_init (&bench, path, FALSE);
  set_slate (&bench);
  set_scene (&bench, on);
  run_ticks (&bench, SETTLE_S * 30);
  before = cpu_ms ();
  run_ticks (&bench, seconds * 30);
  printf ("{\"cpu_ms\": %.2f}\n", (cpu_ms () - before) / seconds);
  bench_clear (&bench);
}

#define WATCHED 30 /* programme frames after a cut; by their end it is long awake */

typedef struct {
  guint frames; /* until the first fresh one */
  guint stale, frozen;
} Wake;

/* Fresh is what is as far from the tick as the last picture that was watched. */
static Wake
judge (const int numbers[WATCHED])
{
  int lag = WATCHED - 1 - numbers[WATCHED - 1];
  Wake wake = {0};

  for (int i = 0; i < WATCHED; i++) {
    gboolean fresh = ABS (i - numbers[i] - lag) <= 1;

    if (fresh && !wake.frames)
      wake.frames = (guint) i + 1;
    wake.stale += numbers[i] >= 0 && !fresh;
    wake.frozen += i > 0 && numbers[i] >= 0 && numbers[i] == numbers[i - 1];
  }
  return wake;
}

/* FALSE when the film began again meanwhile. */
static gboolean
cut_to_camera (Bench *self, Wake *ret_wake)
{
  int numbers[WATCHED];

  set_scene (self, TRUE);
  for (guint i = 0; i < WATCHED; i++)
    numbers[i] = run_tick (self);
  *ret_wake = judge (numbers);
  return numbers[WATCHED - 1] >= WATCHED;
}

static void
measure_wake (const char *path, guint n_cuts)
{
  Bench bench;
  guint stale = 0, frozen = 0;

  bench_init (&bench, path, FALSE);
  set_slate (&bench);
  printf ("{\"frames\": [");
  for (guint i = 0; i < n_cuts;) {
    Wake wake;

    set_scene (&bench, FALSE);
    run_ticks (&bench, SETTLE_S * 30 + i * 7 % 30);
    if (!cut_to_camera (&bench, &wake))
      continue;
    stale += wake.stale;
    frozen += wake.frozen;
    printf ("%s%u", i++ ? ", " : "", wake.frames);
  }
  printf ("], \"stale\": %u, \"frozen\": %u}\n", stale, frozen);
  bench_clear (&bench);
}

static void
measure_decode (const char *path, guint n_frames)
{
  Bench bench;
  double before = 0;

  bench_init (&bench, path, TRUE);
  set_scene (&bench, TRUE);
  for (guint i = 0; i < n_frames + 10; i++) {
    if (i == 10)
      before = cpu_ms ();
    gst_buffer_unref (mix_vision_render (bench.vision, mix_format_frame_time (&bench.format, i)));
  }
  printf ("{\"cpu_ms\": %.3f}\n", (cpu_ms () - before) / n_frames);
  bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  if (argc == 5 && g_str_equal (argv[1], "cost"))
    measure_cost (argv[2], g_str_equal (argv[3], "on"), (guint) atoi (argv[4]));
  else if (argc == 4 && g_str_equal (argv[1], "wake"))
    measure_wake (argv[2], (guint) atoi (argv[3]));
  else if (argc == 4 && g_str_equal (argv[1], "decode"))
    measure_decode (argv[2], (guint) atoi (argv[3]));
  else
    return EXIT_FAILURE;
  return EXIT_SUCCESS;
}
