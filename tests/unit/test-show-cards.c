/* What each kind of card says, and when it says something else by itself. */
#include "show-link.h"
#include "show-time.h"
#include "test-show-fixture.h"

static GPtrArray *
tick (ShowState **state, gint64 after_ms)
{
  return fixture_event (state, &(ShowEvent){.kind = SHOW_EVENT_TICK, .now_ms = NOW_MS + after_ms});
}

static ShowCardContent *
card_of (const ShowState *state, ShowCardKind kind)
{
  return show_state_make_card (state, fixture_card (kind));
}

static void
assert_says (const ShowState *state, ShowCardKind kind, const char *expected)
{
  fixture_assert_says (state, fixture_card (kind), expected);
}

static void
assert_drawn (const ShowState *state, ShowCardKind kind, gboolean expected)
{
  g_autoptr (ShowCardContent) card = card_of (state, kind);

  g_assert_cmpint (show_card_content_is_drawn (card), ==, expected);
}

/* A card that lacks what it needs says so, and is not drawn. */
static void
test_needs (void)
{
  static const struct {
    ShowCardKind kind;
    const char *says;
  } needs[] = {
      {SHOW_CARD_COUNTER, "Waiting for its product"},
      {SHOW_CARD_COUNTDOWN,
       "No deadline is set. Set one in the settings, or write: card until countdown TIME"},
      {SHOW_CARD_LOWER_THIRD,
       "No text is set. Set one in the settings, or write: card text lower-third TEXT"},
      {SHOW_CARD_TERMS, "No text is set. Set one in the settings, or write: card text terms TEXT"},
      {SHOW_CARD_ACCESS, "Waiting for its product"},
      {SHOW_CARD_HUBS, "Waiting for its product"},
      {SHOW_CARD_LOGO, "No picture is set"},
      {SHOW_CARD_AD, "No text is set. Set one in the settings, or write: card text ad TEXT"},
  };
  g_autoptr (ShowState) state = fixture_full_state (TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (needs); i++) {
    g_autofree char *show =
        g_strconcat ("card show ", show_card_kind_to_string (needs[i].kind), NULL);

    fixture_run (&state, show);
    assert_says (state, needs[i].kind, needs[i].says);
    assert_drawn (state, needs[i].kind, FALSE);
  }
}

static void
test_texts (void)
{
  g_autoptr (ShowState) state = fixture_full_state (TRUE);
  g_autofree char *long_text = g_strnfill (SHOW_TEXT_MAX + 1, 'x');
  g_autofree char *too_long = g_strconcat ("card text ad ", long_text, NULL);
  g_autofree char *terms = g_strconcat ("card text terms ", long_text, NULL);

  fixture_run (&state, "card text lower-third Mia Berger");
  assert_says (state, SHOW_CARD_LOWER_THIRD, "Mia Berger");
  fixture_run (&state, "card detail lower-third Potter, Studio Lehm");
  assert_says (state, SHOW_CARD_LOWER_THIRD, "Mia Berger, Potter, Studio Lehm");
  fixture_run (&state, "card detail lower-third off");
  assert_says (state, SHOW_CARD_LOWER_THIRD, "Mia Berger");
  fixture_run (&state, "card text lower-third off");
  assert_drawn (state, SHOW_CARD_LOWER_THIRD, FALSE);
  fixture_run (&state, terms);
  fixture_refuse (state, too_long, SHOW_ERROR_BAD_ARGUMENT, "longer than 200 characters");
  fixture_refuse (state, "card text hubs x", SHOW_ERROR_REFUSED, "hubs card: it has no text");
  fixture_refuse (state, "card detail terms x", SHOW_ERROR_REFUSED, "no second line");
  fixture_refuse (state, "card text nobody x", SHOW_ERROR_NOT_FOUND, "no card \"nobody\"");
}

static void
test_product (void)
{
  g_autoptr (ShowState) state = fixture_full_state (TRUE);
  g_autoptr (GPtrArray) effects = NULL;

  fixture_run (&state, "stock set MUG-1 5");
  fixture_run (&state, "stock set CAP-3 7");
  effects = fixture_do (&state, "card product offer CAP-3");
  g_assert_cmpint (fixture_effect (effects, 0, SHOW_EFFECT_CARD)->card->product->available, ==, 7);
  fixture_refuse (state, "card product offer CAP-4", SHOW_ERROR_NOT_FOUND,
                  "Did you mean \"CAP-3\"?");
  fixture_refuse (state, "card product terms MUG-1", SHOW_ERROR_REFUSED, "it has no product");
  fixture_run (&state, "stock remove CAP-3");
  fixture_assert_says (state, 0, "Waiting for its product");
}

