#include "test-show-fixture.h"

typedef void (*Spoil) (ShowProduct *product);

static ShowProduct *
good_product (void)
{
  ShowProduct *product = show_product_new ("MUG-1", "Blue mug");

  product->cap = 200;
  product->available = 37;
  product->sold = 163;
  product->price_minor = 2490;
  g_strlcpy (product->currency, "EUR", sizeof product->currency);
  return product;
}

static void
set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static void
spoil_sold (ShowProduct *product)
{
  product->sold = 201;
}

static void
spoil_available (ShowProduct *product)
{
  product->available = -1;
}

static void
spoil_size (ShowProduct *product)
{
  product->available = SHOW_QUANTITY_MAX + 1;
}

static void
spoil_price (ShowProduct *product)
{
  product->price_minor = -1;
}

static void
spoil_currency (ShowProduct *product)
{
  product->currency[1] = 'u';
}

static void
spoil_currency_length (ShowProduct *product)
{
  product->currency[2] = '\0';
}

static void
spoil_state (ShowProduct *product)
{
  product->state = 0;
}

static void
spoil_sku (ShowProduct *product)
{
  set_text (&product->sku, "");
}

static void
spoil_sku_length (ShowProduct *product)
{
  g_autofree char *text = g_strnfill (SHOW_SKU_MAX + 1, 'x');

  set_text (&product->sku, text);
}

static void
spoil_sku_null (ShowProduct *product)
{
  g_clear_pointer (&product->sku, g_free);
}

static void
spoil_title (ShowProduct *product)
{
  set_text (&product->title, "Blue\nmug");
}

static void
spoil_title_length (ShowProduct *product)
{
  g_autofree char *text = g_strnfill (SHOW_TEXT_MAX + 1, 'x');

  set_text (&product->title, text);
}

static void
spoil_title_utf8 (ShowProduct *product)
{
  set_text (&product->title, "Blue \xff mug");
}

static void
test_validate (void)
{
  static const Spoil spoils[] = {spoil_sold,      spoil_available, spoil_size,
                                 spoil_price,     spoil_currency,  spoil_currency_length,
                                 spoil_state,     spoil_sku,       spoil_sku_length,
                                 spoil_sku_null,  spoil_title,     spoil_title_length,
                                 spoil_title_utf8};
  g_autoptr (GError) none = NULL;
  g_autoptr (ShowProduct) good = good_product ();

  show_product_validate (good, &none);
  g_assert_no_error (none);
  good->currency[0] = '\0'; /* no price is known: that is allowed */
  g_assert_true (show_product_validate (good, NULL));
  good->currency[0] = 'E';
  for (guint i = 0; i < G_N_ELEMENTS (spoils); i++) {
    g_autoptr (ShowProduct) bad = show_product_copy (good);
    g_autoptr (GError) error = NULL;

    spoils[i](bad);
    g_assert_false (show_product_validate (bad, &error));
    g_assert_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  }
}

/* 200 characters of four bytes each are a title; no cap means that any number may be sold. */
static void
test_validate_edges (void)
{
  g_autoptr (ShowProduct) product = good_product ();
  g_autoptr (GString) title = g_string_new (NULL);

  for (guint i = 0; i < SHOW_TEXT_MAX; i++)
    g_string_append (title, "😀");
  set_text (&product->title, title->str);
  product->cap = 0;
  product->sold = SHOW_QUANTITY_MAX;
  g_assert_true (show_product_validate (product, NULL));
}

static void
test_states (void)
{
  for (ShowStockState state = SHOW_STOCK_UPCOMING; state <= SHOW_STOCK_ENDED; state++)
    g_assert_cmpint (show_stock_state_from_string (show_stock_state_to_string (state)), ==, state);
  g_assert_cmpstr (show_stock_state_to_string (SHOW_STOCK_SOLD_OUT), ==, "sold_out");
  g_assert_cmpint (show_stock_state_from_string ("gone"), ==, 0);
  g_assert_cmpint (show_stock_state_from_string (NULL), ==, 0);
}

