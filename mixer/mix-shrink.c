#include "mix-shrink.h"

#include "mix-clones.h"
#include "mix-vector.h"
#include <string.h>

/* Weights of one span add up to this; all products are taken as the upper half of 16 x 16 bit,
 * which every vector unit has. */
#define WEIGHT_FULL 65535
#define SPAN_MAX    18 /* samples of the source that one span touches: 16 whole ones and two parts */

/* Columns that are made together. Their weights add up to this, so that sums fit 16 bits. */
#define COLUMN_FULL 256
#define GROUP       MIX_WORDS
#define TAPS_MAX    6
/* Beyond this ratio a group's sources no longer fit a vector; there, columns are few. */
#define GROUP_RATIO_MAX 4

/* The source samples that one sample of the result covers: a part of the first, all of those
 * between, a part of the last. */
typedef struct {
  int first, last;
  guint16 first_weight, inner_weight, last_weight;
} Span;

/* Column i begins at `first` + its pick; tap t of it is so many samples further. */
typedef struct {
  MixBytes pick; /* each twice: for words */
  MixWords weights[TAPS_MAX];
  int first;
} Group;

struct _MixShrink {
  int src_width, src_height, dst_width, dst_height;
  int ratio;     /* 2, 3, 4, or 0: any */
  Span *columns; /* dst_width, where there are no groups */
  Span *rows;    /* dst_height, NULL with a ratio */
  Group *groups; /* NULL: as wide as the source, a ratio, or beyond GROUP_RATIO_MAX */
  int n_groups;
  int n_taps;     /* of each group */
  int step;       /* columns from group to group: GROUP, or half of it for large ratios */
  guint16 *inner; /* src_width: sum of the rows that a span covers wholly */
  guint16 *outer; /* src_width: what the rows before give to a mean; NULL with a ratio */
  guint8 *mean;   /* src_width: weighted mean of rows; room for a vector beyond its end */
  guint8 *result; /* dst_width and room for a vector: what the groups make */
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

/* The columns of one group, with weights of which the rounding errors go to the largest. */
static void
group_init (MixShrink *self, Group *group, int column)
{
  guint16 weights[TAPS_MAX][GROUP] = {0};
  guint8 pick[2 * GROUP] = {0};
  for (int i = 0; i < self->step; i++) {
    Span span;
    span_init (&span, MIN (column + i, self->dst_width - 1), self->src_width, self->dst_width);
    if (i == 0)
      group->first = span.first;
    pick[2 * i] = pick[2 * i + 1] = (guint8) (span.first - group->first);
    int n = span.last - span.first, rest = COLUMN_FULL, largest = n > 1 ? 1 : 0;
    for (int tap = 0; tap <= n; tap++) {
      guint16 weight = tap == 0   ? span.first_weight
                       : tap == n ? span.last_weight
                                  : span.inner_weight;
      weights[tap][i] = (guint16) ((weight * COLUMN_FULL + WEIGHT_FULL / 2) / WEIGHT_FULL);
      rest -= weights[tap][i];
      if (weights[tap][i] > weights[largest][i])
        largest = tap;
    }
    weights[largest][i] = (guint16) (weights[largest][i] + rest);
  }
  memcpy (&group->pick, pick, sizeof group->pick);
  memcpy (group->weights, weights, sizeof group->weights);
}

static void
plan_columns (MixShrink *self)
{
  if (self->dst_width == self->src_width)
    return;
  if (self->src_width > GROUP_RATIO_MAX * self->dst_width) {
    self->columns = spans_new (self->src_width, self->dst_width);
    return;
  }
  self->n_taps = (self->src_width + self->dst_width - 1) / self->dst_width + 1;
  self->step = self->src_width <= 2 * self->dst_width ? GROUP : GROUP / 2;
  self->n_groups = (self->dst_width + self->step - 1) / self->step;
  self->groups = g_aligned_alloc0 ((gsize) self->n_groups, sizeof (Group), sizeof (MixWords));
  for (int i = 0; i < self->n_groups; i++)
    group_init (self, &self->groups[i], i * self->step);
  self->result = g_malloc0 ((gsize) self->dst_width + 2 * GROUP);
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
  self->ratio = integer_ratio (src_width, src_height, dst_width, dst_height);
  self->mean = g_malloc0 ((gsize) src_width + sizeof (MixBytes) + TAPS_MAX);
  if (self->ratio == 0) {
    self->outer = g_new0 (guint16, src_width);
    self->rows = spans_new (src_height, dst_height);
    plan_columns (self);
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
  g_aligned_free (self->groups);
  g_free (self->inner);
  g_free (self->outer);
  g_free (self->mean);
  g_free (self->result);
  g_free (self);
}

/* Rows are read one after the other, here and below, instead of side by side: memory is read in one
 * straight run, which its prefetcher rewards more than the sums kept meanwhile cost (measured on
 * pictures that no cache holds: half the time). */

/* A pair of samples each: sums of halves need no shuffles, in any byte order. */
static inline guint16
pair (const guint8 *row, int x)
{
  guint16 two;
  memcpy (&two, row + 2 * x, 2);
  return (guint16) ((two & 0xff) + (two >> 8));
}

MIX_CLONES static void
set_pairs (guint16 *restrict sum, const guint8 *restrict row, int n)
{
  for (int x = 0; x < n; x++)
    sum[x] = pair (row, x);
}

MIX_CLONES static void
halves_row (guint8 *restrict dst, const guint16 *restrict sum, const guint8 *restrict below, int n)
{
  for (int x = 0; x < n; x++)
    dst[x] = (guint8) ((guint16) (sum[x] + pair (below, x) + 2) >> 2);
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

/* The mean around every sample, and then each third of them. Reads `sum` up to 3 * n + 1. */
MIX_CLONES static void
thirds_row (guint8 *restrict dst, const guint16 *restrict sum, guint8 *restrict mean, int n)
{
  int x = 0;
  for (int i = 0; i < 3 * n; i++) /* / 9, exact up to 2299 */
    mean[i] = (guint8) ((guint16) (sum[i] + sum[i + 1] + sum[i + 2] + 4) * 7282u >> 16);
  for (; x + MIX_BYTES <= n; x += MIX_BYTES)
    mix_bytes_store_thirds (dst + x, mean + 3 * x);
  for (; x < n; x++)
    dst[x] = mean[3 * x];
}

MIX_CLONES static void
quarters_row (guint8 *restrict dst, const guint16 *restrict sum, int n)
{
  for (int x = 0; x < n; x++)
    dst[x] = (guint8) ((sum[4 * x] + sum[4 * x + 1] + sum[4 * x + 2] + sum[4 * x + 3] + 8) >> 4);
}

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
      set_pairs (self->inner, from, self->dst_width);
      halves_row (to, self->inner, from + src_stride, self->dst_width);
      continue;
    }
    sum_rows (self->inner, from, src_stride, self->ratio, self->src_width);
    if (self->ratio == 3)
      thirds_row (to, self->inner, self->mean, self->dst_width);
    else
      quarters_row (to, self->inner, self->dst_width);
  }
}

