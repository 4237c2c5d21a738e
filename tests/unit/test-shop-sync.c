/* In step with a shop over a line that loses, doubles and reorders: whenever the client holds its
 * numbers for true they are a state that the shop had, and in the end they are its last one. */
#include "shop-sync.h"

#include <string.h>

#define N_SKUS  8
#define N_STEPS 400
#define NOW_MS  G_GINT64_CONSTANT (1800000000000)

/* A shop: pieces of each SKU, -1: there is no such product. */
typedef struct {
  char epoch[8];
  gint64 seq;
  int pieces[N_SKUS];
} State;

typedef struct {
  GRand *rand;
  State now;
  GArray *history; /* State, all there ever were */
  GPtrArray *line; /* ShopMessage under way to the client */
  gint64 told_seq; /* the newest delta that was sent */
  gboolean is_bad; /* the line loses, doubles, reorders */
} Shop;

static char *
sku_of (int n)
{
  return g_strdup_printf ("SKU-%d", n);
}

static ShopItem *
make_item (const State *state, int n)
{
  g_autofree char *sku = sku_of (n);
  g_autoptr (ShowProduct) product = NULL;

  if (state->pieces[n] < 0)
    return shop_item_new_gone (sku, 0);
  product = show_product_new (sku, "T");
  product->available = state->pieces[n];
  product->rev = state->seq;
  return shop_item_new (product);
}

static ShopMessage *
make_message (const Shop *shop, ShopMessageKind kind)
{
  ShopMessage *message = shop_message_new (kind);

  g_strlcpy (message->epoch, shop->now.epoch, sizeof message->epoch);
  message->seq = shop->now.seq;
  message->version = 1;
  message->hb_ms = 5000;
  message->stale_ms = 15000;
  message->at_ms = NOW_MS;
  return message;
}

static int
roll (Shop *shop, int n)
{
  return g_rand_int_range (shop->rand, 0, n);
}

static ShopMessage *
copy (const ShopMessage *message)
{
  g_autofree char *text = shop_message_format (message, NULL);

  return shop_message_parse (text, strlen (text), SHOP_SIDE_SERVER, NULL);
}

/* Takes `message`. */
static void
send (Shop *shop, ShopMessage *message)
{
  g_autoptr (ShopMessage) owned = message;

  if (shop->is_bad && roll (shop, 8) == 0)
    return;
  if (shop->is_bad && roll (shop, 8) == 0)
    g_ptr_array_insert (shop->line, roll (shop, (int) shop->line->len + 1), copy (message));
  g_ptr_array_insert (shop->line,
                      shop->is_bad && roll (shop, 4) == 0 ? roll (shop, (int) shop->line->len + 1)
                                                          : (int) shop->line->len,
                      g_steal_pointer (&owned));
}

static void
remember (Shop *shop)
{
  g_array_append_val (shop->history, shop->now);
}

/* In up to three parts. */
static void
send_snapshot (Shop *shop)
{
  const int parts = 1 + roll (shop, 3);

  for (int part = 0; part < parts; part++) {
    ShopMessage *message = make_message (shop, SHOP_MESSAGE_SNAPSHOT);

    message->part = (guint) part + 1;
    message->parts = (guint) parts;
    for (int n = part * N_SKUS / parts; n < (part + 1) * N_SKUS / parts; n++)
      if (shop->now.pieces[n] >= 0)
        g_ptr_array_add (message->items, make_item (&shop->now, n));
    send (shop, message);
  }
  shop->told_seq = shop->now.seq;
}

static void
send_welcome (Shop *shop, gboolean resumed)
{
  ShopMessage *message = make_message (shop, SHOP_MESSAGE_WELCOME);

  message->resumed = resumed;
  send (shop, message);
}

static void
sell (Shop *shop)
{
  ShopMessage *message = make_message (shop, SHOP_MESSAGE_DELTA);

  shop->now.seq += 1 + roll (shop, 3);
  message->prev = shop->told_seq;
  message->seq = shop->told_seq = shop->now.seq;
  for (int i = 1 + roll (shop, 3); i > 0; i--) {
    int n = roll (shop, N_SKUS);

    shop->now.pieces[n] = roll (shop, 10) - 1;
    g_ptr_array_add (message->items, make_item (&shop->now, n));
  }
  remember (shop);
  send (shop, message);
}

