/* Every card in every theme, shape and language, and the slates, against pictures in
 * tests/unit/golden. TALLYBOX_UPDATE_GOLDEN=1 draws the pictures anew: look at every one of them
 * before it is committed.
 *
 * There are contact sheets of all cards in full detail, one for each theme, and small ones for each
 * theme, shape and language, which are kept as the means of blocks of 4 x 4 pixels. What is
 * compared are means of blocks, too, as they do not care how FreeType and Cairo smooth the edges of
 * letters. Fonts differ between Debian releases (Inter 4.0 beta in 12, 4.1 in 13): some digits and
 * full stops have other widths, so that letters stand up to three pixels aside. Therefore
 * ovl-fonts.txt tells what the pictures were made with. With the same fonts the comparison is
 * strict; otherwise blocks are four times as large: places, colours and missing parts still show, a
 * changed word may not (test-ovl-words has those). */
#include "ovl-card.h"
#include "ovl-gallery.h"
#include "ovl-sample.h"
#include "ovl-sheet.h"
#include "ovl-slate.h"
#include "test-ovl-fixture.h"

#define FAR      48 /* of 255: a block that differs so much is another block */
#define CHANNELS 3  /* of four bytes */
#define SHRINK   4
#define MARGIN   8 /* on contact sheets, in pixels */

#define CONTACT_HEIGHT_MAX 3000

typedef struct {
  int block;            /* side, in pixels of a picture in full detail */
  double mean_max;      /* of 255: mean difference of a channel over the picture */
  double far_share_max; /* of all blocks */
} Strictness;

static const Strictness same_fonts = {4, 2.0, 0.01}, other_fonts = {16, 4.0, 0.03};

static const struct {
  const char *name;
  int width, height;
} shapes[] = {{"wide", 640, 360}, {"upright", 360, 640}, {"square", 360, 360}};

static const struct {
  const char *locale, *title, *line;
} languages[] = {
    {"en", "Hand-thrown stoneware mug", "Sphinx of black quartz, judge my vow."},
    {"de", "Handgedrehter Steinzeugbecher", "Größe, Straße, Übermut, Äpfel"},
    {"fr", "Tasse en grès tournée à la main", "Où ça, garçon, œuvre naïve"},
    {"es", "Taza de gres torneada a mano", "¿Qué? ¡Mañana!"},
    {"ja", "手作り陶器のマグカップ", "手作り陶器のマグカップ"},
    {"ar", "كوب خزفي مصنوع يدوياً", "كوب خزفي مصنوع يدوياً ٠١٢٣"},
};

/* The cards that stand together on a picture. */
static const struct {
  const char *sample;
  ShowCorner corner;
} together[] = {
    {"product", SHOW_CORNER_BOTTOM_LEFT}, {"lower-third", SHOW_CORNER_BOTTOM_LEFT},
    {"link", SHOW_CORNER_BOTTOM_RIGHT},   {"countdown", SHOW_CORNER_TOP_RIGHT},
    {"ad", SHOW_CORNER_TOP_LEFT},         {"logo", SHOW_CORNER_TOP_RIGHT},
};

static GString *fonts; /* of this run */
static char *known_fonts;

static char *
golden_path (const char *file)
{
  return g_build_filename (TEST_SOURCE_DIR, "tests", "unit", "golden", file, NULL);
}

/* Comparing */

static int
block_mean (cairo_surface_t *surface, int block, int x, int y, int channel)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface), sum = 0;

  for (int row = 0; row < block; row++)
    for (int column = 0; column < block; column++)
      sum += data[(y + row) * stride + (x + column) * 4 + channel];
  return sum / (block * block);
}

typedef struct {
  double mean; /* the worst channel's */
  double far_share;
} Difference;

