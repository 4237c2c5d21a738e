#include "shop-rate.h"

void
shop_rate_init (ShopRate *self, guint per_s, guint burst, gint64 now_ms)
{
  *self = (ShopRate){.per_s = per_s, .burst = burst, .level = burst, .at_ms = now_ms};
}

static void
fill (ShopRate *self, gint64 now_ms)
{
  double flowed = (double) MAX (now_ms - self->at_ms, 0) * self->per_s / 1000;

  self->level = MIN (self->level + flowed, self->burst);
  self->at_ms = now_ms;
}

void
shop_rate_take (ShopRate *self, guint n, gint64 now_ms)
{
  fill (self, now_ms);
  self->level -= n;
}

guint
shop_rate_wait_ms (ShopRate *self, gint64 now_ms)
{
  fill (self, now_ms);
  return self->level >= 1 ? 0 : (guint) ((1 - self->level) * 1000 / self->per_s) + 1;
}
