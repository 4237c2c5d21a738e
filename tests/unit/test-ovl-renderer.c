#include "ovl-renderer.h"
#include "test-ovl-fixture.h"

#include <glib/gstdio.h>

#define WIDTH  1280
#define HEIGHT 720

static const MixFormat format = {.width = WIDTH, .height = HEIGHT, .fps_n = 30, .fps_d = 1};

typedef struct {
  OvlLook *look;
  MixVision *vision;
  BaseWorker *render;
  OvlRenderer *renderer;
  gint64 tick_ns;
} Rig;

static void
rig_set_up (Rig *rig, gconstpointer data)
{
  rig->vision = mix_vision_new (&format);
  rig->render = base_worker_new ("render");
  rig->look = new_look ("glass", "en");
  rig->renderer = ovl_renderer_new (rig->render, rig->vision, rig->look);
}

static void
rig_tear_down (Rig *rig, gconstpointer data)
{
  base_worker_stop (rig->render);
  ovl_renderer_free (rig->renderer);
  base_worker_free (rig->render);
  mix_vision_free (rig->vision);
  ovl_look_free (rig->look);
}

/* The picture a second later: every fade has ended. */
static GstBuffer *
settled_picture (Rig *rig)
{
  GstBuffer *first = mix_vision_render (rig->vision, rig->tick_ns);

  gst_buffer_unref (first);
  rig->tick_ns += GST_SECOND;
  return mix_vision_render (rig->vision, rig->tick_ns);
}

static int
luma_at (GstBuffer *picture, int x, int y)
{
  guint8 luma = 0;

  g_assert_cmpuint (gst_buffer_extract (picture, (gsize) y * WIDTH + (gsize) x, &luma, sizeof luma),
                    ==, 1);
  return luma;
}

static gboolean
same_picture (GstBuffer *a, GstBuffer *b)
{
  GstMapInfo map;
  gboolean same;

  g_assert_true (gst_buffer_map (a, &map, GST_MAP_READ));
  same = gst_buffer_get_size (b) == map.size && gst_buffer_memcmp (b, 0, map.data, map.size) == 0;
  gst_buffer_unmap (a, &map);
  return same;
}

static ShowCardContent *
count_of (gint64 available)
{
  return new_content ("Mug", SHOW_STOCK_LIVE, SHOW_FRESH, available, 200);
}

static void
set_count (Rig *rig, guint layer, gint64 available)
{
  g_autoptr (ShowCardContent) content = count_of (available);

  ovl_renderer_set_card (rig->renderer, layer, content);
}

/* The tile is amber, far brighter than an empty programme. */
static void
test_card_lands_on_picture (Rig *rig, gconstpointer data)
{
  g_autoptr (GstBuffer) empty = settled_picture (rig);
  g_autoptr (GstBuffer) picture = NULL;

  set_count (rig, 0, 17);
  ovl_renderer_sync (rig->renderer);
  picture = settled_picture (rig);
  g_assert_cmpint (luma_at (empty, 74, 600), <, 60);
  g_assert_cmpint (luma_at (picture, 74, 600), >, 150);
  g_assert_cmpint (luma_at (picture, 20, 600), ==, luma_at (empty, 20, 600));
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 1);
}

static void
test_unchanged_is_not_drawn (Rig *rig, gconstpointer data)
{
  for (int i = 0; i < 10; i++) {
    set_count (rig, 0, 17);
    ovl_renderer_sync (rig->renderer);
  }
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 1);
  set_count (rig, 0, 16);
  ovl_renderer_sync (rig->renderer);
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 2);
}

static void
wait_for_gate (gpointer data)
{
  g_mutex_lock (data);
  g_mutex_unlock (data);
}

/* While the render thread is busy, wishes for a layer replace one another: only the last one is
 * drawn, and it is what stands. */
