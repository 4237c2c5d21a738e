/* Each card state and slate against a picture in tests/unit/golden. TALLYBOX_UPDATE_GOLDEN=1 draws
 * the pictures anew: look at every one of them before it is committed.
 *
 * What is compared is not pixels but the means of blocks, which do not care how FreeType and Cairo
 * smooth the edges of letters. Inter itself differs between Debian releases (4.0 beta in 12, 4.1 in
 * 13): some digits and full stops have other widths, so that letters stand up to three pixels
 * aside. Therefore ovl-font.txt tells the font that the pictures were made with. With the same font
 * blocks are small and the comparison strict; with another one they are large: places, colours and
 * missing parts still show, a changed word may not (test-ovl-words has those). Measured at the
 * change from 12 to 13: mean 2.5 and far 1.0 % at most. */
#include "ovl-card-product.h"
#include "ovl-slate.h"
#include "test-ovl-fixture.h"

#define FAR      48 /* of 255: a block that differs so much is another block */
#define CHANNELS 4

typedef struct {
  int block;            /* side, in pixels */
  double mean_max;      /* of 255: mean difference of a channel over the picture */
  double far_share_max; /* of all blocks */
} Strictness;

static const Strictness same_font = {4, 2.0, 0.01}, other_font = {16, 3.0, 0.02};
static const Strictness *strictness = &other_font;

#define CARD_TITLE "Hand-thrown stoneware mug"

typedef struct {
  const char *name;
  const char *title;
  ShowStockState state;
  ShowFreshness freshness;
  gint64 available, cap;
  const char *locale;
} CardCase;

static const CardCase card_cases[] = {
    {"live", CARD_TITLE, SHOW_STOCK_LIVE, SHOW_FRESH, 143, 200, "en"},
    {"few", CARD_TITLE, SHOW_STOCK_LIVE, SHOW_FRESH, 7, 200, "en"},
    {"many", "Olive oil", SHOW_STOCK_LIVE, SHOW_FRESH, 1043, 1200, "de"},
    {"no-cap", "Candle", SHOW_STOCK_LIVE, SHOW_FRESH, 64, 0, "en"},
    {"long", CARD_TITLE ", moss green, with a lid and a saucer", SHOW_STOCK_LIVE, SHOW_FRESH, 17,
     200, "en"},
    {"aged", CARD_TITLE, SHOW_STOCK_LIVE, SHOW_AGED, 143, 200, "en"},
    {"unknown", CARD_TITLE, SHOW_STOCK_LIVE, SHOW_UNKNOWN, 143, 200, "en"},
    {"upcoming", CARD_TITLE, SHOW_STOCK_UPCOMING, SHOW_FRESH, 200, 200, "en"},
    {"sold-out", CARD_TITLE, SHOW_STOCK_SOLD_OUT, SHOW_FRESH, 0, 200, "en"},
    {"preorder", CARD_TITLE, SHOW_STOCK_PREORDER, SHOW_FRESH, 0, 200, "en"},
    {"paused", CARD_TITLE, SHOW_STOCK_PAUSED, SHOW_FRESH, 90, 200, "en"},
    {"ended", CARD_TITLE, SHOW_STOCK_ENDED, SHOW_FRESH, 90, 200, "en"},
};

static const struct {
  const char *name;
  ShowSlate slate; /* 0: a camera's */
  int width, height;
} slate_cases[] = {
    {"starting", SHOW_SLATE_STARTING, 640, 360}, {"break", SHOW_SLATE_BREAK, 640, 360},
    {"end", SHOW_SLATE_END, 640, 360},           {"camera", 0, 640, 360},
    {"upright", SHOW_SLATE_BREAK, 360, 640},
};

typedef struct {
  double mean; /* the worst channel's */
  double far_share;
} Difference;

static int
block_mean (cairo_surface_t *surface, int x, int y, int channel)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface), block = strictness->block, sum = 0;

  for (int row = 0; row < block; row++)
    for (int column = 0; column < block; column++)
      sum += data[(y + row) * stride + (x + column) * CHANNELS + channel];
  return sum / (block * block);
}

/* Both of the same size. A last incomplete row or column of blocks is left out. */
static Difference
compare (cairo_surface_t *a, cairo_surface_t *b)
{
  int width = cairo_image_surface_get_width (a), height = cairo_image_surface_get_height (a);
  int block = strictness->block;
  double sums[CHANNELS] = {0}, blocks = 0, far_blocks = 0;
  Difference difference = {0};

  for (int y = 0; y + block <= height; y += block)
    for (int x = 0; x + block <= width; x += block) {
      int worst = 0;

      for (int channel = 0; channel < CHANNELS; channel++) {
        int step = ABS (block_mean (a, x, y, channel) - block_mean (b, x, y, channel));

        sums[channel] += step;
        worst = MAX (worst, step);
      }
      blocks++;
      far_blocks += worst > FAR;
    }
  for (int channel = 0; channel < CHANNELS; channel++)
    difference.mean = MAX (difference.mean, sums[channel] / blocks);
  difference.far_share = far_blocks / blocks;
  return difference;
}

static gboolean
same_size (cairo_surface_t *a, cairo_surface_t *b)
{
  return cairo_image_surface_get_width (a) == cairo_image_surface_get_width (b) &&
         cairo_image_surface_get_height (a) == cairo_image_surface_get_height (b);
}

