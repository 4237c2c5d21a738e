/* The vision mixer by its pictures: flat cameras of known grey, looked at where it matters. */
#include "mix-raw.h"
#include "mix-vision.h"
#include <gst/video/video.h>

#define WIDTH  480
#define HEIGHT 272
#define MS     G_GINT64_CONSTANT (1000000)

static const MixFormat test_format = {.width = WIDTH, .height = HEIGHT, .fps_n = 25, .fps_d = 1};

typedef struct {
  GstVideoInfo info;
  MixVision *vision;
  MixSlot *slots[3];
} Table;

static gint64
tick_time (guint64 tick)
{
  return mix_format_frame_time (&test_format, tick);
}

static GstBuffer *
new_flat (const Table *table, guint8 luma)
{
  GstBuffer *picture = gst_buffer_new_allocate (NULL, table->info.size, NULL);
  gsize luma_size = table->info.offset[1];
  gst_buffer_memset (picture, 0, luma, luma_size);
  gst_buffer_memset (picture, luma_size, 128, table->info.size - luma_size);
  return picture;
}

static void
table_init (Table *table)
{
  g_autoptr (GstCaps) caps = mix_format_video_caps (&test_format);
  g_assert_true (gst_video_info_from_caps (&table->info, caps));
  table->vision = mix_vision_new (&test_format);
  for (guint i = 0; i < G_N_ELEMENTS (table->slots); i++) {
    table->slots[i] = mix_slot_new (&test_format);
    g_assert_cmpuint (mix_vision_add_camera (table->vision, table->slots[i]), ==, i);
  }
}

