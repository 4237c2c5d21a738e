/* A camera scaled down. Pictures that come more than once (a camera that is slower than the
 * programme, or shows its slate) are scaled once and kept; those of a camera that keeps pace go
 * straight to where they are seen. Mixer thread. */
#pragma once
#include "mix-layout.h"
#include "mix-picture.h"

typedef struct _MixInset MixInset;

MixInset *mix_inset_new (void);
void mix_inset_free (MixInset *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixInset, mix_inset_free)

/* Draws `picture` (valid for `info`) into `frame` as `place` says. FALSE when it cannot be read. */
gboolean mix_inset_draw (MixInset *self, GstBuffer *picture, const GstVideoInfo *info,
                         const MixPlace *place, GstVideoFrame *frame);

/* Once a tick: lets go of a picture that was not drawn since the last call. */
void mix_inset_tidy (MixInset *self);