/* Both of the same size. A last incomplete row or column of blocks is left out. */
static Difference
compare (cairo_surface_t *a, cairo_surface_t *b, int block)
{
  int width = cairo_image_surface_get_width (a), height = cairo_image_surface_get_height (a);
  double sums[CHANNELS] = {0}, blocks = 0, far_blocks = 0;
  Difference difference = {0};

  for (int y = 0; y + block <= height; y += block)
    for (int x = 0; x + block <= width; x += block) {
      int worst = 0;

      for (int channel = 0; channel < CHANNELS; channel++) {
        int step =
            ABS (block_mean (a, block, x, y, channel) - block_mean (b, block, x, y, channel));

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

/* The means of blocks as a picture. Destroys `surface`. */
static cairo_surface_t *
shrink (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface) / SHRINK;
  int height = cairo_image_surface_get_height (surface) / SHRINK;
  cairo_surface_t *small = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  guint8 *data = cairo_image_surface_get_data (small);
  int stride = cairo_image_surface_get_stride (small);

  cairo_surface_flush (small);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int channel = 0; channel < CHANNELS; channel++)
        data[y * stride + x * 4 + channel] =
            (guint8) block_mean (surface, SHRINK, x * SHRINK, y * SHRINK, channel);
  cairo_surface_mark_dirty (small);
  cairo_surface_destroy (surface);
  return small;
}

static gboolean
same_size (cairo_surface_t *a, cairo_surface_t *b)
{
  return cairo_image_surface_get_width (a) == cairo_image_surface_get_width (b) &&
         cairo_image_surface_get_height (a) == cairo_image_surface_get_height (b);
}

/* Destroys `actual`. `scale`: 1, or SHRINK for one that was shrunk. */
static void
check (const char *name, cairo_surface_t *actual, const Strictness *strictness, int scale)
{
  g_autofree char *file = g_strdup_printf ("ovl-%s.png", name);
  g_autofree char *golden = golden_path (file);
  g_autofree char *actual_file = g_test_build_filename (G_TEST_BUILT, file, NULL);
  cairo_surface_t *expected = NULL;
  Difference difference = {255, 1};

  if (g_getenv ("TALLYBOX_UPDATE_GOLDEN")) {
    g_assert_cmpint (cairo_surface_write_to_png (actual, golden), ==, CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy (actual);
    return;
  }
  expected = cairo_image_surface_create_from_png (golden);
  g_assert_cmpint (cairo_surface_status (expected), ==, CAIRO_STATUS_SUCCESS);
  if (same_size (actual, expected))
    difference = compare (actual, expected, strictness->block / scale);
  g_test_message ("%s: mean %.2f, far %.3f %%", name, difference.mean, difference.far_share * 100);
  if (difference.mean > strictness->mean_max || difference.far_share > strictness->far_share_max) {
    cairo_surface_write_to_png (actual, actual_file);
    g_test_message ("%s is drawn as %s, but should look like %s", name, actual_file, golden);
    g_test_fail ();
  }
  cairo_surface_destroy (expected);
  cairo_surface_destroy (actual);
}

/* The fonts of a theme and language: the widths of a line tell one release from another. */
static const Strictness *
choose_strictness (OvlKit *kit, const char *name, const char *line)
{
  g_autofree char *record = NULL;
  double em[OVL_FONTS] = {0};

  for (OvlFont font = 1; font < OVL_FONTS; font++) {
    const OvlTextStyle style = {.font = font, .tabular = TRUE};

    em[font] = ovl_text_measure_em (kit->text, &style, line) +
               ovl_text_measure_em (kit->text, &style, "0123456789 €");
  }
  record = g_strdup_printf ("%s: lines of %.3f, %.3f and %.3f em\n", name, em[OVL_FONT_TEXT],
                            em[OVL_FONT_HEADING], em[OVL_FONT_NUMBER]);
  g_string_append (fonts, record);
  return known_fonts && strstr (known_fonts, record) ? &same_fonts : &other_fonts;
}

/* Contact sheets */

typedef struct {
  cairo_t *cr;
  int width, x, y, row;
} Contact;

static cairo_surface_t *
new_backdrop (int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 0.48, 0.51, 0.53);
  cairo_paint (cr);
  cairo_destroy (cr);
  return surface;
}

/* Destroys `picture`. */
static void
put (Contact *contact, cairo_surface_t *picture)
{
  int width = cairo_image_surface_get_width (picture);

  if (contact->x + width + MARGIN > contact->width) {
    contact->x = MARGIN;
    contact->y += contact->row + MARGIN;
    contact->row = 0;
  }
  cairo_set_source_surface (contact->cr, picture, contact->x, contact->y);
  cairo_paint (contact->cr);
  contact->x += width + MARGIN;
  contact->row = MAX (contact->row, cairo_image_surface_get_height (picture));
  cairo_surface_destroy (picture);
}

static ShowCardContent *
new_sample (guint i, const char *title)
{
  g_autofree char *logo = golden_path ("ovl-logo.svg");
  ShowCardContent *content = ovl_sample_new (i, logo);

  if (content->product && g_str_equal (content->product->title, languages[0].title)) {
    g_free (content->product->title);
    content->product->title = g_strdup (title);
  }
  return content;
}

static void
put_cards (Contact *contact, OvlKit *kit, const char *title)
{
  for (guint i = 0; i < ovl_sample_get_count (); i++) {
    g_autoptr (ShowCardContent) content = new_sample (i, title);
    g_autoptr (OvlSheet) sheet = ovl_card_compose (kit, content, NULL);

    put (contact, ovl_sheet_paint (sheet, kit->text, kit->look->theme, kit->scale));
  }
}

static guint
find_sample (const char *name)
{
  for (guint i = 0; i < ovl_sample_get_count (); i++)
    if (g_str_equal (ovl_sample_get_name (i), name))
      return i;
  g_assert_not_reached ();
}

static void
put_together (Contact *contact, OvlKit *kit, const char *title)
{
  g_autoptr (GPtrArray) contents =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_card_content_free);
  cairo_surface_t *picture = ovl_alignment_draw (kit, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (together); i++) {
    ShowCardContent *content = new_sample (find_sample (together[i].sample), title);

    content->corner = together[i].corner;
    g_ptr_array_add (contents, content);
  }
  ovl_gallery_draw_over (kit, picture, (ShowCardContent *const *) contents->pdata, contents->len);
  put (contact, picture);
}

