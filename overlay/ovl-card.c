#include "ovl-card-kinds.h"

#include <math.h>

#define GAP     16  /* between cards, in units */
#define FADE_MS 200 /* calm, and no flash: at most 300 ms (WCAG 2.3.1) */

static const struct {
  OvlComposeFunc compose;
  int rank;
  guint fade_ms;
} kinds[] = {
    [SHOW_CARD_AD] = {ovl_card_ad, 10, FADE_MS}, /* what the law wants comes first */
    [SHOW_CARD_TERMS] = {ovl_card_terms, 9, FADE_MS},
    [SHOW_CARD_PRODUCT] = {ovl_card_product, 8, FADE_MS},
    [SHOW_CARD_LINK] = {ovl_card_link, 7, 0},
    [SHOW_CARD_COUNTER] = {ovl_card_counter, 6, FADE_MS},
    [SHOW_CARD_COUNTDOWN] = {ovl_card_countdown, 5, FADE_MS},
    [SHOW_CARD_ACCESS] = {ovl_card_access, 4, FADE_MS},
    [SHOW_CARD_HUBS] = {ovl_card_hubs, 3, FADE_MS},
    [SHOW_CARD_LOWER_THIRD] = {ovl_card_lower_third, 2, FADE_MS},
    [SHOW_CARD_LOGO] = {ovl_card_logo, 1, FADE_MS},
};

const OvlTextStyle ovl_style_main = {
    .font = OVL_FONT_NUMBER, .align = OVL_ALIGN_CENTRE, .tabular = TRUE, .shrink = TRUE};
const OvlTextStyle ovl_style_price = {
    .font = OVL_FONT_NUMBER, .align = OVL_ALIGN_LEFT, .tabular = TRUE, .shrink = TRUE};
const OvlTextStyle ovl_style_was = {.font = OVL_FONT_TEXT,
                                    .align = OVL_ALIGN_LEFT,
                                    .tabular = TRUE,
                                    .shrink = TRUE,
                                    .strike = TRUE};
const OvlTextStyle ovl_style_heading = {.font = OVL_FONT_HEADING, .align = OVL_ALIGN_LEFT};
const OvlTextStyle ovl_style_caption = {
    .font = OVL_FONT_TEXT, .align = OVL_ALIGN_CENTRE, .tabular = TRUE, .shrink = TRUE};
const OvlTextStyle ovl_style_small = {
    .font = OVL_FONT_TEXT, .align = OVL_ALIGN_LEFT, .tabular = TRUE, .shrink = TRUE};

OvlSheet *
ovl_card_compose (OvlKit *kit, const ShowCardContent *content, GError **error)
{
  g_assert (show_card_content_is_drawn (content));
  return kinds[content->kind].compose (kit, content, error);
}

int
ovl_card_get_rank (ShowCardKind kind)
{
  g_assert (kind > 0 && kind < G_N_ELEMENTS (kinds));
  return kinds[kind].rank;
}

guint
ovl_card_get_fade_ms (ShowCardKind kind)
{
  g_assert (kind > 0 && kind < G_N_ELEMENTS (kinds));
  return kinds[kind].fade_ms;
}

void
ovl_card_mirror (OvlSheet *sheet, const OvlKit *kit)
{
  if (kit->is_rtl)
    ovl_sheet_mirror (sheet, 0, 0, sheet->width);
}

int
ovl_card_get_gap (const OvlKit *kit)
{
  return (int) round (GAP * kit->scale / 2) * 2;
}
