/* One client: its encoding, and what its messages ask. */
#include "web-obs-private.h"

#include "web-obs-msgpack.h"
#include "web-secret.h"
#include <string.h>

/* Messages to the client */

WebObsMessage
web_obs_message (WebObsOp op, json_t *data)
{
  return (WebObsMessage){.json = json_pack ("{s:i, s:o}", "op", (int) op, "d", data)};
}

void
web_obs_message_clear (WebObsMessage *message)
{
  g_clear_pointer (&message->json, json_decref);
  g_clear_pointer (&message->text, free);
  g_clear_pointer (&message->packed, g_bytes_unref);
}

static gboolean
is_open (const WebObsSession *self)
{
  return !self->gone &&
         soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN;
}

static gsize
send_packed (WebObsSession *self, WebObsMessage *message)
{
  gsize length;
  gconstpointer bytes;

  if (!message->packed)
    message->packed = web_obs_msgpack_pack (message->json);
  bytes = g_bytes_get_data (message->packed, &length);
  soup_websocket_connection_send_binary (self->socket, bytes, length);
  return length;
}

static gsize
send_text (WebObsSession *self, WebObsMessage *message)
{
  if (!message->text)
    message->text = json_dumps (message->json, JSON_COMPACT);
  soup_websocket_connection_send_text (self->socket, message->text);
  return strlen (message->text);
}

static void
let_go (WebObsSession *self)
{
  self->gone = TRUE;
  web_obs_sweep_soon (self->obs);
}

/* A client that does not read any more would let its queue grow. */
gboolean
web_obs_session_still_reads (const WebObsSession *self)
{
  return self->unread_bytes <= WEB_OBS_UNREAD_MAX &&
         g_get_monotonic_time () - self->heard_us <= WEB_OBS_SILENT_MS * G_GINT64_CONSTANT (1000);
}

gboolean
web_obs_session_has_room (const WebObsSession *self, gsize bytes)
{
  return self->unread_bytes + bytes <= WEB_OBS_UNREAD_MAX;
}

/* Pings and their answers keep their place among all else: an answer tells that all before it was
 * read. */
static void
ask_for_sign (WebObsSession *self, gboolean hurried)
{
  if (hurried != self->hurried)
    soup_websocket_connection_set_keepalive_interval (self->socket,
                                                      hurried ? WEB_OBS_HURRY_S : WEB_OBS_PING_S);
  self->hurried = hurried;
}

void
web_obs_session_send (WebObsSession *self, WebObsMessage *message)
{
  if (!is_open (self))
    return;
  if (!web_obs_session_still_reads (self)) {
    let_go (self);
    return;
  }
  self->unread_bytes += self->is_msgpack ? send_packed (self, message) : send_text (self, message);
  self->outgoing++;
  if (self->unread_bytes > WEB_OBS_UNREAD_MAX / 4)
    ask_for_sign (self, TRUE);
}

void
web_obs_session_tell (WebObsSession *self, WebObsOp op, json_t *data)
{
  WebObsMessage message = web_obs_message (op, data);

  web_obs_session_send (self, &message);
  web_obs_message_clear (&message);
}

void
web_obs_session_close (WebObsSession *self, gushort code, const char *why)
{
  if (is_open (self))
    soup_websocket_connection_close (self->socket, code, why);
}

/* What it asks */

/* Tokens come back with time; a message that needs more than there are is refused as a whole. */
static gboolean
take_tokens (WebObsSession *self, guint n)
{
  gint64 now_us = g_get_monotonic_time ();

  self->tokens += (double) (now_us - self->tokens_us) * WEB_OBS_PER_S / G_USEC_PER_SEC;
  self->tokens = MIN (self->tokens, WEB_OBS_BURST);
  self->tokens_us = now_us;
  if (self->tokens < n || self->works->len >= WEB_OBS_WORKS_MAX)
    return FALSE;
  self->tokens -= n;
  return TRUE;
}

static gboolean
has_id (WebObsSession *self, const json_t *data)
{
  if (json_object_get (data, "requestId"))
    return TRUE;
  web_obs_session_close (self, WEB_OBS_CLOSE_MISSING_FIELD, "The requestId is missing.");
  return FALSE;
}

