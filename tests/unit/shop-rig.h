/* A rig for tests: a client with what it reported, and a main loop that waits for it. */
#pragma once
#include "shop-client.h"
#include "shop-wire.h"

#include <glib/gstdio.h>

#define RIG_NOW "2027-03-01T18:00:00.000Z"

typedef struct {
  char *folder, *db, *token;
  ShopStore *store;
  ShopOptions options;
  ShopClient *client;
  WireServer *server;

  /* What was reported */
  GHashTable *products; /* SKU -> ShowProduct */
  gint64 seq;
  guint n_changes, n_complete, n_feeds, n_failed;
  gboolean synced;
  ShowHealth health;
  char *text, *detail;
  guint refused;
  char *refused_why;
  ShowFeed feed;      /* its pointers are of the past */
  GPtrArray *answers; /* "id ok|code seq" */
  GPtrArray *texts;   /* of all feeds */
} Rig;

static inline void
rig_on_feed (const ShowFeed *feed, gpointer data)
{
  Rig *rig = data;

  rig->n_feeds++;
  rig->feed = *feed;
  rig->synced = feed->synced;
  rig->health = feed->status->health;
  g_free (rig->text);
  rig->text = g_strdup (feed->status->text);
  g_ptr_array_add (rig->texts, g_strdup (rig->text));
  g_free (rig->detail);
  rig->detail = g_strdup (feed->status->detail);
  rig->refused = feed->refused_items;
  g_free (rig->refused_why);
  rig->refused_why = g_strdup (feed->refused_why);
}

static inline void
rig_on_changed (const ShopChange *change, gpointer data)
{
  Rig *rig = data;

  rig->n_changes++;
  rig->n_complete += change->complete;
  if (change->complete)
    g_hash_table_remove_all (rig->products);
  else
    g_assert_cmpint (change->seq, >=, rig->seq);
  for (guint i = 0; i < change->n_items; i++) {
    g_assert_true (show_product_validate (change->items[i], NULL));
    g_hash_table_replace (rig->products, change->items[i]->sku,
                          show_product_ref (change->items[i]));
  }
  for (guint i = 0; change->gone[i]; i++)
    g_hash_table_remove (rig->products, change->gone[i]);
  rig->seq = change->seq;
}

static inline void
rig_on_adjusted (const ShowAdjusted *adjusted, gpointer data)
{
  Rig *rig = data;

  g_ptr_array_add (rig->answers,
                   g_strdup_printf ("%s %s %d", adjusted->id, adjusted->ok ? "ok" : adjusted->code,
                                    (int) adjusted->seq));
}

static inline void
rig_on_failed (const GError *error, gpointer data)
{
  g_test_message ("store: %s", error->message);
  ((Rig *) data)->n_failed++;
}

static const ShopClientFuncs rig_funcs = {rig_on_feed, rig_on_changed, rig_on_adjusted,
                                          rig_on_failed};

static inline void
rig_open (Rig *rig)
{
  g_autoptr (GError) error = NULL;

  rig->store = shop_store_open (rig->db, NULL, &error);
  g_assert_no_error (error);
  rig->client = shop_client_new (&rig->options, rig->store, &rig_funcs, rig);
}

static inline void
rig_close (Rig *rig)
{
  if (rig->client)
    shop_client_stop (rig->client);
  g_clear_pointer (&rig->client, shop_client_free);
  g_clear_pointer (&rig->store, shop_store_close);
}

static inline void
rig_init (Rig *rig, WireScript script, GTlsCertificate *certificate, const char *host)
{
  *rig = (Rig){0};
  rig->folder = g_dir_make_tmp ("test-shop-XXXXXX", NULL);
  rig->db = g_build_filename (rig->folder, "stock.db", NULL);
  rig->products =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) show_product_unref);
  rig->answers = g_ptr_array_new_with_free_func (g_free);
  rig->texts = g_ptr_array_new_with_free_func (g_free);
  rig->server = wire_server_new (script, rig, certificate);
  rig->options.url =
      g_strdup_printf ("%s://%s:%u/stock?a=b", certificate ? "wss" : "ws", host, rig->server->port);
  rig->options.drop = (char *) "spring-01";
  rig_open (rig);
}

