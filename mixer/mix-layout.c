#include "mix-layout.h"

#define BORDER_HEIGHT 1080 /* the border has BORDER_WIDTH at this height of the picture */
#define BORDER_WIDTH  2

static int
even (int value)
{
  return value & ~1;
}

/* Scales by exactly 1 / `ratio`; what does not divide is cut off at the edges of the camera. */
static MixPlace
place_by_ratio (int camera, const MixRect *shape, int ratio)
{
  int width = MAX (even (shape->width / ratio), 2), height = MAX (even (shape->height / ratio), 2);
  MixRect from = {.width = MIN (width * ratio, shape->width),
                  .height = MIN (height * ratio, shape->height)};

  from.x = shape->x + even ((shape->width - from.width) / 2);
  from.y = shape->y + even ((shape->height - from.height) / 2);
  return (MixPlace){.camera = camera, .from = from, .to = {0, 0, width, height}};
}

static MixPlace
place_inset (int camera, const MixRect *shape, int permille)
{
  permille = CLAMP (permille, MIX_LAYOUT_INSET_MIN, MIX_LAYOUT_INSET_MAX);
  for (int ratio = 2; ratio <= 4; ratio++)
    if (ABS (permille - 1000 / ratio) <= MIX_LAYOUT_SNAP_PERMILLE)
      return place_by_ratio (camera, shape, ratio);
  return (MixPlace){.camera = camera,
                    .from = *shape,
                    .to = {0, 0, MAX (even (shape->width * permille / 1000), 2),
                           MAX (even (shape->height * permille / 1000), 2)}};
}

/* As large as it can be inside of `area`, in the middle, never enlarged. */
static MixPlace
place_fitted (int camera, const MixRect *shape, const MixRect *area)
{
  MixPlace place = place_by_ratio (camera, shape, 2);

  if (place.to.width != area->width && place.to.height != area->height) {
    gint64 width = MIN ((gint64) area->width, (gint64) shape->width * area->height / shape->height);
    gint64 height = MIN ((gint64) area->height, width * shape->height / shape->width);

    place.from = *shape;
    place.to.width = MAX (even (MIN ((int) width, shape->width)), 2);
    place.to.height = MAX (even (MIN ((int) height, shape->height)), 2);
  }
  place.to.x = area->x + even ((area->width - place.to.width) / 2);
  place.to.y = area->y + even ((area->height - place.to.height) / 2);
  return place;
}

static void
layout_pip (const ShowScene *scene, const MixRect shapes[2], int width, int height,
            MixLayout *layout)
{
  MixPlace place = place_inset (scene->cameras[1], &shapes[1], scene->size_permille);
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
  layout->border = border;
  layout->fields[layout->n_fields++] = (MixField){{0, 0, width, height}, border};
  layout->places[layout->n_places++] = place;
}

static void
layout_side (const ShowScene *scene, const MixRect shapes[2], int width, int height,
             MixLayout *layout)
{
  int left = even (width / 2);
  const MixRect areas[2] = {{0, 0, left, height}, {left, 0, width - left, height}};

  for (int i = 0; i < 2; i++) {
    MixPlace place = place_fitted (scene->cameras[i], &shapes[i], &areas[i]);

    layout->fields[layout->n_fields++] = (MixField){areas[i], place.to};
    layout->places[layout->n_places++] = place;
  }
}

void
mix_layout_compute (const ShowScene *scene, const MixRect shapes[2], int width, int height,
                    MixLayout *ret_layout)
{
  *ret_layout = (MixLayout){.background = -1};
  switch (scene->layout) {
  case SHOW_LAYOUT_PIP:
    layout_pip (scene, shapes, width, height, ret_layout);
    break;
  case SHOW_LAYOUT_SIDE:
    layout_side (scene, shapes, width, height, ret_layout);
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
  if (ret_layout->whole)
    ret_layout->fields[ret_layout->n_fields++] = (MixField){.area = {0, 0, width, height}};
}

gboolean
mix_layout_shows (const ShowScene *scene, int camera)
{
  if (scene->layout == SHOW_LAYOUT_SLATE)
    return FALSE;
  return scene->cameras[0] == camera ||
         (scene->layout != SHOW_LAYOUT_FULL && scene->cameras[1] == camera);
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
