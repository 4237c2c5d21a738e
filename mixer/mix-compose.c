#include "mix-compose.h"

#include "mix-picture.h"
#include "mix-raw.h"
#include "mix-sprite-draw.h"
#include "mix-view.h"

/* Pictures are made band by band, everything of one before the next, so that cards meet their
 * ground while it is still in the cache. Even. */
#define BAND_ROWS 32

struct _MixCompose {
  GstVideoInfo info;
  MixPictures *pictures;
  GstBuffer *dark;                    /* stands in for what is missing */
  MixView *grounds[SHOW_CAMERAS_MAX]; /* cameras in full, behind everything */
  MixView *insets[SHOW_CAMERAS_MAX];
};

MixCompose *
mix_compose_new (const MixFormat *format)
{
  MixCompose *self = g_new0 (MixCompose, 1);
  mix_picture_get_info (format, &self->info);
  self->pictures = mix_pictures_new (&self->info);
  self->dark = mix_pictures_get (self->pictures);
  mix_picture_darken (self->dark, &self->info);
  for (guint i = 0; i < SHOW_CAMERAS_MAX; i++) {
    self->grounds[i] = mix_view_new ();
    self->insets[i] = mix_view_new ();
  }
  return self;
}

void
mix_compose_free (MixCompose *self)
{
  if (self == NULL)
    return;
  gst_clear_buffer (&self->dark);
  for (guint i = 0; i < SHOW_CAMERAS_MAX; i++) {
    mix_view_free (self->grounds[i]);
    mix_view_free (self->insets[i]);
  }
  mix_pictures_free (self->pictures);
  g_free (self);
}

void
mix_compose_tidy (MixCompose *self)
{
  for (guint i = 0; i < SHOW_CAMERAS_MAX; i++) {
    mix_view_tidy (self->grounds[i]);
    mix_view_tidy (self->insets[i]);
  }
}

/* Memory of our own always maps. */
static void
map_own (MixCompose *self, GstBuffer *picture, GstVideoFrame *frame)
{
  gboolean mapped = gst_video_frame_map (frame, &self->info, picture, GST_MAP_READWRITE);
  g_assert (mapped);
}

static guint8 *
at_rect (const GstVideoFrame *frame, guint plane, const MixRect *rect)
{
  int half = plane == 0 ? 0 : 1, stride = GST_VIDEO_FRAME_PLANE_STRIDE (frame, plane);
  return (guint8 *) GST_VIDEO_FRAME_PLANE_DATA (frame, plane) +
         (gsize) (rect->y >> half) * (gsize) stride + (rect->x >> half);
}

static MixRect
intersect (const MixRect *a, const MixRect *b)
{
  int x = MAX (a->x, b->x), y = MAX (a->y, b->y);
  int right = MIN (a->x + a->width, b->x + b->width);
  int bottom = MIN (a->y + a->height, b->y + b->height);
  return (MixRect){x, y, MAX (right - x, 0), MAX (bottom - y, 0)};
}

static void
fill_rect (GstVideoFrame *to, const MixRect *rect, const MixRect *band, guint8 luma)
{
  MixRect part = intersect (rect, band);
  for (guint i = 0; i < 3; i++) {
    int half = i == 0 ? 0 : 1;
    mix_kernel_fill (at_rect (to, i, &part), GST_VIDEO_FRAME_PLANE_STRIDE (to, i),
                     i == 0 ? luma : MIX_GREY_CHROMA, part.width >> half, part.height >> half);
  }
}

static void
copy_rect (GstVideoFrame *to, const GstVideoFrame *from, const MixRect *rect, const MixRect *band)
{
  MixRect part = intersect (rect, band);
  for (guint i = 0; i < 3; i++) {
    int half = i == 0 ? 0 : 1;
    mix_kernel_copy (at_rect (to, i, &part), GST_VIDEO_FRAME_PLANE_STRIDE (to, i),
                     at_rect (from, i, &part), GST_VIDEO_FRAME_PLANE_STRIDE (from, i),
                     part.width >> half, part.height >> half);
  }
}

