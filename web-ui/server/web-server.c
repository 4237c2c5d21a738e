#include "web-server-private.h"

#include "web-certificate.h"
#include "web-guard.h"
#include "web-pages.h"
#include <string.h>

const WebRoute *const web_route_tables[] = {
    web_show_routes,     web_events_routes,  web_pictures_routes, web_cards_routes,
    web_check_routes,    web_session_routes, web_people_routes,   web_archive_routes,
    web_settings_routes, web_meta_routes,    web_whep_routes,     NULL};

/* What every answer carries. */
static const struct {
  const char *name, *value;
} answer_headers[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
};

static void
add_headers (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Content-Security-Policy", web_pages_get_policy ());
  for (guint i = 0; i < G_N_ELEMENTS (answer_headers); i++)
    soup_message_headers_replace (headers, answer_headers[i].name, answer_headers[i].value);
  if (g_str_has_prefix (g_uri_get_path (soup_server_message_get_uri (message)), "/api/"))
    soup_message_headers_replace (headers, "Cache-Control", "no-store");
}

/* `path` against "/api/v1/people/{id}". */
static gboolean
match_path (const char *pattern, const char *path, char **params)
{
  guint n = 0;

  while (*pattern) {
    gsize length;

    if (*pattern != '{') {
      if (*pattern++ != *path++)
        return FALSE;
      continue;
    }
    length = strcspn (path, "/");
    if (length == 0 || n >= WEB_PARAMS_MAX)
      return FALSE;
    g_free (params[n]);
    params[n++] = g_uri_unescape_segment (path, path + length, "/");
    pattern = strchr (pattern, '}') + 1;
    path += length;
  }
  return *path == '\0' && (n < 1 || params[0]) && (n < 2 || params[1]);
}

static const WebRoute *
find_route (WebRequest *request, const char *path, gboolean *ret_path_known)
{
  const char *method = soup_server_message_get_method (request->message);

  *ret_path_known = FALSE;
  for (guint i = 0; web_route_tables[i]; i++)
    for (const WebRoute *route = web_route_tables[i]; route->method; route++) {
      if (!match_path (route->path, path, request->params))
        continue;
      *ret_path_known = TRUE;
      if (g_str_equal (route->method, method))
        return route;
    }
  return NULL;
}

static void
collect_host (const char *name, const char *value, gpointer data)
{
  if (g_ascii_strcasecmp (name, "Host") == 0)
    g_ptr_array_add (data, (gpointer) value);
}

/* The host that the request is for by its target: of "GET http://host/ HTTP/1.1", else the
 * header's. As an authority; transfer full. */
static char *
host_of_target (WebRequest *request)
{
  const char *host = g_uri_get_host (soup_server_message_get_uri (request->message));

  return host && strchr (host, ':') ? g_strdup_printf ("[%s]", host) : g_strdup (host);
}

static gboolean
pass_guard (WebServer *self, WebRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  g_autoptr (GPtrArray) hosts = g_ptr_array_new ();
  g_autofree char *target = host_of_target (request);
  const char *why;
  int status;
  WebGuardFacts facts = {
      .absolute = target,
      .origin = web_request_get_header (request, "Origin"),
      .method = soup_server_message_get_method (request->message),
      .content_type = soup_message_headers_get_content_type (headers, NULL),
      .has_body = soup_message_headers_get_content_length (headers) > 0 ||
                  soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED,
      .by_cookie = request->by_cookie,
      .is_websocket = soup_message_headers_header_contains (headers, "Upgrade", "websocket"),
  };

  soup_message_headers_foreach (headers, collect_host, hosts);
  g_ptr_array_add (hosts, NULL);
  facts.hosts = (const char *const *) hosts->pdata;
  if (web_guard_check (&facts, (const char *const *) self->names, &status, &why))
    return TRUE;
  web_request_fail (request, (guint) status, why);
  return FALSE;
}

