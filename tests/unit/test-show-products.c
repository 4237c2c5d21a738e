/* Many products: what a store or shop delivers, and the limit. */
#include "test-show-fixture.h"

static ShowProduct *
make (guint number, gint64 available)
{
  g_autofree char *sku = g_strdup_printf ("SKU-%05u", number);
  ShowProduct *product = show_product_new (sku, "Thing");

  product->available = available;
  return product;
}

static GPtrArray *
new_items (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) show_product_unref);
}

static void
deliver (ShowState **state, GPtrArray *items)
{
  g_autoptr (GPtrArray) effects = fixture_effects ();
  ShowEvent event = {
      .kind = SHOW_EVENT_PRODUCTS,
      .now_ms = NOW_MS,
      .products = {.items = (ShowProduct *const *) items->pdata, .n_items = items->len}};
  ShowState *next = show_state_reduce (*state, &event, effects, NULL);

  show_state_unref (*state);
  *state = next;
}

static guint
count (const ShowState *state)
{
  json_t *json = show_state_products_to_json (state);
  guint n = (guint) json_array_size (json);

  json_decref (json);
  return n;
}

static gint64
left (const ShowState *state, const char *sku)
{
  const ShowProduct *product = show_state_find_product (state, sku);

  return product ? product->available : -1;
}

/* Any order in; the later of two with one SKU counts; what is not valid is left out alone. */
static void
test_merge (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) items = new_items ();
  g_autoptr (GPtrArray) none = new_items ();
  gint64 rev;

  g_ptr_array_add (items, make (3, 3));
  g_ptr_array_add (items, make (1, 10));
  g_ptr_array_add (items, make (2, -1));
  g_ptr_array_add (items, show_product_new (NULL, NULL));
  g_ptr_array_add (items, make (1, 11));
  deliver (&state, items);
  g_assert_cmpint (left (state, "SKU-00001"), ==, 11);
  g_assert_cmpint (left (state, "SKU-00002"), ==, -1);
  g_assert_cmpint (left (state, "SKU-00003"), ==, 3);
  rev = show_state_get_rev (state);
  deliver (&state, none);
  g_assert_cmpint (show_state_get_rev (state), ==, rev);
}

static void
test_same_again (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) items = new_items ();
  gint64 rev;

  for (guint i = 0; i < 10; i++)
    g_ptr_array_add (items, make (i, i));
  deliver (&state, items);
  rev = show_state_get_rev (state);
  deliver (&state, items);
  g_assert_cmpint (show_state_get_rev (state), ==, rev);
}

static void
test_limit (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) items = new_items ();
  g_autoptr (GPtrArray) more = new_items ();

  for (guint i = 0; i < SHOW_PRODUCTS_MAX - 1; i++)
    g_ptr_array_add (items, make ((i * 7919) % (SHOW_PRODUCTS_MAX - 1), i));
  deliver (&state, items);
  g_assert_cmpuint (count (state), ==, SHOW_PRODUCTS_MAX - 1);
  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (more, make (90000 + i, 1));
  g_ptr_array_add (more, make (17, 12345));
  deliver (&state, more);
  g_assert_cmpuint (count (state), ==, SHOW_PRODUCTS_MAX);
  g_assert_cmpint (left (state, "SKU-00017"), ==, 12345);
  g_assert_cmpint (left (state, "SKU-90000"), ==, 1);
  g_assert_cmpint (left (state, "SKU-90001"), ==, -1);
  fixture_refuse (state, "stock set NEW 1", SHOW_ERROR_REFUSED, "10000 products already");
  fixture_refuse (state, "stock sell SKU-00O18", SHOW_ERROR_NOT_FOUND, "Some products: ");
  fixture_run (&state, "stock sell SKU-00017 345");
  g_assert_cmpint (left (state, "SKU-00017"), ==, 12000);
}

