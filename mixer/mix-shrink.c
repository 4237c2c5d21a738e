#include "mix-shrink.h"

#include "mix-clones.h"
#include <string.h>

/* Weights of one span add up to this; all products are taken as the upper half of 16 x 16 bit,
 * which every vector unit has. */
#define WEIGHT_FULL 65535
#define SPAN_MAX    18 /* samples of the source that one span touches: 16 whole ones and two parts */
#define LANES       8  /* rows of the result that are made together */

/* The source samples that one sample of the result covers: a part of the first, all of those
 * between, a part of the last. */
typedef struct {
  int first, last;
  guint16 first_weight, inner_weight, last_weight;
} Span;

struct _MixShrink {
  int src_width, src_height, dst_width, dst_height;
  int ratio;       /* 2, 3, 4, or 0: any */
  Span *columns;   /* dst_width, NULL with a ratio */
  Span *rows;      /* dst_height, NULL with a ratio */
  guint16 *inner;  /* src_width: sum of the rows that a span covers wholly */
  guint16 *means;  /* LANES rows of src_width: weighted means of rows, 8.4 */
  guint16 *lanes;  /* the same, LANES samples of one column together */
  guint16 *result; /* LANES samples of each of dst_width columns, 8.4 */
};

static void
span_init (Span *span, gint64 index, int src, int dst)
{
  gint64 from = index * src, to = from + src; /* in units of 1 / dst samples */
  span->first = (int) (from / dst);
  span->last = (int) ((to - 1) / dst);
  span->first_weight = WEIGHT_FULL;
  span->inner_weight = span->last_weight = 0;
  if (span->first == span->last)
    return;
  gint64 first_part = (gint64) (span->first + 1) * dst - from;
  int n_inner = span->last - span->first - 1;
  g_assert (n_inner <= SPAN_MAX - 2);
  if (n_inner > 0)
    span->inner_weight = (guint16) ((gint64) dst * WEIGHT_FULL / src);
  int rest = WEIGHT_FULL - n_inner * span->inner_weight;
  span->first_weight = (guint16) MIN ((first_part * WEIGHT_FULL + src / 2) / src, rest);
  span->last_weight = (guint16) (rest - span->first_weight);
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
  self->means = g_new0 (guint16, LANES * (gsize) src_width);
  self->ratio = integer_ratio (src_width, src_height, dst_width, dst_height);
  if (self->ratio == 0) {
    self->columns = spans_new (src_width, dst_width);
    self->rows = spans_new (src_height, dst_height);
    self->lanes = g_new0 (guint16, LANES * (gsize) src_width);
    self->result = g_new0 (guint16, LANES * (gsize) dst_width);
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
  g_free (self->means);
  g_free (self->lanes);
  g_free (self->result);
  g_free (self);
}

MIX_CLONES static void
shrink2_row (guint8 *restrict dst, const guint8 *restrict src, gsize stride, int n)
{
  const guint8 *restrict below = src + stride;
  for (int x = 0; x < n; x++) {
    guint16 a, b; /* a pair of samples each: sums of halves need no shuffles, in any byte order */
    memcpy (&a, src + 2 * x, 2);
    memcpy (&b, below + 2 * x, 2);
    dst[x] = (guint8) (((a & 0xff) + (a >> 8) + (b & 0xff) + (b >> 8) + 2) >> 2);
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
    sum[x] = (guint16) (sum[x] + row[x]);
}

/* Every sum of three neighbours and then each third of them: two loops that vectorise beat one that
 * takes every third sample. Reads `sum` up to 3 * n + 1. */
MIX_CLONES static void
thirds_row (guint8 *restrict dst, const guint16 *restrict sum, guint16 *restrict nine, int n)
{
  for (int x = 0; x < 3 * n; x++)
    nine[x] = (guint16) (sum[x] + sum[x + 1] + sum[x + 2] + 4);
  for (int x = 0; x < n; x++)
    dst[x] = (guint8) (nine[3 * x] * 7282u >> 16); /* / 9, exact up to 2299 */
}

MIX_CLONES static void
quarters_row (guint8 *restrict dst, const guint16 *restrict sum, int n)
{
  for (int x = 0; x < n; x++)
    dst[x] = (guint8) ((sum[4 * x] + sum[4 * x + 1] + sum[4 * x + 2] + sum[4 * x + 3] + 8) >> 4);
}

/* Row after row instead of all at once: memory is read in one straight run, which its prefetcher
 * rewards more than the repeated sums cost. */
static void
sum_rows (guint16 *sum, const guint8 *src, int stride, int n_rows, int n)
{
  set_row (sum, src, n);
  for (int row = 1; row < n_rows; row++)
    add_row (sum, src + (gsize) row * (gsize) stride, n);
}

static void
run_integer (MixShrink *self, guint8 *dst, int dst_stride, const guint8 *src, int src_stride)
{
  for (int y = 0; y < self->dst_height; y++) {
    guint8 *to = dst + (gsize) y * (gsize) dst_stride;
    const guint8 *from = src + (gsize) y * (gsize) self->ratio * (gsize) src_stride;
    if (self->ratio == 2) {
      shrink2_row (to, from, (gsize) src_stride, self->dst_width);
      continue;
    }
    sum_rows (self->inner, from, src_stride, self->ratio, self->src_width);
    if (self->ratio == 3)
      thirds_row (to, self->inner, self->means, self->dst_width);
    else
      quarters_row (to, self->inner, self->dst_width);
  }
}

static inline guint16
upper (guint16 a, guint16 b)
{
  return (guint16) ((guint32) a * b >> 16);
}

/* The weighted mean of the rows of one span in 8.4. The sum of the inner rows is shifted up as far
 * as 16 bit allow: by 8 for one row to 4 for sixteen. */
MIX_CLONES static void
weigh_rows (guint16 *restrict mean, const guint8 *restrict first, const guint16 *restrict inner,
            const guint8 *restrict last, int n, Span span, int shift)
{
  guint16 wf = span.first_weight, wi = span.inner_weight, wl = span.last_weight;
  for (int x = 0; x < n; x++) {
    guint16 parts = (guint16) (upper ((guint16) (first[x] << 8), wf) +
                               upper ((guint16) (last[x] << 8), wl) + 1);
    guint16 whole = upper ((guint16) (inner[x] << shift), wi);
    mean[x] = (guint16) (((parts >> (8 - shift)) + whole + (1 << shift >> 5)) >> (shift - 4));
  }
}

MIX_CLONES static void
interleave (guint16 *restrict lanes, const guint16 *restrict rows, int n)
{
  for (int x = 0; x < n; x++)
    for (int lane = 0; lane < LANES; lane++)
      lanes[x * LANES + lane] = rows[lane * n + x];
}

/* All lanes of one column at once: that is what lets any ratio run in vectors. */
MIX_CLONES static void
mean_columns (guint16 *restrict result, const guint16 *restrict lanes, const Span *restrict columns,
              int n)
{
  for (int x = 0; x < n; x++) {
    const guint16 *first = lanes + columns[x].first * LANES,
                  *last = lanes + columns[x].last * LANES;
    guint16 wf = columns[x].first_weight, wi = columns[x].inner_weight, wl = columns[x].last_weight;
    guint16 inner[LANES] = {0};
    for (const guint16 *column = first + LANES; column < last; column += LANES)
      for (int lane = 0; lane < LANES; lane++)
        inner[lane] = (guint16) (inner[lane] + column[lane]);
    for (int lane = 0; lane < LANES; lane++)
      result[x * LANES + lane] =
          (guint16) (upper (first[lane], wf) + upper (inner[lane], wi) + upper (last[lane], wl));
  }
}

MIX_CLONES static void
take_lane (guint8 *restrict dst, const guint16 *restrict result, int n)
{
  for (int x = 0; x < n; x++) /* rounds: a half, and what upper() cut off */
    dst[x] = (guint8) ((result[x * LANES] + 9) >> 4);
}

static void
mean_of_span (MixShrink *self, const Span *span, const guint8 *src, int stride, guint16 *mean)
{
  int n_inner = span->last - span->first - 1, shift = 8;
  while (n_inner > 1 << (8 - shift))
    shift--;
  if (n_inner > 0)
    sum_rows (self->inner, src + (gsize) (span->first + 1) * (gsize) stride, stride, n_inner,
              self->src_width);
  weigh_rows (mean, src + (gsize) span->first * (gsize) stride, self->inner,
              src + (gsize) span->last * (gsize) stride, self->src_width, *span, shift);
}

static void
run_any (MixShrink *self, guint8 *dst, int dst_stride, const guint8 *src, int src_stride)
{
  for (int y = 0; y < self->dst_height; y += LANES) {
    int n_rows = MIN (LANES, self->dst_height - y);
    for (int row = 0; row < n_rows; row++)
      mean_of_span (self, &self->rows[y + row], src, src_stride,
                    self->means + row * self->src_width);
    interleave (self->lanes, self->means, self->src_width);
    mean_columns (self->result, self->lanes, self->columns, self->dst_width);
    for (int row = 0; row < n_rows; row++)
      take_lane (dst + (gsize) (y + row) * (gsize) dst_stride, self->result + row, self->dst_width);
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
