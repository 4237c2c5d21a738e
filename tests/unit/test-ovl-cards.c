/* Every card, in every state, theme, language and shape: what all of them must keep. */
#include "ovl-card.h"
#include "ovl-sample.h"
#include "test-ovl-fixture.h"

static const struct {
  int width, height;
} sizes[] = {{1920, 1080}, {1280, 720}, {1080, 1920}, {1080, 1080}, {640, 360}};

typedef struct {
  OvlLook *look;
  OvlKit *kit;
} Desk;

static void
desk_init (Desk *desk, const char *theme, const char *locale, int width, int height)
{
  desk->look = new_look (theme, locale);
  desk->kit = ovl_kit_new (desk->look, width, height);
}

static void
desk_clear (Desk *desk)
{
  g_clear_pointer (&desk->kit, ovl_kit_free);
  g_clear_pointer (&desk->look, ovl_look_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

static OvlSheet *
compose (Desk *desk, const ShowCardContent *content)
{
  g_autoptr (GError) error = NULL;
  OvlSheet *sheet = ovl_card_compose (desk->kit, content, &error);

  g_assert_no_error (error);
  return sheet;
}

/* NULL for the logo, which needs a file. */
static OvlSheet *
compose_sample (Desk *desk, guint i)
{
  g_autoptr (ShowCardContent) content = ovl_sample_new (i, NULL);

  return show_card_content_is_drawn (content) ? compose (desk, content) : NULL;
}

static const OvlPart *
part_at (const OvlSheet *sheet, guint i)
{
  return &g_array_index (sheet->parts, OvlPart, i);
}

/* Where the capitals are: what is above and below them in a line may be another's. */
static OvlBox
capitals (const OvlPart *part)
{
  double line = part->box.height / part->lines, rest = (line - part->size * 0.73) / 2;

  return (OvlBox){part->box.x, part->box.y + rest, part->box.width, part->box.height - 2 * rest};
}

static gboolean
overlap (const OvlPart *first, const OvlPart *second)
{
  const double hair = 0.01;
  OvlBox a = capitals (first), b = capitals (second);

  return a.x + a.width > b.x + hair && b.x + b.width > a.x + hair && a.y + a.height > b.y + hair &&
         b.y + b.height > a.y + hair;
}

/* Parts stay on the sheet, and no two texts share a place. */
static void
check_boxes (const OvlSheet *sheet, const char *name)
{
  for (guint i = 0; i < sheet->parts->len; i++) {
    const OvlPart *part = part_at (sheet, i);

    g_assert_cmpfloat (part->box.x, >=, -0.01);
    g_assert_cmpfloat (part->box.y, >=, -0.01);
    g_assert_cmpfloat (part->box.x + part->box.width, <=, sheet->width + 0.01);
    g_assert_cmpfloat (part->box.y + part->box.height, <=, sheet->height + 0.01);
    for (guint j = 0; j < i; j++)
      if (part->kind == OVL_PART_TEXT && part_at (sheet, j)->kind == OVL_PART_TEXT &&
          overlap (part, part_at (sheet, j)))
        g_error ("%s: \"%s\" lies over \"%s\"", name, part->string, part_at (sheet, j)->string);
  }
}

static const guint32 *
row_of (cairo_surface_t *surface, int y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);

  return (const guint32 *) (const void *) (data + y * cairo_image_surface_get_stride (surface));
}

static void
remove_texts (OvlSheet *sheet)
{
  for (guint i = sheet->parts->len; i-- > 0;)
    if (part_at (sheet, i)->kind == OVL_PART_TEXT)
      g_array_remove_index (sheet->parts, i);
}

/* The frame around all that is written stays bare. Takes the texts off the sheet. */
static void
check_frame (Desk *desk, OvlSheet *sheet, const char *name)
{
  const double scale = desk->kit->scale;
  const int frame = (int) (4 * scale);
  cairo_surface_t *full = ovl_sheet_paint (sheet, desk->kit->text, desk->look->theme, scale);
  cairo_surface_t *bare;
  int width = cairo_image_surface_get_width (full), height = cairo_image_surface_get_height (full);

  remove_texts (sheet);
  bare = ovl_sheet_paint (sheet, desk->kit->text, desk->look->theme, scale);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if ((x < frame || x >= width - frame || y < frame || y >= height - frame) &&
          row_of (full, y)[x] != row_of (bare, y)[x])
        g_error ("%s has ink at %d, %d of %d x %d", name, x, y, width, height);
  cairo_surface_destroy (full);
  cairo_surface_destroy (bare);
}

static void
test_boxes (void)
{
  for (gsize l = 0; l < G_N_ELEMENTS (spoken_locales); l++) {
    g_auto (Desk) desk = {0};

    desk_init (&desk, builtin_themes[l % 3], spoken_locales[l], sizes[l % 5].width,
               sizes[l % 5].height);
    for (guint i = 0; i < ovl_sample_get_count (); i++) {
      g_autoptr (OvlSheet) sheet = compose_sample (&desk, i);

      if (!sheet)
        continue;
      check_boxes (sheet, ovl_sample_get_name (i));
      check_frame (&desk, sheet, ovl_sample_get_name (i));
    }
  }
}

static const char *const hard_titles[] = {
    " ",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhalterung",
    "كوب خزفي مصنوع يدوياً باللون الأخضر مع غطاء وصحن وملعقة خشبية من خشب الزيتون",
    "手作りの陶器マグカップ、苔色、蓋とソーサーと木のスプーン付き、限定二百個",
    "🎁🎁🎁 Mug 👩‍👩‍👧‍👦 🏳️‍🌈 "
    "🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁",
    "Z̸̢̛̖̬͉a̶̡̛̩̩͕̾̓͂l̷̠̙̓̏g̵̢͔̈́̈́̑o̴̤̫͊̀ ̷̨̛̠̜̓m̸͇̯̌ų̵͓̍g̶̻̐",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
};

static void
test_hard_titles (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hard_titles); i++)
    for (guint j = 0; j < ovl_sample_get_count (); j++) {
      g_auto (Desk) desk = {0};
      g_autoptr (ShowCardContent) content = ovl_sample_new (j, NULL);
      g_autoptr (OvlSheet) sheet = NULL;

      if (!show_card_content_is_drawn (content) || j % 3 != i % 3)
        continue;
      desk_init (&desk, "glass", i % 2 ? "ar" : "en", 1280, 720);
      g_free (content->text);
      content->text = g_strdup (hard_titles[i]);
      if (content->product) {
        g_free (content->product->title);
        content->product->title = g_strdup (hard_titles[i]);
        content->product->price_minor = G_GINT64_CONSTANT (12345678901);
      }
      sheet = compose (&desk, content);
      check_boxes (sheet, content->name);
      check_frame (&desk, sheet, content->name);
    }
}

