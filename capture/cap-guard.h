/* What a camera sends is looked at before anything else: broken pictures are left out and counted,
 * stamps that cannot be right are set anew. */
#pragma once
#include "cap-pipe.h"

/* --- how many pictures are broken; pure --- */

typedef struct {
  gint64 window_start_ms;
  guint good, broken; /* in the window */
  guint64 broken_in_all;
  guint percent; /* that is told now; 0: not worth telling */
} CapQuality;

/* One picture came. TRUE when what is to be told has changed; at most once in CAP_QUALITY_MS. */
gboolean cap_quality_step (CapQuality *self, gboolean whole, gint64 now_ms);
/* A sentence for people, or NULL; transfer full. */
char *cap_quality_words (const CapQuality *self);

#define CAP_QUALITY_MS      3000
#define CAP_QUALITY_PERCENT 3 /* told from here on, until there are fewer than a third of that */

/* --- stamps; pure --- */

typedef struct {
  gboolean began, distrusted;
  guint wrong;     /* so far */
  gint64 delay_ns; /* usual time from stamp to arrival */
  gint64 last_ns;  /* newest one given out */
} CapStamps;

/* The stamp to use for a picture that says `stamp_ns` (G_MININT64: nothing) and came at
 * `arrival_ns`, both running times; `frame_ns` is the time between pictures, 0 = not known. A stamp
 * that lies in the future, too long ago or before the last one cannot be right: the arrival counts
 * then, less the usual delay. After CAP_STAMPS_WRONG of them all are taken from the arrival,
 * smoothed. What is given out always grows. */
gint64 cap_stamps_step (CapStamps *self, gint64 stamp_ns, gint64 arrival_ns, gint64 frame_ns);

/* From the beginning of exposure until the driver hands it over takes a local camera a few frames.
 */
#define CAP_STAMPS_DELAY_MAX_NS (500 * G_GINT64_CONSTANT (1000000))
#define CAP_STAMPS_FRAMES_MAX   4
#define CAP_STAMPS_WRONG        8

/* --- both at a pad --- */

/* Media thread, while the pipe is built. Watches what `source` sends until it ends. `remark` (may
 * be NULL) is said of the pipe in front of the guard's own words. */
void cap_guard_add (CapPipe *pipe, GstElement *source, const char *remark);
