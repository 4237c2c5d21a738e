/* Fitting: makes of any raw picture what a slot takes, to stand on the programme with black bars,
 * never stretched. Nothing is converted here: that is left to the mixer, which alone knows whether
 * a picture is ever seen, and how large. One thread at a time: the streaming thread of its source.
 */
#pragma once
#include "cap-types.h"
#include "mix-layout.h"

#include <gst/video/video.h>

typedef struct _CapFit CapFit;

CapFit *cap_fit_new (const MixFormat *format);
void cap_fit_free (CapFit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapFit, cap_fit_free)

/* The pictures from now on. `jpeg`: decoded from JPEG, whose colours no caps need to tell.
 * CAP_ERROR_MISSING for what cannot be converted. */
gboolean cap_fit_set_caps (CapFit *self, const GstCaps *caps, gboolean jpeg, GError **error);

/* The picture for a slot, transfer full: `picture` itself where it already is as the programme
 * wants it, else a raw one that holds it. A picture whose memory belongs to a driver, or to a pool
 * that cannot spare it for as long as a slot keeps it, is copied first. NULL: its memory cannot be
 * read. */
GstBuffer *cap_fit_picture (CapFit *self, GstBuffer *picture);

/* What comes in, by value; zero before the first caps. */
typedef struct {
  int width, height;
  int fps_n, fps_d; /* 0/1: not told, or varying */
} CapFitInput;
CapFitInput cap_fit_get_input (const CapFit *self);

/* Pure. Where a picture of this shape stands on the programme: even, centred, as large as it can
 * be. */
MixRect cap_fit_rect (const MixFormat *format, int width, int height, int par_n, int par_d);
