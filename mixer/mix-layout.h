/* Where the cameras of a scene stand on the picture. Pure. */
#pragma once
#include <show-types.h>

typedef struct {
  int x, y, width, height; /* luma samples, all even */
} MixRect;

/* One camera scaled down: the part `from` of its picture fills `to`. */
typedef struct {
  int camera; /* index as in ShowScene.cameras' values */
  MixRect from, to;
} MixPlace;

/* Painted in this order: the background everywhere but in `hole`, the border (a filled rectangle,
 * all of it below the places but its rim), the places. */
typedef struct {
  gboolean whole; /* the background is all there is, and it is a picture */
  int background; /* camera, or -1: dark */
  MixRect hole;   /* wholly covered by border and places; width 0: nothing is */
  MixRect border; /* width 0: none */
  MixPlace places[2];
  guint n_places;
} MixLayout;

#define MIX_LAYOUT_MARGIN_PERMILLE 50  /* graphics safe area, EBU R95 */
#define MIX_LAYOUT_INSET_MIN       100 /* permille of the width */
#define MIX_LAYOUT_INSET_MAX       500
/* An inset this near to a half, third or quarter becomes exactly that: those scale fastest. */
#define MIX_LAYOUT_SNAP_PERMILLE 6

/* `width`, `height` are even. A slate scene gives `whole` with background -1. */
void mix_layout_compute (const ShowScene *scene, int width, int height, MixLayout *ret_layout);

/* TRUE when both scenes look the same on any picture: all but names. */
gboolean mix_layout_same_scene (const ShowScene *a, const ShowScene *b);
