/* The settings of cards. */
#pragma once
#include "cfg-table.h"

/* [card NAME] */
typedef struct {
  CFG_SECTION_HEAD
  int kind;   /* ShowCardKind, as show_card_kind_to_string() writes it */
  int corner; /* ShowCorner: "top-left" "top-right" "bottom-left" "bottom-right" */
  char *sku;
  gboolean shown; /* from the start */
  char *text, *detail, *image, *url, *fallback, *until;
} OvlCardOptions;
extern const CfgSection ovl_card_section;
