/* Corrections made here while a shop counts: taken off the picture at once, told exactly once,
 * given up only when the shop's numbers contain them or the shop refuses. */
#include "test-show-fixture.h"

static void
deliver (ShowState **state, gint64 available, gint64 seq, gboolean complete)
{
  g_autoptr (ShowProduct) item = show_product_new ("MUG-1", "Mug");
  ShowEvent event = {.kind = SHOW_EVENT_PRODUCTS,
                     .now_ms = NOW_MS,
                     .products = {.items = &item, .n_items = 1, .seq = seq, .complete = complete}};

  item->available = available;
  item->cap = 200;
  g_ptr_array_unref (fixture_event (state, &event));
}

/* A rig that heard from its shop that 10 mugs are left, up to message 7. */
static ShowState *
connected (void)
{
  ShowState *state = fixture_full_state (FALSE);

  deliver (&state, 10, 7, TRUE);
  fixture_hear (&state, MONO_MS, 7);
  return state;
}

static ShowAdjustment
adjust (ShowState **state, const char *line)
{
  g_autoptr (GPtrArray) effects = fixture_do (state, line);

  return fixture_effect (effects, 0, SHOW_EFFECT_ADJUST)->adjustment;
}

static void
answer (ShowState **state, const char *id, gint64 seq, const char *code)
{
  ShowAdjusted adjusted = {.id = id, .ok = code == NULL, .seq = seq, .code = code};

  g_ptr_array_unref (fixture_event (
      state, &(ShowEvent){.kind = SHOW_EVENT_ADJUSTED, .now_ms = NOW_MS, .adjusted = &adjusted}));
}

static void
assert_card (const ShowState *state, gint64 available, ShowFreshness freshness)
{
  g_autoptr (ShowCardContent) card = show_state_make_card (state, 0);

  g_assert_cmpint (card->product->available, ==, available);
  g_assert_cmpint (card->freshness, ==, freshness);
}

static gint64
shop_number (const ShowState *state, const char *key)
{
  json_t *json = fixture_json (state);
  gint64 number = json_integer_value (json_object_get (json_object_get (json, "shop"), key));

  json_decref (json);
  return number;
}

static void
test_sale (void)
{
  g_autoptr (ShowState) state = connected ();
  ShowAdjustment sale = adjust (&state, "stock sell MUG-1 3");

  g_assert_cmpstr (sale.sku, ==, "MUG-1");
  g_assert_cmpint (sale.by, ==, -3);
  g_assert_cmpint (sale.why, ==, SHOW_ADJUST_STALL_SALE);
  g_assert_cmpint (sale.at_ms, ==, NOW_MS);
  assert_card (state, 7, SHOW_AGED);
  g_assert_cmpint (shop_number (state, "pending_adjustments"), ==, 1);
  /* Taken by the shop, whose number still comes from before: not one more is shown. */
  answer (&state, sale.id, 9, NULL);
  assert_card (state, 7, SHOW_AGED);
  deliver (&state, 9, 8, FALSE);
  assert_card (state, 6, SHOW_AGED);
  deliver (&state, 6, 9, FALSE);
  assert_card (state, 6, SHOW_FRESH);
  g_assert_cmpint (shop_number (state, "pending_adjustments"), ==, 0);
  answer (&state, sale.id, 9, NULL);
  assert_card (state, 6, SHOW_FRESH);
}

/* The number comes before the answer: shown too low for a moment, never too high. */
static void
test_number_first (void)
{
  g_autoptr (ShowState) state = connected ();
  ShowAdjustment sale = adjust (&state, "stock sell MUG-1 3");

  deliver (&state, 7, 8, FALSE);
  assert_card (state, 4, SHOW_AGED);
  answer (&state, sale.id, 8, NULL);
  assert_card (state, 7, SHOW_FRESH);
}

