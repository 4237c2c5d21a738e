/* The rules by which a product is sold. */
#include "srv-stock.h"

#define NOON G_GINT64_CONSTANT (1800000000000)

static SrvStock *
make (gint64 cap, gint64 available)
{
  g_autoptr (ShowProduct) facts = show_product_new ("MUG-01", "Mug");

  facts->cap = cap;
  facts->available = available;
  return srv_stock_new ("spring", facts);
}

static SrvStock *
make_with_hubs (gint64 cap, gint64 a, gint64 b)
{
  const ShowHub hubs[] = {{"a", a}, {"b", b}};
  g_autoptr (ShowProduct) facts = show_product_new ("MUG-01", "Mug");

  facts->cap = cap;
  show_product_set_hubs (facts, hubs, 2);
  return srv_stock_new ("spring", facts);
}

static gboolean
sell (SrvStock *stock, gint64 pieces, const char *place, GError **error)
{
  return srv_stock_sell (stock, SRV_DROP_LIVE, &(SrvSale){.pieces = pieces, .place = place}, NOON,
                         error);
}

static void
assert_refused (gboolean ok, GError **error, SrvError code)
{
  g_assert_false (ok);
  g_assert_error (*error, SRV_ERROR, (int) code);
  g_assert_cmpstr ((*error)->message, !=, "");
  g_clear_error (error);
}

static void
assert_seen (const SrvStock *stock, SrvDropState drop, gint64 available, gint64 sold,
             ShowStockState state)
{
  g_autoptr (ShowProduct) product = srv_stock_publish (stock, drop, NOON);
  GError *error = NULL;

  g_assert_true (show_product_validate (product, &error));
  g_assert_cmpint (product->available, ==, available);
  g_assert_cmpint (product->sold, ==, sold);
  g_assert_cmpint (product->state, ==, state);
  g_assert_cmpint (product->as_of_ms, ==, NOON);
}

static void
test_sell_out (void)
{
  g_autoptr (SrvStock) stock = make (3, 5);
  GError *error = NULL;

  assert_seen (stock, SRV_DROP_LIVE, 3, 0, SHOW_STOCK_LIVE); /* the cap, not what lies there */
  g_assert_true (sell (stock, 2, NULL, NULL));
  assert_refused (sell (stock, 2, NULL, &error), &error, SRV_ERROR_SOLD_OUT);
  g_assert_true (sell (stock, 1, NULL, NULL));
  assert_refused (sell (stock, 1, NULL, &error), &error, SRV_ERROR_SOLD_OUT);
  assert_seen (stock, SRV_DROP_LIVE, 0, 3, SHOW_STOCK_SOLD_OUT);
  g_assert_true (srv_stock_count (stock, NULL, 10, NULL)); /* more pieces are no higher cap */
  assert_seen (stock, SRV_DROP_LIVE, 0, 3, SHOW_STOCK_SOLD_OUT);
}

static void
test_without_cap (void)
{
  g_autoptr (SrvStock) stock = make (0, 2);
  GError *error = NULL;

  g_assert_true (sell (stock, 2, NULL, NULL));
  assert_refused (sell (stock, 1, NULL, &error), &error, SRV_ERROR_SOLD_OUT);
  g_assert_true (srv_stock_count (stock, NULL, 1, NULL));
  assert_seen (stock, SRV_DROP_LIVE, 1, 2, SHOW_STOCK_LIVE);
}

static void
test_places (void)
{
  g_autoptr (SrvStock) stock = make_with_hubs (100, 3, 5);
  g_autoptr (ShowProduct) product = NULL;
  GError *error = NULL;

  g_assert_true (sell (stock, 1, "a", NULL));
  assert_refused (sell (stock, 3, "a", &error), &error, SRV_ERROR_SOLD_OUT);
  assert_refused (sell (stock, 1, "c", &error), &error, SRV_ERROR_NOT_FOUND);
  g_assert_true (sell (stock, 6, NULL, NULL)); /* all of b, one of a */
  product = srv_stock_publish (stock, SRV_DROP_LIVE, NOON);
  g_assert_cmpuint (product->n_hubs, ==, 2);
  g_assert_cmpint (product->hubs[0].available, ==, 1);
  g_assert_cmpint (product->hubs[1].available, ==, 0);
  assert_refused (srv_stock_count (stock, NULL, 1, &error), &error, SRV_ERROR_INVALID);
  g_assert_true (srv_stock_count (stock, "b", 1, NULL));
  g_assert_true (srv_stock_count (stock, NULL, -2, NULL));
  assert_seen (stock, SRV_DROP_LIVE, 0, 7, SHOW_STOCK_SOLD_OUT);
}

/* With less under the cap than lies at the places, no place can say what is its share. */
static void
test_places_over_cap (void)
{
  g_autoptr (SrvStock) stock = make_with_hubs (4, 3, 3);
  g_autoptr (ShowProduct) product = srv_stock_publish (stock, SRV_DROP_LIVE, NOON);

  g_assert_cmpint (product->available, ==, 4);
  g_assert_cmpuint (product->n_hubs, ==, 0);
}

