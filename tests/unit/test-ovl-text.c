#include "ovl-card-product.h"
#include "test-ovl-fixture.h"

#define RANDOM_TITLES 120
#define MARGIN        60

static const char *const hard_titles[] = {
    "",
    " ",
    "Hand-thrown stoneware mug, moss green, with a lid, a saucer and a wooden spoon",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhalterung",
    "كوب خزفي مصنوع يدوياً باللون الأخضر مع غطاء وصحن وملعقة خشبية من خشب الزيتون",
    "ספל קרמיקה בעבודת יד, ירוק אזוב, עם מכסה ותחתית וכפית עץ",
    "手作りの陶器マグカップ、苔色、蓋とソーサーと木のスプーン付き、限定二百個",
    "🎁🎁🎁 Mug 👩‍👩‍👧‍👦 🏳️‍🌈 "
    "🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁",
    "Z̸̢̛̖̬͉a̶̡̛̩̩͕̾̓͂l̷̠̙̓̏g̵̢͔̈́̈́̑o̴̤̫͊̀ ̷̨̛̠̜̓m̸͇̯̌ų̵͓̍g̶̻̐",
    "two\nlines\r\nand\ttabs\x01\x02",
    "broken \xff\xfe bytes \xc3",
    "\u202e\u202dturned around\u202c",
    "ﷺﷺﷺﷺﷺﷺ 𒐫𒐫𒐫𒐫",
};

static OvlText *
new_text (void)
{
  return ovl_text_new (ovl_theme_get_default ()->family);
}

/* TRUE when a pixel outside the box has any ink. The one row around it may have a trace of
 * antialiasing: Cairo 1.18 lets some through its own clip. */
static gboolean
has_ink_outside (cairo_surface_t *surface, const OvlBox *box)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++) {
      gboolean inside = x >= box->x - 1 && x < box->x + box->width + 1 && y >= box->y - 1 &&
                        y < box->y + box->height + 1;

      if (!inside && ((const guint32 *) (const void *) (data + y * stride))[x] != 0)
        return TRUE;
    }
  return FALSE;
}

static void
assert_stays_inside (OvlText *text, const OvlTextBox *box, const OvlTextStyle *style,
                     const char *string)
{
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, (int) box->box.width + 2 * MARGIN, (int) box->box.height + 2 * MARGIN);
  cairo_t *cr = cairo_create (surface);

  ovl_text_draw (text, cr, box, style, string);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_assert_false (has_ink_outside (surface, &box->box));
  cairo_surface_destroy (surface);
}

static const OvlTextStyle title_style = {
    .weight = PANGO_WEIGHT_SEMIBOLD, .align = OVL_ALIGN_LEFT, .colour = {1, 1, 1, 1}};

static void
test_hard_titles (void)
{
  g_autoptr (OvlText) text = new_text ();
  OvlTextBox box = {{MARGIN, MARGIN, 240, 50}, 20, 2};

  for (gsize i = 0; i < G_N_ELEMENTS (hard_titles); i++)
    assert_stays_inside (text, &box, &title_style, hard_titles[i]);
}

/* Planes 0 and 1 without the surrogates: all scripts, marks, controls and emoji. */
static char *
random_title (void)
{
  GString *title = g_string_new (NULL);
  int n = g_test_rand_int_range (1, 60);

  for (int i = 0; i < n; i++) {
    gunichar c = (gunichar) g_test_rand_int_range (1, 0x1fbff);

    if (g_unichar_validate (c))
      g_string_append_unichar (title, c);
  }
  return g_string_free (title, FALSE);
}

static void
test_random_titles (void)
{
  g_autoptr (OvlText) text = new_text ();
  OvlTextBox box = {{MARGIN, MARGIN, 240, 50}, 20, 2};

  for (int i = 0; i < RANDOM_TITLES; i++) {
    g_autofree char *title = random_title ();

    assert_stays_inside (text, &box, &title_style, title);
  }
}

static guint32
pixel (cairo_surface_t *surface, int x, int y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);

  return (
      (const guint32 *) (const void *) (data + y * cairo_image_surface_get_stride (surface)))[x];
}

