#include "srv-api-private.h"

#include "srv-token.h"
#include <string.h>

static const SrvRoute *const tables[] = {srv_api_drop_routes, srv_api_item_routes,
                                         srv_api_sale_routes, srv_api_source_routes};

SrvApi *
srv_api_new (SrvShop *shop, GPtrArray *sources, double per_second)
{
  SrvApi *api = g_new0 (SrvApi, 1);

  api->shop = shop;
  api->sources = g_ptr_array_ref (sources);
  api->pace = base_pace_per_s (per_second);
  api->buckets = base_buckets_new (SRV_CALLERS_MAX);
  return api;
}

void
srv_api_free (SrvApi *api)
{
  if (!api)
    return;
  g_ptr_array_unref (api->sources);
  base_buckets_free (api->buckets);
  g_free (api);
}

void
srv_api_set_status (SrvApi *api, SrvTellStatus tell, gpointer data)
{
  api->tell_status = tell;
  api->tell_data = data;
}

SrvSource *
srv_api_find_source (SrvApi *api, const char *name)
{
  for (guint i = 0; i < api->sources->len; i++) {
    SrvSource *source = api->sources->pdata[i];

    if (g_str_equal (source->name, name))
      return source;
  }
  return NULL;
}

/* Help for handlers */

SrvDrop *
srv_api_find_drop (SrvCall *call, GError **error)
{
  return srv_shop_find_drop (call->api->shop, call->name, error);
}

const char *
srv_api_get_after (SrvCall *call)
{
  return g_hash_table_lookup (call->request->args, "after");
}

gboolean
srv_api_get_limit (SrvCall *call, guint *ret_limit, GError **error)
{
  const char *text = g_hash_table_lookup (call->request->args, "limit");
  guint64 limit = SRV_PAGE_MAX;

  if (text && !g_ascii_string_to_unsigned (text, 10, 1, SRV_PAGE_MAX, &limit, NULL))
    return srv_refuse (error, SRV_ERROR_INVALID, "limit must be a number from 1 to %d.",
                       SRV_PAGE_MAX);
  *ret_limit = (guint) limit;
  return TRUE;
}

void
srv_api_answer (SrvReply *reply, const char *format, ...)
{
  json_error_t why;
  json_t *json;
  va_list args;

  va_start (args, format);
  json = json_vpack_ex (&why, 0, format, args);
  va_end (args);
  g_assert (json);
  g_free (reply->body);
  reply->body = shop_json_dump (json);
  json_decref (json);
}

/* Idempotency */

static gboolean
check_key (const char *key, GError **error)
{
  gsize length = key ? strlen (key) : 0;

  if (length == 0)
    return srv_refuse (error, SRV_ERROR_INVALID,
                       "An Idempotency-Key is needed, so that a repeated request has one effect. "
                       "Send a new UUID with each new request.");
  if (length > SRV_ID_MAX || !g_str_is_ascii (key))
    return srv_refuse (error, SRV_ERROR_INVALID,
                       "The Idempotency-Key must be up to %d ASCII characters.", SRV_ID_MAX);
  return TRUE;
}

static gboolean
give_again (const SrvAnswer *answer, const char *digest, SrvReply *reply, GError **error)
{
  if (!g_str_equal (answer->digest, digest))
    return srv_refuse (error, SRV_ERROR_KEY_REUSED,
                       "This Idempotency-Key was used for another request.");
  reply->status = answer->status;
  g_free (reply->body);
  reply->body = g_strdup (answer->body);
  return TRUE;
}

/* All of the work or nothing of it. An error of the store fails the whole batch. */
static gboolean
try_work (SrvCall *call, SrvHandler work, SrvReply *reply, GError **error)
{
  SrvShop *shop = call->api->shop;
  g_autoptr (GError) why = NULL;
  gboolean ok;

  if (!srv_shop_mark (shop, error))
    return FALSE;
  ok = work (call, reply, &why);
  if (!srv_shop_release (shop, !ok, ok ? error : NULL))
    ok = FALSE;
  if (why)
    g_propagate_error (error, g_steal_pointer (&why));
  return ok;
}

/* Runs `work` once for the key of the scope: the second time the first answer is given again.
 * `digest` tells two requests apart. */