static void
test_newest_wins (Rig *rig, gconstpointer data)
{
  Rig other = {0};
  GMutex gate;
  g_autoptr (GstBuffer) picture = NULL;
  g_autoptr (GstBuffer) expected = NULL;

  g_mutex_init (&gate);
  g_mutex_lock (&gate);
  base_worker_post (rig->render, wait_for_gate, &gate, NULL);
  for (gint64 available = 60; available >= 15; available--)
    set_count (rig, 0, available);
  g_mutex_unlock (&gate);
  ovl_renderer_sync (rig->renderer);
  g_mutex_clear (&gate);
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 1);
  picture = settled_picture (rig);

  rig_set_up (&other, NULL);
  set_count (&other, 0, 15);
  ovl_renderer_sync (other.renderer);
  expected = settled_picture (&other);
  g_assert_true (same_picture (picture, expected));
  rig_tear_down (&other, NULL);
}

static void
test_number_swaps_at_once (Rig *rig, gconstpointer data)
{
  g_autoptr (GstBuffer) before = NULL;
  g_autoptr (GstBuffer) next = NULL;
  g_autoptr (GstBuffer) later = NULL;

  set_count (rig, 0, 17);
  ovl_renderer_sync (rig->renderer);
  before = settled_picture (rig);
  set_count (rig, 0, 16);
  ovl_renderer_sync (rig->renderer);
  rig->tick_ns += GST_SECOND / 30;
  next = mix_vision_render (rig->vision, rig->tick_ns);
  later = settled_picture (rig);
  g_assert_false (same_picture (before, next));
  g_assert_true (same_picture (next, later));
}

/* Coming and going take a few frames, and gone is gone. */
static void
test_appears_and_goes (Rig *rig, gconstpointer data)
{
  g_autoptr (ShowCardContent) content = count_of (17);
  g_autoptr (GstBuffer) empty = settled_picture (rig);
  g_autoptr (GstBuffer) full = NULL;
  g_autoptr (GstBuffer) half = NULL;
  g_autoptr (GstBuffer) gone = NULL;
  GstBuffer *start;

  ovl_renderer_set_card (rig->renderer, 0, content);
  ovl_renderer_sync (rig->renderer);
  rig->tick_ns += GST_SECOND / 30;
  start = mix_vision_render (rig->vision, rig->tick_ns);
  gst_buffer_unref (start);
  rig->tick_ns += GST_SECOND / 10;
  half = mix_vision_render (rig->vision, rig->tick_ns);
  full = settled_picture (rig);
  g_assert_cmpint (luma_at (half, 74, 600), >, luma_at (empty, 74, 600));
  g_assert_cmpint (luma_at (half, 74, 600), <, luma_at (full, 74, 600));

  content->shown = FALSE;
  ovl_renderer_set_card (rig->renderer, 0, content);
  ovl_renderer_sync (rig->renderer);
  gone = settled_picture (rig);
  g_assert_true (same_picture (empty, gone));
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 1);
}

typedef struct {
  guint n;
  gint64 available; /* of the last one; -1: the card went */
  gint64 position_ns;
} Seen;

static void
on_shown (guint layer, const ShowCardContent *content, gint64 position_ns, gpointer data)
{
  Seen *seen = data;

  g_assert_cmpuint (layer, ==, 3);
  *seen = (Seen){seen->n + 1, content ? content->product->available : -1, position_ns};
}

/* The journal of what was on air: each content once, with the frame that had it first. */
static void
test_tells_what_was_shown (Rig *rig, gconstpointer data)
{
  const gint64 frame_ns = GST_SECOND / 30;
  g_autoptr (ShowCardContent) hidden = count_of (15);
  Seen seen = {0};

  ovl_renderer_set_shown_func (rig->renderer, on_shown, &seen);
  set_count (rig, 3, 18);
  ovl_renderer_sync (rig->renderer);
  g_assert_cmpuint (seen.n, ==, 0);
  gst_buffer_unref (mix_vision_render (rig->vision, 0)); /* the fade's first frame has no trace */
  g_assert_cmpuint (seen.n, ==, 0);
  gst_buffer_unref (mix_vision_render (rig->vision, frame_ns));
  g_assert_cmpuint (seen.n, ==, 1);
  g_assert_cmpint (seen.available, ==, 18);
  g_assert_cmpint (seen.position_ns, ==, frame_ns);

  for (gint64 available = 17; available >= 15; available--) {
    set_count (rig, 3, available);
    ovl_renderer_sync (rig->renderer);
  }
  set_count (rig, 3, 15);
  ovl_renderer_sync (rig->renderer);
  for (int i = 2; i < 10; i++)
    gst_buffer_unref (mix_vision_render (rig->vision, i * frame_ns));
  g_assert_cmpuint (seen.n, ==, 2);
  g_assert_cmpint (seen.available, ==, 15);
  g_assert_cmpint (seen.position_ns, ==, 2 * frame_ns);

  hidden->shown = FALSE;
  ovl_renderer_set_card (rig->renderer, 3, hidden);
  ovl_renderer_sync (rig->renderer);
  for (int i = 10; i < 20; i++)
    gst_buffer_unref (mix_vision_render (rig->vision, i * frame_ns));
  g_assert_cmpuint (seen.n, ==, 3);
  g_assert_cmpint (seen.available, ==, -1);
  g_assert_cmpint (seen.position_ns, ==, 16 * frame_ns); /* 200 ms after the first without a wish */
}

