/* When a buy link is tried, and what its tries say together. Pure; `now_ms` is a monotonic clock.
 */
#pragma once
#include "shop-links.h"

typedef enum {
  SHOP_TRY_ALIVE = 1,  /* it leads somewhere */
  SHOP_TRY_DEAD,       /* it does not */
  SHOP_TRY_NO_NETWORK, /* this machine cannot tell */
} ShopTry;

typedef struct {
  gboolean shown;   /* on a card that is shown, or will be by the next cue */
  ShopTry known;    /* what was reported; 0: nothing yet */
  guint n_failures; /* in a row */
  gint64 due_ms;    /* of the next try */
} ShopLinkPlan;

/* From now on it is on a shown card or not; a new one is due at once. */
void shop_link_plan_set_shown (ShopLinkPlan *self, gboolean shown, gint64 now_ms);

/* The outcome of a try. TRUE when it is to be reported: `known` is new. */
gboolean shop_link_plan_take (ShopLinkPlan *self, ShopTry outcome, gint64 now_ms);
