/* What is left at each place: two to eight of them. */
#include "ovl-card-kinds.h"

#define WIDTH       480
#define TITLE_TOP   22
#define TITLE_LINE  38
#define TITLE_GAP   10
#define ROW_LINE    46
#define NAME_SIZE   28
#define COUNT_SIZE  32
#define COUNT_WIDTH 120
#define BOTTOM      18
#define CLOCK_SIZE  22
#define RULE_HEIGHT 2
#define WORD_SIZE   36
#define WORD_LINE   44
#define CLOCK_GAP   12

static const OvlTextStyle name_style = {.font = OVL_FONT_TEXT, .align = OVL_ALIGN_LEFT};
static const OvlTextStyle count_style = {
    .font = OVL_FONT_NUMBER, .align = OVL_ALIGN_RIGHT, .tabular = TRUE, .shrink = TRUE};

static void
add_row (OvlSheet *sheet, OvlKit *kit, const ShowHub *hub, double y)
{
  double inner = WIDTH - 2 * OVL_PADDING;
  g_autofree char *count = ovl_locale_format_count (kit->locale, hub->available);
  OvlShade shade = hub->available > 0 ? OVL_ON_PLATE : OVL_ON_PLATE_QUIET;
  OvlTextBox name = {{OVL_PADDING, y, inner - COUNT_WIDTH, ROW_LINE}, NAME_SIZE, 1};
  OvlTextBox left = {{WIDTH - OVL_PADDING - COUNT_WIDTH, y, COUNT_WIDTH, ROW_LINE}, COUNT_SIZE, 1};

  ovl_sheet_add_fill (sheet, (OvlBox){OVL_PADDING, y, inner, RULE_HEIGHT}, OVL_BAR_TRACK);
  ovl_sheet_add_text (sheet, &name, &name_style, shade, hub->name);
  ovl_sheet_add_text (sheet, &left, &count_style, shade, count);
}

static void
add_header (OvlSheet *sheet, const char *title, gboolean is_aged)
{
  double inner = WIDTH - 2 * OVL_PADDING;
  double clock = is_aged ? CLOCK_SIZE + CLOCK_GAP : 0;
  OvlTextBox box = {{OVL_PADDING, TITLE_TOP, inner - clock, TITLE_LINE}, OVL_HEADING_SIZE, 1};

  ovl_sheet_add_text (sheet, &box, &ovl_style_heading, OVL_ON_PLATE, title);
  if (is_aged)
    ovl_sheet_add_clock (sheet,
                         (OvlBox){WIDTH - OVL_PADDING - CLOCK_SIZE,
                                  TITLE_TOP + (TITLE_LINE - CLOCK_SIZE) / 2.0, CLOCK_SIZE,
                                  CLOCK_SIZE},
                         OVL_ON_PLATE_MARK);
}

/* Numbers that nobody vouches for, or that cannot be bought, are not told: the word stands in their
 * place, and the card keeps its size. */
OvlSheet *
ovl_card_hubs (OvlKit *kit, const ShowCardContent *content, GError **error)
{
  g_autoptr (OvlProductWords) words = ovl_product_words_new (content, kit->locale);
  const ShowProduct *product = content->product;
  double top = TITLE_TOP + TITLE_LINE + TITLE_GAP, rows = product->n_hubs * ROW_LINE;
  OvlTextBox word = {
      {OVL_PADDING, top + (rows - WORD_LINE) / 2, WIDTH - 2 * OVL_PADDING, WORD_LINE},
      WORD_SIZE,
      1};
  OvlSheet *sheet = ovl_sheet_new (WIDTH, top + rows + BOTTOM, TRUE);

  add_header (sheet, product->title, content->freshness == SHOW_AGED);
  for (guint i = 0; words->is_number && i < product->n_hubs; i++)
    add_row (sheet, kit, &product->hubs[i], top + i * ROW_LINE);
  if (!words->is_number)
    ovl_sheet_add_text (sheet, &word, &ovl_style_main, OVL_ON_PLATE_QUIET, words->main);
  ovl_card_mirror (sheet, kit);
  return sheet;
}
