/* The client and a shop that keeps the rules. */
#include "shop-rig.h"

/* Greeting */

static void
script_plain (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 44), *host = wire_get_header (wire, "Host");
  g_autofree char *protocol = wire_get_header (wire, "Sec-WebSocket-Protocol");
  g_autofree char *extensions = wire_get_header (wire, "Sec-WebSocket-Extensions");
  g_autofree char *token = wire_get_header (wire, "Authorization");
  g_autofree char *expected = g_strdup_printf ("127.0.0.1:%u", wire->server->port);

  g_assert_true (g_str_has_prefix (wire->head->str, "GET /stock?a=b HTTP/1.1\n"));
  g_assert_cmpstr (host, ==, expected);
  g_assert_cmpstr (protocol, ==, "stocksync.v1.json");
  g_assert_null (extensions);
  g_assert_null (token);
  g_assert_cmpstr (
      hello, ==,
      "{\"t\":\"hello\",\"v\":1,\"drop\":\"spring-01\",\"client\":\"tallybox/" TALLYBOX_VERSION
      "\"}");
  rig_send_delta (wire, "e1", 44, 45, RIG_ITEM ("A", 4) "," RIG_ITEM ("B", 7));
  rig_send_delta (wire, "e1", 45, 47, "{\"sku\":\"A\",\"gone\":true}");
  wire_drain (wire);
}

static void
test_plain (void)
{
  Rig rig;

  rig_init (&rig, script_plain, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.seq == 47 && rig.synced);
  g_assert_cmpint (rig_available (&rig, "A"), ==, -1);
  g_assert_cmpint (rig_available (&rig, "B"), ==, 7);
  g_assert_cmpint (rig.health, ==, SHOW_HEALTH_LIVE);
  g_assert_cmpstr (rig.text, ==, "Linked with the shop.");
  g_assert_cmpint (rig.feed.seq, ==, 47);
  g_assert_cmpint (rig.feed.stale_ms, ==, 60000);
  g_assert_cmpint (rig.feed.heard_ms, >, 0);
  g_assert_true (rig.feed.knows_offset);
  g_assert_cmpint (ABS (rig.feed.shop_offset_ms + g_get_monotonic_time () / 1000 - 1803924000000),
                   <, 30000);
  g_assert_cmpint (rig.n_failed, ==, 0);
  rig_clear (&rig);
}

/* The token */

static void
script_token (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1), *token = wire_get_header (wire, "Authorization");

  g_assert_cmpstr (token, ==, "Bearer s3cret-token");
  wire_drain (wire);
}

static void
test_token (void)
{
  Rig rig;
  g_autofree char *path = NULL;

  rig_init (&rig, script_token, NULL, "127.0.0.1");
  path = g_build_filename (rig.folder, "token", NULL);
  rig.options.token_file = path;
  shop_client_start (rig.client);
  rig_wait (rig.health == SHOW_HEALTH_RETRYING);
  g_assert_nonnull (strstr (rig.text, "cannot be read. Trying again in"));
  g_assert_nonnull (strstr (rig.detail, path));
  g_assert_true (g_file_set_contents (path, "s3cret-token\n", -1, NULL));
  rig_wait (rig.synced);
  rig_clear (&rig);
}

/* A restart goes on where the store is */

static void
script_resume (Wire *wire, gpointer data)
{
  g_autofree char *hello = NULL;

  if (wire->n == 0) {
    hello = rig_greet (wire, 44);
    rig_send_delta (wire, "e1", 44, 45, RIG_ITEM ("A", 4));
    wire_drain (wire);
    return;
  }
  wire_accept (wire);
  hello = wire_read (wire);
  g_assert_nonnull (strstr (hello, "\"resume\":{\"epoch\":\"e1\",\"seq\":45}"));
  rig_send_welcome (wire, "e1", 46, "resume", 60000);
  rig_send_delta (wire, "e1", 45, 46, RIG_ITEM ("B", 9));
  wire_drain (wire);
}

