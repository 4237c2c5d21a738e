/* The REST API without a network. */
#include "shop-json.h"
#include "srv-api.h"
#include "srv-fixture.h"
#include "srv-token.h"

#include <string.h>

typedef struct {
  SrvShop *shop;
  GPtrArray *sources;
  SrvApi *api;
  char *admin, *seller, *rig, *other; /* tokens; `other` sells in another drop */
  SrvReply reply;
  json_t *json; /* of the reply */
} Place;

static char *
add_token (Place *place, const char *name, const char *rights, const char *drop)
{
  SrvStore *store = srv_shop_get_store (place->shop);
  char *text = srv_token_generate ();
  g_autofree char *hash = srv_token_hash (text);
  SrvToken token = {.rights = srv_token_rights_from_string (rights)};

  g_strlcpy (token.name, name, sizeof token.name);
  g_strlcpy (token.drop, drop, sizeof token.drop);
  g_assert_true (srv_shop_begin (place->shop, NULL));
  g_assert_true (store->ops->put_token (store, &token, hash, NULL));
  flush (place->shop);
  return text;
}

static void
set_up (Place *place, gconstpointer unused)
{
  place->shop = make_shop ();
  place->sources = g_ptr_array_new ();
  place->api = srv_api_new (place->shop, place->sources, 0);
  place->admin = add_token (place, "boss", "admin", "");
  place->seller = add_token (place, "till", "seller", "");
  place->rig = add_token (place, "rig-1", "rig", "");
  place->other = add_token (place, "till-2", "seller", "autumn");
}

static void
tear_down (Place *place, gconstpointer unused)
{
  srv_api_free (place->api);
  srv_shop_free (place->shop);
  g_ptr_array_unref (place->sources);
  srv_reply_clear (&place->reply);
  json_decref (place->json);
  g_free (place->admin);
  g_free (place->seller);
  g_free (place->rig);
  g_free (place->other);
}

static SrvRequest *
make_request (SrvMethod method, const char *path, const char *token, const char *key,
              const char *body)
{
  SrvRequest *request = srv_request_new (method, path);

  if (token)
    g_hash_table_insert (request->headers, g_strdup ("authorization"),
                         g_strconcat ("Bearer ", token, NULL));
  if (key)
    g_hash_table_insert (request->headers, g_strdup ("idempotency-key"), g_strdup (key));
  if (body)
    g_byte_array_append (request->body, (const guchar *) body, (guint) strlen (body));
  return request;
}

/* Asks, flushes what may wait, and gives the status. */
static int
handle (Place *place, SrvRequest *request)
{
  srv_reply_clear (&place->reply);
  place->reply = (SrvReply){0};
  srv_api_handle (place->api, request, NOON, 1, &place->reply);
  flush (place->shop);
  json_decref (place->json);
  place->json = json_loads (place->reply.body, 0, NULL);
  g_assert_nonnull (place->json);
  srv_request_free (request);
  return place->reply.status;
}

static int
ask (Place *place, SrvMethod method, const char *path, const char *token, const char *key,
     const char *body)
{
  return handle (place, make_request (method, path, token, key, body));
}

static const char *
error_code (Place *place)
{
  return json_string_value (json_object_get (json_object_get (place->json, "error"), "code"));
}

static void
make_drop (Place *place, const char *items)
{
  g_autofree char *body = g_strdup_printf ("{\"items\":[%s]}", items);

  g_assert_cmpint (ask (place, SRV_PUT, "/v1/drops/spring", place->admin, NULL, "{}"), ==, 200);
  g_assert_cmpint (ask (place, SRV_PUT, "/v1/drops/spring/items", place->admin, NULL, body), ==,
                   200);
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/spring/start", place->admin, NULL, ""), ==,
                   200);
}

#define MUG "{\"sku\":\"MUG-01\",\"title\":\"Mug\",\"cap\":3,\"avail\":3}"

