/* What becomes of an encoder that is late: it is started anew, a step easier on the machine. There
 * is no way back, which would only begin it all again: heat and strange footage stay. Pure. */
#pragma once
#include "enc-encoders.h"

#define ENC_LATE_WINDOW_MS 4000
/* Of the pictures within a window: fewer are gone before anybody has seen to it, and the start of
 * another encoder costs as many. */
#define ENC_LATE_PERCENT 10

/* How late an encoder is. All zero: not known yet. */
typedef struct {
  gint64 since_ms;         /* the window began */
  guint64 frames, dropped; /* then */
  guint percent;           /* pictures left out in the last whole window */
} EncLate;

/* `now_ms`: any steady clock. `frames` and `dropped` as in EncProgrammeStats; those of another
 * encoder, which has begun at none, begin a window. TRUE at the end of one in which too many were
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
