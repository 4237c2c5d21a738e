/* Thousands of random commands and events against a rig that only obeys effects: whatever happens,
 * the old state stays as it was, the numbers stay possible, and the rig is where the state says. */
#include "test-show-fixture.h"

/* The sanitizers make every step dear (measured: 30 times). */
#ifdef __SANITIZE_ADDRESS__
#define STEPS 300
#else
#define STEPS 2500
#endif

static const char *const skus[] = {"MUG-1", "SHIRT-2", "CAP-3", "Ω-4"};

static const char *const words[] = {"MUG-1",
                                    "SHIRT-2",
                                    "CAP-3",
                                    "main",
                                    "hands",
                                    "pip",
                                    "break",
                                    "host",
                                    "music",
                                    "offer",
                                    "next",
                                    "tube",
                                    "backup",
                                    "0",
                                    "1",
                                    "2",
                                    "5",
                                    "40",
                                    "300",
                                    "4500",
                                    "-6",
                                    "-60.5",
                                    "24",
                                    "99999999999999999999",
                                    "EUR",
                                    "jpy",
                                    "",
                                    "\xff",
                                    "a\nb",
                                    "x",
                                    "9007199254740991",
                                    "nan",
                                    "off",
                                    "stall",
                                    "+10min",
                                    "2027-03-15",
                                    "2027-03-15T19:00:00Z",
                                    "https://shop.example/mug?utm_source=x",
                                    "preorder",
                                    "countdown",
                                    "link",
                                    "lower-third",
                                    "opening",
                                    "mug",
                                    "shirt"};

/* What the rooms would stand at, had they only been told effects. */
typedef struct {
  ShowScene scene;
  ShowCardContent *cards[SHOW_CARDS_MAX];
  ShowEffect mics[2];
  gboolean outputs[2];
  gboolean recording;
  int kbps;
  GHashTable *store; /* SKU -> ShowProduct */
  GPtrArray *untold; /* ids of corrections that the shop did not answer yet */
  char **links;
} Rig;

typedef struct {
  GRand *rand;
  ShowState *state;
  Rig rig;
  gint64 now_ms, mono_ms;
  gint64 known_ms, source_ms; /* as the shop last said */
  gint64 seq;
  gboolean is_local;
  guint n_done, n_refused;
} Run;

static guint
pick (Run *run, guint n)
{
  return (guint) g_rand_int_range (run->rand, 0, (gint32) n);
}

static void
obey (Rig *rig, const ShowEffect *effect)
{
  switch (effect->kind) {
  case SHOW_EFFECT_SCENE:
    g_assert_cmpint (effect->fade_ms, >=, 0);
    g_assert_cmpint (effect->fade_ms, <=, SHOW_FADE_MS_MAX);
    rig->scene = effect->scene;
    break;
  case SHOW_EFFECT_CARD:
    show_card_content_free (rig->cards[effect->index]);
    rig->cards[effect->index] = show_card_content_copy (effect->card);
    break;
  case SHOW_EFFECT_MIC:
    rig->mics[effect->index] = *effect;
    break;
  case SHOW_EFFECT_OUTPUT_START:
  case SHOW_EFFECT_OUTPUT_STOP:
    rig->outputs[effect->index] = effect->kind == SHOW_EFFECT_OUTPUT_START;
    break;
  case SHOW_EFFECT_RECORD_SPLIT:
    g_assert_true (rig->recording);
    break;
  case SHOW_EFFECT_RECORD_START:
  case SHOW_EFFECT_RECORD_STOP:
    rig->recording = effect->kind == SHOW_EFFECT_RECORD_START;
    break;
  case SHOW_EFFECT_BITRATE:
    rig->kbps = effect->kbps;
    break;
  case SHOW_EFFECT_STORE:
    g_hash_table_replace (rig->store, g_strdup (effect->product->sku),
                          show_product_ref (effect->product));
    break;
  case SHOW_EFFECT_FORGET:
    g_hash_table_remove (rig->store, effect->sku);
    break;
  case SHOW_EFFECT_ADJUST:
    g_assert_cmpint (effect->adjustment.by, !=, 0);
    g_ptr_array_add (rig->untold, g_strdup (effect->adjustment.id));
    break;
  case SHOW_EFFECT_LINKS:
    g_strfreev (rig->links);
    rig->links = g_strdupv (effect->links);
    break;
  case SHOW_EFFECT_CHECK:
    g_assert_cmpint (effect->check, >, SHOW_CMD_CHECK);
    g_assert_cmpint (effect->check, <=, SHOW_CMD_CHECK_UPLINK);
    break;
  default:
    g_assert_not_reached ();
  }
}