static void
test_card_equal (void)
{
  g_autoptr (ShowProduct) product = good_product ();
  ShowCardContent content = {.name = "offer",
                             .kind = SHOW_CARD_PRODUCT,
                             .corner = SHOW_CORNER_TOP_LEFT,
                             .shown = TRUE,
                             .product = product,
                             .freshness = SHOW_FRESH};
  g_autoptr (ShowCardContent) copy = show_card_content_copy (&content);
  g_autoptr (ShowProduct) other = show_product_copy (product);

  g_assert_true (show_card_content_equal (&content, copy));
  other->rev++;
  other->as_of_ms = 5;
  content.product = other;
  g_assert_true (show_card_content_equal (&content, copy));
  other->available--;
  g_assert_false (show_card_content_equal (&content, copy));
  content.product = NULL;
  g_assert_false (show_card_content_equal (&content, copy));
  content.product = product;
  content.freshness = SHOW_AGED;
  g_assert_false (show_card_content_equal (&content, copy));
  g_assert_false (show_card_content_equal (&content, NULL));
  g_assert_true (show_card_content_equal (NULL, NULL));
}

static void
assert_says (ShowProduct *product, ShowFreshness freshness, const char *expected)
{
  ShowCardContent content = {.kind = SHOW_CARD_PRODUCT, .product = product, .freshness = freshness};
  g_autofree char *says = show_card_content_says (&content);

  g_assert_cmpstr (says, ==, expected);
}

static void
test_card_says (void)
{
  g_autoptr (ShowProduct) product = good_product ();

  assert_says (product, SHOW_FRESH, "37 of 200 in this drop");
  assert_says (product, SHOW_AGED, "37 of 200 in this drop");
  assert_says (product, SHOW_UNKNOWN, "updating…");
  assert_says (NULL, SHOW_UNKNOWN, "Waiting for its product");
  product->cap = 0;
  assert_says (product, SHOW_FRESH, "37 left");
  product->state = SHOW_STOCK_SOLD_OUT;
  assert_says (product, SHOW_FRESH, "Sold out");
}

static const ShowProduct *
mug (const ShowState *state)
{
  const ShowProduct *product = show_state_find_product (state, "MUG-1");

  g_assert_nonnull (product);
  return product;
}

/* Each command that may creates its product; each change raises the product's rev and is stored. */
static void
test_commands (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  static const char *const lines[] = {"stock title MUG-1 Blue mug", "stock price MUG-1 2490 eur",
                                      "stock cap MUG-1 200",        "stock set MUG-1 200",
                                      "stock sell MUG-1",           "stock sell MUG-1 99"};

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autoptr (GPtrArray) effects = fixture_do_at (&state, lines[i], NOW_MS + i);

    g_assert_true (fixture_effect (effects, 0, SHOW_EFFECT_STORE)->product == mug (state));
    g_assert_cmpint (mug (state)->rev, ==, i + 1);
    g_assert_cmpint (mug (state)->as_of_ms, ==, NOW_MS + i);
  }
  g_assert_cmpstr (mug (state)->title, ==, "Blue mug");
  g_assert_true (mug (state)->price_minor == 2490 && g_str_equal (mug (state)->currency, "EUR"));
  g_assert_true (mug (state)->cap == 200 && mug (state)->available == 100 &&
                 mug (state)->sold == 100 && mug (state)->state == SHOW_STOCK_LIVE);
}

static void
test_creation (void)
{
  static const char *const lines[] = {"stock set A 1", "stock cap B 1", "stock price C 1 JPY",
                                      "stock title D Thing"};
  g_autoptr (ShowState) state = fixture_state ();

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    fixture_run (&state, lines[i]);
  g_assert_cmpstr (show_state_find_product (state, "A")->title, ==, "A");
  g_assert_cmpint (show_state_find_product (state, "A")->state, ==, SHOW_STOCK_LIVE);
  g_assert_cmpint (show_state_find_product (state, "B")->state, ==, SHOW_STOCK_SOLD_OUT);
  g_assert_cmpstr (show_state_find_product (state, "C")->currency, ==, "JPY");
  g_assert_cmpstr (show_state_find_product (state, "D")->title, ==, "Thing");
}

