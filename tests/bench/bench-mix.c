/* CPU time of the vision mixer for one busy 1080p programme: two cameras that bring a new picture
 * every tick, picture in picture at a third, two cards of 600 x 200 and one of 270 x 270.
 * Prints {"mix_ms": median CPU time of one mix_vision_render(), "copy_ms": of one memcpy() of a
 * picture in the same run, for comparing machines and how busy they are, "full_copies": pictures
 * that were not a camera's own}. Optional arguments: layout (pip, pip30, full, side, fade) and
 * number of ticks. */
#include "mix-vision.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WIDTH        1920
#define HEIGHT       1080
#define DISTINCT     8 /* pictures of each camera: more than the caches hold */
#define TICKS        300
#define TICKS_MAX    100000
#define WARM_UP      30
#define HELD         1 /* pictures that an encoder keeps */
#define CAMERA_BYTES (WIDTH * HEIGHT * 3 / 2)

static GstBuffer *
new_picture (guint seed)
{
  GstBuffer *picture = gst_buffer_new_allocate (NULL, CAMERA_BYTES, NULL);
  GstMapInfo map;
  if (!gst_buffer_map (picture, &map, GST_MAP_WRITE))
    abort ();
  for (gsize i = 0; i < map.size; i++)
    map.data[i] = (guint8) ((seed = seed * 1664525u + 1013904223u) >> 24);
  gst_buffer_unmap (picture, &map);
  return picture;
}

static MixSprite *
new_card (int width, int height, int x, int y)
{
  g_autofree guint32 *argb = g_new (guint32, (gsize) width * (gsize) height);
  for (int i = 0; i < width * height; i++)
    argb[i] = i % 7 == 0 ? 0xffffffff : 0xd0203040;
  return mix_sprite_new_from_argb ((const guint8 *) argb, width * 4, width, height, x, y);
}

static void
set_table (MixVision *vision, const char *layout)
{
  ShowScene scene = {.layout = SHOW_LAYOUT_PIP,
                     .cameras = {0, 1},
                     .corner = SHOW_CORNER_TOP_RIGHT,
                     .size_permille = 333};
  if (g_str_equal (layout, "full") || g_str_equal (layout, "fade"))
    scene.layout = SHOW_LAYOUT_FULL;
  if (g_str_equal (layout, "pip30"))
    scene.size_permille = 300;
  if (g_str_equal (layout, "side"))
    scene.layout = SHOW_LAYOUT_SIDE;
  mix_vision_set_scene (vision, &scene, 0);
  if (g_str_equal (layout, "full"))
    return;
  mix_vision_set_sprite (vision, 0, new_card (600, 200, 96, 826), 0);
  mix_vision_set_sprite (vision, 1, new_card (600, 200, 96, 54), 0);
  mix_vision_set_sprite (vision, 2, new_card (270, 270, 1554, 756), 0);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return x < y ? -1 : x > y;
}

static gint64
copy_time_ns (guint8 *to, GstBuffer *picture)
{
  struct timespec before, after;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &before);
  gst_buffer_extract (picture, 0, to, CAMERA_BYTES);
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &after);
  return (after.tv_sec - before.tv_sec) * (gint64) GST_SECOND + after.tv_nsec - before.tv_nsec;
}

static double
percentile_ms (gint64 *times_ns, guint n, guint percent)
{
  qsort (times_ns, n, sizeof *times_ns, compare);
  return (double) times_ns[n * percent / 100] / 1e6;
}

typedef struct {
  MixVision *vision;
  MixSlot *slots[2];
  GstBuffer *pictures[2][DISTINCT];
  GstBuffer *held[HELD];
} Bench;

static void
bench_init (Bench *bench, const char *layout)
{
  MixFormat format = {.width = WIDTH, .height = HEIGHT, .fps_n = 30, .fps_d = 1};
  *bench = (Bench){.vision = mix_vision_new (&format)};
  for (guint c = 0; c < 2; c++) {
    bench->slots[c] = mix_slot_new (&format);
    for (guint i = 0; i < DISTINCT; i++)
      bench->pictures[c][i] = new_picture (c * DISTINCT + i);
    mix_vision_add_camera (bench->vision, bench->slots[c]);
  }
  set_table (bench->vision, layout);
}

static void
bench_clear (Bench *bench)
{
  for (guint i = 0; i < HELD; i++)
    gst_clear_buffer (&bench->held[i]);
  mix_vision_free (bench->vision);
  for (guint c = 0; c < 2; c++) {
    mix_slot_unref (bench->slots[c]);
    for (guint i = 0; i < DISTINCT; i++)
      gst_buffer_unref (bench->pictures[c][i]);
  }
}

static void
bench_tick (Bench *bench, guint tick, gboolean fade)
{
  gint64 tick_ns = mix_format_frame_time (mix_vision_get_format (bench->vision), tick);
  for (guint c = 0; c < 2; c++)
    mix_slot_push (bench->slots[c], gst_buffer_ref (bench->pictures[c][tick % DISTINCT]), tick_ns);
  if (fade) {
    ShowScene next = {.layout = SHOW_LAYOUT_FULL, .cameras = {(int) (tick / 10 % 2), 0}};
    mix_vision_set_scene (bench->vision, &next, SHOW_FADE_MS_MAX);
  }
  gst_clear_buffer (&bench->held[tick % HELD]);
  bench->held[tick % HELD] = mix_vision_render (bench->vision, tick_ns);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  const char *layout = argc > 1 ? argv[1] : "pip";
  guint n_ticks = argc > 2 ? (guint) CLAMP (atoi (argv[2]), 1, TICKS_MAX) : TICKS;
  g_autofree gint64 *mix_ns = g_new0 (gint64, n_ticks), *copy_ns = g_new0 (gint64, n_ticks);
  g_autofree guint8 *copy = g_malloc0 (CAMERA_BYTES);
  MixVisionStats stats = {0};
  Bench bench;
  bench_init (&bench, layout);
  for (guint i = 0; i < n_ticks + WARM_UP; i++) {
    guint at = i < WARM_UP ? 0 : i - WARM_UP;
    gint64 before_ns = stats.render_ns;
    bench_tick (&bench, i, g_str_equal (layout, "fade"));
    mix_vision_get_stats (bench.vision, &stats);
    mix_ns[at] = stats.render_ns - before_ns;
    copy_ns[at] = copy_time_ns (copy, bench.pictures[0][(i + DISTINCT / 2) % DISTINCT]);
  }
  printf ("{\"mix_ms\": %.3f, \"mix_ms_p95\": %.3f, \"copy_ms\": %.3f, \"full_copies\": "
          "%" G_GUINT64_FORMAT ", \"ticks\": %" G_GUINT64_FORMAT "}\n",
          percentile_ms (mix_ns, n_ticks, 50), percentile_ms (mix_ns, n_ticks, 95),
          percentile_ms (copy_ns, n_ticks, 50), stats.copies, stats.ticks);
  bench_clear (&bench);
  return EXIT_SUCCESS;
}
