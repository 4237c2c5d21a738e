#include "mix-compose.h"

#include "mix-inset.h"
#include "mix-picture.h"
#include "mix-sprite-draw.h"

struct _MixCompose {
  GstVideoInfo info;
  MixPictures *pictures;
  GstBuffer *dark; /* stands in for what is missing */
  MixInset *insets[SHOW_CAMERAS_MAX];
};

MixCompose *
mix_compose_new (const MixFormat *format)
{
  MixCompose *self = g_new0 (MixCompose, 1);
  mix_picture_get_info (format, &self->info);
  self->pictures = mix_pictures_new (&self->info);
  self->dark = mix_pictures_get (self->pictures);
  mix_picture_darken (self->dark, &self->info);
  for (guint i = 0; i < SHOW_CAMERAS_MAX; i++)
    self->insets[i] = mix_inset_new ();
  return self;
}

void
mix_compose_free (MixCompose *self)
{
  if (self == NULL)
    return;
  gst_clear_buffer (&self->dark);
  for (guint i = 0; i < SHOW_CAMERAS_MAX; i++)
    mix_inset_free (self->insets[i]);
  mix_pictures_free (self->pictures);
  g_free (self);
}

void
mix_compose_tidy (MixCompose *self)
{
  for (guint i = 0; i < SHOW_CAMERAS_MAX; i++)
    mix_inset_tidy (self->insets[i]);
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
  return (guint8 *)GST_VIDEO_FRAME_PLANE_DATA (frame, plane) +
         (gsize)(rect->y >> half) * (gsize)stride + (rect->x >> half);
}

static void
fill_rect (GstVideoFrame *to, const MixRect *rect, guint8 luma)
{
  for (guint i = 0; i < 3; i++) {
    int half = i == 0 ? 0 : 1;
    mix_kernel_fill (at_rect (to, i, rect), GST_VIDEO_FRAME_PLANE_STRIDE (to, i),
                     i == 0 ? luma : MIX_GREY_CHROMA, rect->width >> half, rect->height >> half);
  }
}

