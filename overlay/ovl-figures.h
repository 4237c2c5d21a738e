/* Figures of one width, in fonts that have none: numbers then change without moving. Many fonts
 * lack them, those of Arabic letters nearly always. One thread at a time. */
#pragma once
#include <pango/pango.h>

/* Digits of one font, as they were met. */
typedef struct _OvlFigures OvlFigures;

OvlFigures *ovl_figures_new (void);
void ovl_figures_free (OvlFigures *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlFigures, ovl_figures_free)

/* Measures the digits that `string` is written with, in the font that `layout` has set. Leaves
 * another text in the layout. */
void ovl_figures_learn (OvlFigures *self, PangoLayout *layout, const char *string);

/* What `string` becomes wider by, in em. */
double ovl_figures_measure_em (const OvlFigures *self, const char *string);

/* Gives narrow digits of a laid out line room on both sides; `size` is the em in pixels. Once for
 * each line. */
void ovl_figures_level (const OvlFigures *self, PangoLayoutLine *line, double size);

/* OpenType features: figures as high as capitals; tabular: of one width. */
#define OVL_FIGURES_PLAIN   "lnum=1"
#define OVL_FIGURES_TABULAR "lnum=1, tnum=1"