static gboolean
answer_once (SrvCall *call, const char *scope, const char *digest, SrvHandler work, SrvReply *reply,
             GError **error)
{
  SrvStore *store = srv_shop_get_store (call->api->shop);
  g_autoptr (SrvAnswer) known = NULL;
  g_autoptr (GError) why = NULL;

  if (!srv_shop_begin (call->api->shop, error) ||
      !store->ops->get_answer (store, scope, call->key, &known, error))
    return FALSE;
  if (known)
    return give_again (known, digest, reply, error);
  if (!try_work (call, work, reply, &why)) {
    if (g_error_matches (why, SRV_ERROR, SRV_ERROR_STORE)) {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
    srv_reply_set_error (reply, why);
  }
  if (!store->ops->put_answer (store, scope, call->key,
                               &(SrvAnswer){(char *) digest, reply->status, reply->body},
                               call->now_ms, error)) {
    srv_shop_spoil (call->api->shop);
    return FALSE;
  }
  return TRUE;
}

static gboolean
run_once (SrvCall *call, const SrvRoute *route, SrvReply *reply, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *scope = g_strconcat ("rest/", call->token.name, NULL);
  const GByteArray *body = call->request->body;

  call->key = srv_request_get_header (call->request, "idempotency-key");
  if (!check_key (call->key, error))
    return FALSE;
  g_checksum_update (sum, (const guchar *) call->request->path,
                     (gssize) strlen (call->request->path) + 1);
  g_checksum_update (sum, body->data, (gssize) body->len);
  return answer_once (call, scope, g_checksum_get_string (sum), route->handle, reply, error);
}

/* Routes */

/* TRUE when the path fits; the part that stands for * is then in `ret_name`. */
static gboolean
match (const char *pattern, const char *path, char **ret_name)
{
  const char *star = strchr (pattern, '*');
  gsize before = star ? (gsize) (star - pattern) : strlen (pattern);
  const char *end;

  if (strncmp (pattern, path, before) != 0)
    return FALSE;
  if (!star)
    return path[before] == '\0';
  end = path + before + strcspn (path + before, "/");
  if (end == path + before || !g_str_equal (end, star + 1))
    return FALSE;
  *ret_name = g_strndup (path + before, (gsize) (end - path) - before);
  return TRUE;
}

static const SrvRoute *
find_route (const SrvRequest *request, char **ret_name, GError **error)
{
  gboolean other_method = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const SrvRoute *route = tables[i]; route->handle; route++) {
      g_autofree char *name = NULL;

      if (!match (route->path, request->path, &name))
        continue;
      if (route->method == request->method) {
        *ret_name = g_steal_pointer (&name);
        return route;
      }
      other_method = TRUE;
    }
  if (other_method)
    srv_refuse (error, SRV_ERROR_METHOD, "%s is not possible here. See API.md.",
                srv_method_to_string (request->method));
  else
    srv_refuse (error, SRV_ERROR_NOT_FOUND, "There is nothing at this address. See API.md.");
  return NULL;
}

/* "Bearer TOKEN" -> TOKEN, NULL for anything else. */
static const char *
get_bearer (const SrvRequest *request)
{
  const char *text = srv_request_get_header (request, "authorization");
  gsize n = strlen ("Bearer ");

  return text && g_ascii_strncasecmp (text, "Bearer ", n) == 0 ? text + n : NULL;
}

static gboolean
authorize (SrvCall *call, const SrvRoute *route, gint64 mono_ms, GError **error)
{
  SrvApi *api = call->api;
  gboolean in_drop = g_str_has_prefix (route->path, "/v1/drops/*");

  if (route->flags & SRV_ROUTE_OPEN)
    return TRUE;
  if (!srv_token_check (srv_shop_get_store (api->shop), get_bearer (call->request), &call->token,
                        error))
    return FALSE;
  if (!base_bucket_try (base_buckets_find (api->buckets, call->token.name), &api->pace, mono_ms))
    return srv_refuse (error, SRV_ERROR_RATE, "Too many requests with this token. Wait a second.");
  return srv_token_allows (&call->token, route->right, in_drop ? call->name : NULL, error);
}

static gboolean
run_route (SrvCall *call, const SrvRoute *route, SrvReply *reply, GError **error)
{
  const GByteArray *body = call->request->body;
  g_autoptr (ShopJson) json = NULL;

  if (route->flags & SRV_ROUTE_JSON) {
    json = shop_json_load ((const char *) body->data, body->len, SRV_BODY_MAX, error);
    if (!json)
      return FALSE;
    call->json = json;
  }
  reply->waits = (route->flags & SRV_ROUTE_WRITES) != 0;
  if (route->flags & SRV_ROUTE_ONCE)
    return run_once (call, route, reply, error);
  if (route->flags & SRV_ROUTE_WRITES)
    return try_work (call, route->handle, reply, error);
  return route->handle (call, reply, error);
}

/* Much memory is for those only who may fill it. */
gsize
srv_api_get_body_max (SrvApi *api, const SrvRequest *head)
{
  g_autofree char *name = NULL;
  const SrvRoute *route = find_route (head, &name, NULL);
  SrvToken token;

  if (route && route->flags & SRV_ROUTE_OPEN)
    return name && srv_api_find_source (api, name) ? SRV_BODY_WEBHOOK : SRV_BODY_SMALL;
  if (route && route->right == SRV_RIGHT_ADMIN &&
      srv_token_check (srv_shop_get_store (api->shop), get_bearer (head), &token, NULL) &&
      srv_token_allows (&token, SRV_RIGHT_ADMIN, NULL, NULL))
    return SRV_BODY_MAX;
  return SRV_BODY_SMALL;
}

void
srv_api_handle_local (SrvApi *api, const SrvRequest *request, gint64 now_ms, SrvReply *reply)
{
  g_autofree char *key = g_uuid_string_random (), *name = NULL;
  SrvCall call = {.api = api, .request = request, .now_ms = now_ms};
  g_autoptr (GError) error = NULL;
  const SrvRoute *route = find_route (request, &name, &error);

  reply->status = 200;
  call.name = name;
  call.token = (SrvToken){.name = "operator", .rights = G_MAXUINT};
  if (!srv_request_get_header (request, "idempotency-key"))
    g_hash_table_insert (request->headers, g_strdup ("idempotency-key"), g_steal_pointer (&key));
  if (!route || !run_route (&call, route, reply, &error))
    srv_reply_set_error (reply, error);
}

void
srv_api_handle (SrvApi *api, const SrvRequest *request, gint64 now_ms, gint64 mono_ms,
                SrvReply *reply)
{
  SrvCall call = {.api = api, .request = request, .now_ms = now_ms};
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  const SrvRoute *route = find_route (request, &name, &error);

  reply->status = 200;
  call.name = name;
  if (!route || !authorize (&call, route, mono_ms, &error) ||
      !run_route (&call, route, reply, &error))
    srv_reply_set_error (reply, error);
}
