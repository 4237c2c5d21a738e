/* A whole rig's stock (client, store, reducer, card) against a shop over a line that does its
 * worst, in virtual time: no number without a mark is one that the shop never had; once the line is
 * good again the rig has what the shop has and shows a change within a second; every correction is
 * done and answered exactly once, also over restarts and power cuts of both ends. */
#include "shop-client-private.h"
#include "shop-model.h"
#include "show-draft.h"

#include <glib/gstdio.h>

/* The sanitizers make every step dear. */
#ifdef __SANITIZE_ADDRESS__
#define SEEDS 6
#else
#define SEEDS 24
#endif

#define SLOW_SEEDS 500 /* with -m slow */
#define WILD_MS    60000
#define MEND_MS    90000 /* the longest wait between two tries, and what comes after it */
#define PROMPT_MS  1000
#define ACTION_MS  400
#define TAIL_MOVES 8
#define WRITE_MS   1200 /* the longest write of the store */

/* The rig. */
typedef struct {
  char *folder, *db;
  ShopOptions options;
  ShopStore *store;
  ShopClient *client;
  ShowState *state;
  GHashTable *made;         /* a correction's id -> how often it was answered */
  gint64 taken[MODEL_SKUS]; /* sum of the corrections that the shop took */
  GHashTable *adjustments;  /* id -> ShowAdjustment */
  guint n_ids;
  guint32 seed;
  GMainContext *loop; /* the store's thread reports here */
  gint64 written_ms;  /* when it does; 0: nothing is on its way */
} Rig;

/* A failed check says how to see it again. */
static void
assert_that (const Rig *rig, gboolean good, const char *what, const char *detail)
{
  if (!good)
    g_error ("seed %u, %" G_GINT64_FORMAT " ms: %s %s", rig->seed, model.ms, what, detail);
}

/* The show */

static ShowEvent
event_of (ShowEventKind kind)
{
  return (ShowEvent){.kind = kind, .now_ms = model_wall_ms (), .mono_ms = model_mono_ms ()};
}

static void
obey (Rig *rig, const GPtrArray *effects)
{
  for (guint i = 0; i < effects->len; i++) {
    const ShowEffect *effect = effects->pdata[i];
    g_autoptr (GError) error = NULL;

    if (effect->kind != SHOW_EFFECT_ADJUST)
      continue;
    g_hash_table_insert (rig->made, g_strdup (effect->adjustment.id), GINT_TO_POINTER (0));
    g_hash_table_insert (rig->adjustments, g_strdup (effect->adjustment.id),
                         g_memdup2 (&effect->adjustment, sizeof effect->adjustment));
    shop_client_adjust (rig->client, &effect->adjustment, &error);
    g_assert_no_error (error);
  }
}

static void
reduce (Rig *rig, const ShowEvent *event)
{
  g_autoptr (GPtrArray) effects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);
  ShowState *next = show_state_reduce (rig->state, event, effects, NULL);

  if (!next) /* a command that cannot be done now: "Only 0 left." */
    return;
  show_state_unref (rig->state);
  rig->state = next;
  obey (rig, effects);
}

static void
on_feed (const ShowFeed *feed, gpointer data)
{
  ShowEvent event = event_of (SHOW_EVENT_FEED);

  event.feed = feed;
  reduce (data, &event);
}

static void
on_changed (const ShopChange *change, gpointer data)
{
  ShowEvent event = event_of (SHOW_EVENT_PRODUCTS);

  event.products.items = change->items;
  event.products.n_items = change->n_items;
  event.products.gone = change->gone[0] ? change->gone : NULL;
  event.products.complete = change->complete;
  event.products.seq = change->seq;
  reduce (data, &event);
}

static void
count_answer (Rig *rig, const char *id, gboolean ok)
{
  const ShowAdjustment *adjustment = g_hash_table_lookup (rig->adjustments, id);
  int n = GPOINTER_TO_INT (g_hash_table_lookup (rig->made, id));

  assert_that (rig, adjustment && n == 0, "an answer too many:", id);
  g_hash_table_insert (rig->made, g_strdup (id), GINT_TO_POINTER (n + 1));
  if (ok)
    rig->taken[adjustment->sku[4] - '0'] += adjustment->by;
}