static void
test_no_change (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) effects = NULL;
  gint64 rev;

  fixture_run (&state, "stock set MUG-1 5");
  rev = show_state_get_rev (state);
  effects = fixture_do_at (&state, "stock set MUG-1 5", NOW_MS + 5000);
  g_assert_cmpuint (effects->len, ==, 0);
  g_assert_cmpint (show_state_get_rev (state), ==, rev);
}

static void
test_sold_out (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  fixture_run (&state, "stock set MUG-1 3");
  fixture_refuse (state, "stock sell MUG-1 4", SHOW_ERROR_REFUSED, "Only 3 of MUG-1 left.");
  fixture_run (&state, "stock sell MUG-1 3");
  g_assert_cmpint (mug (state)->state, ==, SHOW_STOCK_SOLD_OUT);
  fixture_refuse (state, "stock sell MUG-1", SHOW_ERROR_REFUSED, "MUG-1 is sold out.");
  fixture_run (&state, "stock set MUG-1 1");
  g_assert_cmpint (mug (state)->state, ==, SHOW_STOCK_LIVE);
  fixture_run (&state, "stock set MUG-1 0");
  g_assert_cmpint (mug (state)->state, ==, SHOW_STOCK_SOLD_OUT);
  g_assert_cmpint (mug (state)->sold, ==, 3);
}

static void
test_cap (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  fixture_run (&state, "stock cap MUG-1 10");
  fixture_refuse (state, "stock set MUG-1 11", SHOW_ERROR_REFUSED, "stock cap MUG-1 11");
  fixture_run (&state, "stock set MUG-1 10");
  fixture_run (&state, "stock sell MUG-1 4");
  fixture_refuse (state, "stock set MUG-1 7", SHOW_ERROR_REFUSED, "stock cap MUG-1 11");
  fixture_refuse (state, "stock cap MUG-1 9", SHOW_ERROR_REFUSED, "stock set MUG-1 5");
  fixture_refuse (state, "stock cap MUG-1 3", SHOW_ERROR_REFUSED, "4 of MUG-1 are sold already");
  fixture_run (&state, "stock set MUG-1 5");
  fixture_run (&state, "stock cap MUG-1 9");
  fixture_run (&state, "stock cap MUG-1 0");
  fixture_run (&state, "stock set MUG-1 9007199254740991");
}

static void
test_refused (void)
{
  g_autofree char *long_title = g_strnfill (SHOW_TEXT_MAX + 1, 'x');
  g_autofree char *title_line = g_strconcat ("stock title MUG-1 ", long_title, NULL);
  g_autofree char *sku_line = g_strconcat ("stock set ", long_title, " 1", NULL);
  g_autoptr (ShowState) state = fixture_state ();

  fixture_run (&state, "stock set MUG-1 5");
  fixture_refuse (state, "stock sell MUG-2", SHOW_ERROR_NOT_FOUND,
                  "There is no product \"MUG-2\". Did you mean \"MUG-1\"? Products: MUG-1.");
  fixture_refuse (state, "stock sell MUG-1 0", SHOW_ERROR_BAD_ARGUMENT, "between 1 and");
  fixture_refuse (state, "stock sell MUG-1 -3", SHOW_ERROR_BAD_ARGUMENT, "\"-3\"");
  fixture_refuse (state, "stock set MUG-1 many", SHOW_ERROR_BAD_ARGUMENT, "not \"many\"");
  fixture_refuse (state, "stock set MUG-1 9007199254740992", SHOW_ERROR_BAD_ARGUMENT,
                  "number left");
  fixture_refuse (state, "stock set MUG-1 99999999999999999999", SHOW_ERROR_BAD_ARGUMENT, "left");
  fixture_refuse (state, "stock cap MUG-1 1.5", SHOW_ERROR_BAD_ARGUMENT, "\"1.5\"");
  fixture_refuse (state, "stock price MUG-1 1 EURO", SHOW_ERROR_BAD_ARGUMENT, "such as EUR");
  fixture_refuse (state, "stock price MUG-1 1 E1R", SHOW_ERROR_BAD_ARGUMENT, "such as EUR");
  fixture_refuse (state, "stock price MUG-1 24.90 EUR", SHOW_ERROR_BAD_ARGUMENT, "minor units");
  fixture_refuse (state, title_line, SHOW_ERROR_BAD_ARGUMENT, "longer than 200 characters");
  fixture_refuse (state, sku_line, SHOW_ERROR_BAD_ARGUMENT, "longer than 64 bytes");
}