static void
test_resume (void)
{
  Rig rig;

  rig_init (&rig, script_resume, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.seq == 45 && rig.synced);
  rig_close (&rig);
  rig.synced = FALSE;
  rig_open (&rig);
  g_autoptr (GPtrArray) stored = shop_store_list (rig.store, NULL);
  g_assert_cmpuint (stored->len, ==, 1);
  g_assert_cmpint (((ShowProduct *) stored->pdata[0])->available, ==, 4);
  shop_client_start (rig.client);
  rig_wait (rig.seq == 46 && rig.synced);
  g_assert_cmpuint (rig.n_complete, ==, 1);
  g_assert_cmpint (rig_available (&rig, "A"), ==, 4);
  g_assert_cmpint (rig_available (&rig, "B"), ==, 9);
  rig_clear (&rig);
}

/* Corrections */

static ShowAdjustment
make_adjustment (int n)
{
  ShowAdjustment adjustment = {.by = -n, .why = SHOW_ADJUST_STALL_SALE, .at_ms = 1803924000000};

  g_snprintf (adjustment.id, sizeof adjustment.id, "id-%d", n);
  g_strlcpy (adjustment.sku, "A", sizeof adjustment.sku);
  return adjustment;
}

static void
adjust (Rig *rig, int n)
{
  const ShowAdjustment adjustment = make_adjustment (n);
  g_autoptr (GError) error = NULL;

  shop_client_adjust (rig->client, &adjustment, &error);
  g_assert_no_error (error);
}

static void
expect (Wire *wire, const char *words)
{
  g_autofree char *text = wire_read (wire);

  if (!text || !strstr (text, words))
    g_error ("%s is not in %s", words, text);
}

static void
script_adjust (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1);

  expect (wire, "{\"t\":\"adjust\",\"id\":\"id-1\",\"sku\":\"A\",\"by\":-1,\"why\":\"stall_sale\","
                "\"at\":\"2027-03-01T18:00:00.000Z\"}");
  expect (wire, "\"id\":\"id-2\"");
  expect (wire, "\"id\":\"id-3\"");
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"other\",\"ok\":true}");
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"id-1\",\"ok\":true,\"epoch\":\"e1\",\"seq\":2}");
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"id-2\",\"ok\":false,\"code\":\"sold_out\"}");
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"id-1\",\"ok\":true,\"epoch\":\"e1\",\"seq\":2}");
  rig_send_delta (wire, "e1", 1, 2, RIG_ITEM ("A", 4));
  /* As a simple server does. */
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"id-3\",\"ok\":true}");
  rig_send_delta (wire, "e1", 2, 3, RIG_ITEM ("B", 4));
  rig_send_delta (wire, "e1", 3, 4, RIG_ITEM ("A", 1));
  wire_drain (wire);
}

static void
test_adjust (void)
{
  Rig rig;

  rig_init (&rig, script_adjust, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  for (int n = 1; n <= 3; n++)
    adjust (&rig, n);
  rig_wait (rig.seq == 4);
  g_assert_cmpuint (rig.answers->len, ==, 3);
  g_assert_cmpstr (rig.answers->pdata[0], ==, "id-1 ok 2");
  g_assert_cmpstr (rig.answers->pdata[1], ==, "id-2 sold_out 0");
  g_assert_cmpstr (rig.answers->pdata[2], ==, "id-3 ok 4");
  rig_run_for (700); /* until all is kept */
  g_autoptr (GArray) pending = shop_client_list_pending (rig.client, NULL);
  g_assert_cmpuint (pending->len, ==, 0);
  rig_clear (&rig);
}

/* What is unanswered is sent again: after a break, and after a restart, in order, with its ids. */
static int n_again; /* atomic */

static void
script_again (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1);

  expect (wire, "\"id\":\"id-1\"");
  expect (wire, "\"id\":\"id-2\"");
  g_atomic_int_inc (&n_again);
  if (wire->n == 1)
    wire_drain (wire);
  if (wire->n < 2)
    return;
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"id-1\",\"ok\":true,\"epoch\":\"e1\",\"seq\":1}");
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"id-2\",\"ok\":true,\"epoch\":\"e1\",\"seq\":2}");
  wire_drain (wire);
}

