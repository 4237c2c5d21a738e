#include "web-obs-private.h"

#include "web-obs-auth.h"
#include "web-secret.h"
#include <string.h>

#define FADE_MS 300 /* OBS begins with so much */

#define JSON_PROTOCOL    "obswebsocket.json"
#define MSGPACK_PROTOCOL "obswebsocket.msgpack"

static char *protocols[] = {JSON_PROTOCOL, MSGPACK_PROTOCOL, NULL};

#define CLOSE_TRY_AGAIN_LATER 1013 /* IANA registry of websocket close codes */

/* The state */

static void
take_state (WebObs *self)
{
  ShowState *newest = self->backend.get_state (self->backend.data);

  if (newest == self->state) {
    show_state_unref (newest);
    return;
  }
  g_clear_pointer (&self->state, show_state_unref);
  g_clear_pointer (&self->json, json_decref);
  self->state = newest;
}

const ShowSetup *
web_obs_get_setup (WebObs *self)
{
  take_state (self);
  return show_state_get_setup (self->state);
}

json_t *
web_obs_get_json (WebObs *self)
{
  take_state (self);
  if (!self->json)
    self->json =
        show_state_to_json (self->state, g_get_real_time () / 1000, g_get_monotonic_time () / 1000);
  return self->json;
}

static gboolean
anybody_listens (const WebObs *self)
{
  for (guint i = 0; i < self->sessions->len; i++)
    if (((WebObsSession *) self->sessions->pdata[i])->identified)
      return TRUE;
  return FALSE;
}

static gboolean
on_step (gpointer data)
{
  WebObs *self = data;
  g_autoptr (ShowState) before = g_steal_pointer (&self->told);

  self->step = 0;
  if (!anybody_listens (self))
    return G_SOURCE_REMOVE;
  take_state (self);
  self->told = show_state_ref (self->state);
  if (before && before != self->told)
    web_obs_tell_changes (self, before, self->told);
  return G_SOURCE_REMOVE;
}

void
web_obs_state_changed (WebObs *self)
{
  take_state (self);
  web_obs_update_sinks (self);
  if (!anybody_listens (self))
    return;
  if (!self->told)
    self->told = show_state_ref (self->state);
  if (!self->step)
    self->step = g_idle_add_full (G_PRIORITY_DEFAULT, on_step, self, NULL);
}

/* Clients */

static gboolean
on_sweep (gpointer data)
{
  WebObs *self = data;

  self->sweep = 0;
  for (guint i = self->sessions->len; i-- > 0;)
    if (((WebObsSession *) self->sessions->pdata[i])->gone)
      g_ptr_array_remove_index (self->sessions, i);
  web_obs_update_meters (self);
  if (!anybody_listens (self))
    g_clear_pointer (&self->told, show_state_unref);
  return G_SOURCE_REMOVE;
}

void
web_obs_sweep_soon (WebObs *self)
{
  if (!self->sweep)
    self->sweep = g_idle_add_full (G_PRIORITY_DEFAULT, on_sweep, self, NULL);
}

/* Who lost the network without a word must not keep a place from who comes back. */
static void
drop_silent (WebObs *self)
{
  for (guint i = self->sessions->len; i-- > 0;)
    if (!web_obs_session_still_reads (self->sessions->pdata[i]))
      g_ptr_array_remove_index (self->sessions, i);
}

/* Strangers who only sit there must not keep out who has the password. */
static void
drop_oldest_stranger (WebObs *self)
{
  for (guint i = 0; i < self->sessions->len; i++)
    if (!((WebObsSession *) self->sessions->pdata[i])->identified) {
      g_ptr_array_remove_index (self->sessions, i);
      return;
    }
}

static void
on_upgraded (SoupServerMessage *message, gpointer data)
{
  WebObs *self = data;
  WebConnection *connection = web_listener_find (self->listener, message);
  const char *protocol = soup_message_headers_get_one (
      soup_server_message_get_response_headers (message), "Sec-WebSocket-Protocol");
  gboolean is_msgpack = g_strcmp0 (protocol, MSGPACK_PROTOCOL) == 0;
  g_autofree char *chosen = g_strdup (protocol);
  g_autofree char *source = g_strdup (connection ? connection->source : "");
  g_autoptr (GUri) uri = g_uri_ref (soup_server_message_get_uri (message));
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (SoupWebsocketConnection) socket = NULL;

  if (connection)
    web_connection_set_deadline (connection, 0);
  stream = soup_server_message_steal_connection (message);
  socket = soup_websocket_connection_new (stream, uri, SOUP_WEBSOCKET_CONNECTION_SERVER, NULL,
                                          chosen, NULL);
  drop_silent (self);
  if (self->sessions->len >= WEB_OBS_SESSIONS_MAX)
    drop_oldest_stranger (self);
  if (self->sessions->len >= WEB_OBS_SESSIONS_MAX)
    soup_websocket_connection_close (socket, CLOSE_TRY_AGAIN_LATER, "Too many remotes are open.");
  else
    g_ptr_array_add (self->sessions, web_obs_session_new (self, socket, source, is_msgpack));
}

