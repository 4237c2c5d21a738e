/* When a keyframe is due. Pure. */
#pragma once
#include <glib.h>

#define ENC_GOP_INTERVAL_NS (2 * G_GINT64_CONSTANT (1000000000)) /* what the platforms ask for */

typedef struct {
  gboolean started;
  gint64 next_ns;
} EncGop;

/* Whether the picture at `time_ns` has to be a keyframe: the first one, every 2.00 s from the last
 * one that was `wanted` (or the first), however many pictures were left out in between. */
gboolean enc_gop_is_due (EncGop *self, gint64 time_ns, gboolean wanted);

/* The most pictures that two keyframes may be apart. */
guint enc_gop_max_frames (int fps_n, int fps_d);
