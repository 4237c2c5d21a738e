/* The store keeps what it acknowledged, through reopening, SIGKILL, damage and strange files. */
#include "shop-store.h"
#include "show-command.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
  char *folder, *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("test-shop-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "stock.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static ShopStore *
open_good (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;
  ShopStore *store = shop_store_open (path, &note, &error);

  g_assert_no_error (error);
  g_assert_nonnull (store);
  g_assert_cmpstr (note, ==, NULL);
  return store;
}

static ShowProduct *
make_product (int n, gint64 rev)
{
  g_autofree char *sku = g_strdup_printf ("SKU-%05d", n);
  g_autofree char *title = g_strdup_printf ("Größe %d ‘mug’; DROP TABLE product; --", n);
  ShowProduct *product = show_product_new (sku, title);

  product->rev = rev;
  product->cap = 200;
  product->available = n % 200;
  product->sold = 200 - n % 200;
  product->price_minor = 1999 + n;
  product->as_of_ms = 1700000000000 + rev;
  g_strlcpy (product->currency, "CHF", sizeof product->currency);
  return product;
}

static void
put_good (ShopStore *store, int n, gint64 rev)
{
  g_autoptr (ShowProduct) product = make_product (n, rev);
  g_autoptr (GError) error = NULL;

  g_assert_true (shop_store_put (store, product, &error));
  g_assert_no_error (error);
}

static GPtrArray *
list_good (ShopStore *store)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *products = shop_store_list (store, &error);

  g_assert_no_error (error);
  g_assert_nonnull (products);
  return products;
}

static void
assert_product (const ShowProduct *product, int n, gint64 rev)
{
  g_autoptr (ShowProduct) good = make_product (n, rev);

  g_assert_true (show_product_equal_content (product, good));
  g_assert_cmpint (product->rev, ==, rev);
  g_assert_cmpint (product->as_of_ms, ==, good->as_of_ms);
}

static void
test_put_list_replace (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ShopStore) store = open_good (fixture->path);
  g_autoptr (GPtrArray) none = list_good (store), some = NULL, replaced = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  put_good (store, 30, 1);
  put_good (store, 10, 1);
  put_good (store, 20, 1);
  some = list_good (store);
  g_assert_cmpuint (some->len, ==, 3);
  for (int i = 0; i < 3; i++)
    assert_product (some->pdata[i], 10 * (i + 1), 1);
  put_good (store, 20, 2);
  replaced = list_good (store);
  g_assert_cmpuint (replaced->len, ==, 3);
  assert_product (replaced->pdata[1], 20, 2);
}

static void
test_every_state_and_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ShopStore) store = open_good (fixture->path);
  g_autoptr (GPtrArray) products = NULL;

  for (int state = SHOW_STOCK_UPCOMING; state <= SHOW_STOCK_ENDED; state++) {
    g_autoptr (ShowProduct) product = make_product (state, 1);

    product->state = (ShowStockState) state;
    product->cap = product->sold = product->available = SHOW_QUANTITY_MAX;
    product->price_minor = product->rev = product->as_of_ms = SHOW_QUANTITY_MAX;
    g_assert_true (shop_store_put (store, product, NULL));
  }
  g_clear_pointer (&store, shop_store_close);
  store = open_good (fixture->path);
  products = list_good (store);
  g_assert_cmpuint (products->len, ==, SHOW_STOCK_ENDED);
  for (guint i = 0; i < products->len; i++) {
    const ShowProduct *product = products->pdata[i];

    g_assert_cmpuint (product->state, ==, i + 1);
    g_assert_cmpint (product->price_minor, ==, SHOW_QUANTITY_MAX);
    g_assert_cmpint (product->sold, ==, SHOW_QUANTITY_MAX);
    g_assert_cmpint (product->as_of_ms, ==, SHOW_QUANTITY_MAX);
  }
}

