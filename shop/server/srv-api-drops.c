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
drop_to_json (SrvCall *call, const SrvDrop *drop, GError **error)
{
  guint n_items;

  if (!srv_shop_count_items (call->api->shop, drop->name, &n_items, error))
    return NULL;
  return json_pack ("{s:s, s:s?, s:s, s:i}", "name", drop->name, "title", drop->title, "state",
                    srv_drop_state_to_string (drop->state), "items", (int) n_items);
}

static void
free_drop (gpointer drop)
{
  srv_drop_free (drop);
}

/* The drops of the token: all of them, or its only one. */
static GPtrArray *
list_allowed (SrvCall *call, const char *after, guint max, GError **error)
{
  const char *only = call->token.drop;
  g_autoptr (SrvDrop) drop = NULL;
  GPtrArray *list;

  if (!*only)
    return srv_shop_list_drops (call->api->shop, after, max, error);
  list = g_ptr_array_new_with_free_func (free_drop);
  drop = g_strcmp0 (only, after) > 0 ? srv_shop_find_drop (call->api->shop, only, NULL) : NULL;
  if (drop)
    g_ptr_array_add (list, g_steal_pointer (&drop));
  return list;
}

static gboolean
list_drops (SrvCall *call, SrvReply *reply, GError **error)
{
  const char *after = srv_api_get_after (call);
  g_autoptr (GPtrArray) drops = NULL;
  json_auto_t *list = json_array ();
  guint limit;

  if (!srv_api_get_limit (call, &limit, error))
    return FALSE;
  limit = MIN (limit, SRV_DROPS_PAGE);
  drops = list_allowed (call, after ? after : "", limit + 1, error);
  for (guint i = 0; drops && i < MIN (drops->len, limit); i++) {
    json_t *one = drop_to_json (call, drops->pdata[i], error);

    if (!one)
      return FALSE;
    json_array_append_new (list, one);
  }
  if (drops)
    srv_api_answer (reply, "{s:O, s:b}", "drops", list, "more", drops->len > limit);
  return drops != NULL;
}

static gboolean
get_drop (SrvCall *call, SrvReply *reply, GError **error)
{
  g_autoptr (SrvDrop) drop = srv_api_find_drop (call, error);
  json_auto_t *json = drop ? drop_to_json (call, drop, error) : NULL;

  if (!json)
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