static void
test_rights (Place *place, gconstpointer unused)
{
  static const struct {
    SrvMethod method;
    const char *path;
    const char *body;
    int nobody, rig, seller, other, admin;
  } cases[] = {
      {SRV_GET, "/v1/health", NULL, 200, 200, 200, 200, 200},
      {SRV_GET, "/v1/status", NULL, 401, 403, 403, 403, 200},
      {SRV_GET, "/v1/drops", NULL, 401, 200, 200, 200, 200},
      {SRV_GET, "/v1/drops/spring", NULL, 401, 200, 200, 403, 200},
      {SRV_PUT, "/v1/drops/spring", "{}", 401, 403, 403, 403, 200},
      {SRV_GET, "/v1/drops/spring/items", NULL, 401, 200, 200, 403, 200},
      {SRV_PUT, "/v1/drops/spring/items", "{\"items\":[]}", 401, 403, 403, 403, 200},
      {SRV_POST, "/v1/drops/spring/restock", "{\"sku\":\"MUG-01\"}", 401, 403, 200, 403, 200},
      {SRV_POST, "/v1/drops/spring/sell", "{\"sku\":\"MUG-01\"}", 401, 403, 200, 403, 200},
      {SRV_POST, "/v1/drops/spring/return", "{\"sku\":\"MUG-01\"}", 401, 403, 200, 403, 200},
      {SRV_GET, "/v1/drops/spring/ledger", NULL, 401, 403, 403, 403, 200},
      {SRV_POST, "/v1/drops/spring/pause", "", 401, 403, 403, 403, 200},
      {SRV_GET, "/v1/sources/main", NULL, 401, 403, 403, 403, 404},
  };

  make_drop (place, "{\"sku\":\"MUG-01\",\"title\":\"Mug\",\"avail\":9}");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *tokens[] = {NULL, place->rig, place->seller, place->other, place->admin};
    const int wanted[] = {cases[i].nobody, cases[i].rig, cases[i].seller, cases[i].other,
                          cases[i].admin};

    for (guint t = 0; t < G_N_ELEMENTS (tokens); t++)
      g_assert_cmpint (
          ask (place, cases[i].method, cases[i].path, tokens[t], cases[i].path, cases[i].body), ==,
          wanted[t]);
  }
  g_assert_cmpint (ask (place, SRV_GET, "/v1/drops", "tbx_wrong", NULL, NULL), ==, 401);
  g_assert_cmpstr (error_code (place), ==, "unauthorized");
}

static void
test_sell (Place *place, gconstpointer unused)
{
  static const char one[] = "{\"sku\":\"MUG-01\"}", two[] = "{\"sku\":\"MUG-01\",\"n\":2}";
  const json_t *item;

  make_drop (place, MUG);
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/spring/sell", place->seller, "k1", two), ==,
                   200);
  g_assert_true (place->reply.waits);
  item = json_object_get (place->json, "item");
  g_assert_cmpint (json_integer_value (json_object_get (item, "avail")), ==, 1);
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/spring/sell", place->seller, "k2", two), ==,
                   409);
  g_assert_cmpstr (error_code (place), ==, "sold_out");
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/spring/sell", place->seller, "k3", one), ==,
                   200);
  g_assert_cmpint (get_product (place->shop, "spring", "MUG-01")->sold, ==, 3);
}

/* The same key has one effect and one answer, for a sale and for a refusal. */
static void
test_once (Place *place, gconstpointer unused)
{
  static const char one[] = "{\"sku\":\"MUG-01\"}", three[] = "{\"sku\":\"MUG-01\",\"n\":3}";
  g_autofree char *first = NULL;

  make_drop (place, MUG);
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/spring/sell", place->seller, "k1", one), ==,
                   200);
  first = g_strdup (place->reply.body);
  for (int i = 0; i < 5; i++) {
    g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/spring/sell", place->seller, "k1", one), ==,
                     200);
    g_assert_cmpstr (place->reply.body, ==, first);
  }
  g_assert_cmpint (get_product (place->shop, "spring", "MUG-01")->sold, ==, 1);
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/spring/sell", place->seller, "k1", three), ==,
                   422);
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/spring/restock", place->seller, "k1", one), ==,
                   422);
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/spring/sell", place->seller, "k2", three), ==,
                   409);
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/spring/return", place->seller, "k3", one), ==,
                   200);
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/spring/sell", place->seller, "k2", three), ==,
                   409); /* as the first time, though there would be enough now */
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/spring/sell", place->admin, "k1", one), ==,
                   200); /* another token's key is another key */
  g_assert_cmpint (get_product (place->shop, "spring", "MUG-01")->sold, ==, 1);
}

