/* Vendors' shops: their webhooks, and the names of their items and places. */
#include "show-text.h"
#include "srv-api-private.h"
#include "srv-ingest.h"

static SrvSource *
require_source (SrvCall *call, GError **error)
{
  SrvSource *source = srv_api_find_source (call->api, call->name);

  if (!source)
    srv_refuse (error, SRV_ERROR_NOT_FOUND, "There is no source of that name in the config.");
  return source;
}

/* Signed requests are always answered by 2xx once they are understood, also when they change
 * nothing: vendors stop sending to those who refuse. */
static gboolean
take_event (SrvCall *call, SrvReply *reply, GError **error)
{
  SrvSource *source = require_source (call, error);
  g_autoptr (SrvNews) news = srv_news_new ();

  if (!source)
    return FALSE;
  srv_api_answer (reply, "{s:b}", "ok", TRUE);
  if (source->vendor->is_ping && source->vendor->is_ping (call->request))
    return TRUE;
  if (!srv_source_verify (source, call->request, error) ||
      !source->vendor->read_event (call->request, news, error)) {
    source->n_refused++;
    return FALSE;
  }
  source->n_events++;
  return srv_ingest (call->api->shop, source, news, FALSE, call->now_ms, error);
}

static json_t *
names_to_json (GHashTable *names)
{
  json_t *json = json_object ();
  GHashTableIter iter;
  gpointer theirs, ours;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &theirs, &ours))
    json_object_set_new (json, theirs, json_string (ours));
  return json;
}

static gboolean
get_source (SrvCall *call, SrvReply *reply, GError **error)
{
  SrvSource *source = require_source (call, error);
  SrvStore *store = srv_shop_get_store (call->api->shop);
  g_autoptr (GHashTable) items =
      source ? store->ops->list_names (store, source->name, "item", error) : NULL;
  g_autoptr (GHashTable) places =
      items ? store->ops->list_names (store, source->name, "place", error) : NULL;

  if (!places)
    return FALSE;
  srv_api_answer (reply, "{s:s, s:s, s:s, s:o, s:o, s:I, s:I, s:I, s:I, s:I}", "name", source->name,
                  "vendor", source->vendor->name, "drop", source->drop, "items",
                  names_to_json (items), "places", names_to_json (places), "events",
                  (json_int_t) source->n_events, "duplicates", (json_int_t) source->n_duplicates,
                  "stale", (json_int_t) source->n_stale, "refused", (json_int_t) source->n_refused,
                  "polls", (json_int_t) source->n_polls);
  return TRUE;
}

static gboolean
put_names (SrvCall *call, const SrvSource *source, const char *key, const char *kind,
           gsize max_chars, GError **error)
{
  SrvStore *store = srv_shop_get_store (call->api->shop);
  ShopJson *names = NULL;

  if (!shop_json_read_object (call->json, key, &names, error))
    return FALSE;
  for (const ShopJson *one = shop_json_first (names); one; one = one->next) {
    const char *theirs = one->name, *ours = shop_json_get_text (one);

    if (!show_text_check (theirs, SRV_ID_MAX, "The vendor's name", error) ||
        !show_text_check (ours, max_chars, "Our name for it", error) ||
        !store->ops->put_name (store, source->name, kind, theirs, ours, error))
      return FALSE;
  }
  return TRUE;
}

/* Names that are new give counts that are known a product and a place. */
static gboolean
put_source (SrvCall *call, SrvReply *reply, GError **error)
{
  SrvSource *source = require_source (call, error);
  SrvStore *store = srv_shop_get_store (call->api->shop);
  g_autoptr (GHashTable) items = NULL;
  GHashTableIter iter;
  gpointer item;

  if (!source || !put_names (call, source, "items", "item", SHOW_SKU_MAX, error) ||
      !put_names (call, source, "places", "place", SHOW_NAME_MAX, error))
    return FALSE;
  items = store->ops->list_names (store, source->name, "item", error);
  if (!items)
    return FALSE;
  g_hash_table_iter_init (&iter, items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    if (!srv_ingest_again (call->api->shop, source, item, call->now_ms, error))
      return FALSE;
  srv_api_answer (reply, "{s:b}", "ok", TRUE);
  return TRUE;
}

const SrvRoute srv_api_source_routes[] = {
    {SRV_POST, "/webhooks/*", 0, SRV_ROUTE_OPEN | SRV_ROUTE_WRITES, take_event},
    {SRV_GET, "/v1/sources/*", SRV_RIGHT_ADMIN, 0, get_source},
    {SRV_PUT, "/v1/sources/*", SRV_RIGHT_ADMIN, SRV_ROUTE_WRITES | SRV_ROUTE_JSON, put_source},
    {0},
};