static void
test_drop_states (void)
{
  static const struct {
    SrvDropState drop;
    ShowStockState seen;
    gboolean sells;
  } cases[] = {{SRV_DROP_UPCOMING, SHOW_STOCK_UPCOMING, FALSE},
               {SRV_DROP_LIVE, SHOW_STOCK_LIVE, TRUE},
               {SRV_DROP_PAUSED, SHOW_STOCK_PAUSED, FALSE},
               {SRV_DROP_ENDED, SHOW_STOCK_ENDED, FALSE}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SrvStock) stock = make (9, 9);
    const SrvSale sale = {.pieces = 1};
    GError *error = NULL;

    assert_seen (stock, cases[i].drop, 9, 0, cases[i].seen);
    if (cases[i].sells)
      g_assert_true (srv_stock_sell (stock, cases[i].drop, &sale, NOON, NULL));
    else
      assert_refused (srv_stock_sell (stock, cases[i].drop, &sale, NOON, &error), &error,
                      SRV_ERROR_CLOSED);
    g_assert_true (srv_stock_sold_at_stall (stock, NULL, 1, NULL)); /* a fact */
  }
}

static void
test_early_access (void)
{
  const ShowWindow windows[] = {{"vip", NOON - 1000, NOON + 1000, 2},
                                {"crew", NOON - 1000, NOON, 0}};
  g_autoptr (SrvStock) stock = make (10, 10);
  SrvSale sale = {.pieces = 1, .tier = "vip"};
  GError *error = NULL;

  show_product_set_windows (stock->facts, windows, 2);
  g_assert_true (srv_stock_sell (stock, SRV_DROP_UPCOMING, &sale, NOON, NULL));
  assert_refused (srv_stock_sell (stock, SRV_DROP_UPCOMING, &sale, NOON + 1000, &error), &error,
                  SRV_ERROR_CLOSED);
  g_assert_true (srv_stock_sell (stock, SRV_DROP_UPCOMING, &sale, NOON, NULL));
  assert_refused (srv_stock_sell (stock, SRV_DROP_UPCOMING, &sale, NOON, &error), &error,
                  SRV_ERROR_SOLD_OUT);
  g_assert_true (srv_stock_sell (stock, SRV_DROP_LIVE, &sale, NOON, NULL)); /* as everybody */
  sale.tier = "crew";
  assert_refused (srv_stock_sell (stock, SRV_DROP_UPCOMING, &sale, NOON, &error), &error,
                  SRV_ERROR_CLOSED);
  sale.tier = NULL;
  assert_refused (srv_stock_sell (stock, SRV_DROP_UPCOMING, &sale, NOON, &error), &error,
                  SRV_ERROR_CLOSED);
  g_assert_cmpint (stock->window_sold[0], ==, 2);
}

static void
test_preorder (void)
{
  g_autoptr (SrvStock) stock = make (1, 1);
  const SrvSale ahead = {.pieces = 1, .ahead = TRUE};
  GError *error = NULL;

  stock->facts->pre_cap = 2;
  g_strlcpy (stock->facts->ship_by, "2027-03-15", sizeof stock->facts->ship_by);
  assert_refused (srv_stock_sell (stock, SRV_DROP_LIVE, &ahead, NOON, &error), &error,
                  SRV_ERROR_CLOSED);
  g_assert_true (sell (stock, 1, NULL, NULL));
  assert_seen (stock, SRV_DROP_LIVE, 0, 1, SHOW_STOCK_PREORDER);
  assert_refused (sell (stock, 1, NULL, &error), &error, SRV_ERROR_SOLD_OUT);
  g_assert_true (srv_stock_sell (stock, SRV_DROP_LIVE, &ahead, NOON, NULL));
  g_assert_true (srv_stock_sell (stock, SRV_DROP_LIVE, &ahead, NOON, NULL));
  assert_refused (srv_stock_sell (stock, SRV_DROP_LIVE, &ahead, NOON, &error), &error,
                  SRV_ERROR_SOLD_OUT);
  assert_seen (stock, SRV_DROP_LIVE, 0, 1, SHOW_STOCK_SOLD_OUT);
  g_assert_cmpint (stock->facts->pre_sold, ==, 2);
}

static void
test_give_back (void)
{
  g_autoptr (SrvStock) stock = make (5, 5);

  g_assert_true (sell (stock, 5, NULL, NULL));
  g_assert_true (srv_stock_give_back (stock, NULL, 2, NULL));
  assert_seen (stock, SRV_DROP_LIVE, 2, 3, SHOW_STOCK_LIVE);
}

/* What was not sold cannot come back: it would be there on the screen only. */
static void
test_give_back_too_much (void)
{
  g_autoptr (SrvStock) stock = make (10, 5);
  GError *error = NULL;

  g_assert_true (sell (stock, 1, NULL, NULL));
  assert_refused (srv_stock_give_back (stock, NULL, 5, &error), &error, SRV_ERROR_INVALID);
  assert_seen (stock, SRV_DROP_LIVE, 4, 1, SHOW_STOCK_LIVE);
  g_assert_true (srv_stock_give_back (stock, NULL, 1, NULL));
  assert_refused (srv_stock_give_back (stock, NULL, 1, &error), &error, SRV_ERROR_INVALID);
  assert_seen (stock, SRV_DROP_LIVE, 5, 0, SHOW_STOCK_LIVE);
}