/* Random things to happen */

static ShowCommand *
random_command (Run *run)
{
  guint n;
  const ShowCommandInfo *info = show_command_table (&n);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) name = NULL;
  g_auto (GStrv) line = NULL;
  g_autoptr (GError) error = NULL;
  ShowCommand *command;

  info += pick (run, n);
  name = g_strsplit (info->name, " ", -1);
  g_strv_builder_addv (builder, (const char **) name);
  n = info->min_args + (pick (run, 4) == 0 ? pick (run, 3) : 0);
  for (guint i = 0; i < n; i++)
    g_strv_builder_add (builder, words[pick (run, G_N_ELEMENTS (words))]);
  line = g_strv_builder_end (builder);
  command = show_command_parse ((const char *const *) line, SHOW_ROLE_CREATOR, &error);
  g_assert_true (!command == !!error);
  g_assert_true (!error || g_utf8_validate (error->message, -1, NULL));
  return command;
}

static const char *const near_lines[] = {"stock sell MUG-1",
                                         "stock sell SHIRT-2 2",
                                         "stock set MUG-1 5",
                                         "stock set SHIRT-2 9",
                                         "stock cap MUG-1 40",
                                         "stock cap SHIRT-2 10",
                                         "scene main",
                                         "scene pip",
                                         "card toggle offer",
                                         "card toggle next",
                                         "mute host",
                                         "unmute host",
                                         "record start",
                                         "record stop",
                                         "output stop tube",
                                         "output start tube",
                                         "transition cut",
                                         "transition crossfade 300",
                                         "bitrate 4500",
                                         "fade music -60 500",
                                         "stock title MUG-1 A",
                                         "stock price MUG-1 2 EUR",
                                         "stock return MUG-1",
                                         "stock add MUG-1 2",
                                         "stock hub SHIRT-2 stall 3",
                                         "stock buffer 2",
                                         "stock buffer 0",
                                         "card show countdown",
                                         "card until countdown +10min",
                                         "card toggle link",
                                         "stock sell SHIRT-2 1 stall",
                                         "stock count MUG-1 4",
                                         "stock preorder MUG-1 9 2027-03-15",
                                         "stock state MUG-1 preorder",
                                         "stock window MUG-1 vip +5s +1h",
                                         "card toggle access",
                                         "stock url MUG-1 https://shop.example/mug",
                                         "card product offer SHIRT-2",
                                         "card product offer MUG-1",
                                         "cue go",
                                         "cue go",
                                         "cue go mug",
                                         "cue go shirt",
                                         "cue next link",
                                         "cue back",
                                         "cue back",
                                         "cue clear"};

/* One that is likely to be done, so that random runs get somewhere. */
static ShowCommand *
likely_command (Run *run)
{
  g_auto (GStrv) line = g_strsplit (near_lines[pick (run, G_N_ELEMENTS (near_lines))], " ", -1);

  return show_command_parse ((const char *const *) line, SHOW_ROLE_CREATOR, NULL);
}