static inline guint16
upper (guint16 a, guint16 b)
{
  return (guint16) ((guint32) a * b >> 16);
}

MIX_CLONES static void
weigh_first_row (guint16 *restrict outer, const guint8 *restrict row, int n, guint16 weight)
{
  for (int x = 0; x < n; x++)
    outer[x] = upper ((guint16) (row[x] << 8), weight);
}

/* The weighted mean of the rows of one span, in units of 1 / 256. The sum of the inner rows is
 * taken `up` times, as often as 16 bit allow, and what that lacks to 256 afterwards. */
MIX_CLONES static void
weigh_rows (guint8 *restrict mean, const guint16 *restrict outer, const guint16 *restrict inner,
            const guint8 *restrict last, int n, Span span, guint16 up)
{
  guint16 wi = span.inner_weight, wl = span.last_weight, rest = (guint16) (256 / up);
  for (int x = 0; x < n; x++) {
    guint16 parts = (guint16) (outer[x] + upper ((guint16) (last[x] << 8), wl));
    guint16 whole = (guint16) (upper ((guint16) (inner[x] * up), wi) * rest);
    mean[x] = (guint8) ((guint16) (parts + whole + 128 + 16) >> 8); /* a half, and what was cut */
  }
}

/* The same of two or three rows: what up to a half is taken from. */
MIX_CLONES static void
begin_mean (guint16 *restrict sum, const guint8 *restrict row, int n, guint16 weight)
{
  for (int x = 0; x < n; x++)
    sum[x] = (guint16) (row[x] * weight + COLUMN_FULL / 2);
}

