#include "web-request.h"

#include <string.h>

gboolean
web_route_takes_sdp (const WebRoute *route)
{
  return g_strcmp0 (route->body, WEB_TYPE_SDP) == 0;
}

#define KEY "web-request"

static void
request_free (gpointer data)
{
  WebRequest *request = data;

  for (guint i = 0; i < WEB_PARAMS_MAX; i++)
    g_free (request->params[i]);
  g_free (request->source);
  json_decref (request->body);
  g_free (request->text);
  g_free (request);
}

WebRequest *
web_request_new (SoupServerMessage *message, const WebConnection *connection)
{
  WebRequest *request = g_new0 (WebRequest, 1);

  request->message = message;
  request->is_tls = connection->is_tls;
  request->is_loopback = connection->is_loopback;
  request->source = g_strdup (connection->source);
  g_object_set_data_full (G_OBJECT (message), KEY, request, request_free);
  return request;
}

gboolean
web_request_drop_unreadable (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_content_length (headers) >= 0)
    return FALSE;
  g_object_unref (soup_server_message_steal_connection (message));
  return TRUE;
}

WebRequest *
web_request_of (SoupServerMessage *message)
{
  return g_object_get_data (G_OBJECT (message), KEY);
}

WebOwner
web_owner_new (const WebRequest *request)
{
  return (WebOwner){g_strdup (request->member->id),
                    request->session ? g_strdup (request->session->id) : NULL};
}

void
web_owner_clear (WebOwner *owner)
{
  g_free (owner->member);
  g_free (owner->session);
}

gboolean
web_owner_is (const WebOwner *owner, const char *id)
{
  return g_str_equal (owner->member, id) || g_strcmp0 (owner->session, id) == 0;
}

const char *
web_request_get_header (const WebRequest *request, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (request->message),
                                       name);
}

/* The cookie's value; transfer full. */
static char *
find_cookie (const WebRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *list = soup_message_headers_get_list (headers, "Cookie");
  g_auto (GStrv) cookies = g_strsplit (list ? list : "", ";", 64);

  for (guint i = 0; cookies[i]; i++) {
    const char *cookie = g_strstrip (cookies[i]);

    if (g_str_has_prefix (cookie, WEB_COOKIE "="))
      return g_strdup (cookie + strlen (WEB_COOKIE "="));
  }
  return NULL;
}

void
web_request_identify (WebRequest *request, WebAccess *access)
{
  gint64 now_ms = g_get_real_time () / 1000;
  const char *authorization = web_request_get_header (request, "Authorization");
  g_autofree char *cookie = find_cookie (request);

  request->member = NULL;
  request->session = NULL;
  if (authorization && g_ascii_strncasecmp (authorization, "Bearer ", 7) == 0) {
    request->member = web_access_find_by_token (access, authorization + 7, now_ms);
  } else if (cookie) {
    request->by_cookie = TRUE;
    request->member = web_access_find_by_cookie (access, cookie, now_ms, &request->session);
  }
}

void
web_request_reply (WebRequest *request, guint status, json_t *json)
{
  char *text = json_dumps (json, JSON_COMPACT);

  soup_server_message_set_status (request->message, status, NULL);
  soup_server_message_set_response (request->message, "application/json", SOUP_MEMORY_COPY, text,
                                    strlen (text));
  free (text);
  json_decref (json);
}

void
web_request_reply_bytes (WebRequest *request, const char *type, GBytes *bytes)
{
  soup_server_message_set_status (request->message, SOUP_STATUS_OK, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message),
                                "Content-Type", type);
  soup_message_body_append_bytes (soup_server_message_get_response_body (request->message), bytes);
}

void
web_request_fail (WebRequest *request, guint status, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  web_request_reply (request, status, json_pack ("{s:b, s:s}", "ok", 0, "error", valid));
}

static const struct {
  int code; /* ShowError */
  guint status;
} show_statuses[] = {
    {SHOW_ERROR_UNKNOWN_COMMAND, SOUP_STATUS_BAD_REQUEST},
    {SHOW_ERROR_BAD_ARGUMENT, SOUP_STATUS_BAD_REQUEST},
    {SHOW_ERROR_NOT_FOUND, SOUP_STATUS_NOT_FOUND},
    {SHOW_ERROR_REFUSED, SOUP_STATUS_CONFLICT},
    {SHOW_ERROR_FORBIDDEN, SOUP_STATUS_FORBIDDEN},
};

static const struct {
  int code; /* WebError */
  guint status;
} web_statuses[] = {
    {WEB_ERROR_REFUSED, SOUP_STATUS_FORBIDDEN},        {WEB_ERROR_NOT_FOUND, SOUP_STATUS_NOT_FOUND},
    {WEB_ERROR_BUSY, SOUP_STATUS_SERVICE_UNAVAILABLE}, {WEB_ERROR_INVALID, SOUP_STATUS_BAD_REQUEST},
    {WEB_ERROR_CONFLICT, SOUP_STATUS_CONFLICT},        {WEB_ERROR_FILE, SOUP_STATUS_CONFLICT},
    {WEB_ERROR_OFFER, SOUP_STATUS_NOT_ACCEPTABLE},
};

gboolean
web_request_is_welcome (WebRequest *request, WebAccess *access)
{
  if (!request)
    return FALSE;
  web_request_identify (request, access);
  if (!request->member)
    web_request_fail (request, SOUP_STATUS_UNAUTHORIZED, "Sign in first.");
  return request->member != NULL;
}

void
web_request_fail_with (WebRequest *request, const GError *error)
{
  guint status = SOUP_STATUS_INTERNAL_SERVER_ERROR;

  for (guint i = 0; i < G_N_ELEMENTS (show_statuses); i++)
    if (g_error_matches (error, SHOW_ERROR, show_statuses[i].code))
      status = show_statuses[i].status;
  for (guint i = 0; i < G_N_ELEMENTS (web_statuses); i++)
    if (g_error_matches (error, WEB_ERROR, web_statuses[i].code))
      status = web_statuses[i].status;
  web_request_fail (request, status, error->message);
}

json_t *
web_member_to_json (const WebMember *member)
{
  return json_pack ("{s:s, s:s, s:s, s:o, s:b, s:I, s:I}", "id", member->id, "name", member->name,
                    "kind", member->kind == WEB_DEVICE ? "device" : "person", "roles",
                    web_roles_to_json (member->roles), "has_pin",
                    member->kind == WEB_PERSON && member->secret, "added_ms",
                    (json_int_t) member->added_ms, "seen_ms", (json_int_t) member->seen_ms);
}

const char *
web_request_get_string (const WebRequest *request, const char *key)
{
  return json_string_value (json_object_get (request->body, key));
}

const char *
web_request_get_query (const WebRequest *request, const char *key)
{
  return request->query ? g_hash_table_lookup (request->query, key) : NULL;
}

/* RFC 6265 and its SameSite draft. */
void
web_request_set_cookie (WebRequest *request, const char *token)
{
  g_autofree char *cookie = g_strdup_printf (
      WEB_COOKIE "=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s", token ? token : "",
      token ? (int) (WEB_SESSION_MS / 1000) : 0, request->is_tls ? "; Secure" : "");

  soup_message_headers_append (soup_server_message_get_response_headers (request->message),
                               "Set-Cookie", cookie);
}
