/* CPU time of the vision mixer for one busy 1080p programme: two cameras that bring a new picture
 * every tick, picture in picture at a third, two cards of 600 x 200 and one of 270 x 270.
 * Prints {"mix_ms": median CPU time of one mix_vision_render(), "full_copies": pictures that were
 * not a camera's own}. Optional arguments: layout (pip, full, side, fade) and number of ticks. */
#include "mix-vision.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH        1920
#define HEIGHT       1080
#define DISTINCT     8 /* pictures of each camera: more than the caches hold */
#define TICKS        300
#define TICKS_MAX    100000
#define WARM_UP      30
#define HELD         3 /* pictures that an encoder keeps */
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

int
main (int argc, char **argv)
{
  const char *layout = argc > 1 ? argv[1] : "pip";
  guint n_ticks = argc > 2 ? (guint) CLAMP (atoi (argv[2]), 1, TICKS_MAX) : TICKS;
  MixFormat format = {.width = WIDTH, .height = HEIGHT, .fps_n = 30, .fps_d = 1};
  gst_init (&argc, &argv);
  g_autoptr (MixVision) vision = mix_vision_new (&format);
  GstBuffer *pictures[2][DISTINCT], *held[HELD] = {NULL};
  MixSlot *slots[2];
  for (guint c = 0; c < 2; c++) {
    slots[c] = mix_slot_new (&format);
    for (guint i = 0; i < DISTINCT; i++)
      pictures[c][i] = new_picture (c * DISTINCT + i);
    mix_vision_add_camera (vision, slots[c]);
  }
  set_table (vision, layout);
  g_autofree gint64 *spent_ns = g_new0 (gint64, n_ticks);
  MixVisionStats stats = {0};
  for (guint i = 0; i < n_ticks + WARM_UP; i++) {
    gint64 tick_ns = mix_format_frame_time (&format, i), before_ns = stats.render_ns;
    for (guint c = 0; c < 2; c++)
      mix_slot_push (slots[c], gst_buffer_ref (pictures[c][i % DISTINCT]), tick_ns);
    if (g_str_equal (layout, "fade")) {
      ShowScene next = {.layout = SHOW_LAYOUT_FULL, .cameras = {(int) (i / 10 % 2), 0}};
      mix_vision_set_scene (vision, &next, 60000);
    }
    gst_clear_buffer (&held[i % HELD]);
    held[i % HELD] = mix_vision_render (vision, tick_ns);
    mix_vision_get_stats (vision, &stats);
    if (i >= WARM_UP)
      spent_ns[i - WARM_UP] = stats.render_ns - before_ns;
  }
  qsort (spent_ns, n_ticks, sizeof *spent_ns, compare);
  printf ("{\"mix_ms\": %.3f, \"mix_ms_p95\": %.3f, \"full_copies\": %" G_GUINT64_FORMAT
          ", \"ticks\": %" G_GUINT64_FORMAT "}\n",
          (double) spent_ns[n_ticks / 2] / 1e6, (double) spent_ns[n_ticks * 95 / 100] / 1e6,
          stats.copies, stats.ticks);
  for (guint i = 0; i < HELD; i++)
    gst_clear_buffer (&held[i]);
  for (guint c = 0; c < 2; c++) {
    mix_slot_unref (slots[c]);
    for (guint i = 0; i < DISTINCT; i++)
      gst_buffer_unref (pictures[c][i]);
  }
  return EXIT_SUCCESS;
}
