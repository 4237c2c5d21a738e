#include "mix-judge.h"

#include "mix-picture.h"

#include <stdlib.h>
#include <string.h>

#define WHITE         235 /* BT.709: and above it nothing is told apart */
#define BAR_LUMA      MIX_DARK_LUMA
#define HIGH_SHARE    0.01
#define STRUCTURE_VAR 40.0 /* of luma: below it there is nothing to be sharp */
#define SHARP_SHARE   0.05
#define TILES_MIN     3

typedef struct {
  const guint8 *luma;
  int stride, x, y, width, height;
} Area;

/* Bars */

static gboolean
is_plain_row (const Area *area, int y, guint8 value)
{
  const guint8 *row = area->luma + (gsize) y * (gsize) area->stride;

  for (int x = area->x; x < area->x + area->width; x++)
    if (row[x] != value)
      return FALSE;
  return TRUE;
}

static gboolean
is_plain_column (const Area *area, int x, guint8 value)
{
  for (int y = area->y; y < area->y + area->height; y++)
    if (area->luma[(gsize) y * (gsize) area->stride + (gsize) x] != value)
      return FALSE;
  return TRUE;
}

/* One more pixel goes than is plain: the bar's edge is not the camera's. */
static void
cut_bars (Area *area)
{
  Area all = *area;
  guint8 value = area->luma[(gsize) area->y * (gsize) area->stride + (gsize) area->x];
  int left = 0, right = 0, top = 0, bottom = 0;

  if (value > BAR_LUMA)
    return;
  while (top < all.height && is_plain_row (&all, top, value))
    top++;
  while (bottom < all.height - top && is_plain_row (&all, all.height - 1 - bottom, value))
    bottom++;
  while (left < all.width && is_plain_column (&all, left, value))
    left++;
  while (right < all.width - left && is_plain_column (&all, all.width - 1 - right, value))
    right++;
  top += top > 0;
  bottom += bottom > 0;
  left += left > 0;
  right += right > 0;
  if (left + right + MIX_JUDGE_TILE > all.width || top + bottom + MIX_JUDGE_TILE > all.height)
    return;
  *area =
      (Area){all.luma, all.stride, left, top, all.width - left - right, all.height - top - bottom};
}

/* Light */

static void
judge_light (const Area *area, ShowLook *look)
{
  guint counts[256] = {0}, n = (guint) area->width * (guint) area->height, above = 0, clipped = 0;
  guint64 sum = 0;
  int high = 255;

  for (int y = area->y; y < area->y + area->height; y++) {
    const guint8 *row = area->luma + (gsize) y * (gsize) area->stride;
    for (int x = area->x; x < area->x + area->width; x++)
      counts[row[x]]++;
  }
  for (guint i = 0; i < 256; i++) {
    sum += (guint64) counts[i] * i;
    clipped += i >= WHITE ? counts[i] : 0;
  }
  while (high > 0 && above + counts[high] < (guint) (n * HIGH_SHARE))
    above += counts[high--];
  look->mean = (double) sum / n;
  look->high = high;
  look->clipped = (double) clipped / n;
}

/* Focus */

typedef struct {
  double variance, laplacian; /* its mean square */
} Tile;

static Tile
measure_tile (const Area *area, int left, int top)
{
  const int n = MIX_JUDGE_TILE * MIX_JUDGE_TILE;
  gint64 sum = 0, squares = 0, laplacians = 0;

  for (int y = top; y < top + MIX_JUDGE_TILE; y++) {
    const guint8 *row = area->luma + (gsize) y * (gsize) area->stride;
    const guint8 *above = row - area->stride, *below = row + area->stride;
    int row_sum = 0, row_squares = 0, row_laplacians = 0;

    for (int x = left; x < left + MIX_JUDGE_TILE; x++) {
      int value = row[x], bend = 4 * value - row[x - 1] - row[x + 1] - above[x] - below[x];

      row_sum += value;
      row_squares += value * value;
      row_laplacians += bend * bend;
    }
    sum += row_sum;
    squares += row_squares;
    laplacians += row_laplacians;
  }
  return (Tile){((double) squares - (double) sum * (double) sum / n) / n, (double) laplacians / n};
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
judge_sharpness (const Area *area)
{
  g_autoptr (GArray) tiles = g_array_new (FALSE, FALSE, sizeof (Tile));
  g_autoptr (GArray) quotients = g_array_new (FALSE, FALSE, sizeof (double));
  double noise = G_MAXDOUBLE;

  for (int y = area->y + 1; y + MIX_JUDGE_TILE < area->y + area->height; y += MIX_JUDGE_TILE)
    for (int x = area->x + 1; x + MIX_JUDGE_TILE < area->x + area->width; x += MIX_JUDGE_TILE) {
      Tile tile = measure_tile (area, x, y);

      if (tile.variance < STRUCTURE_VAR)
        noise = MIN (noise, tile.laplacian);
      g_array_append_val (tiles, tile);
    }
  if (noise == G_MAXDOUBLE)
    noise = 0; /* structure everywhere: nothing to tell it by */
  for (guint i = 0; i < tiles->len; i++) {
    const Tile *tile = &g_array_index (tiles, Tile, i);
    double quotient = (tile->laplacian - noise) / tile->variance;

    if (tile->variance >= STRUCTURE_VAR)
      g_array_append_val (quotients, quotient);
  }
  if (quotients->len < TILES_MIN)
    return -1;
  g_array_sort (quotients, compare_doubles);
  return g_array_index (quotients, double, (guint) ((quotients->len - 1) * (1 - SHARP_SHARE)));
}

ShowLook
mix_judge_look (const guint8 *luma, int stride, int width, int height)
{
  Area area = {luma, stride, 0, 0, width, height};
  ShowLook look;

  cut_bars (&area);
  judge_light (&area, &look);
  look.sharpness = judge_sharpness (&area);
  return look;
}

/* FNV-1a's step, on eight bytes at a time: http://www.isthe.com/chongo/tech/comp/fnv/ */
guint64
mix_judge_fingerprint (const guint8 *luma, int stride, int width, int height)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (int y = 0; y < height; y++) {
    const guint8 *row = luma + (gsize) y * (gsize) stride;

    for (int x = 0; x < width; x += 8) {
      guint64 bytes = 0;

      memcpy (&bytes, row + x, (gsize) MIN (8, width - x));
      hash = (hash ^ bytes) * G_GUINT64_CONSTANT (0x100000001b3);
      hash ^= hash >> 29;
    }
  }
  return hash;
}

MixChange
mix_judge_change (const guint8 *before, const guint8 *after, gsize n)
{
  guint64 sum = 0, difference = 0;

  for (gsize i = 0; i < n; i++) {
    sum += after[i];
    difference += (guint64) abs (after[i] - before[i]);
  }
  return (MixChange){(double) sum / (double) MAX (n, 1), (double) difference / (double) MAX (n, 1)};
}