/* Passwords must not cross the network in the clear; on this machine itself they may. */
static gboolean
pass_tls (WebRequest *request)
{
  const char *host = web_request_get_header (request, "Host");
  GUri *uri = soup_server_message_get_uri (request->message);
  g_autofree char *target = NULL;

  if (request->is_tls || request->is_loopback)
    return TRUE;
  target = g_strdup_printf ("https://%s%s", host ? host : "", g_uri_get_path (uri));
  soup_server_message_set_redirect (request->message, SOUP_STATUS_PERMANENT_REDIRECT, target);
  return FALSE;
}

static gboolean
pass_role (WebRequest *request)
{
  if (request->route->roles == 0)
    return TRUE;
  if (!request->member) {
    web_request_fail (request, SOUP_STATUS_UNAUTHORIZED, "Sign in first.");
    return FALSE;
  }
  if (request->member->roles & request->route->roles)
    return TRUE;
  web_request_fail (request, SOUP_STATUS_FORBIDDEN, "Your role may not do this.");
  return FALSE;
}

static gboolean
pass_size (WebRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);

  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CHUNKED &&
      soup_message_headers_get_content_length (headers) <= WEB_BODY_MAX)
    return TRUE;
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message),
                                "Connection", "close");
  web_request_fail (request, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                    "The request is too long, or does not tell its length.");
  return FALSE;
}

/* The API's paths; everything else is a page. */
static gboolean
find_target (WebRequest *request)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (request->message));
  gboolean path_known;

  request->route = find_route (request, path, &path_known);
  if (request->route)
    return TRUE;
  if (path_known)
    web_request_fail (request, SOUP_STATUS_METHOD_NOT_ALLOWED, "This cannot be done here.");
  else if (g_str_has_prefix (path, "/api/"))
    web_request_fail (request, SOUP_STATUS_NOT_FOUND, "There is nothing here.");
  else
    web_pages_answer (request, path);
  return FALSE;
}

/* Of what the guard lets in, only the route's own. */
static gboolean
pass_type (WebRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  const char *wanted = web_route_takes_sdp (request->route) ? WEB_TYPE_SDP : "application/json";

  if (!type || !soup_message_headers_get_content_length (headers) || g_str_equal (type, wanted))
    return TRUE;
  web_request_fail (request, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE,
                    "This does not take a body of that type.");
  return FALSE;
}

/* Headers are there, the body is not read yet: whatever is not welcome ends here. */
static void
on_headers (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer data)
{
  WebServer *self = data;
  WebConnection *connection = web_listener_find (self->listener, message);
  WebRequest *request;

  if (web_request_drop_unreadable (message))
    return;
  add_headers (message);
  if (!connection) {
    soup_server_message_set_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
    return;
  }
  web_connection_set_deadline (connection, WEB_BODY_MS);
  request = web_request_new (message, connection);
  web_request_identify (request, self->access);
  if (!pass_guard (self, request) || !pass_tls (request) || !pass_size (request) ||
      !find_target (request) || !pass_type (request))
    return;
  pass_role (request);
}

static gboolean
read_body (WebRequest *request)
{
  SoupMessageBody *body = soup_server_message_get_request_body (request->message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (length == 0)
    return TRUE;
  if (web_route_takes_sdp (request->route)) {
    request->text = g_strndup (text, length);
    return TRUE;
  }
  request->body = json_loadb (text, length, JSON_REJECT_DUPLICATES, NULL);
  if (json_is_object (request->body))
    return TRUE;
  web_request_fail (request, SOUP_STATUS_BAD_REQUEST, "The request is not a JSON object.");
  return FALSE;
}

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer data)
{
  WebServer *self = data;
  WebRequest *request = web_request_of (message);

  if (soup_server_message_get_status (message) != 0 || !request || !request->route)
    return;
  request->query = query;
  web_request_identify (request, self->access); /* the body may have been long on its way */
  if (pass_role (request) && read_body (request))
    request->route->handler (self, request);
  request->query = NULL;
}

static void
on_finished (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  WebConnection *connection = web_listener_find (((WebServer *) data)->listener, message);

  if (connection && connection->deadline)
    web_connection_set_deadline (connection, WEB_IDLE_MS);
}

