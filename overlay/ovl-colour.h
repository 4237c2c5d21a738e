/* Colours: notation, and how well one is read on another. Pure. */
#pragma once
#include "ovl-types.h"

/* "#rrggbb" or "#rrggbbaa". FALSE, with `ret_colour` untouched, for anything else. */
gboolean ovl_colour_parse (const char *text, OvlColour *ret_colour);

/* What is seen when `top` lies over an opaque `bottom`. */
OvlColour ovl_colour_over (OvlColour top, OvlColour bottom);

/* Contrast ratio 1..21 of two opaque colours: (L1 + 0.05) / (L2 + 0.05) of their luminances, WCAG
 * 2.2. */
double ovl_colour_contrast (OvlColour a, OvlColour b);

/* The least contrast of `text` on `ground` over any picture. The darkest and the brightest picture
 * bound all others, as alpha mixes each channel. */
double ovl_colour_worst_contrast (OvlColour text, OvlColour ground);
