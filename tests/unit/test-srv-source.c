/* What vendors' shops tell: signatures, bodies as documented, duplicates, order, names, polls. */
#include "srv-api.h"
#include "srv-fixture.h"
#include "srv-ingest.h"
#include "srv-poll.h"
#include "srv-source.h"

#include <string.h>

#define SECRET     "hush-hush"
#define SQUARE_URL "https://stock.example/webhooks/square"
#define EVENT_MS   G_GINT64_CONSTANT (1795186800000) /* 2026-11-20T15:00:00Z */
#define LATER_MS   (EVENT_MS + 60000)

/* The signatures were made with: openssl dgst -sha256 -hmac hush-hush -binary | base64 */
static const char shopify_body[] =
    "{\"inventory_item_id\":271878346596884015,\"location_id\":24826418,\"available\":6,\"updated_"
    "at\":\"2026-11-20T10:00:00-05:00\",\"admin_graphql_api_id\":\"gid://shopify/InventoryLevel/"
    "24826418?inventory_item_id=271878346596884015\"}";
static const char shopify_signature[] = "P4YLZDPyDL+mWvsasQa9tVqfU8kysbPPnsPpDdzQvC8=";
static const char woo_body[] =
    "{\"id\":794,\"name\":\"Premium "
    "Quality\",\"type\":\"simple\",\"date_modified_gmt\":\"2026-11-20T15:00:00\",\"sku\":\"MUG-"
    "01\",\"manage_stock\":true,\"stock_quantity\":5,\"stock_status\":\"instock\",\"backorders\":"
    "\"no\",\"meta_data\":[{\"id\":1,\"key\":\"x\",\"value\":{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{"
    "\"f\":[[1]]}}}}}}}]}";
static const char woo_signature[] = "/HZXc8ioNTPfpGrIC78ebmPO9Lz3K4d5+KxOYwSpSB4=";
static const char square_body[] =
    "{\"merchant_id\":\"5S9MXCS9Y99KK\",\"type\":\"inventory.count.updated\",\"event_id\":"
    "\"df5f3813-a913-45a1-94e9-fdc3f7d5e3b6\",\"created_at\":\"2026-11-20T15:00:00.45Z\",\"data\":{"
    "\"type\":\"inventory_counts\",\"id\":\"84e4ac73-d605-4dbd-a9e5-ffff794ddb9d\",\"object\":{"
    "\"inventory_counts\":[{\"calculated_at\":\"2026-11-20T15:00:00.123Z\",\"catalog_object_id\":"
    "\"FGQ5JJWT2PYTHF35CKZ2DSKP\",\"catalog_object_type\":\"ITEM_VARIATION\",\"location_id\":"
    "\"YYQR03DGCTXA4\",\"quantity\":\"10\",\"state\":\"IN_STOCK\"}]}}}";
static const char square_signature[] = "PbXF/ozSehl9q3DRqCMob14BELhADOUpcmcw4oa4Adg=";

static const struct {
  const SrvVendor *vendor;
  const char *header, *signature, *body;
  const char *item, *location, *sku;
  gint64 quantity, at_ms;
} documented[] = {
    {&srv_vendor_shopify, "x-shopify-hmac-sha256", shopify_signature, shopify_body,
     "271878346596884015", "24826418", "", 6, EVENT_MS},
    {&srv_vendor_woocommerce, "x-wc-webhook-signature", woo_signature, woo_body, "794", "",
     "MUG-01", 5, EVENT_MS},
    {&srv_vendor_square, "x-square-hmacsha256-signature", square_signature, square_body,
     "FGQ5JJWT2PYTHF35CKZ2DSKP", "YYQR03DGCTXA4", "", 10, EVENT_MS + 123},
};

static SrvSource *
make_source (const SrvVendor *vendor)
{
  SrvSource *source = srv_source_new ("main", vendor, "spring");

  source->secret = g_bytes_new_static (SECRET, strlen (SECRET));
  source->webhook_url = g_strdup (SQUARE_URL);
  return source;
}

static SrvRequest *
make_request (const char *header, const char *signature, const char *body)
{
  SrvRequest *request = srv_request_new (SRV_POST, "/webhooks/main");

  if (signature)
    g_hash_table_insert (request->headers, g_strdup (header), g_strdup (signature));
  g_byte_array_append (request->body, (const guchar *) body, (guint) strlen (body));
  return request;
}

