#include "srv-demo-plan.h"

#include <math.h>

static const struct {
  const char *sku, *title, *url;
  gint64 cap, available; /* available 0: at the hubs */
  ShowHub hubs[2];
  gint64 price_minor, was_minor, low30_minor;
  gint64 pre_cap;
  gboolean early; /* members may buy before the others */
  double weight;  /* of all orders */
} wares[] = {
    {"MUG-01",
     "Stoneware mug, moss green",
     "https://shop.example/mug",
     150,
     0,
     {{"Market stall", 90}, {"Workshop", 60}},
     2490,
     2990,
     2790,
     0,
     TRUE,
     5},
    {"BOWL-02",
     "Ramen bowl, oxblood glaze",
     "https://shop.example/bowl",
     48,
     48,
     {{"", 0}},
     3400,
     0,
     0,
     30,
     FALSE,
     4},
    {"VASE-03",
     "Bud vases, celadon, set of two",
     "https://shop.example/vases",
     24,
     24,
     {{"", 0}},
     4200,
     4800,
     4500,
     0,
     FALSE,
     3},
    {"PLATE-04",
     "Breakfast plate, speckled",
     "https://shop.example/plate",
     0,
     80,
     {{"", 0}},
     1850,
     0,
     0,
     0,
     FALSE,
     3},
    {"SPOON-05",
     "Coffee spoon, olive wood",
     "https://shop.example/spoon",
     0,
     12,
     {{"", 0}},
     690,
     0,
     0,
     0,
     FALSE,
     1},
};

/* What happens in every round, by its time. */
static const SrvDemoEvent fixed[] = {
    {.kind = SRV_DEMO_BEGIN, .at_ms = 0},
    {.kind = SRV_DEMO_STATE, .at_ms = SRV_DEMO_LIVE_MS, .state = SRV_DROP_LIVE},
    {.kind = SRV_DEMO_RESTOCK,
     .at_ms = 75000,
     .deed = {.verb = SRV_RESTOCK, .sku = "SPOON-05", .pieces = 24}},
    {.kind = SRV_DEMO_PRICE, .at_ms = 90000, .sku = "PLATE-04", .price_minor = 1550},
    {.kind = SRV_DEMO_RESTOCK,
     .at_ms = 105000,
     .deed = {.verb = SRV_RETURN, .sku = "VASE-03", .pieces = 2}},
    {.kind = SRV_DEMO_STATE, .at_ms = 130000, .state = SRV_DROP_PAUSED},
    {.kind = SRV_DEMO_STATE, .at_ms = 138000, .state = SRV_DROP_LIVE},
};

struct _SrvDemoPlan {
  GRand *random;
  gint64 round_ms; /* when this round began */
  guint next_fixed;
  gint64 order_ms; /* since the round began: the next order */
};

/* Orders a second: few members at first, a rush at the opening that calms down, a wave each
 * half minute when the seller shows something. */
static double
rate_at (gint64 ms)
{
  double s = (double) (ms - SRV_DEMO_LIVE_MS) / 1000;

  if (s < 0)
    return 0.5;
  return 0.7 + 5 * exp (-s / 12) + 1.5 * pow (sin (s * G_PI / 30), 8);
}

/* Times between orders of people who do not know of each other are exponential. */
static void
draw_next_order (SrvDemoPlan *plan)
{
  double wait_s = -log (1 - g_rand_double (plan->random)) / rate_at (plan->order_ms);

  plan->order_ms += MAX (1, (gint64) (wait_s * 1000));
}

SrvDemoPlan *
srv_demo_plan_new (guint32 seed)
{
  SrvDemoPlan *plan = g_new0 (SrvDemoPlan, 1);

  plan->random = g_rand_new_with_seed (seed);
  draw_next_order (plan);
  return plan;
}

void
srv_demo_plan_free (SrvDemoPlan *plan)
{
  if (!plan)
    return;
  g_rand_free (plan->random);
  g_free (plan);
}