static void
test_stall (void)
{
  g_autoptr (SrvStock) stock = make (5, 3);
  GError *error = NULL;

  g_assert_true (srv_stock_sold_at_stall (stock, NULL, 3, NULL));
  assert_refused (srv_stock_sold_at_stall (stock, NULL, 1, &error), &error, SRV_ERROR_SOLD_OUT);
  assert_seen (stock, SRV_DROP_LIVE, 0, 3, SHOW_STOCK_SOLD_OUT);
}

static void
test_bad_pieces (void)
{
  static const gint64 bad[] = {0, -1, SRV_PIECES_MAX + 1, G_MAXINT64, G_MININT64 + 1};
  g_autoptr (SrvStock) stock = make (0, SHOW_QUANTITY_MAX);
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (sell (stock, bad[i], NULL, &error), &error, SRV_ERROR_INVALID);
  assert_refused (srv_stock_count (stock, NULL, G_MAXINT64, &error), &error, SRV_ERROR_INVALID);
  assert_refused (srv_stock_count (stock, NULL, 0, &error), &error, SRV_ERROR_INVALID);
  assert_refused (srv_stock_count (stock, NULL, 1, &error), &error, SRV_ERROR_INVALID);
}

/* A vendor's word replaces the count; what was sold here and not told to it stays taken. */
static void
test_feed (void)
{
  const SrvPlace first[] = {{.name = "a", .count = 10}, {.name = "b", .count = 5}};
  const SrvPlace then[] = {{.name = "a", .count = 8}, {.name = "b", .count = 1}};
  g_autoptr (SrvStock) stock = make (0, 99);

  srv_stock_feed (stock, first, 2);
  assert_seen (stock, SRV_DROP_LIVE, 15, 0, SHOW_STOCK_LIVE);
  g_assert_true (srv_stock_sold_at_stall (stock, "b", 2, NULL));
  assert_seen (stock, SRV_DROP_LIVE, 13, 2, SHOW_STOCK_LIVE);
  srv_stock_feed (stock, then, 2);
  assert_seen (stock, SRV_DROP_LIVE, 8, 2, SHOW_STOCK_LIVE); /* b: 1 - 2, shown as 0 */
  g_assert_true (srv_stock_count (stock, "b", 2, NULL));     /* the vendor was told meanwhile */
  assert_seen (stock, SRV_DROP_LIVE, 9, 2, SHOW_STOCK_LIVE);
}

/* Whatever happens in whatever order: never more than the cap, never below nothing, and what is
 * shown is always a good product. */
static void
test_property (void)
{
  for (int run = 0; run < 200; run++) {
    g_autoptr (SrvStock) stock = make_with_hubs (g_test_rand_int_range (0, 40), 20, 20);
    gint64 sold = 0;

    for (int i = 0; i < 300; i++) {
      const SrvSale sale = {.pieces = g_test_rand_int_range (1, 4),
                            .place =
                                (const char *[]){NULL, "a", "b"}[g_test_rand_int_range (0, 3)]};
      gint64 by = g_test_rand_int_range (-5, 6);
      int kind = g_test_rand_int_range (0, 4);

      if (kind < 2 && srv_stock_sell (stock, SRV_DROP_LIVE, &sale, NOON, NULL))
        sold += sale.pieces;
      else if (kind == 2)
        srv_stock_count (stock, sale.place, by, NULL);
      else if (kind == 3 && srv_stock_give_back (stock, sale.place, sale.pieces, NULL))
        sold -= sale.pieces;
      g_autoptr (ShowProduct) product = srv_stock_publish (stock, SRV_DROP_LIVE, NOON);
      g_assert_true (show_product_validate (product, NULL));
      g_assert_cmpint (product->sold, ==, sold);
      g_assert_true (product->cap == 0 || sold + product->available <= product->cap);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/srv/stock/sell out", test_sell_out);
  g_test_add_func ("/srv/stock/without cap", test_without_cap);
  g_test_add_func ("/srv/stock/places", test_places);
  g_test_add_func ("/srv/stock/places over cap", test_places_over_cap);
  g_test_add_func ("/srv/stock/drop states", test_drop_states);
  g_test_add_func ("/srv/stock/early access", test_early_access);
  g_test_add_func ("/srv/stock/preorder", test_preorder);
  g_test_add_func ("/srv/stock/give back", test_give_back);
  g_test_add_func ("/srv/stock/give back too much", test_give_back_too_much);
  g_test_add_func ("/srv/stock/stall", test_stall);
  g_test_add_func ("/srv/stock/bad pieces", test_bad_pieces);
  g_test_add_func ("/srv/stock/feed", test_feed);
  g_test_add_func ("/srv/stock/property", test_property);
  return g_test_run ();
}
