/* The product card (title, price, how many of the drop are left) and the counter alone. */
#include "ovl-card-kinds.h"

#define WIDTH          640
#define HEIGHT         208
#define TITLE_TOP      20
#define TITLE_SIZE_MIN 27 /* of one that takes one line */
#define TITLE_SIZE_MAX 36
#define BALANCE_STEP   4
#define PRICE_SIZE     42
#define PRICE_LINE     50
#define PRICE_TOP      110
#define PRICE_TOP_LOW  140 /* with no bar under it */
#define WAS_SIZE       27
#define WAS_GAP        16 /* between price and earlier price */
#define LOW30_TOP      164
#define LOW30_SIZE     22
#define LOW30_LINE     28
#define LOW30_HEIGHT   36 /* what the card grows by */
#define BAR_HEIGHT     8
#define BAR_BOTTOM     28 /* from the bar's lower edge to the card's */
#define MARK_SIZE      22
#define MARK_LINE      28
#define MARK_GAP       8  /* between clock and words */
#define MARK_DISTANCE  20 /* between prices and mark */
#define CLOCK_SIZE     22

#define COUNTER_HEIGHT    196
#define COUNTER_WIDENING  36
#define COUNTER_CLOCK_TOP 16

static double
measure (OvlKit *kit, const OvlTextStyle *style, const char *string)
{
  return string ? ovl_text_measure_em (kit->text, style, string) : 0;
}

/* Two lines of about the same length: no word is left alone on the second. */
static double
balance (OvlKit *kit, const char *title, double width)
{
  double low = width / 2, high = width;

  if (ovl_text_count_lines (kit->text, &ovl_style_heading, OVL_HEADING_SIZE, width, title) > 2)
    return width;
  while (high - low > BALANCE_STEP) {
    double middle = (low + high) / 2;

    if (ovl_text_count_lines (kit->text, &ovl_style_heading, OVL_HEADING_SIZE, middle, title) > 2)
      low = middle;
    else
      high = middle;
  }
  return high;
}

/* A short title stands on one line, as large as fits, a longer one on two. */
static void
add_title (OvlSheet *sheet, OvlKit *kit, const char *title, double x, double width)
{
  double fits = width / MAX (measure (kit, &ovl_style_heading, title), 1.0);
  OvlTextBox box = {{x, TITLE_TOP, width, OVL_HEADING_LINE + 4}, MIN (fits, TITLE_SIZE_MAX), 1};

  if (fits < TITLE_SIZE_MIN)
    box = (OvlTextBox){
        {x, TITLE_TOP, balance (kit, title, width), 2 * OVL_HEADING_LINE}, OVL_HEADING_SIZE, 2};
  ovl_sheet_add_text (sheet, &box, &ovl_style_heading, OVL_ON_PLATE, title);
}

/* At the far edge of the price's line. Its words give way to a long price: then the clock alone is
 * the mark. Returns the room that it takes. */
static double
add_mark (OvlSheet *sheet, OvlKit *kit, const char *mark, double right, double middle, double room)
{
  double words = measure (kit, &ovl_style_small, mark) * MARK_SIZE + 1;
  OvlTextBox box = {{right - words, middle - MARK_LINE / 2.0, words, MARK_LINE}, MARK_SIZE, 1};
  double taken = CLOCK_SIZE;

  if (!mark)
    return 0;
  if (CLOCK_SIZE + MARK_GAP + words + MARK_DISTANCE <= room) {
    ovl_sheet_add_text (sheet, &box, &ovl_style_small, OVL_ON_PLATE_MARK, mark);
    taken += MARK_GAP + words;
  }
  ovl_sheet_add_clock (sheet,
                       (OvlBox){right - taken, middle - CLOCK_SIZE / 2.0, CLOCK_SIZE, CLOCK_SIZE},
                       OVL_ON_PLATE_MARK);
  return taken + MARK_DISTANCE;
}

/* At the same place, where it fits: the count says as much. Returns the room that it takes. */
static double
add_last (OvlSheet *sheet, OvlKit *kit, const char *last, double right, double middle, double room)
{
  double width = measure (kit, &ovl_style_small, last) * MARK_SIZE + 1;
  OvlTextBox box = {{right - width, middle - MARK_LINE / 2.0, width, MARK_LINE}, MARK_SIZE, 1};

  if (!last || width + MARK_DISTANCE > room)
    return 0;
  ovl_sheet_add_text (sheet, &box, &ovl_style_small, OVL_ON_PLATE, last);
  return width + MARK_DISTANCE;
}