/* A whole snapshot contains all that was answered, whatever the numbers of an earlier epoch. */
static void
test_snapshot (void)
{
  g_autoptr (ShowState) state = connected ();
  ShowAdjustment taken = adjust (&state, "stock sell MUG-1 3");
  ShowAdjustment waiting = adjust (&state, "stock sell MUG-1");

  answer (&state, taken.id, 900, NULL);
  deliver (&state, 7, 2, TRUE);
  assert_card (state, 6, SHOW_AGED);
  answer (&state, waiting.id, 3, NULL);
  fixture_hear (&state, MONO_MS + 1, 3);
  assert_card (state, 7, SHOW_FRESH);
}

/* While messages are missing, an answer from a new epoch cannot be compared. */
static void
test_answer_while_unsynced (void)
{
  g_autoptr (ShowState) state = connected ();
  g_autoptr (ShowStatus) status = show_status_new (SHOW_HEALTH_LIVE, "Catching up.", NULL);
  ShowFeed feed = {.status = status, .heard_ms = MONO_MS};
  ShowAdjustment sale = adjust (&state, "stock sell MUG-1 3");

  g_ptr_array_unref (fixture_event (
      &state, &(ShowEvent){.kind = SHOW_EVENT_FEED, .now_ms = NOW_MS, .feed = &feed}));
  answer (&state, sale.id, 1, NULL);
  assert_card (state, 7, SHOW_AGED);
  deliver (&state, 7, 1, TRUE);
  assert_card (state, 7, SHOW_FRESH);
}

static void
test_refused (void)
{
  g_autoptr (ShowState) state = connected ();
  ShowAdjustment sale = adjust (&state, "stock sell MUG-1 3");
  g_autofree char *dump = NULL;

  answer (&state, sale.id, 0, "sold_out");
  assert_card (state, 10, SHOW_FRESH);
  dump = fixture_dump (state);
  g_assert_nonnull (strstr (dump, "The sale of 3 of MUG-1 does not count: the shop has no more"));
  for (guint i = 0; i < 40; i++) {
    sale = adjust (&state, "stock sell MUG-1");
    answer (&state, sale.id, 0, "what?");
  }
  g_assert_cmpint (shop_number (state, "pending_adjustments"), ==, 0);
}

/* The same command again, by its id: a lost answer must not sell twice. */
static void
test_same_id (void)
{
  g_autoptr (ShowState) state = connected ();
  const char *words[] = {"stock", "sell", "MUG-1", NULL};
  g_autoptr (ShowCommand) command = show_command_parse (words, SHOW_ROLE_CREATOR, NULL);
  ShowEvent event = {
      .kind = SHOW_EVENT_COMMAND, .now_ms = NOW_MS, .id = "till-5", .command = command};
  g_autoptr (GPtrArray) first = fixture_event (&state, &event);
  g_autoptr (GPtrArray) again = fixture_event (&state, &event);

  fixture_effect (first, 0, SHOW_EFFECT_ADJUST);
  g_assert_cmpuint (again->len, ==, 0);
  assert_card (state, 9, SHOW_AGED);
}

/* What was made before a restart waits again. */
static void
test_restart (void)
{
  g_autoptr (ShowState) state = connected ();
  ShowAdjustment kept[] = {{.id = "a", .sku = "MUG-1", .by = -2, .why = SHOW_ADJUST_STALL_SALE},
                           {.id = "b", .sku = "GONE-9", .by = -1, .why = SHOW_ADJUST_STALL_SALE}};
  ShowEvent event = {
      .kind = SHOW_EVENT_PENDING, .now_ms = NOW_MS, .pending = {.items = kept, .n_items = 2}};

  g_ptr_array_unref (fixture_event (&state, &event));
  g_ptr_array_unref (fixture_event (&state, &event));
  assert_card (state, 8, SHOW_AGED);
  g_assert_cmpint (shop_number (state, "pending_adjustments"), ==, 2);
  answer (&state, "a", 7, NULL);
  answer (&state, "b", 0, "unknown_sku");
  assert_card (state, 10, SHOW_FRESH);
}