/* Counts fall, the card stays. */
static void
test_size_is_fixed (void)
{
  g_auto (Desk) desk = {0};
  g_autoptr (ShowCardContent) many = new_content ("Mug", SHOW_STOCK_LIVE, SHOW_FRESH, 200, 200);
  g_autoptr (ShowCardContent) one = new_content ("Mug", SHOW_STOCK_LIVE, SHOW_FRESH, 1, 200);

  desk_init (&desk, "glass", "en", 1920, 1080);
  for (ShowCardKind kind = SHOW_CARD_PRODUCT; kind <= SHOW_CARD_COUNTER; kind++) {
    g_autoptr (OvlSheet) a = NULL;
    g_autoptr (OvlSheet) b = NULL;

    many->kind = one->kind = kind;
    a = compose (&desk, many);
    b = compose (&desk, one);
    g_assert_cmpfloat (a->width, ==, b->width);
    g_assert_cmpfloat (a->height, ==, b->height);
    g_assert_cmpfloat (part_at (a, 0)->box.width, ==, part_at (b, 0)->box.width);
  }
}

/* The count is the first text of a product's card. */
static const OvlPart *
find_text (const OvlSheet *sheet, const char *string)
{
  for (guint i = 0; i < sheet->parts->len; i++)
    if (part_at (sheet, i)->kind == OVL_PART_TEXT &&
        (!string || strstr (part_at (sheet, i)->string, string)))
      return part_at (sheet, i);
  return NULL;
}