static void
begin_epoch (Shop *shop)
{
  g_snprintf (shop->now.epoch, sizeof shop->now.epoch, "e%d", roll (shop, 100000));
  shop->now.seq = roll (shop, 5);
  remember (shop);
  send_snapshot (shop);
}

static void
free_message (gpointer message)
{
  shop_message_free (message);
}

static void
shop_init (Shop *shop, guint32 seed)
{
  *shop = (Shop){.rand = g_rand_new_with_seed (seed),
                 .history = g_array_new (FALSE, FALSE, sizeof (State)),
                 .line = g_ptr_array_new_with_free_func (free_message)};
  memset (shop->now.pieces, -1, sizeof shop->now.pieces);
  g_strlcpy (shop->now.epoch, "e", sizeof shop->now.epoch);
  remember (shop);
}

static void
shop_clear (Shop *shop)
{
  g_rand_free (shop->rand);
  g_array_unref (shop->history);
  g_ptr_array_unref (shop->line);
}

/* The client's products are those of a state that the shop had. */
static gboolean
equals (const ShopSync *sync, const State *state)
{
  for (int n = 0; n < N_SKUS; n++) {
    g_autofree char *sku = sku_of (n);
    const ShowProduct *product = shop_sync_find (sync, sku);

    if ((product ? product->available : -1) != state->pieces[n])
      return FALSE;
  }
  return TRUE;
}

static void
assert_truth (Shop *shop, const ShopSync *sync)
{
  const char *epoch;
  gint64 seq;

  if (!shop_sync_is_true (sync))
    return;
  g_assert_true (shop_sync_get_place (sync, &epoch, &seq));
  for (guint i = shop->history->len; i > 0; i--) {
    const State *state = &g_array_index (shop->history, State, i - 1);

    if (state->seq == seq && g_str_equal (state->epoch, epoch)) {
      g_assert_true (equals (sync, state));
      return;
    }
  }
  g_error ("%s %d was never there", epoch, (int) seq);
}

/* Somebody who only knows what was collected. */
typedef GHashTable Follower; /* SKU -> pieces */

static void
follow (Follower *follower, const ShopSyncChange *change)
{
  if (change->complete)
    g_hash_table_remove_all (follower);
  for (guint i = 0; i < change->items->len; i++) {
    const ShowProduct *product = change->items->pdata[i];

    g_hash_table_replace (follower, g_strdup (product->sku),
                          GINT_TO_POINTER ((int) product->available));
  }
  for (guint i = 0; change->gone->pdata[i]; i++)
    g_hash_table_remove (follower, change->gone->pdata[i]);
}

static void
assert_follows (const ShopSync *sync, Follower *follower)
{
  guint n_products = 0;

  for (int n = 0; n < N_SKUS; n++) {
    g_autofree char *sku = sku_of (n);
    const ShowProduct *product = shop_sync_find (sync, sku);

    n_products += product != NULL;
    if (product)
      g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (follower, sku)), ==,
                       product->available);
  }
  g_assert_cmpuint (g_hash_table_size (follower), ==, n_products);
}

static void
collect (ShopSync *sync, Follower *follower,
         gboolean (*func) (ShopSync *sync, ShopSyncChange *ret_change))
{
  g_auto (ShopSyncChange) change = {0};

  if (func (sync, &change))
    follow (follower, &change);
  assert_follows (sync, follower);
}

/* One message of the line reaches the client. */
static void
deliver (Shop *shop, ShopSync *sync)
{
  g_autoptr (ShopMessage) message = NULL;

  if (shop->line->len == 0)
    return;
  message = g_ptr_array_steal_index (shop->line, 0);
  if (shop_sync_take (sync, message, NOW_MS) == SHOP_SYNC_LOST)
    send_snapshot (shop);
  assert_truth (shop, sync);
}

static void
reconnect (Shop *shop, ShopSync *sync)
{
  const char *epoch;
  gint64 seq;

  g_ptr_array_set_size (shop->line, 0);
  shop_sync_reset (sync);
  g_assert_false (shop_sync_is_true (sync));
  if (shop_sync_get_place (sync, &epoch, &seq) && g_str_equal (epoch, shop->now.epoch) &&
      seq == shop->now.seq) {
    shop->told_seq = seq;
    send_welcome (shop, TRUE);
    return;
  }
  send_welcome (shop, FALSE);
  send_snapshot (shop);
}

static void
act (Shop *shop, ShopSync *sync)
{
  int what = roll (shop, 40);

  if (what == 0)
    reconnect (shop, sync);
  else if (what == 1)
    begin_epoch (shop);
  else if (what < 6)
    send (shop, make_message (shop, SHOP_MESSAGE_HB));
  else if (what < 20)
    sell (shop);
  else
    deliver (shop, sync);
}