/* Paused stays paused: the count does not reopen a sale that the seller has stopped. */
static void
test_paused (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (ShowProduct) item = show_product_new ("MUG-1", "Mug");
  ShowEvent event = {
      .kind = SHOW_EVENT_PRODUCTS, .now_ms = NOW_MS, .products = {.items = &item, .n_items = 1}};

  item->state = SHOW_STOCK_PAUSED;
  g_ptr_array_unref (fixture_event (&state, &event));
  fixture_run (&state, "stock set MUG-1 4");
  g_assert_cmpint (mug (state)->state, ==, SHOW_STOCK_PAUSED);
  fixture_run (&state, "stock sell MUG-1 4");
  g_assert_cmpint (mug (state)->state, ==, SHOW_STOCK_PAUSED);
}

static void
test_places (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  fixture_run (&state, "stock set MUG-1 9");
  fixture_run (&state, "stock hub MUG-1 stall 3");
  g_assert_cmpint (mug (state)->available, ==, 3);
  fixture_run (&state, "stock hub MUG-1 store 5");
  g_assert_cmpint (mug (state)->available, ==, 8);
  fixture_refuse (state, "stock set MUG-1 4", SHOW_ERROR_REFUSED, "Name one after the number");
  fixture_refuse (state, "stock sell MUG-1", SHOW_ERROR_REFUSED, "stall, store");
  fixture_run (&state, "stock sell MUG-1 2 stall");
  fixture_refuse (state, "stock sell MUG-1 2 stall", SHOW_ERROR_REFUSED, "Only 1 of MUG-1 left at");
  fixture_run (&state, "stock return MUG-1 1 store");
  g_assert_cmpint (mug (state)->available, ==, 7);
  g_assert_cmpint (mug (state)->sold, ==, 1);
  fixture_run (&state, "stock count MUG-1 5 store");
  g_assert_cmpint (mug (state)->available, ==, 6);
  fixture_run (&state, "stock cap MUG-1 7");
  fixture_refuse (state, "stock hub MUG-1 store 6", SHOW_ERROR_REFUSED, "stock cap MUG-1 8");
  fixture_run (&state, "stock hub MUG-1 stall off");
  g_assert_cmpint (mug (state)->available, ==, 5);
  fixture_refuse (state, "stock hub MUG-1 stall off", SHOW_ERROR_REFUSED, "no place \"stall\"");
  fixture_run (&state, "stock sell MUG-1");
  fixture_run (&state, "stock hub MUG-1 stall 1");
  fixture_run (&state, "stock set MUG-1 0");
  g_assert_cmpint (mug (state)->state, ==, SHOW_STOCK_SOLD_OUT);
  fixture_refuse (state, "stock hub MUG-1 äöüäöüäöüäöüäöüäöüäöü 1", SHOW_ERROR_BAD_ARGUMENT,
                  "longer than 32 bytes");
}

static void
test_too_many_places (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  for (guint i = 0; i < SHOW_HUBS_MAX; i++) {
    g_autofree char *line = g_strdup_printf ("stock hub MUG-1 place-%u 1", i);

    fixture_run (&state, line);
  }
  fixture_refuse (state, "stock hub MUG-1 one-more 1", SHOW_ERROR_BAD_ARGUMENT,
                  "more than 8 places");
}