static char *
golden_path (const char *file)
{
  return g_build_filename (TEST_SOURCE_DIR, "tests", "unit", "golden", file, NULL);
}

static void
check (const char *name, cairo_surface_t *actual)
{
  g_autofree char *file = g_strdup_printf ("ovl-%s.png", name);
  g_autofree char *golden = golden_path (file);
  g_autofree char *actual_file = g_test_build_filename (G_TEST_BUILT, file, NULL);
  cairo_surface_t *expected = NULL;
  Difference difference = {255, 1};

  if (g_getenv ("TALLYBOX_UPDATE_GOLDEN")) {
    g_assert_cmpint (cairo_surface_write_to_png (actual, golden), ==, CAIRO_STATUS_SUCCESS);
    return;
  }
  expected = cairo_image_surface_create_from_png (golden);
  g_assert_cmpint (cairo_surface_status (expected), ==, CAIRO_STATUS_SUCCESS);
  if (same_size (actual, expected))
    difference = compare (actual, expected);
  cairo_surface_destroy (expected);
  g_test_message ("%s: mean %.2f, far %.3f %%", name, difference.mean, difference.far_share * 100);
  if (difference.mean <= strictness->mean_max && difference.far_share <= strictness->far_share_max)
    return;
  cairo_surface_write_to_png (actual, actual_file);
  g_test_message ("%s is drawn as %s, but should look like %s", name, actual_file, golden);
  g_test_fail ();
}

static void
check_card (OvlText *text, const CardCase *c, const char *name, int width, int height)
{
  g_autoptr (ShowCardContent) content =
      new_content (c->title, c->state, c->freshness, c->available, c->cap);
  OvlRect card;
  cairo_surface_t *surface = ovl_card_product_draw (text, ovl_theme_get_default (), content,
                                                    c->locale, width, height, &card);

  check (name, surface);
  cairo_surface_destroy (surface);
}

static void
test_cards (void)
{
  g_autoptr (OvlText) text = ovl_text_new (ovl_theme_get_default ()->family);

  for (gsize i = 0; i < G_N_ELEMENTS (card_cases); i++) {
    g_autofree char *name = g_strdup_printf ("card-%s", card_cases[i].name);

    check_card (text, &card_cases[i], name, 1280, 720);
  }
  check_card (text, &card_cases[0], "card-live-small", 640, 360);
  check_card (text, &card_cases[0], "card-live-upright", 1080, 1920);
}

static void
test_slates (void)
{
  g_autoptr (OvlText) text = ovl_text_new (ovl_theme_get_default ()->family);
  const OvlTheme *theme = ovl_theme_get_default ();

  for (gsize i = 0; i < G_N_ELEMENTS (slate_cases); i++) {
    g_autofree char *name = g_strdup_printf ("slate-%s", slate_cases[i].name);
    int width = slate_cases[i].width, height = slate_cases[i].height;
    cairo_surface_t *surface =
        slate_cases[i].slate ? ovl_slate_draw (text, theme, slate_cases[i].slate, width, height)
                             : ovl_slate_draw_camera (text, theme, "table", width, height);

    check (name, surface);
    cairo_surface_destroy (surface);
  }
}

/* Without this, a machine that lacks the font would only see that pictures differ. */
static void
test_font_is_there (void)
{
  PangoFontMap *fonts = pango_cairo_font_map_new ();
  PangoContext *context = pango_font_map_create_context (fonts);
  PangoFontDescription *wanted = pango_font_description_from_string ("Inter 20");
  PangoFont *font = pango_context_load_font (context, wanted);
  PangoFontDescription *found = pango_font_describe (font);

  g_assert_true (g_str_has_prefix (pango_font_description_get_family (found), "Inter"));
  pango_font_description_free (found);
  g_object_unref (font);
  pango_font_description_free (wanted);
  g_object_unref (context);
  g_object_unref (fonts);
}

/* The widths of letters and figures tell one release of a font from another. */
static void
choose_strictness (void)
{
  g_autoptr (OvlText) text = ovl_text_new (ovl_theme_get_default ()->family);
  OvlTextStyle style = {.weight = PANGO_WEIGHT_BOLD, .align = OVL_ALIGN_LEFT, .tabular = TRUE};
  g_autofree char *path = golden_path ("ovl-font.txt");
  g_autofree char *made_with = NULL;
  g_autofree char *here = g_strdup_printf (
      "Inter, width of a line: %.3f em\n",
      ovl_text_measure_em (text, &style, "Sphinx of black quartz, judge my vow. 0123456789 €"));

  if (g_getenv ("TALLYBOX_UPDATE_GOLDEN"))
    g_assert_true (g_file_set_contents (path, here, -1, NULL));
  g_assert_true (g_file_get_contents (path, &made_with, NULL, NULL));
  strictness = g_str_equal (here, made_with) ? &same_font : &other_font;
  g_test_message ("blocks of %d pixels", strictness->block);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ovl/golden/font", test_font_is_there);
  choose_strictness ();
  g_test_add_func ("/ovl/golden/cards", test_cards);
  g_test_add_func ("/ovl/golden/slates", test_slates);
  return g_test_run ();
}
