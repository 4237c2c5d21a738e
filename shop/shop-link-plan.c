#include "shop-link-plan.h"

static gint64
period_ms (const ShopLinkPlan *self)
{
  if (self->known == SHOP_TRY_DEAD)
    return SHOP_LINK_DEAD_MS;
  return self->shown ? SHOP_LINK_SHOWN_MS : SHOP_LINK_HIDDEN_MS;
}

void
shop_link_plan_set_shown (ShopLinkPlan *self, gboolean shown, gint64 now_ms)
{
  self->shown = shown;
  self->due_ms = MIN (self->due_ms, now_ms + period_ms (self));
}

gboolean
shop_link_plan_take (ShopLinkPlan *self, ShopTry outcome, gint64 now_ms)
{
  gboolean sure = TRUE, is_new = FALSE;

  self->n_failures = outcome == SHOP_TRY_DEAD ? self->n_failures + 1 : 0;
  if (outcome == SHOP_TRY_DEAD)
    sure = self->n_failures >= SHOP_LINK_FAILURES;
  /* Without a network nothing new is known of a link that something is known of. */
  if (outcome == SHOP_TRY_NO_NETWORK)
    sure = self->known == 0;
  if (sure && self->known != outcome) {
    self->known = outcome;
    is_new = TRUE;
  }
  self->due_ms =
      now_ms + (sure && outcome != SHOP_TRY_NO_NETWORK ? period_ms (self) : SHOP_LINK_RECHECK_MS);
  return is_new;
}
