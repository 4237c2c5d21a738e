/* Where cards stand: safe areas, stacks, who stays and who goes. */
#include "ovl-options.h"
#include "ovl-stage.h"

#define N   16
#define GAP 16

static const OvlRect wide = {96, 54, 1728, 972}, upright = {64, 268, 952, 980};

static void
test_safe_areas (void)
{
  OvlRect graphics = ovl_safe_apply (ovl_safe_choose (1920, 1080), 1920, 1080);
  OvlRect square = ovl_safe_apply (ovl_safe_choose (1080, 1080), 1080, 1080);
  OvlRect meta = ovl_safe_apply (ovl_safe_choose (1080, 1920), 1080, 1920);
  OvlRect action = ovl_safe_apply (ovl_safe_find ("ebu-action"), 2000, 1000);

  g_assert_cmpint (graphics.x, ==, 96);
  g_assert_cmpint (graphics.y, ==, 54);
  g_assert_cmpint (graphics.width, ==, 1728);
  g_assert_cmpint (graphics.height, ==, 972);
  g_assert_cmpint (square.x, ==, 54);
  g_assert_cmpint (square.height, ==, 972);
  g_assert_cmpint (meta.y, ==, 268);
  g_assert_cmpint (meta.y + meta.height, ==, 1248);
  g_assert_cmpint (action.x, ==, 70);
  g_assert_cmpint (action.y, ==, 35);
  g_assert_nonnull (ovl_safe_find ("tiktok"));
  g_assert_null (ovl_safe_find ("cinema"));
}

/* The config's own profile takes the place of a built-in one of its name. */
static void
test_own_safe_area (void)
{
  OvlSafeAreaOptions tiktok = {.name = (char *) "tiktok", .top = 10, .bottom = 22};
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  OvlSafeArea area = {0};

  g_assert_true (ovl_options_find_safe_area ("tiktok", own, &area));
  g_assert_cmpfloat (area.bottom, ==, 0.2);
  g_ptr_array_add (own, &tiktok);
  g_assert_true (ovl_options_find_safe_area ("tiktok", own, &area));
  g_assert_cmpfloat (area.bottom, ==, 0.22);
  g_assert_cmpstr (area.name, ==, "tiktok");
  g_assert_false (ovl_options_find_safe_area ("cinema", own, &area));
}

static OvlStand
new_stand (int width, int height, ShowCorner corner, int rank)
{
  return (OvlStand){
      .wanted = TRUE, .width = width, .height = height, .corner = corner, .rank = rank};
}

static void
assert_good (const OvlRect *safe, const OvlStand *stands, guint n)
{
  for (guint i = 0; i < n; i++) {
    const OvlRect *a = &stands[i].place;

    if (!stands[i].has_place)
      continue;
    g_assert_true (stands[i].wanted);
    g_assert_cmpint ((a->x | a->y | a->width | a->height) & 1, ==, 0);
    g_assert_cmpint (a->width, ==, stands[i].width);
    g_assert_cmpint (a->height, ==, stands[i].height);
    g_assert_cmpint (a->x, >=, safe->x);
    g_assert_cmpint (a->y, >=, safe->y);
    g_assert_cmpint (a->x + a->width, <=, safe->x + safe->width);
    g_assert_cmpint (a->y + a->height, <=, safe->y + safe->height);
    for (guint j = 0; j < i; j++)
      g_assert_true (!stands[j].has_place || ovl_stage_are_apart (a, &stands[j].place, GAP));
  }
}

static void
test_corners (void)
{
  OvlStand stands[4];

  for (int i = 0; i < 4; i++)
    stands[i] = new_stand (640, 208, (ShowCorner) (i + 1), 1);
  ovl_stage_place (&wide, GAP, stands, 4);
  assert_good (&wide, stands, 4);
  g_assert_cmpint (stands[0].place.x, ==, 96);
  g_assert_cmpint (stands[0].place.y, ==, 54);
  g_assert_cmpint (stands[1].place.x + 640, ==, 1824);
  g_assert_cmpint (stands[2].place.y + 208, ==, 1026);
  g_assert_cmpint (stands[3].place.x + 640, ==, 1824);
  g_assert_cmpint (stands[3].place.y + 208, ==, 1026);
}

/* The highest rank is nearest to the corner; the others stand above. */
static void
test_stack (void)
{
  OvlStand stands[] = {
      new_stand (300, 120, SHOW_CORNER_BOTTOM_LEFT, 2),
      new_stand (640, 208, SHOW_CORNER_BOTTOM_LEFT, 8),
      new_stand (200, 60, SHOW_CORNER_BOTTOM_LEFT, 2),
  };

  ovl_stage_place (&wide, GAP, stands, G_N_ELEMENTS (stands));
  assert_good (&wide, stands, G_N_ELEMENTS (stands));
  g_assert_cmpint (stands[1].place.y, ==, 1026 - 208);
  g_assert_cmpint (stands[0].place.y, ==, 1026 - 208 - GAP - 120);
  g_assert_cmpint (stands[2].place.y, ==, 1026 - 208 - GAP - 120 - GAP - 60);
  g_assert_cmpint (stands[2].place.x, ==, 96);
}