static void
test_keys (Place *place, gconstpointer unused)
{
  g_autofree char *endless = g_strnfill (SRV_ID_MAX + 1, 'k');

  make_drop (place, MUG);
  g_assert_cmpint (
      ask (place, SRV_POST, "/v1/drops/spring/sell", place->seller, NULL, "{\"sku\":\"MUG-01\"}"),
      ==, 400);
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/spring/sell", place->seller, endless,
                        "{\"sku\":\"MUG-01\"}"),
                   ==, 400);
  g_assert_cmpint (get_product (place->shop, "spring", "MUG-01")->sold, ==, 0);
}

static void
test_bad_bodies (Place *place, gconstpointer unused)
{
  static const char *const bad[] = {
      "",
      "{",
      "[]",
      "null",
      "{}",
      "{\"sku\":1}",
      "{\"sku\":\"MUG-01\",\"n\":0}",
      "{\"sku\":\"MUG-01\",\"n\":-1}",
      "{\"sku\":\"MUG-01\",\"n\":1.5}",
      "{\"sku\":\"MUG-01\",\"n\":1e300}",
      "{\"sku\":\"MUG-01\",\"n\":\"1\"}",
      "{\"sku\":\"MUG-01\",\"sku\":\"MUG-01\"}",
      "{\"sku\":\"MUG-01\",\"hub\":7}",
      "{\"sku\":\"MUG-01\",\"preorder\":1}",
      "{\"sku\":\"\xff\"}",
      "{\"sku\":\"a\\u0000b\"}",
      "[[[[[[[[[[[[[[[[[[[[",
  };

  make_drop (place, MUG);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *key = g_strdup_printf ("bad-%u", i);
    int status = ask (place, SRV_POST, "/v1/drops/spring/sell", place->seller, key, bad[i]);

    g_assert_cmpint (status, ==, 400);
    g_assert_cmpstr (error_code (place), ==, "invalid");
  }
  g_assert_cmpint (
      ask (place, SRV_POST, "/v1/drops/spring/sell", place->seller, "x", "{\"sku\":\"NONE\"}"), ==,
      404);
  g_assert_cmpint (get_product (place->shop, "spring", "MUG-01")->sold, ==, 0);
}

/* One bad item spoils the whole request, and nothing but that. */
static void
test_put_items (Place *place, gconstpointer unused)
{
  static const char *const bad[] = {
      "{\"items\":[" MUG ",{\"sku\":\"X\"}]}",
      "{\"items\":[{\"sku\":\"A\",\"title\":\"A\",\"avail\":1},7]}",
      "{\"items\":{}}",
      "{\"items\":[{\"sku\":\"A\",\"title\":\"A\",\"avail\":5,\"hubs\":{\"a\":1,\"b\":2}}]}",
      "{\"items\":[{\"sku\":\"A\",\"title\":\"A\",\"avail\":-1}]}",
      "{\"items\":[{\"sku\":\"A\",\"title\":\"A\",\"hubs\":{\"a\":\"x\"}}]}",
      "{\"items\":[{\"sku\":\"A\",\"gone\":true}]}",
  };

  make_drop (place, MUG);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    int status = ask (place, SRV_PUT, "/v1/drops/spring/items", place->admin, NULL, bad[i]);

    g_assert_cmpint (status, >=, 400);
    g_assert_cmpint (status, <, 500);
    g_assert_null (get_product (place->shop, "spring", "A"));
  }
  g_assert_cmpint (ask (place, SRV_PUT, "/v1/drops/spring/items", place->admin, NULL,
                        "{\"items\":[{\"sku\":\"A\",\"title\":\"A\",\"hubs\":{\"a\":1,\"b\":2}},"
                        "{\"sku\":\"MUG-01\",\"gone\":true}]}"),
                   ==, 200);
  g_assert_cmpint (get_available (place->shop, "spring", "A"), ==, 3);
  g_assert_null (get_product (place->shop, "spring", "MUG-01"));
  g_assert_cmpint (ask (place, SRV_PUT, "/v1/drops/spring/items", place->admin, NULL,
                        "{\"items\":[{\"sku\":\"A\",\"title\":\"Another name\"}]}"),
                   ==, 200);
  g_assert_cmpint (get_available (place->shop, "spring", "A"), ==, 3);
  g_assert_cmpstr (get_product (place->shop, "spring", "A")->title, ==, "Another name");
}