static void
test_signatures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (documented); i++) {
    g_autoptr (SrvSource) source = make_source (documented[i].vendor);
    g_autofree char *other_body = g_strconcat (documented[i].body, " ", NULL);
    g_autofree char *short_signature = g_strndup (documented[i].signature, 43);
    const struct {
      const char *signature, *body;
      gboolean good;
    } cases[] = {
        {documented[i].signature, documented[i].body, TRUE},
        {documented[i].signature, other_body, FALSE},
        {short_signature, documented[i].body, FALSE},
        {"", documented[i].body, FALSE},
        {NULL, documented[i].body, FALSE},
        {documented[(i + 1) % 3].signature, documented[i].body, FALSE},
    };

    for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
      g_autoptr (SrvRequest) request =
          make_request (documented[i].header, cases[c].signature, cases[c].body);

      g_assert_true (srv_source_verify (source, request, NULL) == cases[c].good);
    }
    g_clear_pointer (&source->secret, g_bytes_unref);
    {
      g_autoptr (SrvRequest) request =
          make_request (documented[i].header, documented[i].signature, documented[i].body);

      g_assert_false (srv_source_verify (source, request, NULL)); /* without a secret: nobody */
    }
  }
}

static void
test_documented_bodies (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (documented); i++) {
    g_autoptr (SrvRequest) request = make_request ("x", NULL, documented[i].body);
    g_autoptr (SrvNews) news = srv_news_new ();
    const SrvReport *report;

    g_assert_true (documented[i].vendor->read_event (request, news, NULL));
    g_assert_cmpuint (news->reports->len, ==, 1);
    report = &g_array_index (news->reports, SrvReport, 0);
    g_assert_cmpstr (report->level.item, ==, documented[i].item);
    g_assert_cmpstr (report->level.location, ==, documented[i].location);
    g_assert_cmpstr (report->sku, ==, documented[i].sku);
    g_assert_cmpint (report->level.quantity, ==, documented[i].quantity);
    g_assert_cmpint (report->level.at_ms, ==, documented[i].at_ms);
  }
}

/* Signed, but about something else, or with counts that are none: no report, and no error either,
 * because vendors stop sending to those who refuse. */
static void
test_other_bodies (void)
{
  static const struct {
    const SrvVendor *vendor;
    const char *body;
  } cases[] = {
      {&srv_vendor_shopify, "{}"},
      {&srv_vendor_shopify, "[]"},
      {&srv_vendor_shopify, "{\"inventory_item_id\":1,\"location_id\":2,\"available\":null,"
                            "\"updated_at\":\"2026-11-20T10:00:00-05:00\"}"},
      {&srv_vendor_shopify, "{\"inventory_item_id\":\"1\",\"location_id\":2,\"available\":1,"
                            "\"updated_at\":\"2026-11-20T10:00:00-05:00\"}"},
      {&srv_vendor_shopify, "{\"inventory_item_id\":1,\"location_id\":2,\"available\":1,"
                            "\"updated_at\":\"yesterday\"}"},
      {&srv_vendor_woocommerce, "{\"id\":5}"},
      {&srv_vendor_woocommerce,
       "{\"id\":5,\"date_modified_gmt\":\"2026-11-20T15:00:00\",\"stock_quantity\":null,"
       "\"stock_status\":\"instock\"}"},
      {&srv_vendor_square, "{\"type\":\"payment.updated\",\"event_id\":\"x\",\"data\":{}}"},
      {&srv_vendor_square,
       "{\"event_id\":\"x\",\"data\":{\"object\":{\"inventory_counts\":[{\"state\":\"SOLD\","
       "\"quantity\":\"1\",\"calculated_at\":\"2026-11-20T15:00:00Z\","
       "\"catalog_object_id\":\"A\"},{\"state\":\"IN_STOCK\",\"quantity\":\"many\","
       "\"calculated_at\":\"2026-11-20T15:00:00Z\",\"catalog_object_id\":\"A\"},"
       "{\"state\":\"IN_STOCK\",\"quantity\":5,"
       "\"calculated_at\":\"2026-11-20T15:00:00Z\",\"catalog_object_id\":\"A\"},7]}}}"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SrvRequest) request = make_request ("x", NULL, cases[i].body);
    g_autoptr (SrvNews) news = srv_news_new ();

    g_assert_true (cases[i].vendor->read_event (request, news, NULL));
    g_assert_cmpuint (news->reports->len, ==, 0);
  }
}

static void
test_numbers (void)
{
  static const struct {
    const char *quantity;
    gint64 pieces;
  } cases[] = {{"79", 79}, {"12.50000", 12}, {"-3", 0}, {"0", 0}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *body = g_strdup_printf (
        "{\"counts\":[{\"state\":\"IN_STOCK\",\"quantity\":\"%s\","
        "\"calculated_at\":\"2026-11-20T15:00:00Z\",\"catalog_object_id\":\"A\"}]}",
        cases[i].quantity);
    g_autoptr (SrvNews) news = srv_news_new ();
    g_autofree char *cursor = NULL;

    g_assert_true (
        srv_vendor_square.read_poll (body, strlen (body), EVENT_MS, news, &cursor, NULL));
    g_assert_cmpint (g_array_index (news->reports, SrvReport, 0).level.quantity, ==,
                     cases[i].pieces);
  }
}

