/* What the store knows of a shop: whole products, the place in its stream, and corrections that
 * wait, through reopening, SIGKILL and older versions of the file. */
#include "shop-store.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SOURCE "wss://shop.example/stock main"
#define AT_MS  G_GINT64_CONSTANT (1800000000000)

typedef struct {
  char *folder, *path;
  ShopStore *store;
} Fixture;

static void
reopen (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;

  g_clear_pointer (&fixture->store, shop_store_close);
  fixture->store = shop_store_open (fixture->path, &note, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (note, ==, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("test-shop-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "stock.db", NULL);
  reopen (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const suffixes[] = {"", "-wal", "-shm"};

  shop_store_close (fixture->store);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *path = g_strconcat (fixture->path, suffixes[i], NULL);

    g_remove (path);
  }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static ShowProduct *
make_product (const char *sku, gint64 available)
{
  ShowProduct *product = show_product_new (sku, "Größe ‘M’");
  const ShowHub hubs[] = {{"stall \"2\"", available}, {"depot", 2}};
  const ShowWindow windows[] = {{"vip", AT_MS, AT_MS + 1001, 5}, {"club", AT_MS + 1, AT_MS + 2, 0}};

  product->available = available + 2;
  product->rev = 7;
  product->price_minor = 1999;
  product->was_minor = 2999;
  product->low30_minor = 2500;
  product->pre_cap = 30;
  product->pre_sold = 4;
  product->as_of_ms = AT_MS;
  g_strlcpy (product->currency, "CHF", sizeof product->currency);
  g_strlcpy (product->ship_by, "2027-03-15", sizeof product->ship_by);
  show_product_set_hubs (product, hubs, 2);
  show_product_set_windows (product, windows, 2);
  show_product_set_url (product, "https://shop.example/?a=1&b=%20");
  return product;
}

static ShopPlace
make_place (gint64 seq)
{
  ShopPlace place = {.seq = seq, .heard_ms = AT_MS + seq};

  g_strlcpy (place.source, SOURCE, sizeof place.source);
  g_strlcpy (place.epoch, "e1", sizeof place.epoch);
  return place;
}

static void
apply (Fixture *fixture, const char *sku, const char *const *gone, gint64 seq)
{
  g_autoptr (ShowProduct) product = make_product (sku, seq);
  g_autoptr (GError) error = NULL;
  const ShopPlace place = make_place (seq);

  shop_store_apply (fixture->store, &product, 1, gone, &place, &error);
  g_assert_no_error (error);
}

static GPtrArray *
list (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *products = shop_store_list (fixture->store, &error);

  g_assert_no_error (error);
  return products;
}

static void
assert_skus (Fixture *fixture, const char *expected)
{
  g_autoptr (GPtrArray) products = list (fixture);
  g_autoptr (GString) skus = g_string_new (NULL);

  for (guint i = 0; i < products->len; i++)
    g_string_append (skus, ((ShowProduct *) products->pdata[i])->sku);
  g_assert_cmpstr (skus->str, ==, expected);
}

static void
test_whole_product (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ShowProduct) product = make_product ("A", 5), plain = show_product_new ("B", "b");
  g_autoptr (GPtrArray) products = NULL;
  g_autoptr (GError) error = NULL;

  product->doubtful = TRUE;
  g_assert_true (shop_store_put (fixture->store, product, &error));
  g_assert_true (shop_store_put (fixture->store, plain, &error));
  reopen (fixture);
  products = list (fixture);
  g_assert_cmpuint (products->len, ==, 2);
  g_assert_true (show_product_equal_content (products->pdata[0], product));
  g_assert_true (show_product_equal_content (products->pdata[1], plain));
  g_assert_cmpint (((ShowProduct *) products->pdata[0])->as_of_ms, ==, AT_MS);
  g_assert_true (shop_store_forget (fixture->store, "A", &error));
  g_assert_true (shop_store_forget (fixture->store, "nothing", &error));
  assert_skus (fixture, "B");
}

static void
test_apply (Fixture *fixture, gconstpointer data)
{
  const char *const gone[] = {"A", "nothing", NULL};
  ShopPlace place;

  apply (fixture, "A", NULL, 1);
  apply (fixture, "B", NULL, 2);
  assert_skus (fixture, "AB");
  apply (fixture, "C", gone, 3);
  assert_skus (fixture, "BC");
  reopen (fixture);
  g_assert_true (shop_store_get_place (fixture->store, SOURCE, &place));
  g_assert_cmpstr (place.epoch, ==, "e1");
  g_assert_cmpint (place.seq, ==, 3);
  g_assert_false (shop_store_get_place (fixture->store, "another", &place));
}

/* A change that was made here is not in the shop's stream: from then on the place would lie. */
static void
test_local_changes_lose_the_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ShowProduct) product = make_product ("A", 9);
  ShopPlace place;

  apply (fixture, "A", NULL, 1);
  g_assert_true (shop_store_get_place (fixture->store, SOURCE, &place));
  g_assert_true (shop_store_put (fixture->store, product, NULL));
  g_assert_false (shop_store_get_place (fixture->store, SOURCE, &place));
  apply (fixture, "A", NULL, 1);
  g_assert_true (shop_store_forget (fixture->store, "A", NULL));
  g_assert_false (shop_store_get_place (fixture->store, SOURCE, &place));
  g_assert_true (shop_store_touch (fixture->store, AT_MS, NULL));
  g_assert_false (shop_store_get_place (fixture->store, SOURCE, &place));
}

/* After a restart without a link a number is as old as the last word from the shop, not as its last
 * change. */
static void
test_heard (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) products = NULL;
  g_autoptr (GError) error = NULL;

  apply (fixture, "A", NULL, 1);
  g_assert_true (shop_store_touch (fixture->store, AT_MS + 60000, &error));
  reopen (fixture);
  products = list (fixture);
  g_assert_cmpint (((ShowProduct *) products->pdata[0])->as_of_ms, ==, AT_MS + 60000);
}

