/* What the shop says gets into the store whatever happens: another program holds the file, further
 * changes come meanwhile, the rig stops or is killed in the middle; and a sale does not wait for
 * it.
 */
#include "shop-rig.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BIG 10000

/* Another program that holds the file */

typedef struct {
  sqlite3 *db;
} Holder;

static void
run_sql (sqlite3 *db, const char *sql)
{
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static void
hold (Holder *holder, const Rig *rig)
{
  g_assert_cmpint (sqlite3_open (rig->db, &holder->db), ==, SQLITE_OK);
  sqlite3_busy_timeout (holder->db, 20000);
  run_sql (holder->db, "BEGIN IMMEDIATE");
}

static void
let_go (Holder *holder)
{
  run_sql (holder->db, "ROLLBACK");
  g_assert_cmpint (sqlite3_close (holder->db), ==, SQLITE_OK);
}

static gpointer
let_go_soon (gpointer data)
{
  g_usleep (300000);
  let_go (data);
  return NULL;
}

/* A shop that says the next thing when it is told to. */

static gint n_said; /* atomic */

static void
wait_to_say (int n)
{
  while (g_atomic_int_get (&n_said) < n)
    g_usleep (5000);
}

static void
say (int n)
{
  g_atomic_int_set (&n_said, n);
}

static void
script_moves (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1);

  wait_to_say (1);
  rig_send_delta (wire, "e1", 1, 2, RIG_ITEM ("A", 4));
  wait_to_say (2);
  rig_send_delta (wire, "e1", 2, 3, RIG_ITEM ("B", 9) "," RIG_ITEM ("C", 1));
  wait_to_say (3);
  rig_send_delta (wire, "e1", 3, 4, RIG_ITEM ("B", 8) ",{\"sku\":\"C\",\"gone\":true}");
  wire_drain (wire);
}

static gint64
stored (const Rig *rig, const char *sku)
{
  g_autoptr (GPtrArray) products = shop_store_list (rig->store, NULL);

  for (guint i = 0; i < products->len; i++)
    if (g_str_equal (((ShowProduct *) products->pdata[i])->sku, sku))
      return ((ShowProduct *) products->pdata[i])->available;
  return -1;
}

static gint64
stored_seq (const Rig *rig)
{
  g_autofree char *source = g_strdup_printf ("%s %s", rig->options.url, rig->options.drop);
  ShopPlace place;

  return shop_store_get_place (rig->store, source, &place) ? place.seq : -1;
}

/* Linked, and the first snapshot is in the store. */
static void
begin (Rig *rig)
{
  say (0);
  rig_init (rig, script_moves, NULL, "127.0.0.1");
  shop_client_start (rig->client);
  rig_wait (rig->synced && stored_seq (rig) == 1);
}

static void
end (Rig *rig)
{
  say (99);
  rig_clear (rig);
}

/* All the time that another program has the file, the shop's numbers come on. */
static void
test_nobody_waits (void)
{
  Rig rig;
  Holder holder;

  begin (&rig);
  hold (&holder, &rig);
  say (1);
  rig_wait (rig.seq == 2);
  rig_run_for (600); /* longer than between two writes */
  say (2);
  rig_wait (rig.seq == 3);
  g_assert_cmpuint (rig.n_failed, ==, 0); /* which takes SHOP_BUSY_MS */
  let_go (&holder);
  rig_wait (stored_seq (&rig) == 3);
  g_assert_cmpint (stored (&rig, "A"), ==, 4);
  g_assert_cmpint (stored (&rig, "B"), ==, 9);
  end (&rig);
}

/* A product that could not be written is not left out when a later one can: the place in the store
 * would say that it is there. */
static void
test_written_again (void)
{
  Rig rig;
  Holder holder;

  begin (&rig);
  hold (&holder, &rig);
  say (1);
  rig_wait (rig.n_failed > 0);
  let_go (&holder);
  say (2);
  rig_wait (stored_seq (&rig) == 3);
  g_assert_cmpint (stored (&rig, "A"), ==, 4);
  end (&rig);
}

/* Without any further word from the shop. */
static void
test_tried_again (void)
{
  Rig rig;
  Holder holder;

  begin (&rig);
  hold (&holder, &rig);
  say (1);
  rig_wait (rig.n_failed > 0);
  let_go (&holder);
  rig_wait (stored_seq (&rig) == 2);
  g_assert_cmpint (stored (&rig, "A"), ==, 4);
  g_assert_cmpuint (rig.server->n_connections, ==, 1);
  end (&rig);
}