static void
refuse (SoupServerMessage *message, guint status, const char *why)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, why, strlen (why));
}

/* Whatever is no client of ours ends here, before its body is read. Without a password no page of a
 * browser comes in: any page in the world could ask for this address. */
static void
on_headers (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer data)
{
  WebObs *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autoptr (GError) error = NULL;

  if (!web_listener_find (self->listener, message))
    refuse (message, SOUP_STATUS_SERVICE_UNAVAILABLE, "Try again.");
  else if (!soup_message_headers_header_contains (headers, "Upgrade", "websocket"))
    refuse (message, 426, "This is obs-websocket. Connect to it from a remote made for OBS.");
  else if (!self->secret && soup_message_headers_get_list (headers, "Origin"))
    refuse (message, SOUP_STATUS_FORBIDDEN, "Pages need a password. Set one in [obs].");
  else if (!soup_websocket_server_check_handshake (message, NULL, protocols, NULL, &error))
    refuse (message, SOUP_STATUS_BAD_REQUEST, error->message);
}

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer data)
{
  if (soup_server_message_get_status (message) != 0)
    return;
  soup_websocket_server_process_handshake (message, NULL, protocols, NULL, NULL);
  g_signal_connect (message, "wrote-informational", G_CALLBACK (on_upgraded), data);
}

/* Life */

static gboolean
open_port (WebObs *self, const WebObsOptions *options, GError **error)
{
  const WebPlace place = {options->listen, options->port, "The remotes for OBS", "obs"};

  self->soup = soup_server_new ("server-header", NULL, NULL);
  soup_server_add_early_handler (self->soup, NULL, on_headers, self, NULL);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
  self->listener = web_listener_new (&place, NULL, self->soup, error);
  return self->listener != NULL;
}

static gboolean
read_password (WebObs *self, const WebObsOptions *options, GError **error)
{
  g_autofree char *password = NULL;

  if (options->without_password)
    return TRUE;
  password = web_obs_options_read_password (options, error);
  if (!password)
    return FALSE;
  self->salt = web_secret_new_token ();
  self->secret = web_obs_auth_make_secret (password, self->salt);
  return TRUE;
}

WebObs *
web_obs_new (const WebObsOptions *options, const char *record_dir, const WebBackend *backend,
             GError **error)
{
  g_autoptr (WebObs) self = g_new0 (WebObs, 1);

  self->backend = *backend;
  self->record_dir = g_strdup (record_dir);
  self->throttle = web_throttle_new ();
  self->sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) web_obs_session_free);
  self->fade_ms = FADE_MS;
  take_state (self);
  web_obs_update_sinks (self);
  if (!read_password (self, options, error) || !open_port (self, options, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
all_closed (const WebObs *self)
{
  for (guint i = 0; i < self->sessions->len; i++)
    if (soup_websocket_connection_get_state (
            ((WebObsSession *) self->sessions->pdata[i])->socket) != SOUP_WEBSOCKET_STATE_CLOSED)
      return FALSE;
  return TRUE;
}

/* What was sent last leaves only while the main context runs. */
static void
say_goodbye (WebObs *self)
{
  gint64 until_us = g_get_monotonic_time () + WEB_OBS_GOODBYE_MS * 1000;

  web_obs_broadcast (self, WEB_OBS_EVENTS_GENERAL, "ExitStarted", NULL);
  for (guint i = 0; i < self->sessions->len; i++)
    web_obs_session_close (self->sessions->pdata[i], SOUP_WEBSOCKET_CLOSE_GOING_AWAY,
                           "Tallybox ends.");
  while (!all_closed (self) && g_get_monotonic_time () < until_us)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

void
web_obs_free (WebObs *self)
{
  if (!self)
    return;
  if (self->soup)
    soup_server_disconnect (self->soup);
  say_goodbye (self);
  g_clear_handle_id (&self->step, g_source_remove);
  g_clear_handle_id (&self->transition, g_source_remove);
  g_clear_handle_id (&self->meters, g_source_remove);
  g_ptr_array_unref (self->sessions);
  g_clear_handle_id (&self->sweep, g_source_remove);
  web_listener_free (self->listener);
  g_clear_object (&self->soup);
  web_throttle_free (self->throttle);
  g_clear_pointer (&self->told, show_state_unref);
  g_clear_pointer (&self->state, show_state_unref);
  json_decref (self->json);
  g_free (self->record_dir);
  g_free (self->recorded);
  g_free (self->salt);
  g_free (self->secret);
  g_free (self);
}

guint16
web_obs_get_port (const WebObs *self)
{
  return web_listener_get_port (self->listener);
}
