#include "ovl-stage.h"

#include <stdlib.h>
#include <string.h>

/* How far cards reach in from their side, where they do not stand at it: the middle is the show's.
 * In 1/1000 of the safe area's width. */
#define INWARD_PERMILLE 620

typedef struct {
  const OvlRect *safe;
  int gap;
  OvlStand *stands;
  guint n;
} Stage;

gboolean
ovl_stage_are_apart (const OvlRect *a, const OvlRect *b, int gap)
{
  return a->x + a->width + gap <= b->x || b->x + b->width + gap <= a->x ||
         a->y + a->height + gap <= b->y || b->y + b->height + gap <= a->y;
}

static gboolean
is_right (ShowCorner corner)
{
  return corner == SHOW_CORNER_TOP_RIGHT || corner == SHOW_CORNER_BOTTOM_RIGHT;
}

static gboolean
is_bottom (ShowCorner corner)
{
  return corner == SHOW_CORNER_BOTTOM_LEFT || corner == SHOW_CORNER_BOTTOM_RIGHT;
}

static gboolean
is_inside (const OvlRect *safe, const OvlRect *place)
{
  return place->x >= safe->x && place->y >= safe->y &&
         place->x + place->width <= safe->x + safe->width &&
         place->y + place->height <= safe->y + safe->height;
}

static gboolean
is_free (const Stage *stage, const OvlStand *stand, const OvlRect *place)
{
  if (!is_inside (stage->safe, place))
    return FALSE;
  for (guint i = 0; i < stage->n; i++)
    if (&stage->stands[i] != stand && stage->stands[i].has_place &&
        !ovl_stage_are_apart (place, &stage->stands[i].place, stage->gap))
      return FALSE;
  return TRUE;
}

/* A card that has grown or shrunk keeps its edges at the side of its corner. */
static OvlRect
resized (const OvlStand *stand)
{
  OvlRect place = {stand->place.x, stand->place.y, stand->width, stand->height};

  if (is_right (stand->corner))
    place.x += stand->place.width - stand->width;
  if (is_bottom (stand->corner))
    place.y += stand->place.height - stand->height;
  return place;
}

/* The place `across` pixels from the corner's side and `along` from its top or bottom, even by
 * going inwards. */
static OvlRect
place_at (const Stage *stage, const OvlStand *stand, int across, int along)
{
  const OvlRect *safe = stage->safe;
  OvlRect place = {.width = stand->width, .height = stand->height};

  place.x = is_right (stand->corner) ? (safe->x + safe->width - across - stand->width) & ~1
                                     : (safe->x + across + 1) & ~1;
  place.y = is_bottom (stand->corner) ? (safe->y + safe->height - along - stand->height) & ~1
                                      : (safe->y + along + 1) & ~1;
  return place;
}

/* How far from the corner's side (or its top or bottom) the next card may begin that shall stand
 * beside (or above, below) `other`. */
static int
behind (const Stage *stage, const OvlStand *stand, const OvlRect *other, gboolean across)
{
  const OvlRect *safe = stage->safe;

  if (across)
    return stage->gap + (is_right (stand->corner) ? safe->x + safe->width - other->x
                                                  : other->x + other->width - safe->x);
  return stage->gap + (is_bottom (stand->corner) ? safe->y + safe->height - other->y
                                                 : other->y + other->height - safe->y);
}

static int
compare_ints (gconstpointer a, gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

/* Distances from the edge at which something may begin, nearest first: at the edge, or behind
 * another card. `ret_steps` has room for the number of cards and one. Returns how many. */
static guint
find_steps (const Stage *stage, const OvlStand *stand, gboolean across, int *ret_steps)
{
  guint n = 0;

  ret_steps[n++] = 0;
  for (guint i = 0; i < stage->n; i++)
    if (stage->stands[i].has_place)
      ret_steps[n++] = MAX (behind (stage, stand, &stage->stands[i].place, across), 0);
  qsort (ret_steps, n, sizeof *ret_steps, compare_ints);
  return n;
}

static gboolean
find_place (const Stage *stage, OvlStand *stand)
{
  g_autofree int *columns = g_new (int, stage->n + 1);
  g_autofree int *rows = g_new (int, stage->n + 1);
  guint n_columns = find_steps (stage, stand, TRUE, columns);
  guint n_rows = find_steps (stage, stand, FALSE, rows);
  int reach = stage->safe->width * INWARD_PERMILLE / 1000;

  for (guint i = 0; i < n_columns; i++)
    for (guint j = 0; j < n_rows; j++) {
      OvlRect place = place_at (stage, stand, columns[i], rows[j]);

      if (columns[i] > 0 && columns[i] + stand->width > reach)
        return FALSE;
      if (!is_free (stage, stand, &place))
        continue;
      stand->place = place;
      stand->was_in = stand->corner;
      stand->has_place = TRUE;
      return TRUE;
    }
  return FALSE;
}

static OvlStand *
find_lowest (const Stage *stage, int below_rank)
{
  OvlStand *lowest = NULL;

  for (guint i = 0; i < stage->n; i++) {
    OvlStand *stand = &stage->stands[i];

    if (stand->has_place && stand->rank < below_rank && (!lowest || stand->rank <= lowest->rank))
      lowest = stand;
  }
  return lowest;
}

/* Lower ranks go, one by one, until there is room; when that does not help either they stay. */
static void
make_room (const Stage *stage, OvlStand *stand)
{
  g_autofree OvlStand *before = g_memdup2 (stage->stands, stage->n * sizeof *stand);
  OvlStand *lowest;

  while ((lowest = find_lowest (stage, stand->rank))) {
    lowest->has_place = FALSE;
    if (find_place (stage, stand))
      return;
  }
  memcpy (stage->stands, before, stage->n * sizeof *stand);
}

/* Highest rank first; of the same rank the one that comes first. */
static int
compare_ranks (gconstpointer a, gconstpointer b)
{
  const OvlStand *x = *(OvlStand *const *) a, *y = *(OvlStand *const *) b;

  return x->rank != y->rank ? (x->rank < y->rank) - (x->rank > y->rank) : (x > y) - (x < y);
}

/* What stood stays, if it still can. */
static void
keep_places (const Stage *stage, OvlStand *const *by_rank)
{
  g_autofree gboolean *stood = g_new (gboolean, stage->n);

  for (guint i = 0; i < stage->n; i++) {
    stood[i] =
        by_rank[i]->has_place && by_rank[i]->wanted && by_rank[i]->was_in == by_rank[i]->corner;
    by_rank[i]->has_place = FALSE;
  }
  for (guint i = 0; i < stage->n; i++) {
    OvlRect place = resized (by_rank[i]);

    if (!stood[i] || !is_free (stage, by_rank[i], &place))
      continue;
    by_rank[i]->place = place;
    by_rank[i]->has_place = TRUE;
  }
}

void
ovl_stage_place (const OvlRect *safe, int gap, OvlStand *stands, guint n_stands)
{
  Stage stage = {safe, gap, stands, n_stands};
  g_autofree OvlStand **by_rank = g_new (OvlStand *, n_stands);

  for (guint i = 0; i < n_stands; i++)
    by_rank[i] = &stands[i];
  qsort (by_rank, n_stands, sizeof *by_rank, compare_ranks);
  keep_places (&stage, by_rank);
  for (guint i = 0; i < n_stands; i++)
    if (by_rank[i]->wanted && !by_rank[i]->has_place && !find_place (&stage, by_rank[i]))
      make_room (&stage, by_rank[i]);
}
