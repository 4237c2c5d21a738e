/* The renderer: takes card contents, draws those that look different from before in the render
 * thread with Cairo and Pango, sees that no card covers another, and puts the sprites on the vision
 * mixer. */
#pragma once
#include "base-worker.h"
#include "mix-vision.h"
#include "ovl-look.h"
#include "show-card.h"

typedef struct _OvlRenderer OvlRenderer;

/* `render` is the render thread, `vision` where sprites go; both and `look` must outlive this. */
OvlRenderer *ovl_renderer_new (BaseWorker *render, MixVision *vision, const OvlLook *look);
void ovl_renderer_free (OvlRenderer *self); /* NULL is fine; after the render thread has stopped */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlRenderer, ovl_renderer_free)

/* Any thread. The card on `layer` shall say this (copied). Draws only when it looks different from
 * what is on that layer already. Appearing and going fade for 200 ms (a QR code is there or not), a
 * changed number changes at once. */
void ovl_renderer_set_card (OvlRenderer *self, guint layer, const ShowCardContent *content);

/* Mixer thread; must not wait, and keeps nothing of `content`. From the programme time
 * `position_ns` on the picture says `content` on `layer`; NULL: nothing any more. Told once for
 * each content that came on the picture: what another one overtook before a tick never was. */
typedef void (*OvlShownFunc) (guint layer, const ShowCardContent *content, gint64 position_ns,
                              gpointer data);
void ovl_renderer_set_shown_func (OvlRenderer *self, OvlShownFunc shown,
                                  gpointer data); /* before the first card and the start */

/* Any thread. Cards that cannot be drawn are tried again: a picture's file may be there now. */
void ovl_renderer_retry (OvlRenderer *self);

/* Render thread. What a person should know of the card on `layer`: why it is not on the picture
 * though it is shown (no room, a logo that cannot be read, a link that is too long), or that
 * letters are missing. `problem` NULL: all is well again. Told when it changes. */
typedef void (*OvlProblemFunc) (guint layer, const char *problem, gpointer data);
void ovl_renderer_set_problem_func (OvlRenderer *self, OvlProblemFunc problem,
                                    gpointer data); /* before the first card */

/* Any thread. Draws a slate for the vision mixer. */
void ovl_renderer_make_slate (OvlRenderer *self, ShowSlate slate);

/* Any thread, now: the picture that stands in for a camera without one. It is what viewers see:
 * calm, no technical words. Transfer full. */
GstBuffer *ovl_slate_for_camera (const OvlLook *look, const MixFormat *format, const char *camera);

/* Waits until all that was asked is drawn and delivered; for `render` and tests. */
void ovl_renderer_sync (OvlRenderer *self);

/* How many cards were drawn so far: the proof that nothing is drawn that did not change. */
guint ovl_renderer_get_drawn (OvlRenderer *self);