static void
test_pages (Place *place, gconstpointer unused)
{
  SrvRequest *request;

  make_drop (place, "{\"sku\":\"A\",\"title\":\"A\",\"avail\":1},{\"sku\":\"B\",\"title\":\"B\","
                    "\"avail\":1},{\"sku\":\"C\",\"title\":\"C\",\"avail\":1}");
  request = make_request (SRV_GET, "/v1/drops/spring/items", place->rig, NULL, NULL);
  g_hash_table_insert (request->args, g_strdup ("after"), g_strdup ("A"));
  g_hash_table_insert (request->args, g_strdup ("limit"), g_strdup ("1"));
  g_assert_cmpint (handle (place, request), ==, 200);
  g_assert_cmpuint (json_array_size (json_object_get (place->json, "items")), ==, 1);
  g_assert_true (json_is_true (json_object_get (place->json, "more")));
  request = make_request (SRV_GET, "/v1/drops/spring/items", place->rig, NULL, NULL);
  g_hash_table_insert (request->args, g_strdup ("limit"), g_strdup ("x"));
  g_assert_cmpint (handle (place, request), ==, 400);
}

static int
ask_for_page (Place *place, const char *path, const char *after, const char *limit)
{
  SrvRequest *request = make_request (SRV_GET, path, place->admin, NULL, NULL);

  g_hash_table_insert (request->args, g_strdup ("after"), g_strdup (after));
  g_hash_table_insert (request->args, g_strdup ("limit"), g_strdup (limit));
  return handle (place, request);
}

static const char *
drop_at (Place *place, guint i)
{
  const json_t *drop = json_array_get (json_object_get (place->json, "drops"), i);

  return json_string_value (json_object_get (drop, "name"));
}

static void
put_drop (Place *place, const char *name, int status)
{
  g_autofree char *path = g_strdup_printf ("/v1/drops/%s", name);

  g_assert_cmpint (ask (place, SRV_PUT, path, place->admin, NULL, "{}"), ==, status);
}

/* Sells one mug of it. */
static void
make_ended_drop (Place *place, const char *name)
{
  g_autofree char *items = g_strdup_printf ("/v1/drops/%s/items", name);
  g_autofree char *start = g_strdup_printf ("/v1/drops/%s/start", name);
  g_autofree char *sell = g_strdup_printf ("/v1/drops/%s/sell", name);
  g_autofree char *end = g_strdup_printf ("/v1/drops/%s/end", name);

  put_drop (place, name, 200);
  g_assert_cmpint (ask (place, SRV_PUT, items, place->admin, NULL, "{\"items\":[" MUG "]}"), ==,
                   200);
  g_assert_cmpint (ask (place, SRV_POST, start, place->admin, NULL, ""), ==, 200);
  g_assert_cmpint (ask (place, SRV_POST, sell, place->seller, name, "{\"sku\":\"MUG-01\"}"), ==,
                   200);
  g_assert_cmpint (ask (place, SRV_POST, end, place->admin, NULL, ""), ==, 200);
}

/* Drops that have ended count against no limit. */
static void
test_many_drops (Place *place, gconstpointer unused)
{
  const char *message;

  for (guint i = 0; i < SRV_DROPS_MAX; i++) {
    g_autofree char *ended = g_strdup_printf ("a-%02u", i);

    make_ended_drop (place, ended);
  }
  for (guint i = 0; i < SRV_DROPS_MAX; i++) {
    g_autofree char *open = g_strdup_printf ("b-%02u", i);

    put_drop (place, open, 200);
  }
  put_drop (place, "c", 400);
  message = json_string_value (json_object_get (json_object_get (place->json, "error"), "message"));
  g_assert_cmpstr (message, ==,
                   "There are 64 drops that have not ended, which is the limit. End one that is "
                   "over: POST /v1/drops/NAME/end.");
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/b-07/end", place->admin, NULL, ""), ==, 200);
  put_drop (place, "c", 200);
  put_drop (place, "d", 400);
  put_drop (place, "a-00", 200); /* its title may change, but it does not begin anew */
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/a-00/start", place->admin, NULL, ""), ==, 409);
}