static inline void
rig_clear (Rig *rig)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  rig_close (rig);
  wire_server_free (rig->server);
  dir = g_dir_open (rig->folder, 0, NULL);
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (rig->folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (rig->folder);
  g_free (rig->folder);
  g_free (rig->db);
  g_free (rig->token);
  g_free (rig->options.url);
  g_free (rig->text);
  g_free (rig->detail);
  g_free (rig->refused_why);
  g_hash_table_unref (rig->products);
  g_ptr_array_unref (rig->answers);
  g_ptr_array_unref (rig->texts);
}

static inline gboolean
rig_on_alarm (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main loop for so long. */
static inline void
rig_run_for (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, rig_on_alarm, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* Runs the main loop until `condition`, and fails after a time that only a hang needs. */
#define rig_wait(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gboolean rig_over = FALSE;                                                                     \
    guint rig_alarm = g_timeout_add (30000, rig_on_alarm, &rig_over);                              \
                                                                                                   \
    while (!(condition) && !rig_over)                                                              \
      g_main_context_iteration (NULL, TRUE);                                                       \
    if (rig_over)                                                                                  \
      g_error ("in vain: %s", #condition);                                                         \
    g_source_remove (rig_alarm);                                                                   \
  }                                                                                                \
  G_STMT_END

static inline gint64
rig_available (Rig *rig, const char *sku)
{
  const ShowProduct *product = g_hash_table_lookup (rig->products, sku);

  return product ? product->available : -1;
}

static inline gboolean
rig_is_doubtful (Rig *rig, const char *sku)
{
  const ShowProduct *product = g_hash_table_lookup (rig->products, sku);

  return product && product->doubtful;
}

/* What a shop says, in short */

#define RIG_ITEM(sku, avail) "{\"sku\":\"" sku "\",\"title\":\"T\",\"avail\":" #avail "}"

static inline void
rig_send_welcome (Wire *wire, const char *epoch, int seq, const char *mode, int stale_ms)
{
  wire_sendf (wire,
              "{\"t\":\"welcome\",\"v\":1,\"epoch\":\"%s\",\"seq\":%d,\"mode\":\"%s\","
              "\"hb_ms\":500,\"stale_ms\":%d,\"now\":\"" RIG_NOW "\"}",
              epoch, seq, mode, stale_ms);
}

static inline void
rig_send_snapshot (Wire *wire, const char *epoch, int seq, const char *items)
{
  wire_sendf (wire, "{\"t\":\"snapshot\",\"epoch\":\"%s\",\"seq\":%d,\"items\":[%s]}", epoch, seq,
              items);
}

static inline void
rig_send_delta (Wire *wire, const char *epoch, int prev, int seq, const char *items)
{
  wire_sendf (wire, "{\"t\":\"delta\",\"epoch\":\"%s\",\"prev\":%d,\"seq\":%d,\"items\":[%s]}",
              epoch, prev, seq, items);
}

static inline void
rig_send_hb (Wire *wire, const char *epoch, int seq)
{
  wire_sendf (wire, "{\"t\":\"hb\",\"epoch\":\"%s\",\"seq\":%d,\"now\":\"" RIG_NOW "\"}", epoch,
              seq);
}

/* Upgrade, hello, welcome and a snapshot with A = 5. Gives the hello; transfer full. */
static inline char *
rig_greet (Wire *wire, int seq)
{
  char *hello;

  wire_accept (wire);
  hello = wire_read (wire);
  rig_send_welcome (wire, "e1", seq, "snapshot", 60000);
  rig_send_snapshot (wire, "e1", seq, RIG_ITEM ("A", 5));
  return hello;
}
