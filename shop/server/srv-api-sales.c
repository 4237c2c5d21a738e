/* Selling, taking back, restocking; the ledger of it. */
#include "shop-item.h"
#include "srv-api-private.h"

static gboolean
read_deed (SrvCall *call, SrvDeed *deed, GError **error)
{
  const ShopJson *json = call->json;
  gint64 pieces = 1;

  if (!shop_json_require (json, "sku", error) ||
      !shop_json_read_text (json, "sku", SHOW_SKU_MAX, &deed->sku, error) ||
      !shop_json_read_int (json, "n", 1, SRV_PIECES_MAX, &pieces, error) ||
      !shop_json_read_text (json, "hub", SHOW_NAME_MAX, &deed->place, error) ||
      !shop_json_read_text (json, "tier", SHOW_NAME_MAX, &deed->tier, error) ||
      !shop_json_read_bool (json, "preorder", &deed->ahead, error))
    return FALSE;
  deed->pieces = pieces;
  deed->drop = call->name;
  deed->who = call->token.name;
  deed->ref = call->key;
  return TRUE;
}

static gboolean
do_deed (SrvCall *call, SrvVerb verb, SrvReply *reply, GError **error)
{
  SrvDeed deed = {.verb = verb};
  g_autoptr (ShowProduct) product = NULL;

  if (!read_deed (call, &deed, error) ||
      !srv_shop_do (call->api->shop, &deed, call->now_ms, &product, error))
    return FALSE;
  srv_api_answer (reply, "{s:I, s:o}", "n", (json_int_t) deed.pieces, "item",
                  shop_item_product_to_json (product));
  return TRUE;
}

static gboolean
sell (SrvCall *call, SrvReply *reply, GError **error)
{
  return do_deed (call, SRV_SELL, reply, error);
}

static gboolean
restock (SrvCall *call, SrvReply *reply, GError **error)
{
  return do_deed (call, SRV_RESTOCK, reply, error);
}

static gboolean
take_back (SrvCall *call, SrvReply *reply, GError **error)
{
  return do_deed (call, SRV_RETURN, reply, error);
}

static json_t *
entry_to_json (const SrvEntry *entry)
{
  g_autofree char *at = shop_time_format (entry->at_ms);

  return json_pack ("{s:I, s:s, s:s, s:s, s:I, s:s*, s:s*, s:s, s:s}", "id", (json_int_t) entry->id,
                    "at", at, "what", entry->what, "sku", entry->sku, "n",
                    (json_int_t) entry->pieces, "hub", entry->place, "tier", entry->tier, "who",
                    entry->who, "ref", entry->ref);
}

static gboolean
list_entries (SrvCall *call, SrvReply *reply, GError **error)
{
  SrvStore *store = srv_shop_get_store (call->api->shop);
  g_autoptr (SrvDrop) drop = srv_api_find_drop (call, error);
  g_autoptr (GPtrArray) entries = NULL;
  const char *after = srv_api_get_after (call);
  json_t *list;
  guint limit;

  if (!drop || !srv_api_get_limit (call, &limit, error))
    return FALSE;
  entries = store->ops->list_entries (store, call->name,
                                      after ? g_ascii_strtoll (after, NULL, 10) : 0, limit, error);
  if (!entries)
    return FALSE;
  list = json_array ();
  for (guint i = 0; i < entries->len; i++)
    json_array_append_new (list, entry_to_json (entries->pdata[i]));
  srv_api_answer (reply, "{s:o, s:b}", "entries", list, "more", entries->len == limit);
  return TRUE;
}

#define ONCE (SRV_ROUTE_WRITES | SRV_ROUTE_JSON | SRV_ROUTE_ONCE)

const SrvRoute srv_api_sale_routes[] = {
    {SRV_POST, "/v1/drops/*/sell", SRV_RIGHT_SELL, ONCE, sell},
    {SRV_POST, "/v1/drops/*/restock", SRV_RIGHT_SELL, ONCE, restock},
    {SRV_POST, "/v1/drops/*/return", SRV_RIGHT_SELL, ONCE, take_back},
    {SRV_GET, "/v1/drops/*/ledger", SRV_RIGHT_ADMIN, 0, list_entries},
    {0},
};
