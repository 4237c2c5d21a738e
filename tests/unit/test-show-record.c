/* What belongs into the record of a show, and what does not. */
#include "show-record.h"
#include "test-show-fixture.h"

/* "kind name: says" of each entry between the two states. */
static char *
list (const ShowState *before, const ShowState *after)
{
  g_autoptr (GPtrArray) records = show_record_list (before, after);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++) {
    const ShowRecord *record = records->pdata[i];

    g_string_append_printf (text, "%s%s%s%s: %s", i > 0 ? "\n" : "", record->kind,
                            record->name ? " " : "", record->name ? record->name : "",
                            record->says);
  }
  return g_string_free (text, FALSE);
}

static void
assert_records (ShowState *before, const ShowState *after, const char *expected)
{
  g_autofree char *text = list (before, after);

  g_assert_cmpstr (text, ==, expected);
  show_state_unref (before);
}

static void
assert_command (ShowState **state, const char *line, const char *expected)
{
  ShowState *before = show_state_ref (*state);

  fixture_run (state, line);
  assert_records (before, *state, expected);
}

static void
test_commands (void)
{
  g_autoptr (ShowState) state = fixture_full_state (TRUE);

  assert_command (&state, "scene pip", "scene pip: pip");
  assert_command (&state, "card until countdown 2027-01-15T09:00:00Z",
                  "deadline countdown: Until 2027-01-15T09:00:00.000Z");
  assert_command (&state, "card until countdown off", "deadline countdown: No deadline.");
  assert_command (&state, "stock set MUG-1 5", "");
  assert_command (&state, "mute host", "");
}

static void
test_cues (void)
{
  g_autoptr (ShowSetup) setup = fixture_full_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowState) state = NULL;

  fixture_add_cues (setup);
  state = show_state_new (setup, NOW_MS, MONO_MS, effects);
  assert_command (&state, "cue next mug", "");
  assert_command (&state, "cue go", "scene pip: pip\ncue mug: The mug");
  assert_command (&state, "cue go opening", "scene main: main\ncue opening: Hello");
  assert_command (&state, "cue back", "scene pip: pip\ncue mug: Back at: The mug");
  assert_command (&state, "cue back", "scene main: main\ncue: No cue.");
}

static void
test_corrections (void)
{
  g_autoptr (ShowState) state = fixture_full_state (FALSE);
  g_autoptr (ShowProduct) item = show_product_new ("MUG-1", "Mug");
  ShowEvent products = {
      .kind = SHOW_EVENT_PRODUCTS, .now_ms = NOW_MS, .products = {.items = &item, .n_items = 1}};
  ShowAdjusted answer = {.id = "x-1", .code = "sold_out"};
  ShowEvent adjusted = {.kind = SHOW_EVENT_ADJUSTED, .now_ms = NOW_MS, .adjusted = &answer};
  ShowAdjustment kept = {.id = "x-1", .sku = "MUG-1", .by = -2, .why = SHOW_ADJUST_STALL_SALE};
  ShowEvent pending = {
      .kind = SHOW_EVENT_PENDING, .now_ms = NOW_MS, .pending = {.items = &kept, .n_items = 1}};
  ShowState *before;

  item->available = 5;
  g_ptr_array_unref (fixture_event (&state, &products));
  assert_command (&state, "stock sell MUG-1", "stock: Told to the shop: -1 of MUG-1 (stall_sale).");
  g_ptr_array_unref (fixture_event (&state, &pending));
  before = show_state_ref (state);
  g_ptr_array_unref (fixture_event (&state, &adjusted));
  assert_records (before, state,
                  "stock: The sale of 2 of MUG-1 does not count: the shop has no more. Take it "
                  "back, or give the shop more.");
}

static void
report (ShowState **state, ShowHealth health, const char *text)
{
  g_autoptr (ShowStatus) status = show_status_new (health, text, NULL);
  ShowEvent event = {.kind = SHOW_EVENT_OUTPUT, .now_ms = NOW_MS, .report = {.status = status}};

  g_ptr_array_unref (fixture_event (state, &event));
}

