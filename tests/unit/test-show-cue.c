/* The run of show: taking cues, taking them back, and what stands against it. */
#include "test-show-fixture.h"

static ShowState *
make_state (gboolean is_full, gboolean stock_is_local)
{
  g_autoptr (ShowSetup) setup = is_full ? fixture_full_setup () : fixture_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();

  fixture_add_cues (setup);
  setup->stock_is_local = stock_is_local;
  return show_state_new (setup, NOW_MS, MONO_MS, effects);
}

/* "current next steps problem" */
static void
assert_rundown (const ShowState *state, const char *expected)
{
  json_t *json = show_state_to_json (state, NOW_MS, MONO_MS);
  json_t *rundown = json_object_get (json, "rundown");
  const char *current = json_string_value (json_object_get (rundown, "current"));
  const char *next = json_string_value (json_object_get (rundown, "next"));
  const char *problem = json_string_value (json_object_get (rundown, "problem"));
  g_autofree char *text = g_strdup_printf (
      "%s %s %d %s", current ? current : "-", next ? next : "-",
      (int) json_integer_value (json_object_get (rundown, "steps_back")), problem ? problem : "-");

  g_assert_cmpstr (text, ==, expected);
  json_decref (json);
}

static gboolean
is_shown (const ShowState *state, guint card)
{
  g_autoptr (ShowCardContent) content = show_state_make_card (state, card);

  return content->shown;
}

static const char *
sku_of (const ShowState *state, guint card, json_t **ret_json)
{
  *ret_json = show_state_to_json (state, NOW_MS, MONO_MS);
  return json_string_value (
      json_object_get (json_array_get (json_object_get (*ret_json, "cards"), card), "sku"));
}

static void
assert_sku (const ShowState *state, guint card, const char *sku)
{
  json_t *json;

  g_assert_cmpstr (sku_of (state, card, &json), ==, sku);
  json_decref (json);
}

static void
test_order (void)
{
  g_autoptr (ShowState) state = make_state (FALSE, TRUE);

  assert_rundown (state, "- opening 0 -");
  fixture_run (&state, "cue go");
  assert_rundown (state, "opening mug 1 -");
  fixture_run (&state, "cue go shirt");
  assert_rundown (state, "shirt link 2 -");
  fixture_run (&state, "cue next mug");
  assert_rundown (state, "shirt mug 2 -");
  fixture_run (&state, "cue go");
  assert_rundown (state, "mug shirt 3 -");
  fixture_run (&state, "cue go end");
  assert_rundown (state, "end - 4 -");
  fixture_refuse (state, "cue go", SHOW_ERROR_REFUSED, "cue go NAME");
  fixture_run (&state, "cue clear");
  assert_rundown (state, "- opening 0 -");
  g_assert_cmpstr (show_state_get_scene (state)->name, ==, "break");
  fixture_refuse (state, "cue back", SHOW_ERROR_REFUSED, "no cue to take back");
  fixture_refuse (state, "cue go mugg", SHOW_ERROR_NOT_FOUND, "Did you mean \"mug\"?");
  fixture_refuse (state, "cue next", SHOW_ERROR_BAD_ARGUMENT, "cue next NAME");
}

/* Scene, card and product in one step: each of their effects comes with that one event. */
static void
test_at_once (void)
{
  g_autoptr (ShowState) state = make_state (FALSE, TRUE);
  g_autoptr (GPtrArray) effects = NULL;

  fixture_run (&state, "stock set MUG-1 5");
  fixture_run (&state, "stock set SHIRT-2 7");
  fixture_run (&state, "card hide offer");
  fixture_run (&state, "card product offer SHIRT-2");
  effects = fixture_do (&state, "cue go mug");
  g_assert_cmpuint (effects->len, ==, 2);
  g_assert_cmpstr (fixture_effect (effects, 0, SHOW_EFFECT_SCENE)->scene.name, ==, "pip");
  g_assert_cmpint (fixture_effect (effects, 0, SHOW_EFFECT_SCENE)->fade_ms, ==, 300);
  g_assert_cmpstr (fixture_effect (effects, 1, SHOW_EFFECT_CARD)->card->product->sku, ==, "MUG-1");
  g_assert_true (is_shown (state, 0));
  fixture_assert_says (state, 0, "5 left");

  /* It shows no card: those on the picture are about its product, the hidden one is not. */
  fixture_run (&state, "card product next MUG-1");
  fixture_run (&state, "cue go shirt");
  assert_sku (state, 0, "SHIRT-2");
  assert_sku (state, 1, "MUG-1");
  fixture_assert_says (state, 0, "7 left");
}