static void
test_again (void)
{
  Rig rig;

  rig_init (&rig, script_again, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  adjust (&rig, 1);
  adjust (&rig, 2);
  rig_wait (g_atomic_int_get (&n_again) == 2);
  rig_close (&rig);
  rig.n_changes = 0;
  rig_open (&rig);
  g_autoptr (GArray) pending = shop_client_list_pending (rig.client, NULL);
  g_assert_cmpuint (pending->len, ==, 2);
  shop_client_start (rig.client);
  rig_wait (rig.answers->len == 2 && rig.synced);
  g_assert_cmpstr (rig.answers->pdata[0], ==, "id-1 ok 1");
  g_assert_cmpstr (rig.answers->pdata[1], ==, "id-2 ok 2");
  rig_run_for (700);
  g_clear_pointer (&pending, g_array_unref);
  pending = shop_client_list_pending (rig.client, NULL);
  g_assert_cmpuint (pending->len, ==, 1); /* taken, but not in the numbers yet */
  g_assert_true (g_array_index (pending, ShopPending, 0).answered);
  rig_clear (&rig);
}

/* The number that may or may not have our sale in it is not shown before the answer, which comes
 * late here; in the end there is one change. */
static void
script_unsure (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, (int) wire->n + 1);

  expect (wire, "\"id\":\"id-1\"");
  if (wire->n == 0)
    return;
  g_usleep (200000);
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"id-1\",\"ok\":true,\"epoch\":\"e1\",\"seq\":2}");
  wire_drain (wire);
}

static void
test_unsure (void)
{
  Rig rig;

  rig_init (&rig, script_unsure, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.seq == 1);
  adjust (&rig, 1);
  rig_wait (rig.seq == 2);
  g_assert_cmpuint (rig.answers->len, ==, 1);
  rig_clear (&rig);
}

/* The line breaks under a sale, the new one begins with numbers from before it, and the answer is
 * there before those with it: what a show makes of that never rises. */
static void
script_overtaken (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1);

  expect (wire, "\"id\":\"id-1\"");
  if (wire->n == 0)
    return;
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"id-1\",\"ok\":true,\"epoch\":\"e1\",\"seq\":2}");
  g_usleep (200000);
  rig_send_delta (wire, "e1", 1, 2, RIG_ITEM ("A", 4));
  wire_drain (wire);
}

typedef struct {
  Rig rig; /* first: what is reported goes there, too */
  ShowState *state;
  gint64 shown; /* of A */
  gint64 least; /* that may be shown of it */
} Watched;

static gint64
get_shown (const ShowState *state)
{
  g_autoptr (ShowCardContent) card = show_state_make_card (state, 0);

  return card->product ? card->product->available : G_MAXINT64;
}

static void
reduce (Watched *watched, ShowEvent event)
{
  g_autoptr (GPtrArray) effects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);
  ShowState *next;

  event.now_ms = g_get_real_time () / 1000;
  event.mono_ms = g_get_monotonic_time () / 1000;
  next = show_state_reduce (watched->state, &event, effects, NULL);
  show_state_unref (watched->state);
  watched->state = next;
  g_assert_cmpint (get_shown (next), <=, watched->shown);
  g_assert_cmpint (get_shown (next), >=, watched->least);
  watched->shown = get_shown (next);
}

static void
on_watched_feed (const ShowFeed *feed, gpointer data)
{
  rig_on_feed (feed, data);
  reduce (data, (ShowEvent){.kind = SHOW_EVENT_FEED, .feed = feed});
}