/* When an output begins and ends to run; not each try in between. */
static void
test_outputs (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  ShowState *before = show_state_ref (state);

  report (&state, SHOW_HEALTH_LIVE, "Sending.");
  assert_records (before, state, "output tube: Sending.");
  before = show_state_ref (state);
  report (&state, SHOW_HEALTH_RETRYING, "Lost it.");
  assert_records (before, state, "output tube: Lost it.");
  before = show_state_ref (state);
  report (&state, SHOW_HEALTH_CONNECTING, "Trying again.");
  assert_records (before, state, "");
}

static void
test_links (void)
{
  g_autoptr (ShowState) state = fixture_full_state (TRUE);
  ShowLinkReport link = {"https://shop.example/", TRUE, NULL};
  ShowEvent event = {.kind = SHOW_EVENT_LINK, .now_ms = NOW_MS, .link = &link};
  ShowState *before = show_state_ref (state);

  g_ptr_array_unref (fixture_event (&state, &event));
  assert_records (before, state, "");
  before = show_state_ref (state);
  link = (ShowLinkReport){"https://shop.example/", FALSE, "It answers 404."};
  g_ptr_array_unref (fixture_event (&state, &event));
  assert_records (before, state, "link: https://shop.example/ is dead. It answers 404.");
  before = show_state_ref (state);
  link.alive = TRUE;
  g_ptr_array_unref (fixture_event (&state, &event));
  assert_records (before, state, "link: https://shop.example/ works again.");
}

static void
test_position (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  ShowState *before = show_state_ref (state);
  ShowFigures figures = {.on_air = TRUE, .zero_ms = NOW_MS - 1500};

  g_assert_cmpint (show_state_get_stream_ms (state, NOW_MS), ==, -1);
  g_ptr_array_unref (fixture_event (
      &state, &(ShowEvent){.kind = SHOW_EVENT_PROGRAMME, .now_ms = NOW_MS, .figures = &figures}));
  assert_records (before, state, "programme: On air.");
  g_assert_cmpint (show_state_get_stream_ms (state, NOW_MS), ==, 1500);
}

/* All that is to be read on a card, and nothing that counts by itself. */
static void
test_facts (void)
{
  g_autoptr (ShowState) state = fixture_full_state (TRUE);
  g_autoptr (ShowCardContent) offer = NULL, countdown = NULL;
  json_t *facts;
  char *text;

  fixture_run (&state, "stock cap MUG-1 200");
  fixture_run (&state, "stock set MUG-1 17");
  fixture_run (&state, "stock price MUG-1 2490 EUR");
  fixture_run (&state, "stock was MUG-1 2990 2790");
  fixture_run (&state, "card until countdown 2027-01-15T09:00:00Z");
  offer = show_state_make_card (state, 0);
  facts = show_card_content_to_facts (offer);
  text = json_dumps (facts, JSON_COMPACT | JSON_SORT_KEYS);
  g_assert_cmpstr (text, ==,
                   "{\"available\":17,\"cap\":200,\"currency\":\"EUR\",\"freshness\":\"fresh\","
                   "\"kind\":\"product\",\"low30_minor\":2790,\"price_minor\":2490,"
                   "\"state\":\"live\",\"title\":\"MUG-1\",\"was_minor\":2990}");
  free (text);
  json_decref (facts);
  offer->freshness = SHOW_UNKNOWN;
  facts = show_card_content_to_facts (offer);
  g_assert_null (json_object_get (facts, "available"));
  json_decref (facts);
  countdown = show_state_make_card (state, fixture_card (SHOW_CARD_COUNTDOWN));
  facts = show_card_content_to_facts (countdown);
  text = json_dumps (facts, JSON_COMPACT | JSON_SORT_KEYS);
  g_assert_cmpstr (text, ==,
                   "{\"freshness\":\"fresh\",\"kind\":\"countdown\","
                   "\"until\":\"2027-01-15T09:00:00.000Z\"}");
  free (text);
  json_decref (facts);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/record/commands", test_commands);
  g_test_add_func ("/show/record/cues", test_cues);
  g_test_add_func ("/show/record/corrections", test_corrections);
  g_test_add_func ("/show/record/outputs", test_outputs);
  g_test_add_func ("/show/record/links", test_links);
  g_test_add_func ("/show/record/position", test_position);
  g_test_add_func ("/show/record/facts", test_facts);
  return g_test_run ();
}
