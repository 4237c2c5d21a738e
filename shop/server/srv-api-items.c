/* Products of a drop. */
#include "shop-item.h"
#include "srv-api-private.h"

static gboolean
get_item (SrvCall *call, SrvReply *reply, GError **error)
{
  g_autoptr (SrvDrop) drop = srv_api_find_drop (call, error);
  const char *sku = g_hash_table_lookup (call->request->args, "sku");
  GRefString *item;

  if (!drop)
    return FALSE;
  if (!sku)
    return srv_refuse (error, SRV_ERROR_INVALID, "Say which one: item?sku=MUG-01");
  item = srv_shop_find_item (call->api->shop, drop->name, sku, error);
  if (!item)
    return FALSE;
  reply->body = g_strdup_printf ("{\"item\":%s}", item);
  g_ref_string_release (item);
  return TRUE;
}

static gboolean
list_items (SrvCall *call, SrvReply *reply, GError **error)
{
  g_autoptr (SrvDrop) drop = srv_api_find_drop (call, error);
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GString) text = NULL;
  guint limit;

  if (!drop || !srv_api_get_limit (call, &limit, error))
    return FALSE;
  items =
      srv_shop_list_items (call->api->shop, drop->name, srv_api_get_after (call), limit + 1, error);
  if (!items)
    return FALSE;
  text = g_string_new ("{\"items\":[");
  for (guint i = 0; i < MIN (items->len, limit); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", (const char *) items->pdata[i]);
  g_string_append_printf (text, "],\"more\":%s}", items->len > limit ? "true" : "false");
  reply->body = g_string_free (g_steal_pointer (&text), FALSE);
  return TRUE;
}

/* What is counted here is not for the client to say. */
static void
drop_counted (ShopJson *json)
{
  static const char *const ours[] = {"rev", "sold", "state"};
  ShopJson *pre = shop_json_get (json, "pre");

  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    shop_json_remove (json, ours[i]);
  if (pre)
    shop_json_remove (pre, "sold");
}

static double
sum_numbers (const ShopJson *object)
{
  double sum = 0;

  for (const ShopJson *one = shop_json_first (object); one; one = one->next)
    if (one->kind == SHOP_JSON_NUMBER)
      sum += one->number;
  return sum;
}

/* An item as in the protocol, but `avail` may be left out: with `hubs`, it is their sum; without
 * them, what is there stays as it is. */
static gboolean
put_one (SrvCall *call, ShopJson *json, GError **error)
{
  const ShopJson *hubs = shop_json_get (json, "hubs");
  gboolean has_count = shop_json_get (json, "avail") != NULL;
  gboolean keep = !has_count && !shop_json_first (hubs);
  g_autoptr (ShopItem) item = NULL;

  drop_counted (json);
  if (!has_count)
    shop_json_put_number (call->json, json, "avail", sum_numbers (hubs));
  item = shop_item_parse (json, 0, call->now_ms);
  if (item->kind == SHOP_ITEM_REFUSED)
    return srv_refuse (error, SRV_ERROR_INVALID, "%s", item->why);
  if (item->kind == SHOP_ITEM_GONE)
    return srv_shop_remove_product (call->api->shop, call->name, item->sku, error);
  return srv_shop_put_product (call->api->shop, call->name, item->product, keep, call->now_ms,
                               error);
}

static gboolean
put_items (SrvCall *call, SrvReply *reply, GError **error)
{
  const ShopJson *items = shop_json_get (call->json, "items");
  guint i = 0;

  if (!items || items->kind != SHOP_JSON_ARRAY)
    return srv_refuse (error, SRV_ERROR_INVALID, "Write {\"items\":[…]}.");
  for (ShopJson *one = items->first; one; one = one->next, i++) {
    if (one->kind != SHOP_JSON_OBJECT)
      return srv_refuse (error, SRV_ERROR_INVALID, "items[%u] is not an object.", i);
    if (!put_one (call, one, error)) {
      g_prefix_error (error, "items[%u]: ", i);
      return FALSE;
    }
  }
  srv_api_answer (reply, "{s:i}", "items", (int) items->n);
  return TRUE;
}

const SrvRoute srv_api_item_routes[] = {
    {SRV_GET, "/v1/drops/*/item", SRV_RIGHT_READ, 0, get_item},
    {SRV_GET, "/v1/drops/*/items", SRV_RIGHT_READ, 0, list_items},
    {SRV_PUT, "/v1/drops/*/items", SRV_RIGHT_ADMIN, SRV_ROUTE_WRITES | SRV_ROUTE_JSON, put_items},
    {0},
};
