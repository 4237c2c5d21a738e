/* How much a line carries, from what the other machine acknowledged over time. Pure. */
#pragma once
#include <glib.h>

#define ENC_LINE_LOOKS 512
/* TCP begins slowly and acknowledges in bursts: what is sent at once at the start, a GOP, is enough
 * for a window of this length. */
#define ENC_LINE_WINDOW_MS 300
#define ENC_LINE_QUEUED_MS 500 /* so much picture waiting at the end: the line did not keep up */
#define ENC_LINE_STEADY_MS 4000

typedef struct {
  struct {
    gint64 at_ms;
    guint64 acked_bytes;
  } looks[ENC_LINE_LOOKS];
  guint n;
  double queued_ms;
} EncLine;

/* One look; what is beyond ENC_LINE_LOOKS is left out. */
void enc_line_look (EncLine *self, gint64 now_ms, guint64 acked_bytes, double queued_ms);

/* kbit/s: the best window, or, when the line did not keep up, the mean of the last
 * ENC_LINE_STEADY_MS. 0: too few looks. */
double enc_line_get_kbps (const EncLine *self);
/* The line was given more than it carried. Otherwise it may carry more than was seen. */
gboolean enc_line_is_full (const EncLine *self);
