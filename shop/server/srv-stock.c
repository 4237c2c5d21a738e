#include "srv-stock.h"

#include <string.h>

#define N "%" G_GINT64_FORMAT

SrvStock *
srv_stock_new (const char *drop, const ShowProduct *facts)
{
  SrvStock *stock = g_new0 (SrvStock, 1);

  g_strlcpy (stock->drop, drop, sizeof stock->drop);
  stock->facts = show_product_copy (facts);
  show_product_set_hubs (stock->facts, NULL, 0);
  stock->n_places = MAX (facts->n_hubs, 1);
  stock->places[0].count = facts->available;
  for (guint i = 0; i < facts->n_hubs; i++) {
    g_strlcpy (stock->places[i].name, facts->hubs[i].name, sizeof stock->places[i].name);
    stock->places[i].count = facts->hubs[i].available;
  }
  return stock;
}

void
srv_stock_free (SrvStock *stock)
{
  if (!stock)
    return;
  show_product_unref (stock->facts);
  g_free (stock);
}

/* Counting */

static gint64
here (const SrvPlace *place)
{
  return CLAMP (place->count - place->taken, 0, SHOW_QUANTITY_MAX);
}

static gint64
everywhere (const SrvStock *stock)
{
  gint64 sum = 0;

  for (guint i = 0; i < stock->n_places; i++)
    sum = MIN (sum + here (&stock->places[i]), SHOW_QUANTITY_MAX);
  return sum;
}

static gint64
under_cap (const SrvStock *stock)
{
  return stock->facts->cap > 0 ? MAX (stock->facts->cap - stock->facts->sold, 0)
                               : SHOW_QUANTITY_MAX;
}

static SrvPlace *
find_place (SrvStock *stock, const char *name)
{
  for (guint i = 0; i < stock->n_places; i++)
    if (g_str_equal (stock->places[i].name, name))
      return &stock->places[i];
  return NULL;
}

static SrvPlace *
fullest_place (SrvStock *stock)
{
  SrvPlace *fullest = stock->places;

  for (guint i = 1; i < stock->n_places; i++)
    if (here (&stock->places[i]) > here (fullest))
      fullest = &stock->places[i];
  return fullest;
}

static void
take (SrvPlace *place, gint64 pieces)
{
  if (place->fed)
    place->taken += pieces;
  else
    place->count -= pieces;
}

/* `place` NULL: from the fullest one first. The caller knows that there are enough. */
static void
take_anywhere (SrvStock *stock, SrvPlace *place, gint64 pieces)
{
  while (pieces > 0) {
    SrvPlace *from = place ? place : fullest_place (stock);
    gint64 some = MIN (pieces, here (from));

    take (from, some);
    pieces -= some;
  }
}

/* The named place, or NULL for any. FALSE with an error when there is none of that name. */
static gboolean
resolve_place (SrvStock *stock, const char *name, SrvPlace **ret_place, GError **error)
{
  SrvPlace *place = name ? find_place (stock, name) : NULL;

  if (name && !place)
    return srv_refuse (error, SRV_ERROR_NOT_FOUND, "There is no place of that name for %s.",
                       stock->facts->sku);
  *ret_place = place;
  return TRUE;
}

static gboolean
check_pieces (gint64 pieces, GError **error)
{
  if (pieces >= 1 && pieces <= SRV_PIECES_MAX)
    return TRUE;
  return srv_refuse (error, SRV_ERROR_INVALID, "The number of pieces must be from 1 to %d.",
                     SRV_PIECES_MAX);
}

static gboolean
check_left (SrvStock *stock, const SrvPlace *place, gint64 pieces, GError **error)
{
  gint64 left = place ? here (place) : everywhere (stock);

  if (pieces <= left)
    return TRUE;
  if (left == 0)
    return srv_refuse (error, SRV_ERROR_SOLD_OUT, "%s is sold out%s%s.", stock->facts->sku,
                       place && *place->name ? " at " : "", place ? place->name : "");
  return srv_refuse (error, SRV_ERROR_SOLD_OUT, "Only " N " of %s are left%s%s.", left,
                     stock->facts->sku, place && *place->name ? " at " : "",
                     place ? place->name : "");
}

