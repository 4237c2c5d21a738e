/* Text on pictures: shaped and laid out by Pango, never outside its box. Fonts, contexts and layout
 * are kept warm, which is what makes a redraw cheap. One thread at a time; every thread that draws
 * has its own OvlText. */
#pragma once
#include "ovl-theme.h"
#include <pango/pangocairo.h>

typedef enum {
  OVL_ALIGN_LEFT = 1,
  OVL_ALIGN_CENTRE,
  OVL_ALIGN_RIGHT,
} OvlAlign;

typedef struct {
  OvlFont font;
  OvlAlign align;
  gboolean tabular; /* all digits have one width: numbers change without moving */
  gboolean shrink;  /* first smaller, down to OVL_TEXT_SHRINK_MIN, and only then ellipsised */
  gboolean strike;  /* struck through */
} OvlTextStyle;

#define OVL_TEXT_SHRINK_MIN 0.4

/* How far marks above and below the letters may reach out of their box, in em: Arabic, Vietnamese
 * and Thai need more room than a line has. */
#define OVL_TEXT_BLEED_EM 0.3

/* Lines of text: each is `box.height / lines` high, with the capitals in its middle. */
typedef struct {
  OvlBox box;
  double size; /* of the em */
  int lines;   /* at most */
} OvlTextBox;

/* `language` ("ja", "zh-TW") chooses among fonts that draw the same letter in their own way.
 * `is_rtl`: what has no direction of its own reads from right to left. */
OvlText *ovl_text_new (const OvlTheme *theme, const char *language, gboolean is_rtl);
void ovl_text_free (OvlText *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlText, ovl_text_free)

/* Draws `string` (any bytes: what is not UTF-8 or is a control character is made harmless; cut
 * after SHOW_TERMS_MAX characters) into `box`, wrapped to its lines and ellipsised after the last.
 * Capitals stand in the middle of each line, whatever fonts the letters come from. No ink leaves
 * the box, but OVL_TEXT_BLEED_EM above and below. Characters that no font has are told by an
 * ellipsis in their place. */
void ovl_text_draw (OvlText *self, cairo_t *cr, const OvlTextBox *box, const OvlTextStyle *style,
                    OvlColour colour, const char *string);

/* Width of `string` on one line at size 1: times the size, it is the width. */
double ovl_text_measure_em (OvlText *self, const OvlTextStyle *style, const char *string);

/* How many lines `string` takes at this size in this width. */
int ovl_text_count_lines (OvlText *self, const OvlTextStyle *style, double size, double width,
                          const char *string);

/* TRUE when `string` reads from right to left: its first letter with a direction says so. */
gboolean ovl_text_is_rtl (OvlText *self, const char *string);

/* TRUE when every character of `string` has a font. */
gboolean ovl_text_has_fonts (OvlText *self, const char *string);
