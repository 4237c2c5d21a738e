/* Cards that are words on a plate: lower third, terms, "#ad". */
#include "ovl-card-kinds.h"

#define WIDTH_MAX 860 /* fits upright pictures, too */
#define WIDTH_MIN 280

/* Lower third. */
#define ACCENT_WIDTH 10
#define NAME_SIZE    46
#define NAME_LINE    56
#define DETAIL_SIZE  28
#define DETAIL_LINE  36
#define TOP          20
#define BOTTOM       22

/* Terms. */
#define TERMS_SIZE      26
#define TERMS_LINE      36
#define TERMS_LINES_MAX 14 /* SHOW_TERMS_MAX characters as wide as the em */
#define TERMS_PADDING   24

/* "#ad" */
#define AD_SIZE      30
#define AD_LINE      38
#define AD_PADDING   18
#define AD_MARGIN    10
#define AD_WIDTH_MAX 420

static const OvlTextStyle name_style = {
    .font = OVL_FONT_HEADING, .align = OVL_ALIGN_LEFT, .shrink = TRUE};
static const OvlTextStyle terms_style = {.font = OVL_FONT_TEXT, .align = OVL_ALIGN_LEFT};
static const OvlTextStyle ad_style = {
    .font = OVL_FONT_HEADING, .align = OVL_ALIGN_CENTRE, .shrink = TRUE};

static double
measure (OvlKit *kit, const OvlTextStyle *style, double size, const char *string)
{
  return string ? ovl_text_measure_em (kit->text, style, string) * size : 0;
}

OvlSheet *
ovl_card_lower_third (OvlKit *kit, const ShowCardContent *content, GError **error)
{
  double name = measure (kit, &name_style, NAME_SIZE, content->text);
  double detail = measure (kit, &ovl_style_small, DETAIL_SIZE, content->detail);
  double x = ACCENT_WIDTH + OVL_PADDING - 2, padding = x + OVL_PADDING;
  double width = CLAMP (MAX (name, detail) + padding + 1, WIDTH_MIN, WIDTH_MAX);
  double height = TOP + NAME_LINE + (content->detail ? DETAIL_LINE : 0) + BOTTOM;
  OvlTextBox first = {{x, TOP, width - padding, NAME_LINE}, NAME_SIZE, 1};
  OvlTextBox second = {{x, TOP + NAME_LINE, width - padding, DETAIL_LINE}, DETAIL_SIZE, 1};
  OvlSheet *sheet = ovl_sheet_new (width, height, TRUE);

  ovl_sheet_add_fill (sheet, (OvlBox){0, 0, ACCENT_WIDTH, height}, OVL_SALE);
  ovl_sheet_add_text (sheet, &first, &name_style, OVL_ON_PLATE, content->text);
  ovl_sheet_add_text (sheet, &second, &ovl_style_small, OVL_ON_PLATE_QUIET, content->detail);
  ovl_card_mirror (sheet, kit);
  return sheet;
}

/* As narrow as its lines allow. */
OvlSheet *
ovl_card_terms (OvlKit *kit, const ShowCardContent *content, GError **error)
{
  double inner = WIDTH_MAX - 2 * OVL_PADDING;
  double all = measure (kit, &terms_style, TERMS_SIZE, content->text);
  int lines = ovl_text_count_lines (kit->text, &terms_style, TERMS_SIZE, inner, content->text);
  OvlTextBox box = {{OVL_PADDING, TERMS_PADDING, MIN (all + 1, inner), 0}, TERMS_SIZE, 1};
  OvlSheet *sheet;

  box.lines = CLAMP (lines, 1, TERMS_LINES_MAX);
  box.box.height = box.lines * TERMS_LINE;
  sheet = ovl_sheet_new (box.box.width + 2 * OVL_PADDING, box.box.height + 2 * TERMS_PADDING, TRUE);
  ovl_sheet_add_text (sheet, &box, &terms_style, OVL_ON_PLATE, content->text);
  ovl_card_mirror (sheet, kit);
  return sheet;
}

OvlSheet *
ovl_card_ad (OvlKit *kit, const ShowCardContent *content, GError **error)
{
  double text = measure (kit, &ad_style, AD_SIZE, content->text);
  double inner = MIN (text + 1, AD_WIDTH_MAX - 2 * AD_PADDING);
  OvlTextBox box = {{AD_PADDING, AD_MARGIN, inner, AD_LINE}, AD_SIZE, 1};
  OvlSheet *sheet = ovl_sheet_new (inner + 2 * AD_PADDING, AD_LINE + 2 * AD_MARGIN, TRUE);

  ovl_sheet_add_text (sheet, &box, &ad_style, OVL_ON_PLATE, content->text);
  return sheet;
}