/* Held back from the picture, against overselling. */
static void
test_buffer (void)
{
  g_autoptr (ShowState) state = fixture_full_state (TRUE);

  fixture_run (&state, "stock hub MUG-1 stall 3");
  fixture_run (&state, "stock hub MUG-1 store 5");
  fixture_run (&state, "stock buffer 2");
  fixture_assert_says (state, 0, "6 left");
  assert_says (state, SHOW_CARD_HUBS, "stall 3, store 3");
  fixture_run (&state, "stock buffer 7");
  fixture_assert_says (state, 0, "1 left");
  fixture_run (&state, "stock buffer 20");
  fixture_assert_says (state, 0, "Sold out");
  assert_says (state, SHOW_CARD_HUBS, "stall 0, store 0");
  g_assert_cmpint (show_state_find_product (state, "MUG-1")->available, ==, 8);
}

static void
test_countdown (void)
{
  g_autoptr (ShowState) state = fixture_full_state (TRUE);
  g_autoptr (GPtrArray) hidden = NULL, early = NULL, second = NULL, over = NULL;

  fixture_run (&state, "card text countdown The drop opens in");
  fixture_run (&state, "card until countdown +10min");
  assert_says (state, SHOW_CARD_COUNTDOWN, "The drop opens in 10:00 left");
  g_assert_cmpint (show_state_next_tick_ms (state), ==, 0);
  hidden = tick (&state, 5000);
  g_assert_cmpuint (hidden->len, ==, 0);
  g_ptr_array_unref (fixture_do_at (&state, "card show countdown", NOW_MS + 5300));
  assert_says (state, SHOW_CARD_COUNTDOWN, "The drop opens in 9:55 left");
  g_assert_cmpint (show_state_next_tick_ms (state), ==, MONO_MS + 6000);
  early = tick (&state, 5999);
  g_assert_cmpuint (early->len, ==, 0);
  second = tick (&state, 6000);
  g_assert_cmpint (fixture_effect (second, 0, SHOW_EFFECT_CARD)->card->left_s, ==, 594);
  over = tick (&state, 700000);
  g_assert_cmpint (fixture_effect (over, 0, SHOW_EFFECT_CARD)->card->left_s, ==, 0);
  assert_drawn (state, SHOW_CARD_COUNTDOWN, TRUE);
  g_assert_cmpint (show_state_next_tick_ms (state), ==, 0);
}

static void
test_until (void)
{
  g_autoptr (ShowState) state = fixture_full_state (TRUE);
  g_autoptr (ShowCardContent) card = NULL;

  fixture_refuse (state, "card until countdown 2027-01-15T07:59:59Z", SHOW_ERROR_REFUSED, "over");
  fixture_run (&state, "card until countdown 2027-01-15T09:00:01.5+01:00");
  card = card_of (state, SHOW_CARD_COUNTDOWN);
  g_assert_cmpint (card->until_ms, ==, NOW_MS + 1500);
  g_assert_cmpint (card->left_s, ==, 2);
  fixture_run (&state, "card until countdown off");
  assert_says (state, SHOW_CARD_COUNTDOWN,
               "No deadline is set. Set one in the settings, or write: card until countdown TIME");
  fixture_refuse (state, "card until countdown 2027-01-15T10:00:00", SHOW_ERROR_BAD_ARGUMENT,
                  "with its zone");
  fixture_refuse (state, "card until countdown tomorrow", SHOW_ERROR_BAD_ARGUMENT, "+10min");
  fixture_refuse (state, "card until terms +1h", SHOW_ERROR_REFUSED, "it has no deadline");
}