/* With a title or without one, the frame around the panel's text is the bare plate. */
static void
test_card_keeps_its_padding (void)
{
  g_autoptr (OvlText) text = new_text ();
  g_autoptr (ShowCardContent) bare = new_content ("", SHOW_STOCK_LIVE, SHOW_FRESH, 17, 200);
  OvlRect card;
  cairo_surface_t *expected =
      ovl_card_product_draw (text, ovl_theme_get_default (), bare, "en", 1280, 720, &card);

  for (gsize i = 0; i < G_N_ELEMENTS (hard_titles); i++) {
    g_autofree char *valid = g_utf8_make_valid (hard_titles[i], -1);
    g_autoptr (ShowCardContent) content = new_content (valid, SHOW_STOCK_LIVE, SHOW_FRESH, 17, 200);
    cairo_surface_t *surface =
        ovl_card_product_draw (text, ovl_theme_get_default (), content, "en", 1280, 720, &card);

    for (int y = 0; y < card.height; y++)
      for (int x = 0; x < card.width; x++)
        if (y < 10 || y >= card.height - 10 || x < 130 || x >= card.width - 10)
          g_assert_cmphex (pixel (surface, x, y), ==, pixel (expected, x, y));
    g_assert_cmphex (pixel (surface, 0, 0), ==, 0);
    cairo_surface_destroy (surface);
  }
  cairo_surface_destroy (expected);
}

/* Within a fifth of a pixel at the size of the count: Inter's bold 1 is 0.002 em narrower. */
static void
test_tabular_figures (void)
{
  g_autoptr (OvlText) text = new_text ();
  OvlTextStyle style = {.weight = PANGO_WEIGHT_BOLD, .align = OVL_ALIGN_LEFT, .tabular = TRUE};
  double width = ovl_text_measure_em (text, &style, "000");

  for (int i = 111; i < 1000; i += 111) {
    g_autofree char *number = g_strdup_printf ("%d", i);

    g_assert_cmpfloat_with_epsilon (ovl_text_measure_em (text, &style, number), width, 0.01);
  }
}

static int
ink_width (OvlText *text, const OvlTextBox *box, const OvlTextStyle *style, const char *string)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400, 60);
  cairo_t *cr = cairo_create (surface);
  int first = 400, last = -1;

  ovl_text_draw (text, cr, box, style, string);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (int y = 0; y < 60; y++)
    for (int x = 0; x < 400; x++)
      if (pixel (surface, x, y)) {
        first = MIN (first, x);
        last = MAX (last, x);
      }
  cairo_surface_destroy (surface);
  return last - first + 1;
}

/* A shrinking text is shown whole, smaller; another one is cut with an ellipsis. */
static void
test_shrink (void)
{
  g_autoptr (OvlText) text = new_text ();
  OvlTextBox box = {{0, 0, 150, 60}, 40, 1};
  OvlTextStyle shrinks = {.weight = PANGO_WEIGHT_BOLD,
                          .align = OVL_ALIGN_LEFT,
                          .colour = {1, 1, 1, 1},
                          .tabular = TRUE,
                          .shrink = TRUE};
  double em = ovl_text_measure_em (text, &shrinks, "$1,234,567");

  g_assert_cmpfloat (em * box.size_px, >, box.box.width);
  g_assert_cmpint (ink_width (text, &box, &shrinks, "$1,234,567"), >, 140);
  g_assert_cmpint (ink_width (text, &box, &shrinks, "$1"), <, 60);
}

static void
test_direction (void)
{
  g_autoptr (OvlText) text = new_text ();

  g_assert_true (ovl_text_is_rtl (text, "كوب"));
  g_assert_true (ovl_text_is_rtl (text, "«ספל» 500 ml"));
  g_assert_false (ovl_text_is_rtl (text, "Mug كوب"));
  g_assert_false (ovl_text_is_rtl (text, ""));
}

/* The first box of a missing glyph would be the last thing a viewer should see. */
static void
test_missing_glyph_leaves_no_mark (void)
{
  g_autoptr (OvlText) text = new_text ();
  OvlTextBox box = {{0, 0, 400, 60}, 40, 1};

  g_assert_cmpint (ink_width (text, &box, &title_style, "\U0010fffd"), <=, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ovl/text/hard-titles", test_hard_titles);
  g_test_add_func ("/ovl/text/random-titles", test_random_titles);
  g_test_add_func ("/ovl/text/card-padding", test_card_keeps_its_padding);
  g_test_add_func ("/ovl/text/tabular", test_tabular_figures);
  g_test_add_func ("/ovl/text/shrink", test_shrink);
  g_test_add_func ("/ovl/text/direction", test_direction);
  g_test_add_func ("/ovl/text/missing-glyph", test_missing_glyph_leaves_no_mark);
  return g_test_run ();
}