static void
on_adjusted (const ShowAdjusted *adjusted, gpointer data)
{
  Rig *rig = data;
  ShowEvent event = event_of (SHOW_EVENT_ADJUSTED);

  count_answer (rig, adjusted->id, adjusted->ok);
  event.adjusted = adjusted;
  reduce (rig, &event);
}

static void
on_failed (const GError *error, gpointer data)
{
  g_error ("the store: %s", error->message);
}

static ShowState *
new_state (void)
{
  static const ShowScene scene = {
      .name = "break", .layout = SHOW_LAYOUT_SLATE, .slate = SHOW_SLATE_BREAK};
  g_autoptr (ShowSetup) setup = show_setup_new ();
  g_autoptr (GPtrArray) effects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);

  setup->stock_is_local = FALSE;
  g_array_append_val (setup->scenes, scene);
  for (int n = 0; n < MODEL_SKUS; n++) {
    ShowCardSetup card = {.kind = SHOW_CARD_PRODUCT, .shown = TRUE, .sku = model_sku (n)};

    card.corner = SHOW_CORNER_TOP_LEFT;
    g_snprintf (card.name, sizeof card.name, "card%d", n);
    g_array_append_val (setup->cards, card);
  }
  return show_state_new (setup, model_wall_ms (), model_mono_ms (), effects);
}

/* As the daemon does it: what the store has, then what the shop was not told yet. */
static void
load (Rig *rig)
{
  g_autoptr (GPtrArray) products = shop_store_list (rig->store, NULL);
  g_autoptr (GArray) pending = shop_client_list_pending (rig->client, NULL);
  ShowEvent event = event_of (SHOW_EVENT_PRODUCTS);

  event.products.items = (ShowProduct *const *) products->pdata;
  event.products.n_items = products->len;
  reduce (rig, &event);
  for (guint i = 0; i < pending->len; i++) {
    const ShopPending *one = &g_array_index (pending, ShopPending, i);
    const ShowAdjusted answer = {.id = one->adjustment.id, .ok = TRUE, .seq = one->seq};

    event = event_of (SHOW_EVENT_PENDING);
    event.pending.items = &one->adjustment;
    event.pending.n_items = 1;
    reduce (rig, &event);
    if (!one->answered)
      continue;
    /* Without a number the answer waits for one (R10); a restart may come first. */
    if (!g_hash_table_lookup (rig->made, answer.id))
      count_answer (rig, answer.id, TRUE);
    event = event_of (SHOW_EVENT_ADJUSTED);
    event.adjusted = &answer;
    reduce (rig, &event);
  }
}

static void
rig_start (Rig *rig)
{
  static const ShopClientFuncs funcs = {on_feed, on_changed, on_adjusted, on_failed};
  g_autoptr (GError) error = NULL;

  rig->store = shop_store_open (rig->db, NULL, &error);
  g_assert_no_error (error);
  rig->client = shop_client_new (&rig->options, rig->store, &funcs, rig);
  rig->client->mono_ms = model_mono_ms;
  rig->client->wall_ms = model_wall_ms;
  rig->state = new_state ();
  load (rig);
  rig->loop = g_main_context_new ();
  rig->written_ms = 0;
  g_main_context_push_thread_default (rig->loop);
  shop_client_start (rig->client);
  g_main_context_pop_thread_default (rig->loop);
}

/* The store's thread is as slow as the dice say, however fast it is. */
static void
let_write (Rig *rig)
{
  if (!shop_keeper_is_busy (rig->client->keeper))
    return;
  if (rig->written_ms == 0)
    rig->written_ms = model.ms + (model.is_bad ? model_roll (WRITE_MS) : 0);
  if (rig->written_ms > model.ms)
    return;
  rig->written_ms = 0;
  while (shop_keeper_is_busy (rig->client->keeper))
    g_main_context_iteration (rig->loop, TRUE);
}

/* The shop gives them again. */
static void
lose_answers (Rig *rig)
{
  GArray *answers = rig->client->answers;

  for (guint i = 0; i < answers->len; i++) {
    const ShopAnswer *answer = &g_array_index (answers, ShopAnswer, i);
    const ShowAdjustment *adjustment = g_hash_table_lookup (rig->adjustments, answer->id);

    if (!g_hash_table_lookup (rig->made, answer->id))
      continue;
    g_hash_table_insert (rig->made, g_strdup (answer->id), GINT_TO_POINTER (0));
    if (answer->seq > 0)
      rig->taken[adjustment->sku[4] - '0'] -= adjustment->by;
  }
  g_array_set_size (answers, 0);
}

