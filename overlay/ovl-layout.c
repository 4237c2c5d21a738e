#include "ovl-layout.h"

/* Lengths of the product card, in units of the reference. */
#define CARD_WIDTH      600
#define CARD_HEIGHT     208
#define PANEL_PADDING   28 /* around title, price and bar */
#define TILE_PADDING    14
#define TILE_WIDTH      180 /* three digits */
#define TILE_WIDTH_WIDE 236 /* "1,204"; more digits become smaller */
#define NUMBER_SIZE     67.5
#define NUMBER_LINE     81 /* 7.5 % of 1080 */
#define WORD_SIZE       36
#define WORD_LINE       44
#define CAPTION_SIZE    24
#define CAPTION_LINE    29
#define CAPTION_GAP     19 /* between the capitals of the main text and of the caption */
#define MARK_SIZE       20
#define MARK_LINE       26
#define MARK_GAP        7  /* between clock and words */
#define MARK_DISTANCE   24 /* between price and mark */
#define CLOCK_SIZE      20
#define TITLE_TOP       20
#define TITLE_SIZE      30
#define TITLE_LINE      37
#define TITLE_SIZE_MAX  36 /* of one that takes one line */
#define PRICE_SIZE      42
#define PRICE_LINE      50
#define PRICE_TOP       110
#define PRICE_TOP_LOW   140 /* with no bar under it */
#define BAR_TOP         172
#define BAR_HEIGHT      8

/* Lengths of a slate. */
#define HEADLINE_SIZE 112
#define HEADLINE_LINE 128
#define LINE_SIZE     38
#define LINE_LINE     52
#define LINE_GAP      28
#define SUN_RADIUS    290

static const OvlSafeArea safe_areas[] = {
    {"graphics", 50, 50, 50, 50},
    {"vertical", 140, 350, 60, 60},
};

const OvlSafeArea *
ovl_layout_get_safe_area (int width, int height)
{
  return &safe_areas[height > width];
}

OvlRect
ovl_layout_apply_safe_area (const OvlSafeArea *area, int width, int height)
{
  OvlRect rect = {.x = width * area->left / 1000, .y = height * area->top / 1000};

  rect.width = width - rect.x - width * area->right / 1000;
  rect.height = height - rect.y - height * area->bottom / 1000;
  return rect;
}

static double
picture_scale (int width, int height)
{
  return MIN (width, height) / (double) OVL_REFERENCE_PX;
}

static OvlBox
scaled_box (double scale, double x, double y, double width, double height)
{
  return (OvlBox){x * scale, y * scale, width * scale, height * scale};
}

static OvlTextBox
scaled_text (double scale, OvlBox box, double size, int lines)
{
  return (OvlTextBox){scaled_box (scale, box.x, box.y, box.width, box.height), size * scale, lines};
}

static int
to_even (double value)
{
  return (int) (value / 2 + 0.5) * 2;
}

static OvlRect
place_card (int width, int height, ShowCorner corner)
{
  OvlRect safe =
      ovl_layout_apply_safe_area (ovl_layout_get_safe_area (width, height), width, height);
  double scale = picture_scale (width, height);
  gboolean right = corner == SHOW_CORNER_TOP_RIGHT || corner == SHOW_CORNER_BOTTOM_RIGHT;
  gboolean bottom = corner == SHOW_CORNER_BOTTOM_LEFT || corner == SHOW_CORNER_BOTTOM_RIGHT;
  OvlRect card = {.width = to_even (CARD_WIDTH * scale), .height = to_even (CARD_HEIGHT * scale)};

  /* Even by going inwards, so that the safe area is kept to the pixel. */
  card.x = right ? (safe.x + safe.width - card.width) & ~1 : (safe.x + 1) & ~1;
  card.y = bottom ? (safe.y + safe.height - card.height) & ~1 : (safe.y + 1) & ~1;
  return card;
}

/* Main text and captions as one block in the middle of the tile; what counts is the capitals, not
 * the lines around them. Returns the tile's width in units. */
static double
layout_tile (const OvlCardMetrics *metrics, OvlCardLayout *layout)
{
  double size = metrics->is_number ? NUMBER_SIZE : WORD_SIZE;
  double line = metrics->is_number ? NUMBER_LINE : WORD_LINE;
  gboolean wide =
      metrics->is_number && metrics->main_em * NUMBER_SIZE > TILE_WIDTH - 2 * TILE_PADDING;
  double tile = wide ? TILE_WIDTH_WIDE : TILE_WIDTH;
  double inner = tile - 2 * TILE_PADDING;
  double capital, caption_rise, block, top;

  if (metrics->main_em > 0)
    size = MIN (size, inner / metrics->main_em);
  capital = size * OVL_CAPITAL_EM;
  caption_rise = (CAPTION_LINE - CAPTION_SIZE * OVL_CAPITAL_EM) / 2;
  block = capital;
  if (metrics->n_captions > 0)
    block += CAPTION_GAP + metrics->n_captions * CAPTION_LINE - 2 * caption_rise;
  top = (CARD_HEIGHT - block) / 2;
  layout->tile = (OvlBox){0, 0, tile * layout->scale, layout->card.height};
  layout->main = scaled_text (
      layout->scale, (OvlBox){TILE_PADDING, top - (line - capital) / 2, inner, line}, size, 1);
  for (int i = 0; i < 2; i++) {
    double y = top + capital + CAPTION_GAP - caption_rise + i * CAPTION_LINE;

    layout->captions[i] = scaled_text (
        layout->scale, (OvlBox){TILE_PADDING, y, inner, CAPTION_LINE}, CAPTION_SIZE, 1);
  }
  return tile;
}