static void
test_ping (void)
{
  static const struct {
    const char *body;
    gboolean ping;
  } cases[] = {{"webhook_id=12", TRUE},
               {"webhook_id=", FALSE},
               {"webhook_id=1x", FALSE},
               {"webhook_id=123456789012345678901", FALSE},
               {"{}", FALSE},
               {"", FALSE}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SrvRequest) request = make_request ("x", NULL, cases[i].body);

    g_assert_true (srv_vendor_woocommerce.is_ping (request) == cases[i].ping);
  }
}

/* Taking it in */

typedef struct {
  SrvShop *shop;
  SrvSource *source;
} Place;

static void
set_up (Place *place, gconstpointer unused)
{
  place->shop = make_shop ();
  place->source = make_source (&srv_vendor_shopify);
  put_product (place->shop, "spring", "MUG-01", 0, 50);
}

static void
tear_down (Place *place, gconstpointer unused)
{
  srv_shop_free (place->shop);
  srv_source_free (place->source);
}

static void
name (Place *place, const char *kind, const char *theirs, const char *ours)
{
  SrvStore *store = srv_shop_get_store (place->shop);

  g_assert_true (srv_shop_begin (place->shop, NULL));
  g_assert_true (store->ops->put_name (store, "main", kind, theirs, ours, NULL));
  flush (place->shop);
}

static void
ingest (Place *place, const char *event, const char *location, gint64 quantity, gint64 at_ms,
        gboolean polled)
{
  g_autoptr (SrvNews) news = srv_news_new ();

  g_strlcpy (news->event, event, sizeof news->event);
  srv_news_add (news, "item-1", location, NULL, quantity, at_ms);
  g_assert_true (srv_ingest (place->shop, place->source, news, polled, LATER_MS, NULL));
  flush (place->shop);
}

static void
test_newer_only (Place *place, gconstpointer unused)
{
  name (place, "item", "item-1", "MUG-01");
  ingest (place, "e1", "x", 20, EVENT_MS, FALSE);
  g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 20);
  ingest (place, "e2", "x", 18, EVENT_MS + 2000, FALSE);
  ingest (place, "e3", "x", 19, EVENT_MS + 1000, FALSE); /* was overtaken */
  g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 18);
  g_assert_cmpuint (place->source->n_stale, ==, 1);
  ingest (place, "e1", "x", 20, EVENT_MS, FALSE); /* and replayed */
  g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 18);
  g_assert_cmpuint (place->source->n_duplicates, ==, 1);
}

/* One event of a merchant may be about several items: each counts. */
static void
test_one_event_two_items (Place *place, gconstpointer unused)
{
  g_autoptr (SrvNews) first = srv_news_new (), second = srv_news_new ();

  put_product (place->shop, "spring", "CAP-02", 0, 50);
  name (place, "item", "item-1", "MUG-01");
  name (place, "item", "item-2", "CAP-02");
  g_strlcpy (first->event, "e1", sizeof first->event);
  g_strlcpy (second->event, "e1", sizeof second->event);
  srv_news_add (first, "item-1", "x", NULL, 7, EVENT_MS);
  srv_news_add (second, "item-2", "x", NULL, 8, EVENT_MS);
  g_assert_true (srv_ingest (place->shop, place->source, first, FALSE, LATER_MS, NULL));
  g_assert_true (srv_ingest (place->shop, place->source, second, FALSE, LATER_MS, NULL));
  flush (place->shop);
  g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 7);
  g_assert_cmpint (get_available (place->shop, "spring", "CAP-02"), ==, 8);
}

/* Two counts of one second: who knows which came last? The vendor. */
static void
test_contradiction (Place *place, gconstpointer unused)
{
  name (place, "item", "item-1", "MUG-01");
  ingest (place, "e1", "x", 20, EVENT_MS, FALSE);
  ingest (place, "e2", "x", 20, EVENT_MS, FALSE);
  g_assert_false (place->source->doubtful);
  ingest (place, "e3", "x", 21, EVENT_MS, FALSE);
  g_assert_true (place->source->doubtful);
  g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 20);
  ingest (place, "", "x", 21, EVENT_MS, TRUE);
  g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 21);
}

static void
test_from_the_future (Place *place, gconstpointer unused)
{
  name (place, "item", "item-1", "MUG-01");
  ingest (place, "e1", "x", 20, LATER_MS + SRV_FUTURE_MS + 1, FALSE);
  g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 50);
  ingest (place, "e2", "x", 19, LATER_MS, FALSE);
  g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 19);
}