/* The line is good again: heartbeats bring the end of it. */
static void
settle (Shop *shop, ShopSync *sync)
{
  shop->is_bad = FALSE;
  while (shop->line->len > 0)
    deliver (shop, sync);
  if (!shop_sync_is_true (sync))
    reconnect (shop, sync);
  send (shop, make_message (shop, SHOP_MESSAGE_HB));
  while (shop->line->len > 0)
    deliver (shop, sync);
  g_assert_true (shop_sync_is_true (sync));
  g_assert_true (equals (sync, &shop->now));
}

/* A write that failed. */
static void
collect_in_vain (ShopSync *sync)
{
  g_auto (ShopSyncChange) change = {0};

  if (shop_sync_collect_kept (sync, &change))
    shop_sync_give_back_kept (sync, &change);
}

static void
test_property (void)
{
  for (guint32 seed = 0; seed < 150; seed++) {
    g_autoptr (ShopSync) sync = shop_sync_new (NULL, NULL, 0);
    g_autoptr (GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    Shop shop;

    shop_init (&shop, seed);
    reconnect (&shop, sync);
    shop.is_bad = TRUE;
    for (int step = 0; step < N_STEPS; step++) {
      act (&shop, sync);
      if (roll (&shop, 5) == 0)
        collect (sync, shown, shop_sync_collect);
      if (roll (&shop, 9) == 0)
        collect (sync, kept, shop_sync_collect_kept);
      if (roll (&shop, 9) == 0)
        collect_in_vain (sync);
    }
    settle (&shop, sync);
    collect (sync, shown, shop_sync_collect);
    collect (sync, kept, shop_sync_collect_kept);
    shop_clear (&shop);
  }
}

/* Single cases */

static ShopSyncResult
take (ShopSync *sync, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ShopMessage) message =
      shop_message_parse (text, strlen (text), SHOP_SIDE_SERVER, &error);

  g_assert_no_error (error);
  return shop_sync_take (sync, message, NOW_MS);
}

#define WELCOME(seq, mode)                                                                         \
  "{\"t\":\"welcome\",\"v\":1,\"epoch\":\"e\",\"seq\":" #seq ",\"mode\":\"" mode                   \
  "\",\"now\":\"2027-03-01T18:00:00Z\"}"
#define ITEM(sku, avail) "{\"sku\":\"" sku "\",\"title\":\"T\",\"avail\":" #avail "}"
#define SNAPSHOT(seq, items)                                                                       \
  "{\"t\":\"snapshot\",\"epoch\":\"e\",\"seq\":" #seq ",\"items\":[" items "]}"
#define DELTA(prev, seq, items)                                                                    \
  "{\"t\":\"delta\",\"epoch\":\"e\",\"prev\":" #prev ",\"seq\":" #seq ",\"items\":[" items "]}"
#define HB(epoch, seq)                                                                             \
  "{\"t\":\"hb\",\"epoch\":\"" epoch "\",\"seq\":" #seq ",\"now\":\"2027-03-01T18:00:00Z\"}"

static ShopSync *
make_synced (void)
{
  ShopSync *sync = shop_sync_new (NULL, NULL, 0);

  take (sync, WELCOME (5, "snapshot"));
  g_assert_true (shop_sync_is_waiting (sync));
  take (sync, SNAPSHOT (5, ITEM ("A", 1) "," ITEM ("B", 2)));
  g_assert_true (shop_sync_is_true (sync));
  return sync;
}

static void
test_losses (void)
{
  static const struct {
    const char *text;
    ShopSyncResult result;
  } cases[] = {
      {DELTA (5, 6, ITEM ("A", 2)), SHOP_SYNC_TAKEN},
      {DELTA (5, 9, ITEM ("A", 2)), SHOP_SYNC_TAKEN},
      {DELTA (4, 5, ITEM ("A", 2)), SHOP_SYNC_IGNORED},
      {DELTA (5, 5, ITEM ("A", 2)), SHOP_SYNC_IGNORED},
      {DELTA (6, 7, ITEM ("A", 2)), SHOP_SYNC_LOST},
      {DELTA (4, 6, ITEM ("A", 2)), SHOP_SYNC_LOST},
      {"{\"t\":\"delta\",\"epoch\":\"x\",\"prev\":5,\"seq\":6,\"items\":[]}", SHOP_SYNC_LOST},
      {DELTA (5, 6, "{\"title\":\"no sku\",\"avail\":1}"), SHOP_SYNC_LOST},
      {HB ("e", 5), SHOP_SYNC_TAKEN},
      {HB ("e", 4), SHOP_SYNC_TAKEN},
      {HB ("e", 6), SHOP_SYNC_LOST},
      {HB ("x", 5), SHOP_SYNC_LOST},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ShopSync) sync = make_synced ();

    if (take (sync, cases[i].text) != cases[i].result)
      g_error ("%s", cases[i].text);
    g_assert_true (shop_sync_is_true (sync) == (cases[i].result != SHOP_SYNC_LOST));
  }
}