static void
table_clear (Table *table)
{
  g_clear_pointer (&table->vision, mix_vision_free);
  for (guint i = 0; i < G_N_ELEMENTS (table->slots); i++)
    g_clear_pointer (&table->slots[i], mix_slot_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static void
feed (Table *table, guint camera, guint8 luma, guint64 tick)
{
  mix_slot_push (table->slots[camera], new_flat (table, luma), tick_time (tick));
}

static void
set_layout (Table *table, ShowLayout layout, int first, int second, guint fade_ms)
{
  ShowScene scene = {.layout = layout,
                     .cameras = {first, second},
                     .slate = SHOW_SLATE_BREAK,
                     .corner = SHOW_CORNER_BOTTOM_RIGHT,
                     .size_permille = 333};
  mix_vision_set_scene (table->vision, &scene, fade_ms);
}

static guint8
pixel (Table *table, GstBuffer *picture, guint plane, int x, int y)
{
  GstVideoFrame frame;
  g_assert_true (gst_video_frame_map (&frame, &table->info, picture, GST_MAP_READ));
  const guint8 *data = GST_VIDEO_FRAME_PLANE_DATA (&frame, plane);
  guint8 value = data[y * GST_VIDEO_FRAME_PLANE_STRIDE (&frame, plane) + x];
  gst_video_frame_unmap (&frame);
  return value;
}

static guint8
luma_of_tick (Table *table, guint64 tick, int x, int y)
{
  g_autoptr (GstBuffer) picture = mix_vision_render (table->vision, tick_time (tick));
  return pixel (table, picture, 0, x, y);
}

static const guint8 *
memory_of (GstBuffer *picture)
{
  GstMapInfo map;
  g_assert_true (gst_buffer_map (picture, &map, GST_MAP_READ));
  const guint8 *data = map.data;
  gst_buffer_unmap (picture, &map);
  return data;
}

static guint64
copies_of (Table *table)
{
  MixVisionStats stats;
  mix_vision_get_stats (table->vision, &stats);
  return stats.copies;
}

static MixSprite *
new_white (int width, int height, int x, int y)
{
  g_autofree guint32 *argb = g_new (guint32, (gsize) (width * height));
  for (int i = 0; i < width * height; i++)
    argb[i] = 0xffffffff;
  return mix_sprite_new_from_argb ((const guint8 *) argb, width * 4, width, height, x, y);
}

static void
test_full_is_no_copy (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  GstBuffer *camera = new_flat (&table, 99);
  const guint8 *memory = memory_of (camera);
  mix_slot_push (table.slots[1], camera, 0);
  set_layout (&table, SHOW_LAYOUT_FULL, 1, 0, 0);
  g_autoptr (GstBuffer) picture = mix_vision_render (table.vision, tick_time (3));
  g_assert_true (memory_of (picture) == memory);
  g_assert_cmpuint (gst_buffer_get_size (picture), ==, table.info.size);
  g_assert_cmpuint (GST_BUFFER_PTS (picture), ==, 120 * MS);
  g_assert_cmpuint (GST_BUFFER_DURATION (picture), ==, 40 * MS);
  g_assert_cmpuint (copies_of (&table), ==, 0);
}

/* Whoever draws into what goes out must get memory of his own. */
static void
test_full_is_read_only (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  GstBuffer *camera = new_flat (&table, 99);
  const guint8 *memory = memory_of (camera);
  mix_slot_push (table.slots[0], camera, 0);
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  g_autoptr (GstBuffer) picture = mix_vision_render (table.vision, 0);
  GstMapInfo map;
  g_assert_true (gst_buffer_map (picture, &map, GST_MAP_WRITE));
  g_assert_true (map.data != memory);
  gst_buffer_unmap (picture, &map);
}

/* A pool takes no buffer back whose memory is still shared: then every picture would be allocated
 * anew, which costs more than mixing it. */
static void
test_camera_pool_recycles (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  g_autoptr (GstBufferPool) pool = gst_buffer_pool_new ();
  g_autoptr (GstCaps) caps = mix_format_video_caps (&test_format);
  GstStructure *config = gst_buffer_pool_get_config (pool);
  gst_buffer_pool_config_set_params (config, caps, (guint) table.info.size, 6, 6);
  g_assert_true (gst_buffer_pool_set_config (pool, config));
  g_assert_true (gst_buffer_pool_set_active (pool, TRUE));
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  GstBuffer *out = NULL;
  GQuark mark = g_quark_from_static_string ("mark");
  guint marked = 0;
  for (guint64 tick = 0; tick < 40; tick++) {
    GstBuffer *camera = NULL;
    g_assert_cmpint (gst_buffer_pool_acquire_buffer (pool, &camera, NULL), ==, GST_FLOW_OK);
    GstMemory *memory = gst_buffer_peek_memory (camera, 0);
    if (gst_mini_object_get_qdata (GST_MINI_OBJECT (memory), mark) == NULL)
      marked++;
    gst_mini_object_set_qdata (GST_MINI_OBJECT (memory), mark, pool, NULL);
    mix_slot_push (table.slots[0], camera, tick_time (tick));
    gst_clear_buffer (&out);
    out = mix_vision_render (table.vision, tick_time (tick));
  }
  g_assert_cmpuint (marked, <=, 6);
  gst_clear_buffer (&out);
  table_clear (&table);
  g_assert_true (gst_buffer_pool_set_active (pool, FALSE));
}

/* --- raw pictures --- */

typedef struct {
  guint8 luma;
  gboolean broken; /* cannot be read */
  guint n_drawn;
  int width, height; /* when it was drawn last */
  gint n_held;
} Painter;

static gboolean
paint (GstBuffer *picture, const MixCanvas *canvas, gpointer data)
{
  Painter *painter = data;
  painter->n_drawn++;
  painter->width = canvas->width;
  painter->height = canvas->height;
  for (int i = 0; i < 3; i++)
    for (int y = 0; y < canvas->height >> (i > 0); y++)
      memset (canvas->planes[i] + y * canvas->strides[i], i > 0 ? 128 : painter->luma,
              (gsize) canvas->width >> (i > 0));
  return !painter->broken;
}

static void
paint_released (gpointer data)
{
  ((Painter *) data)->n_held--;
}

static void
feed_raw (Table *table, guint camera, Painter *painter, const MixRect *shape, guint64 tick)
{
  painter->n_held++;
  mix_slot_push (table->slots[camera],
                 mix_raw_new (gst_buffer_new (), shape, paint, painter, paint_released),
                 tick_time (tick));
}

static const MixRect whole = {0, 0, WIDTH, HEIGHT}, narrow = {60, 0, 360, HEIGHT};

/* It draws itself straight to where it is seen, at the size at which it is seen: no copy. */
static void
test_raw_full (void)
{
  g_auto (Table) table = {0};
  Painter painter = {.luma = 99};
  table_init (&table);
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  feed_raw (&table, 0, &painter, &narrow, 0);
  g_autoptr (GstBuffer) picture = mix_vision_render (table.vision, 0);
  g_assert_cmpuint (pixel (&table, picture, 0, 59, 9), ==, 16);
  g_assert_cmpuint (pixel (&table, picture, 0, 60, 9), ==, 99);
  g_assert_cmpuint (pixel (&table, picture, 0, 419, HEIGHT - 1), ==, 99);
  g_assert_cmpuint (pixel (&table, picture, 0, 420, HEIGHT - 1), ==, 16);
  g_assert_cmpuint (pixel (&table, picture, 1, 10, 9), ==, 128);
  g_assert_cmpuint (copies_of (&table), ==, 0);
  g_assert_cmpint (painter.width, ==, 360);
  g_assert_cmpuint (luma_of_tick (&table, 1, 100, 100), ==, 99);
  g_assert_cmpuint (painter.n_drawn, ==, 1); /* the same picture is not made anew */
  mix_vision_set_sprite (table.vision, 0, new_white (20, 20, 100, 100), 0);
  feed_raw (&table, 0, &painter, &narrow, 2);
  g_assert_cmpuint (luma_of_tick (&table, 2, 110, 110), ==, 235);
  g_assert_cmpuint (luma_of_tick (&table, 3, 130, 130), ==, 99);
  g_assert_cmpuint (copies_of (&table), ==, 0);
  g_assert_cmpint (painter.n_held, ==, 1);
}

/* An inset is as large as it is seen, in the camera's own shape; its ground is drawn around it. */
static void
test_raw_insets (void)
{
  g_auto (Table) table = {0};
  Painter ground = {.luma = 50}, inset = {.luma = 150};
  table_init (&table);
  set_layout (&table, SHOW_LAYOUT_PIP, 0, 1, 0);
  for (guint64 tick = 0; tick < 4; tick++) {
    feed_raw (&table, 0, &ground, &whole, tick);
    feed_raw (&table, 1, &inset, &narrow, tick);
    g_assert_cmpuint (luma_of_tick (&table, tick, 20, 20), ==, 50);
    g_assert_cmpuint (luma_of_tick (&table, tick, 400, 210), ==, 150);
  }
  g_assert_cmpint (inset.width, ==, 120);
  g_assert_cmpint (inset.height, ==, 90);
  g_assert_cmpint (ground.width, ==, WIDTH);
  g_assert_cmpuint (ground.n_drawn, ==, 4);
  set_layout (&table, SHOW_LAYOUT_SIDE, 0, 1, 0);
  g_assert_cmpuint (luma_of_tick (&table, 4, 120, 136), ==, 50);
  g_assert_cmpuint (luma_of_tick (&table, 4, 360, 136), ==, 150);
  g_assert_cmpint (ground.width, ==, WIDTH / 2);
  g_assert_cmpint (inset.width, ==, 240);
}

/* Nobody looks: nothing is drawn. A crossfade looks at both. */
static void
test_raw_off_air_costs_nothing (void)
{
  g_auto (Table) table = {0};
  Painter on = {.luma = 50}, off = {.luma = 150};
  table_init (&table);
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  for (guint64 tick = 0; tick < 8; tick++) {
    feed_raw (&table, 0, &on, &whole, tick);
    feed_raw (&table, 1, &off, &whole, tick);
    if (tick == 5)
      set_layout (&table, SHOW_LAYOUT_FULL, 1, 0, 400);
    luma_of_tick (&table, tick, 1, 1);
    g_assert_cmpuint (off.n_drawn, ==, tick > 5 ? tick - 5 : 0);
  }
  g_assert_cmpuint (on.n_drawn, ==, 8);
}

/* A camera that is slower than the programme, with something else moving: its picture is drawn
 * twice until that is known, then once and kept. */
static void
test_raw_slow_camera_is_kept (void)
{
  g_auto (Table) table = {0};
  Painter slow = {.luma = 50}, fast = {.luma = 150};
  table_init (&table);
  set_layout (&table, SHOW_LAYOUT_PIP, 0, 1, 0);
  for (guint64 tick = 0; tick < 20; tick++) {
    if (tick % 2 == 0)
      feed_raw (&table, 0, &slow, &whole, tick);
    feed_raw (&table, 1, &fast, &whole, tick);
    g_assert_cmpuint (luma_of_tick (&table, tick, 20, 20), ==, 50);
  }
  g_assert_cmpuint (fast.n_drawn, ==, 20);
  g_assert_cmpuint (slow.n_drawn, ==, 11);
}

static void
test_raw_that_cannot_be_read_is_dark (void)
{
  g_auto (Table) table = {0};
  Painter broken = {.luma = 50, .broken = TRUE};
  table_init (&table);
  feed_raw (&table, 0, &broken, &narrow, 0);
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  g_assert_cmpuint (luma_of_tick (&table, 0, 200, 100), ==, 24);
  set_layout (&table, SHOW_LAYOUT_PIP, 2, 0, 0);
  g_assert_cmpuint (luma_of_tick (&table, 1, 400, 210), ==, 24);
}

/* --- cameras that doze --- */

static void
test_wanted (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  g_assert_true (mix_slot_is_wanted (table.slots[2])); /* nobody has said otherwise */
  set_layout (&table, SHOW_LAYOUT_PIP, 0, 1, 0);
  luma_of_tick (&table, 0, 0, 0);
  g_assert_true (mix_slot_is_wanted (table.slots[0]) && mix_slot_is_wanted (table.slots[1]));
  g_assert_false (mix_slot_is_wanted (table.slots[2]));
  set_layout (&table, SHOW_LAYOUT_FULL, 2, 0, 100);
  for (guint64 tick = 1; tick < 4; tick++) { /* 40, 80, 120 ms */
    luma_of_tick (&table, tick, 0, 0);
    g_assert_true (mix_slot_is_wanted (table.slots[0]) && mix_slot_is_wanted (table.slots[1]));
    g_assert_true (mix_slot_is_wanted (table.slots[2]));
  }
  luma_of_tick (&table, 4, 0, 0);
  g_assert_false (mix_slot_is_wanted (table.slots[0]) || mix_slot_is_wanted (table.slots[1]));
  g_assert_true (mix_slot_is_wanted (table.slots[2]));
}

/* The scene before goes on until the camera is awake; then the cut is clean. */
static void
test_cut_waits_for_dozing_camera (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  mix_slot_set_dozing (table.slots[1], TRUE);
  mix_slot_set_dozing (table.slots[2], TRUE);
  for (guint64 tick = 0; tick < 10; tick++) {
    feed (&table, 0, (guint8) (50 + tick), tick);
    if (tick == 4)
      set_layout (&table, SHOW_LAYOUT_FULL, 1, 0, 0);
    if (tick == 7) {
      feed (&table, 1, 200, tick);
      mix_slot_set_dozing (table.slots[1], FALSE);
    }
    g_assert_cmpuint (luma_of_tick (&table, tick, 9, 9), ==, tick < 7 ? 50 + tick : 200);
    g_assert_cmpint (mix_slot_is_wanted (table.slots[1]), ==, tick >= 4);
    g_assert_cmpint (mix_slot_is_wanted (table.slots[0]), ==, tick < 7);
  }
  g_assert_false (mix_slot_is_wanted (table.slots[2]));
}

static void
test_camera_that_does_not_wake (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  mix_slot_set_slate (table.slots[1], new_flat (&table, 33));
  mix_slot_set_dozing (table.slots[1], TRUE);
  feed (&table, 0, 50, 0);
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  g_assert_cmpuint (luma_of_tick (&table, 0, 9, 9), ==, 50);
  set_layout (&table, SHOW_LAYOUT_FULL, 1, 0, 0);
  for (guint64 tick = 1; tick < 26; tick++) {
    feed (&table, 0, 50, tick);
    g_assert_cmpuint (luma_of_tick (&table, tick, 9, 9), ==, 50);
  }
  g_assert_cmpuint (luma_of_tick (&table, 26, 9, 9), ==, 33); /* MIX_CUE_WAIT_NS later */
}

static void
test_padded_camera_is_made_compact (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  int height = HEIGHT, strides[] = {WIDTH + 32, WIDTH / 2 + 16, WIDTH / 2 + 16, 0};
  gsize luma = (gsize) (strides[0] * height), chroma = (gsize) (strides[1] * height / 2);
  gsize offsets[] = {0, luma, luma + chroma, 0};
  GstBuffer *camera = gst_buffer_new_allocate (NULL, luma + 2 * chroma, NULL);
  gst_buffer_memset (camera, 0, 77, luma);
  gst_buffer_memset (camera, luma, 140, 2 * chroma);
  gst_buffer_add_video_meta_full (camera, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_I420, WIDTH,
                                  (guint) height, 3, offsets, strides);
  mix_slot_push (table.slots[0], camera, 0);
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  g_autoptr (GstBuffer) picture = mix_vision_render (table.vision, 0);
  g_assert_null (gst_buffer_get_video_meta (picture));
  g_assert_cmpuint (pixel (&table, picture, 0, WIDTH - 1, height - 1), ==, 77);
  g_assert_cmpuint (pixel (&table, picture, 2, WIDTH / 2 - 1, height / 2 - 1), ==, 140);
}

static void
test_missing (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  g_assert_cmpuint (luma_of_tick (&table, 0, 5, 5), ==, 24);
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  g_assert_cmpuint (luma_of_tick (&table, 1, 5, 5), ==, 24);
  set_layout (&table, SHOW_LAYOUT_FULL, 7, 0, 0);
  g_assert_cmpuint (luma_of_tick (&table, 2, 5, 5), ==, 24);
  set_layout (&table, SHOW_LAYOUT_PIP, 0, -1, 0);
  g_assert_cmpuint (luma_of_tick (&table, 3, 5, 5), ==, 24);
  mix_slot_set_slate (table.slots[0], new_flat (&table, 60));
  g_assert_cmpuint (luma_of_tick (&table, 4, 5, 5), ==, 60);
  feed (&table, 0, 90, 5);
  g_assert_cmpuint (luma_of_tick (&table, 5, 5, 5), ==, 90);
  g_assert_cmpuint (luma_of_tick (&table, 50, 5, 5), ==, 60);
  mix_slot_push (table.slots[0], gst_buffer_new_allocate (NULL, 100, NULL), tick_time (51));
  g_assert_cmpuint (luma_of_tick (&table, 51, 5, 5), ==, 24);
}

static void
test_slate (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  mix_vision_set_slate (table.vision, SHOW_SLATE_BREAK, new_flat (&table, 150));
  set_layout (&table, SHOW_LAYOUT_SLATE, 0, 0, 0);
  g_assert_cmpuint (luma_of_tick (&table, 0, 9, 9), ==, 150);
  mix_vision_set_slate (table.vision, SHOW_SLATE_BREAK, new_flat (&table, 160));
  g_assert_cmpuint (luma_of_tick (&table, 1, 9, 9), ==, 160);
  mix_vision_set_slate (table.vision, SHOW_SLATE_BREAK, NULL);
  g_assert_cmpuint (luma_of_tick (&table, 2, 9, 9), ==, 24);
  g_assert_cmpuint (copies_of (&table), ==, 0);
}

static void
test_pip (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  feed (&table, 0, 50, 0);
  feed (&table, 1, 180, 0);
  set_layout (&table, SHOW_LAYOUT_PIP, 0, 1, 0);
  g_autoptr (GstBuffer) picture = mix_vision_render (table.vision, 0);
  int right = WIDTH - 24, bottom = HEIGHT - 12; /* 5 %, even */
  g_assert_cmpuint (pixel (&table, picture, 0, 0, 0), ==, 50);
  g_assert_cmpuint (pixel (&table, picture, 0, right, bottom), ==, 50);
  g_assert_cmpuint (pixel (&table, picture, 0, right - 1, bottom - 1), ==, 210);
  g_assert_cmpuint (pixel (&table, picture, 0, right - 3, bottom - 3), ==, 180);
  g_assert_cmpuint (pixel (&table, picture, 0, right - 2 - 160, bottom - 3), ==, 180);
  g_assert_cmpuint (pixel (&table, picture, 0, right - 2 - 161, bottom - 3), ==, 210);
  g_assert_cmpuint (pixel (&table, picture, 0, right - 2 - 163, bottom - 3), ==, 50);
  g_assert_cmpuint (copies_of (&table), ==, 1);
}

static void
test_side (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  feed (&table, 0, 50, 0);
  feed (&table, 1, 180, 0);
  set_layout (&table, SHOW_LAYOUT_SIDE, 1, 0, 0);
  g_autoptr (GstBuffer) picture = mix_vision_render (table.vision, 0);
  int middle = HEIGHT / 2;
  g_assert_cmpuint (pixel (&table, picture, 0, 0, 0), ==, 24);
  g_assert_cmpuint (pixel (&table, picture, 0, WIDTH - 1, HEIGHT - 1), ==, 24);
  g_assert_cmpuint (pixel (&table, picture, 0, 0, middle), ==, 180);
  g_assert_cmpuint (pixel (&table, picture, 0, WIDTH / 2 - 1, middle), ==, 180);
  g_assert_cmpuint (pixel (&table, picture, 0, WIDTH / 2, middle), ==, 50);
  g_assert_cmpuint (pixel (&table, picture, 0, WIDTH - 1, middle), ==, 50);
}

/* The second camera dies: its slate sits in the inset, and the inset is drawn again when it lives.
 */
static void
test_pip_inset_changes (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  mix_slot_set_slate (table.slots[1], new_flat (&table, 33));
  set_layout (&table, SHOW_LAYOUT_PIP, 0, 1, 0);
  int x = WIDTH - 60, y = HEIGHT - 40;
  for (guint64 tick = 0; tick < 6; tick++) {
    feed (&table, 0, 50, tick);
    g_assert_cmpuint (luma_of_tick (&table, tick, x, y), ==, 33);
  }
  feed (&table, 1, 180, 6);
  g_assert_cmpuint (luma_of_tick (&table, 6, x, y), ==, 180);
  g_assert_cmpuint (luma_of_tick (&table, 7, x, y), ==, 180);
  mix_slot_clear (table.slots[1]);
  g_assert_cmpuint (luma_of_tick (&table, 8, x, y), ==, 33);
}

static void
test_latency (void)
{
  g_auto (Table) table = {0};
  MixFormat late = test_format;
  late.latency_ns = tick_time (3);
  table_init (&table);
  g_autoptr (MixVision) vision = mix_vision_new (&late);
  mix_vision_add_camera (vision, table.slots[0]);
  ShowScene scene = {.layout = SHOW_LAYOUT_FULL};
  mix_vision_set_scene (vision, &scene, 0);
  for (guint64 tick = 0; tick < 6; tick++)
    feed (&table, 0, (guint8) (100 + tick), tick);
  g_autoptr (GstBuffer) picture = mix_vision_render (vision, tick_time (5));
  g_assert_cmpuint (pixel (&table, picture, 0, 0, 0), ==, 102);
  g_assert_cmpuint (GST_BUFFER_PTS (picture), ==, tick_time (5));
}

static void
test_sprite (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  GstBuffer *camera = new_flat (&table, 99);
  const guint8 *memory = memory_of (camera);
  mix_slot_push (table.slots[0], camera, 0);
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  mix_vision_set_sprite (table.vision, 3, new_white (20, 10, 40, 50), 0);
  g_autoptr (GstBuffer) picture = mix_vision_render (table.vision, 0);
  g_assert_true (memory_of (picture) != memory);
  g_assert_cmpuint (pixel (&table, picture, 0, 40, 50), ==, 235);
  g_assert_cmpuint (pixel (&table, picture, 0, 59, 59), ==, 235);
  g_assert_cmpuint (pixel (&table, picture, 0, 60, 59), ==, 99);
  g_assert_cmpuint (pixel (&table, picture, 0, 39, 50), ==, 99);
  g_assert_cmpuint (memory[50 * WIDTH + 40], ==, 99);
  mix_vision_set_sprite (table.vision, 3, NULL, 0);
  g_autoptr (GstBuffer) without = mix_vision_render (table.vision, tick_time (5));
  g_assert_true (memory_of (without) == memory);
}

/* Odd places and sizes, and places beyond every edge. */
static void
test_sprite_anywhere (void)
{
  static const int places[][2] = {{-15, -7}, {471, 265}, {-400, 20}, {33, 1},
                                  {480, 0},  {0, 272},   {101, -3}};
  g_auto (Table) table = {0};
  table_init (&table);
  feed (&table, 0, 99, 0);
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    int left = places[i][0], top = places[i][1];
    mix_vision_set_sprite (table.vision, 0, new_white (21, 11, left, top), 0);
    g_autoptr (GstBuffer) picture = mix_vision_render (table.vision, tick_time (i));
    for (int y = 0; y < HEIGHT; y += 3)
      for (int x = 0; x < WIDTH; x += 5) {
        gboolean inside = x >= left && x < left + 21 && y >= top && y < top + 11;
        g_assert_cmpuint (pixel (&table, picture, 0, x, y), ==, inside ? 235 : 99);
      }
  }
}

static void
test_sprite_fade (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  mix_slot_set_slate (table.slots[0], new_flat (&table, 35));
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  mix_vision_set_sprite (table.vision, 0, new_white (20, 10, 0, 0), 200);
  for (guint64 tick = 0; tick <= 5; tick++)
    g_assert_cmpint (ABS (luma_of_tick (&table, tick, 3, 3) - (35 + 40 * (int) tick)), <=, 1);
  mix_vision_set_sprite (table.vision, 0, new_white (20, 10, 0, 0), 200);
  g_assert_cmpuint (luma_of_tick (&table, 6, 3, 3), ==, 235);
  mix_vision_set_sprite (table.vision, 0, NULL, 280);
  g_assert_cmpuint (luma_of_tick (&table, 7, 3, 3), ==, 235);
  g_assert_cmpint (ABS (luma_of_tick (&table, 9, 3, 3) - 178), <=, 1);
  mix_vision_set_sprite (table.vision, 0, new_white (20, 10, 0, 0), 200);
  g_assert_cmpint (ABS (luma_of_tick (&table, 10, 3, 3) - 149), <=, 1);
  g_assert_cmpint (ABS (luma_of_tick (&table, 12, 3, 3) - 92), <=, 1); /* turns here */
  g_assert_cmpint (ABS (luma_of_tick (&table, 13, 3, 3) - 121), <=, 1);
  g_assert_cmpuint (luma_of_tick (&table, 17, 3, 3), ==, 235);
  mix_vision_set_sprite (table.vision, 0, NULL, 9999);
  luma_of_tick (&table, 18, 3, 3);
  g_assert_cmpuint (luma_of_tick (&table, 18 + 8, 3, 3), ==, 35);
}

/* A still table costs nothing: the picture of the last tick goes out again. */
/* However often it is asked for: at most three comings and goings in a second. */
static void
test_sprite_flashes (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  mix_slot_set_slate (table.slots[0], new_flat (&table, 35));
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  guint turns = 0;
  guint8 before = 35;
  for (guint64 tick = 0; tick < 75; tick++) {
    mix_vision_set_sprite (table.vision, 0, tick % 2 ? NULL : new_white (20, 10, 0, 0), 0);
    guint8 luma = luma_of_tick (&table, tick, 3, 3);
    turns += luma != before;
    before = luma;
  }
  g_assert_cmpuint (turns, >=, 3);
  g_assert_cmpuint (turns, <=, 3 * 6);
}

typedef struct {
  guint n, layer;
  guint64 serial;
  gint64 tick_ns;
} Told;

static void
on_shown (guint layer, guint64 serial, gint64 tick_ns, gpointer data)
{
  Told *told = data;
  *told = (Told){told->n + 1, layer, serial, tick_ns};
}

/* Each order that the picture follows is told once, at the tick that does; an overtaken one never.
 */
static void
test_sprite_shown (void)
{
  g_auto (Table) table = {0};
  Told told = {0};
  table_init (&table);
  mix_vision_set_shown_func (table.vision, on_shown, &told);
  luma_of_tick (&table, 0, 0, 0);
  g_assert_cmpuint (told.n, ==, 0);
  mix_vision_set_sprite (table.vision, 2, new_white (20, 10, 0, 0), 0);
  guint64 second = mix_vision_set_sprite (table.vision, 2, new_white (20, 10, 0, 0), 0);
  for (guint64 tick = 1; tick < 4; tick++)
    luma_of_tick (&table, tick, 0, 0);
  g_assert_cmpuint (told.n, ==, 1);
  g_assert_cmpuint (told.layer, ==, 2);
  g_assert_cmpuint (told.serial, ==, second);
  g_assert_cmpint (told.tick_ns, ==, tick_time (1));
  guint64 gone = mix_vision_set_sprite (table.vision, 2, NULL, 100);
  luma_of_tick (&table, 8, 0, 0);
  luma_of_tick (&table, 9, 0, 0);
  g_assert_cmpuint (told.n, ==, 1);
  luma_of_tick (&table, 11, 0, 0);
  g_assert_cmpuint (told.n, ==, 2);
  g_assert_cmpuint (told.serial, ==, gone);
  g_assert_cmpint (told.tick_ns, ==, tick_time (11));
}

static void
test_unchanged_is_kept (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  mix_vision_set_slate (table.vision, SHOW_SLATE_BREAK, new_flat (&table, 150));
  set_layout (&table, SHOW_LAYOUT_SLATE, 0, 0, 0);
  mix_vision_set_sprite (table.vision, 0, new_white (20, 10, 0, 0), 0);
  for (guint64 tick = 0; tick < 10; tick++) {
    feed (&table, 0, 50, tick); /* off air */
    g_assert_cmpuint (luma_of_tick (&table, tick, 0, 0), ==, 235);
  }
  g_assert_cmpuint (copies_of (&table), ==, 1);
  mix_vision_set_sprite (table.vision, 1, new_white (20, 10, 40, 0), 0);
  g_assert_cmpuint (luma_of_tick (&table, 10, 40, 0), ==, 235);
  g_assert_cmpuint (copies_of (&table), ==, 2);
}

static void
test_crossfade (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  mix_slot_set_slate (table.slots[0], new_flat (&table, 40));
  mix_slot_set_slate (table.slots[1], new_flat (&table, 200));
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  g_assert_cmpuint (luma_of_tick (&table, 0, 1, 1), ==, 40);
  set_layout (&table, SHOW_LAYOUT_FULL, 1, 0, 400);
  for (guint64 tick = 1; tick <= 11; tick++)
    g_assert_cmpint (ABS (luma_of_tick (&table, tick, 1, 1) - (40 + 16 * (int) (tick - 1))), <=, 1);
  guint64 copies = copies_of (&table);
  g_assert_cmpuint (luma_of_tick (&table, 12, 1, 1), ==, 200);
  g_assert_cmpuint (copies_of (&table), ==, copies);
}

/* Cut and fade between the same two ticks: the fade starts from where the cut went. */
static void
test_cut_then_fade (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  mix_slot_set_slate (table.slots[0], new_flat (&table, 40));
  mix_slot_set_slate (table.slots[1], new_flat (&table, 200));
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  set_layout (&table, SHOW_LAYOUT_FULL, 1, 0, 400);
  g_assert_cmpuint (luma_of_tick (&table, 0, 1, 1), ==, 40);
  g_assert_cmpuint (luma_of_tick (&table, 5, 1, 1), ==, 120);
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 400);
  set_layout (&table, SHOW_LAYOUT_FULL, 1, 0, 0);
  g_assert_cmpuint (luma_of_tick (&table, 6, 1, 1), ==, 200);
  g_assert_cmpuint (luma_of_tick (&table, 9, 1, 1), ==, 200);
}