/* What surrounds `inner` within `outer`: above, below, left, right; some may be empty. */
static void
split_around (const MixRect *outer, const MixRect *inner, MixRect *ret_parts)
{
  int bottom = inner->y + inner->height, right = inner->x + inner->width;
  int outer_bottom = outer->y + outer->height, outer_right = outer->x + outer->width;
  ret_parts[0] = (MixRect){outer->x, outer->y, outer->width, inner->y - outer->y};
  ret_parts[1] = (MixRect){outer->x, bottom, outer->width, outer_bottom - bottom};
  ret_parts[2] = (MixRect){outer->x, inner->y, inner->x - outer->x, inner->height};
  ret_parts[3] = (MixRect){right, inner->y, outer_right - right, inner->height};
}

static GstBuffer *
find_camera (const MixRecipe *recipe, int camera)
{
  return camera >= 0 && camera < SHOW_CAMERAS_MAX ? recipe->cameras[camera] : NULL;
}

/* The picture that is all of a scene (borrowed), NULL when the scene has to be drawn. */
static GstBuffer *
whole_picture (MixCompose *self, const MixRecipe *recipe, guint index, const MixLayout *layout)
{
  const ShowScene *scene = &recipe->scenes[index].scene;
  if (recipe->scenes[index].still != NULL)
    return recipe->scenes[index].still;
  if (!layout->whole)
    return NULL;
  gboolean slate = scene->layout == SHOW_LAYOUT_SLATE && scene->slate < MIX_SLATES;
  GstBuffer *picture =
      slate ? recipe->slates[scene->slate] : find_camera (recipe, layout->background);
  return picture != NULL ? picture : self->dark;
}

/* A scene that is being drawn. */
typedef struct {
  MixLayout layout;
  GstBuffer *raw; /* the background draws itself; borrowed */
  GstVideoFrame background;
  gboolean has_background;
} Drawing;

static void
compute_layout (MixCompose *self, const MixRecipe *recipe, guint index, MixLayout *ret_layout)
{
  const ShowScene *scene = &recipe->scenes[index].scene;
  MixRect shapes[2];

  for (guint i = 0; i < 2; i++)
    mix_picture_get_shape (find_camera (recipe, scene->cameras[i]), &self->info, &shapes[i]);
  mix_layout_compute (scene, shapes, self->info.width, self->info.height, ret_layout);
}

static void
drawing_open (MixCompose *self, const MixRecipe *recipe, guint index, Drawing *drawing)
{
  MixLayout *layout = &drawing->layout;
  *drawing = (Drawing){0};
  compute_layout (self, recipe, index, layout);
  GstBuffer *background = whole_picture (self, recipe, index, layout);
  if (background == NULL)
    background = find_camera (recipe, layout->background);
  else
    *layout = (MixLayout){.whole = TRUE,
                          .background = layout->background,
                          .fields[0].area = {0, 0, self->info.width, self->info.height},
                          .n_fields = 1};
  if (mix_raw_is (background))
    drawing->raw = background;
  drawing->has_background =
      background != NULL && drawing->raw == NULL &&
      gst_video_frame_map (&drawing->background, &self->info, background, GST_MAP_READ);
}

static void
drawing_close (Drawing *drawing)
{
  if (drawing->has_background)
    gst_video_frame_unmap (&drawing->background);
}