/* A short title stands on one line, as large as fits, a longer one on two. */
static void
layout_title (const OvlCardMetrics *metrics, const OvlBox *panel, OvlCardLayout *layout)
{
  double fits = panel->width / MAX (metrics->title_em, 1.0);
  OvlBox one_line = {panel->x, TITLE_TOP, panel->width, TITLE_LINE + 4};
  OvlBox two_lines = {panel->x, TITLE_TOP, panel->width, 2 * TITLE_LINE};

  layout->title = fits >= TITLE_SIZE
                      ? scaled_text (layout->scale, one_line, MIN (fits, TITLE_SIZE_MAX), 1)
                      : scaled_text (layout->scale, two_lines, TITLE_SIZE, 2);
}

/* The mark keeps to the panel's far edge, in the price's line. A long price takes the place of its
 * words first; then the clock alone is the mark. */
static void
layout_price (const OvlCardMetrics *metrics, const OvlBox *panel, OvlCardLayout *layout)
{
  double y = metrics->has_bar ? PRICE_TOP : PRICE_TOP_LOW, middle = y + PRICE_LINE / 2.0;
  double words = metrics->mark_em * MARK_SIZE, right = panel->x + panel->width;
  double mark = CLOCK_SIZE + MARK_GAP + words, price = panel->width - MARK_DISTANCE;
  double clock = CLOCK_SIZE;

  if (metrics->mark_em <= 0) {
    mark = words = clock = 0;
    price = panel->width;
  } else if (metrics->price_em * PRICE_SIZE + mark > price) {
    words = 0;
    mark = clock;
  }
  price -= mark;
  layout->clock = scaled_box (layout->scale, right - mark, middle - clock / 2, clock, clock);
  layout->mark = scaled_text (layout->scale,
                              (OvlBox){right - words, middle - MARK_LINE / 2.0, words, MARK_LINE},
                              MARK_SIZE, 1);
  layout->price =
      scaled_text (layout->scale, (OvlBox){panel->x, y, price, PRICE_LINE}, PRICE_SIZE, 1);
}

/* What reads from right to left has its sides changed. */
static void
mirror (OvlBox *box, double left, double right)
{
  box->x = left + right - box->x - box->width;
}

static void
mirror_panel (OvlCardLayout *layout, const OvlBox *panel)
{
  double left = panel->x * layout->scale, right = (panel->x + panel->width) * layout->scale;

  mirror (&layout->price.box, left, right);
  mirror (&layout->clock, left, right);
  mirror (&layout->mark.box, left, right);
}

void
ovl_layout_card (int width, int height, ShowCorner corner, const OvlCardMetrics *metrics,
                 OvlCardLayout *ret_layout)
{
  OvlCardLayout layout = {.scale = picture_scale (width, height)};
  OvlBox panel = {0};

  layout.card = place_card (width, height, corner);
  panel.x = layout_tile (metrics, &layout) + PANEL_PADDING;
  panel.width = CARD_WIDTH - panel.x - PANEL_PADDING;
  layout_title (metrics, &panel, &layout);
  layout_price (metrics, &panel, &layout);
  if (metrics->has_bar)
    layout.bar = scaled_box (layout.scale, panel.x, BAR_TOP, panel.width, BAR_HEIGHT);
  if (metrics->is_rtl)
    mirror_panel (&layout, &panel);
  *ret_layout = layout;
}

void
ovl_layout_slate (int width, int height, int sun_permille, OvlSlateLayout *ret_layout)
{
  OvlSlateLayout layout = {0};
  OvlRect safe =
      ovl_layout_apply_safe_area (ovl_layout_get_safe_area (width, height), width, height);
  gboolean upright = height > width;
  double scale = picture_scale (width, height);
  double block = (HEADLINE_LINE + LINE_GAP + LINE_LINE) * scale;
  double y = upright ? safe.y + safe.height * 0.25 : (height - block) / 2;
  double right = safe.x + safe.width;

  /* Upright, the words stand above the sun, otherwise beside it. */
  layout.sun_x = width * (upright ? 0.66 : 0.8);
  layout.sun_y = height * (1000 - sun_permille * (upright ? 0.45 : 1.0)) / 1000;
  layout.sun_radius = SUN_RADIUS * scale;
  if (!upright)
    right = layout.sun_x - layout.sun_radius - LINE_GAP * scale;
  layout.headline =
      (OvlTextBox){{safe.x, y, right - safe.x, HEADLINE_LINE * scale}, HEADLINE_SIZE * scale, 1};
  y += (HEADLINE_LINE + LINE_GAP) * scale;
  layout.line =
      (OvlTextBox){{safe.x, y, right - safe.x, 2 * LINE_LINE * scale}, LINE_SIZE * scale, 2};
  *ret_layout = layout;
}
