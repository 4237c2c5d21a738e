/* The settings of the overlay and of cards. */
#pragma once
#include "cfg-table.h"
#include "ovl-look.h"

/* [overlay] */
typedef struct {
  CFG_SECTION_HEAD
  char *theme; /* a path whose last part may be the name of a built-in theme */
  char *locale;
  char *safe_area; /* NULL: by the picture's shape */
} OvlOptions;
extern const CfgSection ovl_section;

/* [safe-area NAME] */
typedef struct {
  CFG_SECTION_HEAD
  double top, bottom, left, right; /* % of the picture's height and width */
} OvlSafeAreaOptions;
extern const CfgSection ovl_safe_area_section;

#define OVL_SAFE_AREAS_MAX 8 /* in a config */

/* The profile of that name: one of `areas` (OvlSafeAreaOptions), which may change a built-in one,
 * or a built-in one. FALSE when there is none. */
gboolean ovl_options_find_safe_area (const char *name, const GPtrArray *areas,
                                     OvlSafeArea *ret_area);

/* The built-in theme's name when the path means one, otherwise the path. */
const char *ovl_options_get_theme (const OvlOptions *options);

/* [card NAME] */
typedef struct {
  CFG_SECTION_HEAD
  int kind;   /* ShowCardKind, as show_card_kind_to_string() writes it */
  int corner; /* ShowCorner: "top-left" "top-right" "bottom-left" "bottom-right"; 0: as usual */
  char *sku;
  gboolean shown; /* from the start */
  char *text, *detail, *image, *url, *fallback, *until;
} OvlCardOptions;
extern const CfgSection ovl_card_section;
