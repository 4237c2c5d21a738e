/* The shop over its SQLite store: what was flushed stays, what was not is undone. */
#include "srv-shop.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOON G_GINT64_CONSTANT (1800000000000)

typedef struct {
  char *folder, *path;
  SrvShop *shop;
  GPtrArray *told; /* "drop: sku sku" */
} Place;

static void
on_change (const SrvChange *change, gpointer data)
{
  Place *place = data;
  g_autofree char *skus = g_strjoinv (" ", (char **) change->skus);

  g_ptr_array_add (place->told, g_strdup_printf ("%s: %s", change->drop->name, skus));
}

static void
open_shop (Place *place)
{
  GError *error = NULL;
  SrvStore *store = srv_store_sqlite.open (place->path, &error);

  g_assert_no_error (error);
  place->shop = srv_shop_new (store, &error);
  g_assert_no_error (error);
  srv_shop_set_listener (place->shop, on_change, place);
}

static void
set_up (Place *place, gconstpointer unused)
{
  place->folder = g_dir_make_tmp ("tb-srv-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "shop.db", NULL);
  place->told = g_ptr_array_new_with_free_func (g_free);
  open_shop (place);
}

static void
tear_down (Place *place, gconstpointer unused)
{
  GDir *dir = g_dir_open (place->folder, 0, NULL);
  const char *name;

  srv_shop_free (place->shop);
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (place->folder, name, NULL);

    g_remove (path);
  }
  g_dir_close (dir);
  g_rmdir (place->folder);
  g_free (place->folder);
  g_free (place->path);
  g_ptr_array_unref (place->told);
}

static void
flush (Place *place)
{
  GError *error = NULL;

  g_assert_true (srv_shop_flush (place->shop, &error));
  g_assert_no_error (error);
}

static ShowProduct *
make_mug (gint64 cap, gint64 available)
{
  ShowProduct *product = show_product_new ("MUG-01", "Mug");

  product->cap = cap;
  product->available = available;
  return product;
}

static void
put_mug (Place *place, gint64 cap, gint64 available)
{
  g_autoptr (ShowProduct) mug = make_mug (cap, available);
  GError *error = NULL;

  g_assert_true (srv_shop_put_drop (place->shop, "spring", NULL, &error));
  g_assert_true (srv_shop_put_product (place->shop, "spring", mug, FALSE, NOON, &error));
  g_assert_true (srv_shop_set_drop_state (place->shop, "spring", SRV_DROP_LIVE, NOON, &error));
  g_assert_no_error (error);
  flush (place);
  g_ptr_array_set_size (place->told, 0);
}

static gboolean
do_it (Place *place, SrvVerb verb, gint64 pieces, GError **error)
{
  const SrvDeed deed = {
      .verb = verb, .drop = "spring", .sku = "MUG-01", .pieces = pieces, .who = "till", .ref = "1"};

  return srv_shop_do (place->shop, &deed, NOON, NULL, error);
}

static const ShowProduct *
seen (Place *place)
{
  return srv_catalog_get_item (srv_shop_get_catalog (place->shop), "spring", "MUG-01")->product;
}

static void
test_sell (Place *place, gconstpointer unused)
{
  GError *error = NULL;

  put_mug (place, 3, 3);
  g_assert_true (do_it (place, SRV_SELL, 2, NULL));
  g_assert_cmpint (seen (place)->available, ==, 3); /* not before it is durable */
  flush (place);
  g_assert_cmpint (seen (place)->available, ==, 1);
  g_assert_cmpint (seen (place)->sold, ==, 2);
  g_assert_cmpuint (place->told->len, ==, 1);
  g_assert_cmpstr (place->told->pdata[0], ==, "spring: MUG-01");
  g_assert_false (do_it (place, SRV_SELL, 2, &error));
  g_assert_error (error, SRV_ERROR, SRV_ERROR_SOLD_OUT);
  g_clear_error (&error);
  flush (place);
  g_assert_cmpuint (place->told->len, ==, 1); /* nothing changed, nothing is told */
}

