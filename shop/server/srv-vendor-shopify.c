/* Shopify. Webhook inventory_levels/update: {"inventory_item_id","location_id","available",
 * "updated_at"}, signed over the raw body (shopify.dev, "Verify webhook deliveries"). One
 * merchant's action may bring several of them with one X-Shopify-Event-Id, so an event is known by
 * its X-Shopify-Webhook-Id. Polled over the GraphQL Admin API: inventoryItems with their SKU and
 * levels, which webhooks do not tell. */
#include "srv-source.h"

#include "shop-json.h"
#include <string.h>

/* Versions live a year; an older one is answered by the oldest that lives. */
#define API_PATH "/admin/api/2025-10/graphql.json"

/* Small pages: a query may cost 1000 points, and each level of each item costs some. */
static const char query[] =
    "query($q:String!,$after:String){inventoryItems(first:10,query:$q,after:$after){"
    "nodes{id sku inventoryLevels(first:20){nodes{updatedAt location{id} "
    "quantities(names:[\"available\"]){quantity}}}}"
    "pageInfo{hasNextPage endCursor}}}";

static char *
get_number_text (const json_t *json, const char *key)
{
  const json_t *value = json_object_get (json, key);

  return json_is_integer (value)
             ? g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (value))
             : NULL;
}

static gboolean
read_event (const SrvRequest *request, SrvNews *news, GError **error)
{
  json_auto_t *json =
      srv_source_load_json ((const char *) request->body->data, request->body->len, error);
  g_autofree char *item = get_number_text (json, "inventory_item_id");
  g_autofree char *location = get_number_text (json, "location_id");
  const json_t *available = json_object_get (json, "available");
  const char *id = srv_request_get_header (request, "x-shopify-webhook-id");
  gint64 at_ms;

  if (!json)
    return FALSE;
  if (id)
    g_strlcpy (news->event, id, sizeof news->event);
  if (item && location && json_is_integer (available) &&
      shop_time_parse (json_string_value (json_object_get (json, "updated_at")), &at_ms))
    srv_news_add (news, item, location, NULL, json_integer_value (available), at_ms);
  return TRUE;
}

/* sku:"A" OR sku:"B" (shopify.dev, "API search syntax"). */
static char *
make_search (const char *const *skus)
{
  GString *search = g_string_new (NULL);

  for (guint i = 0; skus[i]; i++) {
    g_string_append_printf (search, "%ssku:\"", i ? " OR " : "");
    for (const char *c = skus[i]; *c; c++) {
      if (*c == '"' || *c == '\\')
        g_string_append_c (search, '\\');
      g_string_append_c (search, *c);
    }
    g_string_append_c (search, '"');
  }
  return g_string_free (search, FALSE);
}

static SrvAsk *
make_poll (const SrvSource *source, const char *const *skus, const char *cursor)
{
  g_autofree char *search = make_search (skus), *body = NULL;
  json_auto_t *json =
      json_pack ("{s:s, s:{s:s, s:s?}}", "query", query, "variables", "q", search, "after", cursor);
  SrvAsk *ask;

  body = shop_json_dump (json);
  ask = srv_ask_new (SRV_POST, API_PATH, body);
  if (source->api_secret) {
    g_autofree char *token = g_strndup (g_bytes_get_data (source->api_secret, NULL),
                                        g_bytes_get_size (source->api_secret));

    srv_ask_add_header (ask, "X-Shopify-Access-Token", token);
  }
  return ask;
}

/* "gid://shopify/InventoryItem/808950810" -> "808950810", as in webhooks. */
static const char *
id_of_gid (const json_t *gid)
{
  const char *text = json_string_value (gid), *slash = text ? strrchr (text, '/') : NULL;

  return slash ? slash + 1 : NULL;
}

static void
read_levels (const json_t *item, SrvNews *news)
{
  const json_t *levels = json_object_get (json_object_get (item, "inventoryLevels"), "nodes");
  const char *sku = json_string_value (json_object_get (item, "sku"));
  json_t *level;
  size_t i;

  json_array_foreach (levels, i, level)
  {
    const json_t *location = json_object_get (level, "location");
    const json_t *quantity =
        json_object_get (json_array_get (json_object_get (level, "quantities"), 0), "quantity");
    gint64 at_ms;

    if (json_is_integer (quantity) &&
        shop_time_parse (json_string_value (json_object_get (level, "updatedAt")), &at_ms))
      srv_news_add (news, id_of_gid (json_object_get (item, "id")),
                    id_of_gid (json_object_get (location, "id")), sku,
                    json_integer_value (quantity), at_ms);
  }
}

static gboolean
read_poll (const char *body, gsize length, gint64 now_ms, SrvNews *news, char **ret_cursor,
           GError **error)
{
  json_auto_t *json = srv_source_load_json (body, length, NULL);
  const json_t *items = json_object_get (json_object_get (json, "data"), "inventoryItems");
  const json_t *nodes = json_object_get (items, "nodes");
  const json_t *page = json_object_get (items, "pageInfo");
  json_t *item;
  size_t i;

  if (!json_is_array (nodes))
    return srv_refuse (error, SRV_ERROR_REMOTE, "Shopify answers something else than the counts.");
  json_array_foreach (nodes, i, item) read_levels (item, news);
  *ret_cursor = json_is_true (json_object_get (page, "hasNextPage"))
                    ? g_strdup (json_string_value (json_object_get (page, "endCursor")))
                    : NULL;
  return TRUE;
}

const SrvVendor srv_vendor_shopify = {
    .name = "shopify",
    .signature_header = "x-shopify-hmac-sha256",
    .ask_max = 10,
    .read_event = read_event,
    .make_poll = make_poll,
    .read_poll = read_poll,
};
