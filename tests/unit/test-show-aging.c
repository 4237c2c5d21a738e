/* Numbers from a shop grow old, by the monotonic clock; numbers that are counted here do not. */
#include "test-show-fixture.h"

#define DAY_MS G_GINT64_CONSTANT (86400000)

static GPtrArray *
tick_at (ShowState **state, gint64 now_ms, gint64 mono_ms)
{
  return fixture_event (
      state, &(ShowEvent){.kind = SHOW_EVENT_TICK, .now_ms = now_ms, .mono_ms = mono_ms});
}

static GPtrArray *
tick (ShowState **state, gint64 after_ms)
{
  return tick_at (state, NOW_MS + after_ms, MONO_MS + after_ms);
}

/* What a card says after so long, asked without any event between. */
static void
assert_fresh (ShowState *state, gint64 after_ms, ShowFreshness expected)
{
  g_autoptr (ShowState) later = show_state_ref (state);
  g_autoptr (ShowCardContent) card = NULL;

  g_ptr_array_unref (tick (&later, after_ms));
  card = show_state_make_card (later, 0);
  g_assert_cmpstr (show_freshness_to_string (card->freshness), ==,
                   show_freshness_to_string (expected));
}

static void
deliver (ShowState **state, gint64 available, gint64 as_of_ms, gint64 after_ms)
{
  g_autoptr (ShowProduct) item = show_product_new ("MUG-1", "Mug");
  ShowEvent event = {.kind = SHOW_EVENT_PRODUCTS,
                     .now_ms = NOW_MS + after_ms,
                     .products = {.items = &item, .n_items = 1}};

  item->available = available;
  item->as_of_ms = as_of_ms;
  g_ptr_array_unref (fixture_event (state, &event));
}

static void
feed (ShowState **state, ShowFeed what, gint64 after_ms)
{
  g_autoptr (ShowStatus) status = show_status_new (SHOW_HEALTH_LIVE, "Connected.", NULL);
  ShowEvent event = {.kind = SHOW_EVENT_FEED, .now_ms = NOW_MS + after_ms, .feed = &what};

  what.status = status;
  g_ptr_array_unref (fixture_event (state, &event));
}

static void
hear (ShowState **state, gint64 after_ms)
{
  feed (state, (ShowFeed){.synced = TRUE, .seq = 1, .heard_ms = MONO_MS + after_ms}, after_ms);
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
  g_autoptr (GPtrArray) early = NULL, aged = NULL, still = NULL, unknown = NULL, over = NULL;
  gint64 rev;

  deliver (&state, 5, NOW_MS, 0);
  hear (&state, 0);
  rev = show_state_get_rev (state);
  g_assert_cmpint (show_state_next_tick_ms (state), ==, MONO_MS + SHOW_AGED_AFTER_MS);
  early = tick (&state, SHOW_AGED_AFTER_MS - 1);
  g_assert_cmpuint (early->len, ==, 0);
  g_assert_cmpint (show_state_get_rev (state), ==, rev);
  aged = tick (&state, SHOW_AGED_AFTER_MS);
  assert_card (aged, SHOW_AGED);
  g_assert_cmpint (show_state_get_rev (state), ==, rev + 1);
  g_assert_cmpint (show_state_next_tick_ms (state), ==, MONO_MS + SHOW_UNKNOWN_AFTER_MS);
  still = tick (&state, SHOW_UNKNOWN_AFTER_MS - 1);
  g_assert_cmpuint (still->len, ==, 0);
  unknown = tick (&state, SHOW_UNKNOWN_AFTER_MS);
  assert_card (unknown, SHOW_UNKNOWN);
  g_assert_cmpint (show_state_next_tick_ms (state), ==, 0);
  over = tick (&state, 10 * SHOW_UNKNOWN_AFTER_MS);
  g_assert_cmpuint (over->len, ==, 0);
}

/* A heartbeat says that all numbers are still what they were. */
static void
test_heartbeat (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);

  deliver (&state, 5, NOW_MS, 0);
  hear (&state, 0);
  g_ptr_array_unref (tick (&state, SHOW_UNKNOWN_AFTER_MS));
  hear (&state, SHOW_UNKNOWN_AFTER_MS + 1);
  assert_fresh (state, SHOW_UNKNOWN_AFTER_MS + 2, SHOW_FRESH);
}