static gboolean
check_cap (const SrvStock *stock, gint64 pieces, GError **error)
{
  gint64 left = under_cap (stock);

  if (pieces <= left)
    return TRUE;
  if (left == 0)
    return srv_refuse (error, SRV_ERROR_SOLD_OUT,
                       "%s is sold out: all " N " of this drop are sold.", stock->facts->sku,
                       stock->facts->cap);
  return srv_refuse (error, SRV_ERROR_SOLD_OUT, "Only " N " of %s are left in this drop.", left,
                     stock->facts->sku);
}

/* What everybody may see */

static gboolean
may_preorder (const SrvStock *stock)
{
  return show_product_may_preorder (stock->facts);
}

static ShowStockState
state_of (const SrvStock *stock, SrvDropState drop, gint64 left)
{
  static const ShowStockState fixed[] = {
      [SRV_DROP_UPCOMING] = SHOW_STOCK_UPCOMING,
      [SRV_DROP_PAUSED] = SHOW_STOCK_PAUSED,
      [SRV_DROP_ENDED] = SHOW_STOCK_ENDED,
  };

  if (drop != SRV_DROP_LIVE)
    return fixed[drop];
  if (left > 0)
    return SHOW_STOCK_LIVE;
  return may_preorder (stock) ? SHOW_STOCK_PREORDER : SHOW_STOCK_SOLD_OUT;
}

ShowProduct *
srv_stock_publish (const SrvStock *stock, SrvDropState drop, gint64 now_ms)
{
  ShowProduct *product = show_product_copy (stock->facts);
  gint64 sum = everywhere (stock), left = MIN (sum, under_cap (stock));
  ShowHub hubs[SHOW_HUBS_MAX] = {0};

  for (guint i = 0; i < stock->n_places; i++) {
    g_strlcpy (hubs[i].name, stock->places[i].name, sizeof hubs[i].name);
    hubs[i].available = here (&stock->places[i]);
  }
  if (left == sum && *stock->places[0].name)
    show_product_set_hubs (product, hubs, stock->n_places);
  product->available = left;
  product->state = state_of (stock, drop, left);
  product->as_of_ms = now_ms;
  return product;
}

/* Selling */

static int
find_window (const SrvStock *stock, const char *tier, gint64 now_ms)
{
  const ShowProduct *facts = stock->facts;

  for (guint i = 0; tier && i < facts->n_windows; i++)
    if (g_str_equal (facts->windows[i].tier, tier) && now_ms >= facts->windows[i].from_ms &&
        now_ms < facts->windows[i].to_ms)
      return (int) i;
  return -1;
}

/* Whether the drop's state lets anybody, or this tier, buy. `ret_window` is -1 for a sale that
 * counts for no window. */
static gboolean
check_open (const SrvStock *stock, SrvDropState drop, const SrvSale *sale, gint64 now_ms,
            int *ret_window, GError **error)
{
  int window = find_window (stock, sale->tier, now_ms);
  gint64 cap = window >= 0 ? stock->facts->windows[window].cap : 0;
  gboolean fits = cap == 0 || stock->window_sold[MAX (window, 0)] + sale->pieces <= cap;

  if (drop == SRV_DROP_PAUSED)
    return srv_refuse (error, SRV_ERROR_CLOSED, "The drop is paused.");
  if (drop == SRV_DROP_ENDED)
    return srv_refuse (error, SRV_ERROR_CLOSED, "The drop has ended.");
  if (drop == SRV_DROP_UPCOMING && window < 0)
    return srv_refuse (error, SRV_ERROR_CLOSED, "The drop has not started.");
  if (drop == SRV_DROP_UPCOMING && !fits)
    return srv_refuse (error, SRV_ERROR_SOLD_OUT, "The pieces set aside for %s are sold.",
                       sale->tier);
  *ret_window = fits ? window : -1;
  return TRUE;
}

static gboolean
sell_ahead (SrvStock *stock, const SrvSale *sale, GError **error)
{
  ShowProduct *facts = stock->facts;

  if (MIN (everywhere (stock), under_cap (stock)) > 0)
    return srv_refuse (error, SRV_ERROR_CLOSED, "%s is still there: sell it without a pre-order.",
                       facts->sku);
  if (!may_preorder (stock) || facts->pre_sold + sale->pieces > facts->pre_cap)
    return srv_refuse (error, SRV_ERROR_SOLD_OUT, "No more pre-orders are taken for %s.",
                       facts->sku);
  facts->pre_sold += sale->pieces;
  return TRUE;
}