static void
test_reopen (Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 5; i++) {
    g_autoptr (ShopStore) store = open_good (fixture->path);
    g_autoptr (GPtrArray) products = list_good (store);

    g_assert_cmpuint (products->len, ==, i);
    for (int j = 0; j < i; j++)
      assert_product (products->pdata[j], j, j);
    put_good (store, i, i);
  }
}

/* A bad product changes nothing, nor do the good ones that came with it. */
static void
test_refused_product (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ShopStore) store = open_good (fixture->path);
  g_autoptr (ShowProduct) good = make_product (1, 1), bad = make_product (2, 1);
  ShowProduct *const both[] = {good, bad};
  g_autoptr (GPtrArray) products = NULL;
  g_autoptr (GError) error = NULL;

  bad->sold = bad->cap + 1;
  g_assert_false (shop_store_put (store, bad, &error));
  g_assert_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (shop_store_put_all (store, both, 2, &error));
  g_assert_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT);
  products = list_good (store);
  g_assert_cmpuint (products->len, ==, 0);
  put_good (store, 1, 1);
}

/* The full store takes changes, and no further product. */
static void
test_ten_thousand (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ShopStore) store = open_good (fixture->path);
  g_autoptr (GPtrArray) products = g_ptr_array_new (), listed = NULL;
  g_autoptr (ShowProduct) further = make_product (SHOW_PRODUCTS_MAX, 1);
  g_autoptr (GError) error = NULL;
  gint64 start_us = g_get_monotonic_time ();

  for (int i = SHOW_PRODUCTS_MAX - 1; i >= 0; i--)
    g_ptr_array_add (products, make_product (i, 1));
  g_assert_true (
      shop_store_put_all (store, (ShowProduct *const *) products->pdata, products->len, &error));
  g_test_message ("put all: %.1f ms", (double) (g_get_monotonic_time () - start_us) / 1000);
  for (guint i = 0; i < products->len; i++)
    show_product_unref (products->pdata[i]);
  g_assert_false (shop_store_put (store, further, &error));
  g_assert_error (error, SHOP_ERROR, SHOP_ERROR_STORE);
  put_good (store, 5000, 2);
  g_clear_pointer (&store, shop_store_close);

  start_us = g_get_monotonic_time ();
  store = open_good (fixture->path);
  g_test_message ("open: %.1f ms", (double) (g_get_monotonic_time () - start_us) / 1000);
  start_us = g_get_monotonic_time ();
  listed = list_good (store);
  g_test_message ("list: %.1f ms", (double) (g_get_monotonic_time () - start_us) / 1000);
  g_assert_cmpuint (listed->len, ==, SHOW_PRODUCTS_MAX);
  for (int i = 0; i < SHOW_PRODUCTS_MAX; i++)
    assert_product (listed->pdata[i], i, i == 5000 ? 2 : 1);
}

/* Puts products for ever, and tells of each one that was acknowledged. */
static void G_GNUC_NORETURN
write_until_killed (const char *path, int first, int fd)
{
  ShopStore *store = shop_store_open (path, NULL, NULL);

  for (int n = first; store; n++) {
    g_autoptr (ShowProduct) product = make_product (n % 1000, n);

    if (!shop_store_put (store, product, NULL) || write (fd, &n, sizeof n) != sizeof n)
      break;
  }
  _exit (1);
}

/* Kills a writer after it acknowledged at least `n_acks`; gives the last one. */
static int
kill_a_writer (const char *path, int first, int n_acks)
{
  int fds[2], ack, last = -1, status;
  pid_t pid;

  g_assert_cmpint (pipe (fds), ==, 0);
  pid = fork ();
  if (pid == 0)
    write_until_killed (path, first, fds[1]);
  g_assert_cmpint (pid, >, 0);
  close (fds[1]);
  for (int i = 0; read (fds[0], &ack, sizeof ack) == sizeof ack; i++) {
    if (i == n_acks)
      kill (pid, SIGKILL);
    last = ack;
  }
  close (fds[0]);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  return last;
}