/* An operator who cannot decide: scenes of every kind, changed at any time. */
static void
test_crossfade_never_jumps (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  for (guint i = 0; i < 3; i++)
    mix_slot_set_slate (table.slots[i], new_flat (&table, (guint8) (30 + 90 * i)));
  mix_vision_set_slate (table.vision, SHOW_SLATE_BREAK, new_flat (&table, 120));
  set_layout (&table, SHOW_LAYOUT_FULL, 0, 0, 0);
  static const int points[][2] = {{1, 1}, {420, 230}, {20, 136}};
  int before[G_N_ELEMENTS (points)] = {30, 30, 30};
  for (guint64 tick = 0; tick < 250; tick++) {
    if (tick > 0 && g_test_rand_int_range (0, 4) == 0)
      set_layout (&table,
                  (ShowLayout) g_test_rand_int_range (SHOW_LAYOUT_FULL, SHOW_LAYOUT_SLATE + 1),
                  g_test_rand_int_range (0, 3), g_test_rand_int_range (0, 3),
                  (guint) g_test_rand_int_range (400, 1200));
    g_autoptr (GstBuffer) picture = mix_vision_render (table.vision, tick_time (tick));
    for (guint i = 0; i < G_N_ELEMENTS (points); i++) {
      int now = pixel (&table, picture, 0, points[i][0], points[i][1]);
      g_assert_cmpint (ABS (now - before[i]), <=, 186 * 40 / 400 + 3);
      before[i] = now;
    }
  }
}