/* Without names for its places all of them are one; with some, the others do not count. */
static void
test_places (Place *place, gconstpointer unused)
{
  const ShowProduct *product;

  name (place, "item", "item-1", "MUG-01");
  ingest (place, "e1", "hall", 20, EVENT_MS, FALSE);
  ingest (place, "e2", "depot", 100, EVENT_MS, FALSE);
  product = get_product (place->shop, "spring", "MUG-01");
  g_assert_cmpint (product->available, ==, 120);
  g_assert_cmpuint (product->n_hubs, ==, 0);
  name (place, "place", "hall", "Hall A");
  ingest (place, "e3", "hall", 19, EVENT_MS + 1000, FALSE);
  product = get_product (place->shop, "spring", "MUG-01");
  g_assert_cmpint (product->available, ==, 19);
  g_assert_cmpstr (product->hubs[0].name, ==, "Hall A");
  name (place, "place", "booth", "Hall B");
  ingest (place, "e4", "booth", 3, EVENT_MS, FALSE);
  g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 22);
}

/* What is not named yet is kept, and counts as soon as it is. */
static void
test_named_later (Place *place, gconstpointer unused)
{
  ingest (place, "e1", "x", 20, EVENT_MS, FALSE);
  g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 50);
  name (place, "item", "item-1", "MUG-01");
  g_assert_true (srv_ingest_again (place->shop, place->source, "item-1", LATER_MS, NULL));
  flush (place->shop);
  g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 20);
}

/* Any order of any events, with repetitions, ends in the newest count. */
static void
test_property (Place *place, gconstpointer unused)
{
  name (place, "item", "item-1", "MUG-01");
  for (int run = 0; run < 20; run++) {
    gint64 base_ms = EVENT_MS - 1000000 + run * 20000;

    for (int i = 0; i < 40; i++) {
      int n = i < 30 ? g_test_rand_int_range (0, 10) : i - 30;
      g_autofree char *event = g_strdup_printf ("%d-%d-%d", run, n, g_test_rand_int_range (0, 2));

      ingest (place, event, "x", n * 3 + run, base_ms + n * 1000, FALSE);
    }
    g_assert_cmpint (get_available (place->shop, "spring", "MUG-01"), ==, 27 + run);
  }
}

/* Over the API */

static int
post (SrvApi *api, SrvShop *shop, const char *header, const char *signature, const char *body)
{
  g_autoptr (SrvRequest) request = make_request (header, signature, body);
  g_auto (SrvReply) reply = {0};

  srv_api_handle (api, request, LATER_MS, 1, &reply);
  flush (shop);
  return reply.status;
}

static void
test_webhook (Place *place, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (documented); i++) {
    g_autoptr (SrvSource) source = make_source (documented[i].vendor);
    g_autoptr (SrvShop) shop = make_shop ();
    g_autoptr (GPtrArray) sources = g_ptr_array_new ();
    g_autoptr (SrvApi) api = NULL;
    SrvStore *store = srv_shop_get_store (shop);

    g_ptr_array_add (sources, source);
    api = srv_api_new (shop, sources, 0);
    put_product (shop, "spring", "MUG-01", 0, 50);
    g_assert_true (srv_shop_begin (shop, NULL));
    g_assert_true (
        store->ops->put_name (store, "main", "item", documented[i].item, "MUG-01", NULL));
    flush (shop);
    g_assert_cmpint (post (api, shop, documented[i].header, "wrong", documented[i].body), ==, 401);
    g_assert_cmpint (post (api, shop, documented[i].header, NULL, documented[i].body), ==, 401);
    g_assert_cmpint (get_available (shop, "spring", "MUG-01"), ==, 50);
    for (int n = 0; n < 3; n++)
      g_assert_cmpint (
          post (api, shop, documented[i].header, documented[i].signature, documented[i].body), ==,
          200);
    g_assert_cmpint (get_available (shop, "spring", "MUG-01"), ==, documented[i].quantity);
    g_assert_cmpuint (source->n_refused, ==, 2);
    g_assert_cmpuint (source->n_events, ==, 3);
  }
}

/* Polling */

typedef struct {
  SrvShop *shop;
  GPtrArray *sources;
  SrvSource *source;
  SrvChannel *channel;
  SrvPoll *poll;
  SrvNow now;
  gpointer token; /* of the request that waits for its answer; NULL: none does */
  char *path, *body;
  guint n_asked, n_notes;
  char *note;
} Polling;

static void
on_send (const SrvSource *source, const SrvAsk *ask, gpointer token, gpointer data)
{
  Polling *polling = data;

  g_assert_null (polling->token);
  polling->token = token;
  g_free (polling->path);
  g_free (polling->body);
  polling->path = g_strdup (ask->path);
  polling->body = g_strdup (ask->body);
  polling->n_asked++;
}

static void
on_note (gboolean bad, const char *text, gpointer data)
{
  g_assert_null (strstr (text, SECRET));
  ((Polling *) data)->n_notes++;
  g_free (((Polling *) data)->note);
  ((Polling *) data)->note = g_strdup (text);
}