/* What came back counts when the shop says so. */
static void
test_return_and_count (void)
{
  g_autoptr (ShowState) state = connected ();
  ShowAdjustment returned = adjust (&state, "stock return MUG-1 2");
  ShowAdjustment added, counted;

  g_assert_cmpint (returned.by, ==, 2);
  g_assert_cmpint (returned.why, ==, SHOW_ADJUST_RETURN);
  assert_card (state, 10, SHOW_AGED);
  added = adjust (&state, "stock add MUG-1");
  answer (&state, added.id, 7, NULL);
  fixture_refuse (state, "stock count MUG-1 4", SHOW_ERROR_REFUSED, "Count again when");
  answer (&state, returned.id, 7, NULL);
  counted = adjust (&state, "stock count MUG-1 4");
  g_assert_cmpint (counted.by, ==, -6);
  g_assert_cmpint (counted.why, ==, SHOW_ADJUST_COUNT);
  assert_card (state, 4, SHOW_AGED);
}

static void
assert_adds (ShowState **state, const char *line, gint64 by, ShowAdjustWhy why)
{
  ShowAdjustment added = adjust (state, line);

  g_assert_cmpint (added.by, ==, by);
  g_assert_cmpint (added.why, ==, why);
}

/* No shop takes back more than was sold: what is added beyond that was found by counting. */
static void
test_add (void)
{
  g_autoptr (ShowState) state = connected ();
  g_autoptr (ShowProduct) item = show_product_new ("MUG-1", "Mug");
  ShowEvent event = {.kind = SHOW_EVENT_PRODUCTS,
                     .now_ms = NOW_MS,
                     .products = {.items = &item, .n_items = 1, .seq = 8}};

  assert_adds (&state, "stock add MUG-1", 1, SHOW_ADJUST_COUNT);
  adjust (&state, "stock sell MUG-1 2");
  assert_adds (&state, "stock add MUG-1 3", 3, SHOW_ADJUST_COUNT);
  assert_adds (&state, "stock add MUG-1 2", 2, SHOW_ADJUST_RETURN);
  assert_adds (&state, "stock add MUG-1", 1, SHOW_ADJUST_COUNT);
  item->available = 10;
  item->sold = 1;
  g_ptr_array_unref (fixture_event (&state, &event));
  assert_adds (&state, "stock add MUG-1", 1, SHOW_ADJUST_RETURN);
  assert_adds (&state, "stock add MUG-1", 1, SHOW_ADJUST_COUNT);
}

static void
test_places (void)
{
  g_autoptr (ShowState) state = connected ();
  g_autoptr (ShowProduct) item = show_product_new ("MUG-1", "Mug");
  ShowEvent event = {.kind = SHOW_EVENT_PRODUCTS,
                     .now_ms = NOW_MS,
                     .products = {.items = &item, .n_items = 1, .seq = 8}};
  ShowAdjustment sale;

  item->available = 10;
  show_product_set_hubs (item, (ShowHub[]){{"stall", 4}, {"store", 6}}, 2);
  g_ptr_array_unref (fixture_event (&state, &event));
  fixture_refuse (state, "stock sell MUG-1", SHOW_ERROR_REFUSED, "stall, store");
  fixture_refuse (state, "stock sell MUG-1 5 stall", SHOW_ERROR_REFUSED, "Only 4 of MUG-1 left at");
  fixture_refuse (state, "stock sell MUG-1 1 moon", SHOW_ERROR_REFUSED, "no place \"moon\"");
  sale = adjust (&state, "stock sell MUG-1 3 stall");
  g_assert_cmpstr (sale.hub, ==, "stall");
  fixture_assert_says (state, fixture_card (SHOW_CARD_HUBS), "stall 1, store 6");
  fixture_refuse (state, "stock sell MUG-1 2 stall", SHOW_ERROR_REFUSED, "Only 1 of MUG-1 left at");
}

