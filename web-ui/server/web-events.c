#include "web-events.h"

#include <string.h>

struct _WebEvents {
  const WebBackend *backend;
  GPtrArray *clients; /* Client */
  json_t *told;       /* what every client knows; NULL: nobody listens */
  guint step;         /* source: changes will be told when it fires */
};

typedef struct {
  WebEvents *events;
  SoupWebsocketConnection *socket;
  gint64 heard_us; /* monotonic: its last sign of reading */
} Client;

static void
client_free (gpointer data)
{
  Client *client = data;

  g_signal_handlers_disconnect_by_data (client->socket, client);
  if (soup_websocket_connection_get_state (client->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (client->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  g_object_unref (client->socket);
  g_free (client);
}

WebEvents *
web_events_new (const WebBackend *backend)
{
  WebEvents *self = g_new0 (WebEvents, 1);

  self->backend = backend;
  self->clients = g_ptr_array_new_with_free_func (client_free);
  return self;
}

void
web_events_free (WebEvents *self)
{
  if (!self)
    return;
  g_clear_handle_id (&self->step, g_source_remove);
  g_ptr_array_unref (self->clients);
  json_decref (self->told);
  g_free (self);
}

guint
web_events_get_n_clients (const WebEvents *self)
{
  return self->clients->len;
}

static json_t *
newest_state (WebEvents *self)
{
  g_autoptr (ShowState) state = self->backend->get_state (self->backend->data);

  return show_state_to_whole_json (state, g_get_real_time () / 1000,
                                   g_get_monotonic_time () / 1000);
}

/* Takes `json`. */
static char *
to_text (json_t *json)
{
  char *text = json_dumps (json, JSON_COMPACT);

  json_decref (json);
  return text;
}

static gboolean
is_silent (const Client *client)
{
  return g_get_monotonic_time () - client->heard_us > WEB_CLIENT_SILENT_MS * 1000;
}

/* A client that does not read any more would let its queue grow. */
static void
drop_silent (WebEvents *self)
{
  for (guint i = self->clients->len; i-- > 0;)
    if (is_silent (self->clients->pdata[i]))
      g_ptr_array_remove_index (self->clients, i);
}

static void
tell_all (WebEvents *self, const char *text)
{
  drop_silent (self);
  for (guint i = 0; i < self->clients->len; i++)
    soup_websocket_connection_send_text (((Client *) self->clients->pdata[i])->socket, text);
}

/* The parts of the state that are not as they were; NULL: none. */
static json_t *
find_changes (const json_t *before, json_t *after)
{
  json_t *changes = json_object (), *part;
  const char *key;

  json_object_foreach (after, key, part)
  {
    if (strcmp (key, "rev") != 0 && !json_equal (part, json_object_get (before, key)))
      json_object_set (changes, key, part);
  }
  if (json_object_size (changes) > 0)
    return changes;
  json_decref (changes);
  return NULL;
}

static gboolean
on_step (gpointer data)
{
  WebEvents *self = data;
  json_t *state, *changes;

  self->step = 0;
  if (self->clients->len == 0) {
    g_clear_pointer (&self->told, json_decref);
    return G_SOURCE_REMOVE;
  }
  state = newest_state (self);
  changes = find_changes (self->told, state);
  if (changes) {
    char *text = to_text (json_pack ("{s:s, s:O, s:o}", "t", "change", "rev",
                                     json_object_get (state, "rev"), "state", changes));

    tell_all (self, text);
    free (text);
  }
  json_decref (self->told);
  self->told = state;
  return G_SOURCE_REMOVE;
}

void
web_events_state_changed (WebEvents *self)
{
  if (self->clients->len > 0 && !self->step)
    self->step = g_timeout_add (WEB_EVENTS_STEP_MS, on_step, self);
}

static void
on_closed (SoupWebsocketConnection *socket, gpointer data)
{
  Client *client = data;

  g_ptr_array_remove (client->events->clients, client);
}

static void
on_heard (SoupWebsocketConnection *socket, GBytes *message, gpointer data)
{
  ((Client *) data)->heard_us = g_get_monotonic_time ();
}

/* Everybody knows the same: what was told last. So a new client's snapshot is that, too. */
static void
send_snapshot (WebEvents *self, Client *client)
{
  char *text;

  if (!self->told)
    self->told = newest_state (self);
  text = to_text (json_pack ("{s:s, s:O, s:O}", "t", "snapshot", "rev",
                             json_object_get (self->told, "rev"), "state", self->told));
  soup_websocket_connection_send_text (client->socket, text);
  free (text);
  web_events_state_changed (self);
}

gboolean
web_events_add (WebEvents *self, SoupWebsocketConnection *socket)
{
  Client *client;

  drop_silent (self);
  if (self->clients->len >= WEB_CLIENTS_MAX)
    return FALSE;
  client = g_new0 (Client, 1);
  client->events = self;
  client->socket = g_object_ref (socket);
  client->heard_us = g_get_monotonic_time ();
  soup_websocket_connection_set_max_incoming_payload_size (socket, WEB_CLIENT_BYTES_MAX);
  soup_websocket_connection_set_keepalive_interval (socket, WEB_CLIENT_PING_S);
  g_signal_connect (socket, "closed", G_CALLBACK (on_closed), client);
  g_signal_connect (socket, "pong", G_CALLBACK (on_heard), client);
  g_ptr_array_add (self->clients, client);
  send_snapshot (self, client);
  return TRUE;
}