static void
test_reopen (Place *place, gconstpointer unused)
{
  const ShowHub hubs[] = {{"a", 4}, {"b", 5}};
  const ShowWindow windows[] = {{"vip", NOON, NOON + 1000, 3}};
  g_autoptr (ShowProduct) full = make_mug (50, 0), before = NULL;
  const ShowProduct *after;

  put_mug (place, 1, 1);
  show_product_set_hubs (full, hubs, 2);
  show_product_set_windows (full, windows, 1);
  show_product_set_url (full, "https://shop.example/mug");
  full->available = 9;
  full->price_minor = 2490;
  full->was_minor = 2990;
  full->low30_minor = 2790;
  g_strlcpy (full->currency, "EUR", sizeof full->currency);
  full->pre_cap = 7;
  g_strlcpy (full->ship_by, "2027-03-15", sizeof full->ship_by);
  g_assert_true (srv_shop_put_product (place->shop, "spring", full, FALSE, NOON, NULL));
  g_assert_true (do_it (place, SRV_SELL, 2, NULL));
  flush (place);
  before = show_product_ref ((ShowProduct *) seen (place));
  srv_shop_free (place->shop);
  open_shop (place);
  after = seen (place);
  g_assert_true (show_product_equal_content (before, after));
  g_assert_cmpint (before->rev, ==, after->rev);
  g_assert_cmpuint (after->n_hubs, ==, 2);
  g_assert_cmpstr (after->windows[0].tier, ==, "vip");
  g_assert_cmpint (after->was_minor, ==, 2990);
  g_assert_cmpstr (after->url, ==, "https://shop.example/mug");
}

/* A batch that is spoilt, or that never was flushed, leaves nothing behind. */
static void
test_undone (Place *place, gconstpointer unused)
{
  GError *error = NULL;

  put_mug (place, 9, 9);
  g_assert_true (do_it (place, SRV_SELL, 1, NULL));
  srv_shop_spoil (place->shop);
  g_assert_false (srv_shop_flush (place->shop, &error));
  g_assert_error (error, SRV_ERROR, SRV_ERROR_STORE);
  g_clear_error (&error);
  g_assert_cmpint (seen (place)->sold, ==, 0);
  g_assert_true (do_it (place, SRV_SELL, 1, NULL));
  srv_shop_free (place->shop);
  open_shop (place);
  g_assert_cmpint (seen (place)->sold, ==, 0);
}

static void
test_replace_keeps_sales (Place *place, gconstpointer unused)
{
  g_autoptr (ShowProduct) other = make_mug (20, 15), lower = make_mug (2, 15);
  GError *error = NULL;

  put_mug (place, 10, 10);
  g_assert_true (do_it (place, SRV_SELL, 4, NULL));
  g_assert_true (srv_shop_put_product (place->shop, "spring", other, FALSE, NOON, NULL));
  flush (place);
  g_assert_cmpint (seen (place)->sold, ==, 4);
  g_assert_cmpint (seen (place)->available, ==, 15);
  other->cap = 30;
  g_assert_true (do_it (place, SRV_SELL, 1, NULL));
  g_assert_true (srv_shop_put_product (place->shop, "spring", other, TRUE, NOON, NULL));
  flush (place);
  g_assert_cmpint (seen (place)->available, ==, 14);
  g_assert_cmpint (seen (place)->cap, ==, 30);
  g_assert_false (srv_shop_put_product (place->shop, "spring", lower, FALSE, NOON, &error));
  g_assert_nonnull (error); /* a cap below what is sold */
  g_clear_error (&error);
}

