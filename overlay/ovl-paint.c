/* The painter of sheets: units become pixels here, and nowhere else. */
#include "ovl-sheet.h"

#include <math.h>

#define HAIRLINE_UNITS 3 /* half of the stroke lies outside the plate and is clipped */

typedef struct {
  cairo_t *cr;
  OvlText *text;
  const OvlTheme *theme;
  double scale;
} Painter;

static void
set_colour (cairo_t *cr, OvlColour colour)
{
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, colour.alpha);
}

static void
rounded_path (cairo_t *cr, const OvlBox *box, double radius)
{
  double right = box->x + box->width, bottom = box->y + box->height;

  radius = MIN (radius, MIN (box->width, box->height) / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, right - radius, box->y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, right - radius, bottom - radius, radius, 0, G_PI_2);
  cairo_arc (cr, box->x + radius, bottom - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, box->x + radius, box->y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static OvlBox
to_pixels (const Painter *painter, const OvlBox *box)
{
  double scale = painter->scale;

  return (OvlBox){box->x * scale, box->y * scale, box->width * scale, box->height * scale};
}

static void
paint_fill (const Painter *painter, const OvlPart *part, OvlBox box)
{
  cairo_rectangle (painter->cr, box.x, box.y, box.width, box.height);
  set_colour (painter->cr, painter->theme->colours[part->shade]);
  cairo_fill (painter->cr);
}

static void
paint_text (const Painter *painter, const OvlPart *part, OvlBox box)
{
  OvlTextBox text = {box, part->size * painter->scale, part->lines};

  ovl_text_draw (painter->text, painter->cr, &text, &part->style,
                 painter->theme->colours[part->shade], part->string);
}

/* Any rest above nothing shows as a dot at least. */
static void
paint_bar (const Painter *painter, const OvlPart *part, OvlBox box)
{
  double radius = painter->theme->radius > 0 ? box.height / 2 : 0;
  double length = MAX (box.width * part->share, box.height);

  rounded_path (painter->cr, &box, radius);
  set_colour (painter->cr, painter->theme->colours[OVL_BAR_TRACK]);
  cairo_fill (painter->cr);
  if (part->share <= 0)
    return;
  if (part->from_right)
    box.x += box.width - length;
  box.width = length;
  rounded_path (painter->cr, &box, radius);
  set_colour (painter->cr, painter->theme->colours[part->shade]);
  cairo_fill (painter->cr);
}

static void
paint_clock (const Painter *painter, const OvlPart *part, OvlBox box)
{
  cairo_t *cr = painter->cr;
  double radius = box.width / 2, x = box.x + radius, y = box.y + box.height / 2;

  set_colour (cr, painter->theme->colours[part->shade]);
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

/* Whole pixels a module, in the middle of its white box. */
static void
paint_qr (const Painter *painter, const OvlPart *part, OvlBox box)
{
  cairo_t *cr = painter->cr;
  int modules = ovl_qr_get_modules (part->qr);
  int pixel = MAX ((int) (box.width / (modules + 2 * OVL_QR_QUIET_MODULES) + 1e-6), 1);
  int left = (int) (box.x + (box.width - modules * pixel) / 2);
  int top = (int) (box.y + (box.height - modules * pixel) / 2);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, floor (box.x), floor (box.y), ceil (box.width), ceil (box.height));
  cairo_fill (cr);
  for (int row = 0; row < modules; row++)
    for (int column = 0; column < modules; column++)
      if (ovl_qr_is_dark (part->qr, column, row))
        cairo_rectangle (cr, left + column * pixel, top + row * pixel, pixel, pixel);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_fill (cr);
}

static void
paint_image (const Painter *painter, const OvlPart *part, OvlBox box)
{
  cairo_t *cr = painter->cr;

  cairo_save (cr);
  cairo_translate (cr, box.x, box.y);
  cairo_scale (cr, box.width / cairo_image_surface_get_width (part->image),
               box.height / cairo_image_surface_get_height (part->image));
  cairo_set_source_surface (cr, part->image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_restore (cr);
}

static void (*const painters[]) (const Painter *painter, const OvlPart *part, OvlBox box) = {
    [OVL_PART_FILL] = paint_fill,   [OVL_PART_TEXT] = paint_text, [OVL_PART_BAR] = paint_bar,
    [OVL_PART_CLOCK] = paint_clock, [OVL_PART_QR] = paint_qr,     [OVL_PART_IMAGE] = paint_image,
};

static void
paint_parts (const Painter *painter, const OvlSheet *sheet)
{
  for (guint i = 0; i < sheet->parts->len; i++) {
    const OvlPart *part = &g_array_index (sheet->parts, OvlPart, i);

    painters[part->kind](painter, part, to_pixels (painter, &part->box));
  }
}

/* Parts are painted inside the plate's outline, so that all share their corners to the pixel. */
static void
paint_on_plate (const Painter *painter, const OvlSheet *sheet, OvlBox plate)
{
  cairo_t *cr = painter->cr;
  double radius = painter->theme->radius * painter->scale;

  rounded_path (cr, &plate, radius);
  cairo_clip (cr);
  set_colour (cr, painter->theme->colours[OVL_PLATE]);
  cairo_paint (cr);
  paint_parts (painter, sheet);
  rounded_path (cr, &plate, radius);
  set_colour (cr, painter->theme->colours[OVL_HAIRLINE]);
  cairo_set_line_width (cr, HAIRLINE_UNITS * painter->scale);
  cairo_stroke (cr);
}

cairo_surface_t *
ovl_sheet_paint (const OvlSheet *self, OvlText *text, const OvlTheme *theme, double scale)
{
  int width, height;
  cairo_surface_t *surface;
  Painter painter = {NULL, text, theme, scale};

  ovl_sheet_get_pixels (self, scale, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  painter.cr = cairo_create (surface);
  if (self->has_plate)
    paint_on_plate (&painter, self, (OvlBox){0, 0, width, height});
  else
    paint_parts (&painter, self);
  cairo_destroy (painter.cr);
  cairo_surface_flush (surface);
  return surface;
}