/* Drawn on a tall sheet, of which what is used is kept. */
static cairo_surface_t *
draw_contact (OvlKit *kit, int width, const char *title, gboolean with_picture)
{
  cairo_surface_t *tall = new_backdrop (width, CONTACT_HEIGHT_MAX), *surface;
  Contact contact = {cairo_create (tall), width, MARGIN, MARGIN, 0};

  put_cards (&contact, kit, title);
  if (with_picture)
    put_together (&contact, kit, title);
  cairo_destroy (contact.cr);
  g_assert_cmpint (contact.y + contact.row + MARGIN, <=, CONTACT_HEIGHT_MAX);
  surface = new_backdrop (width, contact.y + contact.row + MARGIN);
  contact.cr = cairo_create (surface);
  cairo_set_source_surface (contact.cr, tall, 0, 0);
  cairo_paint (contact.cr);
  cairo_destroy (contact.cr);
  cairo_surface_destroy (tall);
  cairo_surface_flush (surface);
  return surface;
}

/* The tests */

static void
test_detail (gconstpointer theme)
{
  g_autoptr (OvlLook) look = new_look (theme, "en");
  g_autoptr (OvlKit) kit = ovl_kit_new (look, 1280, 720);
  g_autofree char *name = g_strdup_printf ("cards-%s", (const char *) theme);

  check (name, draw_contact (kit, 1320, languages[0].title, FALSE),
         choose_strictness (kit, name, languages[0].line), 1);
}