/* All or nothing. */
static void
test_bad_apply (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ShowProduct) good = make_product ("B", 1), bad = make_product ("C", 1);
  ShowProduct *const both[] = {good, bad};
  g_autoptr (GError) error = NULL;
  ShopPlace place = make_place (2);

  apply (fixture, "A", NULL, 1);
  bad->available = -1;
  g_assert_false (shop_store_apply (fixture->store, both, 2, NULL, &place, &error));
  g_assert_nonnull (error);
  assert_skus (fixture, "A");
  g_assert_true (shop_store_get_place (fixture->store, SOURCE, &place));
  g_assert_cmpint (place.seq, ==, 1);
}

static ShowAdjustment
make_adjustment (int n)
{
  ShowAdjustment adjustment = {.by = -n, .why = SHOW_ADJUST_STALL_SALE, .at_ms = AT_MS + n};

  g_snprintf (adjustment.id, sizeof adjustment.id, "00000000-0000-4000-8000-%012d", n);
  g_strlcpy (adjustment.sku, "A", sizeof adjustment.sku);
  g_strlcpy (adjustment.hub, "stall \"2\"", sizeof adjustment.hub);
  return adjustment;
}

static void
add_pending (Fixture *fixture, int n)
{
  const ShowAdjustment adjustment = make_adjustment (n);
  g_autoptr (GError) error = NULL;

  shop_store_add_pending (fixture->store, SOURCE, &adjustment, &error);
  g_assert_no_error (error);
}

static GArray *
list_pending (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GArray *list = shop_store_list_pending (fixture->store, SOURCE, &error);

  g_assert_no_error (error);
  return list;
}

static void
assert_pending (Fixture *fixture, const char *expected)
{
  g_autoptr (GArray) list = list_pending (fixture);
  g_autoptr (GString) numbers = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (numbers, "%d ",
                            (int) -g_array_index (list, ShopPending, i).adjustment.by);
  g_assert_cmpstr (numbers->str, ==, expected);
}

