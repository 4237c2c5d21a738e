#include "mix-shrink.h"

#include "mix-clones.h"
#include <string.h>

/* Weights of one span add up to this: 14 bit, so that 8.8 samples times weights fit 32 bit. */
#define WEIGHT_BITS 14
#define WEIGHT_FULL (1 << WEIGHT_BITS)

/* The source samples that one sample of the result covers: a part of the first, all of those
 * between, a part of the last. */
typedef struct {
  int first, last;
  guint32 first_weight, inner_weight, last_weight;
} Span;

struct _MixShrink {
  int src_width, src_height, dst_width, dst_height;
  int ratio;      /* 2, 3, 4, or 0: any */
  Span *columns;  /* dst_width, NULL with a ratio */
  Span *rows;     /* dst_height, NULL with a ratio */
  guint16 *inner; /* src_width: sum of the rows that a span covers wholly */
  guint16 *mean;  /* src_width: weighted mean of rows, 8.8 */
};

static void
span_init (Span *span, gint64 index, int src, int dst)
{
  gint64 from = index * src, to = from + src; /* in units of 1 / dst samples */
  span->first = (int)(from / dst);
  span->last = (int)((to - 1) / dst);
  span->first_weight = WEIGHT_FULL;
  span->inner_weight = span->last_weight = 0;
  if (span->first == span->last)
    return;
  gint64 first_part = (gint64)(span->first + 1) * dst - from;
  guint32 n_inner = (guint32)(span->last - span->first - 1);
  if (n_inner > 0)
    span->inner_weight = (guint32)(((gint64)dst * WEIGHT_FULL + src / 2) / src);
  span->first_weight = (guint32)((first_part * WEIGHT_FULL + src / 2) / src);
  guint32 given = span->first_weight + n_inner * span->inner_weight;
  span->last_weight = given < WEIGHT_FULL ? WEIGHT_FULL - given : 0;
  span->first_weight = WEIGHT_FULL - span->last_weight - n_inner * span->inner_weight;
}

static Span *
spans_new (int src, int dst)
{
  Span *spans = g_new (Span, dst);
  for (int i = 0; i < dst; i++)
    span_init (&spans[i], i, src, dst);
  return spans;
}

static int
integer_ratio (int src_width, int src_height, int dst_width, int dst_height)
{
  for (int ratio = 2; ratio <= 4; ratio++)
    if (src_width == ratio * dst_width && src_height == ratio * dst_height)
      return ratio;
  return 0;
}

MixShrink *
mix_shrink_new (int src_width, int src_height, int dst_width, int dst_height)
{
  g_assert (dst_width > 0 && dst_width <= src_width && dst_height > 0 && dst_height <= src_height);
  MixShrink *self = g_new0 (MixShrink, 1);
  self->src_width = src_width;
  self->src_height = src_height;
  self->dst_width = dst_width;
  self->dst_height = dst_height;
  self->inner = g_new0 (guint16, src_width + 2); /* thirds_row() looks two beyond */
  self->mean = g_new0 (guint16, src_width);
  self->ratio = integer_ratio (src_width, src_height, dst_width, dst_height);
  if (self->ratio == 0) {
    self->columns = spans_new (src_width, dst_width);
    self->rows = spans_new (src_height, dst_height);
  }
  return self;
}

void
mix_shrink_free (MixShrink *self)
{
  if (self == NULL)
    return;
  g_free (self->columns);
  g_free (self->rows);
  g_free (self->inner);
  g_free (self->mean);
  g_free (self);
}

gboolean
mix_shrink_fits (const MixShrink *self, int src_width, int src_height, int dst_width,
                 int dst_height)
{
  return self != NULL && self->src_width == src_width && self->src_height == src_height &&
         self->dst_width == dst_width && self->dst_height == dst_height;
}

MIX_CLONES static void
shrink2_row (guint8 *restrict dst, const guint8 *restrict src, gsize stride, int n)
{
  const guint8 *restrict below = src + stride;
  for (int x = 0; x < n; x++) {
    guint16 a, b; /* a pair of samples each: sums of halves need no shuffles, in any byte order */
    memcpy (&a, src + 2 * x, 2);
    memcpy (&b, below + 2 * x, 2);
    dst[x] = (guint8)(((a & 0xff) + (a >> 8) + (b & 0xff) + (b >> 8) + 2) >> 2);
  }
}

MIX_CLONES static void
set_row (guint16 *restrict sum, const guint8 *restrict row, int n)
{
  for (int x = 0; x < n; x++)
    sum[x] = row[x];
}

