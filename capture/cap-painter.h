/* Paints a camera's pictures, of one format, onto the programme's: any size, BT.709 limited range.
 * Pictures that wait in a slot share it; it works on the mixer thread alone. */
#pragma once
#include "cap-types.h"
#include "mix-raw.h"

#include <gst/video/video.h>

typedef struct _CapPainter CapPainter;

/* Any thread. `info` is what the pictures are, colours filled in; `programme` what they become.
 * NULL when that format cannot be read. */
CapPainter *cap_painter_new (const GstVideoInfo *info, const GstVideoInfo *programme);
CapPainter *cap_painter_ref (CapPainter *self);
void cap_painter_unref (CapPainter *self); /* any thread; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapPainter, cap_painter_unref)

/* Mixer thread. A MixRawFunc; `painter` is a CapPainter. */
gboolean cap_painter_paint (GstBuffer *picture, const MixCanvas *canvas, gpointer painter);