static GPtrArray *
random_items (Run *run)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) show_product_unref);

  for (guint n = pick (run, 4); n > 0; n--) {
    ShowProduct *item = show_product_new (skus[pick (run, G_N_ELEMENTS (skus))], "From afar");

    item->rev = (gint64) pick (run, 1000);
    item->available = (gint64) pick (run, 20) - 1;
    item->sold = (gint64) pick (run, 20);
    item->cap = pick (run, 2) ? item->sold + MAX (item->available, 0) : 0;
    item->state = pick (run, SHOW_STOCK_ENDED + 1);
    item->as_of_ms = MAX (run->now_ms - (gint64) pick (run, 70000) + 1000, 0);
    item->doubtful = pick (run, 10) == 0;
    g_ptr_array_add (items, item);
  }
  return items;
}

/* Diffs: what somebody knows who had the first state whole, and then only diffs. */

static json_t *
find_by_key (json_t *list, const char *key, const char *name, size_t *ret_index)
{
  json_t *item;
  size_t i;

  json_array_foreach (list, i, item)
  {
    if (g_strcmp0 (json_string_value (json_object_get (item, key)), name) == 0) {
      *ret_index = i;
      return item;
    }
  }
  return NULL;
}

static void
apply_to_list (json_t *list, const char *key, json_t *diff)
{
  const char *name;
  json_t *fields;

  json_object_foreach (diff, name, fields)
  {
    size_t i = json_array_size (list);
    json_t *known = find_by_key (list, key, name, &i);

    if (json_is_null (fields))
      json_array_remove (list, i);
    else if (known)
      json_object_update (known, fields);
    else
      json_array_append (list, fields);
  }
}

static void
apply_diff (json_t *known, json_t *diff)
{
  const char *key;
  json_t *part;

  g_assert_true (json_equal (json_object_get (known, "rev"), json_object_get (diff, "base")));
  json_object_foreach (diff, key, part)
  {
    json_t *place = json_object_get (known, key);

    if (json_is_array (place))
      apply_to_list (place, g_str_equal (key, "products") ? "sku" : "name", part);
    else if (json_is_object (place))
      json_object_update (place, part);
    else if (!g_str_equal (key, "base"))
      json_object_set (known, key, part);
  }
}

static int
compare_sku (gconstpointer a, gconstpointer b)
{
  return strcmp (json_string_value (json_object_get (*(json_t *const *) a, "sku")),
                 json_string_value (json_object_get (*(json_t *const *) b, "sku")));
}

/* New ones were appended; the order is that of the SKUs. */
static void
sort_products (json_t *known)
{
  json_t *list = json_object_get (known, "products"), *item;
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  size_t i;

  json_array_foreach (list, i, item)
  {
    g_ptr_array_add (items, json_deep_copy (item));
  }
  g_ptr_array_sort (items, compare_sku);
  json_array_clear (list);
  for (guint j = 0; j < items->len; j++)
    json_array_append_new (list, items->pdata[j]);
}

static void
check_diff (const ShowState *before, const ShowState *after)
{
  json_t *known = fixture_json (before);
  json_t *expected = fixture_json (after);
  json_t *diff = show_state_diff_json (before, after, NOW_MS, MONO_MS);

  apply_diff (known, diff);
  sort_products (known);
  g_assert_true (json_equal (known, expected));
  json_decref (known);
  json_decref (expected);
  json_decref (diff);
}

static void check_state (Run *run);

/* Lets one event happen, and checks all that must hold for any event. */
static void
step (Run *run, ShowEvent *event)
{
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ShowState) old = g_steal_pointer (&run->state);
  g_autofree char *before = fixture_dump (old);
  g_autofree char *after = NULL;
  ShowState *next;

  g_autofree char *id = g_strdup_printf ("%u", run->n_done + run->n_refused);

  event->now_ms = run->now_ms;
  event->mono_ms = run->mono_ms;
  event->id = id;
  next = show_state_reduce (old, event, effects, &error);
  after = fixture_dump (old);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (!next == !!error);
  run->state = next ? next : show_state_ref (old);
  if (error) {
    g_assert_cmpint (event->kind, ==, SHOW_EVENT_COMMAND);
    g_assert_cmpuint (effects->len, ==, 0);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    run->n_refused++;
    return;
  }
  g_assert_cmpint (show_state_get_rev (next), ==, show_state_get_rev (old) + (next != old));
  check_diff (old, next);
  for (guint i = 0; i < effects->len; i++)
    obey (&run->rig, effects->pdata[i]);
  run->n_done++;
  check_state (run);
}