/* What came while a write was on its way is in the store when the rig has stopped. */
static void
test_stop (void)
{
  Rig rig;
  Holder holder;
  GThread *thread;

  begin (&rig);
  hold (&holder, &rig);
  say (1);
  rig_wait (rig.seq == 2);
  rig_run_for (600);
  say (3);
  rig_wait (rig.seq == 4);
  thread = g_thread_new ("holder", let_go_soon, &holder);
  rig_close (&rig);
  g_thread_join (thread);
  g_assert_cmpuint (rig.n_failed, ==, 0);
  rig_open (&rig);
  g_assert_cmpint (stored_seq (&rig), ==, 4);
  g_assert_cmpint (stored (&rig, "A"), ==, 4);
  g_assert_cmpint (stored (&rig, "B"), ==, 8);
  g_assert_cmpint (stored (&rig, "C"), ==, -1);
  end (&rig);
}

/* The same after a write that failed. */
static void
test_stop_after_failure (void)
{
  Rig rig;
  Holder holder;

  begin (&rig);
  hold (&holder, &rig);
  say (1);
  rig_wait (rig.n_failed > 0);
  let_go (&holder);
  rig_close (&rig);
  rig_open (&rig);
  g_assert_cmpint (stored_seq (&rig), ==, 2);
  g_assert_cmpint (stored (&rig, "A"), ==, 4);
  end (&rig);
}

/* The line ends while a write is on its way: nothing further comes that would be a reason for the
 * next one. */
static void
script_leaves (Wire *wire, gpointer data)
{
  g_autofree char *hello = NULL;

  if (wire->n > 0) {
    wire_accept (wire);
    wire_drain (wire);
    return;
  }
  hello = rig_greet (wire, 1);
  wait_to_say (1);
  rig_send_delta (wire, "e1", 1, 2, RIG_ITEM ("A", 4));
  wait_to_say (2);
  rig_send_delta (wire, "e1", 2, 3, RIG_ITEM ("B", 9));
}

static void
test_line_ends (void)
{
  Rig rig;
  Holder holder;

  say (0);
  rig_init (&rig, script_leaves, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.synced && stored_seq (&rig) == 1);
  hold (&holder, &rig);
  say (1);
  rig_wait (rig.seq == 2);
  rig_run_for (600);
  say (2);
  rig_wait (rig.health == SHOW_HEALTH_RETRYING);
  let_go (&holder);
  rig_wait (stored_seq (&rig) == 3);
  g_assert_cmpint (stored (&rig, "A"), ==, 4);
  g_assert_cmpint (stored (&rig, "B"), ==, 9);
  end (&rig);
}

/* Answers */

static ShowAdjustment
make_adjustment (int n)
{
  ShowAdjustment adjustment = {.by = -1, .why = SHOW_ADJUST_STALL_SALE, .at_ms = 1803924000000};

  g_snprintf (adjustment.id, sizeof adjustment.id, "id-%d", n);
  g_strlcpy (adjustment.sku, "A", sizeof adjustment.sku);
  return adjustment;
}

static void
script_answers (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1), *first = wire_read (wire),
                  *second = wire_read (wire);

  wait_to_say (1);
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"id-1\",\"ok\":false,\"code\":\"sold_out\"}");
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"id-2\",\"ok\":true,\"epoch\":\"e1\",\"seq\":2}");
  wire_drain (wire);
}