static void
test_list_drops (Place *place, gconstpointer unused)
{
  make_ended_drop (place, "a");
  put_drop (place, "autumn", 200);
  make_ended_drop (place, "b");
  put_drop (place, "c", 200);
  g_assert_cmpint (ask_for_page (place, "/v1/drops", "", "2"), ==, 200);
  g_assert_cmpstr (drop_at (place, 0), ==, "a");
  g_assert_cmpstr (drop_at (place, 1), ==, "autumn");
  g_assert_null (drop_at (place, 2));
  g_assert_true (json_is_true (json_object_get (place->json, "more")));
  g_assert_cmpint (ask_for_page (place, "/v1/drops", "autumn", "2"), ==, 200);
  g_assert_cmpstr (drop_at (place, 0), ==, "b");
  g_assert_cmpstr (drop_at (place, 1), ==, "c");
  g_assert_true (json_is_false (json_object_get (place->json, "more")));
  g_assert_cmpint (ask_for_page (place, "/v1/drops", "", "0"), ==, 400);
  g_assert_cmpint (ask (place, SRV_GET, "/v1/drops", place->other, NULL, NULL), ==, 200);
  g_assert_cmpstr (drop_at (place, 0), ==, "autumn");
  g_assert_null (drop_at (place, 1));
}

/* What was sold is there to be read when a drop is over, and mugs still come back. */
static void
test_ended_drop (Place *place, gconstpointer unused)
{
  static const char mug[] = "{\"sku\":\"MUG-01\"}";
  const json_t *item;

  make_ended_drop (place, "a");
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/a/return", place->seller, "r", mug), ==, 200);
  g_assert_cmpint (ask (place, SRV_POST, "/v1/drops/a/sell", place->seller, "s", mug), ==, 409);
  g_assert_cmpint (ask (place, SRV_GET, "/v1/drops/a", place->rig, NULL, NULL), ==, 200);
  g_assert_cmpstr (json_string_value (json_object_get (place->json, "state")), ==, "ended");
  g_assert_cmpint (json_integer_value (json_object_get (place->json, "items")), ==, 1);
  g_assert_cmpint (ask_for_page (place, "/v1/drops/a/items", "A", "1"), ==, 200);
  g_assert_true (json_is_false (json_object_get (place->json, "more")));
  item = json_array_get (json_object_get (place->json, "items"), 0);
  g_assert_cmpstr (json_string_value (json_object_get (item, "state")), ==, "ended");
  g_assert_cmpint (json_integer_value (json_object_get (item, "avail")), ==, 3);
  {
    SrvRequest *request = make_request (SRV_GET, "/v1/drops/a/item", place->rig, NULL, NULL);

    g_hash_table_insert (request->args, g_strdup ("sku"), g_strdup ("MUG-01"));
    g_assert_cmpint (handle (place, request), ==, 200);
    item = json_object_get (place->json, "item");
    g_assert_cmpstr (json_string_value (json_object_get (item, "state")), ==, "ended");
  }
  g_assert_cmpint (ask (place, SRV_GET, "/v1/drops/a/ledger", place->admin, NULL, NULL), ==, 200);
  g_assert_cmpuint (json_array_size (json_object_get (place->json, "entries")), ==, 2);
}

static void
test_paths (Place *place, gconstpointer unused)
{
  static const char *const nowhere[] = {"",
                                        "/",
                                        "/v1",
                                        "/v1/drops/",
                                        "/v1/drops//sell",
                                        "/v1/drops/a/b/c",
                                        "/v2/drops",
                                        "/webhooks/x/y"};

  for (guint i = 0; i < G_N_ELEMENTS (nowhere); i++)
    g_assert_cmpint (ask (place, SRV_GET, nowhere[i], place->admin, NULL, NULL), ==, 404);
  g_assert_cmpint (ask (place, SRV_DELETE, "/v1/drops", place->admin, NULL, NULL), ==, 405);
  g_assert_cmpint (ask (place, SRV_GET, "/v1/drops/none/items", place->admin, NULL, NULL), ==, 404);
  g_assert_cmpint (ask (place, SRV_PUT, "/v1/drops/a b", place->admin, NULL, "{}"), ==, 400);
}