static void
set_up_polling (Polling *polling, gconstpointer vendor)
{
  static const SrvPeerFuncs funcs = {NULL, NULL};

  polling->shop = make_shop ();
  polling->now = (SrvNow){LATER_MS, 5000};
  put_product (polling->shop, "spring", "MUG-01", 0, 50);
  polling->sources = g_ptr_array_new ();
  polling->source = make_source (vendor);
  polling->source->url = g_strdup ("https://shop.example");
  polling->source->api_secret = g_bytes_new_static (SECRET, strlen (SECRET));
  polling->source->poll_ms = 8000;
  g_ptr_array_add (polling->sources, polling->source);
  polling->channel = srv_channel_new (polling->shop, polling->sources, &funcs);
  polling->poll = srv_poll_new (polling->shop, polling->channel, polling->sources, on_send, on_note,
                                polling, polling->now);
}

static void
tear_down_polling (Polling *polling, gconstpointer vendor)
{
  srv_poll_free (polling->poll);
  srv_channel_free (polling->channel);
  srv_shop_free (polling->shop);
  srv_source_free (polling->source);
  g_ptr_array_unref (polling->sources);
  g_free (polling->path);
  g_free (polling->body);
  g_free (polling->note);
}

static void
pass (Polling *polling, guint ms)
{
  for (; ms > 0; ms -= 100) {
    polling->now.wall_ms += 100;
    polling->now.mono_ms += 100;
    srv_poll_tick (polling->poll, polling->now);
  }
}

static void
answer (Polling *polling, int status, const char *body, gint64 date_ms)
{
  const SrvAnswered answered = {status, body, strlen (body), date_ms};
  gpointer token = g_steal_pointer (&polling->token);

  g_assert_nonnull (token);
  srv_poll_answered (polling->poll, token, &answered, polling->now);
  flush (polling->shop);
}

static void
test_poll_woo (Polling *polling, gconstpointer vendor)
{
  pass (polling, 100);
  g_assert_cmpuint (polling->n_asked, ==, 1);
  g_assert_cmpstr (polling->path, ==, "/wp-json/wc/v3/products?sku=MUG-01&per_page=100");
  g_assert_null (polling->body);
  pass (polling, 20000);
  g_assert_cmpuint (polling->n_asked, ==, 1); /* one at a time */
  answer (polling, 200,
          "[{\"id\":794,\"sku\":\"MUG-01\",\"stock_quantity\":33,"
          "\"date_modified_gmt\":\"2020-01-01T00:00:00\"}]",
          0);
  g_assert_cmpint (get_available (polling->shop, "spring", "MUG-01"), ==, 33);
  g_assert_cmpint (polling->source->heard_ms, ==, polling->now.wall_ms);
  pass (polling, 7900);
  g_assert_cmpuint (polling->n_asked, ==, 1);
  pass (polling, 200);
  g_assert_cmpuint (polling->n_asked, ==, 2);
  answer (polling, 200, "[]", 0);
  g_assert_cmpint (get_available (polling->shop, "spring", "MUG-01"), ==, 33);
}

static void
test_poll_fails (Polling *polling, gconstpointer vendor)
{
  static const struct {
    int status;
    const char *body;
  } bad[] = {{0, "it hung up"}, {500, ""}, {401, "no"}, {200, "<html>"}, {200, "{}"}};
  gint64 heard_ms = polling->source->heard_ms;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    guint n = polling->n_asked;

    pass (polling, 61000);
    g_assert_cmpuint (polling->n_asked, ==, n + 1);
    answer (polling, bad[i].status, bad[i].body, 0);
    g_assert_cmpint (polling->source->heard_ms, ==, heard_ms); /* it grows old */
  }
  g_assert_cmpuint (polling->n_notes, ==, 1); /* one line, not one a try */
  pass (polling, 61000);
  answer (polling, 200, "[]", 0);
  g_assert_cmpuint (polling->n_notes, ==, 2);
  g_assert_cmpint (polling->source->heard_ms, >, heard_ms);
}

static void
test_poll_shopify (Polling *polling, gconstpointer vendor)
{
  static const char page[] =
      "{\"data\":{\"inventoryItems\":{\"nodes\":[{\"id\":\"gid://shopify/InventoryItem/1\","
      "\"sku\":\"MUG-01\",\"inventoryLevels\":{\"nodes\":[{\"updatedAt\":"
      "\"2026-11-20T15:00:00Z\",\"location\":{\"id\":\"gid://shopify/Location/9\"},"
      "\"quantities\":[{\"quantity\":%d}]}]}}],\"pageInfo\":{\"hasNextPage\":%s,"
      "\"endCursor\":\"abc\"}}}}";
  g_autofree char *first = g_strdup_printf (page, 12, "true");
  g_autofree char *second = g_strdup_printf (page, 12, "false");

  pass (polling, 100);
  g_assert_true (g_str_has_prefix (polling->path, "/admin/api/"));
  g_assert_nonnull (strstr (polling->body, "sku:\\\"MUG-01\\\""));
  answer (polling, 200, first, 0);
  g_assert_nonnull (strstr (polling->body, "\"after\":\"abc\""));
  answer (polling, 200, second, 0);
  g_assert_null (polling->token);
  g_assert_cmpint (get_available (polling->shop, "spring", "MUG-01"), ==, 12);
  /* The webhook tells no SKU, but from the poll it is known. */
  {
    g_autoptr (SrvNews) news = srv_news_new ();

    srv_news_add (news, "1", "9", NULL, 11, EVENT_MS + 1000);
    g_assert_true (
        srv_ingest (polling->shop, polling->source, news, FALSE, polling->now.wall_ms, NULL));
    flush (polling->shop);
  }
  g_assert_cmpint (get_available (polling->shop, "spring", "MUG-01"), ==, 11);
}