MIX_CLONES static void
add_row (guint16 *restrict sum, const guint8 *restrict row, int n)
{
  for (int x = 0; x < n; x++)
    sum[x] = (guint16)(sum[x] + row[x]);
}

/* Every sum of three neighbours and then each third of them: two loops that vectorise beat one that
 * takes every third sample. Reads `sum` up to 3 * n + 1. */
MIX_CLONES static void
thirds_row (guint8 *restrict dst, const guint16 *restrict sum, guint16 *restrict nine, int n)
{
  for (int x = 0; x < 3 * n; x++)
    nine[x] = (guint16)(sum[x] + sum[x + 1] + sum[x + 2] + 4);
  for (int x = 0; x < n; x++)
    dst[x] = (guint8)(nine[3 * x] * 7282u >> 16); /* / 9, exact up to 2299 */
}

MIX_CLONES static void
quarters_row (guint8 *restrict dst, const guint16 *restrict sum, int n)
{
  for (int x = 0; x < n; x++)
    dst[x] = (guint8)((sum[4 * x] + sum[4 * x + 1] + sum[4 * x + 2] + sum[4 * x + 3] + 8) >> 4);
}

/* Row after row instead of all at once: memory is read in one straight run, which its prefetcher
 * rewards more than the repeated sums cost (measured: a quarter of the time). */
static void
sum_rows (guint16 *sum, const guint8 *src, int stride, int n_rows, int n)
{
  set_row (sum, src, n);
  for (int row = 1; row < n_rows; row++)
    add_row (sum, src + (gsize)row * (gsize)stride, n);
}

static void
run_integer (MixShrink *self, guint8 *dst, int dst_stride, const guint8 *src, int src_stride)
{
  for (int y = 0; y < self->dst_height; y++) {
    guint8 *to = dst + (gsize)y * (gsize)dst_stride;
    const guint8 *from = src + (gsize)y * (gsize)self->ratio * (gsize)src_stride;
    if (self->ratio == 2) {
      shrink2_row (to, from, (gsize)src_stride, self->dst_width);
      continue;
    }
    sum_rows (self->inner, from, src_stride, self->ratio, self->src_width);
    if (self->ratio == 3)
      thirds_row (to, self->inner, self->mean, self->dst_width);
    else
      quarters_row (to, self->inner, self->dst_width);
  }
}

MIX_CLONES static void
weigh_rows (guint16 *restrict mean, const guint8 *restrict first, const guint16 *restrict inner,
            const guint8 *restrict last, int n, Span span)
{
  guint16 wf = (guint16)span.first_weight, wi = (guint16)span.inner_weight,
          wl = (guint16)span.last_weight;
  for (int x = 0; x < n; x++) {
    guint32 sum = (guint32)first[x] * wf + (guint32)inner[x] * wi + (guint32)last[x] * wl;
    mean[x] = (guint16)((sum + (1u << (WEIGHT_BITS - 9))) >> (WEIGHT_BITS - 8));
  }
}

static void
mean_columns (guint8 *restrict dst, const guint16 *restrict mean, const Span *restrict columns,
              int n)
{
  for (int x = 0; x < n; x++) {
    const Span *span = &columns[x];
    guint32 inner = 0;
    for (int i = span->first + 1; i < span->last; i++)
      inner += mean[i];
    guint32 sum = mean[span->first] * span->first_weight + inner * span->inner_weight +
                  mean[span->last] * span->last_weight;
    dst[x] = (guint8)((sum + (1u << (WEIGHT_BITS + 7))) >> (WEIGHT_BITS + 8));
  }
}

static void
run_any (MixShrink *self, guint8 *dst, int dst_stride, const guint8 *src, int src_stride)
{
  for (int y = 0; y < self->dst_height; y++) {
    const Span *span = &self->rows[y];
    int n_inner = span->last - span->first - 1;
    if (n_inner > 0)
      sum_rows (self->inner, src + (gsize)(span->first + 1) * (gsize)src_stride, src_stride,
                n_inner, self->src_width);
    weigh_rows (self->mean, src + (gsize)span->first * (gsize)src_stride, self->inner,
                src + (gsize)span->last * (gsize)src_stride, self->src_width, *span);
    mean_columns (dst + (gsize)y * (gsize)dst_stride, self->mean, self->columns, self->dst_width);
  }
}

void
mix_shrink_run (MixShrink *self, guint8 *dst, int dst_stride, const guint8 *src, int src_stride)
{
  if (self->ratio != 0)
    run_integer (self, dst, dst_stride, src, src_stride);
  else
    run_any (self, dst, dst_stride, src, src_stride);
}