static void
on_watched_changed (const ShopChange *change, gpointer data)
{
  rig_on_changed (change, data);
  reduce (data, (ShowEvent){.kind = SHOW_EVENT_PRODUCTS,
                            .products = {.items = change->items,
                                         .n_items = change->n_items,
                                         .complete = change->complete,
                                         .seq = change->seq}});
}

static void
on_watched_adjusted (const ShowAdjusted *adjusted, gpointer data)
{
  rig_on_adjusted (adjusted, data);
  reduce (data, (ShowEvent){.kind = SHOW_EVENT_ADJUSTED, .adjusted = adjusted});
}

static void
watch (Watched *watched)
{
  static const ShopClientFuncs funcs = {on_watched_feed, on_watched_changed, on_watched_adjusted,
                                        rig_on_failed};
  static const ShowScene scene = {
      .name = "break", .layout = SHOW_LAYOUT_SLATE, .slate = SHOW_SLATE_BREAK};
  const ShowCardSetup card = {.kind = SHOW_CARD_PRODUCT,
                              .name = "a",
                              .sku = g_strdup ("A"),
                              .corner = SHOW_CORNER_TOP_LEFT};
  g_autoptr (ShowSetup) setup = show_setup_new ();
  g_autoptr (GPtrArray) effects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);

  g_array_append_val (setup->scenes, scene);
  g_array_append_val (setup->cards, card);
  watched->state =
      show_state_new (setup, g_get_real_time () / 1000, g_get_monotonic_time () / 1000, effects);
  watched->shown = G_MAXINT64;
  shop_client_free (watched->rig.client);
  watched->rig.client =
      shop_client_new (&watched->rig.options, watched->rig.store, &funcs, watched);
}

static void
test_overtaken (void)
{
  const ShowAdjustment sale = make_adjustment (1);
  Watched watched = {0};

  rig_init (&watched.rig, script_overtaken, NULL, "127.0.0.1");
  watch (&watched);
  shop_client_start (watched.rig.client);
  rig_wait (watched.rig.seq == 1);
  reduce (&watched,
          (ShowEvent){.kind = SHOW_EVENT_PENDING, .pending = {.items = &sale, .n_items = 1}});
  g_assert_cmpint (watched.shown, ==, 4);
  adjust (&watched.rig, 1);
  rig_wait (watched.rig.seq == 2 && watched.rig.synced);
  g_assert_cmpint (watched.shown, ==, 4);
  g_assert_cmpuint (watched.rig.answers->len, ==, 1);
  show_state_unref (watched.state);
  rig_clear (&watched.rig);
}

static void
answer_sale (Wire *wire, const char *id, const char *place)
{
  g_autofree char *text =
      g_strdup_printf ("{\"t\":\"adjusted\",\"id\":\"%s\",\"ok\":true%s}", id, place);

  wire_send (wire, text);
}

/* The line breaks under two sales that the shop has done: the new line's numbers have both, and are
 * not shown as long as the show takes the sales off itself. `place`: what the answers say of when
 * they took place. */
static void
play_twice (Wire *wire, const char *place)
{
  g_autofree char *hello = NULL;

  if (wire->n == 0) {
    hello = rig_greet (wire, 1);
    expect (wire, "\"id\":\"id-1\"");
    expect (wire, "\"id\":\"id-2\"");
    return;
  }
  wire_accept (wire);
  hello = wire_read (wire);
  rig_send_welcome (wire, "e1", 3, "snapshot", 60000);
  rig_send_snapshot (wire, "e1", 3, RIG_ITEM ("A", 2));
  expect (wire, "\"id\":\"id-1\"");
  answer_sale (wire, "id-1", place);
  g_usleep (300000);
  answer_sale (wire, "id-2", place);
  g_usleep (100000);
  rig_send_delta (wire, "e1", 3, 4, RIG_ITEM ("A", 2));
  wire_drain (wire);
}

static void
script_twice (Wire *wire, gpointer data)
{
  play_twice (wire, ",\"epoch\":\"e1\",\"seq\":4");
}