static void
add_prices (OvlSheet *sheet, OvlKit *kit, const OvlProductWords *words, double x, double width,
            double y)
{
  gboolean for_sale = words->look == OVL_LOOK_ON_SALE || words->look == OVL_LOOK_AGED;
  double price = measure (kit, &ovl_style_price, words->price) * PRICE_SIZE;
  double was = measure (kit, &ovl_style_was, words->was) * WAS_SIZE;
  double wanted = price + (was > 0 ? WAS_GAP + was : 0), middle = y + PRICE_LINE / 2.0;
  double room = width - add_mark (sheet, kit, words->mark, x + width, middle, width - wanted) -
                add_last (sheet, kit, words->last, x + width, middle, width - wanted);
  double part = MIN (room / MAX (wanted, 1), 1);
  OvlTextBox box = {{x, y, price * part + 1, PRICE_LINE}, PRICE_SIZE, 1};

  ovl_sheet_add_text (sheet, &box, &ovl_style_price, for_sale ? OVL_ON_PLATE : OVL_ON_PLATE_QUIET,
                      words->price);
  box =
      (OvlTextBox){{x + (price + WAS_GAP) * part, y + 3, was * part + 1, PRICE_LINE}, WAS_SIZE, 1};
  if (words->was)
    ovl_sheet_add_text (sheet, &box, &ovl_style_was, OVL_ON_PLATE_QUIET, words->was);
}

/* What stands beside the tile keeps to the side on which the title's script begins. */
static void
add_panel (OvlSheet *sheet, OvlKit *kit, const OvlProductWords *words, double tile)
{
  double x = tile + OVL_PADDING, width = WIDTH - x - OVL_PADDING;
  guint first = sheet->parts->len;
  gboolean has_bar = words->left_part >= 0;
  OvlTextBox low30 = {{x, LOW30_TOP, width, LOW30_LINE}, LOW30_SIZE, 1};

  add_title (sheet, kit, words->title, x, width);
  add_prices (sheet, kit, words, x, width, has_bar || words->low30 ? PRICE_TOP : PRICE_TOP_LOW);
  ovl_sheet_add_text (sheet, &low30, &ovl_style_small, OVL_ON_PLATE_QUIET, words->low30);
  if (has_bar)
    ovl_sheet_add_bar (sheet,
                       (OvlBox){x, sheet->height - BAR_BOTTOM - BAR_HEIGHT, width, BAR_HEIGHT},
                       words->look == OVL_LOOK_AGED ? OVL_BAR_AGED : OVL_BAR, words->left_part);
  if (!kit->is_rtl && ovl_text_is_rtl (kit->text, words->title))
    ovl_sheet_mirror (sheet, first, x, x + width);
}

OvlSheet *
ovl_card_product (OvlKit *kit, const ShowCardContent *content, GError **error)
{
  g_autoptr (OvlProductWords) words = ovl_product_words_new (content, kit->locale);
  double tile = ovl_tile_get_width (kit, words);
  OvlSheet *sheet = ovl_sheet_new (WIDTH, HEIGHT + (words->low30 ? LOW30_HEIGHT : 0), TRUE);

  ovl_tile_add (sheet, kit, words, tile, sheet->height);
  add_panel (sheet, kit, words, tile);
  ovl_card_mirror (sheet, kit);
  return sheet;
}

OvlSheet *
ovl_card_counter (OvlKit *kit, const ShowCardContent *content, GError **error)
{
  g_autoptr (OvlProductWords) words = ovl_product_words_new (content, kit->locale);
  double width = ovl_tile_get_width (kit, words) + COUNTER_WIDENING;
  OvlSheet *sheet = ovl_sheet_new (width, COUNTER_HEIGHT, TRUE);

  ovl_tile_add (sheet, kit, words, width, COUNTER_HEIGHT);
  if (words->mark)
    ovl_sheet_add_clock (
        sheet,
        (OvlBox){width - COUNTER_CLOCK_TOP - CLOCK_SIZE, COUNTER_CLOCK_TOP, CLOCK_SIZE, CLOCK_SIZE},
        OVL_ON_AGED);
  ovl_card_mirror (sheet, kit);
  return sheet;
}