static void
step_command (Run *run)
{
  g_autoptr (ShowCommand) command = pick (run, 2) ? likely_command (run) : random_command (run);
  ShowEvent event = {.kind = SHOW_EVENT_COMMAND, .command = command};

  if (command)
    step (run, &event);
}

/* What came from afar is the store's newest, too. */
static void
forget_stored (Run *run, GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    if (((ShowProduct *) items->pdata[i])->sku)
      g_hash_table_remove (run->rig.store, ((ShowProduct *) items->pdata[i])->sku);
}

static void
step_products (Run *run)
{
  g_autoptr (GPtrArray) items = random_items (run);
  ShowEvent event = {.kind = SHOW_EVENT_PRODUCTS,
                     .products = {.items = (ShowProduct *const *) items->pdata,
                                  .n_items = items->len,
                                  .seq = run->is_local ? 0 : ++run->seq,
                                  .complete = !run->is_local && pick (run, 5) == 0}};

  forget_stored (run, items);
  step (run, &event);
}

static void
step_report (Run *run)
{
  static const ShowEventKind kinds[] = {SHOW_EVENT_CAMERA, SHOW_EVENT_MIC, SHOW_EVENT_OUTPUT,
                                        SHOW_EVENT_RECORDING};
  ShowHealth health = 1 + pick (run, SHOW_HEALTH_STOPPED);
  g_autoptr (ShowStatus) status =
      show_status_new (health, words[pick (run, G_N_ELEMENTS (words))], NULL);
  ShowEvent event = {.kind = kinds[pick (run, G_N_ELEMENTS (kinds))],
                     .report = {.index = pick (run, 2), .status = status}};

  step (run, &event);
}

static void
step_figures (Run *run)
{
  ShowFigures figures = {.ticks = pick (run, 3), .on_air = pick (run, 2)};
  ShowEvent event = {.kind = SHOW_EVENT_PROGRAMME, .figures = &figures};

  step (run, &event);
}

static void
step_feed (Run *run)
{
  g_autoptr (ShowStatus) status = show_status_new (SHOW_HEALTH_LIVE, "Connected.", NULL);
  ShowFeed feed = {.status = status,
                   .synced = pick (run, 3) > 0,
                   .heard_ms = run->mono_ms - (gint64) pick (run, 3000),
                   .source_ms = run->mono_ms - (gint64) pick (run, 30000),
                   .seq = run->seq,
                   .knows_offset = pick (run, 2),
                   .shop_offset_ms = NOW_MS - MONO_MS + (gint64) pick (run, 2000)};
  ShowEvent event = {.kind = SHOW_EVENT_FEED, .feed = &feed};

  if (run->is_local)
    return;
  if (feed.synced)
    run->known_ms = MAX (run->known_ms, feed.heard_ms);
  run->source_ms = feed.source_ms;
  step (run, &event);
}

static void
step_adjusted (Run *run)
{
  GPtrArray *untold = run->rig.untold;
  ShowAdjusted answer = {
      .ok = pick (run, 3) > 0, .seq = run->seq + pick (run, 3), .code = "sold_out"};
  ShowEvent event = {.kind = SHOW_EVENT_ADJUSTED, .adjusted = &answer};
  guint index = untold->len > 0 ? pick (run, untold->len) : 0;

  if (untold->len == 0)
    return;
  answer.id = untold->pdata[index];
  step (run, &event);
  if (pick (run, 4) > 0) /* or it is answered again */
    g_ptr_array_remove_index (untold, index);
}

static void
step_link (Run *run)
{
  ShowLinkReport report = {.alive = pick (run, 2), .text = "It answers 404."};
  ShowEvent event = {.kind = SHOW_EVENT_LINK, .link = &report};

  if (!run->rig.links || !run->rig.links[0])
    return;
  report.url = run->rig.links[pick (run, g_strv_length (run->rig.links))];
  step (run, &event);
}

