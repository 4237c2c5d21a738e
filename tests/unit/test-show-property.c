/* Thousands of random commands and events against a rig that only obeys effects: whatever happens,
 * the old state stays as it was, the numbers stay possible, and the rig is where the state says. */
#include "test-show-fixture.h"

#define STEPS 2500

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
                                    "nan"};

/* What the rooms would stand at, had they only been told effects. */
typedef struct {
  ShowScene scene;
  ShowCardContent *cards[2];
  ShowEffect mics[2];
  gboolean outputs[2];
  gboolean recording;
  int kbps;
  GHashTable *store; /* SKU -> ShowProduct */
} Rig;

typedef struct {
  GRand *rand;
  ShowState *state;
  Rig rig;
  gint64 now_ms;
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

static const char *const near_lines[] = {"stock sell MUG-1",    "stock sell SHIRT-2 2",
                                         "stock set MUG-1 5",   "stock set SHIRT-2 9",
                                         "stock cap MUG-1 40",  "stock cap SHIRT-2 10",
                                         "scene main",          "scene pip",
                                         "card toggle offer",   "card toggle next",
                                         "mute host",           "unmute host",
                                         "record start",        "record stop",
                                         "output stop tube",    "output start tube",
                                         "transition cut",      "transition crossfade 300",
                                         "bitrate 4500",        "fade music -60 500",
                                         "stock title MUG-1 A", "stock price MUG-1 2 EUR"};

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
    item->as_of_ms = run->now_ms - (gint64) pick (run, 70000) + 1000;
    g_ptr_array_add (items, item);
  }
  return items;
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

  event->now_ms = run->now_ms;
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
    if (show_product_validate (items->pdata[i], NULL))
      g_hash_table_remove (run->rig.store, ((ShowProduct *) items->pdata[i])->sku);
}

static void
step_products (Run *run)
{
  g_autoptr (GPtrArray) items = random_items (run);
  ShowEvent event = {
      .kind = SHOW_EVENT_PRODUCTS,
      .products = {.items = (ShowProduct *const *) items->pdata, .n_items = items->len}};

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

static void
check_cards (Run *run)
{
  for (guint i = 0; i < G_N_ELEMENTS (run->rig.cards); i++) {
    g_autoptr (ShowCardContent) card = show_state_make_card (run->state, i);
    gint64 age_ms = card->product ? run->now_ms - card->product->as_of_ms : 0;

    g_assert_cmpint (card->shown, ==, run->rig.cards[i]->shown);
    g_assert_true (!card->shown || show_card_content_equal (card, run->rig.cards[i]));
    if (!card->product)
      g_assert_cmpint (card->freshness, ==, SHOW_UNKNOWN);
    else if (run->is_local || age_ms < SHOW_AGED_AFTER_MS)
      g_assert_cmpint (card->freshness, ==, SHOW_FRESH);
    else
      g_assert_cmpint (card->freshness, ==,
                       age_ms < SHOW_UNKNOWN_AFTER_MS ? SHOW_AGED : SHOW_UNKNOWN);
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

static void
check_state (Run *run)
{
  gint64 tick_ms = show_state_next_tick_ms (run->state);
  json_t *json = show_state_to_json (run->state, run->now_ms);

  g_assert_true (tick_ms == 0 || tick_ms > run->now_ms);
  g_assert_cmpstr (show_state_get_scene (run->state)->name, ==, run->rig.scene.name);
  for (guint i = 0; i < G_N_ELEMENTS (skus); i++)
    check_product (run->state, skus[i]);
  check_store (run);
  check_cards (run);
  check_mics (run, json);
  json_decref (json);
}

static void
start (Run *run, guint32 seed, gboolean is_local)
{
  g_autoptr (ShowSetup) setup = fixture_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();

  *run = (Run){.rand = g_rand_new_with_seed (seed), .now_ms = NOW_MS, .is_local = is_local};
  run->rig.store =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) show_product_unref);
  setup->stock_is_local = is_local;
  run->state = show_state_new (setup, NOW_MS, 0, effects);
  for (guint i = 0; i < effects->len; i++)
    obey (&run->rig, effects->pdata[i]);
}

static void
finish (Run *run)
{
  for (guint i = 0; i < G_N_ELEMENTS (run->rig.cards); i++)
    show_card_content_free (run->rig.cards[i]);
  g_hash_table_unref (run->rig.store);
  show_state_unref (run->state);
  g_rand_free (run->rand);
}

static void
test_random (gconstpointer data)
{
  static void (*const steps[]) (Run *) = {step_command, step_command,  step_command, step_command,
                                          step_report,  step_products, step_figures, step_tick};
  Run run;

  start (&run, 20270115, GPOINTER_TO_INT (data));
  for (guint i = 0; i < STEPS; i++) {
    run.now_ms += (gint64) pick (&run, 10000) - (pick (&run, 50) == 0 ? 40000 : 0);
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