static void
test_rate (Place *place, gconstpointer unused)
{
  g_autoptr (SrvApi) api = srv_api_new (place->shop, place->sources, 5);
  int n_good = 0;

  for (int i = 0; i < 20; i++) {
    g_autoptr (SrvRequest) request = make_request (SRV_GET, "/v1/drops", place->rig, NULL, NULL);
    g_auto (SrvReply) reply = {0};

    srv_api_handle (api, request, NOON, 1, &reply);
    n_good += reply.status == 200;
    g_assert_true (reply.status == 200 || (reply.status == 429 && reply.retry_after_s > 0));
  }
  g_assert_cmpint (n_good, ==, 5);
}

static void
test_body_max (Place *place, gconstpointer unused)
{
  const struct {
    const char *path, *token;
    gsize max;
  } cases[] = {
      {"/v1/drops/spring/items", place->admin, SRV_BODY_MAX},
      {"/v1/drops/spring/items", place->seller, SRV_BODY_SMALL},
      {"/v1/drops/spring/items", NULL, SRV_BODY_SMALL},
      {"/webhooks/none", NULL, SRV_BODY_SMALL},
      {"/nowhere", place->admin, SRV_BODY_SMALL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SrvRequest) head =
        make_request (i == 3 ? SRV_POST : SRV_PUT, cases[i].path, cases[i].token, NULL, NULL);

    g_assert_cmpuint (srv_api_get_body_max (place->api, head), ==, cases[i].max);
  }
}

static void
test_local (Place *place, gconstpointer unused)
{
  g_autoptr (SrvRequest) request =
      make_request (SRV_POST, "/v1/drops/spring/sell", NULL, NULL, "{\"sku\":\"MUG-01\"}");
  g_auto (SrvReply) reply = {0};

  make_drop (place, MUG);
  srv_api_handle_local (place->api, request, NOON, &reply);
  flush (place->shop);
  g_assert_cmpint (reply.status, ==, 200);
  g_assert_cmpint (get_product (place->shop, "spring", "MUG-01")->sold, ==, 1);
}

static void
test_tokens (void)
{
  g_autofree char *one = srv_token_generate (), *other = srv_token_generate ();
  static const char *const words[] = {"read", "rig", "seller", "admin"};
  g_autoptr (GBytes) key = g_bytes_new_static ("key", 3);
  g_autofree char *signature = NULL;

  g_assert_cmpstr (one, !=, other);
  g_assert_cmpuint (strlen (one), ==, strlen ("tbx_") + 43);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_cmpstr (srv_token_rights_to_string (srv_token_rights_from_string (words[i])), ==,
                     words[i]);
  g_assert_cmpuint (srv_token_rights_from_string ("god"), ==, 0);
  g_assert_true (srv_token_equal ("abc", "abc"));
  g_assert_false (srv_token_equal ("abc", "abd"));
  g_assert_false (srv_token_equal ("abc", "abcd"));
  g_assert_false (srv_token_equal (NULL, NULL));
  /* printf 'The quick brown fox jumps over the lazy dog' | openssl dgst -sha256 -hmac key -binary |
   * base64; Wikipedia, "HMAC", has it in hexadecimal. */
  signature = srv_token_sign (key, "The quick brown fox ", 20, "jumps over the lazy dog", 23);
  g_assert_cmpstr (signature, ==, "97yD9DBThCSxMpjmqm+xQ+9NWaFJRhdZl0edvC0aPNg=");
}

#define ADD(name, func) g_test_add ("/srv/api/" name, Place, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rights", test_rights);
  ADD ("sell", test_sell);
  ADD ("once", test_once);
  ADD ("keys", test_keys);
  ADD ("bad bodies", test_bad_bodies);
  ADD ("put items", test_put_items);
  ADD ("pages", test_pages);
  ADD ("many drops", test_many_drops);
  ADD ("list drops", test_list_drops);
  ADD ("ended drop", test_ended_drop);
  ADD ("paths", test_paths);
  ADD ("rate", test_rate);
  ADD ("body max", test_body_max);
  ADD ("local", test_local);
  g_test_add_func ("/srv/api/tokens", test_tokens);
  return g_test_run ();
}