/* The machine's name, with and without .local (mDNS), and what the config adds. */
static char **
make_names (const WebOptions *options)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  const char *host = g_get_host_name ();
  g_autofree char *local = g_strdup_printf ("%s.local", host);

  g_strv_builder_add_many (names, host, local, NULL);
  if (options->names)
    g_strv_builder_addv (names, (const char **) options->names);
  return g_strv_builder_end (names);
}

/* Whoever is out sees nothing more. */
static void
on_gone (const char *id, gpointer data)
{
  WebServer *self = data;

  web_events_drop (self->events, id);
  web_downloads_drop (self->downloads, id);
  web_whep_drop (self, id);
}

static void
add_handlers (WebServer *self)
{
  soup_server_add_early_handler (self->soup, NULL, on_headers, self, NULL);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
  g_signal_connect (self->soup, "request-finished", G_CALLBACK (on_finished), self);
  g_signal_connect (self->soup, "request-aborted", G_CALLBACK (on_finished), self);
}

WebServer *
web_server_new (const WebOptions *options, const char *state_dir, const WebBackend *backend,
                GError **error)
{
  g_autoptr (WebServer) self = g_new0 (WebServer, 1);
  g_autofree char *access_path = g_build_filename (state_dir, "web-access.json", NULL);
  g_autoptr (GTlsCertificate) certificate = NULL;

  web_pages_init ();
  self->backend = *backend;
  self->on_lan = options->listen == WEB_LISTEN_LAN;
  self->names = make_names (options);
  self->throttle = web_throttle_new ();
  self->hasher = web_hasher_new ();
  self->whole = web_whole_new ();
  self->events = web_events_new (&self->backend, self->whole);
  g_queue_init (&self->previews);
  self->soup = soup_server_new ("server-header", NULL, NULL);
  self->access = web_access_new (access_path, error);
  if (!self->access ||
      !(certificate = web_certificate_load (options, state_dir, self->names, error)))
    return NULL;
  self->listener =
      web_listener_new (&(WebPlace){options->listen, options->port, "The control room", "web"},
                        certificate, self->soup, error);
  if (!self->listener)
    return NULL;
  self->downloads = web_downloads_new (self->soup, self->listener);
  web_access_set_gone (self->access, on_gone, self);
  add_handlers (self);
  return g_steal_pointer (&self);
}

void
web_server_free (WebServer *self)
{
  if (!self)
    return;
  web_hasher_free (self->hasher);
  if (self->soup)
    soup_server_disconnect (self->soup);
  web_downloads_free (self->downloads);
  web_events_free (self->events);
  web_whole_free (self->whole);
  web_listener_free (self->listener);
  g_clear_object (&self->soup);
  web_access_free (self->access);
  web_throttle_free (self->throttle);
  g_queue_clear_full (&self->previews, web_whep_preview_free);
  g_strfreev (self->names);
  g_free (self);
}

void
web_server_state_changed (WebServer *self)
{
  web_events_state_changed (self->events);
}

/* The address that packets to the outside would carry; nothing is sent. */
static char *
outgoing_address (void)
{
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) there = g_inet_socket_address_new_from_string ("192.0.2.1", 9);
  g_autoptr (GSocketAddress) here = NULL;

  if (!socket || !g_socket_connect (socket, there, NULL, NULL))
    return NULL;
  here = g_socket_get_local_address (socket, NULL);
  return here ? g_inet_address_to_string (
                    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (here)))
              : NULL;
}

char *
web_server_make_address (WebServer *self)
{
  g_autofree char *address = self->on_lan ? outgoing_address () : NULL;

  return g_strdup_printf ("https://%s:%u", address ? address : "127.0.0.1",
                          web_listener_get_port (self->listener));
}

gboolean
web_server_has_people (const WebServer *self)
{
  return web_access_has_people (self->access);
}

char *
web_server_make_code (WebServer *self, GError **error)
{
  return web_access_invite (self->access, "Owner", SHOW_ROLE_ALL, WEB_PAIRING_MS,
                            web_now ().mono_ms, error);
}
