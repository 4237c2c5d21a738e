/* Square. Webhook inventory.count.updated: data.object.inventory_counts, quantities as decimal
 * text, signed over the notification's address and the raw body (developer.squareup.com, "Verify
 * and validate an event notification"). Polled at POST /v2/inventory/counts/batch-retrieve. Neither
 * tells a SKU: items are named by hand. */
#include "srv-source.h"

#include "shop-json.h"
#include <string.h>

#define API_PATH    "/v2/inventory/counts/batch-retrieve"
#define API_VERSION "2025-01-23"

/* Whole pieces of "79" or "12.50000". FALSE for anything else. */
static gboolean
read_quantity (const json_t *json, gint64 *ret_quantity)
{
  const char *text = json_string_value (json);
  char *end;
  gint64 whole;

  if (!text || !*text || strspn (text, "-.0123456789") != strlen (text))
    return FALSE;
  whole = g_ascii_strtoll (text, &end, 10);
  if (end == text || (*end && *end != '.'))
    return FALSE;
  *ret_quantity = whole;
  return TRUE;
}

static void
read_counts (const json_t *counts, SrvNews *news)
{
  json_t *count;
  size_t i;

  json_array_foreach (counts, i, count)
  {
    const char *state = json_string_value (json_object_get (count, "state"));
    gint64 quantity, at_ms;

    if (g_strcmp0 (state, "IN_STOCK") == 0 &&
        read_quantity (json_object_get (count, "quantity"), &quantity) &&
        shop_time_parse (json_string_value (json_object_get (count, "calculated_at")), &at_ms))
      srv_news_add (news, json_string_value (json_object_get (count, "catalog_object_id")),
                    json_string_value (json_object_get (count, "location_id")), NULL, quantity,
                    at_ms);
  }
}

static gboolean
read_event (const SrvRequest *request, SrvNews *news, GError **error)
{
  json_auto_t *json =
      srv_source_load_json ((const char *) request->body->data, request->body->len, error);
  const char *id = json_string_value (json_object_get (json, "event_id"));
  const json_t *object = json_object_get (json_object_get (json, "data"), "object");

  if (!json)
    return FALSE;
  if (id)
    g_strlcpy (news->event, id, sizeof news->event);
  read_counts (json_object_get (object, "inventory_counts"), news);
  return TRUE;
}

static SrvAsk *
make_poll (const SrvSource *source, const char *const *items, const char *cursor)
{
  json_auto_t *json = json_pack ("{s:[], s:[s]}", "catalog_object_ids", "states", "IN_STOCK");
  g_autofree char *body = NULL, *authorization = NULL;
  SrvAsk *ask;

  for (guint i = 0; items[i]; i++)
    json_array_append_new (json_object_get (json, "catalog_object_ids"), json_string (items[i]));
  if (cursor)
    json_object_set_new (json, "cursor", json_string (cursor));
  body = shop_json_dump (json);
  ask = srv_ask_new (SRV_POST, API_PATH, body);
  srv_ask_add_header (ask, "Square-Version", API_VERSION);
  if (source->api_secret) {
    authorization = g_strdup_printf ("Bearer %.*s", (int) g_bytes_get_size (source->api_secret),
                                     (const char *) g_bytes_get_data (source->api_secret, NULL));
    srv_ask_add_header (ask, "Authorization", authorization);
  }
  return ask;
}

static gboolean
read_poll (const char *body, gsize length, gint64 now_ms, SrvNews *news, char **ret_cursor,
           GError **error)
{
  json_auto_t *json = srv_source_load_json (body, length, NULL);
  const char *cursor = json_string_value (json_object_get (json, "cursor"));

  if (!json_is_object (json) || json_array_size (json_object_get (json, "errors")) > 0)
    return srv_refuse (error, SRV_ERROR_REMOTE, "Square answers something else than the counts.");
  read_counts (json_object_get (json, "counts"), news);
  *ret_cursor = cursor && *cursor ? g_strdup (cursor) : NULL;
  return TRUE;
}

const SrvVendor srv_vendor_square = {
    .name = "square",
    .signature_header = "x-square-hmacsha256-signature",
    .signs_url = TRUE,
    .asks_by_item = TRUE,
    .ask_max = 100,
    .read_event = read_event,
    .make_poll = make_poll,
    .read_poll = read_poll,
};