/* All of the picture, places included: they are drawn over it. */
static void
draw_raw_ground (MixCompose *self, const Drawing *drawing, GstVideoFrame *to)
{
  const MixRect whole = {0, 0, self->info.width, self->info.height};
  MixPlace place = {.camera = drawing->layout.background, .to = *mix_raw_get_shape (drawing->raw)};
  MixRect bars[4];

  split_around (&whole, &place.to, bars);
  for (guint i = 0; i < G_N_ELEMENTS (bars); i++)
    fill_rect (to, &bars[i], &whole, MIX_BLACK_LUMA);
  if (!mix_view_draw (self->grounds[place.camera], drawing->raw, &self->info, &place, to))
    fill_rect (to, &whole, &whole, MIX_DARK_LUMA);
}

/* Whole rows of a camera, the hole in them included: measured, they are copied in less time than
 * what is beside the hole. Places are drawn over it. */
static void
draw_ground_beside_holes (const Drawing *drawing, GstVideoFrame *to)
{
  for (guint i = 0; i < drawing->layout.n_fields && drawing->has_background; i++) {
    const MixField *field = &drawing->layout.fields[i];
    MixRect rows = {field->area.x, field->hole.y, field->area.width, field->hole.height};

    copy_rect (to, &drawing->background, &rows, &field->area);
  }
}

