/* The demo's plan, and the gates: who may how often. */
#include "srv-demo.h"
#include "srv-fixture.h"
#include "srv-gate.h"

static void
test_same_seed (void)
{
  g_autoptr (SrvDemoPlan) one = srv_demo_plan_new (7), same = srv_demo_plan_new (7),
                          other = srv_demo_plan_new (8);
  guint n_different = 0;

  for (int i = 0; i < 2000; i++) {
    SrvDemoEvent a = srv_demo_plan_next (one), b = srv_demo_plan_next (same),
                 c = srv_demo_plan_next (other);

    g_assert_cmpint (a.at_ms, ==, b.at_ms);
    g_assert_cmpint (a.kind, ==, b.kind);
    g_assert_cmpstr (a.deed.sku, ==, b.deed.sku);
    n_different += a.at_ms != c.at_ms;
  }
  g_assert_cmpuint (n_different, >, 1000);
}

static void
test_order (void)
{
  g_autoptr (SrvDemoPlan) plan = srv_demo_plan_new (1);
  gint64 at_ms = 0;

  for (int i = 0; i < 5000; i++) {
    SrvDemoEvent event = srv_demo_plan_next (plan);

    g_assert_cmpint (event.at_ms, >=, at_ms);
    at_ms = event.at_ms;
  }
  g_assert_cmpint (at_ms, >, 5 * SRV_DEMO_ROUND_MS);
}

/* In every round everything that a rig can show happens: early access, a sell-out, pre-orders, a
 * restock, a lower price, a pause; and never a number that cannot be. */
static void
test_round (void)
{
  for (guint32 seed = 1; seed <= 5; seed++) {
    g_autoptr (SrvShop) shop = make_shop ();
    g_autoptr (SrvDemo) demo = srv_demo_new (shop, seed, 1);
    gboolean seen[SHOW_STOCK_ENDED + 1] = {FALSE}, early = FALSE, cheaper = FALSE, hubs = FALSE;
    SrvNow now = {NOON, 1000};

    for (int s = 0; s < 2 * SRV_DEMO_ROUND_MS / 1000; s++) {
      GPtrArray *items;

      srv_demo_step (now, demo);
      flush (shop);
      items = srv_catalog_list_items (srv_shop_get_catalog (shop), SRV_DEMO_DROP);
      g_assert_cmpuint (items->len, ==, 5);
      for (guint i = 0; i < items->len; i++) {
        const ShowProduct *product = ((const SrvItem *) items->pdata[i])->product;

        g_assert_true (show_product_validate (product, NULL));
        seen[product->state] = TRUE;
        early = early || (product->state == SHOW_STOCK_UPCOMING && product->sold > 0);
        cheaper = cheaper || (show_product_may_strike (product) && product->price_minor == 1550);
        hubs = hubs || product->n_hubs == 2;
      }
      now.wall_ms += 1000;
      now.mono_ms += 1000;
    }
    g_assert_true (early && cheaper && hubs);
    for (guint state = SHOW_STOCK_UPCOMING; state < SHOW_STOCK_ENDED; state++)
      g_assert_true (seen[state]);
  }
}

/* Whoever guessed too often does not begin anew when many others guess. */
static void
test_guesses (void)
{
  g_autoptr (SrvGate) gate = srv_gate_new (0, 0);
  char thief, other;

  srv_gate_enter (gate, &thief, "2001:db8::1");
  for (int i = 0; i < SRV_REFUSALS_PER_S; i++)
    g_assert_true (srv_gate_refused (gate, &thief, 1));
  g_assert_false (srv_gate_refused (gate, &thief, 1));
  for (int i = 0; i < 10 * SRV_REFUSERS_MAX; i++) {
    g_autofree char *address = g_strdup_printf ("2001:db8::2:%x", i);

    srv_gate_enter (gate, &other, address);
    srv_gate_refused (gate, &other, 1);
  }
  g_assert_false (srv_gate_refused (gate, &thief, 1));
}

static void
test_gate (void)
{
  g_autoptr (SrvGate) gate = srv_gate_new (5, 2);
  char who[8];

  g_assert_true (srv_gate_may_enter (gate, "1.2.3.4"));
  srv_gate_enter (gate, &who[0], "1.2.3.4");
  srv_gate_enter (gate, &who[1], "1.2.3.4");
  g_assert_false (srv_gate_may_enter (gate, "1.2.3.4"));
  g_assert_true (srv_gate_may_enter (gate, "::1"));
  g_assert_cmpstr (srv_gate_get_address (gate, &who[1]), ==, "1.2.3.4");
  g_assert_cmpstr (srv_gate_get_address (gate, &who[2]), ==, "unknown");
  srv_gate_leave (gate, &who[1]);
  srv_gate_leave (gate, &who[1]);
  srv_gate_leave (gate, &who[7]);
  g_assert_true (srv_gate_may_enter (gate, "1.2.3.4"));
  srv_gate_enter (gate, &who[2], "a");
  srv_gate_enter (gate, &who[3], "b");
  srv_gate_enter (gate, &who[4], "c");
  srv_gate_enter (gate, &who[5], "d");
  g_assert_false (srv_gate_may_enter (gate, "e"));
  g_assert_cmpuint (srv_gate_count (gate), ==, 5);
}

static void
test_refusals (void)
{
  g_autoptr (SrvGate) gate = srv_gate_new (0, 0);
  char bad, good;

  srv_gate_enter (gate, &bad, "6.6.6.6");
  srv_gate_enter (gate, &good, "1.1.1.1");
  for (int i = 0; i < SRV_REFUSALS_PER_S; i++)
    g_assert_true (srv_gate_refused (gate, &bad, 1));
  g_assert_false (srv_gate_refused (gate, &bad, 1));
  g_assert_true (srv_gate_refused (gate, &good, 1));
  g_assert_true (srv_gate_refused (gate, &bad, 5000));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/srv/demo/same seed", test_same_seed);
  g_test_add_func ("/srv/demo/order", test_order);
  g_test_add_func ("/srv/demo/round", test_round);
  g_test_add_func ("/srv/gate/connections", test_gate);
  g_test_add_func ("/srv/gate/refusals", test_refusals);
  g_test_add_func ("/srv/gate/guesses", test_guesses);
  return g_test_run ();
}
