#include "ovl-theme.h"

#include <math.h>

#define RGB(hex) RGBA (hex, 1.0)
#define RGBA(hex, a)                                                                               \
  {                                                                                                \
    ((hex) >> 16 & 255) / 255.0, ((hex) >> 8 & 255) / 255.0, ((hex) &255) / 255.0, a               \
  }

/* Ink and amber: dark plates stand on any picture, and one warm colour says "on sale". */
static const OvlTheme amber = {
    .name = "amber",
    .family = "Inter, DejaVu Sans, Sans",
    .plate = RGBA (0x0f1217, 0.95),
    .on_plate = RGB (0xf8f6f1),
    .on_plate_quiet = RGB (0xb4bac6),
    .sale = RGB (0xffc44d),
    .on_sale = RGB (0x1a1408),
    .aged = RGB (0x3b3220),
    .on_aged = RGB (0xffd88a),
    .sold = RGB (0xece8df),
    .on_sold = RGB (0x1b1d22),
    .quiet = RGB (0x2b303a),
    .on_quiet = RGB (0xe6e9ef),
    .hairline = RGBA (0xffffff, 0.12),
    .bar_track = RGBA (0xffffff, 0.16),
    .bar = RGB (0xffc44d),
    .bar_aged = RGB (0x9a7d42),
    .slate = RGB (0x12161d),
    .on_slate = RGB (0xf8f6f1),
    .on_slate_quiet = RGB (0xb4bac6),
    .slate_ring = RGBA (0xffd9a0, 0.035),
    .sun_high = RGB (0xffcb5c),
    .sun_low = RGB (0xf58a4b),
    .card_radius = 24,
};

const OvlTheme *
ovl_theme_get_default (void)
{
  return &amber;
}

OvlColour
ovl_colour_over (OvlColour top, OvlColour bottom)
{
  double under = 1.0 - top.alpha;

  return (OvlColour){top.red * top.alpha + bottom.red * under,
                     top.green * top.alpha + bottom.green * under,
                     top.blue * top.alpha + bottom.blue * under, 1.0};
}

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (OvlColour colour)
{
  return 0.2126 * linear (colour.red) + 0.7152 * linear (colour.green) +
         0.0722 * linear (colour.blue);
}

double
ovl_colour_contrast (OvlColour a, OvlColour b)
{
  double la = luminance (a), lb = luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}