/* Sold, and answered while nobody can write: after a restart nothing is asked again. */
static void
test_answers_are_kept (void)
{
  Rig rig;
  Holder holder;
  g_autoptr (GArray) pending = NULL;

  say (0);
  rig_init (&rig, script_answers, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  for (int n = 1; n <= 2; n++) {
    const ShowAdjustment adjustment = make_adjustment (n);

    g_assert_true (shop_client_adjust (rig.client, &adjustment, NULL));
  }
  rig_wait (rig.synced && stored_seq (&rig) == 1);
  hold (&holder, &rig);
  say (1);
  rig_wait (rig.answers->len == 2 && rig.n_failed > 0);
  let_go (&holder);
  rig_close (&rig);
  rig_open (&rig);
  pending = shop_client_list_pending (rig.client, NULL);
  g_assert_cmpuint (pending->len, ==, 1);
  g_assert_cmpstr (g_array_index (pending, ShopPending, 0).adjustment.id, ==, "id-2");
  g_assert_true (g_array_index (pending, ShopPending, 0).answered);
  end (&rig);
}

/* Ten thousand products */

static GPtrArray *
make_products (gint64 available)
{
  GPtrArray *products = g_ptr_array_new_with_free_func ((GDestroyNotify) show_product_unref);

  for (int i = 0; i < BIG; i++) {
    g_autofree char *sku = g_strdup_printf ("SKU-%05d", i);
    ShowProduct *product = show_product_new (sku, "Mug");

    product->available = available;
    g_ptr_array_add (products, product);
  }
  return products;
}

static gboolean
apply_all (ShopStore *store, gint64 seq)
{
  g_autoptr (GPtrArray) products = make_products (seq);
  ShopPlace place = {.source = "shop", .epoch = "e1", .seq = seq, .heard_ms = 1};

  return shop_store_apply (store, (ShowProduct *const *) products->pdata, products->len, NULL,
                           &place, NULL);
}

typedef struct {
  ShopStore *store;
  gint n_begun, n_done; /* atomic */
  gint over;            /* atomic */
} Big;

static gpointer
apply_for_ever (gpointer data)
{
  Big *big = data;

  for (int n = 1; !g_atomic_int_get (&big->over); n++) {
    g_atomic_int_set (&big->n_begun, n);
    g_assert_true (apply_all (big->store, n));
    g_atomic_int_set (&big->n_done, n);
  }
  return NULL;
}

/* A sale is in the store while the ten thousand are still being written: three times in one write,
 * however slow this machine is now. */
static void
test_sale_goes_between (void)
{
  Rig rig;
  Big big = {0};
  GThread *thread;
  int n_between = 0;

  rig_init (&rig, script_moves, NULL, "127.0.0.1");
  big.store = rig.store;
  thread = g_thread_new ("big", apply_for_ever, &big);
  for (int n = 1; n_between < 3; n++) {
    const ShowAdjustment adjustment = make_adjustment (n);
    int begun = g_atomic_int_get (&big.n_begun);

    g_assert_true (shop_store_add_pending (rig.store, "shop", &adjustment, NULL));
    g_assert_true (shop_store_remove_pending (rig.store, adjustment.id, NULL));
    n_between = begun > 0 && g_atomic_int_get (&big.n_done) == begun - 1 &&
                        g_atomic_int_get (&big.n_begun) == begun
                    ? n_between + 1
                    : 0;
    g_assert_cmpint (g_atomic_int_get (&big.n_done), <, 200);
  }
  g_atomic_int_set (&big.over, 1);
  g_thread_join (thread);
  end (&rig);
}

/* Killed in the middle: each product is an old or a new one, and the place is not ahead of any. */
static void
test_kill (void)
{
  Rig rig;
  int pipe_fds[2], n;
  pid_t child;
  gint64 seq;

  rig_init (&rig, script_moves, NULL, "127.0.0.1");
  rig_close (&rig);
  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  child = fork ();
  if (child == 0) {
    ShopStore *store = shop_store_open (rig.db, NULL, NULL);

    for (n = 1; apply_all (store, n) && write (pipe_fds[1], &n, sizeof n) == sizeof n; n++)
      ;
    _exit (1);
  }
  g_assert_cmpint (read (pipe_fds[0], &n, sizeof n), ==, sizeof n);
  g_usleep (30000);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  close (pipe_fds[0]);
  close (pipe_fds[1]);
  rig_open (&rig);
  g_autoptr (GPtrArray) products = shop_store_list (rig.store, NULL);
  ShopPlace place;
  g_assert_true (shop_store_get_place (rig.store, "shop", &place));
  seq = place.seq;
  g_assert_cmpuint (products->len, ==, BIG);
  for (guint i = 0; i < products->len; i++) {
    const ShowProduct *product = products->pdata[i];

    g_assert_cmpint (product->available, >=, seq);
    g_assert_cmpint (product->available, <=, seq + 1);
  }
  end (&rig);
}

/* The log does not grow for ever, though no commit cuts it. */
static void
test_log_is_short (void)
{
  Rig rig;
  g_autofree char *log = NULL;
  GStatBuf about;

  rig_init (&rig, script_moves, NULL, "127.0.0.1");
  log = g_strconcat (rig.db, "-wal", NULL);
  shop_store_set_log_apart (rig.store, TRUE);
  for (int n = 1; n <= 12; n++) {
    g_assert_true (apply_all (rig.store, n));
    shop_store_shorten_log (rig.store);
  }
  g_assert_cmpint (g_stat (log, &about), ==, 0);
  g_assert_cmpint (about.st_size, <, 3 * 4096 * SHOP_LOG_PAGES);
  end (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shop/keep/nobody-waits", test_nobody_waits);
  g_test_add_func ("/shop/keep/written-again", test_written_again);
  g_test_add_func ("/shop/keep/tried-again", test_tried_again);
  g_test_add_func ("/shop/keep/stop", test_stop);
  g_test_add_func ("/shop/keep/stop-after-failure", test_stop_after_failure);
  g_test_add_func ("/shop/keep/line-ends", test_line_ends);
  g_test_add_func ("/shop/keep/answers-are-kept", test_answers_are_kept);
  g_test_add_func ("/shop/keep/sale-goes-between", test_sale_goes_between);
  g_test_add_func ("/shop/keep/kill", test_kill);
  g_test_add_func ("/shop/keep/log-is-short", test_log_is_short);
  return g_test_run ();
}