/* A shop's clock counts for deadlines: this machine's may be wrong, and may be set at any time. */
static void
test_shop_clock (void)
{
  g_autoptr (ShowState) state = fixture_full_state (FALSE);
  g_autoptr (ShowStatus) status = show_status_new (SHOW_HEALTH_LIVE, "Connected.", NULL);
  ShowFeed feed = {.status = status,
                   .synced = TRUE,
                   .heard_ms = MONO_MS,
                   .knows_offset = TRUE,
                   .shop_offset_ms = NOW_MS - MONO_MS + 3600000};
  ShowEvent event = {.kind = SHOW_EVENT_FEED, .now_ms = NOW_MS, .feed = &feed};

  fixture_run (&state, "card until countdown 2027-01-15T10:00:00Z");
  fixture_run (&state, "card show countdown");
  assert_says (state, SHOW_CARD_COUNTDOWN, "2:00:00 left");
  g_ptr_array_unref (fixture_event (&state, &event));
  assert_says (state, SHOW_CARD_COUNTDOWN, "1:00:00 left");
  feed.shop_offset_ms -= 200; /* the network, not the clock */
  g_ptr_array_unref (fixture_event (&state, &event));
  assert_says (state, SHOW_CARD_COUNTDOWN, "1:00:00 left");
  g_ptr_array_unref (fixture_event (
      &state, &(ShowEvent){.kind = SHOW_EVENT_TICK, .now_ms = 5, .mono_ms = MONO_MS + 60000}));
  assert_says (state, SHOW_CARD_COUNTDOWN, "59:00 left");
  g_assert_cmpint (show_state_next_tick_ms (state), ==, MONO_MS + 61000);
}

static void
test_access (void)
{
  g_autoptr (ShowState) state = fixture_full_state (TRUE);

  fixture_run (&state, "stock set MUG-1 5");
  fixture_run (&state, "card show access");
  assert_drawn (state, SHOW_CARD_ACCESS, FALSE);
  assert_says (state, SHOW_CARD_ACCESS, "No early access now or to come");
  fixture_run (&state, "stock window MUG-1 gold +20s +40s");
  fixture_run (&state, "stock window MUG-1 vip +10s +20s 7");
  assert_says (state, SHOW_CARD_ACCESS, "Opens for vip in 0:10");
  g_assert_cmpint (show_state_next_tick_ms (state), ==, MONO_MS + 1000);
  g_ptr_array_unref (tick (&state, 10000));
  assert_says (state, SHOW_CARD_ACCESS, "Only for vip for another 0:10");
  assert_drawn (state, SHOW_CARD_ACCESS, TRUE);
  g_ptr_array_unref (tick (&state, 20000));
  assert_says (state, SHOW_CARD_ACCESS, "Only for gold for another 0:20");
  g_ptr_array_unref (tick (&state, 40000));
  assert_drawn (state, SHOW_CARD_ACCESS, FALSE);
}

static void
test_preorder (void)
{
  g_autoptr (ShowState) state = fixture_full_state (FALSE);
  g_autoptr (ShowProduct) item = show_product_new ("MUG-1", "Mug");
  ShowEvent event = {
      .kind = SHOW_EVENT_PRODUCTS, .now_ms = NOW_MS, .products = {.items = &item, .n_items = 1}};
  g_autoptr (ShowProduct) whole = NULL;
  g_autoptr (ShowCardContent) before = NULL, after = NULL;

  fixture_hear (&state, MONO_MS, 1);
  item->state = SHOW_STOCK_PREORDER;
  item->pre_cap = 30;
  item->pre_sold = 4;
  g_ptr_array_unref (fixture_event (&state, &event));
  before = show_state_make_card (state, 0);
  g_assert_false (show_card_content_is_drawn (before));
  fixture_assert_says (state, 0, "Not shown: a pre-order needs its ship date");
  whole = show_product_copy (item);
  g_strlcpy (whole->ship_by, "2027-03-15", sizeof whole->ship_by);
  event.products.items = &whole;
  g_ptr_array_unref (fixture_event (&state, &event));
  after = show_state_make_card (state, 0);
  g_assert_true (show_card_content_is_drawn (after));
  fixture_assert_says (state, 0, "Pre-order, ships by 2027-03-15, 4 of 30 ordered");
}

static json_t *
problem_of (ShowState *state, guint index)
{
  json_t *json = show_state_to_json (state, NOW_MS, NOW_MS);
  json_t *problem = json_incref (
      json_object_get (json_array_get (json_object_get (json, "cards"), index), "problem"));

  json_decref (json);
  return problem;
}

static void
report_problem (ShowState **state, guint index, const char *problem)
{
  g_ptr_array_unref (fixture_event (state, &(ShowEvent){.kind = SHOW_EVENT_CARD,
                                                        .now_ms = NOW_MS,
                                                        .mono_ms = NOW_MS,
                                                        .card = {index, problem}}));
}

