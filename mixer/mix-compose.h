/* Makes the picture of one tick from what is on the table, copying as little as it can. Mixer
 * thread. */
#pragma once
#include "mix-kernels.h"
#include "mix-layout.h"
#include "mix-vision.h"

#define MIX_SLATES (SHOW_SLATE_END + 1) /* indexed by ShowSlate */

/* What a picture is made of. All are references that the holder of the recipe owns. */
typedef struct {
  guint n_scenes;
  struct {
    ShowScene scene;
    guint weight;     /* all weights add up to MIX_WEIGHT_FULL */
    GstBuffer *still; /* instead of the scene, or NULL */
  } scenes[MIX_BLEND_MAX];
  GstBuffer *cameras[SHOW_CAMERAS_MAX]; /* NULL: nothing to show */
  GstBuffer *slates[MIX_SLATES];        /* NULL: dark */
  guint n_sprites;
  struct {
    MixSprite *sprite;
    guint opacity;              /* 1..MIX_OPACITY_FULL */
  } sprites[MIX_SPRITE_LAYERS]; /* lowest first */
} MixRecipe;

void mix_recipe_clear (MixRecipe *recipe); /* drops the references */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MixRecipe, mix_recipe_clear)

/* Drops from the recipe the cameras and slates that none of its scenes shows, and scenes without
 * weight; so that what does not matter to the picture cannot make it look new. */
void mix_recipe_reduce (MixRecipe *recipe);
gboolean mix_recipe_equal (const MixRecipe *a, const MixRecipe *b); /* both reduced */

typedef struct _MixCompose MixCompose;
MixCompose *mix_compose_new (const MixFormat *format);
void mix_compose_free (MixCompose *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixCompose, mix_compose_free)

/* A compact picture (a new reference): a camera's or slate's own buffer when it is all there is to
 * see, otherwise a new one; *ret_copied tells whether a whole picture had to be copied for it.
 * Never NULL; what cannot be read is dark. */
GstBuffer *mix_compose_run (MixCompose *self, const MixRecipe *recipe, gboolean *ret_copied);

/* Once a tick: lets go of pictures that are no longer needed. */
void mix_compose_tidy (MixCompose *self);
