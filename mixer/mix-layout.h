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

/* A part of the picture whose background is drawn but for `hole`, which border and places cover
 * wholly (width 0: no hole). */
typedef struct {
  MixRect area, hole;
} MixField;

/* Background, border (a filled rectangle, all of it below the places but its rim), places. */
typedef struct {
  gboolean whole; /* the background is all there is, and it is a picture */
  int background; /* camera, or -1: dark */
  MixField fields[2];
  guint n_fields;
  MixRect border; /* width 0: none */
  MixPlace places[2];
  guint n_places;
} MixLayout;

#define MIX_LAYOUT_MARGIN_PERMILLE 50  /* graphics safe area, EBU R95 */
#define MIX_LAYOUT_INSET_MIN       100 /* permille of the width */
#define MIX_LAYOUT_INSET_MAX       500
/* An inset this near to a half, third or quarter becomes exactly that: those scale fastest. */
#define MIX_LAYOUT_SNAP_PERMILLE 6

/* `width`, `height` are even. `shapes`: the part of each of the scene's two cameras' pictures that
 * shows something, without the bars beside a camera of another shape; insets show that part only. A
 * slate scene gives `whole` with background -1. */
void mix_layout_compute (const ShowScene *scene, const MixRect shapes[2], int width, int height,
                         MixLayout *ret_layout);

/* TRUE when the scene shows this camera. */
gboolean mix_layout_shows (const ShowScene *scene, int camera);

/* TRUE when both scenes look the same on any picture: all but names. */
gboolean mix_layout_same_scene (const ShowScene *a, const ShowScene *b);