/* What goes out may be held by an encoder for as long as it likes. */
static void
test_held_pictures_stay (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  GstBuffer *held[20];
  set_layout (&table, SHOW_LAYOUT_PIP, 0, 1, 0);
  for (guint i = 0; i < G_N_ELEMENTS (held); i++) {
    feed (&table, 0, (guint8) (50 + i), i);
    held[i] = mix_vision_render (table.vision, tick_time (i));
  }
  for (guint i = 0; i < G_N_ELEMENTS (held); i++)
    g_assert_cmpuint (pixel (&table, held[i], 0, 0, 0), ==, 50 + i);
  table_clear (&table);
  for (guint i = 0; i < G_N_ELEMENTS (held); i++) {
    g_assert_cmpuint (pixel (&table, held[i], 0, 3, 3), ==, 50 + i);
    gst_buffer_unref (held[i]);
  }
}

typedef struct {
  Table *table;
  gint stop;
} Meddler;

static gpointer
meddle_in_thread (gpointer data)
{
  Meddler *meddler = data;
  for (guint i = 0; !g_atomic_int_get (&meddler->stop); i++) {
    MixVision *vision = meddler->table->vision;
    MixSprite *sprite = i % 3 == 0 ? NULL : new_white (64, 32, (int) (i % 200), 60);
    mix_vision_set_sprite (vision, i % MIX_SPRITE_LAYERS, sprite, i % 4 * 50);
    set_layout (meddler->table, (ShowLayout) (1 + i % 4), (int) (i % 3), (int) (i / 3 % 3),
                i % 5 * 80);
    mix_vision_set_slate (vision, (ShowSlate) (1 + i % 3), new_flat (meddler->table, (guint8) i));
    mix_slot_set_slate (meddler->table->slots[i % 3], new_flat (meddler->table, (guint8) i));
    g_usleep (500);
  }
  return NULL;
}

