/* The vision mixer: which scene is on programme, the way from one to the next, and the sprites
 * above. Setters may be called by any thread and take effect at the next tick. */
#pragma once
#include "mix-peek.h"
#include "mix-slot.h"
#include "mix-sprite.h"

#define MIX_SPRITE_LAYERS 16 /* drawn in this order, 0 lowest */

MixVision *mix_vision_new (const MixFormat *format);
void mix_vision_free (MixVision *self); /* asserts that no source element of it is left running */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixVision, mix_vision_free)

const MixFormat *mix_vision_get_format (MixVision *self);

/* Before the start. Returns the camera's index, as ShowScene.cameras has it. Takes a reference. */
guint mix_vision_add_camera (MixVision *self, MixSlot *slot);

/* The next tick starts the way to `scene`: a cut for 0 ms, otherwise a crossfade. A transition that
 * is under way goes on from the picture that it has reached. Where the scene shows a camera that
 * dozes, the way starts as soon as that is awake, at most MIX_CUE_WAIT_NS later. */
void mix_vision_set_scene (MixVision *self, const ShowScene *scene, guint fade_ms);

/* While TRUE no camera dozes, on programme or not: to be measured at its full rate. */
void mix_vision_keep_awake (MixVision *self, gboolean awake);

/* Asks for a small picture of a camera, or of the programme as of the tick before
 * (MIX_PEEK_PROGRAMME). `func` is called at the next tick. */
void mix_vision_peek (MixVision *self, int input, int width, MixPeekFunc func, gpointer data);

/* The picture of a slate scene (transfer full). */
void mix_vision_set_slate (MixVision *self, ShowSlate slate, GstBuffer *picture);

/* Puts a sprite on a layer (transfer full), NULL takes it off, over `fade_ms` (<= 300). A sprite
 * that replaces another on the same layer changes at once: numbers never fade. A layer that has
 * just come stays for 200 ms at least, one that has gone stays away as long. Returns the order's
 * number, which rises with every call for that layer. */
guint64 mix_vision_set_sprite (MixVision *self, guint layer, MixSprite *sprite, guint fade_ms);

/* Mixer thread, no lock held; must not wait. From the tick at running time `tick_ns` on the
 * programme has on `layer` what order `serial` asked for: its sprite, be it the first trace of a
 * fade, or nothing any more. Orders that another one overtook between two ticks are not told. */
typedef void (*MixShownFunc) (guint layer, guint64 serial, gint64 tick_ns, gpointer data);
void mix_vision_set_shown_func (MixVision *self, MixShownFunc shown,
                                gpointer data); /* before the start */

/* Mixer thread. The programme picture of the tick at running time `tick_ns` (pts and duration set).
 * A full camera with nothing over it is the camera's own memory, not a copy. Never NULL. */
GstBuffer *mix_vision_render (MixVision *self, gint64 tick_ns);

typedef struct {
  guint64 ticks;        /* pictures made */
  guint64 missed_ticks; /* left out: the machine was late, or a new source followed */
  guint64 copies;       /* pictures that needed a copy of a full frame */
  gint64 last_tick_ns;
  gint64 render_ns; /* CPU time spent in mix_vision_render(), in all */
} MixVisionStats;
void mix_vision_get_stats (MixVision *self, MixVisionStats *ret_stats);

#define MIX_VISION_CATCH_UP_FRAMES 6

/* The programme source: a live GstPushSrc that wakes at each frame time of the pipeline's clock and
 * pushes what mix_vision_render() makes. When late it makes up to MIX_VISION_CATCH_UP_FRAMES at
 * once; those before them are missed. In lockstep it never waits for the clock and ends after
 * `n_frames` (0 = never). Floating reference. `self` must outlive it. */
GstElement *mix_vision_new_source (MixVision *self, guint64 n_frames);