static guint
draw_ware (SrvDemoPlan *plan)
{
  double sum = 0, at;
  guint i = 0;

  for (guint w = 0; w < G_N_ELEMENTS (wares); w++)
    sum += wares[w].weight;
  at = g_rand_double (plan->random) * sum;
  while (i + 1 < G_N_ELEMENTS (wares) && at >= wares[i].weight)
    at -= wares[i++].weight;
  return i;
}

/* Most buy one, some two, few three; before the start only members, and only what is theirs. */
static SrvDemoEvent
make_order (SrvDemoPlan *plan)
{
  gboolean early = plan->order_ms < SRV_DEMO_LIVE_MS;
  guint ware = early ? 0 : draw_ware (plan);
  double luck = g_rand_double (plan->random);
  SrvDemoEvent event = {
      .kind = SRV_DEMO_ORDER,
      .at_ms = plan->round_ms + plan->order_ms,
      .deed = {.verb = SRV_SELL,
               .sku = wares[ware].sku,
               .tier = early ? "vip" : NULL,
               .pieces = luck < 0.8    ? 1
                         : luck < 0.95 ? 2
                                       : 3},
  };

  if (*wares[ware].hubs[0].name)
    event.deed.place = wares[ware].hubs[g_rand_double (plan->random) < 0.6 ? 0 : 1].name;
  draw_next_order (plan);
  return event;
}

SrvDemoEvent
srv_demo_plan_next (SrvDemoPlan *plan)
{
  gboolean fixed_left = plan->next_fixed < G_N_ELEMENTS (fixed);
  SrvDemoEvent event;

  if (fixed_left && fixed[plan->next_fixed].at_ms <= plan->order_ms) {
    event = fixed[plan->next_fixed++];
    event.at_ms += plan->round_ms;
    return event;
  }
  if (plan->order_ms < SRV_DEMO_ROUND_MS)
    return make_order (plan);
  plan->round_ms += SRV_DEMO_ROUND_MS;
  plan->next_fixed = 0;
  plan->order_ms = 0;
  draw_next_order (plan);
  return srv_demo_plan_next (plan);
}

static void
unref_product (gpointer product)
{
  show_product_unref (product);
}

/* Six weeks ahead, as potters promise. */
static void
set_ship_by (ShowProduct *product, gint64 wall_ms)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (wall_ms / 1000);
  g_autoptr (GDateTime) then = g_date_time_add_days (now, 42);
  g_autofree char *day = g_date_time_format (then, "%Y-%m-%d");

  g_strlcpy (product->ship_by, day, sizeof product->ship_by);
}

GPtrArray *
srv_demo_plan_products (gint64 wall_ms, double speed)
{
  GPtrArray *products = g_ptr_array_new_with_free_func (unref_product);
  const ShowWindow window = {"vip", wall_ms, wall_ms + (gint64) (SRV_DEMO_LIVE_MS / speed) + 1, 12};

  for (guint i = 0; i < G_N_ELEMENTS (wares); i++) {
    ShowProduct *product = show_product_new (wares[i].sku, wares[i].title);

    product->cap = wares[i].cap;
    product->available = wares[i].available;
    if (*wares[i].hubs[0].name) {
      show_product_set_hubs (product, wares[i].hubs, G_N_ELEMENTS (wares[i].hubs));
      product->available = wares[i].hubs[0].available + wares[i].hubs[1].available;
    }
    product->price_minor = wares[i].price_minor;
    product->was_minor = wares[i].was_minor;
    product->low30_minor = wares[i].low30_minor;
    g_strlcpy (product->currency, "EUR", sizeof product->currency);
    product->pre_cap = wares[i].pre_cap;
    if (wares[i].pre_cap > 0)
      set_ship_by (product, wall_ms);
    if (wares[i].early)
      show_product_set_windows (product, &window, 1);
    show_product_set_url (product, wares[i].url);
    g_ptr_array_add (products, product);
  }
  return products;
}
