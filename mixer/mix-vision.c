#include "mix-vision-source.h"

#include "mix-compose.h"
#include "mix-cue.h"
#include "mix-picture.h"
#include "mix-transition.h"
#include "mix-video-src.h"
#include <time.h>

#define SPRITE_FADE_MS_MAX 300 /* longer entrances distract from what is sold */

/* Between a layer's coming and going: whoever asks for it how often, there are never more than
 * three flashes, each a coming and a going, in a second (WCAG 2.3.1). */
#define SPRITE_TURN_NS_MIN (200 * GST_MSECOND)

typedef struct {
  MixSprite *sprite; /* stays while it fades out */
  gboolean wanted;
  gboolean turned; /* `wanted` changed, and the picture has not followed yet */
  guint fade_ms;
  guint64 serial; /* of the newest order */
} Layer;

typedef struct {
  guint layer;
  guint64 serial;
} Shown;

struct _MixVision {
  MixFormat format;
  GstVideoInfo info;
  gint n_sources; /* atomic: source elements that are started */
  gint all_awake; /* atomic */
  MixPeeks *peeks;

  /* ---- fixed before the start ---- */
  MixSlot *cameras[SHOW_CAMERAS_MAX];
  guint n_cameras;
  MixShownFunc shown_func;
  gpointer shown_data;

  /* ---- mixer thread ---- */
  MixCompose *compose;
  MixCue cue;
  MixTransition transition;
  GstBuffer *still; /* the transition's folded share */
  MixFade fades[MIX_SPRITE_LAYERS];
  gint64 next_turn_ns[MIX_SPRITE_LAYERS];
  guint64 told[MIX_SPRITE_LAYERS]; /* newest order that the picture has followed */
  Shown shown[MIX_SPRITE_LAYERS];  /* what this tick is the first to have */
  guint n_shown;
  MixRecipe recipe;   /* what `picture` shows */
  GstBuffer *picture; /* of the last tick, on shared memory */

  /* ---- under lock; held for moments, nothing else is locked meanwhile ---- */
  GMutex lock;
  MixOrders orders; /* since the last tick */
  Layer layers[MIX_SPRITE_LAYERS];
  GstBuffer *slates[MIX_SLATES];
  MixVisionStats stats;
};

MixVision *
mix_vision_new (const MixFormat *format)
{
  static const ShowScene first = {.layout = SHOW_LAYOUT_SLATE, .slate = SHOW_SLATE_STARTING};
  g_assert (format->width > 0 && format->width % 2 == 0);
  g_assert (format->height > 0 && format->height % 2 == 0);
  MixVision *self = g_new0 (MixVision, 1);
  self->format = *format;
  mix_picture_get_info (format, &self->info);
  self->compose = mix_compose_new (format);
  self->peeks = mix_peeks_new (format);
  mix_transition_init (&self->transition, &first);
  g_mutex_init (&self->lock);
  return self;
}

void
mix_vision_free (MixVision *self)
{
  if (self == NULL)
    return;
  g_assert (g_atomic_int_get (&self->n_sources) == 0);
  for (guint i = 0; i < self->n_cameras; i++)
    mix_slot_unref (self->cameras[i]);
  for (guint i = 0; i < MIX_SPRITE_LAYERS; i++)
    mix_sprite_unref (self->layers[i].sprite);
  for (guint i = 0; i < MIX_SLATES; i++)
    gst_clear_buffer (&self->slates[i]);
  gst_clear_buffer (&self->still);
  gst_clear_buffer (&self->picture);
  mix_recipe_clear (&self->recipe);
  mix_compose_free (self->compose);
  mix_peeks_free (self->peeks);
  g_mutex_clear (&self->lock);
  g_free (self);
}

const MixFormat *
mix_vision_get_format (MixVision *self)
{
  return &self->format;
}

guint
mix_vision_add_camera (MixVision *self, MixSlot *slot)
{
  g_assert (self->n_cameras < SHOW_CAMERAS_MAX);
  self->cameras[self->n_cameras] = mix_slot_ref (slot);
  return self->n_cameras++;
}