/* What is not drawn yet: beside holes, only where there is no camera. */
static void
draw_background (const Drawing *drawing, const MixField *field, const MixRect *band,
                 GstVideoFrame *to)
{
  MixRect parts[4];

  split_around (&field->area, &field->hole, parts);
  if (drawing->has_background) {
    copy_rect (to, &drawing->background, &parts[0], band);
    copy_rect (to, &drawing->background, &parts[1], band);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    fill_rect (to, &parts[i], band, MIX_DARK_LUMA);
}

static void
draw_band (const Drawing *drawing, const MixRect *band, GstVideoFrame *to)
{
  const MixLayout *layout = &drawing->layout;
  MixRect parts[4];

  for (guint i = 0; i < layout->n_fields && drawing->raw == NULL; i++)
    draw_background (drawing, &layout->fields[i], band, to);
  if (layout->border.width > 0) {
    split_around (&layout->border, &layout->places[0].to, parts);
    for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
      fill_rect (to, &parts[i], band, MIX_LIGHT_LUMA);
  }
}

static void
draw_places (MixCompose *self, const MixRecipe *recipe, const MixLayout *layout, GstVideoFrame *to)
{
  for (guint i = 0; i < layout->n_places; i++) {
    const MixPlace *place = &layout->places[i];
    GstBuffer *picture = find_camera (recipe, place->camera);
    if (picture == NULL ||
        !mix_view_draw (self->insets[place->camera], picture, &self->info, place, to))
      fill_rect (to, &place->to, &place->to, MIX_DARK_LUMA);
  }
}

static gboolean
next_band (const MixRect *whole, MixRect *band)
{
  if (band->width == 0)
    *band = (MixRect){0, 0, whole->width, 0};
  band->y += band->height;
  band->height = MIN (BAND_ROWS, whole->height - band->y);
  return band->height > 0;
}

static void
draw_sprites (const MixRecipe *recipe, const MixRect *band, GstVideoFrame *to)
{
  for (guint i = 0; i < recipe->n_sprites; i++)
    mix_sprite_blend (recipe->sprites[i].sprite, to, band->y, band->height,
                      recipe->sprites[i].opacity);
}

/* One scene with the sprites over it, or without. A raw camera that is drawn straight to where it
 * is seen is no copy. */
static GstBuffer *
draw_scene (MixCompose *self, const MixRecipe *recipe, guint index, gboolean sprites,
            gboolean *ret_copied)
{
  GstBuffer *made = mix_pictures_get (self->pictures);
  MixRect whole = {0, 0, self->info.width, self->info.height}, band = {0};
  GstVideoFrame to;
  Drawing drawing;
  map_own (self, made, &to);
  drawing_open (self, recipe, index, &drawing);
  *ret_copied = drawing.raw == NULL;
  if (drawing.raw != NULL)
    draw_raw_ground (self, &drawing, &to);
  draw_ground_beside_holes (&drawing, &to);
  draw_places (self, recipe, &drawing.layout, &to);
  while (next_band (&whole, &band)) {
    draw_band (&drawing, &band, &to);
    if (sprites)
      draw_sprites (recipe, &band, &to);
  }
  drawing_close (&drawing);
  gst_video_frame_unmap (&to);
  return made;
}

/* Its own memory where a scene is a whole picture that any element can read. */
static GstBuffer *
get_scene (MixCompose *self, const MixRecipe *recipe, guint index, gboolean *ret_copied)
{
  MixLayout layout;
  compute_layout (self, recipe, index, &layout);
  GstBuffer *picture = whole_picture (self, recipe, index, &layout);
  *ret_copied = FALSE;
  if (picture != NULL && mix_picture_is_compact (picture, &self->info))
    return gst_buffer_ref (picture);
  return draw_scene (self, recipe, index, FALSE, ret_copied);
}

static void
blend_band (const MixRecipe *recipe, const GstVideoFrame *frames, const MixRect *band,
            GstVideoFrame *to)
{
  guint weights[MIX_BLEND_MAX];
  for (guint i = 0; i < recipe->n_scenes; i++)
    weights[i] = recipe->scenes[i].weight;
  for (guint plane = 0; plane < 3; plane++) {
    int half = plane == 0 ? 0 : 1, strides[MIX_BLEND_MAX];
    const guint8 *data[MIX_BLEND_MAX];
    for (guint i = 0; i < recipe->n_scenes; i++) {
      data[i] = at_rect (&frames[i], plane, band);
      strides[i] = GST_VIDEO_FRAME_PLANE_STRIDE (&frames[i], plane);
    }
    mix_kernel_blend (at_rect (to, plane, band), GST_VIDEO_FRAME_PLANE_STRIDE (to, plane), data,
                      strides, weights, recipe->n_scenes, band->width >> half,
                      band->height >> half);
  }
}

/* Maps a scene's picture for reading, or the dark when it cannot be. */
static void
map_scene (MixCompose *self, GstBuffer **picture, GstVideoFrame *frame)
{
  if (gst_video_frame_map (frame, &self->info, *picture, GST_MAP_READ))
    return;
  gst_buffer_replace (picture, self->dark);
  gboolean mapped = gst_video_frame_map (frame, &self->info, *picture, GST_MAP_READ);
  g_assert (mapped);
}

static GstBuffer *
blend_scenes (MixCompose *self, const MixRecipe *recipe)
{
  GstBuffer *pictures[MIX_BLEND_MAX], *made = mix_pictures_get (self->pictures);
  MixRect whole = {0, 0, self->info.width, self->info.height}, band = {0};
  GstVideoFrame frames[MIX_BLEND_MAX], to;
  for (guint i = 0; i < recipe->n_scenes; i++) {
    gboolean copied;
    pictures[i] = get_scene (self, recipe, i, &copied);
    map_scene (self, &pictures[i], &frames[i]);
  }
  map_own (self, made, &to);
  while (next_band (&whole, &band)) {
    blend_band (recipe, frames, &band, &to);
    draw_sprites (recipe, &band, &to);
  }
  gst_video_frame_unmap (&to);
  for (guint i = 0; i < recipe->n_scenes; i++) {
    gst_video_frame_unmap (&frames[i]);
    gst_buffer_unref (pictures[i]);
  }
  return made;
}

GstBuffer *
mix_compose_run (MixCompose *self, const MixRecipe *recipe, gboolean *ret_copied)
{
  g_assert (recipe->n_scenes > 0 && recipe->n_scenes <= MIX_BLEND_MAX);
  *ret_copied = TRUE;
  if (recipe->n_scenes > 1)
    return blend_scenes (self, recipe);
  if (recipe->n_sprites > 0)
    return draw_scene (self, recipe, 0, TRUE, ret_copied);
  return get_scene (self, recipe, 0, ret_copied);
}
