/* The tile with the count: the largest thing on a product's card, and all there is on a counter's.
 */
#include "ovl-card-kinds.h"

#define WIDTH            180 /* three digits */
#define WIDTH_WIDE       236 /* "1,204"; more digits become smaller */
#define NUMBER_SIZE      67.5
#define NUMBER_LINE      81 /* 7.5 % of 1080 (BBC subtitle guidelines), 4.2 % upright */
#define WORD_SIZE        36
#define WORD_SIZE_NARROW 30 /* a word that had to be smaller gets more room */
#define WORD_LINE        44
#define CAPTION_LINE     29
#define CAPTION_GAP      19 /* between the capitals of the main text and of the caption */
#define CAPITAL_EM       0.7

static const struct {
  OvlShade ground, text;
} looks[] = {
    [OVL_LOOK_ON_SALE] = {OVL_SALE, OVL_ON_SALE},
    [OVL_LOOK_AGED] = {OVL_AGED, OVL_ON_AGED},
    [OVL_LOOK_SOLD] = {OVL_SOLD, OVL_ON_SOLD},
    [OVL_LOOK_QUIET] = {OVL_QUIET, OVL_ON_QUIET},
};

static double
measure_widest (OvlKit *kit, const OvlProductWords *words)
{
  return ovl_text_measure_em (kit->text, &ovl_style_main, words->widest);
}

/* A count that falls from 200 to 1 moves nothing but itself: its widest form counts. */
double
ovl_tile_get_width (OvlKit *kit, const OvlProductWords *words)
{
  double size = words->is_number ? NUMBER_SIZE : WORD_SIZE_NARROW;

  return measure_widest (kit, words) * size > WIDTH - 2 * OVL_TILE_PADDING ? WIDTH_WIDE : WIDTH;
}

/* All lines of one size, so that the longest fits. */
static double
get_caption_size (OvlKit *kit, char *const *captions, double width)
{
  double size = OVL_TEXT_SIZE;

  for (; *captions; captions++)
    size = MIN (size,
                width / MAX (ovl_text_measure_em (kit->text, &ovl_style_caption, *captions), 0.1));
  return size;
}

/* Main text and captions as one block in the middle; what counts is the capitals, not the lines
 * around them. */
void
ovl_tile_add (OvlSheet *sheet, OvlKit *kit, const OvlProductWords *words, double width,
              double height)
{
  double inner = width - 2 * OVL_TILE_PADDING, widest = measure_widest (kit, words);
  double size = words->is_number ? NUMBER_SIZE : WORD_SIZE;
  double line = words->is_number ? NUMBER_LINE : WORD_LINE;
  double rise = (CAPTION_LINE - OVL_TEXT_SIZE * CAPITAL_EM) / 2;
  double caption_size = get_caption_size (kit, words->captions, inner);
  guint n_captions = g_strv_length (words->captions);
  double capital, block, y;
  OvlShade text = looks[words->look].text;
  OvlTextBox box;

  size = MIN (size, inner / MAX (widest, 0.1));
  capital = block = size * CAPITAL_EM;
  if (n_captions > 0)
    block += CAPTION_GAP + n_captions * CAPTION_LINE - 2 * rise;
  y = (height - block) / 2;
  ovl_sheet_add_fill (sheet, (OvlBox){0, 0, width, height}, looks[words->look].ground);
  box = (OvlTextBox){{OVL_TILE_PADDING, y - (line - capital) / 2, inner, line}, size, 1};
  ovl_sheet_add_text (sheet, &box, &ovl_style_main, text, words->main);
  y += capital + CAPTION_GAP - rise;
  for (guint i = 0; i < n_captions; i++, y += CAPTION_LINE) {
    box = (OvlTextBox){{OVL_TILE_PADDING, y, inner, CAPTION_LINE}, caption_size, 1};
    ovl_sheet_add_text (sheet, &box, &ovl_style_caption, text, words->captions[i]);
  }
}
