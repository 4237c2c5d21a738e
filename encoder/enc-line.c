#include "enc-line.h"

void
enc_line_look (EncLine *self, gint64 now_ms, guint64 acked_bytes, double queued_ms)
{
  if (self->n == ENC_LINE_LOOKS)
    return;
  self->looks[self->n].at_ms = now_ms;
  self->looks[self->n++].acked_bytes = acked_bytes;
  self->queued_ms = queued_ms;
}

static double
rate (const EncLine *self, guint from, guint to)
{
  gint64 passed_ms = self->looks[to].at_ms - self->looks[from].at_ms;
  guint64 bytes = self->looks[to].acked_bytes - self->looks[from].acked_bytes;

  return passed_ms > 0 ? (double) bytes * 8 / (double) passed_ms : 0;
}

/* The first look from `at_ms` on. */
static guint
find (const EncLine *self, gint64 at_ms)
{
  guint i = 0;

  while (i + 1 < self->n && self->looks[i].at_ms < at_ms)
    i++;
  return i;
}

gboolean
enc_line_is_full (const EncLine *self)
{
  return self->queued_ms > ENC_LINE_QUEUED_MS;
}

double
enc_line_get_kbps (const EncLine *self)
{
  double best = 0;
  guint last = self->n - 1, to = 0;

  if (self->n < 2)
    return 0;
  if (enc_line_is_full (self))
    return rate (self, find (self, self->looks[last].at_ms - ENC_LINE_STEADY_MS), last);
  for (guint from = 0; from < self->n; from++) {
    while (to < last && self->looks[to].at_ms - self->looks[from].at_ms < ENC_LINE_WINDOW_MS)
      to++;
    if (self->looks[to].at_ms - self->looks[from].at_ms >= ENC_LINE_WINDOW_MS)
      best = MAX (best, rate (self, from, to));
  }
  return best;
}