static void
step_tick (Run *run)
{
  ShowEvent event = {.kind = SHOW_EVENT_TICK};

  step (run, &event);
}

/* What must hold at any time */

static void
check_product (const ShowState *state, const char *sku)
{
  const ShowProduct *product = show_state_find_product (state, sku);
  g_autoptr (GError) error = NULL;

  if (!product)
    return;
  g_assert_true (show_product_validate (product, &error));
  g_assert_no_error (error);
  g_assert_cmpint (product->available, >=, 0);
  g_assert_true (product->cap == 0 || product->sold <= product->cap);
}

static void
check_store (Run *run)
{
  GHashTableIter iter;
  gpointer sku, product;

  g_hash_table_iter_init (&iter, run->rig.store);
  while (g_hash_table_iter_next (&iter, &sku, &product))
    g_assert_true (show_state_find_product (run->state, sku) == product);
}

/* Never more than the newest knowledge has. */
static void
check_shown (Run *run, const ShowCardContent *card)
{
  const ShowProduct *known = show_state_find_product (run->state, card->product->sku);

  g_assert_nonnull (known);
  g_assert_cmpint (card->product->available, <=, known->available);
  g_assert_cmpint (card->product->available, >=, 0);
  g_assert_cmpint (card->product->pre_sold, >=, known->pre_sold);
  g_assert_true (show_product_validate (card->product, NULL));
}

static void
check_freshness (Run *run, const ShowCardContent *card)
{
  gint64 age_ms = run->mono_ms - MIN (run->known_ms, run->source_ms);

  if (card->product->doubtful)
    g_assert_cmpint (card->freshness, ==, SHOW_UNKNOWN);
  else if (run->is_local)
    g_assert_cmpint (card->freshness, ==, SHOW_FRESH);
  else if (run->known_ms == 0)
    g_assert_cmpint (card->freshness, !=, SHOW_FRESH);
  else if (age_ms >= SHOW_UNKNOWN_AFTER_MS)
    g_assert_cmpint (card->freshness, ==, SHOW_UNKNOWN);
  else if (age_ms >= SHOW_AGED_AFTER_MS)
    g_assert_cmpint (card->freshness, ==, SHOW_AGED);
  else
    g_assert_cmpint (card->freshness, !=, SHOW_UNKNOWN);
}

static void
check_cards (Run *run)
{
  for (guint i = 0; i <= fixture_card (SHOW_CARD_AD); i++) {
    g_autoptr (ShowCardContent) card = show_state_make_card (run->state, i);
    g_autofree char *says = show_card_content_says (card);

    g_assert_true (g_utf8_validate (says, -1, NULL) && *says);
    g_assert_cmpint (card->shown, ==, run->rig.cards[i]->shown);
    g_assert_true (!card->shown || show_card_content_equal (card, run->rig.cards[i]));
    if (card->product) {
      check_shown (run, card);
      check_freshness (run, card);
    }
  }
}

static void
check_mics (Run *run, json_t *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (run->rig.mics); i++) {
    json_t *mic = json_array_get (json_object_get (state, "microphones"), i);
    const ShowEffect *told = &run->rig.mics[i];
    double gain_db = json_number_value (json_object_get (mic, "gain_db"));

    g_assert_cmpfloat (gain_db, ==, told->gain_db);
    g_assert_cmpfloat (gain_db, >=, SHOW_GAIN_DB_MIN);
    g_assert_cmpfloat (gain_db, <=, SHOW_GAIN_DB_MAX);
    g_assert_cmpint (json_is_true (json_object_get (mic, "mute")), ==, told->mute);
    g_assert_cmpint (json_integer_value (json_object_get (mic, "delay_ms")), ==, told->delay_ms);
  }
}