/* What the overlay cannot draw is told; it changes nothing else, and goes when all is well. */
static void
test_problem (void)
{
  g_autoptr (ShowState) state = fixture_full_state (TRUE);
  gint64 rev = show_state_get_rev (state);
  json_t *problem = problem_of (state, 1);

  g_assert_true (json_is_null (problem));
  json_decref (problem);
  report_problem (&state, 1, "There is no room for this card.");
  report_problem (&state, 1, "There is no room for this card.");
  g_assert_cmpint (show_state_get_rev (state), ==, rev + 1);
  problem = problem_of (state, 1);
  g_assert_cmpstr (json_string_value (problem), ==, "There is no room for this card.");
  json_decref (problem);
  report_problem (&state, 1, NULL);
  problem = problem_of (state, 1);
  g_assert_true (json_is_null (problem));
  json_decref (problem);
}

/* Links */

static void
report (ShowState **state, const char *url, gboolean alive)
{
  ShowLinkReport link = {url, alive, alive ? NULL : "The shop's page answers 404."};

  g_ptr_array_unref (fixture_event (
      state, &(ShowEvent){.kind = SHOW_EVENT_LINK, .now_ms = NOW_MS, .link = &link}));
}

static void
assert_link (const ShowState *state, const char *link, const char *text)
{
  g_autoptr (ShowCardContent) card = card_of (state, SHOW_CARD_LINK);

  g_assert_cmpstr (card->link, ==, link);
  g_assert_cmpstr (card->link_text, ==, text);
  g_assert_cmpint (show_card_content_is_whole (card), ==, link != NULL);
}

static void
test_link (void)
{
  static const char mug[] = "https://www.shop.example/mug?utm_source=live&id=5";
  g_autoptr (ShowState) state = fixture_full_state (TRUE);
  g_autofree char *line = g_strconcat ("stock url MUG-1 ", mug, NULL);
  g_autoptr (GPtrArray) effects = NULL, shown = NULL;

  assert_link (state, "https://shop.example/", "shop.example");
  effects = fixture_do (&state, line);
  g_assert_cmpstr (fixture_effect (effects, 1, SHOW_EFFECT_LINKS)->links[0], ==, mug);
  g_assert_cmpstr (fixture_effect (effects, 1, SHOW_EFFECT_LINKS)->links[1], ==,
                   "https://shop.example/");
  g_assert_cmpuint (fixture_effect (effects, 1, SHOW_EFFECT_LINKS)->n_links_shown, ==, 0);
  shown = fixture_do (&state, "card show link");
  g_assert_cmpuint (fixture_effect (shown, 0, SHOW_EFFECT_LINKS)->n_links_shown, ==, 2);
  assert_link (state, mug, "shop.example/mug?id=5");
  report (&state, mug, FALSE);
  assert_link (state, "https://shop.example/", "shop.example");
  report (&state, "https://shop.example/", FALSE);
  assert_link (state, NULL, NULL);
  assert_says (state, SHOW_CARD_LINK, "Not shown: no link that works");
  report (&state, mug, TRUE);
  assert_link (state, mug, "shop.example/mug?id=5");
  report (&state, "https://elsewhere.example/", FALSE);
  /* What was known of a link is forgotten when it is asked for no longer. */
  report (&state, mug, FALSE);
  fixture_run (&state, "stock url MUG-1 off");
  fixture_run (&state, line);
  assert_link (state, mug, "shop.example/mug?id=5");
  fixture_refuse (state, "stock url MUG-1 ftp://shop.example/x", SHOW_ERROR_BAD_ARGUMENT,
                  "https://shop.example/mug");
}

/* An address of its own is that of the card's own product: about another one, the card has that
 * one's, or none. */
