/* Drops, and the server itself. */
#include "srv-api-private.h"
#include "srv-token.h"

static gboolean
get_health (SrvCall *call, SrvReply *reply, GError **error)
{
  json_auto_t *json = json_object ();
  gboolean works;

  if (call->api->tell_status)
    call->api->tell_status (json, call->api->tell_data);
  works = !json_is_false (json_object_get (json, "store_works"));
  srv_api_answer (reply, "{s:b}", "ok", works);
  reply->status = works ? 200 : 503;
  return TRUE;
}

static gboolean
get_status (SrvCall *call, SrvReply *reply, GError **error)
{
  json_auto_t *json = json_pack ("{s:s}", "version", TALLYBOX_VERSION);

  if (call->api->tell_status)
    call->api->tell_status (json, call->api->tell_data);
  reply->body = shop_json_dump (json);
  return TRUE;
}

static json_t *
drop_to_json (SrvCall *call, const SrvDrop *drop)
{
  GPtrArray *items = srv_catalog_list_items (srv_shop_get_catalog (call->api->shop), drop->name);

  return json_pack ("{s:s, s:s?, s:s, s:i}", "name", drop->name, "title", drop->title, "state",
                    srv_drop_state_to_string (drop->state), "items", (int) items->len);
}

static gboolean
list_drops (SrvCall *call, SrvReply *reply, GError **error)
{
  g_autoptr (GPtrArray) drops = srv_catalog_list_drops (srv_shop_get_catalog (call->api->shop));
  json_t *list = json_array ();

  for (guint i = 0; i < drops->len; i++)
    if (srv_token_allows (&call->token, SRV_RIGHT_READ, ((SrvDrop *) drops->pdata[i])->name, NULL))
      json_array_append_new (list, drop_to_json (call, drops->pdata[i]));
  srv_api_answer (reply, "{s:o}", "drops", list);
  return TRUE;
}

static gboolean
get_drop (SrvCall *call, SrvReply *reply, GError **error)
{
  const SrvDrop *drop = srv_api_get_drop (call, error);
  json_auto_t *json = drop ? drop_to_json (call, drop) : NULL;

  if (!drop)
    return FALSE;
  reply->body = shop_json_dump (json);
  return TRUE;
}

static gboolean
put_drop (SrvCall *call, SrvReply *reply, GError **error)
{
  const char *title = NULL;

  if (!shop_json_read_text (call->json, "title", SHOW_TEXT_MAX * 4, &title, error) ||
      !srv_shop_put_drop (call->api->shop, call->name, title, error))
    return FALSE;
  srv_api_answer (reply, "{s:s}", "name", call->name);
  return TRUE;
}

static gboolean
set_state (SrvCall *call, SrvDropState state, SrvReply *reply, GError **error)
{
  if (!srv_shop_set_drop_state (call->api->shop, call->name, state, call->now_ms, error))
    return FALSE;
  srv_api_answer (reply, "{s:s, s:s}", "name", call->name, "state",
                  srv_drop_state_to_string (state));
  return TRUE;
}

static gboolean
start_drop (SrvCall *call, SrvReply *reply, GError **error)
{
  return set_state (call, SRV_DROP_LIVE, reply, error);
}

static gboolean
pause_drop (SrvCall *call, SrvReply *reply, GError **error)
{
  return set_state (call, SRV_DROP_PAUSED, reply, error);
}

static gboolean
end_drop (SrvCall *call, SrvReply *reply, GError **error)
{
  return set_state (call, SRV_DROP_ENDED, reply, error);
}

const SrvRoute srv_api_drop_routes[] = {
    {SRV_GET, "/v1/health", 0, SRV_ROUTE_OPEN, get_health},
    {SRV_GET, "/v1/status", SRV_RIGHT_ADMIN, 0, get_status},
    {SRV_GET, "/v1/drops", SRV_RIGHT_READ, 0, list_drops},
    {SRV_GET, "/v1/drops/*", SRV_RIGHT_READ, 0, get_drop},
    {SRV_PUT, "/v1/drops/*", SRV_RIGHT_ADMIN, SRV_ROUTE_WRITES | SRV_ROUTE_JSON, put_drop},
    {SRV_POST, "/v1/drops/*/start", SRV_RIGHT_ADMIN, SRV_ROUTE_WRITES, start_drop},
    {SRV_POST, "/v1/drops/*/pause", SRV_RIGHT_ADMIN, SRV_ROUTE_WRITES, pause_drop},
    {SRV_POST, "/v1/drops/*/end", SRV_RIGHT_ADMIN, SRV_ROUTE_WRITES, end_drop},
    {0},
};
