/* What is counted of a product, and the rules by which it is sold: hard caps, places, pre-orders,
 * early access. Pure; every function either does all of it or, with an error, nothing. */
#pragma once
#include "srv-types.h"

/* Pieces at one place. */
typedef struct {
  char name[SHOW_NAME_MAX + 1]; /* "": the only place of a product that tells none */
  gint64 count;
  gboolean fed; /* a vendor's shop counts here: `count` is its word, `taken` what it does not know
                   of */
  gint64 taken; /* sold here since, and not told to the vendor; < 0: brought */
} SrvPlace;

typedef struct {
  char drop[SRV_DROP_NAME_MAX + 1];
  /* Owned and mutable. `available`, `hubs` and `state` are not used: srv_stock_publish() works
   * them out. */
  ShowProduct *facts;
  SrvPlace places[SHOW_HUBS_MAX];
  guint n_places;                       /* at least 1 */
  gint64 window_sold[SHOW_WINDOWS_MAX]; /* for each of the product's windows */
} SrvStock;

/* With one unnamed place and nothing in it; takes a copy of `facts`, with `hubs` and `available` as
 * its places. */
SrvStock *srv_stock_new (const char *drop, const ShowProduct *facts);
void srv_stock_free (SrvStock *stock); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvStock, srv_stock_free)

/* The product as everybody may see it: what is available is never more than the cap leaves, and the
 * state follows the drop's and what is left. Places are told only when they sum to it. `now_ms`
 * becomes `as_of_ms`. Transfer full. */
ShowProduct *srv_stock_publish (const SrvStock *stock, SrvDropState drop, gint64 now_ms);

typedef struct {
  gint64 pieces;     /* 1..SRV_PIECES_MAX */
  const char *place; /* NULL: from where most are */
  const char *tier;  /* NULL: no member */
  gboolean ahead;    /* a pre-order: the buyer knows that it ships later */
} SrvSale;

/* Errors: SRV_ERROR_SOLD_OUT, SRV_ERROR_CLOSED, SRV_ERROR_NOT_FOUND (place), SRV_ERROR_INVALID. */
gboolean srv_stock_sell (SrvStock *stock, SrvDropState drop, const SrvSale *sale, gint64 now_ms,
                         GError **error);

/* Pieces come (> 0) or go (< 0) without a sale, at any time. `place` NULL: the only one, or for
 * pieces that go from where most are. Errors: SRV_ERROR_INVALID, SRV_ERROR_NOT_FOUND,
 * SRV_ERROR_SOLD_OUT (fewer are there). */
gboolean srv_stock_count (SrvStock *stock, const char *place, gint64 by, GError **error);

/* A fact from the stall, at any time: `pieces` were sold there. Errors as srv_stock_count(), and
 * SRV_ERROR_SOLD_OUT at the cap. */
gboolean srv_stock_sold_at_stall (SrvStock *stock, const char *place, gint64 pieces,
                                  GError **error);

/* Sold pieces come back, no more than were sold. Errors as srv_stock_count(). */
gboolean srv_stock_give_back (SrvStock *stock, const char *place, gint64 pieces, GError **error);

/* Where the most is. Borrowed. */
const char *srv_stock_get_main_place (SrvStock *stock);

/* The places as a vendor's shop counts them now; what was taken at a place since stays taken.
 * At most SHOW_HUBS_MAX, names unique. TRUE when that changed anything. */
gboolean srv_stock_feed (SrvStock *stock, const SrvPlace *places, guint n_places);