static void
request (WebObsSession *self, json_t *data)
{
  json_t *type = json_object_get (data, "requestType");

  if (!has_id (self, data))
    return;
  if (!type)
    web_obs_session_close (self, WEB_OBS_CLOSE_MISSING_FIELD, "The requestType is missing.");
  else if (!json_is_string (type))
    web_obs_session_close (self, WEB_OBS_CLOSE_FIELD_TYPE, "The requestType is not a string.");
  else
    web_obs_work_start (self->obs, self, data, FALSE, !take_tokens (self, 1));
}

/* 0: as it should be. */
static gushort
check_batch (const json_t *data, const char **ret_why)
{
  json_t *execution = json_object_get (data, "executionType");
  json_t *halts = json_object_get (data, "haltOnFailure");
  json_t *variables = json_object_get (data, "variables");
  json_t *requests = json_object_get (data, "requests");

  *ret_why = "The executionType is not a number.";
  if (execution && !json_is_null (execution) && !json_is_integer (execution))
    return WEB_OBS_CLOSE_FIELD_TYPE;
  *ret_why = "The executionType must be 0, 1 or 2.";
  if (json_integer_value (execution) < WEB_OBS_SERIAL ||
      json_integer_value (execution) > WEB_OBS_PARALLEL)
    return WEB_OBS_CLOSE_FIELD_VALUE;
  *ret_why = "Variables are not supported.";
  if (variables && !json_is_null (variables))
    return WEB_OBS_CLOSE_UNSUPPORTED;
  *ret_why = "The haltOnFailure is not a boolean.";
  if (halts && !json_is_null (halts) && !json_is_boolean (halts))
    return WEB_OBS_CLOSE_FIELD_TYPE;
  *ret_why = "The requests are missing.";
  if (!requests)
    return WEB_OBS_CLOSE_MISSING_FIELD;
  *ret_why = "The requests are not an array.";
  if (!json_is_array (requests))
    return WEB_OBS_CLOSE_FIELD_TYPE;
  *ret_why = "There are too many requests in this batch.";
  return json_array_size (requests) > WEB_OBS_BATCH_MAX ? WEB_OBS_CLOSE_UNSUPPORTED : 0;
}

static void
batch (WebObsSession *self, json_t *data)
{
  const char *why;
  gushort code;
  guint n;

  if (!has_id (self, data))
    return;
  code = check_batch (data, &why);
  if (code) {
    web_obs_session_close (self, code, why);
    return;
  }
  n = (guint) json_array_size (json_object_get (data, "requests"));
  web_obs_work_start (self->obs, self, data, TRUE, !take_tokens (self, n));
}

static const struct {
  WebObsOp op;
  void (*handle) (WebObsSession *self, json_t *data);
} ops[] = {
    {WEB_OBS_OP_IDENTIFY, web_obs_session_identify},
    {WEB_OBS_OP_REIDENTIFY, web_obs_session_reidentify},
    {WEB_OBS_OP_REQUEST, request},
    {WEB_OBS_OP_BATCH, batch},
};

static void
dispatch (WebObsSession *self, json_int_t op, json_t *data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    if (op == ops[i].op) {
      ops[i].handle (self, data);
      return;
    }
  web_obs_session_close (self, WEB_OBS_CLOSE_UNKNOWN_OP, "This op is not known.");
}

static void
take_message (WebObsSession *self, const json_t *message)
{
  json_t *op = json_object_get (message, "op");
  json_t *data = json_object_get (message, "d");

  if (!self->identified && json_object_get (message, "request-type"))
    web_obs_session_close (self, WEB_OBS_CLOSE_RPC_VERSION,
                           "This is obs-websocket 5. Choose version 5 in your remote.");
  else if (!json_is_integer (op))
    web_obs_session_close (self, WEB_OBS_CLOSE_UNKNOWN_OP, "The op is missing or not a number.");
  else if (!data || json_is_null (data))
    web_obs_session_close (self, WEB_OBS_CLOSE_MISSING_FIELD, "The data (`d`) is missing.");
  else if (!json_is_object (data))
    web_obs_session_close (self, WEB_OBS_CLOSE_FIELD_TYPE, "The data (`d`) is not an object.");
  else if (!self->identified && json_integer_value (op) != WEB_OBS_OP_IDENTIFY)
    web_obs_session_close (self, WEB_OBS_CLOSE_NOT_IDENTIFIED, "Send Identify first.");
  else
    dispatch (self, json_integer_value (op), data);
}

