#include "ovl-card.h"
#include "test-ovl-fixture.h"

#define RANDOM_TITLES 60
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
  g_autoptr (OvlLook) look = new_look ("glass", "en");

  return ovl_text_new (look->theme, "en", FALSE);
}

static const OvlColour ink = {1, 1, 1, 1};

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
  double bleed = box->size * OVL_TEXT_BLEED_EM;
  OvlBox reach = box->box;

  ovl_text_draw (text, cr, box, style, ink, string);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  reach.y -= bleed;
  reach.height += 2 * bleed;
  g_assert_false (has_ink_outside (surface, &reach));
  cairo_surface_destroy (surface);
}

static const OvlTextStyle title_style = {.font = OVL_FONT_HEADING, .align = OVL_ALIGN_LEFT};

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

static void
assert_tabular (OvlText *text, OvlFont font, const char *zero)
{
  OvlTextStyle style = {.font = font, .align = OVL_ALIGN_LEFT, .tabular = TRUE};
  double width = ovl_text_measure_em (text, &style, zero);

  for (gunichar digit = 1; digit < 10; digit++) {
    char figure[8] = {0};

    g_unichar_to_utf8 (g_utf8_get_char (zero) + digit, figure);
    g_assert_cmpfloat_with_epsilon (ovl_text_measure_em (text, &style, figure), width, 0.005);
  }
}

/* Within a fifth of a pixel at the size of the count: Inter's bold 1 is 0.002 em narrower. */
static void
test_tabular_figures (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (builtin_themes); i++) {
    g_autoptr (OvlLook) look = new_look (builtin_themes[i], "en");
    g_autoptr (OvlText) text = ovl_text_new (look->theme, "en", FALSE);

    assert_tabular (text, OVL_FONT_NUMBER, "0");
    assert_tabular (text, OVL_FONT_TEXT, "0");
    assert_tabular (text, OVL_FONT_NUMBER, "٠");
  }
}

static int
ink_width (OvlText *text, const OvlTextBox *box, const OvlTextStyle *style, const char *string)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400, 60);
  cairo_t *cr = cairo_create (surface);
  int first = 400, last = -1;

  ovl_text_draw (text, cr, box, style, ink, string);
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
  OvlTextStyle shrinks = {
      .font = OVL_FONT_NUMBER, .align = OVL_ALIGN_LEFT, .tabular = TRUE, .shrink = TRUE};
  double em = ovl_text_measure_em (text, &shrinks, "$1,234,567");

  g_assert_cmpfloat (em * box.size, >, box.box.width);
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

/* The hexadecimal box of a missing glyph would be the last thing a viewer should see: one ellipsis
 * stands for a row of them, and the rest of the words stays. */
static void
test_missing_glyphs (void)
{
  g_autoptr (OvlText) text = new_text ();
  OvlTextBox box = {{0, 0, 400, 60}, 40, 1};

  g_assert_false (ovl_text_has_fonts (text, "Mug \U0010fffd"));
  g_assert_true (ovl_text_has_fonts (text, "Mug, größer, كوب"));
  g_assert_cmpint (ink_width (text, &box, &title_style, "\U0010fffd\U0010fffc\U0010fff0"), ==,
                   ink_width (text, &box, &title_style, "…"));
  g_assert_cmpint (ink_width (text, &box, &title_style, "Mug \U0010fffd\U0010fffc, green"), ==,
                   ink_width (text, &box, &title_style, "Mug …, green"));
}

static void
test_line_count (void)
{
  g_autoptr (OvlText) text = new_text ();

  g_assert_cmpint (ovl_text_count_lines (text, &title_style, 20, 1000, "Mug"), ==, 1);
  g_assert_cmpint (ovl_text_count_lines (text, &title_style, 20, 120, "Hand-thrown mug"), ==, 2);
  g_assert_cmpint (ovl_text_count_lines (text, &title_style, 20, 10, "Mug"), >=, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ovl/text/hard-titles", test_hard_titles);
  g_test_add_func ("/ovl/text/random-titles", test_random_titles);
  g_test_add_func ("/ovl/text/tabular", test_tabular_figures);
  g_test_add_func ("/ovl/text/shrink", test_shrink);
  g_test_add_func ("/ovl/text/direction", test_direction);
  g_test_add_func ("/ovl/text/missing-glyphs", test_missing_glyphs);
  g_test_add_func ("/ovl/text/line-count", test_line_count);
  return g_test_run ();
}
