#include "ovl-renderer.h"

#include "ovl-card-product.h"
#include "ovl-price.h"
#include "ovl-slate.h"

#include <string.h>

/* Entrances and exits (WCAG 2.3.1 and calm: at most 300 ms, no flash). */
#define FADE_MS 200

/* What stands on a layer. */
typedef struct {
  ShowCardContent *content; /* as it was last delivered; NULL: nothing was */
  gboolean visible;
} Layer;

/* Lock order: `lock` alone; it is never held while something is drawn or delivered. */
struct _OvlRenderer {
  BaseWorker *render;
  MixVision *vision;

  GMutex lock;
  /* -- under lock -- */
  ShowCardContent *wanted[MIX_SPRITE_LAYERS]; /* newest wish a layer, NULL: none is waiting */
  gboolean posted;                            /* a job that will take the wishes is on its way */

  /* -- render thread -- */
  OvlText *text;
  Layer layers[MIX_SPRITE_LAYERS];

  gint drawn; /* atomic */
};

OvlRenderer *
ovl_renderer_new (BaseWorker *render, MixVision *vision)
{
  OvlRenderer *self = g_new0 (OvlRenderer, 1);

  self->render = render;
  self->vision = vision;
  self->text = ovl_text_new (ovl_theme_get_default ()->family);
  g_mutex_init (&self->lock);
  return self;
}

void
ovl_renderer_free (OvlRenderer *self)
{
  if (!self)
    return;
  for (guint i = 0; i < MIX_SPRITE_LAYERS; i++) {
    show_card_content_free (self->wanted[i]);
    show_card_content_free (self->layers[i].content);
  }
  ovl_text_free (self->text);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static MixSprite *
draw_card (OvlRenderer *self, const ShowCardContent *content)
{
  const MixFormat *format = mix_vision_get_format (self->vision);
  OvlRect where;
  cairo_surface_t *surface =
      ovl_card_product_draw (self->text, ovl_theme_get_default (), content, OVL_LOCALE_DEFAULT,
                             format->width, format->height, &where);
  MixSprite *sprite = mix_sprite_new_from_argb (cairo_image_surface_get_data (surface),
                                                cairo_image_surface_get_stride (surface),
                                                where.width, where.height, where.x, where.y);

  cairo_surface_destroy (surface);
  g_atomic_int_inc (&self->drawn);
  return sprite;
}

/* Takes `content`. */
static void
deliver_in_render (OvlRenderer *self, guint index, ShowCardContent *content)
{
  Layer *layer = &self->layers[index];
  gboolean visible = content->kind == SHOW_CARD_PRODUCT && show_card_content_is_drawn (content);

  if (show_card_content_equal (layer->content, content)) {
    show_card_content_free (content);
    return;
  }
  if (visible)
    mix_vision_set_sprite (self->vision, index, draw_card (self, content),
                           layer->visible ? 0 : FADE_MS);
  else if (layer->visible)
    mix_vision_set_sprite (self->vision, index, NULL, FADE_MS);
  layer->visible = visible;
  show_card_content_free (layer->content);
  layer->content = content;
}

static void
draw_wanted_in_render (gpointer data)
{
  OvlRenderer *self = data;
  ShowCardContent *wanted[MIX_SPRITE_LAYERS];

  g_assert (base_worker_is_current (self->render));
  g_mutex_lock (&self->lock);
  memcpy (wanted, self->wanted, sizeof wanted);
  memset (self->wanted, 0, sizeof self->wanted);
  self->posted = FALSE;
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < MIX_SPRITE_LAYERS; i++)
    if (wanted[i])
      deliver_in_render (self, i, wanted[i]);
}

void
ovl_renderer_set_card (OvlRenderer *self, guint layer, const ShowCardContent *content)
{
  gboolean post;

  g_assert (layer < MIX_SPRITE_LAYERS);
  g_mutex_lock (&self->lock);
  show_card_content_free (self->wanted[layer]);
  self->wanted[layer] = show_card_content_copy (content);
  post = !self->posted;
  self->posted = TRUE;
  g_mutex_unlock (&self->lock);
  if (!post || base_worker_post (self->render, draw_wanted_in_render, self, NULL))
    return;
  /* The thread has stopped, or its queue is full: then the next wish takes this one along. */
  g_mutex_lock (&self->lock);
  self->posted = FALSE;
  g_mutex_unlock (&self->lock);
}

/* Destroys `surface`. */
static GstBuffer *
picture_from_surface (const MixFormat *format, cairo_surface_t *surface)
{
  GstBuffer *picture = mix_picture_new_from_argb (format, cairo_image_surface_get_data (surface),
                                                  cairo_image_surface_get_stride (surface));

  cairo_surface_destroy (surface);
  return picture;
}

typedef struct {
  OvlRenderer *self;
  ShowSlate slate;
} SlateJob;

static void
make_slate_in_render (gpointer data)
{
  SlateJob *job = data;
  OvlRenderer *self = job->self;
  const MixFormat *format = mix_vision_get_format (self->vision);
  cairo_surface_t *surface;

  g_assert (base_worker_is_current (self->render));
  surface = ovl_slate_draw (self->text, ovl_theme_get_default (), job->slate, format->width,
                            format->height);
  mix_vision_set_slate (self->vision, job->slate, picture_from_surface (format, surface));
}

void
ovl_renderer_make_slate (OvlRenderer *self, ShowSlate slate)
{
  SlateJob *job = g_new (SlateJob, 1);

  *job = (SlateJob){self, slate};
  base_worker_post (self->render, make_slate_in_render, job, g_free);
}

GstBuffer *
ovl_slate_for_camera (const MixFormat *format, const char *camera)
{
  const OvlTheme *theme = ovl_theme_get_default ();
  g_autoptr (OvlText) text = ovl_text_new (theme->family);

  return picture_from_surface (
      format, ovl_slate_draw_camera (text, theme, camera, format->width, format->height));
}

static void
do_nothing (gpointer data)
{
}

void
ovl_renderer_sync (OvlRenderer *self)
{
  base_worker_run_sync (self->render, do_nothing, NULL);
}

guint
ovl_renderer_get_drawn (OvlRenderer *self)
{
  return (guint) g_atomic_int_get (&self->drawn);
}