/* While a snapshot is awaited nothing else counts; then all does again. */
static void
test_waiting (void)
{
  g_autoptr (ShopSync) sync = make_synced ();

  g_assert_cmpint (take (sync, HB ("e", 7)), ==, SHOP_SYNC_LOST);
  g_assert_cmpint (take (sync, DELTA (7, 8, ITEM ("A", 9))), ==, SHOP_SYNC_IGNORED);
  g_assert_cmpint (take (sync, HB ("e", 8)), ==, SHOP_SYNC_IGNORED);
  g_assert_cmpint (take (sync, SNAPSHOT (8, ITEM ("A", 9))), ==, SHOP_SYNC_TAKEN);
  g_assert_true (shop_sync_is_true (sync));
  g_assert_null (shop_sync_find (sync, "B"));
}

static void
test_before_welcome (void)
{
  g_autoptr (ShopSync) sync = shop_sync_new (NULL, NULL, 0);

  g_assert_cmpint (take (sync, SNAPSHOT (5, ITEM ("A", 1))), ==, SHOP_SYNC_IGNORED);
  g_assert_cmpint (take (sync, HB ("e", 5)), ==, SHOP_SYNC_IGNORED);
  g_assert_null (shop_sync_find (sync, "A"));
}

/* A resume is true once everything that the welcome spoke of is there. */
static void
test_resume (void)
{
  g_autoptr (ShopSync) sync = make_synced ();

  shop_sync_reset (sync);
  g_assert_cmpint (take (sync, WELCOME (7, "resume")), ==, SHOP_SYNC_TAKEN);
  g_assert_false (shop_sync_is_true (sync));
  take (sync, DELTA (5, 6, ITEM ("A", 3)));
  g_assert_false (shop_sync_is_true (sync));
  take (sync, DELTA (6, 7, ITEM ("A", 4)));
  g_assert_true (shop_sync_is_true (sync));
  /* The shop lost its memory, and does not know it. */
  shop_sync_reset (sync);
  g_assert_cmpint (take (sync, WELCOME (3, "resume")), ==, SHOP_SYNC_LOST);
}

static void
test_parts (void)
{
  g_autoptr (ShopSync) sync = make_synced ();
  const char *second = "{\"t\":\"snapshot\",\"epoch\":\"e\",\"seq\":9,\"part\":2,\"parts\":2,"
                       "\"items\":[" ITEM ("D", 1) "]}";
  const char *first = "{\"t\":\"snapshot\",\"epoch\":\"e\",\"seq\":9,\"part\":1,\"parts\":2,"
                      "\"items\":[" ITEM ("C", 1) "]}";
  const char *other = "{\"t\":\"snapshot\",\"epoch\":\"e\",\"seq\":8,\"part\":2,\"parts\":2,"
                      "\"items\":[" ITEM ("X", 1) "]}";

  g_assert_cmpint (take (sync, second), ==, SHOP_SYNC_LOST);
  g_assert_cmpint (take (sync, first), ==, SHOP_SYNC_TAKEN);
  g_assert_nonnull (shop_sync_find (sync, "A"));
  g_assert_null (shop_sync_find (sync, "C"));
  g_assert_cmpint (take (sync, other), ==, SHOP_SYNC_LOST);
  g_assert_cmpint (take (sync, second), ==, SHOP_SYNC_LOST);
  take (sync, first);
  g_assert_cmpint (take (sync, second), ==, SHOP_SYNC_TAKEN);
  g_assert_true (shop_sync_is_true (sync));
  g_assert_null (shop_sync_find (sync, "A"));
  g_assert_nonnull (shop_sync_find (sync, "D"));
}

