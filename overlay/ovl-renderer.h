/* The renderer: takes card contents, draws those that changed in the render thread with Cairo and
 * Pango, and puts the sprites on the vision mixer. */
#pragma once
#include "base-worker.h"
#include "mix-vision.h"
#include "show-card.h"

typedef struct _OvlRenderer OvlRenderer;

/* `render` is the render thread, `vision` where sprites go; both must outlive this. */
OvlRenderer *ovl_renderer_new (BaseWorker *render, MixVision *vision);
void ovl_renderer_free (OvlRenderer *self); /* NULL is fine; after the render thread has stopped */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlRenderer, ovl_renderer_free)

/* Any thread. The card on `layer` shall say this (copied). Draws only when it differs from what
 * that layer says already. Appearing and going fade for 200 ms, a changed number changes at once.
 */
void ovl_renderer_set_card (OvlRenderer *self, guint layer, const ShowCardContent *content);

/* Mixer thread; must not wait, and keeps nothing of `content`. From the programme time
 * `position_ns` on the picture says `content` on `layer`; NULL: nothing any more. Told once for
 * each content that came on the picture: what another one overtook before a tick never was. */
typedef void (*OvlShownFunc) (guint layer, const ShowCardContent *content, gint64 position_ns,
                              gpointer data);
void ovl_renderer_set_shown_func (OvlRenderer *self, OvlShownFunc shown,
                                  gpointer data); /* before the first card and the start */

/* Any thread. Draws a slate for the vision mixer. */
void ovl_renderer_make_slate (OvlRenderer *self, ShowSlate slate);

/* Any thread, now: the picture that stands in for a camera without one. It is what viewers see:
 * calm, no technical words. Transfer full. */
GstBuffer *ovl_slate_for_camera (const MixFormat *format, const char *camera);

/* Waits until all that was asked is drawn and delivered; for `render` and tests. */
void ovl_renderer_sync (OvlRenderer *self);

/* How many cards were drawn so far: the proof that nothing is drawn that did not change. */
guint ovl_renderer_get_drawn (OvlRenderer *self);
