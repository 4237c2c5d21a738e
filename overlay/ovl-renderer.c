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

/* What was delivered and is not known to be on the picture yet. */
typedef struct {
  guint64 serial;           /* the vision mixer's number for it */
  ShowCardContent *content; /* owned; NULL: the card went */
} Delivery;

/* Lock order: `lock`, then the vision mixer's own. Never held while something is drawn. */
struct _OvlRenderer {
  BaseWorker *render;
  MixVision *vision;
  OvlShownFunc shown; /* both fixed before the start */
  gpointer shown_data;

  GMutex lock;
  /* -- under lock -- */
  GQueue deliveries[MIX_SPRITE_LAYERS];       /* of Delivery, oldest first */
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

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  show_card_content_free (delivery->content);
  g_free (delivery);
}

/* Takes the deliveries up to `serial` off the queue; the newest of them is what is shown. */
static Delivery *
take_delivery (OvlRenderer *self, guint layer, guint64 serial)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GQueue *queue = &self->deliveries[layer];
  Delivery *newest = NULL;

  while (queue->head && ((Delivery *) queue->head->data)->serial <= serial) {
    if (newest)
      delivery_free (newest);
    newest = g_queue_pop_head (queue);
  }
  return newest;
}

static void
on_shown_in_mixer (guint layer, guint64 serial, gint64 tick_ns, gpointer data)
{
  OvlRenderer *self = data;
  Delivery *delivery = take_delivery (self, layer, serial);

  if (!delivery)
    return;
  self->shown (layer, delivery->content, tick_ns, self->shown_data);
  delivery_free (delivery);
}

void
ovl_renderer_set_shown_func (OvlRenderer *self, OvlShownFunc shown, gpointer data)
{
  self->shown = shown;
  self->shown_data = data;
  mix_vision_set_shown_func (self->vision, on_shown_in_mixer, self);
}

void
ovl_renderer_free (OvlRenderer *self)
{
  if (!self)
    return;
  if (self->shown)
    mix_vision_set_shown_func (self->vision, NULL, NULL);
  for (guint i = 0; i < MIX_SPRITE_LAYERS; i++) {
    g_queue_clear_full (&self->deliveries[i], delivery_free);
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

/* Takes `sprite`. The mixer may show it before this returns, so the lock is held. */
static void
deliver_in_render (OvlRenderer *self, guint index, MixSprite *sprite, guint fade_ms,
                   const ShowCardContent *content)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint64 serial = mix_vision_set_sprite (self->vision, index, sprite, fade_ms);
  Delivery *delivery;

  if (!self->shown)
    return;
  delivery = g_new (Delivery, 1);
  *delivery = (Delivery){serial, content ? show_card_content_copy (content) : NULL};
  g_queue_push_tail (&self->deliveries[index], delivery);
}

/* Takes `content`. */
static void
follow_in_render (OvlRenderer *self, guint index, ShowCardContent *content)
{
  Layer *layer = &self->layers[index];
  gboolean visible = content->kind == SHOW_CARD_PRODUCT && show_card_content_is_drawn (content);

  if (show_card_content_equal (layer->content, content)) {
    show_card_content_free (content);
    return;
  }
  if (visible)
    deliver_in_render (self, index, draw_card (self, content), layer->visible ? 0 : FADE_MS,
                       content);
  else if (layer->visible)
    deliver_in_render (self, index, NULL, FADE_MS, NULL);
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
      follow_in_render (self, i, wanted[i]);
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
