#include "ovl-layout.h"

static const struct {
  int width, height;
} sizes[] = {{1920, 1080}, {1280, 720}, {640, 360},   {1080, 1920},
             {720, 1280},  {854, 480},  {3840, 2160}, {1440, 1080}};

static const ShowCorner corners[] = {SHOW_CORNER_TOP_LEFT, SHOW_CORNER_TOP_RIGHT,
                                     SHOW_CORNER_BOTTOM_LEFT, SHOW_CORNER_BOTTOM_RIGHT};

static const OvlCardMetrics three_digits = {.main_em = 1.9,
                                            .is_number = TRUE,
                                            .n_captions = 2,
                                            .title_em = 9,
                                            .price_em = 3.4,
                                            .has_bar = TRUE};

/* To the pixel that rounding the card to even numbers may take. */
static void
assert_inside (const OvlBox *box, double width, double height)
{
  g_assert_cmpfloat (box->x, >=, 0);
  g_assert_cmpfloat (box->y, >=, 0);
  g_assert_cmpfloat (box->x + box->width, <=, width + 1);
  g_assert_cmpfloat (box->y + box->height, <=, height + 1);
}

static void
test_safe_area (void)
{
  OvlRect wide = ovl_layout_apply_safe_area (ovl_layout_get_safe_area (1920, 1080), 1920, 1080);
  OvlRect upright = ovl_layout_apply_safe_area (ovl_layout_get_safe_area (1080, 1920), 1080, 1920);

  g_assert_cmpint (wide.x, ==, 96);
  g_assert_cmpint (wide.y, ==, 54);
  g_assert_cmpint (wide.width, ==, 1728);
  g_assert_cmpint (wide.height, ==, 972);
  g_assert_cmpint (upright.y, ==, 268);
  g_assert_cmpint (upright.y + upright.height, ==, 1248);
}

static void
test_card_in_safe_area (void)
{
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (gsize c = 0; c < G_N_ELEMENTS (corners); c++) {
      int width = sizes[s].width, height = sizes[s].height;
      OvlRect safe =
          ovl_layout_apply_safe_area (ovl_layout_get_safe_area (width, height), width, height);
      OvlCardLayout layout;

      ovl_layout_card (width, height, corners[c], &three_digits, &layout);
      g_assert_cmpint (layout.card.x, >=, safe.x);
      g_assert_cmpint (layout.card.y, >=, safe.y);
      g_assert_cmpint (layout.card.x + layout.card.width, <=, safe.x + safe.width);
      g_assert_cmpint (layout.card.y + layout.card.height, <=, safe.y + safe.height);
      g_assert_cmpint ((layout.card.x | layout.card.y | layout.card.width | layout.card.height) & 1,
                       ==, 0);
    }
}

static void
test_corners_differ (void)
{
  OvlCardLayout layouts[G_N_ELEMENTS (corners)];

  for (gsize c = 0; c < G_N_ELEMENTS (corners); c++)
    ovl_layout_card (1920, 1080, corners[c], &three_digits, &layouts[c]);
  g_assert_cmpint (layouts[0].card.x, ==, layouts[2].card.x);
  g_assert_cmpint (layouts[0].card.x, <, layouts[1].card.x);
  g_assert_cmpint (layouts[0].card.y, ==, layouts[1].card.y);
  g_assert_cmpint (layouts[0].card.y, <, layouts[2].card.y);
}

/* 7 to 8 % of the height at 16:9, 3.9 to 4.5 % at 9:16. */
static void
test_number_is_legible (void)
{
  OvlCardLayout wide, upright;

  ovl_layout_card (1920, 1080, SHOW_CORNER_TOP_LEFT, &three_digits, &wide);
  ovl_layout_card (1080, 1920, SHOW_CORNER_TOP_LEFT, &three_digits, &upright);
  g_assert_cmpfloat (wide.main.box.height / 1080, >=, 0.07);
  g_assert_cmpfloat (wide.main.box.height / 1080, <=, 0.08);
  g_assert_cmpfloat (upright.main.box.height / 1920, >=, 0.039);
  g_assert_cmpfloat (upright.main.box.height / 1920, <=, 0.045);
  /* The type fills its line: it is not a small number in a large box. */
  g_assert_cmpfloat (wide.main.size_px * 1.21 / wide.main.box.height, >=, 0.98);
}

