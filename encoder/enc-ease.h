/* What becomes of an encoder that is late: it is started anew, a step easier on the machine. There
 * is no way back, which would only begin it all again: heat and strange footage stay. Pure. */
#pragma once
#include "enc-encoders.h"

#define ENC_LATE_WINDOW_MS 4000
#define ENC_LATE_LITTLE    2 /* percent of a window's pictures; less is nothing */
/* Those of windows that follow each other, added up: 20 % in one, or 5 % in four. A restart costs
 * as many pictures, and one burst of other work is no reason for it. */
#define ENC_LATE_MUCH 20

/* How late an encoder is. All zero: not known yet. */
typedef struct {
  gint64 since_ms;         /* the window began */
  guint64 frames, dropped; /* then */
  guint percent;           /* pictures left out in the last whole window, of any encoder */
  guint sum;               /* of windows with more than a little, by this encoder */
} EncLate;

/* `now_ms`: any steady clock. `frames` and `dropped` as in EncProgrammeStats; those of another
 * encoder, which has begun at none, begin a window. TRUE at the end of one by which too many were
 * left out. */
gboolean enc_late_update (EncLate *self, gint64 now_ms, guint64 frames, guint64 dropped);

/* How much easier than its options say an encoder is. All zero: not at all. */
typedef struct {
  gboolean all_cores; /* as many slices as there are cores */
  guint faster;       /* presets further on to the fast end */
} EncEase;

/* Takes the next step for `encoder`, which works with `slices` and the preset of index `preset`,
 * what was eased already included. FALSE: there is none left. */
gboolean enc_ease_next (EncEase *self, const EncEncoder *encoder, guint slices, guint cores,
                        guint preset);