static void
test_return (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  fixture_run (&state, "stock set MUG-1 2");
  fixture_run (&state, "stock sell MUG-1 2");
  fixture_refuse (state, "stock return MUG-1 3", SHOW_ERROR_REFUSED, "Only 2 of MUG-1 were sold");
  fixture_run (&state, "stock return MUG-1");
  g_assert_true (mug (state)->available == 1 && mug (state)->sold == 1);
  g_assert_cmpint (mug (state)->state, ==, SHOW_STOCK_LIVE);
}

/* More than were sold came from elsewhere. */
static void
test_add (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  fixture_refuse (state, "stock add MUG-1", SHOW_ERROR_NOT_FOUND, "MUG-1");
  fixture_run (&state, "stock set MUG-1 2");
  fixture_run (&state, "stock cap MUG-1 4");
  fixture_run (&state, "stock sell MUG-1 2");
  fixture_run (&state, "stock add MUG-1");
  g_assert_true (mug (state)->available == 1 && mug (state)->sold == 1);
  g_assert_cmpint (mug (state)->state, ==, SHOW_STOCK_LIVE);
  fixture_run (&state, "stock add MUG-1 3");
  g_assert_true (mug (state)->available == 4 && mug (state)->sold == 0);
  fixture_refuse (state, "stock add MUG-1", SHOW_ERROR_REFUSED, "Raise the cap first");
  fixture_refuse (state, "stock add MUG-1 0", SHOW_ERROR_BAD_ARGUMENT, "The number added");
  fixture_run (&state, "stock cap MUG-1 0");
  fixture_run (&state, "stock hub MUG-1 stall 2");
  fixture_run (&state, "stock hub MUG-1 store 3");
  fixture_refuse (state, "stock add MUG-1", SHOW_ERROR_REFUSED, "Name one after the number");
  fixture_run (&state, "stock add MUG-1 1 store");
  g_assert_true (mug (state)->available == 6 && mug (state)->hubs[1].available == 4);
}

static void
test_preorder (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  fixture_run (&state, "stock set MUG-1 0");
  fixture_refuse (state, "stock state MUG-1 preorder", SHOW_ERROR_REFUSED, "stock preorder MUG-1");
  fixture_refuse (state, "stock preorder MUG-1 3", SHOW_ERROR_REFUSED, "needs its ship date");
  fixture_refuse (state, "stock preorder MUG-1 3 2027-02-30", SHOW_ERROR_BAD_ARGUMENT, "a day");
  fixture_refuse (state, "stock preorder MUG-1 3 2027-03-150", SHOW_ERROR_BAD_ARGUMENT, "a day");
  fixture_run (&state, "stock preorder MUG-1 3 2027-03-15");
  fixture_run (&state, "stock state MUG-1 preorder");
  fixture_run (&state, "stock sell MUG-1 2");
  fixture_refuse (state, "stock sell MUG-1 2", SHOW_ERROR_REFUSED, "Only 1 of MUG-1 can still");
  g_assert_true (mug (state)->pre_sold == 2 && mug (state)->sold == 0);
  fixture_run (&state, "stock return MUG-1 1");
  g_assert_cmpint (mug (state)->pre_sold, ==, 1);
  fixture_refuse (state, "stock preorder MUG-1 0 2027-03-15", SHOW_ERROR_REFUSED, "ordered ahead");
  fixture_run (&state, "stock return MUG-1 1");
  fixture_refuse (state, "stock preorder MUG-1 off", SHOW_ERROR_REFUSED, "Change that first");
  fixture_run (&state, "stock state MUG-1 paused");
  fixture_run (&state, "stock preorder MUG-1 off");
  g_assert_true (mug (state)->pre_cap == 0 && mug (state)->ship_by[0] == '\0');
}

