/* How much may be done at which pace: a bucket that fills steadily. Pure. */
#pragma once
#include <glib.h>

typedef struct {
  guint per_s; /* what flows in */
  guint burst; /* what it holds */
  double level;
  gint64 at_ms; /* when `level` was so */
} ShopRate;

/* Full. */
void shop_rate_init (ShopRate *self, guint per_s, guint burst, gint64 now_ms);

/* Takes `n` out, also more than there is: then the others wait until it is made up for. */
void shop_rate_take (ShopRate *self, guint n, gint64 now_ms);

/* How long until there is anything in it again; 0: there is. */
guint shop_rate_wait_ms (ShopRate *self, gint64 now_ms);
