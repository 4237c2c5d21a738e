/* Where cameras stand: inside of the picture, even, in their own shape, at the safe margin. */
#include "mix-layout.h"

static const int sizes[][2] = {{1920, 1080}, {1280, 720},  {854, 480},
                               {640, 360},   {3840, 2160}, {1080, 1920}};

static void
assert_inside (const MixRect *rect, int width, int height)
{
  g_assert_cmpint (rect->x, >=, 0);
  g_assert_cmpint (rect->y, >=, 0);
  g_assert_cmpint (rect->width, >, 0);
  g_assert_cmpint (rect->height, >, 0);
  g_assert_cmpint (rect->x + rect->width, <=, width);
  g_assert_cmpint (rect->y + rect->height, <=, height);
  g_assert_cmpint ((rect->x | rect->y | rect->width | rect->height) & 1, ==, 0);
}

/* Neither stretched nor larger than it was. */
static void
assert_shape (const MixPlace *place)
{
  double across = (double) place->from.width / place->to.width;
  double down = (double) place->from.height / place->to.height;
  g_assert_cmpfloat (across, >=, 1.0);
  g_assert_cmpfloat (down, >=, 1.0);
  g_assert_cmpfloat (ABS (across / down - 1.0), <, 0.04);
}

/* Cameras that fill the picture. */
static void
compute (const ShowScene *scene, int width, int height, MixLayout *layout)
{
  const MixRect shapes[2] = {{0, 0, width, height}, {0, 0, width, height}};

  mix_layout_compute (scene, shapes, width, height, layout);
}

static void
test_every_pip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int corner = SHOW_CORNER_TOP_LEFT; corner <= SHOW_CORNER_BOTTOM_RIGHT; corner++)
      for (int permille = 0; permille <= 600; permille += 7) {
        ShowScene scene = {.layout = SHOW_LAYOUT_PIP, .cameras = {1, 0}};
        scene.corner = (ShowCorner) corner;
        scene.size_permille = permille;
        MixLayout layout;
        compute (&scene, sizes[i][0], sizes[i][1], &layout);
        g_assert_false (layout.whole);
        g_assert_cmpint (layout.background, ==, 1);
        g_assert_cmpuint (layout.n_places, ==, 1);
        g_assert_cmpint (layout.places[0].camera, ==, 0);
        assert_inside (&layout.border, sizes[i][0], sizes[i][1]);
        assert_inside (&layout.places[0].to, sizes[i][0], sizes[i][1]);
        assert_inside (&layout.places[0].from, sizes[i][0], sizes[i][1]);
        assert_shape (&layout.places[0]);
      }
}

static void
test_pip_third (void)
{
  ShowScene scene = {.layout = SHOW_LAYOUT_PIP,
                     .cameras = {0, 1},
                     .corner = SHOW_CORNER_BOTTOM_RIGHT,
                     .size_permille = 333};
  MixLayout layout;
  compute (&scene, 1920, 1080, &layout);
  const MixRect *to = &layout.places[0].to;
  g_assert_cmpint (to->width, ==, 640);
  g_assert_cmpint (to->height, ==, 360);
  g_assert_cmpint (layout.border.width, ==, 644);
  g_assert_cmpint (layout.border.x + layout.border.width, ==, 1920 - 96);
  g_assert_cmpint (layout.border.y + layout.border.height, ==, 1080 - 54);
  g_assert_cmpint (layout.fields[0].hole.width, ==, 644);
}

/* 1280 is no multiple of 3: two columns are cut off rather than every picture scaled slowly. */
static void
test_pip_snaps (void)
{
  static const int wanted[] = {500, 496, 333, 336, 250, 254}, ratios[] = {2, 2, 3, 3, 4, 4};
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (wanted); j++) {
      ShowScene scene = {.layout = SHOW_LAYOUT_PIP,
                         .cameras = {0, 1},
                         .corner = SHOW_CORNER_TOP_LEFT,
                         .size_permille = wanted[j]};
      MixLayout layout;
      compute (&scene, sizes[i][0], sizes[i][1], &layout);
      const MixPlace *place = &layout.places[0];
      g_assert_cmpint (place->from.width, ==, ratios[j] * place->to.width);
      g_assert_cmpint (place->from.height, ==, ratios[j] * place->to.height);
    }
}