void
mix_vision_set_scene (MixVision *self, const ShowScene *scene, guint fade_ms)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  self->orders.fade = fade_ms > 0;
  if (fade_ms > 0) {
    self->orders.fade_to = *scene;
    self->orders.fade_ms = MIN (fade_ms, SHOW_FADE_MS_MAX);
  } else {
    self->orders.cut = TRUE;
    self->orders.cut_to = *scene;
  }
}

void
mix_vision_keep_awake (MixVision *self, gboolean awake)
{
  g_atomic_int_set (&self->all_awake, awake);
}

void
mix_vision_peek (MixVision *self, int input, int width, MixPeekFunc func, gpointer data)
{
  mix_peeks_ask (self->peeks, input, width, func, data);
}

void
mix_vision_set_slate (MixVision *self, ShowSlate slate, GstBuffer *picture)
{
  g_assert (slate > 0 && slate < MIX_SLATES);
  if (picture != NULL && !mix_picture_is_valid (picture, &self->info))
    gst_clear_buffer (&picture);
  g_mutex_lock (&self->lock);
  GstBuffer *old = self->slates[slate];
  self->slates[slate] = picture;
  g_mutex_unlock (&self->lock);
  gst_clear_buffer (&old);
}

void
mix_vision_set_shown_func (MixVision *self, MixShownFunc shown, gpointer data)
{
  self->shown_func = shown;
  self->shown_data = data;
}

guint64
mix_vision_set_sprite (MixVision *self, guint layer_index, MixSprite *sprite, guint fade_ms)
{
  g_assert (layer_index < MIX_SPRITE_LAYERS);
  Layer *layer = &self->layers[layer_index];
  MixSprite *old = NULL;
  g_mutex_lock (&self->lock);
  if (layer->wanted != (sprite != NULL)) {
    layer->wanted = sprite != NULL;
    layer->turned = TRUE;
    layer->fade_ms = MIN (fade_ms, SPRITE_FADE_MS_MAX);
  }
  if (sprite != NULL) {
    old = layer->sprite;
    layer->sprite = sprite;
  }
  guint64 serial = ++layer->serial;
  g_mutex_unlock (&self->lock);
  mix_sprite_unref (old);
  return serial;
}

/* Under lock. `seen`: any of the layer's sprite is on this picture. */
static void
note_shown (MixVision *self, guint index, gboolean seen)
{
  const Layer *layer = &self->layers[index];
  if (self->told[index] == layer->serial || seen != layer->wanted)
    return;
  self->told[index] = layer->serial;
  self->shown[self->n_shown++] = (Shown){index, layer->serial};
}

static void
tell_shown (MixVision *self, gint64 tick_ns)
{
  for (guint i = 0; i < self->n_shown && self->shown_func != NULL; i++)
    self->shown_func (self->shown[i].layer, self->shown[i].serial, tick_ns, self->shown_data);
  self->n_shown = 0;
}

/* Under lock. Adds the layer to the recipe while any of it can be seen, else lets it go. */
static void
add_layer (MixVision *self, guint index, gint64 tick_ns, MixRecipe *recipe)
{
  Layer *layer = &self->layers[index];
  MixFade *fade = &self->fades[index];
  if (layer->turned && tick_ns >= self->next_turn_ns[index]) {
    mix_fade_begin (fade, layer->wanted ? 1.0 : 0.0, tick_ns, layer->fade_ms);
    self->next_turn_ns[index] = tick_ns + SPRITE_TURN_NS_MIN;
    layer->turned = FALSE;
  }
  guint opacity = (guint) (mix_fade_get (fade, tick_ns) * MIX_OPACITY_FULL + 0.5);
  gboolean seen = layer->sprite != NULL && opacity > 0;
  if (seen) {
    recipe->sprites[recipe->n_sprites].sprite = mix_sprite_ref (layer->sprite);
    recipe->sprites[recipe->n_sprites++].opacity = opacity;
  } else if (!layer->wanted) {
    g_clear_pointer (&layer->sprite, mix_sprite_unref);
  }
  note_shown (self, index, seen);
}

