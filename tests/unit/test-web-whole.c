/* The whole state as text is what the show makes of it, whatever changed since the last time. */
#include "test-show-fixture.h"
#include "web-whole.h"

static void
deliver (ShowState **state, const char *sku, gint64 available, const char *gone)
{
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowProduct) product = show_product_new (sku, "Thing \"ä\"");
  ShowProduct *items[] = {product};
  const char *skus[] = {gone, NULL};
  ShowEvent event = {.kind = SHOW_EVENT_PRODUCTS,
                     .now_ms = NOW_MS,
                     .mono_ms = MONO_MS,
                     .products = {.items = items, .n_items = 1, .gone = gone ? skus : NULL}};
  ShowState *next;

  product->available = available;
  next = show_state_reduce (*state, &event, effects, NULL);
  g_assert_true (next != *state);
  show_state_unref (*state);
  *state = next;
}

static void
check (WebWhole *whole, const ShowState *state)
{
  g_autoptr (GString) text = g_string_new ("[");
  json_t *wanted = show_state_to_whole_json (state, NOW_MS, MONO_MS), *list;

  web_whole_append (whole, state, text);
  g_string_append_c (text, ']');
  list = json_loads (text->str, JSON_REJECT_DUPLICATES, NULL);
  g_assert_cmpuint (json_array_size (list), ==, 1);
  g_assert_cmpuint (json_object_size (json_array_get (list, 0)), ==, json_object_size (wanted));
  for (guint i = 0; i < 3; i++) {
    const char *key = ((const char *const[]){"rev", "products", "cards"})[i];

    g_assert_true (json_equal (json_object_get (json_array_get (list, 0), key),
                               json_object_get (wanted, key)));
  }
  json_decref (list);
  json_decref (wanted);
}

static void
test_what_changes_is_made_anew (void)
{
  static const struct {
    const char *sku;
    gint64 available;
    const char *gone;
  } steps[] = {
      {"M", 1, NULL}, {"C", 2, NULL}, {"Z", 3, NULL}, {"M", 4, NULL},  {"A", 5, "C"},
      {"B", 6, "Z"},  {"N", 7, "M"},  {"A", 8, NULL}, {"AA", 9, NULL}, {"M", 9, "A"},
  };
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (WebWhole) whole = web_whole_new (), seldom = web_whole_new ();

  check (whole, state);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    deliver (&state, steps[i].sku, steps[i].available, steps[i].gone);
    check (whole, state);
    check (whole, state);
    if (i % 4 == 3)
      check (seldom, state);
  }
  g_assert_nonnull (show_state_find_product (state, "M"));
  check (seldom, state);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/whole/what-changes-is-made-anew", test_what_changes_is_made_anew);
  return g_test_run ();
}
