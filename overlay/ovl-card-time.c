/* Cards about time: the countdown, and who may buy early. */
#include "ovl-card-kinds.h"

#include <string.h>

/* The countdown. */
#define WIDTH       372
#define TIME_SIZE   67.5
#define TIME_LINE   81
#define LABEL_TOP   22
#define BOTTOM      20
#define LABEL_LINES 2
#define LABEL_GAP   2

/* Early access. */
#define ACCESS_WIDTH  560
#define ACCESS_HEIGHT 148
#define TIER_WIDTH    156
#define TIER_SIZE     40
#define TIER_LINE     50
#define LINE_TOP      20
#define LEFT_SIZE     36
#define LEFT_LINE     44
#define SHORT_TIER    4 /* letters of a tier that is an abbreviation: "vip" */

static const OvlTextStyle tall_style = {
    .font = OVL_FONT_NUMBER, .align = OVL_ALIGN_LEFT, .tabular = TRUE, .shrink = TRUE};
static const OvlTextStyle label_style = {.font = OVL_FONT_TEXT, .align = OVL_ALIGN_LEFT};

/* The size stays while the time falls: nothing moves but the digits. At the end it says so, and
 * stands still. */
OvlSheet *
ovl_card_countdown (OvlKit *kit, const ShowCardContent *content, GError **error)
{
  g_autofree char *time = content->left_s > 0
                              ? ovl_locale_format_time_left (kit->locale, content->left_s)
                              : ovl_locale_say (kit->locale, OVL_SAY_NOW, NULL);
  double inner = WIDTH - 2 * OVL_PADDING, y = LABEL_TOP;
  int lines = content->text ? ovl_text_count_lines (kit->text, &label_style, OVL_TEXT_SIZE, inner,
                                                    content->text)
                            : 0;
  OvlTextBox label = {{OVL_PADDING, y, inner, 0}, OVL_TEXT_SIZE, MIN (lines, LABEL_LINES)};
  OvlTextBox left = {{OVL_PADDING, 0, inner, TIME_LINE}, TIME_SIZE, 1};
  OvlSheet *sheet;

  label.box.height = label.lines * OVL_TEXT_LINE;
  left.box.y = lines > 0 ? y + label.box.height + LABEL_GAP : BOTTOM;
  sheet = ovl_sheet_new (WIDTH, left.box.y + TIME_LINE + BOTTOM, TRUE);
  if (lines > 0)
    ovl_sheet_add_text (sheet, &label, &label_style, OVL_ON_PLATE_QUIET, content->text);
  ovl_sheet_add_text (sheet, &left, &tall_style,
                      content->left_s > 0 ? OVL_ON_PLATE : OVL_ON_PLATE_QUIET, time);
  ovl_card_mirror (sheet, kit);
  return sheet;
}

/* "vip" is an abbreviation, "members" a word. */
static char *
tier_name (const char *tier)
{
  return g_utf8_strlen (tier, -1) <= SHORT_TIER ? g_utf8_strup (tier, -1) : g_strdup (tier);
}

static void
add_access_lines (OvlSheet *sheet, OvlKit *kit, const ShowCardContent *content, const char *tier)
{
  double x = TIER_WIDTH + OVL_PADDING - 4, width = ACCESS_WIDTH - x - OVL_PADDING, y = LINE_TOP;
  gboolean is_open = content->access == SHOW_ACCESS_MEMBERS;
  g_autofree char *time = ovl_locale_format_time_left (kit->locale, MAX (content->left_s, 0));
  g_autofree char *first =
      ovl_locale_say (kit->locale, is_open ? OVL_SAY_EARLY_ACCESS : OVL_SAY_OPENS_FOR, tier);
  g_autofree char *left =
      is_open ? ovl_locale_say (kit->locale, OVL_SAY_LEFT, time) : g_strdup (time);
  OvlTextBox box = {{x, y, width, OVL_TEXT_LINE}, OVL_TEXT_SIZE, 1};

  ovl_sheet_add_text (sheet, &box, &ovl_style_small, OVL_ON_PLATE_QUIET, first);
  y += OVL_TEXT_LINE + 2;
  box = (OvlTextBox){{x, y, width, LEFT_LINE}, LEFT_SIZE, 1};
  ovl_sheet_add_text (sheet, &box, &ovl_style_price, OVL_ON_PLATE, left);
  y += LEFT_LINE + 2;
  box = (OvlTextBox){{x, y, width, OVL_TEXT_LINE}, OVL_TEXT_SIZE, 1};
  ovl_sheet_add_text (sheet, &box, &label_style, OVL_ON_PLATE_QUIET, content->product->title);
}

/* Before it opens the tile is quiet, as nobody can buy yet. */
OvlSheet *
ovl_card_access (OvlKit *kit, const ShowCardContent *content, GError **error)
{
  g_autofree char *tier = tier_name (content->window.tier);
  gboolean is_open = content->access == SHOW_ACCESS_MEMBERS;
  OvlTextBox box = {{OVL_TILE_PADDING, (ACCESS_HEIGHT - TIER_LINE) / 2.0,
                     TIER_WIDTH - 2 * OVL_TILE_PADDING, TIER_LINE},
                    TIER_SIZE,
                    1};
  OvlSheet *sheet = ovl_sheet_new (ACCESS_WIDTH, ACCESS_HEIGHT, TRUE);

  ovl_sheet_add_fill (sheet, (OvlBox){0, 0, TIER_WIDTH, ACCESS_HEIGHT},
                      is_open ? OVL_SALE : OVL_QUIET);
  ovl_sheet_add_text (sheet, &box, &ovl_style_main, is_open ? OVL_ON_SALE : OVL_ON_QUIET, tier);
  add_access_lines (sheet, kit, content, tier);
  ovl_card_mirror (sheet, kit);
  return sheet;
}
