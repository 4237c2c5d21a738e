/* Numbers from a shop grow old; numbers that are counted here do not. */
#include "test-show-fixture.h"

static GPtrArray *
tick (ShowState **state, gint64 now_ms)
{
  return fixture_event (state, &(ShowEvent){.kind = SHOW_EVENT_TICK, .now_ms = now_ms});
}

/* A count of the mug from elsewhere, as of `as_of_ms`. */
static GPtrArray *
deliver (ShowState **state, gint64 available, gint64 as_of_ms, gint64 now_ms)
{
  g_autoptr (ShowProduct) item = show_product_new ("MUG-1", "Mug");
  ShowEvent event = {
      .kind = SHOW_EVENT_PRODUCTS, .now_ms = now_ms, .products = {.items = &item, .n_items = 1}};

  item->available = available;
  item->as_of_ms = as_of_ms;
  return fixture_event (state, &event);
}

static void
assert_card (GPtrArray *effects, ShowFreshness freshness)
{
  g_assert_cmpuint (effects->len, ==, 1);
  g_assert_cmpint (fixture_effect (effects, 0, SHOW_EFFECT_CARD)->card->freshness, ==, freshness);
}

static void
test_ages (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);
  g_autoptr (GPtrArray) fresh = deliver (&state, 5, NOW_MS, NOW_MS);
  g_autoptr (GPtrArray) early = NULL, aged = NULL, still = NULL, unknown = NULL, over = NULL;
  gint64 rev = show_state_get_rev (state);

  assert_card (fresh, SHOW_FRESH);
  g_assert_cmpint (show_state_next_tick_ms (state), ==, NOW_MS + SHOW_AGED_AFTER_MS);
  early = tick (&state, NOW_MS + SHOW_AGED_AFTER_MS - 1);
  g_assert_cmpuint (early->len, ==, 0);
  g_assert_cmpint (show_state_get_rev (state), ==, rev);
  aged = tick (&state, NOW_MS + SHOW_AGED_AFTER_MS);
  assert_card (aged, SHOW_AGED);
  g_assert_cmpint (show_state_get_rev (state), ==, rev + 1);
  g_assert_cmpint (show_state_next_tick_ms (state), ==, NOW_MS + SHOW_UNKNOWN_AFTER_MS);
  still = tick (&state, NOW_MS + SHOW_UNKNOWN_AFTER_MS - 1);
  g_assert_cmpuint (still->len, ==, 0);
  unknown = tick (&state, NOW_MS + SHOW_UNKNOWN_AFTER_MS);
  assert_card (unknown, SHOW_UNKNOWN);
  g_assert_cmpint (show_state_next_tick_ms (state), ==, 0);
  over = tick (&state, NOW_MS + 10 * SHOW_UNKNOWN_AFTER_MS);
  g_assert_cmpuint (over->len, ==, 0);
}

/* The same number, told again, is fresh again. */
static void
test_news (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);
  g_autoptr (GPtrArray) news = NULL, old_news = NULL, set = NULL;
  gint64 later = NOW_MS + 2 * SHOW_UNKNOWN_AFTER_MS;

  g_ptr_array_unref (deliver (&state, 5, NOW_MS, NOW_MS));
  g_ptr_array_unref (tick (&state, later));
  old_news = deliver (&state, 5, NOW_MS + 1, later);
  g_assert_cmpuint (old_news->len, ==, 0);
  news = deliver (&state, 5, later - SHOW_AGED_AFTER_MS, later);
  assert_card (news, SHOW_AGED);
  set = fixture_do_at (&state, "stock set MUG-1 5", later);
  g_assert_cmpuint (set->len, ==, 2);
  g_assert_cmpint (fixture_effect (set, 1, SHOW_EFFECT_CARD)->card->freshness, ==, SHOW_FRESH);
}

/* A sale or a new title says nothing about how old the count is. */
static void
test_edit_is_no_news (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);
  gint64 later = NOW_MS + SHOW_AGED_AFTER_MS;
  g_autoptr (GPtrArray) sale = NULL;

  g_ptr_array_unref (deliver (&state, 5, NOW_MS, NOW_MS));
  sale = fixture_do_at (&state, "stock sell MUG-1", later);
  g_assert_cmpint (fixture_effect (sale, 1, SHOW_EFFECT_CARD)->card->freshness, ==, SHOW_AGED);
  fixture_run (&state, "stock title SHIRT-2 Shirt");
  g_assert_cmpint (show_state_find_product (state, "SHIRT-2")->as_of_ms, ==, 0);
}

/* A shop whose clock is ahead cannot keep a number fresh for ever. */
static void
test_future (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);
  g_autoptr (GPtrArray) aged = NULL;

  g_ptr_array_unref (deliver (&state, 5, NOW_MS + 1000000, NOW_MS));
  g_assert_cmpint (show_state_find_product (state, "MUG-1")->as_of_ms, ==, NOW_MS);
  aged = tick (&state, NOW_MS + SHOW_AGED_AFTER_MS);
  assert_card (aged, SHOW_AGED);
}

static void
test_local (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) fresh = deliver (&state, 5, 1000, NOW_MS);
  g_autoptr (GPtrArray) later = tick (&state, NOW_MS + 100 * SHOW_UNKNOWN_AFTER_MS);

  assert_card (fresh, SHOW_FRESH);
  g_assert_cmpuint (later->len, ==, 0);
  g_assert_cmpint (show_state_next_tick_ms (state), ==, 0);
}

/* Whatever happens, not only a tick, lets numbers age. */
static void
test_any_event (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);
  g_autoptr (GPtrArray) effects = NULL;

  g_ptr_array_unref (deliver (&state, 5, NOW_MS, NOW_MS));
  effects = fixture_do_at (&state, "state", NOW_MS + SHOW_AGED_AFTER_MS);
  assert_card (effects, SHOW_AGED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/aging/ages", test_ages);
  g_test_add_func ("/show/aging/news", test_news);
  g_test_add_func ("/show/aging/edit-is-no-news", test_edit_is_no_news);
  g_test_add_func ("/show/aging/future", test_future);
  g_test_add_func ("/show/aging/local", test_local);
  g_test_add_func ("/show/aging/any-event", test_any_event);
  return g_test_run ();
}
