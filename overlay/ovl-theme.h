/* Themes: what the overlay looks like, as data. A theme is one INI file with a section [theme]; the
 * built-in ones are such files, too (overlay/themes/). Main thread; a theme is immutable. */
#pragma once
#include "cfg-table.h"
#include "ovl-types.h"

/* The colours of a theme. "X" and "ON_X" are a ground and the text that stands on it. */
typedef enum {
  OVL_PLATE = 1,
  OVL_ON_PLATE,
  OVL_ON_PLATE_QUIET, /* second lines, prices of what cannot be bought */
  OVL_ON_PLATE_MARK,  /* "checking…" */
  OVL_SALE,           /* on sale, the count is fresh */
  OVL_ON_SALE,
  OVL_AGED, /* the count is being checked */
  OVL_ON_AGED,
  OVL_SOLD,
  OVL_ON_SOLD,
  OVL_QUIET, /* nothing to buy now, or nothing certain is known */
  OVL_ON_QUIET,
  OVL_HAIRLINE,
  OVL_BAR_TRACK,
  OVL_BAR,
  OVL_BAR_AGED,
  OVL_SLATE,
  OVL_ON_SLATE,
  OVL_ON_SLATE_QUIET,
  OVL_SLATE_RING,
  OVL_SUN_HIGH,
  OVL_SUN_LOW,
  OVL_SHADES, /* how many */
} OvlShade;

typedef enum {
  OVL_FONT_TEXT = 1, /* captions, small print */
  OVL_FONT_HEADING,  /* titles, names */
  OVL_FONT_NUMBER,   /* counts, prices, times */
  OVL_FONTS,         /* how many */
} OvlFont;

typedef struct {
  char *families; /* owned; Pango family list, best first */
  int weight;     /* 100..1000 */
} OvlFontStyle;

typedef struct {
  OvlColour colours[OVL_SHADES];
  OvlFontStyle fonts[OVL_FONTS];
  double radius;     /* of a card's corners, in units */
  ShowCorner corner; /* of product and counter cards that have none of their own */
  char *logo;        /* owned path, for logo cards that have none of their own; may be NULL */
} OvlTheme;

/* WCAG 2.2, 1.4.3 Contrast (Minimum), level AA, text of any size. */
#define OVL_CONTRAST_MIN 4.5
/* WCAG 2.2, 1.4.11: parts of graphics that must be told apart. */
#define OVL_CONTRAST_GRAPHICS_MIN 3.0

#define OVL_THEME_DEFAULT "glass"

/* "glass, paper, market"; transfer full. */
char *ovl_theme_list_builtins (void);

/* The INI text of a built-in theme, to start one's own from; NULL when there is none of that name.
 * Static. */
const char *ovl_theme_get_builtin_text (const char *name);

/* `name`: a built-in theme, or the path of a theme's file. What a file does not set is as in the
 * theme that it is based on. Refused when a text is less readable on its ground than
 * OVL_CONTRAST_MIN, whatever picture is behind the card. Errors: CFG_ERROR, everything at once, one
 * a line. */
OvlTheme *ovl_theme_load (const char *name, GError **error);
void ovl_theme_free (OvlTheme *theme); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlTheme, ovl_theme_free)

/* A pair that must be told apart. */
typedef struct {
  OvlShade top, ground;
  double contrast_min;
} OvlContrastPair;

const OvlContrastPair *ovl_theme_get_pairs (guint *ret_n);

/* The least contrast of the pair in this theme, over any picture. */
double ovl_theme_measure_pair (const OvlTheme *theme, const OvlContrastPair *pair);

/* Rings around the sun of a slate lie over one another; text stands on the innermost, too. */
#define OVL_SLATE_RINGS 4