/* `power_cut`: what was not kept yet is lost. */
static void
rig_stop (Rig *rig, gboolean power_cut)
{
  if (power_cut) {
    rig->client->unkept = FALSE;
    lose_answers (rig);
  }
  shop_client_stop (rig->client);
  g_clear_pointer (&rig->client, shop_client_free);
  g_clear_pointer (&rig->store, shop_store_close);
  g_clear_pointer (&rig->state, show_state_unref);
  g_clear_pointer (&rig->loop, g_main_context_unref);
}

/* What a seller does at the stall. */
static void
sell_at_stall (Rig *rig)
{
  static const char *const deeds[] = {"sell", "sell", "sell", "return", "count"};
  g_autofree char *sku = model_sku (model_roll (MODEL_SKUS));
  g_autofree char *number = g_strdup_printf ("%d", 1 + model_roll (3));
  g_autofree char *id = g_strdup_printf ("id-%u", rig->n_ids++);
  const char *line[] = {"stock", deeds[model_roll (G_N_ELEMENTS (deeds))], sku, number, NULL};
  g_autoptr (ShowCommand) command = show_command_parse (line, SHOW_ROLE_CREATOR, NULL);
  ShowEvent event = event_of (SHOW_EVENT_COMMAND);

  event.id = id;
  event.command = command;
  reduce (rig, &event);
}

/* Checks */

/* On every card, at any time. */
static void
check_marks (Rig *rig)
{
  ShowEvent tick = event_of (SHOW_EVENT_TICK);

  reduce (rig, &tick);
  for (guint n = 0; n < MODEL_SKUS; n++) {
    g_autoptr (ShowCardContent) card = show_state_make_card (rig->state, n);
    g_autofree char *says = NULL;

    if (!card->product || card->freshness != SHOW_FRESH)
      continue;
    says = g_strdup_printf ("SKU-%u %" G_GINT64_FORMAT, n, card->product->available);
    assert_that (rig, g_hash_table_contains (model.had, says), "the shop never had", says);
  }
}

static gboolean
is_in_step (const Rig *rig)
{
  for (guint n = 0; n < MODEL_SKUS; n++) {
    g_autoptr (ShowCardContent) card = show_state_make_card (rig->state, n);

    if (!card->product || card->freshness != SHOW_FRESH ||
        card->product->available != model.items[n]->available)
      return FALSE;
  }
  return TRUE;
}

/* An answer without a number may be settled by the store, and its word be lost with the power. */
static gboolean
is_answered (Rig *rig, const char *id)
{
  const Verdict *verdict = g_hash_table_lookup (model.verdicts, id);

  if (!g_hash_table_lookup (rig->made, id) && model.is_loose && verdict && verdict->ok)
    count_answer (rig, id, TRUE);
  return GPOINTER_TO_INT (g_hash_table_lookup (rig->made, id)) == 1;
}

static void
check_answers (Rig *rig)
{
  g_autoptr (GList) ids = g_hash_table_get_keys (rig->made);

  assert_that (rig, g_hash_table_size (model.verdicts) == g_hash_table_size (rig->made),
               "the shop knows of others", "");
  for (GList *at = ids; at; at = at->next) {
    assert_that (rig, is_answered (rig, at->data), "never answered:", at->data);
    assert_that (rig, g_hash_table_contains (model.verdicts, at->data), "the shop never got",
                 at->data);
  }
}

static void
check_end (Rig *rig)
{
  assert_that (rig, is_in_step (rig), "out of step", "");
  assert_that (rig, rig->state->pending->len == 0, "a correction is still taken off", "");
  assert_that (rig, shop_outbox_next_ms (rig->client->outbox, model_mono_ms ()) == G_MAXINT64,
               "a correction still waits", "");
  check_answers (rig);
  for (guint n = 0; n < MODEL_SKUS; n++)
    assert_that (rig, model.items[n]->available == model.own_moves[n] + rig->taken[n],
                 "the sums differ", "");
}

