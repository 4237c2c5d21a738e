#include "ovl-card-product.h"

#include "ovl-card-words.h"

#include <math.h>

typedef struct {
  cairo_t *cr;
  OvlText *text;
  const OvlTheme *theme;
  const OvlCardWords *words;
  const OvlCardLayout *layout;
} Drawing;

static void
set_colour (cairo_t *cr, OvlColour colour)
{
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, colour.alpha);
}

static void
rounded_path (cairo_t *cr, const OvlBox *box, double radius)
{
  double right = box->x + box->width, bottom = box->y + box->height;

  cairo_new_sub_path (cr);
  cairo_arc (cr, right - radius, box->y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, right - radius, bottom - radius, radius, 0, G_PI_2);
  cairo_arc (cr, box->x + radius, bottom - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, box->x + radius, box->y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
tile_colours (const Drawing *drawing, OvlColour *ret_ground, OvlColour *ret_text)
{
  const OvlTheme *theme = drawing->theme;
  const struct {
    OvlColour ground, text;
  } looks[] = {
      [OVL_LOOK_ON_SALE] = {theme->sale, theme->on_sale},
      [OVL_LOOK_AGED] = {theme->aged, theme->on_aged},
      [OVL_LOOK_SOLD] = {theme->sold, theme->on_sold},
      [OVL_LOOK_QUIET] = {theme->quiet, theme->on_quiet},
  };

  *ret_ground = looks[drawing->words->look].ground;
  *ret_text = looks[drawing->words->look].text;
}

/* The plate with the tile as its left part. The tile is painted inside the plate's outline, so that
 * both share their corners to the pixel. */
static void
draw_plate (const Drawing *drawing, OvlColour tile)
{
  cairo_t *cr = drawing->cr;
  const OvlCardLayout *layout = drawing->layout;
  OvlBox plate = {0, 0, layout->card.width, layout->card.height};
  double radius = drawing->theme->card_radius * layout->scale;

  cairo_save (cr);
  rounded_path (cr, &plate, radius);
  cairo_clip (cr);
  set_colour (cr, drawing->theme->plate);
  cairo_rectangle (cr, layout->tile.width, 0, plate.width, plate.height);
  cairo_fill (cr);
  set_colour (cr, tile);
  cairo_rectangle (cr, 0, 0, layout->tile.width, plate.height);
  cairo_fill (cr);
  /* Half of the stroke lies outside and is clipped. */
  rounded_path (cr, &plate, radius);
  set_colour (cr, drawing->theme->hairline);
  cairo_set_line_width (cr, 3 * layout->scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* A clock that stands still: a mark, not a count-up. */
static void
draw_clock (cairo_t *cr, const OvlBox *box, OvlColour colour)
{
  double radius = box->width / 2, x = box->x + radius, y = box->y + radius;

  set_colour (cr, colour);
  cairo_set_line_width (cr, radius * 0.24);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius * 0.88, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_move_to (cr, x, y - radius * 0.48);
  cairo_line_to (cr, x, y);
  cairo_line_to (cr, x + radius * 0.36, y + radius * 0.2);
  cairo_stroke (cr);
}

static OvlTextStyle
main_style (OvlColour colour)
{
  return (OvlTextStyle){.weight = PANGO_WEIGHT_BOLD,
                        .align = OVL_ALIGN_CENTRE,
                        .colour = colour,
                        .tracking_em = -0.025,
                        .tabular = TRUE,
                        .shrink = TRUE};
}

static OvlTextStyle
price_style (OvlColour colour)
{
  return (OvlTextStyle){.weight = PANGO_WEIGHT_BOLD,
                        .align = OVL_ALIGN_LEFT,
                        .colour = colour,
                        .tracking_em = -0.015,
                        .tabular = TRUE,
                        .shrink = TRUE};
}

static OvlTextStyle
title_style (OvlColour colour)
{
  return (OvlTextStyle){.weight = PANGO_WEIGHT_SEMIBOLD,
                        .align = OVL_ALIGN_LEFT,
                        .colour = colour,
                        .tracking_em = -0.012};
}

static OvlTextStyle
small_style (OvlColour colour)
{
  return (OvlTextStyle){.weight = PANGO_WEIGHT_MEDIUM,
                        .align = OVL_ALIGN_CENTRE,
                        .colour = colour,
                        .tabular = TRUE,
                        .shrink = TRUE};
}

static void
draw_text (const Drawing *drawing, const OvlTextBox *box, OvlTextStyle style, const char *string)
{
  if (string && box->box.width > 0)
    ovl_text_draw (drawing->text, drawing->cr, box, &style, string);
}

static void
draw_tile (const Drawing *drawing, OvlColour colour)
{
  draw_text (drawing, &drawing->layout->main, main_style (colour), drawing->words->main);
  for (int i = 0; i < 2; i++)
    draw_text (drawing, &drawing->layout->captions[i], small_style (colour),
               drawing->words->captions[i]);
}

/* Title and price keep to the side on which the title's script begins. */
static void
draw_panel (const Drawing *drawing)
{
  const OvlCardWords *words = drawing->words;
  const OvlTheme *theme = drawing->theme;
  gboolean for_sale = words->look == OVL_LOOK_ON_SALE || words->look == OVL_LOOK_AGED;
  OvlTextStyle title = title_style (theme->on_plate);
  OvlTextStyle price = price_style (for_sale ? theme->on_plate : theme->on_plate_quiet);

  title.align = price.align =
      ovl_text_is_rtl (drawing->text, words->title) ? OVL_ALIGN_RIGHT : OVL_ALIGN_LEFT;
  draw_text (drawing, &drawing->layout->title, title, words->title);
  draw_text (drawing, &drawing->layout->price, price, words->price);
  draw_text (drawing, &drawing->layout->mark, small_style (theme->on_aged), words->mark);
  if (words->mark)
    draw_clock (drawing->cr, &drawing->layout->clock, theme->on_aged);
}

/* How much is left, as a length. Any rest above nothing shows as a dot at least. */
static void
draw_bar (const Drawing *drawing)
{
  OvlBox bar = drawing->layout->bar;
  double part = drawing->words->left_part;
  gboolean aged = drawing->words->look == OVL_LOOK_AGED;

  if (part < 0)
    return;
  rounded_path (drawing->cr, &bar, bar.height / 2);
  set_colour (drawing->cr, drawing->theme->bar_track);
  cairo_fill (drawing->cr);
  if (part == 0)
    return;
  bar.width = MAX (bar.width * part, bar.height);
  rounded_path (drawing->cr, &bar, bar.height / 2);
  set_colour (drawing->cr, aged ? drawing->theme->bar_aged : drawing->theme->bar);
  cairo_fill (drawing->cr);
}

static double
measure (OvlText *text, OvlTextStyle style, const char *string)
{
  return string ? ovl_text_measure_em (text, &style, string) : 0;
}

static void
lay_out_words (const Drawing *drawing, ShowCorner corner, int width, int height,
               OvlCardLayout *ret_layout)
{
  const OvlCardWords *words = drawing->words;
  OvlColour any = drawing->theme->on_plate;
  OvlCardMetrics metrics = {
      .main_em = measure (drawing->text, main_style (any), words->widest),
      .is_number = words->is_number,
      .n_captions = (words->captions[0] != NULL) + (words->captions[1] != NULL),
      .title_em = measure (drawing->text, title_style (any), words->title),
      .price_em = measure (drawing->text, price_style (any), words->price),
      .mark_em = measure (drawing->text, small_style (any), words->mark),
      .has_bar = words->left_part >= 0,
      .is_rtl = ovl_text_is_rtl (drawing->text, words->title),
  };

  ovl_layout_card (width, height, corner, &metrics, ret_layout);
}

cairo_surface_t *
ovl_card_product_draw (OvlText *text, const OvlTheme *theme, const ShowCardContent *content,
                       const char *locale, int width, int height, OvlRect *ret_card)
{
  g_autoptr (OvlCardWords) words = ovl_card_words_new (content, locale);
  OvlCardLayout layout;
  Drawing drawing = {.text = text, .theme = theme, .words = words, .layout = &layout};
  OvlColour tile, on_tile;
  cairo_surface_t *surface;

  lay_out_words (&drawing, content->corner, width, height, &layout);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, layout.card.width, layout.card.height);
  drawing.cr = cairo_create (surface);
  tile_colours (&drawing, &tile, &on_tile);
  draw_plate (&drawing, tile);
  draw_tile (&drawing, on_tile);
  draw_panel (&drawing);
  draw_bar (&drawing);
  cairo_destroy (drawing.cr);
  cairo_surface_flush (surface);
  *ret_card = layout.card;
  return surface;
}