gboolean
srv_stock_sell (SrvStock *stock, SrvDropState drop, const SrvSale *sale, gint64 now_ms,
                GError **error)
{
  SrvPlace *place = NULL;
  int window = -1;

  if (!check_pieces (sale->pieces, error) ||
      !check_open (stock, drop, sale, now_ms, &window, error) ||
      !resolve_place (stock, sale->place, &place, error))
    return FALSE;
  if (sale->ahead)
    return sell_ahead (stock, sale, error);
  if (!check_cap (stock, sale->pieces, error) || !check_left (stock, place, sale->pieces, error))
    return FALSE;
  take_anywhere (stock, place, sale->pieces);
  stock->facts->sold += sale->pieces;
  if (window >= 0)
    stock->window_sold[window] += sale->pieces;
  return TRUE;
}

static gboolean
bring (SrvStock *stock, SrvPlace *place, gint64 pieces, GError **error)
{
  if (!place && stock->n_places > 1)
    return srv_refuse (error, SRV_ERROR_INVALID, "%s lies at %u places: say at which one.",
                       stock->facts->sku, stock->n_places);
  place = place ? place : stock->places;
  if (everywhere (stock) + pieces > SHOW_QUANTITY_MAX)
    return srv_refuse (error, SRV_ERROR_INVALID, "That is more than can be counted.");
  take (place, -pieces);
  return TRUE;
}

gboolean
srv_stock_count (SrvStock *stock, const char *place_name, gint64 by, GError **error)
{
  SrvPlace *place = NULL;

  if (!check_pieces (ABS (by), error) || !resolve_place (stock, place_name, &place, error))
    return FALSE;
  if (by > 0)
    return bring (stock, place, by, error);
  if (!check_left (stock, place, -by, error))
    return FALSE;
  take_anywhere (stock, place, -by);
  return TRUE;
}

gboolean
srv_stock_sold_at_stall (SrvStock *stock, const char *place_name, gint64 pieces, GError **error)
{
  SrvPlace *place = NULL;

  if (!check_pieces (pieces, error) || !resolve_place (stock, place_name, &place, error) ||
      !check_cap (stock, pieces, error) || !check_left (stock, place, pieces, error))
    return FALSE;
  take_anywhere (stock, place, pieces);
  stock->facts->sold += pieces;
  return TRUE;
}

/* Of more than was sold nobody knows where it comes from: a restock says so. */
static gboolean
check_sold (const SrvStock *stock, gint64 pieces, GError **error)
{
  gint64 sold = stock->facts->sold;

  if (pieces <= sold)
    return TRUE;
  if (sold == 0)
    return srv_refuse (error, SRV_ERROR_INVALID,
                       "No %s is sold, so none can come back. New pieces are a restock.",
                       stock->facts->sku);
  return srv_refuse (error, SRV_ERROR_INVALID,
                     "Only " N
                     " of %s are sold, so no more can come back. New pieces are a restock.",
                     sold, stock->facts->sku);
}

gboolean
srv_stock_give_back (SrvStock *stock, const char *place_name, gint64 pieces, GError **error)
{
  SrvPlace *place = NULL;

  if (!check_pieces (pieces, error) || !resolve_place (stock, place_name, &place, error) ||
      !check_sold (stock, pieces, error))
    return FALSE;
  if (!place && stock->n_places > 1)
    place = fullest_place (stock);
  if (!bring (stock, place, pieces, error))
    return FALSE;
  stock->facts->sold -= pieces;
  return TRUE;
}

const char *
srv_stock_get_main_place (SrvStock *stock)
{
  return fullest_place (stock)->name;
}

gboolean
srv_stock_feed (SrvStock *stock, const SrvPlace *places, guint n_places)
{
  SrvPlace fed[SHOW_HUBS_MAX] = {0};
  gboolean changed = n_places != stock->n_places;

  g_assert (n_places >= 1 && n_places <= SHOW_HUBS_MAX);
  for (guint i = 0; i < n_places; i++) {
    const SrvPlace *before = find_place (stock, places[i].name);

    fed[i] = places[i];
    fed[i].fed = TRUE;
    fed[i].taken = before && before->fed ? before->taken : 0;
    changed = changed || !before || !before->fed || before->count != fed[i].count;
  }
  memcpy (stock->places, fed, sizeof fed);
  stock->n_places = n_places;
  return changed;
}
