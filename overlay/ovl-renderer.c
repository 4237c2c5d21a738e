#include "ovl-renderer.h"

#include "ovl-card.h"
#include "ovl-slate.h"
#include "ovl-stage.h"

#include <string.h>

#define NO_ROOM                                                                                    \
  "There is no room for this card beside the others. Hide one of them, or give this one another "  \
  "corner."
#define NO_FONT                                                                                      \
  "No font on this machine has some of its letters, \"…\" stands for them. Install fonts for its " \
  "language."

/* Render thread. */
typedef struct {
  ShowCardContent *content; /* newest wish that was followed; NULL: none was */
  OvlSheet *sheet;          /* what it looks like; NULL: there is nothing to draw */
  guint looks;              /* how many different sheets there were */
  guint drawn_look;         /* which of them is on the picture; 0: none is */
  OvlRect drawn_at;
  char *fault;   /* why there is no sheet, or what is wrong with it; may be NULL */
  char *problem; /* what was told last; may be NULL */
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

  /* -- fixed before the start -- */
  OvlShownFunc shown;
  gpointer shown_data;
  OvlProblemFunc problem;
  gpointer problem_data;

  GMutex lock;
  /* -- under lock -- */
  GQueue deliveries[MIX_SPRITE_LAYERS];       /* of Delivery, oldest first */
  ShowCardContent *wanted[MIX_SPRITE_LAYERS]; /* newest wish a layer, NULL: none is waiting */
  gboolean posted;                            /* a job that will take the wishes is on its way */

  /* -- render thread -- */
  OvlKit *kit;
  Layer layers[MIX_SPRITE_LAYERS];
  OvlStand stands[MIX_SPRITE_LAYERS];

  gint n_drawn; /* atomic */
};

OvlRenderer *
ovl_renderer_new (BaseWorker *render, MixVision *vision, const OvlLook *look)
{
  OvlRenderer *self = g_new0 (OvlRenderer, 1);
  const MixFormat *format = mix_vision_get_format (vision);

  self->render = render;
  self->vision = vision;
  self->kit = ovl_kit_new (look, format->width, format->height);
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

static void
layer_clear (Layer *layer)
{
  show_card_content_free (layer->content);
  ovl_sheet_free (layer->sheet);
  g_free (layer->fault);
  g_free (layer->problem);
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
    layer_clear (&self->layers[i]);
  }
  ovl_kit_free (self->kit);
  g_mutex_clear (&self->lock);
  g_free (self);
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
ovl_renderer_set_problem_func (OvlRenderer *self, OvlProblemFunc problem, gpointer data)
{
  self->problem = problem;
  self->problem_data = data;
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

static MixSprite *
draw_in_render (OvlRenderer *self, const OvlSheet *sheet, const OvlRect *place)
{
  OvlKit *kit = self->kit;
  cairo_surface_t *surface = ovl_sheet_paint (sheet, kit->text, kit->look->theme, kit->scale);
  MixSprite *sprite = mix_sprite_new_from_argb (cairo_image_surface_get_data (surface),
                                                cairo_image_surface_get_stride (surface),
                                                place->width, place->height, place->x, place->y);

  cairo_surface_destroy (surface);
  g_atomic_int_inc (&self->n_drawn);
  return sprite;
}

static gboolean
has_fonts (OvlKit *kit, const ShowCardContent *content)
{
  const char *texts[] = {content->text, content->detail,
                         content->product ? content->product->title : NULL};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] && !ovl_text_has_fonts (kit->text, texts[i]))
      return FALSE;
  return TRUE;
}

/* NULL when there is nothing to draw. */
static OvlSheet *
compose_in_render (OvlRenderer *self, const ShowCardContent *content, char **ret_fault)
{
  g_autoptr (GError) error = NULL;
  OvlSheet *sheet;

  if (!show_card_content_is_drawn (content))
    return NULL;
  sheet = ovl_card_compose (self->kit, content, &error);
  if (!sheet)
    *ret_fault = g_strdup (error->message);
  else if (!has_fonts (self->kit, content))
    *ret_fault = g_strdup (NO_FONT);
  return sheet;
}

