/* Scenes that wait until their cameras are awake. */
#include "mix-cue.h"

#define MS G_GINT64_CONSTANT (1000000)

static ShowScene
scene (ShowLayout layout, int first, int second)
{
  return (ShowScene){.layout = layout, .cameras = {first, second}, .slate = SHOW_SLATE_BREAK};
}

static MixOrders
cut_to (int camera)
{
  return (MixOrders){.cut = TRUE, .cut_to = scene (SHOW_LAYOUT_FULL, camera, 0)};
}

static MixOrders
fade_to (int camera, guint ms)
{
  return (MixOrders){.fade = TRUE, .fade_to = scene (SHOW_LAYOUT_FULL, camera, 0), .fade_ms = ms};
}

static void
test_nothing_waits (void)
{
  MixOrders none = {0}, orders = {.fade_ms = 77};
  MixCue cue = {0};

  mix_cue_add (&cue, &none, 0);
  g_assert_false (mix_cue_take (&cue, TRUE, 0, &orders));
  g_assert_cmpuint (orders.fade_ms, ==, 77);
  g_assert_false (mix_cue_shows (&cue, 0));
}

static void
test_waits_until_ready (void)
{
  MixOrders cut = cut_to (2), orders;
  MixCue cue = {0};

  mix_cue_add (&cue, &cut, 100 * MS);
  g_assert_true (mix_cue_shows (&cue, 2));
  g_assert_false (mix_cue_shows (&cue, 0));
  g_assert_false (mix_cue_take (&cue, FALSE, 100 * MS, &orders));
  g_assert_false (mix_cue_take (&cue, FALSE, 133 * MS, &orders));
  g_assert_true (mix_cue_take (&cue, TRUE, 166 * MS, &orders));
  g_assert_true (orders.cut && !orders.fade);
  g_assert_cmpint (orders.cut_to.cameras[0], ==, 2);
  g_assert_false (mix_cue_shows (&cue, 2));
  g_assert_false (mix_cue_take (&cue, TRUE, 200 * MS, &orders));
}

/* A camera that does not wake cannot hold up the show; orders that follow do not prolong it. */
static void
test_limit (void)
{
  MixOrders cut = cut_to (2), other = cut_to (3), orders;
  MixCue cue = {0};
  gint64 limit = MIX_CUE_WAIT_NS;

  mix_cue_add (&cue, &cut, 5 * MS);
  mix_cue_add (&cue, &other, 400 * MS);
  g_assert_false (mix_cue_take (&cue, FALSE, limit, &orders));
  g_assert_true (mix_cue_take (&cue, FALSE, limit + 5 * MS, &orders));
  g_assert_cmpint (orders.cut_to.cameras[0], ==, 3);
  mix_cue_add (&cue, &cut, 7 * limit);
  g_assert_false (mix_cue_take (&cue, FALSE, 7 * limit, &orders));
}

static void
test_what_replaces_what (void)
{
  MixOrders first = cut_to (1), fade = fade_to (2, 300), later = fade_to (3, 500), cut = cut_to (0);
  MixOrders orders;
  MixCue cue = {0};

  mix_cue_add (&cue, &first, 0);
  mix_cue_add (&cue, &fade, 0);
  mix_cue_add (&cue, &later, 0);
  g_assert_true (mix_cue_shows (&cue, 1) && mix_cue_shows (&cue, 3));
  g_assert_false (mix_cue_shows (&cue, 2));
  g_assert_true (mix_cue_take (&cue, TRUE, 0, &orders));
  g_assert_true (orders.cut && orders.fade);
  g_assert_cmpint (orders.cut_to.cameras[0], ==, 1);
  g_assert_cmpint (orders.fade_to.cameras[0], ==, 3);
  g_assert_cmpuint (orders.fade_ms, ==, 500);
  mix_cue_add (&cue, &fade, 0);
  mix_cue_add (&cue, &cut, 0);
  g_assert_true (mix_cue_take (&cue, TRUE, 0, &orders));
  g_assert_true (orders.cut && !orders.fade);
}

static void
test_which_cameras (void)
{
  static const struct {
    ShowLayout layout;
    gboolean first, second;
  } cases[] = {{SHOW_LAYOUT_FULL, TRUE, FALSE},
               {SHOW_LAYOUT_PIP, TRUE, TRUE},
               {SHOW_LAYOUT_SIDE, TRUE, TRUE},
               {SHOW_LAYOUT_SLATE, FALSE, FALSE}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    MixOrders cut = {.cut = TRUE, .cut_to = scene (cases[i].layout, 4, 6)};
    MixCue cue = {0};

    mix_cue_add (&cue, &cut, 0);
    g_assert_cmpint (mix_cue_shows (&cue, 4), ==, cases[i].first);
    g_assert_cmpint (mix_cue_shows (&cue, 6), ==, cases[i].second);
    g_assert_false (mix_cue_shows (&cue, 5));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mix/cue/nothing", test_nothing_waits);
  g_test_add_func ("/mix/cue/ready", test_waits_until_ready);
  g_test_add_func ("/mix/cue/limit", test_limit);
  g_test_add_func ("/mix/cue/replaced", test_what_replaces_what);
  g_test_add_func ("/mix/cue/cameras", test_which_cameras);
  return g_test_run ();
}