static void
test_setters_from_elsewhere (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  Meddler meddler = {.table = &table};
  GThread *thread = g_thread_new ("meddler", meddle_in_thread, &meddler);
  for (guint64 tick = 0; tick < 300; tick++) {
    if (tick % 5 != 0)
      feed (&table, (guint) (tick % 3), (guint8) tick, tick);
    g_autoptr (GstBuffer) picture = mix_vision_render (table.vision, tick_time (tick));
    g_assert_cmpuint (gst_buffer_get_size (picture), ==, table.info.size);
  }
  g_atomic_int_set (&meddler.stop, 1);
  g_thread_join (thread);
  MixVisionStats stats;
  mix_vision_get_stats (table.vision, &stats);
  g_assert_cmpuint (stats.ticks, ==, 300);
  g_assert_cmpint (stats.last_tick_ns, ==, tick_time (299));
  g_assert_cmpint (stats.render_ns, >, 0);
}

static void
test_picture_from_argb (void)
{
  g_auto (Table) table = {0};
  table_init (&table);
  g_autofree guint32 *argb = g_new0 (guint32, (gsize) (WIDTH * HEIGHT));
  for (int i = 0; i < WIDTH * HEIGHT / 2; i++)
    argb[i] = 0xffff0000;
  g_autoptr (GstBuffer) picture =
      mix_picture_new_from_argb (&test_format, (const guint8 *) argb, WIDTH * 4);
  g_assert_cmpuint (pixel (&table, picture, 0, 7, 7), ==, 63); /* 16 + 219 * 0.2126 */
  g_assert_cmpuint (pixel (&table, picture, 1, 7, 7), ==, 102);
  g_assert_cmpuint (pixel (&table, picture, 2, 7, 7), ==, 240);
  g_assert_cmpuint (pixel (&table, picture, 0, 7, HEIGHT - 1), ==, 24);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/vision/full/no-copy", test_full_is_no_copy);
  g_test_add_func ("/vision/full/read-only", test_full_is_read_only);
  g_test_add_func ("/vision/full/pool-recycles", test_camera_pool_recycles);
  g_test_add_func ("/vision/full/padded", test_padded_camera_is_made_compact);
  g_test_add_func ("/vision/doze/wanted", test_wanted);
  g_test_add_func ("/vision/doze/cut-waits", test_cut_waits_for_dozing_camera);
  g_test_add_func ("/vision/doze/limit", test_camera_that_does_not_wake);
  g_test_add_func ("/vision/raw/full", test_raw_full);
  g_test_add_func ("/vision/raw/insets", test_raw_insets);
  g_test_add_func ("/vision/raw/off-air", test_raw_off_air_costs_nothing);
  g_test_add_func ("/vision/raw/slow-camera", test_raw_slow_camera_is_kept);
  g_test_add_func ("/vision/raw/broken", test_raw_that_cannot_be_read_is_dark);
  g_test_add_func ("/vision/missing", test_missing);
  g_test_add_func ("/vision/slate", test_slate);
  g_test_add_func ("/vision/pip", test_pip);
  g_test_add_func ("/vision/pip/inset-changes", test_pip_inset_changes);
  g_test_add_func ("/vision/side", test_side);
  g_test_add_func ("/vision/latency", test_latency);
  g_test_add_func ("/vision/sprite", test_sprite);
  g_test_add_func ("/vision/sprite/anywhere", test_sprite_anywhere);
  g_test_add_func ("/vision/sprite/fade", test_sprite_fade);
  g_test_add_func ("/vision/sprite/flashes", test_sprite_flashes);
  g_test_add_func ("/vision/sprite/shown", test_sprite_shown);
  g_test_add_func ("/vision/unchanged", test_unchanged_is_kept);
  g_test_add_func ("/vision/crossfade", test_crossfade);
  g_test_add_func ("/vision/crossfade/after-cut", test_cut_then_fade);
  g_test_add_func ("/vision/crossfade/never-jumps", test_crossfade_never_jumps);
  g_test_add_func ("/vision/held", test_held_pictures_stay);
  g_test_add_func ("/vision/setters", test_setters_from_elsewhere);
  g_test_add_func ("/vision/picture-from-argb", test_picture_from_argb);
  return g_test_run ();
}
