/* Where cards stand on the picture, so that none covers another. Pure. */
#pragma once
#include "ovl-types.h"

/* A card and its place. */
typedef struct {
  gboolean wanted;
  int width, height; /* even pixels */
  ShowCorner corner;
  int rank; /* who stays when there is no room for all: the higher, the longer */

  gboolean has_place; /* before: it stands on the picture; after: it does from now on */
  OvlRect place;      /* even pixels */
  ShowCorner was_in;  /* the corner that it was placed for */
} OvlStand;

/* Gives every wanted card a place within `safe`, at least `gap` (even) pixels from the others. What
 * stands already stays where it is as long as it can: nothing jumps because another card comes or
 * goes. New ones stack from their corner, up or down along the side first, then inwards, but not
 * over the middle of the picture. Where there is no room, the lowest ranks have no place. */
void ovl_stage_place (const OvlRect *safe, int gap, OvlStand *stands, guint n_stands);

/* TRUE when there are `gap` pixels or more between both. */
gboolean ovl_stage_are_apart (const OvlRect *a, const OvlRect *b, int gap);