/* Its line is 7 to 8 % of the height at 16:9, 3.9 to 4.5 % at 9:16. */
static void
test_number_is_legible (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_auto (Desk) desk = {0};
    g_autoptr (OvlSheet) sheet = NULL;
    double part;
    gboolean is_upright = sizes[i].height > sizes[i].width;

    desk_init (&desk, "glass", "en", sizes[i].width, sizes[i].height);
    sheet = compose_sample (&desk, 0);
    part = find_text (sheet, NULL)->box.height * desk.kit->scale / sizes[i].height;
    g_assert_cmpfloat (part, >=, is_upright ? 0.039 : 0.07);
    g_assert_cmpfloat (part, <=, is_upright ? 0.045 : 0.08);
  }
}

/* What reads from right to left has all its sides changed, and nothing else. */
static void
test_mirrored (void)
{
  g_auto (Desk) desk = {0};

  desk_init (&desk, "glass", "ar", 1920, 1080);
  for (guint i = 0; i < ovl_sample_get_count (); i++) {
    g_autoptr (OvlSheet) right = compose_sample (&desk, i);
    g_autoptr (OvlSheet) left = NULL;

    if (!right)
      continue;
    desk.kit->is_rtl = FALSE;
    left = compose_sample (&desk, i);
    desk.kit->is_rtl = TRUE;
    if (!g_str_has_prefix (ovl_sample_get_name (i), "link") &&
        !g_str_has_prefix (ovl_sample_get_name (i), "ad"))
      ovl_sheet_mirror (left, 0, 0, left->width);
    g_assert_cmpfloat (left->width, ==, right->width);
    g_assert_true (ovl_sheet_equal (left, right));
  }
}

/* An Arabic title on an English card begins at the right of its panel; the tile stays. */
static void
test_foreign_title (void)
{
  g_auto (Desk) desk = {0};
  g_autoptr (ShowCardContent) content =
      new_content ("كوب خزفي", SHOW_STOCK_LIVE, SHOW_FRESH, 17, 200);
  g_autoptr (OvlSheet) sheet = NULL;

  desk_init (&desk, "glass", "en", 1920, 1080);
  sheet = compose (&desk, content);
  g_assert_cmpfloat (part_at (sheet, 0)->box.x, ==, 0);
  g_assert_cmpint (find_text (sheet, "كوب")->style.align, ==, OVL_ALIGN_RIGHT);
  g_assert_cmpint (find_text (sheet, "17")->style.align, ==, OVL_ALIGN_CENTRE);
}

static OvlSheet *
compose_countdown (Desk *desk, gint64 left_s)
{
  g_autoptr (ShowCardContent) content = g_new0 (ShowCardContent, 1);

  content->kind = SHOW_CARD_COUNTDOWN;
  content->shown = TRUE;
  content->corner = SHOW_CORNER_TOP_RIGHT;
  content->text = g_strdup ("Drop starts");
  content->left_s = left_s;
  return compose (desk, content);
}

/* Nothing moves while the time falls, and the end is a word that stands still. */
static void
test_countdown (void)
{
  g_auto (Desk) desk = {0};
  g_autoptr (OvlSheet) end = NULL;

  desk_init (&desk, "paper", "en", 1920, 1080);
  end = compose_countdown (&desk, 0);
  g_assert_nonnull (find_text (end, "now"));
  for (gint64 left_s = 1; left_s < 100000; left_s = left_s * 3 + 1) {
    g_autoptr (OvlSheet) sheet = compose_countdown (&desk, left_s);

    g_assert_cmpfloat (sheet->width, ==, end->width);
    g_assert_cmpfloat (sheet->height, ==, end->height);
    g_assert_null (find_text (sheet, "now"));
    g_assert_false (ovl_sheet_equal (sheet, end));
  }
}

/* A countdown of days changes its looks once an hour only. */
static void
test_countdown_is_calm (void)
{
  g_auto (Desk) desk = {0};
  g_autoptr (OvlSheet) a = NULL;
  g_autoptr (OvlSheet) b = NULL;

  desk_init (&desk, "paper", "en", 1920, 1080);
  a = compose_countdown (&desk, 187200 + 1800);
  b = compose_countdown (&desk, 187200 + 1799);
  g_assert_true (ovl_sheet_equal (a, b));
}