static json_t *
decode (const WebObsSession *self, GBytes *bytes)
{
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  return self->is_msgpack ? web_obs_msgpack_unpack (data, length)
                          : json_loadb (data, length, JSON_REJECT_DUPLICATES, NULL);
}

static void
on_message (SoupWebsocketConnection *socket, int type, GBytes *bytes, gpointer data)
{
  WebObsSession *self = data;
  gboolean is_binary = type == SOUP_WEBSOCKET_DATA_BINARY;
  json_t *message = NULL;

  if (!is_open (self))
    return;
  self->incoming++;
  if (is_binary == self->is_msgpack)
    message = decode (self, bytes);
  if (json_is_object (message))
    take_message (self, message);
  else
    web_obs_session_close (self, WEB_OBS_CLOSE_DECODE_ERROR,
                           self->is_msgpack ? "This is not a MessagePack object."
                                            : "This is not a JSON object.");
  json_decref (message);
}

/* Life */

static void
on_closed (SoupWebsocketConnection *socket, gpointer data)
{
  let_go (data);
}

static void
on_pong (SoupWebsocketConnection *socket, GBytes *message, gpointer data)
{
  WebObsSession *self = data;

  self->heard_us = g_get_monotonic_time ();
  self->unread_bytes = 0;
  ask_for_sign (self, FALSE);
}

static gboolean
on_deadline (gpointer data)
{
  WebObsSession *self = data;

  self->deadline = 0;
  web_obs_session_close (self, WEB_OBS_CLOSE_NOT_IDENTIFIED, "You did not send Identify.");
  return G_SOURCE_REMOVE;
}

static void
say_hello (WebObsSession *self)
{
  json_t *data = json_pack ("{s:s, s:s, s:i}", "obsStudioVersion", WEB_OBS_STUDIO_VERSION,
                            "obsWebSocketVersion", WEB_OBS_WEBSOCKET_VERSION, "rpcVersion",
                            WEB_OBS_RPC_VERSION);

  if (self->obs->secret) {
    self->challenge = web_secret_new_token ();
    json_object_set_new (
        data, "authentication",
        json_pack ("{s:s, s:s}", "challenge", self->challenge, "salt", self->obs->salt));
  }
  web_obs_session_tell (self, WEB_OBS_OP_HELLO, data);
}

WebObsSession *
web_obs_session_new (WebObs *obs, SoupWebsocketConnection *socket, const char *source,
                     gboolean is_msgpack)
{
  WebObsSession *self = g_new0 (WebObsSession, 1);

  *self = (WebObsSession){.obs = obs,
                          .socket = g_object_ref (socket),
                          .source = g_strdup (source),
                          .is_msgpack = is_msgpack,
                          .events = WEB_OBS_EVENTS_ALL,
                          .heard_us = g_get_monotonic_time (),
                          .tokens = WEB_OBS_BURST,
                          .tokens_us = g_get_monotonic_time (),
                          .works = g_ptr_array_new ()};
  soup_websocket_connection_set_max_incoming_payload_size (socket, WEB_OBS_MESSAGE_MAX);
  soup_websocket_connection_set_keepalive_interval (socket, WEB_OBS_PING_S);
  g_signal_connect (socket, "message", G_CALLBACK (on_message), self);
  g_signal_connect (socket, "closed", G_CALLBACK (on_closed), self);
  g_signal_connect (socket, "pong", G_CALLBACK (on_pong), self);
  self->deadline = g_timeout_add (WEB_OBS_IDENTIFY_MS, on_deadline, self);
  say_hello (self);
  return self;
}

void
web_obs_session_free (WebObsSession *self)
{
  if (!self)
    return;
  for (guint i = 0; i < self->works->len; i++)
    web_obs_work_abandon (self->works->pdata[i]);
  g_ptr_array_unref (self->works);
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->socket, self);
  if (soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  g_object_unref (self->socket);
  g_free (self->source);
  g_free (self->challenge);
  g_free (self);
}