static ShowCardContent *
new_bare (ShowCardKind kind, ShowCorner corner)
{
  ShowCardContent *content = g_new0 (ShowCardContent, 1);

  content->kind = kind;
  content->corner = corner;
  content->shown = TRUE;
  content->freshness = SHOW_FRESH;
  content->left_s = -1;
  content->access = SHOW_ACCESS_NONE;
  return content;
}

static void
set_card (Rig *rig, guint layer, const ShowCardContent *content)
{
  ovl_renderer_set_card (rig->renderer, layer, content);
  ovl_renderer_sync (rig->renderer);
}

/* Each second one drawing, of the countdown alone; while nothing looks different, none. */
static void
test_countdown_draws_itself (Rig *rig, gconstpointer data)
{
  g_autoptr (ShowCardContent) countdown = new_bare (SHOW_CARD_COUNTDOWN, SHOW_CORNER_TOP_RIGHT);

  set_count (rig, 0, 17);
  countdown->left_s = 600;
  set_card (rig, 1, countdown);
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 2);
  for (countdown->left_s = 599; countdown->left_s > 589; countdown->left_s--)
    set_card (rig, 1, countdown);
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 12);
  for (countdown->left_s = 200000; countdown->left_s > 199990; countdown->left_s--)
    set_card (rig, 1, countdown);
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 13);
}

/* Two cards in one corner: both are to be seen. The tile of the second is above that of the first,
 * and the first has not moved. */
static void
test_cards_stack (Rig *rig, gconstpointer data)
{
  g_autoptr (GstBuffer) picture = NULL;

  set_count (rig, 0, 17);
  set_count (rig, 1, 42);
  ovl_renderer_sync (rig->renderer);
  picture = settled_picture (rig);
  g_assert_cmpint (luma_at (picture, 74, 600), >, 150);
  g_assert_cmpint (luma_at (picture, 74, 450), >, 150);
  g_assert_cmpint (luma_at (picture, 74, 541), <, 60); /* the gap */
}

/* A code is there or not: no fade, neither when it comes nor when it goes, nor when others do. */
static void
test_code_is_cut (Rig *rig, gconstpointer data)
{
  g_autoptr (ShowCardContent) link = new_bare (SHOW_CARD_LINK, SHOW_CORNER_BOTTOM_RIGHT);
  g_autoptr (GstBuffer) empty = settled_picture (rig);
  g_autoptr (GstBuffer) first = NULL;
  g_autoptr (GstBuffer) later = NULL;
  g_autoptr (GstBuffer) gone = NULL;

  link->link = g_strdup ("https://shop.example/mug");
  set_card (rig, 0, link);
  rig->tick_ns += GST_SECOND / 30;
  first = mix_vision_render (rig->vision, rig->tick_ns);
  later = settled_picture (rig);
  g_assert_true (same_picture (first, later));
  g_assert_false (same_picture (first, empty));
  link->shown = FALSE;
  set_card (rig, 0, link);
  rig->tick_ns += GST_SECOND / 30;
  gone = mix_vision_render (rig->vision, rig->tick_ns);
  g_assert_true (same_picture (gone, empty));
}