static MixOrders
take_orders (MixVision *self, gint64 tick_ns, MixRecipe *recipe)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  for (guint i = 0; i < MIX_SLATES; i++)
    gst_buffer_replace (&recipe->slates[i], self->slates[i]);
  for (guint i = 0; i < MIX_SPRITE_LAYERS; i++)
    add_layer (self, i, tick_ns, recipe);
  MixOrders orders = self->orders;
  self->orders = (MixOrders){0};
  return orders;
}

/* Every slot is asked at every tick, shown or not: that is what makes it let go of old pictures,
 * and in lockstep what keeps its camera going. */
static void
take_cameras (MixVision *self, gint64 tick_ns, MixRecipe *recipe)
{
  for (guint i = 0; i < self->n_cameras; i++) {
    GstBuffer *picture = mix_slot_take (self->cameras[i], tick_ns - self->format.latency_ns, NULL);
    if (picture != NULL && !mix_picture_is_valid (picture, &self->info))
      gst_clear_buffer (&picture);
    recipe->cameras[i] = picture;
  }
}

static void
add_share (MixVision *self, guint index, guint weight, MixRecipe *recipe)
{
  const MixShare *share = &self->transition.shares[index];
  recipe->scenes[recipe->n_scenes].scene = share->scene;
  recipe->scenes[recipe->n_scenes].weight = weight;
  recipe->scenes[recipe->n_scenes].still = share->folded ? gst_buffer_ref (self->still) : NULL;
  recipe->n_scenes++;
}

/* The two oldest scenes become one still picture: room for the next, without a jump. */
static void
fold (MixVision *self, gint64 tick_ns, const guint *weights, const MixRecipe *recipe)
{
  MixRecipe oldest = {0}; /* borrows the pictures, owns its scenes */
  for (guint i = 0; i < SHOW_CAMERAS_MAX; i++)
    oldest.cameras[i] = recipe->cameras[i];
  for (guint i = 0; i < MIX_SLATES; i++)
    oldest.slates[i] = recipe->slates[i];
  guint sum = weights[0] + weights[1];
  guint first = sum > 0 ? (weights[0] * MIX_WEIGHT_FULL + sum / 2) / sum : 0;
  add_share (self, 0, first, &oldest);
  add_share (self, 1, MIX_WEIGHT_FULL - first, &oldest);
  gboolean copied = FALSE;
  GstBuffer *still = mix_compose_run (self->compose, &oldest, &copied);
  for (guint i = 0; i < oldest.n_scenes; i++)
    gst_clear_buffer (&oldest.scenes[i].still);
  gst_clear_buffer (&self->still);
  self->still = still;
  mix_transition_fold (&self->transition, tick_ns);
}

static gboolean
are_awake (MixVision *self)
{
  for (guint i = 0; i < self->n_cameras; i++)
    if (mix_cue_shows (&self->cue, (int) i) && mix_slot_is_dozing (self->cameras[i]))
      return FALSE;
  return TRUE;
}

/* Cameras learn that they are wanted in the tick of the order, or of the end of a transition. */
static void
tell_wanted (MixVision *self)
{
  for (guint i = 0; i < self->n_cameras; i++) {
    gboolean wanted = mix_cue_shows (&self->cue, (int) i) || g_atomic_int_get (&self->all_awake);
    for (guint j = 0; j < self->transition.n_shares; j++)
      wanted |= !self->transition.shares[j].folded &&
                mix_layout_shows (&self->transition.shares[j].scene, (int) i);
    mix_slot_set_wanted (self->cameras[i], wanted);
  }
}

static void
follow_orders (MixVision *self, const MixOrders *orders, gint64 tick_ns, MixRecipe *recipe)
{
  guint weights[MIX_BLEND_MAX];
  MixTransition *transition = &self->transition;
  if (orders->cut)
    mix_transition_begin (transition, &orders->cut_to, tick_ns, 0);
  mix_transition_update (transition, tick_ns, weights);
  if (orders->fade) {
    if (mix_transition_must_fold (transition, &orders->fade_to, orders->fade_ms))
      fold (self, tick_ns, weights, recipe);
    mix_transition_begin (transition, &orders->fade_to, tick_ns, orders->fade_ms);
    mix_transition_update (transition, tick_ns, weights);
  }
  for (guint i = 0; i < transition->n_shares; i++)
    add_share (self, i, weights[i], recipe);
  if (!transition->shares[0].folded)
    gst_clear_buffer (&self->still);
}