static void
test_side (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    ShowScene scene = {.layout = SHOW_LAYOUT_SIDE, .cameras = {2, 5}};
    int width = sizes[i][0], height = sizes[i][1];
    MixLayout layout;
    compute (&scene, width, height, &layout);
    const MixPlace *left = &layout.places[0], *right = &layout.places[1];
    g_assert_cmpuint (layout.n_places, ==, 2);
    g_assert_cmpint (layout.background, ==, -1);
    g_assert_cmpint (left->camera, ==, 2);
    g_assert_cmpint (right->camera, ==, 5);
    assert_inside (&left->to, width, height);
    assert_inside (&right->to, width, height);
    assert_shape (left);
    g_assert_cmpint (left->to.x + left->to.width, <=, right->to.x);
    g_assert_cmpint (right->to.x + right->to.width, ==, width);
    g_assert_cmpint (ABS (2 * left->to.y + left->to.height - height), <=, 2);
    assert_inside (&layout.fields[0].hole, width, height);
    g_assert_cmpint (layout.fields[0].area.width + layout.fields[1].area.width, ==, width);
  }
}

/* A 4:3 camera: its bars are not shown in an inset or a half, which it fills as far as its shape
 * lets it. */
static void
test_other_shapes (void)
{
  const MixRect shapes[2] = {{0, 0, 1920, 1080}, {240, 0, 1440, 1080}};
  ShowScene scene = {.layout = SHOW_LAYOUT_PIP,
                     .cameras = {0, 1},
                     .corner = SHOW_CORNER_TOP_RIGHT,
                     .size_permille = 333};
  MixLayout layout;

  mix_layout_compute (&scene, shapes, 1920, 1080, &layout);
  g_assert_cmpint (layout.places[0].to.width, ==, 480);
  g_assert_cmpint (layout.places[0].to.height, ==, 360);
  g_assert_cmpint (layout.places[0].from.x, ==, 240);
  g_assert_cmpint (layout.border.x + layout.border.width, ==, 1920 - 96);
  assert_shape (&layout.places[0]);
  scene.layout = SHOW_LAYOUT_SIDE;
  mix_layout_compute (&scene, shapes, 1920, 1080, &layout);
  g_assert_cmpint (layout.places[0].to.height, ==, 540);
  g_assert_cmpint (layout.places[1].to.width, ==, 960);
  g_assert_cmpint (layout.places[1].to.height, ==, 720);
  assert_shape (&layout.places[1]);
}

static void
test_whole (void)
{
  MixLayout layout;
  ShowScene full = {.layout = SHOW_LAYOUT_FULL, .cameras = {3, 0}};
  compute (&full, 1920, 1080, &layout);
  g_assert_true (layout.whole);
  g_assert_cmpint (layout.background, ==, 3);
  g_assert_cmpuint (layout.n_places, ==, 0);
  ShowScene slate = {.layout = SHOW_LAYOUT_SLATE, .slate = SHOW_SLATE_END};
  compute (&slate, 1920, 1080, &layout);
  g_assert_true (layout.whole);
  g_assert_cmpint (layout.background, ==, -1);
}

static void
test_same_scene (void)
{
  ShowScene a = {.name = "one", .layout = SHOW_LAYOUT_FULL, .cameras = {0, 1}};
  ShowScene b = {.name = "two", .layout = SHOW_LAYOUT_FULL, .cameras = {0, 2}};
  g_assert_true (mix_layout_same_scene (&a, &b));
  a.layout = b.layout = SHOW_LAYOUT_SIDE;
  g_assert_false (mix_layout_same_scene (&a, &b));
  b.cameras[1] = 1;
  a.corner = SHOW_CORNER_TOP_LEFT;
  g_assert_true (mix_layout_same_scene (&a, &b));
  a.layout = b.layout = SHOW_LAYOUT_PIP;
  g_assert_false (mix_layout_same_scene (&a, &b));
  a.layout = b.layout = SHOW_LAYOUT_SLATE;
  g_assert_true (mix_layout_same_scene (&a, &b));
  a.slate = SHOW_SLATE_BREAK;
  g_assert_false (mix_layout_same_scene (&a, &b));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/pip/every", test_every_pip);
  g_test_add_func ("/layout/pip/third", test_pip_third);
  g_test_add_func ("/layout/pip/snaps", test_pip_snaps);
  g_test_add_func ("/layout/side", test_side);
  g_test_add_func ("/layout/other-shapes", test_other_shapes);
  g_test_add_func ("/layout/whole", test_whole);
  g_test_add_func ("/layout/same-scene", test_same_scene);
  return g_test_run ();
}