/* Numbers that are too old are on no card. */
static void
test_unknown_hides (void)
{
  g_auto (Desk) desk = {0};
  static const ShowCardKind kinds[] = {SHOW_CARD_PRODUCT, SHOW_CARD_COUNTER, SHOW_CARD_HUBS};

  desk_init (&desk, "glass", "en", 1920, 1080);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (ShowCardContent) content =
        new_content ("Mug", SHOW_STOCK_LIVE, SHOW_UNKNOWN, 777, 999);
    ShowHub hubs[] = {{"a", 333}, {"b", 444}};
    g_autoptr (OvlSheet) sheet = NULL;

    content->kind = kinds[i];
    show_product_set_hubs (content->product, hubs, 2);
    sheet = compose (&desk, content);
    g_assert_nonnull (find_text (sheet, "updating…"));
    g_assert_null (find_text (sheet, "777"));
    g_assert_null (find_text (sheet, "333"));
    g_assert_null (find_text (sheet, "999"));
  }
}

static void
test_struck_price (void)
{
  g_auto (Desk) desk = {0};
  g_autoptr (ShowCardContent) content = new_content ("Mug", SHOW_STOCK_LIVE, SHOW_FRESH, 17, 200);
  g_autoptr (OvlSheet) without = NULL;
  g_autoptr (OvlSheet) with = NULL;

  desk_init (&desk, "glass", "en", 1920, 1080);
  content->product->was_minor = 2990;
  without = compose (&desk, content);
  g_assert_null (find_text (without, "29.90"));
  content->product->low30_minor = 2690;
  with = compose (&desk, content);
  g_assert_true (find_text (with, "29.90")->style.strike);
  g_assert_false (find_text (with, "24.90")->style.strike);
  g_assert_nonnull (find_text (with, "Lowest price in 30 days: €26.90"));
}

static void
test_access (void)
{
  g_auto (Desk) desk = {0};
  g_autoptr (ShowCardContent) content =
      new_content ("Mug", SHOW_STOCK_UPCOMING, SHOW_FRESH, 200, 200);
  g_autoptr (OvlSheet) before = NULL;
  g_autoptr (OvlSheet) open = NULL;

  desk_init (&desk, "glass", "en", 1920, 1080);
  content->kind = SHOW_CARD_ACCESS;
  content->access = SHOW_ACCESS_BEFORE;
  content->left_s = 252;
  strcpy (content->window.tier, "vip");
  before = compose (&desk, content);
  g_assert_nonnull (find_text (before, "Opens for VIP in"));
  g_assert_nonnull (find_text (before, "04:12"));
  content->access = SHOW_ACCESS_MEMBERS;
  open = compose (&desk, content);
  g_assert_nonnull (find_text (open, "Early access"));
  g_assert_nonnull (find_text (open, "04:12 left"));
}

/* Each kind of card knows how long it stays and how it comes; a QR code never fades. */
static void
test_kinds (void)
{
  for (ShowCardKind kind = SHOW_CARD_PRODUCT; kind <= SHOW_CARD_AD; kind++) {
    g_assert_cmpint (ovl_card_get_rank (kind), >, 0);
    g_assert_cmpuint (ovl_card_get_fade_ms (kind), <=, 300);
  }
  g_assert_cmpuint (ovl_card_get_fade_ms (SHOW_CARD_LINK), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ovl/cards/boxes", test_boxes);
  g_test_add_func ("/ovl/cards/hard-titles", test_hard_titles);
  g_test_add_func ("/ovl/cards/size-is-fixed", test_size_is_fixed);
  g_test_add_func ("/ovl/cards/legible", test_number_is_legible);
  g_test_add_func ("/ovl/cards/mirrored", test_mirrored);
  g_test_add_func ("/ovl/cards/foreign-title", test_foreign_title);
  g_test_add_func ("/ovl/cards/countdown", test_countdown);
  g_test_add_func ("/ovl/cards/countdown/calm", test_countdown_is_calm);
  g_test_add_func ("/ovl/cards/unknown", test_unknown_hides);
  g_test_add_func ("/ovl/cards/struck-price", test_struck_price);
  g_test_add_func ("/ovl/cards/access", test_access);
  g_test_add_func ("/ovl/cards/kinds", test_kinds);
  return g_test_run ();
}