static void
test_poll_square (Polling *polling, gconstpointer vendor)
{
  SrvStore *store = srv_shop_get_store (polling->shop);

  pass (polling, 100);
  g_assert_cmpuint (polling->n_asked, ==, 0); /* nothing is named: there is nothing to ask */
  g_assert_true (srv_shop_begin (polling->shop, NULL));
  g_assert_true (store->ops->put_name (store, "main", "item", "ABC", "MUG-01", NULL));
  flush (polling->shop);
  pass (polling, 8100);
  g_assert_cmpstr (polling->path, ==, "/v2/inventory/counts/batch-retrieve");
  g_assert_cmpstr (polling->body, ==,
                   "{\"catalog_object_ids\":[\"ABC\"],\"states\":[\"IN_STOCK\"]}");
  answer (polling, 200,
          "{\"counts\":[{\"catalog_object_id\":\"ABC\",\"state\":\"IN_STOCK\","
          "\"location_id\":\"L\",\"quantity\":\"8\",\"calculated_at\":"
          "\"2026-11-20T15:00:00Z\"}],\"cursor\":\"next\"}",
          0);
  g_assert_nonnull (strstr (polling->body, "\"cursor\":\"next\""));
  answer (polling, 200, "{}", 0);
  g_assert_cmpint (get_available (polling->shop, "spring", "MUG-01"), ==, 8);
}

/* A restart of ours makes no number of theirs younger. */
static void
test_poll_restart (Polling *polling, gconstpointer vendor)
{
  gint64 heard_ms;

  pass (polling, 100);
  answer (polling, 200, "[{\"id\":794,\"sku\":\"MUG-01\",\"stock_quantity\":33}]", 0);
  heard_ms = polling->source->heard_ms;
  g_assert_cmpint (heard_ms, ==, polling->now.wall_ms);
  pass (polling, 8000);
  srv_poll_free (polling->poll);
  polling->token = NULL;
  polling->source->heard_ms = 0;
  polling->poll = srv_poll_new (polling->shop, polling->channel, polling->sources, on_send, on_note,
                                polling, polling->now);
  for (int i = 0; i < 3; i++) {
    pass (polling, 61000);
    answer (polling, 503, "", 0);
    g_assert_cmpint (polling->source->heard_ms, <=, heard_ms);
    g_assert_cmpint (polling->source->heard_ms, >, 0); /* that would say that nothing is copied */
  }
  pass (polling, 61000);
  answer (polling, 200, "[{\"id\":794,\"sku\":\"MUG-01\",\"stock_quantity\":33}]", 0);
  g_assert_cmpint (polling->source->heard_ms, ==, polling->now.wall_ms);
}

/* A webhook tells of one product, which says nothing of the others. */
static void
test_poll_and_webhook (Polling *polling, gconstpointer vendor)
{
  g_autoptr (SrvNews) news = srv_news_new ();
  gint64 heard_ms;

  pass (polling, 100);
  answer (polling, 200, "[]", 0);
  heard_ms = polling->source->heard_ms;
  pass (polling, 8000);
  srv_news_add (news, "794", NULL, "MUG-01", 30, polling->now.wall_ms);
  g_assert_true (
      srv_ingest (polling->shop, polling->source, news, FALSE, polling->now.wall_ms, NULL));
  flush (polling->shop);
  g_assert_cmpint (polling->source->heard_ms, ==, heard_ms);
}