static void
script_twice_without_seq (Wire *wire, gpointer data)
{
  play_twice (wire, "");
}

static void
check_twice (WireScript script)
{
  const ShowAdjustment sales[] = {make_adjustment (1), make_adjustment (2)};
  Watched watched = {0};

  rig_init (&watched.rig, script, NULL, "127.0.0.1");
  watch (&watched);
  shop_client_start (watched.rig.client);
  rig_wait (watched.rig.seq == 1);
  reduce (&watched,
          (ShowEvent){.kind = SHOW_EVENT_PENDING, .pending = {.items = sales, .n_items = 2}});
  g_assert_cmpint (watched.shown, ==, 2);
  watched.least = 2;
  adjust (&watched.rig, 1);
  adjust (&watched.rig, 2);
  rig_wait (watched.rig.seq == 4 && watched.rig.synced);
  g_assert_cmpuint (watched.rig.answers->len, ==, 2);
  show_state_unref (watched.state);
  rig_clear (&watched.rig);
}

static void
test_twice (void)
{
  check_twice (script_twice);
}

static void
test_twice_without_seq (void)
{
  check_twice (script_twice_without_seq);
}

/* A shop whose numbers do not come after its answers holds up nothing for long. */
static void
script_held (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1);

  expect (wire, "\"id\":\"id-1\"");
  if (wire->n == 0)
    return;
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"id-1\",\"ok\":true,\"epoch\":\"e1\",\"seq\":2}");
  wire_drain (wire);
}

static void
test_held (void)
{
  const ShowAdjustment sale = make_adjustment (1);
  Watched watched = {0};

  rig_init (&watched.rig, script_held, NULL, "127.0.0.1");
  watch (&watched);
  shop_client_start (watched.rig.client);
  rig_wait (watched.rig.seq == 1);
  reduce (&watched,
          (ShowEvent){.kind = SHOW_EVENT_PENDING, .pending = {.items = &sale, .n_items = 1}});
  adjust (&watched.rig, 1);
  rig_wait (watched.rig.n_changes == 2 && watched.rig.answers->len == 1 && watched.rig.synced);
  g_assert_cmpint (watched.shown, ==, 4);
  show_state_unref (watched.state);
  rig_clear (&watched.rig);
}

/* A sale that the numbers of a new epoch do not have yet is kept beside them. */
static void
script_new_epoch (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1);

  expect (wire, "\"id\":\"id-1\"");
  rig_send_snapshot (wire, "e2", 1, RIG_ITEM ("A", 5));
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"id-1\",\"ok\":true,\"epoch\":\"e2\",\"seq\":2}");
  wire_drain (wire);
}

static void
test_new_epoch (void)
{
  g_autoptr (GArray) pending = NULL;
  Rig rig;

  rig_init (&rig, script_new_epoch, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  adjust (&rig, 1);
  rig_wait (rig.answers->len == 1 && rig.synced);
  rig_run_for (700); /* until all is kept */
  pending = shop_client_list_pending (rig.client, NULL);
  g_assert_cmpuint (pending->len, ==, 1);
  g_assert_cmpint (g_array_index (pending, ShopPending, 0).seq, ==, 2);
  rig_clear (&rig);
}

/* A busy shop is asked again later. */
static void
script_busy (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1);

  expect (wire, "\"id\":\"id-1\"");
  wire_send (wire, "{\"t\":\"err\",\"code\":\"rate_limited\",\"retry_ms\":200}");
  expect (wire, "\"id\":\"id-1\"");
  wire_send (wire, "{\"t\":\"adjusted\",\"id\":\"id-1\",\"ok\":true,\"epoch\":\"e1\",\"seq\":1}");
  wire_drain (wire);
}