static void
test_parts_inside_and_apart (void)
{
  OvlCardMetrics metrics = three_digits;

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (int variant = 0; variant < 32; variant++) {
      OvlCardLayout layout;
      double width, height;

      metrics.main_em = variant & 1 ? 12.0 : 1.9;
      metrics.title_em = variant & 2 ? 100.0 : 3.0;
      metrics.price_em = variant & 4 ? 12.0 : 3.4;
      metrics.mark_em = variant & 8 ? 5.0 : 0.0;
      metrics.is_rtl = (variant & 16) != 0;
      ovl_layout_card (sizes[s].width, sizes[s].height, SHOW_CORNER_BOTTOM_RIGHT, &metrics,
                       &layout);
      width = layout.card.width;
      height = layout.card.height;
      assert_inside (&layout.tile, width, height);
      assert_inside (&layout.main.box, layout.tile.width, height);
      assert_inside (&layout.captions[1].box, layout.tile.width, height);
      assert_inside (&layout.title.box, width, height);
      assert_inside (&layout.price.box, width, height);
      assert_inside (&layout.mark.box, width, height);
      assert_inside (&layout.clock, width, height);
      assert_inside (&layout.bar, width, height);
      g_assert_cmpfloat (layout.title.box.x, >, layout.tile.width);
      g_assert_cmpfloat (layout.title.box.y + layout.title.box.height, <=, layout.price.box.y);
      g_assert_cmpfloat (layout.price.box.y + layout.price.box.height, <=, layout.bar.y);
      g_assert_cmpfloat (layout.main.size_px * metrics.main_em, <=, layout.main.box.width + 0.001);
    }
}

/* A count that falls from 200 to 1 moves nothing but itself: the metrics are the widest's. */
static void
test_card_size_is_fixed (void)
{
  OvlCardMetrics few = three_digits, many = three_digits;
  OvlCardLayout a, b;

  many.main_em = 9;
  ovl_layout_card (1920, 1080, SHOW_CORNER_TOP_LEFT, &few, &a);
  ovl_layout_card (1920, 1080, SHOW_CORNER_TOP_LEFT, &many, &b);
  g_assert_cmpint (a.card.width, ==, b.card.width);
  g_assert_cmpint (a.card.height, ==, b.card.height);
  g_assert_cmpint (a.card.width, ==, 600);
}

/* A long price never loses to the mark: the words go, the clock stays. */
static void
test_mark_gives_way (void)
{
  OvlCardMetrics metrics = three_digits;
  OvlCardLayout layout;

  metrics.mark_em = 5;
  ovl_layout_card (1920, 1080, SHOW_CORNER_TOP_LEFT, &metrics, &layout);
  g_assert_cmpfloat (layout.mark.box.width, >, 0);
  metrics.price_em = 6;
  ovl_layout_card (1920, 1080, SHOW_CORNER_TOP_LEFT, &metrics, &layout);
  g_assert_cmpfloat (layout.mark.box.width, ==, 0);
  g_assert_cmpfloat (layout.clock.width, >, 0);
  g_assert_cmpfloat (layout.price.box.width, >=, 6 * layout.price.size_px);
}

static void
test_slate_words_clear_of_sun (void)
{
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (int permille = -200; permille <= 850; permille += 50) {
      OvlSlateLayout layout;
      gboolean upright = sizes[s].height > sizes[s].width;

      ovl_layout_slate (sizes[s].width, sizes[s].height, permille, &layout);
      assert_inside (&layout.headline.box, sizes[s].width, sizes[s].height);
      assert_inside (&layout.line.box, sizes[s].width, sizes[s].height);
      if (upright)
        g_assert_cmpfloat (layout.sun_y - layout.sun_radius, >,
                           layout.headline.box.y + layout.headline.box.height);
      else
        g_assert_cmpfloat (layout.sun_x - layout.sun_radius, >,
                           layout.headline.box.x + layout.headline.box.width);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ovl/layout/safe-area", test_safe_area);
  g_test_add_func ("/ovl/layout/card-in-safe-area", test_card_in_safe_area);
  g_test_add_func ("/ovl/layout/corners", test_corners_differ);
  g_test_add_func ("/ovl/layout/legible", test_number_is_legible);
  g_test_add_func ("/ovl/layout/parts", test_parts_inside_and_apart);
  g_test_add_func ("/ovl/layout/fixed-size", test_card_size_is_fixed);
  g_test_add_func ("/ovl/layout/mark", test_mark_gives_way);
  g_test_add_func ("/ovl/layout/slate", test_slate_words_clear_of_sun);
  return g_test_run ();
}