typedef struct {
  guint n, layer;
  char *problem;
} Told;

static void
on_problem (guint layer, const char *problem, gpointer data)
{
  Told *told = data;

  g_free (told->problem);
  *told = (Told){told->n + 1, layer, g_strdup (problem)};
}

/* Why a card is not on the picture, or has letters missing, is told once, and that all is well
 * again, too. */
static void
test_problems (Rig *rig, gconstpointer data)
{
  g_autoptr (ShowCardContent) logo = new_bare (SHOW_CARD_LOGO, SHOW_CORNER_TOP_RIGHT);
  g_autoptr (ShowCardContent) name = new_bare (SHOW_CARD_LOWER_THIRD, SHOW_CORNER_TOP_LEFT);
  Told told = {0};

  ovl_renderer_set_problem_func (rig->renderer, on_problem, &told);
  logo->image = g_strdup ("/nonexistent/logo.png");
  set_card (rig, 2, logo);
  g_assert_cmpuint (told.n, ==, 1);
  g_assert_cmpuint (told.layer, ==, 2);
  g_assert_nonnull (strstr (told.problem, "There is no file /nonexistent/logo.png."));
  set_card (rig, 2, logo);
  g_assert_cmpuint (told.n, ==, 1);
  logo->shown = FALSE;
  set_card (rig, 2, logo);
  g_assert_cmpuint (told.n, ==, 2);
  g_assert_null (told.problem);
  name->text = g_strdup ("Mia \U0010fffd");
  set_card (rig, 3, name);
  g_assert_cmpuint (told.n, ==, 3);
  g_assert_nonnull (strstr (told.problem, "font"));
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 1);
  g_free (told.problem);
}

/* A picture on a stick that comes later. */
static void
test_retry (Rig *rig, gconstpointer data)
{
  g_autoptr (ShowCardContent) logo = new_bare (SHOW_CARD_LOGO, SHOW_CORNER_TOP_RIGHT);
  g_autofree char *folder = g_dir_make_tmp ("ovl-renderer-XXXXXX", NULL);
  const char *svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";
  Told told = {0};

  ovl_renderer_set_problem_func (rig->renderer, on_problem, &told);
  logo->image = g_build_filename (folder, "logo.svg", NULL);
  set_card (rig, 2, logo);
  ovl_renderer_retry (rig->renderer);
  ovl_renderer_sync (rig->renderer);
  g_assert_cmpuint (told.n, ==, 1);
  g_assert_true (g_file_set_contents (logo->image, svg, -1, NULL));
  for (guint i = 0; i < 2; i++) {
    ovl_renderer_retry (rig->renderer);
    ovl_renderer_sync (rig->renderer);
  }
  g_assert_null (told.problem);
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 1);
  g_remove (logo->image);
  g_rmdir (folder);
}

/* Five products in one corner are too many: the last one has to wait, and says so, until another
 * one goes. */
static void
test_no_room (Rig *rig, gconstpointer data)
{
  g_autoptr (ShowCardContent) hidden = count_of (1);
  Told told = {0};

  ovl_renderer_set_problem_func (rig->renderer, on_problem, &told);
  for (guint i = 0; i < 5; i++)
    set_count (rig, i, 10 + i);
  ovl_renderer_sync (rig->renderer);
  g_assert_cmpuint (told.n, ==, 1);
  g_assert_cmpuint (told.layer, ==, 4);
  g_assert_nonnull (strstr (told.problem, "no room"));
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 4);
  hidden->shown = FALSE;
  set_card (rig, 1, hidden);
  g_assert_cmpuint (told.n, ==, 2);
  g_assert_null (told.problem);
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 5);
}

static void
test_without_product_nothing (Rig *rig, gconstpointer data)
{
  g_autoptr (ShowCardContent) content = count_of (17);
  g_autoptr (GstBuffer) empty = settled_picture (rig);
  g_autoptr (GstBuffer) picture = NULL;

  g_clear_pointer (&content->product, show_product_unref);
  ovl_renderer_set_card (rig->renderer, 0, content);
  ovl_renderer_sync (rig->renderer);
  picture = settled_picture (rig);
  g_assert_true (same_picture (empty, picture));
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 0);
}