/* Takes `content`. */
static void
follow_in_render (OvlRenderer *self, guint index, ShowCardContent *content)
{
  Layer *layer = &self->layers[index];
  OvlStand *stand = &self->stands[index];
  OvlSheet *sheet;

  if (show_card_content_equal (layer->content, content)) {
    show_card_content_free (content);
    return;
  }
  show_card_content_free (layer->content);
  layer->content = content;
  g_clear_pointer (&layer->fault, g_free);
  sheet = compose_in_render (self, content, &layer->fault);
  layer->looks += !ovl_sheet_equal (sheet, layer->sheet);
  ovl_sheet_free (layer->sheet);
  layer->sheet = sheet;
  stand->wanted = sheet != NULL;
  if (!sheet)
    return;
  stand->corner = content->corner;
  stand->rank = ovl_card_get_rank (content->kind);
  ovl_sheet_get_pixels (sheet, self->kit->scale, &stand->width, &stand->height);
}

static gboolean
same_rect (const OvlRect *a, const OvlRect *b)
{
  return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height;
}

static void
tell_problem_in_render (OvlRenderer *self, guint index)
{
  Layer *layer = &self->layers[index];
  gboolean no_room = layer->sheet && !self->stands[index].has_place;
  const char *problem = no_room ? NO_ROOM : layer->fault;

  if (g_strcmp0 (problem, layer->problem) == 0)
    return;
  g_free (layer->problem);
  layer->problem = g_strdup (problem);
  if (self->problem)
    self->problem (index, problem, self->problem_data);
}

/* Brings the picture to what is wished, in the place that there is. */
static void
settle_in_render (OvlRenderer *self, guint index)
{
  Layer *layer = &self->layers[index];
  const OvlStand *stand = &self->stands[index];
  guint fade_ms = layer->content ? ovl_card_get_fade_ms (layer->content->kind) : 0;

  if (!stand->has_place && layer->drawn_look > 0) {
    deliver_in_render (self, index, NULL, fade_ms, NULL);
    layer->drawn_look = 0;
  } else if (stand->has_place &&
             (layer->drawn_look != layer->looks || !same_rect (&layer->drawn_at, &stand->place))) {
    deliver_in_render (self, index, draw_in_render (self, layer->sheet, &stand->place),
                       layer->drawn_look > 0 ? 0 : fade_ms, layer->content);
    layer->drawn_look = layer->looks;
    layer->drawn_at = stand->place;
  }
  tell_problem_in_render (self, index);
}

static void
place_in_render (OvlRenderer *self)
{
  ovl_stage_place (&self->kit->safe, ovl_card_get_gap (self->kit), self->stands, MIX_SPRITE_LAYERS);
  for (guint i = 0; i < MIX_SPRITE_LAYERS; i++)
    settle_in_render (self, i);
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
  place_in_render (self);
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

static void
retry_in_render (gpointer data)
{
  OvlRenderer *self = data;

  for (guint i = 0; i < MIX_SPRITE_LAYERS; i++) {
    Layer *layer = &self->layers[i];

    if (layer->fault && !layer->sheet)
      follow_in_render (self, i, g_steal_pointer (&layer->content));
  }
  place_in_render (self);
}

void
ovl_renderer_retry (OvlRenderer *self)
{
  base_worker_post (self->render, retry_in_render, self, NULL);
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
  cairo_surface_t *surface;

  g_assert (base_worker_is_current (self->render));
  surface = ovl_slate_draw (self->kit, job->slate);
  mix_vision_set_slate (self->vision, job->slate,
                        picture_from_surface (mix_vision_get_format (self->vision), surface));
}

void
ovl_renderer_make_slate (OvlRenderer *self, ShowSlate slate)
{
  SlateJob *job = g_new (SlateJob, 1);

  *job = (SlateJob){self, slate};
  base_worker_post (self->render, make_slate_in_render, job, g_free);
}

GstBuffer *
ovl_slate_for_camera (const OvlLook *look, const MixFormat *format, const char *camera)
{
  g_autoptr (OvlKit) kit = ovl_kit_new (look, format->width, format->height);

  return picture_from_surface (format, ovl_slate_draw_camera (kit, camera));
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
  return (guint) g_atomic_int_get (&self->n_drawn);
}
