#include "enc-latency.h"

#include <stdlib.h>
#include <string.h>

void
enc_latency_add (EncLatency *self, gint64 duration_ns)
{
  self->samples_ns[self->n++ % ENC_LATENCY_SAMPLES] = duration_ns;
}

static int
compare (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* Nearest rank: the smallest sample that at least 95 % of all do not exceed. */
double
enc_latency_get_p95_ms (const EncLatency *self)
{
  gint64 sorted[ENC_LATENCY_SAMPLES];
  guint n = MIN (self->n, ENC_LATENCY_SAMPLES);

  if (n == 0)
    return 0;
  memcpy (sorted, self->samples_ns, n * sizeof sorted[0]);
  qsort (sorted, n, sizeof sorted[0], compare);
  return (double) sorted[(n * 95 + 99) / 100 - 1] / 1e6;
}