static void
test_remove (Place *place, gconstpointer unused)
{
  GError *error = NULL;

  put_mug (place, 10, 10);
  g_assert_true (srv_shop_remove_product (place->shop, "spring", "MUG-01", NULL));
  flush (place);
  g_assert_cmpstr (place->told->pdata[0], ==, "spring: MUG-01");
  g_assert_null (srv_catalog_get_item (srv_shop_get_catalog (place->shop), "spring", "MUG-01"));
  g_assert_false (do_it (place, SRV_SELL, 1, &error));
  g_assert_error (error, SRV_ERROR, SRV_ERROR_NOT_FOUND);
  g_clear_error (&error);
}

static void
test_drop (Place *place, gconstpointer unused)
{
  GError *error = NULL;
  gint64 rev;

  put_mug (place, 10, 10);
  rev = seen (place)->rev;
  g_assert_true (srv_shop_set_drop_state (place->shop, "spring", SRV_DROP_PAUSED, NOON, NULL));
  flush (place);
  g_assert_cmpint (seen (place)->state, ==, SHOW_STOCK_PAUSED);
  g_assert_cmpint (seen (place)->rev, >, rev);
  g_assert_true (srv_shop_set_drop_state (place->shop, "spring", SRV_DROP_ENDED, NOON, NULL));
  flush (place);
  g_assert_false (srv_shop_set_drop_state (place->shop, "spring", SRV_DROP_LIVE, NOON, &error));
  g_assert_error (error, SRV_ERROR, SRV_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_false (srv_shop_set_drop_state (place->shop, "autumn", SRV_DROP_LIVE, NOON, &error));
  g_assert_error (error, SRV_ERROR, SRV_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (srv_shop_put_drop (place->shop, "a b", NULL, &error));
  g_assert_error (error, SRV_ERROR, SRV_ERROR_INVALID);
  g_clear_error (&error);
}

/* What is over is told once more, and then takes no memory. */
static void
test_ended (Place *place, gconstpointer unused)
{
  SrvCatalog *catalog = srv_shop_get_catalog (place->shop);
  g_autoptr (SrvDrop) drop = NULL;
  g_autoptr (GPtrArray) items = NULL;

  put_mug (place, 10, 10);
  g_assert_true (srv_shop_set_drop_state (place->shop, "spring", SRV_DROP_ENDED, NOON, NULL));
  flush (place);
  g_assert_cmpuint (place->told->len, ==, 1);
  g_assert_cmpstr (place->told->pdata[0], ==, "spring: MUG-01");
  g_assert_null (srv_catalog_get_drop (catalog, "spring"));
  g_assert_true (do_it (place, SRV_RESTOCK, 2, NULL)); /* as after a show */
  flush (place);
  g_assert_null (srv_catalog_get_drop (catalog, "spring"));
  srv_shop_free (place->shop);
  open_shop (place);
  g_assert_null (srv_catalog_get_drop (srv_shop_get_catalog (place->shop), "spring"));
  drop = srv_shop_find_drop (place->shop, "spring", NULL);
  g_assert_cmpint (drop->state, ==, SRV_DROP_ENDED);
  items = srv_shop_list_items (place->shop, "spring", NULL, 9, NULL);
  g_assert_cmpuint (items->len, ==, 1);
  g_assert_nonnull (strstr (items->pdata[0], "\"avail\":10,"));
}

/* Neither now nor after a restart does it matter how many drops there were. */
static void
test_many_drops (Place *place, gconstpointer unused)
{
  GError *error = NULL;

  for (guint i = 0; i < SRV_DROPS_MAX; i++) {
    g_autofree char *name = g_strdup_printf ("drop-%u", i);

    g_assert_true (srv_shop_put_drop (place->shop, name, NULL, NULL));
    g_assert_true (srv_shop_set_drop_state (place->shop, name, SRV_DROP_ENDED, NOON, NULL));
  }
  flush (place);
  srv_shop_free (place->shop);
  open_shop (place);
  for (guint i = 0; i < SRV_DROPS_MAX; i++) {
    g_autofree char *name = g_strdup_printf ("next-%u", i);

    g_assert_true (srv_shop_put_drop (place->shop, name, NULL, &error));
    g_assert_no_error (error);
  }
  flush (place);
  srv_shop_free (place->shop);
  open_shop (place);
  g_assert_false (srv_shop_put_drop (place->shop, "one-more", NULL, &error));
  g_assert_error (error, SRV_ERROR, SRV_ERROR_INVALID);
  g_clear_error (&error);
}

/* Another process ends it: that is told, too. */
static void
test_ended_elsewhere (Place *place, gconstpointer unused)
{
  Place other = {.path = place->path, .told = place->told};

  put_mug (place, 1, 1);
  open_shop (&other);
  g_assert_true (srv_shop_set_drop_state (place->shop, "spring", SRV_DROP_ENDED, NOON, NULL));
  flush (place);
  g_ptr_array_set_size (place->told, 0);
  g_assert_true (srv_shop_refresh (other.shop, NULL));
  g_assert_cmpuint (place->told->len, ==, 1);
  g_assert_cmpstr (place->told->pdata[0], ==, "spring: MUG-01");
  g_assert_null (srv_catalog_get_drop (srv_shop_get_catalog (other.shop), "spring"));
  srv_shop_free (other.shop);
}

/* Two processes on one file: the last piece is sold once, and each sees what the other did. */
static void
test_two_shops (Place *place, gconstpointer unused)
{
  Place other = {.path = place->path, .told = place->told};
  GError *error = NULL;

  put_mug (place, 1, 1);
  open_shop (&other);
  g_assert_true (do_it (place, SRV_SELL, 1, NULL));
  flush (place);
  g_assert_false (do_it (&other, SRV_SELL, 1, &error));
  g_assert_error (error, SRV_ERROR, SRV_ERROR_SOLD_OUT);
  g_clear_error (&error);
  flush (&other);
  g_assert_cmpint (seen (&other)->sold, ==, 0);
  g_ptr_array_set_size (place->told, 0);
  g_assert_true (srv_shop_refresh (other.shop, NULL));
  g_assert_cmpint (seen (&other)->sold, ==, 1);
  g_assert_cmpuint (place->told->len, ==, 1);
  srv_shop_free (other.shop);
}

static void
test_ledger (Place *place, gconstpointer unused)
{
  static const char *const words[] = {"sell", "restock", "return", "stall_sale", "count"};
  SrvStore *store = srv_shop_get_store (place->shop);
  g_autoptr (GPtrArray) list = NULL;

  put_mug (place, 10, 10);
  for (guint verb = SRV_SELL; verb <= SRV_COUNT; verb++)
    g_assert_true (do_it (place, (SrvVerb) verb, 1, NULL));
  flush (place);
  list = store->ops->list_entries (store, "spring", 0, 100, NULL);
  g_assert_cmpuint (list->len, ==, G_N_ELEMENTS (words));
  for (guint i = 0; i < list->len; i++) {
    const SrvEntry *entry = list->pdata[i];

    g_assert_cmpstr (entry->what, ==, words[i]);
    g_assert_cmpstr (entry->who, ==, "till");
    g_assert_cmpint (entry->pieces, ==, 1);
  }
}

static void
test_kept (Place *place, gconstpointer unused)
{
  SrvStore *store = srv_shop_get_store (place->shop);
  const SrvAnswer answer = {(char *) "d", 201, (char *) "{}"};
  const SrvToken token = {"rig-1", SRV_RIGHT_READ, "spring", NOON};
  g_autoptr (SrvAnswer) kept = NULL;
  SrvToken found = {0};
  gboolean is_new = FALSE, there = FALSE;

  g_assert_true (srv_shop_begin (place->shop, NULL));
  g_assert_true (store->ops->put_answer (store, "till", "k1", &answer, NOON, NULL));
  g_assert_true (store->ops->put_token (store, &token, "hash", NULL));
  g_assert_true (store->ops->see_event (store, "web", "e1", NOON, &is_new, NULL) && is_new);
  g_assert_true (store->ops->see_event (store, "web", "e1", NOON, &is_new, NULL) && !is_new);
  flush (place);
  g_assert_true (store->ops->get_answer (store, "till", "k1", &kept, NULL));
  g_assert_cmpint (kept->status, ==, 201);
  g_clear_pointer (&kept, srv_answer_free);
  g_assert_true (store->ops->find_token (store, "hash", &found, &there, NULL) && there);
  g_assert_cmpstr (found.drop, ==, "spring");
  g_assert_true (srv_shop_begin (place->shop, NULL));
  g_assert_true (store->ops->prune (store, NOON + 1, 100, NULL));
  g_assert_true (store->ops->remove_token (store, "rig-1", &there, NULL) && there);
  flush (place);
  g_assert_true (store->ops->get_answer (store, "till", "k1", &kept, NULL));
  g_assert_null (kept);
  g_assert_true (store->ops->see_event (store, "web", "e1", NOON, &is_new, NULL) && is_new);
}

static void
test_damaged (Place *place, gconstpointer unused)
{
  GError *error = NULL;

  put_mug (place, 1, 1);
  srv_shop_free (g_steal_pointer (&place->shop));
  g_assert_true (
      g_file_set_contents (place->path, "not a database, but long enough to be one", -1, NULL));
  g_assert_null (srv_store_sqlite.open (place->path, &error));
  g_assert_error (error, SRV_ERROR, SRV_ERROR_DAMAGED);
  g_clear_error (&error);
}

/* Ten thousand products are put, read and shown in a time that a start-up can wait. */
static void
test_many (Place *place, gconstpointer unused)
{
  gint64 start = g_get_monotonic_time ();

  g_assert_true (srv_shop_put_drop (place->shop, "spring", NULL, NULL));
  for (int i = 0; i < SHOW_PRODUCTS_MAX; i++) {
    g_autofree char *sku = g_strdup_printf ("SKU-%05d", i);
    g_autoptr (ShowProduct) product = show_product_new (sku, "A product");

    product->available = i;
    g_assert_true (srv_shop_put_product (place->shop, "spring", product, FALSE, NOON, NULL));
  }
  flush (place);
  g_test_message ("put: %.1f ms", (double) (g_get_monotonic_time () - start) / 1000);
  {
    g_autoptr (ShowProduct) one_more = make_mug (1, 1);
    GError *error = NULL;

    g_assert_false (srv_shop_put_product (place->shop, "spring", one_more, FALSE, NOON, &error));
    g_assert_error (error, SRV_ERROR, SRV_ERROR_INVALID);
    g_clear_error (&error);
  }
  srv_shop_free (place->shop);
  start = g_get_monotonic_time ();
  open_shop (place);
  g_test_message ("open: %.1f ms", (double) (g_get_monotonic_time () - start) / 1000);
  g_assert_cmpuint (srv_catalog_list_items (srv_shop_get_catalog (place->shop), "spring")->len, ==,
                    SHOW_PRODUCTS_MAX);
}

#define ADD(name, func) g_test_add ("/srv/shop/" name, Place, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("sell", test_sell);
  ADD ("reopen", test_reopen);
  ADD ("undone", test_undone);
  ADD ("replace keeps sales", test_replace_keeps_sales);
  ADD ("remove", test_remove);
  ADD ("drop", test_drop);
  ADD ("ended", test_ended);
  ADD ("many drops", test_many_drops);
  ADD ("ended elsewhere", test_ended_elsewhere);
  ADD ("two shops", test_two_shops);
  ADD ("ledger", test_ledger);
  ADD ("kept", test_kept);
  ADD ("damaged", test_damaged);
  ADD ("many", test_many);
  return g_test_run ();
}