/* A whole snapshot has no others; single ones may be gone; what stays is not made anew. */
static void
test_gone (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) items = new_items ();
  g_autoptr (GPtrArray) fewer = new_items ();
  ShowEvent event = {.kind = SHOW_EVENT_PRODUCTS,
                     .now_ms = NOW_MS,
                     .products = {.gone = (const char *const[]){"SKU-00001", "SKU-77777", NULL}}};
  const ShowProduct *kept;

  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (items, make (i, i));
  deliver (&state, items);
  kept = show_state_find_product (state, "SKU-00004");
  g_ptr_array_unref (fixture_event (&state, &event));
  g_assert_cmpuint (count (state), ==, 4);
  g_assert_cmpint (left (state, "SKU-00001"), ==, -1);
  g_ptr_array_add (fewer, make (4, 4));
  g_ptr_array_add (fewer, make (9, 9));
  g_ptr_array_add (fewer, make (2, -1)); /* cannot be read, but is not gone */
  event.products = (typeof (event.products)){
      .items = (ShowProduct *const *) fewer->pdata, .n_items = fewer->len, .complete = TRUE};
  g_ptr_array_unref (fixture_event (&state, &event));
  g_assert_cmpuint (count (state), ==, 3);
  g_assert_true (show_state_find_product (state, "SKU-00004") == kept);
  g_assert_true (show_state_find_product (state, "SKU-00002")->doubtful);
  event.products = (typeof (event.products)){.complete = TRUE};
  g_ptr_array_unref (fixture_event (&state, &event));
  g_assert_cmpuint (count (state), ==, 0);
}

/* One sale among 10,000 products: the others are shared, not copied. */
static void
test_sharing (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (GPtrArray) items = new_items ();
  const char *words[] = {"stock", "sell", "SKU-05000", NULL};
  g_autoptr (ShowCommand) command = show_command_parse (words, SHOW_ROLE_CREATOR, NULL);
  ShowEvent event = {.kind = SHOW_EVENT_COMMAND, .now_ms = NOW_MS, .command = command};
  const ShowProduct *other;
  gint64 start;

  for (guint i = 0; i < SHOW_PRODUCTS_MAX; i++)
    g_ptr_array_add (items, make (i, 1000));
  deliver (&state, items);
  other = show_state_find_product (state, "SKU-00001");
  start = g_get_monotonic_time ();
  for (guint i = 0; i < 200; i++) {
    g_autoptr (GPtrArray) effects = fixture_effects ();
    ShowState *next = show_state_reduce (state, &event, effects, NULL);

    show_state_unref (state);
    state = next;
  }
  g_test_message ("a sale among %d products: %.1f us", SHOW_PRODUCTS_MAX,
                  (double) (g_get_monotonic_time () - start) / 200);
  g_assert_true (show_state_find_product (state, "SKU-00001") == other);
  g_assert_cmpint (left (state, "SKU-05000"), ==, 800);
}

/* One sale among 10,000 products is a few bytes for who knows the rest. */
static void
test_diff (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (ShowState) before = NULL;
  g_autoptr (GPtrArray) items = new_items ();
  json_t *diff;
  char *text;
  gint64 start;

  for (guint i = 0; i < SHOW_PRODUCTS_MAX; i++)
    g_ptr_array_add (items, make (i, 1000));
  deliver (&state, items);
  before = show_state_ref (state);
  fixture_run (&state, "stock sell SKU-05000");
  start = g_get_monotonic_time ();
  diff = show_state_diff_json (before, state, NOW_MS, MONO_MS);
  g_test_message ("the diff of one sale: %" G_GINT64_FORMAT " us", g_get_monotonic_time () - start);
  text = json_dumps (diff, JSON_COMPACT);
  g_assert_cmpstr (text, ==,
                   "{\"base\":2,\"rev\":3,\"products\":{\"SKU-05000\":{\"rev\":1,\"available\":999,"
                   "\"sold\":1,\"as_of\":\"2027-01-15T08:00:00.000Z\"}}}");
  free (text);
  json_decref (diff);
  start = g_get_monotonic_time ();
  diff = show_state_to_whole_json (state, NOW_MS, MONO_MS);
  g_test_message ("the whole JSON: %" G_GINT64_FORMAT " us", g_get_monotonic_time () - start);
  text = json_dumps (diff, JSON_COMPACT);
  g_test_message ("with its text: %" G_GINT64_FORMAT " us", g_get_monotonic_time () - start);
  free (text);
  json_decref (diff);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/products/merge", test_merge);
  g_test_add_func ("/show/products/same-again", test_same_again);
  g_test_add_func ("/show/products/limit", test_limit);
  g_test_add_func ("/show/products/gone", test_gone);
  g_test_add_func ("/show/products/diff", test_diff);
  g_test_add_func ("/show/products/sharing", test_sharing);
  return g_test_run ();
}
