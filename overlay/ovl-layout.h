/* Where things stand on the picture: sizes and metrics in, rectangles out. Pure. */
#pragma once
#include "show-types.h"

/* Layouts are drawn for a picture whose shorter side is this, and scale with it: a line of text
 * then has the same size on the wall at 16:9 and on the phone at 9:16. */
#define OVL_REFERENCE_PX 1080

typedef struct {
  int x, y, width, height;
} OvlRect;

typedef struct {
  double x, y, width, height;
} OvlBox;

/* Inter's capital height, in em (1490 / 2048); DejaVu Sans has 0.729. */
#define OVL_CAPITAL_EM 0.7275

/* Lines of text: each is `box.height / lines` high, with the capitals in its middle. */
typedef struct {
  OvlBox box;
  double size_px; /* of the em */
  int lines;      /* at most */
} OvlTextBox;

/* Free edges, in 1/1000 of the picture's height (top, bottom) and width (sides). */
typedef struct {
  const char *name;
  int top, bottom, left, right;
} OvlSafeArea;

/* The safe area for a picture of this shape: 16:9 "graphics" 5 % from each edge (EBU R 95); upright
 * "vertical" keeps what phone apps cover free (Meta's help page on Reels: top 14 %, bottom 35 %,
 * sides 6 %). */
const OvlSafeArea *ovl_layout_get_safe_area (int width, int height);
OvlRect ovl_layout_apply_safe_area (const OvlSafeArea *area, int width, int height);

/* What the layout of a product card must know of its words. */
typedef struct {
  double main_em;     /* width of the main text in em; for a number, of the widest it can become */
  gboolean is_number; /* the main text is the count */
  int n_captions;     /* lines under it, 0..2 */
  double title_em, price_em, mark_em; /* widths in em; 0: there is none */
  gboolean has_bar;
  gboolean is_rtl; /* the title reads from right to left */
} OvlCardMetrics;

/* All but `card` relative to the card's own top left. */
typedef struct {
  double scale; /* pixels for one unit of the reference */
  OvlRect card; /* on the picture; even in all four, as 4:2:0 wants it */
  OvlBox tile, bar;
  OvlTextBox main, captions[2], title, price;
  OvlBox clock;    /* the mark's; of no width when there is no mark */
  OvlTextBox mark; /* its words; of no width when the price leaves them no room */
} OvlCardLayout;

/* The count is a line of 7.5 % of the picture's height at 16:9 and 4.2 % at 9:16 (BBC subtitle
 * guidelines). The card's size depends on the picture alone, the tile's on whether the count has
 * more than three digits. */
void ovl_layout_card (int width, int height, ShowCorner corner, const OvlCardMetrics *metrics,
                      OvlCardLayout *ret_layout);

typedef struct {
  OvlTextBox headline, line;
  double sun_x, sun_y, sun_radius;
} OvlSlateLayout;

/* `sun_permille` is how high the middle of the sun stands over the picture's lower edge: 0 on it,
 * 1000 at the top (upright pictures keep it below the words). */
void ovl_layout_slate (int width, int height, int sun_permille, OvlSlateLayout *ret_layout);