/* While something is known to be missing, what is heard makes no number younger. */
static void
test_unsynced (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);

  deliver (&state, 5, NOW_MS, 0);
  hear (&state, 0);
  feed (&state, (ShowFeed){.heard_ms = MONO_MS + 14000}, 14000);
  assert_fresh (state, SHOW_AGED_AFTER_MS - 1, SHOW_FRESH);
  assert_fresh (state, SHOW_AGED_AFTER_MS, SHOW_AGED);
  assert_fresh (state, SHOW_UNKNOWN_AFTER_MS, SHOW_UNKNOWN);
}

/* The link is fine, but the shop itself does not know better. */
static void
test_source (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);

  deliver (&state, 5, NOW_MS, 0);
  feed (&state,
        (ShowFeed){.synced = TRUE, .heard_ms = MONO_MS + 50000, .source_ms = MONO_MS + 10000},
        50000);
  assert_fresh (state, 50000, SHOW_AGED);
  assert_fresh (state, 10000 + SHOW_UNKNOWN_AFTER_MS - 1, SHOW_AGED);
  assert_fresh (state, 10000 + SHOW_UNKNOWN_AFTER_MS, SHOW_UNKNOWN);
}

/* It may have been down since before this machine was up. */
static void
test_old_source (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);

  deliver (&state, 5, NOW_MS, 0);
  feed (&state, (ShowFeed){.synced = TRUE, .heard_ms = MONO_MS, .source_ms = -(gint64) DAY_MS}, 0);
  assert_fresh (state, 1, SHOW_UNKNOWN);
}

/* A shop may be stricter than we are, not laxer. */
static void
test_limits (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);

  deliver (&state, 5, NOW_MS, 0);
  feed (&state, (ShowFeed){.synced = TRUE, .heard_ms = MONO_MS, .stale_ms = 4000}, 0);
  assert_fresh (state, 3999, SHOW_FRESH);
  assert_fresh (state, 4000, SHOW_AGED);
  feed (&state, (ShowFeed){.synced = TRUE, .heard_ms = MONO_MS, .stale_ms = DAY_MS}, 0);
  assert_fresh (state, SHOW_AGED_AFTER_MS - 1, SHOW_FRESH);
  assert_fresh (state, SHOW_AGED_AFTER_MS, SHOW_AGED);
}

/* The wall clock jumps by a day, either way: no number becomes younger or older by it. */
static void
test_clock_steps (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);
  static const gint64 steps_ms[] = {DAY_MS, -DAY_MS};

  deliver (&state, 5, NOW_MS, 0);
  hear (&state, 0);
  for (guint i = 0; i < G_N_ELEMENTS (steps_ms); i++) {
    g_autoptr (ShowState) other = show_state_ref (state);
    g_autoptr (GPtrArray) step = tick_at (&other, NOW_MS + steps_ms[i], MONO_MS + 1000);
    g_autoptr (GPtrArray) before =
        tick_at (&other, NOW_MS + steps_ms[i], MONO_MS + SHOW_AGED_AFTER_MS - 1);
    g_autoptr (GPtrArray) after =
        tick_at (&other, NOW_MS + steps_ms[i], MONO_MS + SHOW_AGED_AFTER_MS);

    g_assert_cmpuint (step->len, ==, 0);
    g_assert_cmpuint (before->len, ==, 0);
    assert_card (after, SHOW_AGED);
  }
}

/* What a restart finds in the store: its age is that of the wall clock, and it is marked in any
 * case. */
static void
test_stored (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);

  deliver (&state, 5, NOW_MS - 3000, 0);
  assert_fresh (state, 1, SHOW_AGED);
  assert_fresh (state, SHOW_UNKNOWN_AFTER_MS - 3001, SHOW_AGED);
  assert_fresh (state, SHOW_UNKNOWN_AFTER_MS - 3000, SHOW_UNKNOWN);
  hear (&state, 2000);
  assert_fresh (state, SHOW_UNKNOWN_AFTER_MS - 3000, SHOW_AGED);
  assert_fresh (state, 2000, SHOW_FRESH);
}