static void
test_busy (void)
{
  Rig rig;

  rig_init (&rig, script_busy, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  adjust (&rig, 1);
  rig_wait (rig.answers->len == 1);
  g_assert_cmpuint (rig.server->n_connections, ==, 1);
  rig_clear (&rig);
}

/* Snapshots in parts, and one for the whole catalogue */

#define MANY 10000

static void
script_parts (Wire *wire, gpointer data)
{
  g_autofree char *hello = NULL;

  wire_accept (wire);
  hello = wire_read (wire);
  rig_send_welcome (wire, "e1", 9, "snapshot", 60000);
  for (int part = 0; part < MANY / 500; part++) {
    g_autoptr (GString) text = g_string_new (NULL);

    g_string_printf (text,
                     "{\"t\":\"snapshot\",\"epoch\":\"e1\",\"seq\":9,\"part\":%d,"
                     "\"parts\":%d,\"items\":[",
                     part + 1, MANY / 500);
    for (int i = 0; i < 500; i++)
      g_string_append_printf (text,
                              "%s{\"sku\":\"SKU-%05d\",\"title\":\"A fine product\","
                              "\"avail\":%d,\"price\":{\"minor\":1999,\"cur\":\"EUR\"}}",
                              i ? "," : "", part * 500 + i, i);
    g_string_append (text, "]}");
    wire_send (wire, text->str);
    if (part == 3)
      rig_send_hb (wire, "e1", 9);
  }
  wire_drain (wire);
}

static void
test_parts (void)
{
  Rig rig;

  rig_init (&rig, script_parts, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.synced);
  g_assert_cmpuint (rig.n_changes, ==, 1);
  g_assert_cmpuint (g_hash_table_size (rig.products), ==, MANY);
  g_assert_cmpint (rig_available (&rig, "SKU-09999"), ==, 499);
  rig_clear (&rig);
}

/* What the shop says of itself */

static void
script_trouble (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1);

  wire_send (wire, "{\"t\":\"err\",\"code\":\"source_down\",\"msg\":\"The till is off\\u0007.\"}");
  g_usleep (300000);
  rig_send_delta (wire, "e1", 1, 2, RIG_ITEM ("A", 4));
  g_usleep (300000);
  wire_send (wire, "{\"t\":\"hb\",\"epoch\":\"e1\",\"seq\":2,\"now\":\"2027-03-01T18:05:00Z\","
                   "\"src_at\":\"2027-03-01T18:00:00Z\"}");
  wire_drain (wire);
}

static void
test_trouble (void)
{
  Rig rig;

  rig_init (&rig, script_trouble, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.health == SHOW_HEALTH_STALLED);
  g_assert_cmpstr (rig.text, ==, "The shop says: The till is off .");
  rig_wait (rig.health == SHOW_HEALTH_LIVE && rig.seq == 2);
  rig_wait (rig.health == SHOW_HEALTH_STALLED);
  g_assert_cmpint (ABS (g_get_monotonic_time () / 1000 - 300000 - rig.feed.source_ms), <, 20000);
  rig_clear (&rig);
}

/* How old the shop's source is stays known when the line breaks, and is told by a welcome; it may
 * be older than this machine is up. */
static void
script_source (Wire *wire, gpointer data)
{
  static const char *const sources[] = {"", "", ",\"src_at\":\"2026-03-01T18:00:00Z\""};
  g_autofree char *hello = NULL;
  int seq = (int) wire->n + 1;

  wire_accept (wire);
  hello = wire_read (wire);
  wire_sendf (wire,
              "{\"t\":\"welcome\",\"v\":1,\"epoch\":\"e1\",\"seq\":%d,\"mode\":\"snapshot\","
              "\"now\":\"" RIG_NOW "\"%s}",
              seq, sources[MIN (wire->n, 2)]);
  rig_send_snapshot (wire, "e1", seq, RIG_ITEM ("A", 5));
  g_usleep (300000);
  if (wire->n == 0)
    wire_send (wire, "{\"t\":\"hb\",\"epoch\":\"e1\",\"seq\":1,\"now\":\"" RIG_NOW "\","
                     "\"src_at\":\"2027-03-01T17:00:00Z\"}");
  if (wire->n < 2)
    g_usleep (300000);
  else
    wire_drain (wire);
}