static void
test_preorder (void)
{
  g_autoptr (ShowState) state = connected ();
  g_autoptr (ShowProduct) item = show_product_new ("MUG-1", "Mug");
  ShowEvent event = {.kind = SHOW_EVENT_PRODUCTS,
                     .now_ms = NOW_MS,
                     .products = {.items = &item, .n_items = 1, .seq = 8}};

  item->state = SHOW_STOCK_PREORDER;
  item->pre_cap = 5;
  item->pre_sold = 3;
  g_strlcpy (item->ship_by, "2027-03-15", sizeof item->ship_by);
  g_ptr_array_unref (fixture_event (&state, &event));
  g_assert_cmpint (adjust (&state, "stock sell MUG-1 2").by, ==, -2);
  fixture_assert_says (state, 0, "Pre-orders are sold out");
  fixture_refuse (state, "stock sell MUG-1", SHOW_ERROR_REFUSED, "Only 0 of MUG-1 can still");
}

/* Without the fixture's checks, which take long when much is pending. */
static void
sell_quickly (ShowState **state)
{
  g_autoptr (GPtrArray) effects = fixture_effects ();
  const char *words[] = {"stock", "sell", "MUG-1", NULL};
  g_autoptr (ShowCommand) command = show_command_parse (words, SHOW_ROLE_CREATOR, NULL);
  g_autofree char *id = g_strdup_printf ("many-%u", ++fixture_n_commands);
  ShowEvent event = {.kind = SHOW_EVENT_COMMAND, .id = id, .command = command};
  ShowState *next = show_state_reduce (*state, &event, effects, NULL);

  g_assert_nonnull (next);
  show_state_unref (*state);
  *state = next;
}

/* Never more than there is, and never without an end. */
static void
test_limits (void)
{
  g_autoptr (ShowState) state = connected ();

  fixture_run (&state, "stock sell MUG-1 8");
  fixture_refuse (state, "stock sell MUG-1 3", SHOW_ERROR_REFUSED, "Only 2 of MUG-1 left.");
  fixture_run (&state, "stock sell MUG-1 2");
  fixture_refuse (state, "stock sell MUG-1", SHOW_ERROR_REFUSED, "MUG-1 is sold out.");
  deliver (&state, 5000, 8, FALSE);
  for (guint i = 2; i < SHOW_ADJUSTMENTS_MAX; i++)
    sell_quickly (&state);
  fixture_refuse (state, "stock sell MUG-1", SHOW_ERROR_REFUSED, "1000 corrections wait");
}

/* The rest is the shop's. */
static void
test_foreign (void)
{
  static const char *const lines[] = {"stock set MUG-1 5",
                                      "stock cap MUG-1 5",
                                      "stock price MUG-1 5 EUR",
                                      "stock title MUG-1 Mug",
                                      "stock state MUG-1 paused",
                                      "stock hub MUG-1 stall 4",
                                      "stock was MUG-1 5 5",
                                      "stock url MUG-1 https://x.example",
                                      "stock window MUG-1 vip + +1h",
                                      "stock preorder MUG-1 5 2027-03-15",
                                      "stock remove MUG-1",
                                      "stock set NEW 1"};
  g_autoptr (ShowState) state = connected ();

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    fixture_refuse (state, lines[i], SHOW_ERROR_REFUSED, "The shop sets this. Change it there.");
  fixture_refuse (state, "stock sell MUG-2", SHOW_ERROR_NOT_FOUND, "Did you mean \"MUG-1\"?");
  fixture_run (&state, "stock buffer 1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/adjust/sale", test_sale);
  g_test_add_func ("/show/adjust/number-first", test_number_first);
  g_test_add_func ("/show/adjust/snapshot", test_snapshot);
  g_test_add_func ("/show/adjust/answer-while-unsynced", test_answer_while_unsynced);
  g_test_add_func ("/show/adjust/refused", test_refused);
  g_test_add_func ("/show/adjust/same-id", test_same_id);
  g_test_add_func ("/show/adjust/restart", test_restart);
  g_test_add_func ("/show/adjust/return-and-count", test_return_and_count);
  g_test_add_func ("/show/adjust/add", test_add);
  g_test_add_func ("/show/adjust/places", test_places);
  g_test_add_func ("/show/adjust/preorder", test_preorder);
  g_test_add_func ("/show/adjust/limits", test_limits);
  g_test_add_func ("/show/adjust/foreign", test_foreign);
  return g_test_run ();
}
