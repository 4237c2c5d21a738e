#include "ovl-slate.h"

#include <math.h>

/* In units. */
#define HEADLINE_SIZE 112
#define HEADLINE_LINE 128
#define LINE_SIZE     38
#define LINE_LINE     52
#define LINE_GAP      28
#define SUN_RADIUS    290

/* Of a camera's slate, in 1/1000 of the picture's height. */
#define SUN_LOWEST  150
#define SUN_HIGHEST 850

typedef struct {
  OvlSay headline, line;
  int sun_permille; /* how high the sun stands: a show rises, pauses and sets */
} Slate;

static const Slate slates[] = {
    [SHOW_SLATE_STARTING] = {OVL_SAY_STARTING, OVL_SAY_STARTING_LINE, 120},
    [SHOW_SLATE_BREAK] = {OVL_SAY_BREAK, OVL_SAY_BREAK_LINE, 500},
    [SHOW_SLATE_END] = {OVL_SAY_END, OVL_SAY_END_LINE, -130},
};

/* Where things stand on a slate, in pixels. */
typedef struct {
  OvlTextBox headline, line;
  double sun_x, sun_y, sun_radius;
} Layout;

/* Where there is no room beside the sun, the words stand above it. */
static const struct {
  double words;  /* where they begin, of the safe area's height */
  double rising; /* how much of its way the sun goes */
} tall = {0.25, 0.45}, square = {0.08, 0.3};

static void
lay_out_above (const OvlKit *kit, int sun_permille, Layout *layout)
{
  gboolean is_tall = kit->height * 3 > kit->width * 4;
  double rising = is_tall ? tall.rising : square.rising;
  OvlRect safe = kit->safe;

  layout->headline.box.x = safe.x;
  layout->headline.box.width = safe.width;
  layout->headline.box.y = safe.y + safe.height * (is_tall ? tall.words : square.words);
  layout->sun_x = kit->width * 0.66;
  layout->sun_y = kit->height * (1000 - sun_permille * rising) / 1000;
}

static void
lay_out_beside (const OvlKit *kit, int sun_permille, Layout *layout)
{
  double block = (HEADLINE_LINE + LINE_GAP + LINE_LINE) * kit->scale;

  layout->sun_x = kit->width * 0.8;
  layout->sun_y = kit->height * (1000 - sun_permille) / 1000.0;
  layout->headline.box.x = kit->safe.x;
  layout->headline.box.width =
      layout->sun_x - layout->sun_radius - LINE_GAP * kit->scale - kit->safe.x;
  layout->headline.box.y = (kit->height - block) / 2;
}

/* `sun_permille` is how high the middle of the sun stands over the picture's lower edge: 0 on it,
 * 1000 at the top (upright and square pictures keep it below the words). Where a language begins at
 * the right, all of it is mirrored. */
static void
lay_out (const OvlKit *kit, int sun_permille, Layout *ret_layout)
{
  double scale = kit->scale;
  Layout layout = {.sun_radius = SUN_RADIUS * scale};

  if (kit->width * 3 > kit->height * 4)
    lay_out_beside (kit, sun_permille, &layout);
  else
    lay_out_above (kit, sun_permille, &layout);
  layout.headline.box.height = HEADLINE_LINE * scale;
  layout.headline.size = HEADLINE_SIZE * scale;
  layout.headline.lines = 1;
  layout.line = layout.headline;
  layout.line.box.y += (HEADLINE_LINE + LINE_GAP) * scale;
  layout.line.box.height = 2 * LINE_LINE * scale;
  layout.line.size = LINE_SIZE * scale;
  layout.line.lines = 2;
  if (kit->is_rtl) {
    layout.sun_x = kit->width - layout.sun_x;
    layout.headline.box.x = kit->width - layout.headline.box.x - layout.headline.box.width;
    layout.line.box.x = layout.headline.box.x;
  }
  *ret_layout = layout;
}

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
draw_sun (cairo_t *cr, const OvlTheme *theme, const Layout *layout)
{
  double x = layout->sun_x, y = layout->sun_y, radius = layout->sun_radius;
  OvlColour high = theme->colours[OVL_SUN_HIGH], low = theme->colours[OVL_SUN_LOW];
  cairo_pattern_t *light = cairo_pattern_create_linear (x, y - radius, x, y + radius);

  set_colour (cr, theme->colours[OVL_SLATE_RING]);
  for (int i = OVL_SLATE_RINGS; i > 0; i--)
    fill_circle (cr, x, y, radius * (1 + 0.42 * i));
  cairo_pattern_add_color_stop_rgb (light, 0, high.red, high.green, high.blue);
  cairo_pattern_add_color_stop_rgb (light, 1, low.red, low.green, low.blue);
  cairo_set_source (cr, light);
  fill_circle (cr, x, y, radius);
  cairo_pattern_destroy (light);
}

static void
draw_words (cairo_t *cr, OvlKit *kit, const Layout *layout, const Slate *slate)
{
  const OvlColour *colours = kit->look->theme->colours;
  OvlAlign align = kit->is_rtl ? OVL_ALIGN_RIGHT : OVL_ALIGN_LEFT;
  const OvlTextStyle headline_style = {.font = OVL_FONT_HEADING, .align = align, .shrink = TRUE};
  const OvlTextStyle line_style = {.font = OVL_FONT_TEXT, .align = align, .shrink = TRUE};
  g_autofree char *headline = ovl_locale_say (kit->locale, slate->headline, NULL);
  g_autofree char *line = ovl_locale_say (kit->locale, slate->line, NULL);

  ovl_text_draw (kit->text, cr, &layout->headline, &headline_style, colours[OVL_ON_SLATE],
                 headline);
  ovl_text_draw (kit->text, cr, &layout->line, &line_style, colours[OVL_ON_SLATE_QUIET], line);
}

static cairo_surface_t *
draw_slate (OvlKit *kit, const Slate *slate)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, kit->width, kit->height);
  cairo_t *cr = cairo_create (surface);
  Layout layout;

  lay_out (kit, slate->sun_permille, &layout);
  set_colour (cr, kit->look->theme->colours[OVL_SLATE]);
  cairo_paint (cr);
  draw_sun (cr, kit->look->theme, &layout);
  draw_words (cr, kit, &layout, slate);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

cairo_surface_t *
ovl_slate_draw (OvlKit *kit, ShowSlate slate)
{
  g_assert (slate > 0 && slate < G_N_ELEMENTS (slates));
  return draw_slate (kit, &slates[slate]);
}

cairo_surface_t *
ovl_slate_draw_camera (OvlKit *kit, const char *camera)
{
  Slate slate = {OVL_SAY_CAMERA, OVL_SAY_CAMERA_LINE, 0};
  /* Times 2^32 over the golden ratio: names that follow one another come far apart (Knuth, TAOCP
   * vol. 3, 6.4, Fibonacci hashing). */
  guint32 spread = (guint32) g_str_hash (camera) * 2654435769u;

  slate.sun_permille = SUN_LOWEST + (int) (spread >> 16) * (SUN_HIGHEST - SUN_LOWEST) / 0xffff;
  return draw_slate (kit, &slate);
}