/* The store has what the picture shows. */
static void
check_store (Rig *rig)
{
  g_autoptr (GPtrArray) products = shop_store_list (rig->store, NULL);

  g_assert_cmpuint (products->len, ==, MODEL_SKUS);
  for (guint n = 0; n < MODEL_SKUS; n++)
    assert_that (rig, ((ShowProduct *) products->pdata[n])->available == model.items[n]->available,
                 "the store differs", "");
}

/* Time */

static void
act (Rig *rig)
{
  int what = model_roll (100);

  if (what < 45)
    model_trade ();
  else if (what < 85)
    sell_at_stall (rig);
  else if (what < 90)
    model_cut ();
  else if (what < 92)
    model.is_mute = TRUE;
  else if (what < 95)
    model_restart ();
  else if (what < 97)
    model.is_reachable = !model.is_reachable;
  else {
    rig_stop (rig, what < 99);
    rig_start (rig);
  }
}

/* Until `end_ms`; with `wild`, things happen meanwhile. */
static void
run_until (Rig *rig, gint64 end_ms, gboolean wild)
{
  gint64 action_ms = wild ? model.ms + model_roll (ACTION_MS) : G_MAXINT64;

  while (model.ms < end_ms) {
    gint64 due_ms = shop_client_tick (rig->client);
    gint64 next_ms = MIN (MIN (action_ms, model_next_ms ()), end_ms);

    let_write (rig);
    if (rig->written_ms > 0)
      next_ms = MIN (next_ms, rig->written_ms);
    if (due_ms != G_MAXINT64)
      next_ms = MIN (next_ms, MAX (due_ms - MODEL_MONO_MS, model.ms + 1));
    model.ms = MAX (next_ms, model.ms);
    model_step ();
    if (action_ms <= model.ms) {
      act (rig);
      action_ms = model.ms + 1 + model_roll (ACTION_MS);
    }
    check_marks (rig);
  }
}

static void
mend (void)
{
  model.is_bad = FALSE;
  model.is_reachable = TRUE;
  if (model.is_mute)
    model_cut ();
}

static void
run (Rig *rig)
{
  run_until (rig, 5000, FALSE);
  assert_that (rig, is_in_step (rig), "not in step at first", "");
  model.is_bad = TRUE;
  run_until (rig, model.ms + WILD_MS, TRUE);
  mend ();
  run_until (rig, model.ms + MEND_MS, FALSE);
  check_end (rig);
  for (int i = 0; i < TAIL_MOVES; i++) {
    model_trade ();
    if (i % 2)
      sell_at_stall (rig);
    run_until (rig, model.ms + PROMPT_MS, FALSE);
    check_end (rig);
  }
  rig_stop (rig, FALSE);
  rig_start (rig);
  check_store (rig);
  run_until (rig, model.ms + 2 * PROMPT_MS, FALSE);
  check_end (rig);
}

static void
rig_init (Rig *rig, guint32 seed)
{
  const char *in_memory =
      g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : g_get_tmp_dir ();

  *rig = (Rig){.seed = seed};
  rig->folder = g_build_filename (in_memory, "test-shop-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (rig->folder));
  rig->db = g_build_filename (rig->folder, "stock.db", NULL);
  rig->options.url = (char *) "ws://127.0.0.1:1/stock";
  rig->options.drop = (char *) "spring-01";
  rig->made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  rig->adjustments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  rig_start (rig);
}

static void
rig_clear (Rig *rig)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  rig_stop (rig, FALSE);
  dir = g_dir_open (rig->folder, 0, NULL);
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (rig->folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (rig->folder);
  g_free (rig->folder);
  g_free (rig->db);
  g_hash_table_unref (rig->made);
  g_hash_table_unref (rig->adjustments);
}

static void
test_property (void)
{
  const guint32 n_seeds = g_test_slow () ? SLOW_SEEDS : SEEDS;

  for (guint32 seed = 0; seed < n_seeds; seed++) {
    Rig rig;

    g_random_set_seed (seed);
    model_init (seed);
    rig_init (&rig, seed);
    run (&rig);
    g_test_message ("seed %u: %u corrections", seed, g_hash_table_size (rig.made));
    rig_clear (&rig);
    model_clear ();
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shop/property", test_property);
  return g_test_run ();
}
