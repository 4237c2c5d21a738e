/* Themes: what the overlay looks like, as data. Pure. */
#pragma once
#include <glib.h>

/* sRGB, not premultiplied, each 0..1. */
typedef struct {
  double red, green, blue, alpha;
} OvlColour;

/* A pair "X, on_X" is a ground and the text that stands on it; every such pair keeps
 * OVL_CONTRAST_MIN whatever picture is behind the card. Lengths are for a picture of
 * OVL_REFERENCE_PX and scale with it. */
typedef struct {
  const char *name;
  const char *family; /* Pango family list, best first */
  OvlColour plate, on_plate, on_plate_quiet;
  OvlColour sale, on_sale;   /* tile: on sale, the count is fresh */
  OvlColour aged, on_aged;   /* tile: the count is being checked */
  OvlColour sold, on_sold;   /* tile: sold out */
  OvlColour quiet, on_quiet; /* tile: nothing to buy now, or nothing certain is known */
  OvlColour hairline, bar_track, bar, bar_aged;
  OvlColour slate, on_slate, on_slate_quiet;
  OvlColour slate_ring, sun_high, sun_low;
  double card_radius;
} OvlTheme;

/* WCAG 2.2, 1.4.3 Contrast (Minimum), level AA, text of any size. */
#define OVL_CONTRAST_MIN 4.5

const OvlTheme *ovl_theme_get_default (void);

/* What is seen when `top` lies over an opaque `bottom`. */
OvlColour ovl_colour_over (OvlColour top, OvlColour bottom);

/* Contrast ratio 1..21 of two opaque colours: (L1 + 0.05) / (L2 + 0.05) with relative luminance L
 * as WCAG 2.2 defines both. Alpha is ignored. */
double ovl_colour_contrast (OvlColour a, OvlColour b);