static gint64
get_source_age_s (const Rig *rig)
{
  return rig->feed.source_ms ? (g_get_monotonic_time () / 1000 - rig->feed.source_ms) / 1000 : 0;
}

static void
test_source (void)
{
  g_autofree char *source = NULL;
  ShopPlace place;
  Rig rig;

  rig_init (&rig, script_source, NULL, "127.0.0.1");
  shop_client_start (rig.client);
  rig_wait (rig.synced);
  g_assert_cmpint (rig.feed.source_ms, ==, 0);
  rig_wait (rig.health == SHOW_HEALTH_STALLED);
  while (rig.seq < 3) {
    guint n = rig.n_feeds;

    g_assert_cmpint (get_source_age_s (&rig), >=, 3600);
    rig_wait (rig.n_feeds > n);
  }
  rig_wait (rig.synced);
  g_assert_cmpint (get_source_age_s (&rig), >=, 365 * 86400);
  rig_run_for (700); /* until all is kept: it is as old after a restart */
  source = g_strdup_printf ("%s spring-01", rig.options.url);
  g_assert_true (shop_store_get_place (rig.store, source, &place));
  g_assert_cmpint (place.seq, ==, 3);
  g_assert_cmpint (g_get_real_time () / 1000 - place.heard_ms, >=,
                   365 * 86400 * G_GINT64_CONSTANT (1000));
  rig_clear (&rig);
}

/* A step of the wall clock, by a day in either direction, moves no age and breaks no line. */
static gint64 wall_step_ms;

static gint64
stepping_clock (void)
{
  return g_get_real_time () / 1000 + wall_step_ms;
}

static void
script_steady (Wire *wire, gpointer data)
{
  g_autofree char *hello = rig_greet (wire, 1);

  for (int seq = 2; seq < 40; seq++) {
    rig_send_delta (wire, "e1", seq - 1, seq, RIG_ITEM ("A", 4));
    g_usleep (50000);
  }
  wire_drain (wire);
}

static void
test_clock_steps (void)
{
  Rig rig;

  rig_init (&rig, script_steady, NULL, "127.0.0.1");
  shop_client_set_wall_clock (rig.client, stepping_clock);
  shop_client_start (rig.client);
  rig_wait (rig.seq >= 5);
  wall_step_ms = 86400000;
  rig_wait (rig.seq >= 15);
  wall_step_ms = -86400000;
  rig_wait (rig.seq >= 25 && rig.synced);
  g_assert_cmpuint (rig.server->n_connections, ==, 1);
  g_assert_cmpint (ABS (rig.feed.heard_ms - g_get_monotonic_time () / 1000), <, 20000);
  wall_step_ms = 0;
  rig_clear (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shop/client/plain", test_plain);
  g_test_add_func ("/shop/client/token", test_token);
  g_test_add_func ("/shop/client/resume", test_resume);
  g_test_add_func ("/shop/client/adjust", test_adjust);
  g_test_add_func ("/shop/client/again", test_again);
  g_test_add_func ("/shop/client/unsure", test_unsure);
  g_test_add_func ("/shop/client/overtaken", test_overtaken);
  g_test_add_func ("/shop/client/twice", test_twice);
  g_test_add_func ("/shop/client/twice-without-seq", test_twice_without_seq);
  g_test_add_func ("/shop/client/held", test_held);
  g_test_add_func ("/shop/client/new-epoch", test_new_epoch);
  g_test_add_func ("/shop/client/busy", test_busy);
  g_test_add_func ("/shop/client/parts", test_parts);
  g_test_add_func ("/shop/client/trouble", test_trouble);
  g_test_add_func ("/shop/client/source", test_source);
  g_test_add_func ("/shop/client/clock-steps", test_clock_steps);
  return g_test_run ();
}
