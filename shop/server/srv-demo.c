#include "srv-demo.h"

#define STEP_MAX_MS 200

struct _SrvDemo {
  SrvShop *shop;
  SrvDemoPlan *plan;
  SrvDemoEvent next;
  double speed;
  gint64 start_ms; /* monotonic; 0: not yet */
  guint64 n_orders;
};

SrvDemo *
srv_demo_new (SrvShop *shop, guint32 seed, double speed)
{
  SrvDemo *demo = g_new0 (SrvDemo, 1);

  demo->shop = shop;
  demo->plan = srv_demo_plan_new (seed);
  demo->next = srv_demo_plan_next (demo->plan);
  demo->speed = speed;
  return demo;
}

void
srv_demo_free (SrvDemo *demo)
{
  if (!demo)
    return;
  srv_demo_plan_free (demo->plan);
  g_free (demo);
}

/* A new round: the same products with all their pieces. */
static void
begin (SrvDemo *demo, gint64 wall_ms)
{
  g_autoptr (GPtrArray) products = srv_demo_plan_products (wall_ms, demo->speed);

  if (!srv_shop_put_drop (demo->shop, SRV_DEMO_DROP, "The demo", NULL) ||
      !srv_shop_set_drop_state (demo->shop, SRV_DEMO_DROP, SRV_DROP_UPCOMING, wall_ms, NULL))
    return;
  for (guint i = 0; i < products->len; i++) {
    const ShowProduct *product = products->pdata[i];

    srv_shop_remove_product (demo->shop, SRV_DEMO_DROP, product->sku, NULL);
    srv_shop_put_product (demo->shop, SRV_DEMO_DROP, product, FALSE, wall_ms, NULL);
  }
}

/* A refusal is part of the drop: sold out is sold out, or becomes a pre-order. */
static void
do_deed (SrvDemo *demo, SrvDeed deed, gint64 wall_ms)
{
  g_autofree char *ref = g_strdup_printf ("demo-%" G_GUINT64_FORMAT, ++demo->n_orders);

  deed.drop = SRV_DEMO_DROP;
  deed.who = "demo";
  deed.ref = ref;
  if (srv_shop_do (demo->shop, &deed, wall_ms, NULL, NULL) || deed.verb != SRV_SELL)
    return;
  deed.ahead = TRUE;
  srv_shop_do (demo->shop, &deed, wall_ms, NULL, NULL);
}

/* What it cost before is told, and that it never cost less in 30 days: it did not. */
static void
set_price (SrvDemo *demo, const char *sku, gint64 price_minor, gint64 wall_ms)
{
  const SrvItem *item =
      srv_catalog_get_item (srv_shop_get_catalog (demo->shop), SRV_DEMO_DROP, sku);
  g_autoptr (ShowProduct) product = item ? show_product_copy (item->product) : NULL;

  if (!product)
    return;
  product->was_minor = product->low30_minor = product->price_minor;
  product->price_minor = price_minor;
  srv_shop_put_product (demo->shop, SRV_DEMO_DROP, product, TRUE, wall_ms, NULL);
}

static void
play (SrvDemo *demo, const SrvDemoEvent *event, gint64 wall_ms)
{
  switch (event->kind) {
  case SRV_DEMO_BEGIN:
    begin (demo, wall_ms);
    break;
  case SRV_DEMO_STATE:
    srv_shop_set_drop_state (demo->shop, SRV_DEMO_DROP, event->state, wall_ms, NULL);
    break;
  case SRV_DEMO_ORDER:
  case SRV_DEMO_RESTOCK:
    do_deed (demo, event->deed, wall_ms);
    break;
  case SRV_DEMO_PRICE:
    set_price (demo, event->sku, event->price_minor, wall_ms);
    break;
  }
}

guint
srv_demo_step (SrvNow now, gpointer data)
{
  SrvDemo *demo = data;
  double wait_ms;

  if (demo->start_ms == 0)
    demo->start_ms = now.mono_ms;
  for (;;) {
    wait_ms = (double) demo->next.at_ms / demo->speed - (double) (now.mono_ms - demo->start_ms);
    if (wait_ms > 0)
      return (guint) CLAMP (wait_ms, 1, STEP_MAX_MS);
    play (demo, &demo->next, now.wall_ms);
    demo->next = srv_demo_plan_next (demo->plan);
  }
}
