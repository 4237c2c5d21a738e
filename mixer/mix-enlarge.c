#include "mix-enlarge.h"

#include "mix-clones.h"
#include "mix-vector.h"

#define WEIGHT_BITS 8
#define WEIGHT_FULL (1 << WEIGHT_BITS) /* the weighted sum of two samples just fits 16 bits */
#define GROUP       (2 * MIX_WORDS)    /* samples of a row that are made together */

typedef guint16 Words __attribute__ ((vector_size (2 * GROUP)));

/* GROUP samples of the result lie between neighbours from `first` on: `first` + pick[i] and the
 * next. */
typedef struct {
  MixBytes pick;
  Words weight; /* of the second neighbour */
  int first;
} Group;

struct _MixEnlarge {
  int src_width, src_height, dst_width, dst_height;
  Group *groups; /* NULL: as wide as the source */
  int n_groups;
  guint8 *padded;  /* a row of the source, with room for a whole group to be read from its end */
  guint8 *rows[2]; /* rows of the source in the result's width */
};

/* Where the centre of a sample of the result lies: between `index` and the next sample of the
 * source, `weight` of WEIGHT_FULL towards the latter. */
static int
find_place (int at, int src, int dst, guint *ret_weight)
{
  gint64 doubled = ((gint64) 2 * at + 1) * src - dst; /* in units of 1 / (2 dst) samples */
  gint64 index = doubled / (2 * (gint64) dst);
  if (doubled <= 0) {
    *ret_weight = 0;
    return 0;
  }
  *ret_weight = (guint) (((doubled - index * 2 * dst) * WEIGHT_FULL + dst) / (2 * (gint64) dst));
  if (index < src - 1)
    return (int) index;
  *ret_weight = 0;
  return src - 1;
}

static Group *
groups_new (int src, int dst, int n_groups)
{
  Group *groups = g_aligned_alloc0 ((gsize) n_groups, sizeof (Group), sizeof (Words));
  for (int i = 0; i < n_groups * GROUP; i++) {
    Group *group = &groups[i / GROUP];
    guint weight;
    int index = find_place (MIN (i, dst - 1), src, dst, &weight);
    if (i % GROUP == 0)
      group->first = index;
    group->pick[i % GROUP] = (guint8) (index - group->first);
    group->weight[i % GROUP] = (guint16) weight;
  }
  return groups;
}

MixEnlarge *
mix_enlarge_new (int src_width, int src_height, int dst_width, int dst_height)
{
  g_assert (src_width > 0 && dst_width >= src_width && src_height > 0 && dst_height >= src_height);
  MixEnlarge *self = g_new0 (MixEnlarge, 1);
  self->src_width = src_width;
  self->src_height = src_height;
  self->dst_width = dst_width;
  self->dst_height = dst_height;
  if (dst_width == src_width)
    return self;
  self->n_groups = (dst_width + GROUP - 1) / GROUP;
  self->groups = groups_new (src_width, dst_width, self->n_groups);
  self->padded = g_malloc0 ((gsize) src_width + GROUP + 1);
  for (int i = 0; i < 2; i++)
    self->rows[i] = g_malloc0 ((gsize) self->n_groups * GROUP);
  return self;
}

void
mix_enlarge_free (MixEnlarge *self)
{
  if (self == NULL)
    return;
  g_aligned_free (self->groups);
  g_free (self->padded);
  g_free (self->rows[0]);
  g_free (self->rows[1]);
  g_free (self);
}

MIX_CLONES static void
stretch_row (guint8 *restrict dst, const guint8 *restrict src, const Group *restrict groups, int n)
{
  for (int i = 0; i < n; i++) {
    MixBytes left = mix_bytes_pick (src + groups[i].first, &groups[i].pick);
    MixBytes right = mix_bytes_pick (src + groups[i].first + 1, &groups[i].pick);
    Words sum = __builtin_convertvector(left, Words) * (WEIGHT_FULL - groups[i].weight) +
                __builtin_convertvector(right, Words) * groups[i].weight + WEIGHT_FULL / 2;
    /* No division: on arm64 GCC does one of so long a vector lane by lane. */
    MixBytes result = __builtin_convertvector(sum >> WEIGHT_BITS, MixBytes);
    memcpy (dst + i * GROUP, &result, sizeof result);
  }
}

MIX_CLONES static void
between_rows (guint8 *restrict dst, const guint8 *restrict above, const guint8 *restrict below,
              guint16 weight, int n)
{
  guint16 rest = (guint16) (WEIGHT_FULL - weight);
  for (int x = 0; x < n; x++)
    dst[x] =
        (guint8) ((guint16) (above[x] * rest + below[x] * weight + WEIGHT_FULL / 2) / WEIGHT_FULL);
}

/* Rows are asked for in rising order. */
static const guint8 *
get_row (MixEnlarge *self, int index, int *newest, const guint8 *src, int src_stride)
{
  const guint8 *from = src + (gsize) index * (gsize) src_stride;
  if (self->groups == NULL)
    return from;
  if (index > *newest) {
    memcpy (self->padded, from, (gsize) self->src_width);
    stretch_row (self->rows[index & 1], self->padded, self->groups, self->n_groups);
    *newest = index;
  }
  return self->rows[index & 1];
}

void
mix_enlarge_run (MixEnlarge *self, guint8 *dst, int dst_stride, const guint8 *src, int src_stride)
{
  int newest = -1;
  for (int y = 0; y < self->dst_height; y++) {
    guint weight;
    int index = find_place (y, self->src_height, self->dst_height, &weight);
    const guint8 *above = get_row (self, index, &newest, src, src_stride), *below = above;
    guint8 *to = dst + (gsize) y * (gsize) dst_stride;
    if (weight > 0)
      below = get_row (self, index + 1, &newest, src, src_stride);
    if (weight > 0)
      between_rows (to, above, below, (guint16) weight, self->dst_width);
    else
      memcpy (to, above, (gsize) self->dst_width);
  }
}