static void
test_back (void)
{
  g_autoptr (ShowState) state = make_state (FALSE, TRUE);

  fixture_run (&state, "stock set MUG-1 5");
  fixture_run (&state, "stock set SHIRT-2 7");
  fixture_run (&state, "cue go opening");
  fixture_run (&state, "card product offer SHIRT-2");
  fixture_run (&state, "cue go mug");
  fixture_run (&state, "mute host"); /* is none of the cue's, and stays */
  fixture_run (&state, "cue back");
  assert_rundown (state, "opening mug 1 -");
  g_assert_cmpstr (show_state_get_scene (state)->name, ==, "main");
  assert_sku (state, 0, "SHIRT-2");
  fixture_run (&state, "cue back");
  assert_rundown (state, "- opening 0 -");

  /* A break that a cue ended is on again, with its own way back. */
  fixture_run (&state, "scene hands");
  fixture_run (&state, "panic");
  fixture_run (&state, "cue go opening");
  fixture_refuse (state, "panic off", SHOW_ERROR_REFUSED, "no scene to go back to");
  fixture_run (&state, "cue back");
  g_assert_cmpstr (show_state_get_scene (state)->name, ==, "break");
  fixture_run (&state, "panic off");
  g_assert_cmpstr (show_state_get_scene (state)->name, ==, "hands");
}

static void
test_history_is_bounded (void)
{
  g_autoptr (ShowState) state = make_state (FALSE, TRUE);

  for (guint i = 0; i < 40; i++)
    fixture_run (&state, i % 2 ? "cue go opening" : "cue go mug");
  assert_rundown (state, "opening mug 16 -");
  for (guint i = 0; i < 16; i++)
    fixture_run (&state, "cue back");
  fixture_refuse (state, "cue back", SHOW_ERROR_REFUSED, "no cue");
}

static void
assert_refused (ShowState *state, const char *line, const char *text)
{
  fixture_refuse (state, line, SHOW_ERROR_REFUSED, text);
}

static void
test_sold_out (void)
{
  g_autoptr (ShowState) state = make_state (TRUE, TRUE);

  fixture_run (&state, "stock title MUG-1 Blue mug");
  fixture_run (&state, "cue next mug");
  assert_rundown (state, "- mug 0 \"Blue mug\" is sold out");
  assert_refused (state, "cue go", "The cue mug cannot be taken. \"Blue mug\" is sold out.");
  fixture_run (&state, "stock set MUG-1 3");
  fixture_run (&state, "stock buffer 3");
  assert_refused (state, "cue go", "sold out");
  fixture_run (&state, "stock buffer 0");
  fixture_run (&state, "stock state MUG-1 ended");
  assert_refused (state, "cue go", "not sold any more");
  fixture_run (&state, "stock state MUG-1 upcoming");
  fixture_run (&state, "cue go");
  assert_rundown (state, "mug shirt 1 -");
  fixture_run (&state, "cue go shirt"); /* nobody knows of it yet: it may come */
  fixture_run (&state, "stock set MUG-1 0");
  fixture_run (&state, "stock preorder MUG-1 2 2027-03-15");
  fixture_run (&state, "stock state MUG-1 preorder");
  fixture_run (&state, "cue go mug");
}

static void
test_card_without_words (void)
{
  g_autoptr (ShowSetup) setup = fixture_full_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowState) state = NULL;
  ShowCueSetup cue = {.name = "hurry",
                      .title = g_strdup ("Hurry"),
                      .scene = -1,
                      .show = 1u << fixture_card (SHOW_CARD_COUNTDOWN)};

  g_array_append_val (setup->cues, cue);
  state = show_state_new (setup, NOW_MS, MONO_MS, effects);
  assert_refused (state, "cue go", "The card countdown has nothing to show. No deadline is set.");
  fixture_run (&state, "card until countdown +10min");
  fixture_run (&state, "cue go");
  assert_rundown (state, "hurry - 1 -");
}

static void
hear_of_link (ShowState **state, const char *url, gboolean alive)
{
  const ShowLinkReport report = {
      .url = url, .alive = alive, .text = alive ? NULL : "It answers 404."};
  ShowEvent event = {
      .kind = SHOW_EVENT_LINK, .now_ms = NOW_MS, .mono_ms = MONO_MS, .link = &report};

  g_ptr_array_unref (fixture_event (state, &event));
}

static void
assert_left_out (const ShowState *state, const char *next, const char *current)
{
  json_t *json = show_state_to_json (state, NOW_MS, MONO_MS);
  json_t *rundown = json_object_get (json, "rundown");

  g_assert_cmpstr (json_string_value (json_object_get (rundown, "leaves_out")), ==, next);
  g_assert_cmpstr (json_string_value (json_object_get (rundown, "left_out")), ==, current);
  json_decref (json);
}

