/* The settings of cards. */
#pragma once
#include "cfg-table.h"

/* [card NAME] */
typedef struct {
  CFG_SECTION_HEAD
  int kind;   /* ShowCardKind: "product" */
  int corner; /* ShowCorner: "top-left" "top-right" "bottom-left" "bottom-right" */
  char *sku;
  gboolean shown; /* from the start */
} OvlCardOptions;
extern const CfgSection ovl_card_section;
