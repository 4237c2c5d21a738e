#include "web-events.h"

#include <math.h>
#include <string.h>

struct _WebEvents {
  const WebBackend *backend;
  WebWhole *whole;
  GPtrArray *clients; /* Client */
  ShowState *told;    /* what every client knows; NULL: nobody listens */
  guint step;         /* source: changes will be told when it fires */
  guint meters;       /* source, while somebody wants them */
};

typedef struct {
  WebEvents *events;
  SoupWebsocketConnection *socket;
  WebOwner owner;
  gint64 heard_us; /* monotonic: its last sign of reading */
  gboolean wants_meters;
} Client;

static void
client_free (gpointer data)
{
  Client *client = data;

  g_signal_handlers_disconnect_by_data (client->socket, client);
  if (soup_websocket_connection_get_state (client->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (client->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  g_object_unref (client->socket);
  web_owner_clear (&client->owner);
  g_free (client);
}

WebEvents *
web_events_new (const WebBackend *backend, WebWhole *whole)
{
  WebEvents *self = g_new0 (WebEvents, 1);

  self->backend = backend;
  self->whole = whole;
  self->clients = g_ptr_array_new_with_free_func (client_free);
  return self;
}

void
web_events_free (WebEvents *self)
{
  if (!self)
    return;
  g_clear_handle_id (&self->step, g_source_remove);
  g_clear_handle_id (&self->meters, g_source_remove);
  g_ptr_array_unref (self->clients);
  show_state_unref (self->told);
  g_free (self);
}

void
web_events_drop (WebEvents *self, const char *id)
{
  for (guint i = self->clients->len; i-- > 0;)
    if (web_owner_is (&((Client *) self->clients->pdata[i])->owner, id))
      g_ptr_array_remove_index (self->clients, i);
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

/* A client that says goodbye is there until it is gone, but must not be sent anything. */
static void
tell (const Client *client, const char *text)
{
  if (soup_websocket_connection_get_state (client->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (client->socket, text);
}

static void
tell_all (WebEvents *self, const char *text)
{
  drop_silent (self);
  for (guint i = 0; i < self->clients->len; i++)
    tell (self->clients->pdata[i], text);
}

/* Everybody who listens knows `told`, so one text does for all. */
static void
tell_changes (WebEvents *self, ShowState *state)
{
  json_t *diff = show_state_diff_json (self->told, state, g_get_real_time () / 1000,
                                       g_get_monotonic_time () / 1000);
  char *text;

  json_object_set_new (diff, "t", json_string ("change"));
  text = to_text (diff);
  tell_all (self, text);
  free (text);
}

static gboolean
on_step (gpointer data)
{
  WebEvents *self = data;
  ShowState *state = NULL;

  self->step = 0;
  if (self->clients->len > 0) {
    state = self->backend->get_state (self->backend->data);
    if (state != self->told)
      tell_changes (self, state);
  }
  g_clear_pointer (&self->told, show_state_unref);
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

/* ---- Meters ---- */

/* "-12.3", or "null" for silence. */
static void
append_level (GString *text, const WebLevel *level)
{
  const double values[] = {level->peak_dbfs, level->rms_dbfs};

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE] = "null";

    if (isfinite (values[i]))
      g_ascii_formatd (number, sizeof number, "%.1f", values[i]);
    g_string_append_printf (text, "%c%s", i == 0 ? '[' : ',', number);
  }
  g_string_append_c (text, ']');
}

static GString *
make_meters (WebEvents *self)
{
  WebLevel programme, mics[SHOW_MICS_MAX];
  guint n = self->backend->meters (&programme, mics, self->backend->data);
  GString *text = g_string_new ("{\"t\":\"meters\",\"programme\":");

  append_level (text, &programme);
  g_string_append (text, ",\"microphones\":[");
  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (text, ',');
    append_level (text, &mics[i]);
  }
  g_string_append (text, "]}");
  return text;
}

/* Made once for all; the source goes with the last who wants them. */
static gboolean
on_meters (gpointer data)
{
  WebEvents *self = data;
  g_autoptr (GString) text = NULL;

  drop_silent (self);
  for (guint i = 0; i < self->clients->len; i++) {
    const Client *client = self->clients->pdata[i];

    if (!client->wants_meters)
      continue;
    if (!text)
      text = make_meters (self);
    tell (client, text->str);
  }
  if (!text)
    self->meters = 0;
  return text ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* {"topics":["meters"]}; anything else is nobody's business. */
static void
on_message (SoupWebsocketConnection *socket, SoupWebsocketDataType type, GBytes *message,
            gpointer data)
{
  Client *client = data;
  gsize length;
  const char *text = g_bytes_get_data (message, &length);
  json_t *json = type == SOUP_WEBSOCKET_DATA_TEXT ? json_loadb (text, length, 0, NULL) : NULL;
  const json_t *topics = json_object_get (json, "topics");

  client->heard_us = g_get_monotonic_time ();
  if (json_is_array (topics))
    client->wants_meters = FALSE;
  for (size_t i = 0; i < json_array_size (topics); i++)
    if (g_strcmp0 (json_string_value (json_array_get (topics, i)), "meters") == 0)
      client->wants_meters = TRUE;
  json_decref (json);
  if (client->wants_meters && !client->events->meters)
    client->events->meters = g_timeout_add (WEB_METERS_MS, on_meters, client->events);
}

static void
on_heard (SoupWebsocketConnection *socket, GBytes *message, gpointer data)
{
  ((Client *) data)->heard_us = g_get_monotonic_time ();
}

static void
send_snapshot (WebEvents *self, Client *client)
{
  g_autoptr (GString) text = g_string_new ("{\"t\":\"snapshot\",\"state\":");

  if (!self->told)
    self->told = self->backend->get_state (self->backend->data);
  web_whole_append (self->whole, self->told, text);
  g_string_append_c (text, '}');
  tell (client, text->str);
  web_events_state_changed (self);
}

gboolean
web_events_add (WebEvents *self, SoupWebsocketConnection *socket, const WebRequest *request)
{
  Client *client;

  drop_silent (self);
  if (self->clients->len >= WEB_CLIENTS_MAX)
    return FALSE;
  client = g_new0 (Client, 1);
  client->events = self;
  client->socket = g_object_ref (socket);
  client->owner = web_owner_new (request);
  client->heard_us = g_get_monotonic_time ();
  soup_websocket_connection_set_max_incoming_payload_size (socket, WEB_CLIENT_BYTES_MAX);
  soup_websocket_connection_set_keepalive_interval (socket, WEB_CLIENT_PING_S);
  g_signal_connect (socket, "closed", G_CALLBACK (on_closed), client);
  g_signal_connect (socket, "pong", G_CALLBACK (on_heard), client);
  g_signal_connect (socket, "message", G_CALLBACK (on_message), client);
  g_ptr_array_add (self->clients, client);
  send_snapshot (self, client);
  return TRUE;
}