static gboolean
is_drawn (const ShowState *state, guint card)
{
  g_autoptr (ShowCardContent) content = show_state_make_card (state, card);

  return show_card_content_is_drawn (content);
}

/* A dead link keeps its own card from the picture, and nothing else. */
static void
test_dead_link (void)
{
  static const char url[] = "https://shop.example/",
                    words[] = "The card link is left out until it has a link that works.";
  g_autoptr (ShowState) state = make_state (TRUE, TRUE);
  guint link = fixture_card (SHOW_CARD_LINK);

  hear_of_link (&state, url, FALSE);
  fixture_run (&state, "cue next link");
  assert_rundown (state, "- link 0 -");
  assert_left_out (state, words, NULL);
  fixture_run (&state, "cue go");
  assert_rundown (state, "link end 1 -");
  assert_left_out (state, NULL, words);
  g_assert_false (is_shown (state, 0));
  g_assert_false (is_drawn (state, link));
  hear_of_link (&state, url, TRUE);
  assert_left_out (state, NULL, NULL);
  g_assert_true (is_drawn (state, link));
  /* Nor does a card miss that somebody took away. */
  fixture_run (&state, "card hide link");
  hear_of_link (&state, url, FALSE);
  assert_left_out (state, NULL, NULL);
}

/* What decides at GO is known by then: the links of the next cue are tried as if they were shown,
 * also those of a product that the card is not about yet. */
static void
test_links_on_standby (void)
{
  g_autoptr (ShowSetup) setup = fixture_full_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects (), later = NULL;
  g_autoptr (ShowState) state = NULL;
  g_autoptr (ShowProduct) shirt = show_product_new ("SHIRT-2", "Shirt");
  ShowEvent products = {.kind = SHOW_EVENT_PRODUCTS,
                        .now_ms = NOW_MS,
                        .products = {.items = &shirt, .n_items = 1, .seq = 1}};
  guint link = fixture_card (SHOW_CARD_LINK);
  ShowCueSetup cues[] = {{.name = "hello", .title = g_strdup ("Hello"), .scene = -1},
                         {.name = "buy",
                          .title = g_strdup ("Buy"),
                          .scene = -1,
                          .show = 1u << link,
                          .sku = g_strdup ("SHIRT-2")}};

  g_array_append_vals (setup->cues, cues, G_N_ELEMENTS (cues));
  state = show_state_new (setup, NOW_MS, MONO_MS, effects);
  shirt->url = g_strdup ("https://shop.example/shirt");
  shirt->as_of_ms = NOW_MS;
  g_ptr_array_unref (fixture_event (&state, &products));
  later = fixture_do (&state, "cue go");
  g_assert_cmpuint (later->len, ==, 1);
  g_assert_cmpstr (fixture_effect (later, 0, SHOW_EFFECT_LINKS)->links[0], ==, shirt->url);
  g_assert_cmpuint (fixture_effect (later, 0, SHOW_EFFECT_LINKS)->n_links_shown, ==, 2);
  hear_of_link (&state, shirt->url, FALSE);
  assert_left_out (state, NULL, NULL); /* the fallback stands in */
  hear_of_link (&state, "https://shop.example/", FALSE);
  assert_left_out (state, "The card link is left out until it has a link that works.", NULL);
}

/* A number that is too old to be shown refuses nothing. */
static void
test_silent_shop (void)
{
  g_autoptr (ShowState) state = make_state (FALSE, FALSE);
  g_autoptr (ShowProduct) item = show_product_new ("MUG-1", "Mug");
  ShowEvent products = {.kind = SHOW_EVENT_PRODUCTS,
                        .now_ms = NOW_MS,
                        .products = {.items = &item, .n_items = 1, .seq = 1}};
  ShowEvent later = {.kind = SHOW_EVENT_TICK, .now_ms = NOW_MS + SHOW_UNKNOWN_AFTER_MS + 1};

  item->as_of_ms = NOW_MS;
  g_ptr_array_unref (fixture_event (&state, &products));
  fixture_hear (&state, MONO_MS, 1);
  assert_refused (state, "cue go mug", "sold out");
  g_ptr_array_unref (fixture_event (&state, &later));
  g_ptr_array_unref (fixture_do_at (&state, "cue go mug", later.now_ms));
  assert_rundown (state, "mug shirt 1 -");
}

static void
test_time (void)
{
  g_autoptr (ShowState) state = make_state (FALSE, TRUE);
  json_t *json, *rundown, *cue;

  g_ptr_array_unref (fixture_do_at (&state, "cue go", NOW_MS + 1000));
  json = show_state_to_json (state, NOW_MS + 5000, MONO_MS + 5000);
  rundown = json_object_get (json, "rundown");
  cue = json_array_get (json_object_get (json, "cues"), 0);
  g_assert_cmpint (json_integer_value (json_object_get (rundown, "elapsed_ms")), ==, 4000);
  g_assert_cmpint (json_integer_value (json_object_get (cue, "planned_s")), ==, 90);
  g_assert_cmpstr (json_string_value (json_object_get (cue, "script")), ==,
                   "Say hello.\nSay who you are.");
  json_decref (json);
}