/* Unknown numbers are in doubt, others are not touched. */
static void
test_doubt (void)
{
  g_autoptr (ShopSync) sync = make_synced ();
  const char *why = NULL;

  take (sync, DELTA (5, 6, ITEM ("A", -1) "," ITEM ("B", 7) "," ITEM ("N", "x")));
  g_assert_true (shop_sync_is_true (sync));
  g_assert_true (shop_sync_find (sync, "A")->doubtful);
  g_assert_cmpint (shop_sync_find (sync, "A")->available, ==, 1);
  g_assert_false (shop_sync_find (sync, "B")->doubtful);
  g_assert_cmpint (shop_sync_find (sync, "B")->available, ==, 7);
  g_assert_true (shop_sync_find (sync, "N")->doubtful);
  g_assert_cmpuint (shop_sync_get_refused (sync, &why), ==, 2);
  g_assert_nonnull (strstr (why, "N: avail is not a whole number"));
  take (sync, DELTA (6, 7, ITEM ("A", 3)));
  g_assert_false (shop_sync_find (sync, "A")->doubtful);
  g_assert_cmpuint (shop_sync_get_refused (sync, &why), ==, 1);
  take (sync, DELTA (7, 8, "{\"sku\":\"N\",\"gone\":true}"));
  g_assert_cmpuint (shop_sync_get_refused (sync, &why), ==, 0);
  g_assert_null (why);
  g_assert_null (shop_sync_find (sync, "N"));
}

/* What an unreadable delta changed is not known, so the next hello must not skip it. */
static void
test_unreadable_is_not_skipped (void)
{
  g_autoptr (ShopSync) sync = make_synced ();
  const char *epoch;
  gint64 seq;

  take (sync, DELTA (5, 6, "{\"sku\":\"\"}"));
  g_assert_true (shop_sync_get_place (sync, &epoch, &seq));
  g_assert_cmpint (seq, ==, 5);
}

static void
test_too_many (void)
{
  g_autoptr (ShopSync) sync = make_synced ();
  g_autoptr (ShopMessage) message = shop_message_new (SHOP_MESSAGE_SNAPSHOT);
  g_auto (ShopSyncChange) change = {0};

  g_strlcpy (message->epoch, "e", sizeof message->epoch);
  message->seq = 6;
  message->part = message->parts = 1;
  for (int i = 0; i < SHOW_PRODUCTS_MAX + 5; i++) {
    g_autofree char *sku = g_strdup_printf ("S%d", i);
    g_autoptr (ShowProduct) product = show_product_new (sku, "T");

    g_ptr_array_add (message->items, shop_item_new (product));
  }
  g_assert_cmpint (shop_sync_take (sync, message, NOW_MS), ==, SHOP_SYNC_TAKEN);
  g_assert_true (shop_sync_collect (sync, &change));
  g_assert_cmpuint (change.items->len, ==, SHOW_PRODUCTS_MAX);
  g_assert_cmpuint (shop_sync_get_refused (sync, NULL), ==, 5);
}

/* For who keeps them, a snapshot that says nothing new is nothing new. */
static void
test_kept (void)
{
  g_autoptr (ShopSync) sync = make_synced ();
  g_auto (ShopSyncChange) first = {0}, second = {0};

  g_assert_true (shop_sync_collect_kept (sync, &first));
  g_assert_cmpuint (first.items->len, ==, 2);
  g_assert_false (first.complete);
  take (sync, SNAPSHOT (6, "{\"sku\":\"A\",\"rev\":5,\"title\":\"T\",\"avail\":1}"));
  g_assert_true (shop_sync_collect_kept (sync, &second));
  g_assert_cmpuint (second.items->len, ==, 0);
  g_assert_cmpstr (second.gone->pdata[0], ==, "B");
  g_assert_cmpint (second.seq, ==, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shop/sync/property", test_property);
  g_test_add_func ("/shop/sync/losses", test_losses);
  g_test_add_func ("/shop/sync/waiting", test_waiting);
  g_test_add_func ("/shop/sync/before-welcome", test_before_welcome);
  g_test_add_func ("/shop/sync/resume", test_resume);
  g_test_add_func ("/shop/sync/parts", test_parts);
  g_test_add_func ("/shop/sync/doubt", test_doubt);
  g_test_add_func ("/shop/sync/unreadable-is-not-skipped", test_unreadable_is_not_skipped);
  g_test_add_func ("/shop/sync/too-many", test_too_many);
  g_test_add_func ("/shop/sync/kept", test_kept);
  return g_test_run ();
}