static void
test_kill (Fixture *fixture, gconstpointer data)
{
  int next = 0;

  for (int round = 0; round < 6; round++) {
    int last = kill_a_writer (fixture->path, next, 20 + 17 * round);
    g_autoptr (ShopStore) store = open_good (fixture->path);
    g_autoptr (GPtrArray) products = list_good (store);

    g_assert_cmpint (last, >=, next + 20);
    /* One more may have been written without its acknowledgement getting out. */
    g_assert_cmpint (products->len, >=, MIN (last + 1, 1000));
    g_assert_cmpint (products->len, <=, MIN (last + 2, 1000));
    for (guint i = 0; i < products->len; i++) {
      const ShowProduct *product = products->pdata[i];

      g_assert_cmpint (product->rev % 1000, ==, i);
      g_assert_cmpint (product->rev, >, last - 1000);
      assert_product (product, (int) i, product->rev);
    }
    next = last + 1;
  }
}

static void
assert_set_aside (Fixture *fixture, int n)
{
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%d", fixture->path, n);
  g_autofree char *kept = g_strdup_printf ("It is kept as %s;", aside);
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShopStore) store = shop_store_open (fixture->path, &note, &error);

  g_assert_no_error (error);
  g_assert_nonnull (note);
  g_assert_nonnull (strstr (note, kept));
  g_assert_true (g_file_test (aside, G_FILE_TEST_IS_REGULAR));
  g_autoptr (GPtrArray) products = list_good (store);
  g_assert_cmpuint (products->len, ==, 0);
  put_good (store, 1, 1);
}

static void
unref_product (gpointer product)
{
  show_product_unref (product);
}

static void
fill (const char *path)
{
  g_autoptr (ShopStore) store = open_good (path);
  g_autoptr (GPtrArray) products = g_ptr_array_new_with_free_func (unref_product);

  for (int i = 0; i < 500; i++)
    g_ptr_array_add (products, make_product (i, 1));
  g_assert_true (
      shop_store_put_all (store, (ShowProduct *const *) products->pdata, products->len, NULL));
}

typedef void (*Spoil) (GString *bytes);

static void
spoil_all (GString *bytes)
{
  g_string_assign (bytes, "Dear diary, today I was a text file, and a rather long one at that.\n");
}

static void
spoil_header (GString *bytes)
{
  memset (bytes->str, 0xff, 64);
}

static void
spoil_middle (GString *bytes)
{
  memset (bytes->str + 4096, 0xa5, bytes->len - 4096);
}

static void
spoil_half (GString *bytes)
{
  g_string_truncate (bytes, bytes->len / 2);
}

static void
spoil_first_page_only (GString *bytes)
{
  g_string_truncate (bytes, 4096);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  static const Spoil spoils[] = {spoil_all, spoil_header, spoil_middle, spoil_half,
                                 spoil_first_page_only};

  for (guint i = 0; i < G_N_ELEMENTS (spoils); i++) {
    g_autofree char *contents = NULL;
    gsize length;

    g_test_message ("spoil %u", i);
    g_remove (fixture->path);
    fill (fixture->path);
    g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
    g_autoptr (GString) bytes = g_string_new_len (contents, (gssize) length);
    spoils[i](bytes);
    g_assert_true (g_file_set_contents (fixture->path, bytes->str, (gssize) bytes->len, NULL));
    assert_set_aside (fixture, (int) i + 1);
    g_autoptr (ShopStore) store = open_good (fixture->path);
    g_autoptr (GPtrArray) products = list_good (store);
    g_assert_cmpuint (products->len, ==, 1);
  }
}

