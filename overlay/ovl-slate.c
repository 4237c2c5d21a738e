#include "ovl-slate.h"

#include <math.h>

#define RINGS 4

/* Of a camera's slate, in 1/1000 of the picture's height. */
#define SUN_LOWEST  150
#define SUN_HIGHEST 850

typedef struct {
  const char *headline, *line;
  int sun_permille; /* how high the sun stands: a show rises, pauses and sets */
} Slate;

static const Slate slates[] = {
    [SHOW_SLATE_STARTING] = {"Starting soon", "Make yourself comfortable, we begin in a moment.",
                             120},
    [SHOW_SLATE_BREAK] = {"Back in a moment", "Stay with us, the show goes on shortly.", 500},
    [SHOW_SLATE_END] = {"Thank you", "It was lovely to have you here. See you next time.", -130},
};

static void
set_colour (cairo_t *cr, OvlColour colour)
{
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, colour.alpha);
}

static void
fill_circle (cairo_t *cr, double x, double y, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* Flat rings instead of a glow: a soft gradient on a dark ground shows bands after encoding. */
static void
draw_sun (cairo_t *cr, const OvlTheme *theme, const OvlSlateLayout *layout)
{
  double x = layout->sun_x, y = layout->sun_y, radius = layout->sun_radius;
  cairo_pattern_t *light = cairo_pattern_create_linear (x, y - radius, x, y + radius);

  set_colour (cr, theme->slate_ring);
  for (int i = RINGS; i > 0; i--)
    fill_circle (cr, x, y, radius * (1 + 0.42 * i));
  cairo_pattern_add_color_stop_rgb (light, 0, theme->sun_high.red, theme->sun_high.green,
                                    theme->sun_high.blue);
  cairo_pattern_add_color_stop_rgb (light, 1, theme->sun_low.red, theme->sun_low.green,
                                    theme->sun_low.blue);
  cairo_set_source (cr, light);
  fill_circle (cr, x, y, radius);
  cairo_pattern_destroy (light);
}

static void
draw_words (cairo_t *cr, OvlText *text, const OvlTheme *theme, const OvlSlateLayout *layout,
            const Slate *slate)
{
  OvlTextStyle headline = {.weight = PANGO_WEIGHT_SEMIBOLD,
                           .align = OVL_ALIGN_LEFT,
                           .colour = theme->on_slate,
                           .tracking_em = -0.03,
                           .shrink = TRUE};
  OvlTextStyle line = {
      .weight = PANGO_WEIGHT_NORMAL, .align = OVL_ALIGN_LEFT, .colour = theme->on_slate_quiet};

  ovl_text_draw (text, cr, &layout->headline, &headline, slate->headline);
  ovl_text_draw (text, cr, &layout->line, &line, slate->line);
}

static cairo_surface_t *
draw_slate (OvlText *text, const OvlTheme *theme, const Slate *slate, int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  OvlSlateLayout layout;

  ovl_layout_slate (width, height, slate->sun_permille, &layout);
  set_colour (cr, theme->slate);
  cairo_paint (cr);
  draw_sun (cr, theme, &layout);
  draw_words (cr, text, theme, &layout, slate);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

cairo_surface_t *
ovl_slate_draw (OvlText *text, const OvlTheme *theme, ShowSlate slate, int width, int height)
{
  g_assert (slate > 0 && slate < G_N_ELEMENTS (slates));
  return draw_slate (text, theme, &slates[slate], width, height);
}

cairo_surface_t *
ovl_slate_draw_camera (OvlText *text, const OvlTheme *theme, const char *camera, int width,
                       int height)
{
  Slate slate = {"One moment", "The picture is on its way.", 0};
  /* Times 2^32 over the golden ratio: names that follow one another come far apart (Knuth, TAOCP
   * vol. 3, 6.4, Fibonacci hashing). */
  guint32 spread = (guint32) g_str_hash (camera) * 2654435769u;

  slate.sun_permille = SUN_LOWEST + (int) (spread >> 16) * (SUN_HIGHEST - SUN_LOWEST) / 0xffff;
  return draw_slate (text, theme, &slate, width, height);
}