/* The state as JSON, but for what only counts: its revision, the pictures of cards, the steps. */
static json_t *
what_is_seen (const ShowState *state)
{
  json_t *json = fixture_json (state), *card;
  size_t i;

  json_object_del (json, "rev");
  json_object_del (json_object_get (json, "rundown"), "steps_back");
  json_array_foreach (json_object_get (json, "cards"), i, card)
  {
    json_object_del (card, "picture");
  }
  return json;
}

/* Whatever came before: a cue that is taken and taken back has changed nothing. */
static void
test_back_undoes_everything (void)
{
  static const char *const lines[] = {"cue go",
                                      "cue go mug",
                                      "cue go shirt",
                                      "cue go link",
                                      "cue go end",
                                      "cue next opening",
                                      "cue back",
                                      "cue clear",
                                      "scene hands",
                                      "scene pip",
                                      "panic",
                                      "panic off",
                                      "card show next",
                                      "card toggle offer",
                                      "card hide next",
                                      "card product offer SHIRT-2",
                                      "stock set MUG-1 3",
                                      "stock set SHIRT-2 2",
                                      "stock sell MUG-1",
                                      "card until countdown +10min"};
  static const char *const takes[] = {"cue go", "cue go mug", "cue go link", "cue go end"};
  g_autoptr (ShowState) state = make_state (TRUE, TRUE);
  GRand *rand = g_rand_new_with_seed (20270116);
  guint n_taken = 0;

  for (guint i = 0; i < 600; i++) {
    const char *line = lines[g_rand_int_range (rand, 0, G_N_ELEMENTS (lines))];
    const char *take = takes[g_rand_int_range (rand, 0, G_N_ELEMENTS (takes))];
    g_autoptr (GPtrArray) effects = fixture_effects ();
    ShowState *next = fixture_try (state, line, NOW_MS, effects, NULL);
    g_autoptr (ShowState) taken = NULL;
    json_t *before, *after;

    if (next) {
      show_state_unref (state);
      state = next;
    }
    taken = fixture_try (state, take, NOW_MS, effects, NULL);
    if (!taken || i % 16 == 15) /* the oldest step is forgotten beyond what can be taken back */
      continue;
    n_taken++;
    fixture_run (&taken, "cue back");
    before = what_is_seen (state);
    after = what_is_seen (taken);
    g_assert_true (json_equal (before, after));
    json_decref (before);
    json_decref (after);
  }
  g_assert_cmpuint (n_taken, >, 200);
  g_rand_free (rand);
}

static void
test_roles (void)
{
  static const char *const words[] = {"cue", "go", NULL};
  static const struct {
    guint role;
    gboolean may;
  } roles[] = {{SHOW_ROLE_CREATOR, TRUE},
               {SHOW_ROLE_PRODUCER, TRUE},
               {SHOW_ROLE_TECH, FALSE},
               {SHOW_ROLE_VIEWER, FALSE}};

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++) {
    g_autoptr (ShowCommand) command = show_command_parse (words, roles[i].role, NULL);

    g_assert_cmpint (command != NULL, ==, roles[i].may);
  }
}

static void
test_none (void)
{
  g_autoptr (ShowState) state = fixture_state ();

  assert_rundown (state, "- - 0 -");
  assert_refused (state, "cue go", "Add a [cue NAME] to the config.");
  fixture_run (&state, "cue clear");
  assert_rundown (state, "- - 0 -");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/cue/order", test_order);
  g_test_add_func ("/show/cue/at-once", test_at_once);
  g_test_add_func ("/show/cue/back", test_back);
  g_test_add_func ("/show/cue/history-is-bounded", test_history_is_bounded);
  g_test_add_func ("/show/cue/sold-out", test_sold_out);
  g_test_add_func ("/show/cue/card-without-words", test_card_without_words);
  g_test_add_func ("/show/cue/dead-link", test_dead_link);
  g_test_add_func ("/show/cue/links-on-standby", test_links_on_standby);
  g_test_add_func ("/show/cue/silent-shop", test_silent_shop);
  g_test_add_func ("/show/cue/time", test_time);
  g_test_add_func ("/show/cue/back-undoes-everything", test_back_undoes_everything);
  g_test_add_func ("/show/cue/roles", test_roles);
  g_test_add_func ("/show/cue/none", test_none);
  return g_test_run ();
}