static void
check_language (const char *theme, gsize language)
{
  g_autoptr (OvlLook) look = new_look (theme, languages[language].locale);

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++) {
    g_autoptr (OvlKit) kit = ovl_kit_new (look, shapes[i].width, shapes[i].height);
    g_autofree char *name =
        g_strdup_printf ("%s-%s-%s", theme, languages[language].locale, shapes[i].name);

    if (!ovl_text_has_fonts (kit->text, languages[language].line))
      g_test_message ("No font here has the letters of %s.", languages[language].locale);
    check (name, shrink (draw_contact (kit, 960, languages[language].title, TRUE)),
           choose_strictness (kit, name, languages[language].line), SHRINK);
  }
}

static void
test_languages (gconstpointer theme)
{
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    check_language (theme, i);
}

/* A row for each shape. */
static cairo_surface_t *
draw_slates (const OvlLook *look)
{
  int width = 4 * (shapes[0].width + MARGIN) + MARGIN, height = MARGIN;
  cairo_surface_t *surface;
  Contact contact = {.width = width};

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    height += shapes[i].height + MARGIN;
  surface = new_backdrop (width, height);
  contact.cr = cairo_create (surface);
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++) {
    g_autoptr (OvlKit) kit = ovl_kit_new (look, shapes[i].width, shapes[i].height);

    contact.x = width; /* a new row */
    for (ShowSlate slate = SHOW_SLATE_STARTING; slate <= SHOW_SLATE_END; slate++)
      put (&contact, ovl_slate_draw (kit, slate));
    put (&contact, ovl_slate_draw_camera (kit, "table"));
  }
  cairo_destroy (contact.cr);
  return surface;
}

static void
test_slates (gconstpointer theme)
{
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++) {
    g_autoptr (OvlLook) look = new_look (theme, languages[i].locale);
    g_autoptr (OvlKit) kit = ovl_kit_new (look, shapes[0].width, shapes[0].height);
    g_autofree char *name =
        g_strdup_printf ("slates-%s-%s", (const char *) theme, languages[i].locale);

    check (name, shrink (draw_slates (look)), choose_strictness (kit, name, languages[i].line),
           SHRINK);
  }
}

/* Without this, a machine that lacks the font would only see that pictures differ. */
static void
test_fonts_are_there (void)
{
  static const char *const wanted[] = {"Inter", "Vollkorn"};
  PangoFontMap *map = pango_cairo_font_map_new ();
  PangoContext *context = pango_font_map_create_context (map);

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++) {
    PangoFontDescription *description = pango_font_description_from_string (wanted[i]);
    PangoFont *font = pango_context_load_font (context, description);
    PangoFontDescription *found = pango_font_describe (font);

    g_assert_true (g_str_has_prefix (pango_font_description_get_family (found), wanted[i]));
    pango_font_description_free (found);
    g_object_unref (font);
    pango_font_description_free (description);
  }
  g_object_unref (context);
  g_object_unref (map);
}

static void
add_theme (const char *what, const char *theme, void (*test) (gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/ovl/golden/%s/%s", what, theme);

  g_test_add_data_func (path, theme, test);
}

int
main (int argc, char **argv)
{
  g_autofree char *path = golden_path ("ovl-fonts.txt");
  int status;

  g_test_init (&argc, &argv, NULL);
  fonts = g_string_new (NULL);
  g_file_get_contents (path, &known_fonts, NULL, NULL);
  g_test_add_func ("/ovl/golden/fonts", test_fonts_are_there);
  for (gsize i = 0; i < G_N_ELEMENTS (builtin_themes); i++) {
    add_theme ("detail", builtin_themes[i], test_detail);
    add_theme ("languages", builtin_themes[i], test_languages);
    add_theme ("slates", builtin_themes[i], test_slates);
  }
  status = g_test_run ();
  if (g_getenv ("TALLYBOX_UPDATE_GOLDEN"))
    g_assert_true (g_file_set_contents (path, fonts->str, -1, NULL));
  g_string_free (fonts, TRUE);
  g_free (known_fonts);
  return status;
}
