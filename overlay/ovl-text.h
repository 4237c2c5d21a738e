/* Text on pictures: shaped and laid out by Pango, never outside its box. */
#pragma once
#include "ovl-layout.h"
#include "ovl-theme.h"
#include <pango/pangocairo.h>

/* Font map, context and layout, kept warm: what makes a redraw cheap. One thread at a time; every
 * thread that draws has its own. */
typedef struct _OvlText OvlText;

typedef enum {
  OVL_ALIGN_LEFT = 1,
  OVL_ALIGN_CENTRE,
  OVL_ALIGN_RIGHT,
} OvlAlign;

typedef struct {
  PangoWeight weight;
  OvlAlign align;
  OvlColour colour;
  double tracking_em; /* added between letters */
  gboolean tabular;   /* all digits have one width: numbers change without moving */
  gboolean shrink;    /* first smaller, down to OVL_TEXT_SHRINK_MIN, and only then ellipsised */
} OvlTextStyle;

#define OVL_TEXT_SHRINK_MIN 0.4

OvlText *ovl_text_new (const char *family);
void ovl_text_free (OvlText *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlText, ovl_text_free)

/* Draws `string` (any bytes: what is not UTF-8 or is a control character is made harmless; cut
 * after SHOW_TEXT_MAX characters) into `box`, wrapped to its lines and ellipsised after the last.
 * Capitals stand in the middle of each line, whatever fonts the letters come from. No ink leaves
 * the box. A character that no font has leaves no mark. */
void ovl_text_draw (OvlText *self, cairo_t *cr, const OvlTextBox *box, const OvlTextStyle *style,
                    const char *string);

/* Width of `string` on one line at size 1: times the size in pixels, it is the width in pixels. */
double ovl_text_measure_em (OvlText *self, const OvlTextStyle *style, const char *string);

/* TRUE when `string` reads from right to left: its first letter with a direction says so. */
gboolean ovl_text_is_rtl (OvlText *self, const char *string);
