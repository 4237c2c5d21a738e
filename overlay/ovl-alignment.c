/* The alignment picture: what of the programme reaches a viewer, and where cards may stand. */
#include "ovl-gallery.h"

#include <math.h>

/* In units. */
#define GRID        90 /* a twelfth of the shorter side */
#define LINE        3
#define LABEL_SIZE  24
#define LABEL_LINE  32
#define LABEL_WIDTH 460
#define EDGE_ARROW  36

static const OvlColour ground = {0.13, 0.15, 0.18, 1}, grid = {1, 1, 1, 0.08};
static const OvlColour edge = {1, 1, 1, 0.9}, covered = {0.85, 0.25, 0.25, 0.22};
static const OvlColour chosen = {0.35, 0.85, 0.55, 1}, other = {1, 0.8, 0.35, 0.8};

static void
set_colour (cairo_t *cr, OvlColour colour)
{
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, colour.alpha);
}

static void
draw_grid (cairo_t *cr, const OvlKit *kit)
{
  double step = GRID * kit->scale, width = kit->width, height = kit->height;
  double line = MAX (round (kit->scale), 1), left = fmod (width / 2, step);
  double top = fmod (height / 2, step);

  set_colour (cr, ground);
  cairo_paint (cr);
  set_colour (cr, grid);
  cairo_set_line_width (cr, line);
  for (int i = 0; left + i * step < width; i++) {
    cairo_move_to (cr, left + i * step, 0);
    cairo_line_to (cr, left + i * step, height);
  }
  for (int i = 0; top + i * step < height; i++) {
    cairo_move_to (cr, 0, top + i * step);
    cairo_line_to (cr, width, top + i * step);
  }
  cairo_stroke (cr);
}

/* A circle that is round only when the pixels are square, and a cross in the middle. */
static void
draw_centre (cairo_t *cr, const OvlKit *kit)
{
  double x = kit->width / 2.0, y = kit->height / 2.0, arm = GRID * kit->scale;

  set_colour (cr, grid);
  cairo_set_line_width (cr, LINE * kit->scale);
  cairo_arc (cr, x, y, MIN (x, y) - 2 * LINE * kit->scale, 0, 2 * G_PI);
  cairo_stroke (cr);
  set_colour (cr, edge);
  cairo_move_to (cr, x - arm, y);
  cairo_line_to (cr, x + arm, y);
  cairo_move_to (cr, x, y - arm);
  cairo_line_to (cr, x, y + arm);
  cairo_stroke (cr);
}

/* Arrows whose tips are the last pixels of each side: what is cut off shows. */
static void
draw_edges (cairo_t *cr, const OvlKit *kit)
{
  double length = EDGE_ARROW * kit->scale;

  set_colour (cr, edge);
  for (int side = 0; side < 4; side++) {
    gboolean upright = side % 2 == 1;
    double half = (upright ? kit->height : kit->width) / 2.0;

    cairo_save (cr);
    cairo_translate (cr, kit->width / 2.0, kit->height / 2.0);
    cairo_rotate (cr, side * G_PI_2);
    cairo_move_to (cr, half, 0);
    cairo_line_to (cr, half - length, -length / 2);
    cairo_line_to (cr, half - length, length / 2);
    cairo_fill (cr);
    cairo_restore (cr);
  }
}

static void
draw_label (cairo_t *cr, OvlKit *kit, double y, OvlColour colour, const char *words)
{
  double x = (kit->width - LABEL_WIDTH * kit->scale) / 2;
  const OvlTextStyle style = {.font = OVL_FONT_TEXT, .align = OVL_ALIGN_CENTRE};
  OvlTextBox box = {
      {x, y, LABEL_WIDTH * kit->scale, LABEL_LINE * kit->scale}, LABEL_SIZE * kit->scale, 1};

  ovl_text_draw (kit->text, cr, &box, &style, colour, words);
}

static void
draw_area (cairo_t *cr, OvlKit *kit, const OvlSafeArea *area, OvlColour colour)
{
  OvlRect safe = ovl_safe_apply (area, kit->width, kit->height);
  double line = MAX (round (LINE * kit->scale), 1);

  set_colour (cr, colour);
  cairo_set_line_width (cr, line);
  cairo_rectangle (cr, safe.x + line / 2, safe.y + line / 2, safe.width - line, safe.height - line);
  cairo_stroke (cr);
}

/* What the chosen profile keeps free. */
static void
draw_covered (cairo_t *cr, const OvlKit *kit)
{
  set_colour (cr, covered);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_rectangle (cr, 0, 0, kit->width, kit->height);
  cairo_rectangle (cr, kit->safe.x, kit->safe.y, kit->safe.width, kit->safe.height);
  cairo_fill (cr);
}

/* Those of phones mean nothing on a wide picture. */
static gboolean
is_of_use (const OvlKit *kit, const OvlSafeArea *area)
{
  return kit->height > kit->width || area->top == area->bottom;
}

static void
draw_areas (cairo_t *cr, OvlKit *kit)
{
  const OvlSafeArea *mine = ovl_look_get_safe (kit->look, kit->width, kit->height);
  guint n;
  const OvlSafeArea *areas = ovl_safe_get_builtin (&n);

  draw_covered (cr, kit);
  for (guint i = 0; i < n; i++)
    if (is_of_use (kit, &areas[i]))
      draw_area (cr, kit, &areas[i], other);
  draw_area (cr, kit, mine, chosen);
}

/* Under the cross. */
static void
draw_names (cairo_t *cr, OvlKit *kit)
{
  const OvlSafeArea *mine = ovl_look_get_safe (kit->look, kit->width, kit->height);
  g_autofree char *size = g_strdup_printf ("\u2066%d × %d\u2069", kit->width, kit->height);
  g_autofree char *name = g_strdup_printf ("%s: cards stand in here", mine->name);
  double step = LABEL_LINE * kit->scale;
  double y = kit->height / 2.0 + GRID * kit->scale + step / 2;
  guint n;
  const OvlSafeArea *areas = ovl_safe_get_builtin (&n);

  draw_label (cr, kit, y, edge, size);
  draw_label (cr, kit, y += step, chosen, name);
  for (guint i = 0; i < n; i++)
    if (is_of_use (kit, &areas[i]) && !g_str_equal (areas[i].name, mine->name))
      draw_label (cr, kit, y += step, other, areas[i].name);
}

cairo_surface_t *
ovl_alignment_draw (OvlKit *kit, gboolean with_names)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, kit->width, kit->height);
  cairo_t *cr = cairo_create (surface);

  draw_grid (cr, kit);
  draw_centre (cr, kit);
  draw_edges (cr, kit);
  draw_areas (cr, kit);
  if (with_names)
    draw_names (cr, kit);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}