static void
test_too_many_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (int i = 1; i <= SHOP_DAMAGED_MAX; i++) {
    g_autofree char *aside = g_strdup_printf ("%s.damaged-%d", fixture->path, i);

    g_assert_true (g_file_set_contents (aside, "x", 1, NULL));
  }
  g_assert_true (g_file_set_contents (fixture->path, "not a database at all", -1, NULL));
  g_assert_null (shop_store_open (fixture->path, NULL, &error));
  g_assert_error (error, SHOP_ERROR, SHOP_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, "remove some of them"));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
test_missing_table (Fixture *fixture, gconstpointer data)
{
  fill (fixture->path);
  run_sql (fixture->path, "DROP TABLE product");
  assert_set_aside (fixture, 1);
}

/* Refused with `words`, and not a byte is changed. */
static void
assert_refused (const char *path, const char *words)
{
  g_autofree char *before = NULL, *after = NULL, *note = NULL;
  gsize before_length, after_length;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &before, &before_length, NULL));
  g_assert_null (shop_store_open (path, &note, &error));
  g_assert_error (error, SHOP_ERROR, SHOP_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_null (note);
  g_assert_true (g_file_get_contents (path, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  fill (fixture->path);
  run_sql (fixture->path, "PRAGMA user_version = 3");
  assert_refused (fixture->path, "A newer Tallybox wrote this store (its version is 3, this one "
                                 "knows up to 2). Update Tallybox, or use another file.");
  run_sql (fixture->path, "PRAGMA user_version = 2");
  g_autoptr (ShopStore) store = open_good (fixture->path);
  g_autoptr (GPtrArray) products = list_good (store);
  g_assert_cmpuint (products->len, ==, 500);
}

static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  run_sql (fixture->path, "CREATE TABLE diary (text)");
  assert_refused (fixture->path, "belongs to another program");
}

/* Without a right state or within its limits a row is no product, and the words say which file. */
static void
test_bad_row (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ShopStore) store = NULL;
  g_autoptr (GError) error = NULL;

  fill (fixture->path);
  run_sql (fixture->path, "UPDATE product SET state = 'lost' WHERE sku = 'SKU-00007'");
  store = open_good (fixture->path);
  g_assert_null (shop_store_list (store, &error));
  g_assert_error (error, SHOP_ERROR, SHOP_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "SKU-00007"));
  put_good (store, 7, 2);
  g_autoptr (GPtrArray) products = list_good (store);
  g_assert_cmpuint (products->len, ==, 500);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "none", "stock.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (shop_store_open (path, NULL, &error));
  g_assert_error (error, SHOP_ERROR, SHOP_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, "Check that its folder is there"));
  g_clear_error (&error);
  g_assert_null (shop_store_open (fixture->folder, NULL, &error));
  g_assert_error (error, SHOP_ERROR, SHOP_ERROR_STORE);
}

/* Another program in the middle of a write: an error after a while, and all is well afterwards. */
static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ShopStore) store = open_good (fixture->path);
  g_autoptr (ShowProduct) product = make_product (1, 1);
  g_autoptr (GError) error = NULL;
  sqlite3 *other = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_false (shop_store_put (store, product, &error));
  g_assert_error (error, SHOP_ERROR, SHOP_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, "Another program is using the file"));
  sqlite3_close (other);
  put_good (store, 1, 1);
}

#define ADD(name, func) g_test_add ("/shop/store/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("put, list, replace", test_put_list_replace);
  ADD ("every state and limit", test_every_state_and_limit);
  ADD ("reopen", test_reopen);
  ADD ("refused product", test_refused_product);
  ADD ("ten thousand", test_ten_thousand);
  ADD ("kill", test_kill);
  ADD ("damaged", test_damaged);
  ADD ("too many damaged", test_too_many_damaged);
  ADD ("missing table", test_missing_table);
  ADD ("newer", test_newer);
  ADD ("foreign", test_foreign);
  ADD ("bad row", test_bad_row);
  ADD ("no folder", test_no_folder);
  ADD ("busy", test_busy);
  return g_test_run ();
}
