#include "ovl-colour.h"

#include <math.h>
#include <string.h>

static gboolean
parse_byte (const char *text, double *ret_value)
{
  int high = g_ascii_xdigit_value (text[0]);
  int low = high < 0 ? -1 : g_ascii_xdigit_value (text[1]);

  if (low < 0)
    return FALSE;
  *ret_value = (high * 16 + low) / 255.0;
  return TRUE;
}

gboolean
ovl_colour_parse (const char *text, OvlColour *ret_colour)
{
  OvlColour colour = {.alpha = 1.0};
  gsize length = strlen (text);

  if (text[0] != '#' || (length != 7 && length != 9) || !parse_byte (text + 1, &colour.red) ||
      !parse_byte (text + 3, &colour.green) || !parse_byte (text + 5, &colour.blue) ||
      (length == 9 && !parse_byte (text + 7, &colour.alpha)))
    return FALSE;
  *ret_colour = colour;
  return TRUE;
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

/* Relative luminance 0..1 as WCAG 2.2 defines it. Alpha is ignored. */
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

static double
contrast_over (OvlColour text, OvlColour ground, OvlColour picture)
{
  OvlColour seen = ovl_colour_over (ground, picture);

  return ovl_colour_contrast (ovl_colour_over (text, seen), seen);
}

double
ovl_colour_worst_contrast (OvlColour text, OvlColour ground)
{
  static const OvlColour white = {1, 1, 1, 1}, black = {0, 0, 0, 1};

  return MIN (contrast_over (text, ground, white), contrast_over (text, ground, black));
}