static void
test_states_by_command (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  fixture_run (&state, "stock set MUG-1 2");
  fixture_run (&state, "stock state MUG-1 upcoming");
  g_assert_cmpint (mug (state)->state, ==, SHOW_STOCK_UPCOMING);
  fixture_refuse (state, "stock state MUG-1 sold_out", SHOW_ERROR_REFUSED, "stock set MUG-1 0");
  fixture_refuse (state, "stock state MUG-1 open", SHOW_ERROR_BAD_ARGUMENT, "not \"open\"");
  fixture_run (&state, "stock set MUG-1 0");
  fixture_refuse (state, "stock state MUG-1 live", SHOW_ERROR_REFUSED, "stock set MUG-1 N");
  fixture_run (&state, "stock state MUG-1 sold_out");
}

/* An earlier price is only told with the lowest one of 30 days. */
static void
test_was (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  fixture_run (&state, "stock price MUG-1 2490 EUR");
  fixture_refuse (state, "stock was MUG-1 2990 0", SHOW_ERROR_REFUSED, "last 30 days");
  fixture_run (&state, "stock was MUG-1 2990 2790");
  g_assert_true (show_product_may_strike (mug (state)));
  fixture_run (&state, "stock was MUG-1 0 0");
  g_assert_false (show_product_may_strike (mug (state)));
}

static void
test_windows (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  fixture_run (&state, "stock window MUG-1 gold +1h +2h");
  fixture_run (&state, "stock window MUG-1 vip 2027-01-15T08:30:00Z +1h 20");
  g_assert_cmpstr (mug (state)->windows[0].tier, ==, "vip");
  g_assert_cmpint (mug (state)->windows[0].from_ms, ==, NOW_MS + 1800000);
  g_assert_cmpint (mug (state)->windows[0].cap, ==, 20);
  fixture_run (&state, "stock window MUG-1 vip +3h +4h");
  g_assert_cmpstr (mug (state)->windows[1].tier, ==, "vip");
  fixture_refuse (state, "stock window MUG-1 vip +3h +2h", SHOW_ERROR_BAD_ARGUMENT, "ends before");
  fixture_refuse (state, "stock window MUG-1 vip +3h", SHOW_ERROR_BAD_ARGUMENT, "its end");
  fixture_run (&state, "stock window MUG-1 gold off");
  g_assert_cmpuint (mug (state)->n_windows, ==, 1);
}

static void
test_remove (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) effects = NULL;

  fixture_run (&state, "stock set MUG-1 2");
  fixture_refuse (state, "stock remove MUG-2", SHOW_ERROR_NOT_FOUND, "MUG-1");
  effects = fixture_do (&state, "stock remove MUG-1");
  g_assert_cmpstr (fixture_effect (effects, 0, SHOW_EFFECT_FORGET)->sku, ==, "MUG-1");
  g_assert_null (show_state_find_product (state, "MUG-1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/stock/validate", test_validate);
  g_test_add_func ("/show/stock/validate-edges", test_validate_edges);
  g_test_add_func ("/show/stock/states", test_states);
  g_test_add_func ("/show/stock/card-equal", test_card_equal);
  g_test_add_func ("/show/stock/card-says", test_card_says);
  g_test_add_func ("/show/stock/commands", test_commands);
  g_test_add_func ("/show/stock/creation", test_creation);
  g_test_add_func ("/show/stock/no-change", test_no_change);
  g_test_add_func ("/show/stock/sold-out", test_sold_out);
  g_test_add_func ("/show/stock/cap", test_cap);
  g_test_add_func ("/show/stock/refused", test_refused);
  g_test_add_func ("/show/stock/paused", test_paused);
  g_test_add_func ("/show/stock/places", test_places);
  g_test_add_func ("/show/stock/too-many-places", test_too_many_places);
  g_test_add_func ("/show/stock/return", test_return);
  g_test_add_func ("/show/stock/add", test_add);
  g_test_add_func ("/show/stock/preorder", test_preorder);
  g_test_add_func ("/show/stock/states-by-command", test_states_by_command);
  g_test_add_func ("/show/stock/was", test_was);
  g_test_add_func ("/show/stock/windows", test_windows);
  g_test_add_func ("/show/stock/remove", test_remove);
  return g_test_run ();
}