/* Nothing that stands moves, whoever comes or goes, even one of a higher rank. */
static void
test_stays (void)
{
  OvlStand stands[3] = {new_stand (300, 120, SHOW_CORNER_BOTTOM_LEFT, 2)};
  OvlRect first, third;

  ovl_stage_place (&wide, GAP, stands, 3);
  first = stands[0].place;
  stands[1] = new_stand (640, 208, SHOW_CORNER_BOTTOM_LEFT, 8);
  stands[2] = new_stand (400, 100, SHOW_CORNER_BOTTOM_LEFT, 5);
  ovl_stage_place (&wide, GAP, stands, 3);
  assert_good (&wide, stands, 3);
  g_assert_cmpint (stands[0].place.y, ==, first.y);
  third = stands[2].place;
  stands[1].wanted = FALSE;
  ovl_stage_place (&wide, GAP, stands, 3);
  g_assert_false (stands[1].has_place);
  g_assert_cmpint (stands[0].place.y, ==, first.y);
  g_assert_cmpint (stands[2].place.y, ==, third.y);
  stands[1].wanted = TRUE;
  ovl_stage_place (&wide, GAP, stands, 3);
  g_assert_cmpint (stands[1].place.y, ==, 1026 - 120 - GAP - 208);
}

/* A card that grows does so away from its corner. When that is where another one stands, the lower
 * rank looks for another place. */
static void
test_grows (void)
{
  OvlStand stands[] = {new_stand (640, 208, SHOW_CORNER_BOTTOM_RIGHT, 8),
                       new_stand (300, 120, SHOW_CORNER_BOTTOM_RIGHT, 2)};

  ovl_stage_place (&wide, GAP, stands, 2);
  stands[0].height = 244;
  stands[0].width = 700;
  ovl_stage_place (&wide, GAP, stands, 2);
  assert_good (&wide, stands, 2);
  g_assert_cmpint (stands[0].place.y + 244, ==, 1026);
  g_assert_cmpint (stands[0].place.x + 700, ==, 1824);
  g_assert_true (stands[1].has_place);
}

static void
test_corner_changes (void)
{
  OvlStand stand = new_stand (640, 208, SHOW_CORNER_BOTTOM_LEFT, 8);

  ovl_stage_place (&wide, GAP, &stand, 1);
  stand.corner = SHOW_CORNER_TOP_RIGHT;
  ovl_stage_place (&wide, GAP, &stand, 1);
  g_assert_cmpint (stand.place.x + 640, ==, 1824);
  g_assert_cmpint (stand.place.y, ==, 54);
}

/* Upright there is room for a code and a product; what ranks lower has to go, and comes back. */
static void
test_no_room (void)
{
  OvlStand stands[] = {new_stand (372, 160, SHOW_CORNER_TOP_RIGHT, 5),
                       new_stand (640, 244, SHOW_CORNER_BOTTOM_LEFT, 8),
                       new_stand (660, 714, SHOW_CORNER_BOTTOM_RIGHT, 7)};

  stands[2].wanted = FALSE;
  ovl_stage_place (&upright, GAP, stands, 3);
  g_assert_true (stands[0].has_place);
  stands[2].wanted = TRUE;
  ovl_stage_place (&upright, GAP, stands, 3);
  assert_good (&upright, stands, 3);
  g_assert_false (stands[0].has_place);
  g_assert_true (stands[1].has_place);
  g_assert_true (stands[2].has_place);
  stands[2].wanted = FALSE;
  ovl_stage_place (&upright, GAP, stands, 3);
  g_assert_true (stands[0].has_place);
}

/* One that is too large for the picture drives nobody away. */
static void
test_too_large (void)
{
  OvlStand stands[] = {new_stand (300, 120, SHOW_CORNER_TOP_LEFT, 1),
                       new_stand (2000, 100, SHOW_CORNER_TOP_LEFT, 9)};

  ovl_stage_place (&wide, GAP, stands, 2);
  g_assert_true (stands[0].has_place);
  g_assert_false (stands[1].has_place);
}

/* A long history of cards that come, go and change: never one over another, none out of the safe
 * area, and a second look changes nothing. */
static void
test_random (void)
{
  OvlStand stands[N] = {0};

  for (int step = 0; step < 3000; step++) {
    OvlStand *stand = &stands[g_test_rand_int_range (0, N)];
    OvlStand again[N];

    stand->wanted = g_test_rand_int_range (0, 3) > 0;
    stand->width = g_test_rand_int_range (30, 400) * 2;
    stand->height = g_test_rand_int_range (20, 380) * 2;
    stand->corner = (ShowCorner) g_test_rand_int_range (1, 5);
    stand->rank = g_test_rand_int_range (1, 10);
    ovl_stage_place (step % 2 ? &wide : &upright, GAP, stands, N);
    assert_good (step % 2 ? &wide : &upright, stands, N);
    memcpy (again, stands, sizeof stands);
    ovl_stage_place (step % 2 ? &wide : &upright, GAP, again, N);
    for (int i = 0; i < N; i++)
      if (stands[i].has_place) {
        g_assert_true (again[i].has_place);
        g_assert_cmpint (stands[i].place.x, ==, again[i].place.x);
        g_assert_cmpint (stands[i].place.y, ==, again[i].place.y);
      }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ovl/stage/safe-areas", test_safe_areas);
  g_test_add_func ("/ovl/stage/own-safe-area", test_own_safe_area);
  g_test_add_func ("/ovl/stage/corners", test_corners);
  g_test_add_func ("/ovl/stage/stack", test_stack);
  g_test_add_func ("/ovl/stage/stays", test_stays);
  g_test_add_func ("/ovl/stage/grows", test_grows);
  g_test_add_func ("/ovl/stage/corner-changes", test_corner_changes);
  g_test_add_func ("/ovl/stage/no-room", test_no_room);
  g_test_add_func ("/ovl/stage/too-large", test_too_large);
  g_test_add_func ("/ovl/stage/random", test_random);
  return g_test_run ();
}