static void
test_pending (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) list = NULL, others = NULL;
  g_autoptr (GError) error = NULL;
  const ShowAdjustment again = make_adjustment (2);
  const ShopPending *first;

  for (int n = 1; n <= 4; n++)
    add_pending (fixture, n);
  g_assert_false (shop_store_add_pending (fixture->store, SOURCE, &again, &error));
  g_assert_error (error, SHOP_ERROR, SHOP_ERROR_STORE);
  reopen (fixture);
  assert_pending (fixture, "1 2 3 4 ");
  list = list_pending (fixture);
  first = &g_array_index (list, ShopPending, 0);
  g_assert_cmpstr (first->adjustment.id, ==, "00000000-0000-4000-8000-000000000001");
  g_assert_cmpstr (first->adjustment.sku, ==, "A");
  g_assert_cmpstr (first->adjustment.hub, ==, "stall \"2\"");
  g_assert_cmpint (first->adjustment.why, ==, SHOW_ADJUST_STALL_SALE);
  g_assert_cmpint (first->adjustment.at_ms, ==, AT_MS + 1);
  g_assert_false (first->answered);
  g_assert_true (shop_store_remove_pending (fixture->store, first->adjustment.id, NULL));
  assert_pending (fixture, "2 3 4 ");
  add_pending (fixture, 5);
  assert_pending (fixture, "2 3 4 5 ");
  others = shop_store_list_pending (fixture->store, "another", NULL);
  g_assert_cmpuint (others->len, ==, 0);
}

/* Taken off the picture until the shop's own number is without it. */
static void
test_settling (Fixture *fixture, gconstpointer data)
{
  for (int n = 1; n <= 3; n++) {
    const ShowAdjustment adjustment = make_adjustment (n);

    add_pending (fixture, n);
    if (n < 3)
      g_assert_true (shop_store_answer_pending (fixture->store, adjustment.id, 10 * n, NULL));
  }
  apply (fixture, "A", NULL, 9);
  assert_pending (fixture, "1 2 3 ");
  apply (fixture, "A", NULL, 10);
  assert_pending (fixture, "2 3 ");
  apply (fixture, "A", NULL, 99);
  assert_pending (fixture, "3 ");
}

/* Whatever was answered in an earlier epoch is in the numbers of the next. */
static void
test_settling_by_epoch (Fixture *fixture, gconstpointer data)
{
  const ShowAdjustment adjustment = make_adjustment (1);
  ShopPlace place = make_place (1);

  apply (fixture, "A", NULL, 1);
  add_pending (fixture, 1);
  g_assert_true (shop_store_answer_pending (fixture->store, adjustment.id, 99, NULL));
  g_assert_true (shop_store_apply (fixture->store, NULL, 0, NULL, &place, NULL));
  assert_pending (fixture, "1 ");
  g_strlcpy (place.epoch, "e2", sizeof place.epoch);
  g_assert_true (shop_store_apply (fixture->store, NULL, 0, NULL, &place, NULL));
  assert_pending (fixture, "");
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  const ShowAdjustment further = make_adjustment (SHOW_ADJUSTMENTS_MAX + 1);
  g_autoptr (GError) error = NULL;

  for (int n = 1; n <= SHOW_ADJUSTMENTS_MAX; n++)
    add_pending (fixture, n);
  g_assert_false (shop_store_add_pending (fixture->store, SOURCE, &further, &error));
  g_assert_nonnull (strstr (error->message, "Bring back the link"));
}