static void
test_own_link (void)
{
  static const struct {
    const char *sku, *line, *link;
  } cases[] = {
      {"MUG-1", "card show link", "https://shop.example/own"},
      {"MUG-1", "card product link SHIRT-2", "https://shop.example/shirt"},
      {"MUG-1", "card product link JUG-3", NULL},
      {"MUG-1", "cue go shirt", "https://shop.example/shirt"},
      {NULL, "card product link SHIRT-2", "https://shop.example/own"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ShowSetup) setup = fixture_full_setup ();
    g_autoptr (GPtrArray) effects = fixture_effects ();
    g_autoptr (ShowState) state = NULL;
    guint index = fixture_card (SHOW_CARD_LINK);
    ShowCardSetup *card = &g_array_index (setup->cards, ShowCardSetup, index);

    g_clear_pointer (&card->fallback, g_free);
    g_free (card->sku);
    card->sku = g_strdup (cases[i].sku);
    card->url = g_strdup ("https://shop.example/own");
    fixture_add_cues (setup);
    g_array_index (setup->cues, ShowCueSetup, 2).show = 1u << index;
    setup->stock_is_local = TRUE;
    state = show_state_new (setup, NOW_MS, MONO_MS, effects);
    fixture_run (&state, "stock set SHIRT-2 5");
    fixture_run (&state, "stock url SHIRT-2 https://shop.example/shirt");
    fixture_run (&state, "stock set JUG-3 5");
    fixture_run (&state, cases[i].line);
    g_autoptr (ShowCardContent) content = card_of (state, SHOW_CARD_LINK);
    g_assert_cmpstr (content->link, ==, cases[i].link);
  }
}

static void
test_link_text (void)
{
  static const struct {
    const char *url, *text;
  } links[] = {
      {"https://shop.example/mug", "shop.example/mug"},
      {"http://WWW.Shop.example/", "Shop.example"},
      {"https://shop.example/?utm_source=a&utm_medium=b", "shop.example"},
      {"https://shop.example/a?x=1&UTM_campaign=z&y=2#buy", "shop.example/a?x=1&y=2#buy"},
      {"https://shop.example:8443/a/", "shop.example:8443/a"},
      {"https://wwwshop.example/#a?b", "wwwshop.example#a?b"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++) {
    g_autofree char *text = show_link_to_text (links[i].url);

    g_assert_cmpstr (text, ==, links[i].text);
  }
}

static void
assert_time (const char *text, gint64 now_ms, gint64 expected_ms)
{
  gint64 ms = -1;

  g_assert_cmpint (show_time_parse (text, now_ms, "The time", &ms, NULL), ==, expected_ms > 0);
  g_assert_cmpint (ms, ==, expected_ms > 0 ? expected_ms : -1);
}

static void
test_times (void)
{
  static const char *const wrong[] = {"",      "+",          "+5",
                                      "+5x",   "5min",       "+-5min",
                                      "+1h30", "+9999999h",  "+1h 3",
                                      "12:00", "2027-01-15", "2027-01-15T08:00:00",
                                      "+1e9s", "never",      "1969-01-01T00:00:00Z"};
  static const gint64 times_ms[] = {1, 951782400000, 951868799999, NOW_MS, SHOW_TIME_MAX_MS};

  assert_time ("2027-01-15T08:00:00Z", 0, NOW_MS);
  assert_time ("2027-01-15T09:00:00.250+01:00", NOW_MS, NOW_MS + 250);
  assert_time ("+90s", NOW_MS, NOW_MS + 90000);
  assert_time ("+1h30min", NOW_MS, NOW_MS + 5400000);
  assert_time ("+90s", 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_time (wrong[i], NOW_MS, 0);
  for (guint i = 0; i < G_N_ELEMENTS (times_ms); i++) {
    g_autofree char *text = show_time_to_text (times_ms[i]);
    gint64 back_ms = 0;

    if (times_ms[i] >= 1000)
      g_assert_true (show_time_parse (text, 0, "It", &back_ms, NULL));
    g_assert_cmpint (back_ms, ==, times_ms[i] >= 1000 ? times_ms[i] : 0);
  }
  g_assert_null (show_time_to_text (0));
  g_assert_null (show_time_to_text (SHOW_TIME_MAX_MS + 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/cards/needs", test_needs);
  g_test_add_func ("/show/cards/texts", test_texts);
  g_test_add_func ("/show/cards/product", test_product);
  g_test_add_func ("/show/cards/buffer", test_buffer);
  g_test_add_func ("/show/cards/countdown", test_countdown);
  g_test_add_func ("/show/cards/until", test_until);
  g_test_add_func ("/show/cards/shop-clock", test_shop_clock);
  g_test_add_func ("/show/cards/access", test_access);
  g_test_add_func ("/show/cards/preorder", test_preorder);
  g_test_add_func ("/show/cards/link", test_link);
  g_test_add_func ("/show/cards/own-link", test_own_link);
  g_test_add_func ("/show/cards/link-text", test_link_text);
  g_test_add_func ("/show/cards/times", test_times);
  g_test_add_func ("/show/cards/problem", test_problem);
  return g_test_run ();
}