static void
copy_rect (GstVideoFrame *to, const GstVideoFrame *from, const MixRect *rect)
{
  for (guint i = 0; i < 3; i++) {
    int half = i == 0 ? 0 : 1;
    mix_kernel_copy (at_rect (to, i, rect), GST_VIDEO_FRAME_PLANE_STRIDE (to, i),
                     at_rect (from, i, rect), GST_VIDEO_FRAME_PLANE_STRIDE (from, i),
                     rect->width >> half, rect->height >> half);
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

static void
draw_background (MixCompose *self, GstBuffer *picture, const MixLayout *layout, GstVideoFrame *to)
{
  MixRect whole = {0, 0, self->info.width, self->info.height}, parts[4];
  split_around (&whole, &layout->hole, parts);
  GstVideoFrame from;
  gboolean readable =
      picture != NULL && gst_video_frame_map (&from, &self->info, picture, GST_MAP_READ);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (readable)
      copy_rect (to, &from, &parts[i]);
    else
      fill_rect (to, &parts[i], MIX_DARK_LUMA);
  }
  if (readable)
    gst_video_frame_unmap (&from);
}

static GstBuffer *
find_camera (const MixRecipe *recipe, int camera)
{
  return camera >= 0 && camera < SHOW_CAMERAS_MAX ? recipe->cameras[camera] : NULL;
}

static void
draw_layout (MixCompose *self, const MixRecipe *recipe, const MixLayout *layout, GstVideoFrame *to)
{
  draw_background (self, find_camera (recipe, layout->background), layout, to);
  if (layout->border.width > 0) {
    MixRect rim[4];
    split_around (&layout->border, &layout->places[0].to, rim);
    for (guint i = 0; i < G_N_ELEMENTS (rim); i++)
      fill_rect (to, &rim[i], MIX_LIGHT_LUMA);
  }
  for (guint i = 0; i < layout->n_places; i++) {
    const MixPlace *place = &layout->places[i];
    GstBuffer *picture = find_camera (recipe, place->camera);
    if (picture == NULL ||
        !mix_inset_draw (self->insets[place->camera], picture, &self->info, place, to))
      fill_rect (to, &place->to, MIX_DARK_LUMA);
  }
}

static GstBuffer *
copy_picture (MixCompose *self, GstBuffer *picture)
{
  static const MixLayout whole = {.whole = TRUE};
  GstBuffer *made = mix_pictures_get (self->pictures);
  GstVideoFrame frame;
  map_own (self, made, &frame);
  draw_background (self, picture, &whole, &frame);
  gst_video_frame_unmap (&frame);
  return made;
}

/* The picture of one scene; its own memory where it is a whole one. */
static GstBuffer *
render_scene (MixCompose *self, const MixRecipe *recipe, guint index, gboolean *ret_made)
{
  const ShowScene *scene = &recipe->scenes[index].scene;
  if (recipe->scenes[index].still != NULL)
    return gst_buffer_ref (recipe->scenes[index].still);
  MixLayout layout;
  mix_layout_compute (scene, self->info.width, self->info.height, &layout);
  if (layout.whole) {
    gboolean slate = scene->layout == SHOW_LAYOUT_SLATE && scene->slate < MIX_SLATES;
    GstBuffer *picture =
        slate ? recipe->slates[scene->slate] : find_camera (recipe, layout.background);
    if (picture == NULL)
      picture = self->dark;
    if (mix_picture_is_compact (picture, &self->info))
      return gst_buffer_ref (picture);
    *ret_made = TRUE;
    return copy_picture (self, picture);
  }
  GstBuffer *made = mix_pictures_get (self->pictures);
  GstVideoFrame frame;
  map_own (self, made, &frame);
  draw_layout (self, recipe, &layout, &frame);
  gst_video_frame_unmap (&frame);
  *ret_made = TRUE;
  return made;
}

static void
blend_frames (const MixRecipe *recipe, const GstVideoFrame *frames, GstVideoFrame *to)
{
  guint weights[MIX_BLEND_MAX];
  for (guint i = 0; i < recipe->n_scenes; i++)
    weights[i] = recipe->scenes[i].weight;
  for (guint plane = 0; plane < 3; plane++) {
    const guint8 *data[MIX_BLEND_MAX];
    int strides[MIX_BLEND_MAX];
    for (guint i = 0; i < recipe->n_scenes; i++) {
      data[i] = GST_VIDEO_FRAME_PLANE_DATA (&frames[i], plane);
      strides[i] = GST_VIDEO_FRAME_PLANE_STRIDE (&frames[i], plane);
    }
    mix_kernel_blend (GST_VIDEO_FRAME_PLANE_DATA (to, plane),
                      GST_VIDEO_FRAME_PLANE_STRIDE (to, plane), data, strides, weights,
                      recipe->n_scenes, GST_VIDEO_FRAME_COMP_WIDTH (to, plane),
                      GST_VIDEO_FRAME_COMP_HEIGHT (to, plane));
  }
}

static GstBuffer *
blend_scenes (MixCompose *self, const MixRecipe *recipe)
{
  GstBuffer *pictures[MIX_BLEND_MAX], *made = mix_pictures_get (self->pictures);
  GstVideoFrame frames[MIX_BLEND_MAX], to;
  for (guint i = 0; i < recipe->n_scenes; i++) {
    gboolean unused = FALSE;
    pictures[i] = render_scene (self, recipe, i, &unused);
    if (!gst_video_frame_map (&frames[i], &self->info, pictures[i], GST_MAP_READ)) {
      gst_buffer_replace (&pictures[i], self->dark);
      gst_video_frame_map (&frames[i], &self->info, self->dark, GST_MAP_READ);
    }
  }
  map_own (self, made, &to);
  blend_frames (recipe, frames, &to);
  gst_video_frame_unmap (&to);
  for (guint i = 0; i < recipe->n_scenes; i++) {
    gst_video_frame_unmap (&frames[i]);
    gst_buffer_unref (pictures[i]);
  }
  return made;
}

static void
draw_sprites (MixCompose *self, const MixRecipe *recipe, GstBuffer *picture)
{
  GstVideoFrame frame;
  map_own (self, picture, &frame);
  for (guint i = 0; i < recipe->n_sprites; i++)
    mix_sprite_blend (recipe->sprites[i].sprite, &frame, recipe->sprites[i].opacity);
  gst_video_frame_unmap (&frame);
}

GstBuffer *
mix_compose_run (MixCompose *self, const MixRecipe *recipe, gboolean *ret_made)
{
  g_assert (recipe->n_scenes > 0 && recipe->n_scenes <= MIX_BLEND_MAX);
  gboolean made = recipe->n_scenes > 1;
  g_autoptr (GstBuffer) picture =
      made ? blend_scenes (self, recipe) : render_scene (self, recipe, 0, &made);
  if (recipe->n_sprites > 0) {
    if (!made) {
      GstBuffer *copy = copy_picture (self, picture);
      gst_buffer_unref (picture);
      picture = copy;
      made = TRUE;
    }
    draw_sprites (self, recipe, picture);
  }
  *ret_made = made;
  return g_steal_pointer (&picture);
}