/* What a call acknowledged is there after SIGKILL, and nothing that it did not. */
static void
test_kill (Fixture *fixture, gconstpointer data)
{
  int pipe_fds[2], last = 0, n;
  pid_t child;

  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  g_clear_pointer (&fixture->store, shop_store_close);
  child = fork ();
  if (child == 0) {
    reopen (fixture);
    for (n = 1; n < 100000; n++) {
      const ShowAdjustment adjustment = make_adjustment (n);
      const ShopPlace place = make_place (n);
      g_autoptr (ShowProduct) product = make_product ("A", n);

      if ((n > 5 &&
           !shop_store_remove_pending (fixture->store, make_adjustment (n - 5).id, NULL)) ||
          !shop_store_add_pending (fixture->store, SOURCE, &adjustment, NULL) ||
          !shop_store_apply (fixture->store, &product, 1, NULL, &place, NULL) ||
          write (pipe_fds[1], &n, sizeof n) != sizeof n)
        _exit (1);
    }
    _exit (0);
  }
  while (last < 40 && read (pipe_fds[0], &last, sizeof last) == sizeof last)
    ;
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  close (pipe_fds[1]);
  while (read (pipe_fds[0], &n, sizeof n) == sizeof n)
    last = n;
  close (pipe_fds[0]);
  reopen (fixture);
  g_autoptr (GArray) waiting = list_pending (fixture);
  g_autoptr (GPtrArray) products = list (fixture);
  ShopPlace place;
  int newest = (int) -g_array_index (waiting, ShopPending, waiting->len - 1).adjustment.by;
  g_assert_true (shop_store_get_place (fixture->store, SOURCE, &place));
  g_assert_cmpint (newest, >=, last);
  g_assert_cmpint (place.seq, >=, last);
  g_assert_cmpint (((ShowProduct *) products->pdata[0])->available, ==, place.seq + 2);
}

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

/* A file as the first version made it. */
static void
test_version_1 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) products = NULL;
  const ShowProduct *product;

  g_clear_pointer (&fixture->store, shop_store_close);
  g_remove (fixture->path);
  run_sql (fixture->path,
           "CREATE TABLE product (sku TEXT PRIMARY KEY NOT NULL, title TEXT NOT NULL,"
           " rev INTEGER NOT NULL, cap INTEGER NOT NULL, available INTEGER NOT NULL,"
           " sold INTEGER NOT NULL, price_minor INTEGER NOT NULL, currency TEXT NOT NULL,"
           " state TEXT NOT NULL, as_of_ms INTEGER NOT NULL) WITHOUT ROWID;"
           "INSERT INTO product VALUES ('MUG', 'Mug', 3, 200, 37, 163, 2490, 'EUR', 'live', 99);"
           "PRAGMA application_id = 1416381048; PRAGMA user_version = 1");
  reopen (fixture);
  products = list (fixture);
  product = products->pdata[0];
  g_assert_cmpuint (products->len, ==, 1);
  g_assert_cmpint (product->available, ==, 37);
  g_assert_cmpint (product->price_minor, ==, 2490);
  g_assert_cmpint (product->as_of_ms, ==, 99);
  g_assert_cmpuint (product->n_hubs, ==, 0);
  g_assert_null (product->url);
  g_assert_false (product->doubtful);
}

static void
test_big_snapshot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) products = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  const ShopPlace place = make_place (1);
  clock_t start;

  for (int i = 0; i < SHOW_PRODUCTS_MAX; i++) {
    g_autofree char *sku = g_strdup_printf ("SKU-%05d", i);

    g_ptr_array_add (products, i % 10 == 0 ? make_product (sku, i) : show_product_new (sku, "Mug"));
  }
  for (int round = 0; round < 2; round++) {
    start = clock ();
    g_assert_true (shop_store_apply (fixture->store, (ShowProduct *const *) products->pdata,
                                     products->len, NULL, &place, &error));
    g_test_message ("%u products: %.1f ms of the processor", products->len,
                    (double) (clock () - start) * 1000 / CLOCKS_PER_SEC);
  }
  for (guint i = 0; i < products->len; i++)
    show_product_unref (products->pdata[i]);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/shop/store-link/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("whole-product", test_whole_product);
  ADD ("apply", test_apply);
  ADD ("local-changes-lose-the-place", test_local_changes_lose_the_place);
  ADD ("heard", test_heard);
  ADD ("bad-apply", test_bad_apply);
  ADD ("pending", test_pending);
  ADD ("settling", test_settling);
  ADD ("settling-by-epoch", test_settling_by_epoch);
  ADD ("full", test_full);
  ADD ("kill", test_kill);
  ADD ("version-1", test_version_1);
  ADD ("big-snapshot", test_big_snapshot);
  return g_test_run ();
}
