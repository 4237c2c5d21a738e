/* A camera's picture at the size at which it is seen. Pictures that come more than once (a camera
 * that is slower than the programme, or shows its slate) are drawn once and kept; those of a camera
 * that keeps pace go straight to where they are seen. Mixer thread. */
#pragma once
#include "mix-layout.h"
#include "mix-picture.h"

typedef struct _MixView MixView;

MixView *mix_view_new (void);
void mix_view_free (MixView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixView, mix_view_free)

/* Draws `picture` (valid for `info`) into `frame` as `place` says; a raw picture always wholly.
 * FALSE when it cannot be read. */
gboolean mix_view_draw (MixView *self, GstBuffer *picture, const GstVideoInfo *info,
                        const MixPlace *place, GstVideoFrame *frame);

/* Once a tick: lets go of a picture that was not drawn since the last call. */
void mix_view_tidy (MixView *self);