MIX_CLONES static void
add_to_mean (guint16 *restrict sum, const guint8 *restrict row, int n, guint16 weight)
{
  for (int x = 0; x < n; x++)
    sum[x] = (guint16) (sum[x] + row[x] * weight);
}

MIX_CLONES static void
end_mean (guint8 *restrict mean, const guint16 *restrict sum, const guint8 *restrict row, int n,
          guint16 weight)
{
  for (int x = 0; x < n; x++)
    mean[x] = (guint8) ((guint16) (sum[x] + row[x] * weight) / COLUMN_FULL);
}

static void
mean_of_few_rows (MixShrink *self, const Span *span, const guint8 *src, int stride)
{
  const guint8 *first = src + (gsize) span->first * (gsize) stride;
  const guint8 *last = src + (gsize) span->last * (gsize) stride;
  int n = self->src_width;
  guint wf = (span->first_weight * COLUMN_FULL + WEIGHT_FULL / 2) / WEIGHT_FULL;
  guint wl = (span->last_weight * COLUMN_FULL + WEIGHT_FULL / 2) / WEIGHT_FULL;
  if (span->last == span->first) {
    memcpy (self->mean, first, (gsize) n);
    return;
  }
  begin_mean (self->outer, first, n, (guint16) wf);
  if (span->last == span->first + 1)
    wl = COLUMN_FULL - wf;
  else
    add_to_mean (self->outer, first + stride, n, (guint16) (COLUMN_FULL - wf - wl));
  end_mean (self->mean, self->outer, last, n, (guint16) wl);
}

static void
mean_of_rows (MixShrink *self, const Span *span, const guint8 *src, int stride)
{
  int n_inner = span->last - span->first - 1, up = 256;
  const guint8 *first = src + (gsize) span->first * (gsize) stride;
  if (n_inner <= 1) {
    mean_of_few_rows (self, span, src, stride);
    return;
  }
  while (n_inner > 256 / up)
    up /= 2;
  weigh_first_row (self->outer, first, self->src_width, span->first_weight);
  sum_rows (self->inner, first + stride, stride, n_inner, self->src_width);
  weigh_rows (self->mean, self->outer, self->inner, src + (gsize) span->last * (gsize) stride,
              self->src_width, *span, (guint16) up);
}

MIX_CLONES static void
mean_groups (guint8 *restrict dst, const guint8 *restrict src, const Group *restrict groups, int n,
             int n_taps, int step)
{
  for (int i = 0; i < n; i++) {
    const Group *group = &groups[i];
    MixWords sum = {0};
    for (int tap = 0; tap < n_taps; tap++)
      sum += mix_words_pick (src + group->first + tap, &group->pick) * group->weights[tap];
    mix_words_store (dst + i * step, (sum + COLUMN_FULL / 2) / COLUMN_FULL);
  }
}

/* Any ratio, one column after the other. */
static void
mean_columns (guint8 *restrict dst, const guint8 *restrict src, const Span *restrict columns, int n)
{
  for (int x = 0; x < n; x++) {
    const Span *span = &columns[x];
    guint32 inner = 0;
    for (int at = span->first + 1; at < span->last; at++)
      inner += src[at];
    dst[x] =
        (guint8) ((src[span->first] * (guint32) span->first_weight + inner * span->inner_weight +
                   src[span->last] * (guint32) span->last_weight + WEIGHT_FULL / 2) /
                  WEIGHT_FULL);
  }
}

static void
run_any (MixShrink *self, guint8 *dst, int dst_stride, const guint8 *src, int src_stride)
{
  gsize width = (gsize) self->dst_width;
  for (int y = 0; y < self->dst_height; y++, dst += dst_stride) {
    mean_of_rows (self, &self->rows[y], src, src_stride);
    if (self->columns != NULL)
      mean_columns (dst, self->mean, self->columns, self->dst_width);
    else if (self->groups != NULL)
      mean_groups (self->result, self->mean, self->groups, self->n_groups, self->n_taps,
                   self->step);
    if (self->columns == NULL)
      memcpy (dst, self->groups != NULL ? self->result : self->mean, width);
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