/* Both are cues of the set-up, and what can be taken back is bounded. */
static void
check_rundown (json_t *state)
{
  json_t *rundown = json_object_get (state, "rundown");
  json_t *cues = json_object_get (state, "cues");
  const char *current = json_string_value (json_object_get (rundown, "current"));
  const char *next = json_string_value (json_object_get (rundown, "next"));
  json_int_t steps = json_integer_value (json_object_get (rundown, "steps_back"));
  size_t i;

  g_assert_true (!current || find_by_key (cues, "name", current, &i));
  g_assert_true (!next || find_by_key (cues, "name", next, &i));
  g_assert_true (current || next); /* as long as none is on, one is to come */
  g_assert_cmpint (!current, ==, json_is_null (json_object_get (rundown, "since")));
  g_assert_cmpint (!current, ==, json_is_null (json_object_get (rundown, "elapsed_ms")));
  g_assert_true (steps >= 0 && steps <= 16 && (current || steps == 0));
  g_assert_true (next || json_is_null (json_object_get (rundown, "problem")));
}

static void
check_state (Run *run)
{
  gint64 tick_ms = show_state_next_tick_ms (run->state);
  json_t *json = fixture_json (run->state);

  g_assert_true (tick_ms == 0 || tick_ms > run->mono_ms);
  g_assert_cmpstr (show_state_get_scene (run->state)->name, ==, run->rig.scene.name);
  for (guint i = 0; i < G_N_ELEMENTS (skus); i++)
    check_product (run->state, skus[i]);
  check_store (run);
  check_cards (run);
  check_mics (run, json);
  check_rundown (json);
  json_decref (json);
}

static void
start (Run *run, guint32 seed, gboolean is_local)
{
  g_autoptr (ShowSetup) setup = fixture_full_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();

  *run = (Run){.rand = g_rand_new_with_seed (seed),
               .now_ms = NOW_MS,
               .mono_ms = MONO_MS,
               .is_local = is_local};
  run->rig.untold = g_ptr_array_new_with_free_func (g_free);
  run->rig.store =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) show_product_unref);
  fixture_add_cues (setup);
  setup->stock_is_local = is_local;
  run->state = show_state_new (setup, NOW_MS, MONO_MS, effects);
  for (guint i = 0; i < effects->len; i++)
    obey (&run->rig, effects->pdata[i]);
}

static void
finish (Run *run)
{
  for (guint i = 0; i < G_N_ELEMENTS (run->rig.cards); i++)
    show_card_content_free (run->rig.cards[i]);
  g_hash_table_unref (run->rig.store);
  g_ptr_array_unref (run->rig.untold);
  g_strfreev (run->rig.links);
  show_state_unref (run->state);
  g_rand_free (run->rand);
}

static void
test_random (gconstpointer data)
{
  static void (*const steps[]) (Run *) = {step_command, step_command,  step_command,  step_command,
                                          step_report,  step_products, step_figures,  step_tick,
                                          step_feed,    step_feed,     step_adjusted, step_link};
  Run run;

  start (&run, 20270115, GPOINTER_TO_INT (data));
  for (guint i = 0; i < STEPS; i++) {
    gint64 passed_ms = (gint64) pick (&run, 10000);
    gint64 clock_step_ms = pick (&run, 50) == 0 ? (gint64) pick (&run, 86400000) - 43200000 : 0;

    run.mono_ms += passed_ms;
    run.now_ms += passed_ms + clock_step_ms;
    steps[pick (&run, G_N_ELEMENTS (steps))](&run);
  }
  g_test_message ("%u done, %u refused, rev %" G_GINT64_FORMAT, run.n_done, run.n_refused,
                  show_state_get_rev (run.state));
  g_assert_cmpuint (run.n_done, >, STEPS / 4);
  g_assert_cmpuint (run.n_refused, >, STEPS / 50);
  finish (&run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/show/property/counted-here", GINT_TO_POINTER (TRUE), test_random);
  g_test_add_data_func ("/show/property/from-a-shop", GINT_TO_POINTER (FALSE), test_random);
  return g_test_run ();
}
