#include "mix-compose.h"

#include <string.h>

void
mix_recipe_clear (MixRecipe *recipe)
{
  for (guint i = 0; i < recipe->n_scenes; i++)
    gst_clear_buffer (&recipe->scenes[i].still);
  for (guint i = 0; i < SHOW_CAMERAS_MAX; i++)
    gst_clear_buffer (&recipe->cameras[i]);
  for (guint i = 0; i < MIX_SLATES; i++)
    gst_clear_buffer (&recipe->slates[i]);
  for (guint i = 0; i < recipe->n_sprites; i++)
    mix_sprite_unref (recipe->sprites[i].sprite);
  memset (recipe, 0, sizeof *recipe);
}

static gboolean
shows_camera (const MixRecipe *recipe, int camera)
{
  for (guint i = 0; i < recipe->n_scenes; i++)
    if (recipe->scenes[i].still == NULL && mix_layout_shows (&recipe->scenes[i].scene, camera))
      return TRUE;
  return FALSE;
}

static gboolean
shows_slate (const MixRecipe *recipe, ShowSlate slate)
{
  for (guint i = 0; i < recipe->n_scenes; i++) {
    const ShowScene *scene = &recipe->scenes[i].scene;
    if (recipe->scenes[i].still == NULL && scene->layout == SHOW_LAYOUT_SLATE &&
        scene->slate == slate)
      return TRUE;
  }
  return FALSE;
}

void
mix_recipe_reduce (MixRecipe *recipe)
{
  guint n = 0;
  for (guint i = 0; i < recipe->n_scenes; i++) {
    if (recipe->scenes[i].weight == 0)
      gst_clear_buffer (&recipe->scenes[i].still);
    else
      recipe->scenes[n++] = recipe->scenes[i];
  }
  recipe->n_scenes = n;
  for (int i = 0; i < SHOW_CAMERAS_MAX; i++)
    if (!shows_camera (recipe, i))
      gst_clear_buffer (&recipe->cameras[i]);
  for (guint i = 0; i < MIX_SLATES; i++)
    if (!shows_slate (recipe, (ShowSlate) i))
      gst_clear_buffer (&recipe->slates[i]);
}

static gboolean
equal_scenes (const MixRecipe *a, const MixRecipe *b)
{
  if (a->n_scenes != b->n_scenes)
    return FALSE;
  for (guint i = 0; i < a->n_scenes; i++) {
    if (a->scenes[i].weight != b->scenes[i].weight || a->scenes[i].still != b->scenes[i].still)
      return FALSE;
    if (a->scenes[i].still == NULL &&
        !mix_layout_same_scene (&a->scenes[i].scene, &b->scenes[i].scene))
      return FALSE;
  }
  return TRUE;
}

static gboolean
equal_sprites (const MixRecipe *a, const MixRecipe *b)
{
  if (a->n_sprites != b->n_sprites)
    return FALSE;
  for (guint i = 0; i < a->n_sprites; i++)
    if (a->sprites[i].sprite != b->sprites[i].sprite ||
        a->sprites[i].opacity != b->sprites[i].opacity)
      return FALSE;
  return TRUE;
}

gboolean
mix_recipe_equal (const MixRecipe *a, const MixRecipe *b)
{
  return equal_scenes (a, b) && equal_sprites (a, b) &&
         memcmp (a->cameras, b->cameras, sizeof a->cameras) == 0 &&
         memcmp (a->slates, b->slates, sizeof a->slates) == 0;
}