static void
test_layers_are_apart (Rig *rig, gconstpointer data)
{
  g_autoptr (ShowCardContent) other = count_of (99);
  g_autoptr (GstBuffer) picture = NULL;

  other->corner = SHOW_CORNER_TOP_RIGHT;
  set_count (rig, 0, 17);
  ovl_renderer_set_card (rig->renderer, MIX_SPRITE_LAYERS - 1, other);
  ovl_renderer_sync (rig->renderer);
  picture = settled_picture (rig);
  g_assert_cmpint (luma_at (picture, 74, 600), >, 150);
  g_assert_cmpint (luma_at (picture, 826, 60), >, 150);
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), ==, 2);
}

static void
test_slates (Rig *rig, gconstpointer data)
{
  ShowScene scene = {.name = "break", .layout = SHOW_LAYOUT_SLATE, .slate = SHOW_SLATE_BREAK};
  g_autoptr (GstBuffer) picture = NULL;

  ovl_renderer_make_slate (rig->renderer, SHOW_SLATE_BREAK);
  ovl_renderer_sync (rig->renderer);
  mix_vision_set_scene (rig->vision, &scene, 0);
  picture = settled_picture (rig);
  g_assert_cmpint (luma_at (picture, WIDTH * 8 / 10, HEIGHT / 2), >, 140);
  g_assert_cmpint (luma_at (picture, 10, 10), <, 60);
}

/* Two cameras side by side: their pictures differ, by name alone, and stay the same. */
static void
test_camera_slates (Rig *rig, gconstpointer data)
{
  g_autoptr (GstBuffer) table = ovl_slate_for_camera (rig->look, &format, "table");
  g_autoptr (GstBuffer) again = ovl_slate_for_camera (rig->look, &format, "table");
  g_autoptr (GstBuffer) person = ovl_slate_for_camera (rig->look, &format, "presenter");

  g_assert_cmpuint (gst_buffer_get_size (table), ==, WIDTH * HEIGHT * 3 / 2);
  g_assert_true (same_picture (table, again));
  g_assert_false (same_picture (table, person));
}

static gpointer
set_many (gpointer data)
{
  for (gint64 available = 200; available > 0; available--)
    set_count (data, 0, available);
  return NULL;
}

/* Several threads at once; whatever came last stands, and nothing is lost or leaked. */
static void
test_from_any_thread (Rig *rig, gconstpointer data)
{
  GThread *threads[3];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("setter", set_many, rig);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  set_count (rig, 0, 42);
  ovl_renderer_sync (rig->renderer);
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), >=, 1);
  g_assert_cmpuint (ovl_renderer_get_drawn (rig->renderer), <=, 601);
}

static void
add (const char *path, void (*test) (Rig *, gconstpointer))
{
  g_test_add (path, Rig, NULL, rig_set_up, test, rig_tear_down);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  add ("/ovl/renderer/lands", test_card_lands_on_picture);
  add ("/ovl/renderer/unchanged", test_unchanged_is_not_drawn);
  add ("/ovl/renderer/newest-wins", test_newest_wins);
  add ("/ovl/renderer/swaps-at-once", test_number_swaps_at_once);
  add ("/ovl/renderer/appears-and-goes", test_appears_and_goes);
  add ("/ovl/renderer/shown", test_tells_what_was_shown);
  add ("/ovl/renderer/countdown", test_countdown_draws_itself);
  add ("/ovl/renderer/stack", test_cards_stack);
  add ("/ovl/renderer/code", test_code_is_cut);
  add ("/ovl/renderer/problems", test_problems);
  add ("/ovl/renderer/retry", test_retry);
  add ("/ovl/renderer/no-room", test_no_room);
  add ("/ovl/renderer/without-product", test_without_product_nothing);
  add ("/ovl/renderer/layers", test_layers_are_apart);
  add ("/ovl/renderer/slates", test_slates);
  add ("/ovl/renderer/camera-slates", test_camera_slates);
  add ("/ovl/renderer/any-thread", test_from_any_thread);
  return g_test_run ();
}