/* Composes only what is not the picture of the last tick. */
static gboolean
compose (MixVision *self, MixRecipe *recipe)
{
  gboolean copied = FALSE;
  mix_recipe_reduce (recipe);
  if (self->picture != NULL && mix_recipe_equal (recipe, &self->recipe))
    return FALSE;
  g_autoptr (GstBuffer) picture = mix_compose_run (self->compose, recipe, &copied);
  gst_clear_buffer (&self->picture);
  self->picture = mix_picture_share (picture, &self->info);
  g_assert (self->picture != NULL);
  mix_compose_tidy (self->compose);
  mix_recipe_clear (&self->recipe);
  self->recipe = *recipe;
  *recipe = (MixRecipe){0};
  return copied;
}

static gint64
cpu_time_ns (void)
{
  struct timespec now;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * GST_SECOND + now.tv_nsec;
}

static void
count (MixVision *self, gint64 tick_ns, gboolean copied, gint64 begun_ns)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  self->stats.ticks++;
  self->stats.copies += copied ? 1 : 0;
  self->stats.last_tick_ns = tick_ns;
  self->stats.render_ns += cpu_time_ns () - begun_ns;
}

/* To the next frame time, so that frames join without gaps; a tick between frame times lasts one
 * frame. */
static gint64
duration_of (MixVision *self, gint64 tick_ns)
{
  guint64 index = mix_format_frame_index (&self->format, MAX (tick_ns, 0));
  if (mix_format_frame_time (&self->format, index) != tick_ns)
    return mix_format_frame_time (&self->format, 1);
  return mix_format_frame_time (&self->format, index + 1) - tick_ns;
}

GstBuffer *
mix_vision_render (MixVision *self, gint64 tick_ns)
{
  gint64 begun_ns = cpu_time_ns ();
  g_auto (MixRecipe) recipe = {0};
  MixOrders new_orders = take_orders (self, tick_ns, &recipe), orders = {0};
  take_cameras (self, tick_ns, &recipe);
  mix_peeks_serve (self->peeks, recipe.cameras, self->n_cameras, self->picture,
                   tick_ns - self->format.latency_ns);
  mix_cue_add (&self->cue, &new_orders, tick_ns);
  mix_cue_take (&self->cue, are_awake (self), tick_ns, &orders);
  follow_orders (self, &orders, tick_ns, &recipe);
  tell_wanted (self);
  gboolean copied = compose (self, &recipe);
  tell_shown (self, tick_ns);
  GstBuffer *out = gst_buffer_new ();
  gst_buffer_copy_into (out, self->picture, GST_BUFFER_COPY_MEMORY, 0, -1);
  GST_BUFFER_PTS (out) = (GstClockTime) tick_ns;
  GST_BUFFER_DURATION (out) = (GstClockTime) duration_of (self, tick_ns);
  count (self, tick_ns, copied, begun_ns);
  return out;
}

void
mix_vision_get_stats (MixVision *self, MixVisionStats *ret_stats)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  *ret_stats = self->stats;
}

void
mix_vision_add_missed (MixVision *self, guint64 n_ticks)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  self->stats.missed_ticks += n_ticks;
}

void
mix_vision_interrupt (MixVision *self, gboolean interrupted)
{
  for (guint i = 0; i < self->n_cameras; i++)
    mix_slot_interrupt (self->cameras[i], interrupted);
}

void
mix_vision_source_started (MixVision *self)
{
  g_atomic_int_inc (&self->n_sources);
}

void
mix_vision_source_stopped (MixVision *self)
{
  g_atomic_int_add (&self->n_sources, -1);
}

GstElement *
mix_vision_new_source (MixVision *self, guint64 n_frames)
{
  return mix_video_src_new (self, n_frames);
}