/* A product that the vendor tells no more of does not look as new as the others. */
static void
test_poll_missing (Polling *polling, gconstpointer vendor)
{
  static const char told[] = "[{\"id\":794,\"sku\":\"MUG-01\",\"stock_quantity\":33}]";
  static const char *const untold[] = {
      "[]",
      "[{\"id\":794,\"sku\":\"MUG-01\",\"stock_quantity\":null,\"stock_status\":\"instock\"}]",
      "[{\"id\":800,\"sku\":\"CAP-03\",\"stock_quantity\":32}]"};
  gint64 heard_ms;

  put_product (polling->shop, "spring", "CAP-02", 0, 50); /* the vendor never told of it */
  pass (polling, 100);
  answer (polling, 200, told, 0);
  heard_ms = polling->source->heard_ms;
  for (guint i = 0; i < G_N_ELEMENTS (untold); i++) {
    pass (polling, 8100);
    answer (polling, 200, untold[i], 0);
    g_assert_cmpint (polling->source->heard_ms, ==, heard_ms);
    g_assert_cmpuint (polling->n_notes, ==, 1);
    g_assert_nonnull (strstr (polling->note, "MUG-01"));
    g_assert_null (strstr (polling->note, "CAP-02"));
  }
  pass (polling, 8100);
  answer (polling, 200, told, 0);
  g_assert_cmpint (polling->source->heard_ms, ==, polling->now.wall_ms);
  g_assert_cmpuint (polling->n_notes, ==, 2);
  /* Or somebody gives it a number of its own here. */
  pass (polling, 8100);
  answer (polling, 200, "[]", 0);
  g_assert_cmpuint (polling->n_notes, ==, 3);
  put_product (polling->shop, "spring", "MUG-01", 0, 7);
  pass (polling, 8100);
  answer (polling, 200, "[]", 0);
  g_assert_cmpint (polling->source->heard_ms, ==, polling->now.wall_ms);
  g_assert_cmpuint (polling->n_notes, ==, 4);
}

static void
test_poll_missing_item (Polling *polling, gconstpointer vendor)
{
  SrvStore *store = srv_shop_get_store (polling->shop);
  gint64 heard_ms;

  g_assert_true (srv_shop_begin (polling->shop, NULL));
  g_assert_true (store->ops->put_name (store, "main", "item", "ABC", "MUG-01", NULL));
  flush (polling->shop);
  pass (polling, 100);
  answer (polling, 200,
          "{\"counts\":[{\"catalog_object_id\":\"ABC\",\"state\":\"IN_STOCK\","
          "\"location_id\":\"L\",\"quantity\":\"8\",\"calculated_at\":"
          "\"2026-11-20T15:00:00Z\"}]}",
          0);
  heard_ms = polling->source->heard_ms;
  g_assert_cmpint (heard_ms, ==, polling->now.wall_ms);
  pass (polling, 8100);
  answer (polling, 200, "{}", 0);
  g_assert_cmpint (polling->source->heard_ms, ==, heard_ms);
  g_assert_nonnull (strstr (polling->note, "MUG-01"));
  /* It is another of the vendor's items now. */
  g_assert_true (srv_shop_begin (polling->shop, NULL));
  g_assert_true (store->ops->put_name (store, "main", "item", "DEF", "MUG-01", NULL));
  flush (polling->shop);
  pass (polling, 8100);
  answer (polling, 200,
          "{\"counts\":[{\"catalog_object_id\":\"DEF\",\"state\":\"IN_STOCK\","
          "\"location_id\":\"L\",\"quantity\":\"8\",\"calculated_at\":"
          "\"2026-11-20T15:00:00Z\"}]}",
          0);
  g_assert_cmpint (polling->source->heard_ms, ==, polling->now.wall_ms);
}

/* As by a webhook, or by another source's poll. */
static void
tell (Polling *polling, const char *source_name, const char *item, gboolean polled)
{
  g_autoptr (SrvSource) source = make_source (&srv_vendor_woocommerce);
  g_autoptr (SrvNews) news = srv_news_new ();

  g_strlcpy (source->name, source_name, sizeof source->name);
  polling->now.wall_ms += 1;
  srv_news_add (news, item, NULL, polled ? "MUG-01" : "OTHER", 30, polling->now.wall_ms);
  g_assert_true (srv_ingest (polling->shop, source, news, polled, polling->now.wall_ms, NULL));
  flush (polling->shop);
}

static void
name_mug (Polling *polling, const char *item)
{
  SrvStore *store = srv_shop_get_store (polling->shop);

  g_assert_true (srv_shop_begin (polling->shop, NULL));
  g_assert_true (store->ops->put_name (store, "main", "item", item, "MUG-01", NULL));
  flush (polling->shop);
}

static void
assert_round (Polling *polling, const char *body, gboolean good)
{
  pass (polling, 8100);
  answer (polling, 200, body, 0);
  g_assert_true ((polling->source->heard_ms == polling->now.wall_ms) == good);
}

/* One that has another SKU there was given ours by hand: polls by SKU cannot hold it. */
static void
test_poll_named_by_hand (Polling *polling, gconstpointer vendor)
{
  name_mug (polling, "794");
  assert_round (polling, "[]", TRUE);
  tell (polling, "main", "794", FALSE);
  g_assert_cmpint (get_available (polling->shop, "spring", "MUG-01"), ==, 30);
  assert_round (polling, "[]", TRUE);
  g_assert_cmpuint (polling->n_notes, ==, 0);
}

