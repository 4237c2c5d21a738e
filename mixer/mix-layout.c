#include "mix-layout.h"

#define BORDER_HEIGHT 1080 /* the border has BORDER_WIDTH at this height of the picture */
#define BORDER_WIDTH  2

static int
even (int value)
{
  return value & ~1;
}

/* The middle of a picture, in size so that `ratio` divides it. */
static MixRect
middle (int width, int height, int use_width, int use_height)
{
  return (MixRect){even ((width - use_width) / 2), even ((height - use_height) / 2), use_width,
                   use_height};
}

/* Scales by exactly 1 / `ratio`; what does not divide is cut off at the edges of the camera. */
static MixPlace
place_by_ratio (int camera, int width, int height, int ratio)
{
  int w = even (width / ratio), h = even (height / ratio);
  return (MixPlace){
      .camera = camera, .from = middle (width, height, w * ratio, h * ratio), .to = {0, 0, w, h}};
}

static MixPlace
place_inset (int camera, int width, int height, int permille)
{
  permille = CLAMP (permille, MIX_LAYOUT_INSET_MIN, MIX_LAYOUT_INSET_MAX);
  for (int ratio = 2; ratio <= 4; ratio++)
    if (ABS (permille - 1000 / ratio) <= MIX_LAYOUT_SNAP_PERMILLE)
      return place_by_ratio (camera, width, height, ratio);
  return (MixPlace){.camera = camera,
                    .from = {0, 0, width, height},
                    .to = {0, 0, MAX (even (width * permille / 1000), 2),
                           MAX (even (height * permille / 1000), 2)}};
}

static void
layout_pip (const ShowScene *scene, int width, int height, MixLayout *layout)
{
  MixPlace place = place_inset (scene->cameras[1], width, height, scene->size_permille);
  int rim = MAX (even (height * BORDER_WIDTH / BORDER_HEIGHT), 2);
  int margin_x = even (width * MIX_LAYOUT_MARGIN_PERMILLE / 1000);
  int margin_y = even (height * MIX_LAYOUT_MARGIN_PERMILLE / 1000);
  gboolean left = scene->corner == SHOW_CORNER_TOP_LEFT || scene->corner == SHOW_CORNER_BOTTOM_LEFT;
  gboolean top = scene->corner == SHOW_CORNER_TOP_LEFT || scene->corner == SHOW_CORNER_TOP_RIGHT;
  MixRect border = {.width = place.to.width + 2 * rim, .height = place.to.height + 2 * rim};
  border.x = left ? margin_x : width - margin_x - border.width;
  border.y = top ? margin_y : height - margin_y - border.height;
  place.to.x = border.x + rim;
  place.to.y = border.y + rim;
  layout->background = scene->cameras[0];
  layout->border = layout->hole = border;
  layout->places[layout->n_places++] = place;
}

static void
layout_side (const ShowScene *scene, int width, int height, MixLayout *layout)
{
  for (int i = 0; i < 2; i++) {
    MixPlace place = place_by_ratio (scene->cameras[i], width, height, 2);
    place.to.x = i == 0 ? 0 : width - place.to.width;
    place.to.y = even ((height - place.to.height) / 2);
    layout->places[layout->n_places++] = place;
  }
  layout->hole = layout->places[0].to;
  if (2 * layout->hole.width == width)
    layout->hole.width = width;
}

void
mix_layout_compute (const ShowScene *scene, int width, int height, MixLayout *ret_layout)
{
  *ret_layout = (MixLayout){.background = -1};
  switch (scene->layout) {
  case SHOW_LAYOUT_PIP:
    layout_pip (scene, width, height, ret_layout);
    break;
  case SHOW_LAYOUT_SIDE:
    layout_side (scene, width, height, ret_layout);
    break;
  case SHOW_LAYOUT_FULL:
    ret_layout->whole = TRUE;
    ret_layout->background = scene->cameras[0];
    break;
  case SHOW_LAYOUT_SLATE:
  default:
    ret_layout->whole = TRUE;
    break;
  }
}

gboolean
mix_layout_same_scene (const ShowScene *a, const ShowScene *b)
{
  if (a->layout != b->layout)
    return FALSE;
  if (a->layout == SHOW_LAYOUT_SLATE)
    return a->slate == b->slate;
  if (a->cameras[0] != b->cameras[0])
    return FALSE;
  if (a->layout == SHOW_LAYOUT_FULL)
    return TRUE;
  if (a->cameras[1] != b->cameras[1])
    return FALSE;
  return a->layout == SHOW_LAYOUT_SIDE ||
         (a->corner == b->corner && a->size_permille == b->size_permille);
}