/* What was stored before the machine booted may be of any age: many a machine has no clock that
 * runs while it is off. Neither is a count from the future believed. */
static void
test_stored_before_boot (void)
{
  g_autoptr (ShowState) early = fixture_state_with (FALSE);
  g_autoptr (ShowState) future = fixture_state_with (FALSE);
  g_autoptr (ShowState) never = fixture_state_with (FALSE);

  deliver (&early, 5, NOW_MS - MONO_MS - 1, 0);
  assert_fresh (early, 1, SHOW_UNKNOWN);
  deliver (&future, 5, NOW_MS + 1000, 1000);
  assert_fresh (future, 1001, SHOW_UNKNOWN);
  deliver (&never, 5, 0, 0);
  assert_fresh (never, 1, SHOW_UNKNOWN);
}

/* A shop whose clock is ahead: its time is not shown as one from the future. */
static void
test_future (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);

  hear (&state, 0);
  deliver (&state, 5, NOW_MS + 1000000, 0);
  g_assert_cmpint (show_state_find_product (state, "MUG-1")->as_of_ms, ==, NOW_MS);
}

static void
test_local (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  deliver (&state, 5, 1000, 0);
  assert_fresh (state, 100 * SHOW_UNKNOWN_AFTER_MS, SHOW_FRESH);
  g_assert_cmpint (show_state_next_tick_ms (state), ==, 0);
}

/* Whatever happens, not only a tick, lets numbers age. */
static void
test_any_event (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);
  g_autoptr (GPtrArray) effects = NULL;

  deliver (&state, 5, NOW_MS, 0);
  hear (&state, 0);
  effects = fixture_do_at (&state, "state", NOW_MS + SHOW_AGED_AFTER_MS);
  assert_card (effects, SHOW_AGED);
}

/* Something newer came and could not be read: what is known may be wrong, until something good
 * comes. */
static void
test_doubt (void)
{
  g_autoptr (ShowState) state = fixture_state_with (FALSE);
  g_autoptr (ShowProduct) bad = show_product_new ("MUG-1", "Mug");
  g_autoptr (ShowProduct) other = show_product_new ("CAP-3", "Cap");
  ShowProduct *items[] = {bad, other};
  ShowEvent event = {
      .kind = SHOW_EVENT_PRODUCTS, .now_ms = NOW_MS, .products = {.items = items, .n_items = 2}};

  deliver (&state, 5, NOW_MS, 0);
  hear (&state, 0);
  bad->doubtful = other->doubtful = TRUE;
  g_ptr_array_unref (fixture_event (&state, &event));
  assert_fresh (state, 1, SHOW_UNKNOWN);
  g_assert_cmpint (show_state_find_product (state, "MUG-1")->available, ==, 5);
  g_assert_true (show_state_find_product (state, "CAP-3")->doubtful);
  deliver (&state, 5, NOW_MS, 2);
  assert_fresh (state, 3, SHOW_FRESH);
  bad->doubtful = other->doubtful = FALSE;
  bad->available = -1;
  g_ptr_array_unref (fixture_event (&state, &event));
  assert_fresh (state, 4, SHOW_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/aging/ages", test_ages);
  g_test_add_func ("/show/aging/heartbeat", test_heartbeat);
  g_test_add_func ("/show/aging/unsynced", test_unsynced);
  g_test_add_func ("/show/aging/source", test_source);
  g_test_add_func ("/show/aging/old source", test_old_source);
  g_test_add_func ("/show/aging/limits", test_limits);
  g_test_add_func ("/show/aging/clock-steps", test_clock_steps);
  g_test_add_func ("/show/aging/stored", test_stored);
  g_test_add_func ("/show/aging/stored-before-boot", test_stored_before_boot);
  g_test_add_func ("/show/aging/future", test_future);
  g_test_add_func ("/show/aging/local", test_local);
  g_test_add_func ("/show/aging/any-event", test_any_event);
  g_test_add_func ("/show/aging/doubt", test_doubt);
  return g_test_run ();
}