/* It was polled, and is counted from elsewhere now. */
static void
test_poll_moved (Polling *polling, gconstpointer vendor)
{
  static const char told[] = "[{\"id\":794,\"sku\":\"MUG-01\",\"stock_quantity\":33}]";

  assert_round (polling, told, TRUE);
  tell (polling, "main", "794", FALSE); /* its own webhook moves it nowhere */
  assert_round (polling, "[]", FALSE);
  tell (polling, "other", "5", TRUE);
  assert_round (polling, "[]", TRUE);
  assert_round (polling, told, TRUE);
  assert_round (polling, "[]", FALSE);
  name_mug (polling, "900");
  tell (polling, "main", "900", FALSE);
  assert_round (polling, "[]", TRUE);
  /* Or somebody counted it here in between. */
  assert_round (polling, told, TRUE);
  assert_round (polling, "[]", FALSE);
  put_product (polling->shop, "spring", "MUG-01", 0, 7);
  tell (polling, "main", "794", FALSE);
  assert_round (polling, "[]", TRUE);
}

/* A restart does not forget what polls told. */
static void
test_poll_missing_restart (Polling *polling, gconstpointer vendor)
{
  assert_round (polling, "[{\"id\":794,\"sku\":\"MUG-01\",\"stock_quantity\":33}]", TRUE);
  srv_poll_free (polling->poll);
  polling->poll = srv_poll_new (polling->shop, polling->channel, polling->sources, on_send, on_note,
                                polling, polling->now);
  assert_round (polling, "[]", FALSE);
}

/* A doubt is asked about at once, but not again and again. */
static void
test_poll_doubt (Polling *polling, gconstpointer vendor)
{
  pass (polling, 100);
  answer (polling, 200, "[]", 0);
  pass (polling, 1000);
  polling->source->doubtful = TRUE;
  pass (polling, 500);
  g_assert_cmpuint (polling->n_asked, ==, 1);
  pass (polling, 1000);
  g_assert_cmpuint (polling->n_asked, ==, 2);
  answer (polling, 200, "[]", 0);
}

/* A webhook that is newer than the moment of the question is not undone by the answer. */
static void
test_poll_race (Polling *polling, gconstpointer vendor)
{
  g_autoptr (SrvNews) news = srv_news_new ();
  gint64 asked_ms;

  pass (polling, 100);
  asked_ms = polling->now.wall_ms;
  pass (polling, 2000);
  srv_news_add (news, "794", NULL, "MUG-01", 30, asked_ms + 1000);
  g_assert_true (
      srv_ingest (polling->shop, polling->source, news, FALSE, polling->now.wall_ms, NULL));
  flush (polling->shop);
  answer (polling, 200, "[{\"id\":794,\"sku\":\"MUG-01\",\"stock_quantity\":31}]",
          polling->now.wall_ms);
  g_assert_cmpint (get_available (polling->shop, "spring", "MUG-01"), ==, 30);
}

#define ADD(name, func) g_test_add ("/srv/source/" name, Place, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    const SrvVendor *vendor;
    void (*run) (Polling *polling, gconstpointer vendor);
  } polls[] = {
      {"woocommerce", &srv_vendor_woocommerce, test_poll_woo},
      {"shopify", &srv_vendor_shopify, test_poll_shopify},
      {"square", &srv_vendor_square, test_poll_square},
      {"fails", &srv_vendor_woocommerce, test_poll_fails},
      {"restart", &srv_vendor_woocommerce, test_poll_restart},
      {"and webhook", &srv_vendor_woocommerce, test_poll_and_webhook},
      {"missing", &srv_vendor_woocommerce, test_poll_missing},
      {"missing item", &srv_vendor_square, test_poll_missing_item},
      {"named by hand", &srv_vendor_woocommerce, test_poll_named_by_hand},
      {"moved", &srv_vendor_woocommerce, test_poll_moved},
      {"missing after a restart", &srv_vendor_woocommerce, test_poll_missing_restart},
      {"doubt", &srv_vendor_woocommerce, test_poll_doubt},
      {"race", &srv_vendor_woocommerce, test_poll_race},
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/srv/source/signatures", test_signatures);
  g_test_add_func ("/srv/source/documented bodies", test_documented_bodies);
  g_test_add_func ("/srv/source/other bodies", test_other_bodies);
  g_test_add_func ("/srv/source/numbers", test_numbers);
  g_test_add_func ("/srv/source/ping", test_ping);
  ADD ("newer only", test_newer_only);
  ADD ("one event, two items", test_one_event_two_items);
  ADD ("contradiction", test_contradiction);
  ADD ("from the future", test_from_the_future);
  ADD ("places", test_places);
  ADD ("named later", test_named_later);
  ADD ("property", test_property);
  ADD ("webhook", test_webhook);
  for (guint i = 0; i < G_N_ELEMENTS (polls); i++) {
    g_autofree char *path = g_strconcat ("/srv/source/poll/", polls[i].name, NULL);

    g_test_add (path, Polling, polls[i].vendor, set_up_polling, polls[i].run, tear_down_polling);
  }
  return g_test_run ();
}
