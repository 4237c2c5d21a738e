/* Clients on real sockets: what they get, and that they may leave at any moment, as may the server.
 */
#include "test-web-obs-fixture.h"

#include "web-obs-auth.h"
#include "web-obs-msgpack.h"

typedef struct {
  SoupSession *session;
  SoupWebsocketConnection *socket;
  GQueue *messages; /* json_t */
  gboolean closed;
} Client;

static void
on_message (SoupWebsocketConnection *socket, int type, GBytes *bytes, gpointer data)
{
  Client *client = data;
  gsize length;
  const void *text = g_bytes_get_data (bytes, &length);
  json_t *json = type == SOUP_WEBSOCKET_DATA_TEXT ? json_loadb (text, length, 0, NULL)
                                                  : web_obs_msgpack_unpack (text, length);

  g_assert_nonnull (json);
  g_queue_push_tail (client->messages, json);
}

static void
on_closed (SoupWebsocketConnection *socket, gpointer data)
{
  ((Client *) data)->closed = TRUE;
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer data)
{
  Client *client = data;
  g_autoptr (GError) error = NULL;

  client->socket = soup_session_websocket_connect_finish (SOUP_SESSION (object), result, &error);
  g_assert_no_error (error);
  soup_websocket_connection_set_max_incoming_payload_size (client->socket, 0);
  g_signal_connect (client->socket, "message", G_CALLBACK (on_message), client);
  g_signal_connect (client->socket, "closed", G_CALLBACK (on_closed), client);
}

static Client *
client_new (Fixture *fixture, gboolean is_msgpack)
{
  Client *client = g_new0 (Client, 1);
  char *protocols[] = {is_msgpack ? (char *) "obswebsocket.msgpack" : (char *) "obswebsocket.json",
                       NULL};
  g_autofree char *address =
      g_strdup_printf ("ws://127.0.0.1:%u/", web_obs_get_port (fixture->obs));
  g_autoptr (SoupMessage) message = soup_message_new ("GET", address);

  client->session = soup_session_new ();
  client->messages = g_queue_new ();
  soup_session_websocket_connect_async (client->session, message, NULL, protocols,
                                        G_PRIORITY_DEFAULT, NULL, on_connected, client);
  while (!client->socket)
    g_main_context_iteration (NULL, TRUE);
  return client;
}

static void
client_free (Client *client)
{
  g_signal_handlers_disconnect_by_data (client->socket, client);
  soup_session_abort (client->session);
  g_object_unref (client->socket);
  g_object_unref (client->session);
  g_queue_free_full (client->messages, (GDestroyNotify) json_decref);
  g_free (client);
}

/* The next message of that op, and for events of that type (else NULL); a new reference. */
static json_t *
next (Client *client, int op, const char *type)
{
  for (;;) {
    json_t *message;
    const char *event;

    while (g_queue_is_empty (client->messages))
      g_main_context_iteration (NULL, TRUE);
    message = g_queue_pop_head (client->messages);
    event = json_string_value (json_object_get (json_object_get (message, "d"), "eventType"));
    if (json_integer_value (json_object_get (message, "op")) == op &&
        (!type || g_strcmp0 (event, type) == 0))
      return message;
    json_decref (message);
  }
}

static void
expect (Client *client, int op, const char *type)
{
  json_decref (next (client, op, type));
}

static void
say (Client *client, const char *text)
{
  soup_websocket_connection_send_text (client->socket, text);
}

/* A client that is in. */
static Client *
come_in (Fixture *fixture)
{
  Client *client = client_new (fixture, FALSE);

  expect (client, WEB_OBS_OP_HELLO, NULL);
  say (client, "{\"op\":1,\"d\":{\"rpcVersion\":1}}");
  expect (client, WEB_OBS_OP_IDENTIFIED, NULL);
  return client;
}

static void
wait_until_gone (Fixture *fixture, guint n)
{
  while (fixture->obs->sessions->len > n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_password (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *answer = NULL, *text = NULL;
  Client *client;
  json_t *hello, *words;

  fixture->obs->salt = g_strdup ("salt");
  fixture->obs->secret = web_obs_auth_make_secret ("password", "salt");
  client = client_new (fixture, FALSE);
  hello = next (client, WEB_OBS_OP_HELLO, NULL);
  words = json_object_get (json_object_get (hello, "d"), "authentication");
  answer = web_obs_auth_make_answer (fixture->obs->secret,
                                     json_string_value (json_object_get (words, "challenge")));
  text = g_strdup_printf ("{\"op\":1,\"d\":{\"rpcVersion\":1,\"authentication\":\"%s\"}}", answer);
  json_decref (hello);
  say (client, text);
  expect (client, WEB_OBS_OP_IDENTIFIED, NULL);
  say (client, text); /* twice */
  while (!client->closed)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (soup_websocket_connection_get_close_code (client->socket), ==,
                    WEB_OBS_CLOSE_ALREADY_IDENTIFIED);
  client_free (client);
  wait_until_gone (fixture, 0);
}

static void
test_msgpack (Fixture *fixture, gconstpointer unused)
{
  Client *client = client_new (fixture, TRUE);
  json_t *identify = json_pack ("{s:i, s:{s:i}}", "op", 1, "d", "rpcVersion", 1);
  g_autoptr (GBytes) packed = web_obs_msgpack_pack (identify);

  expect (client, WEB_OBS_OP_HELLO, NULL);
  soup_websocket_connection_send_message (client->socket, SOUP_WEBSOCKET_DATA_BINARY, packed);
  expect (client, WEB_OBS_OP_IDENTIFIED, NULL);
  json_decref (identify);
  client_free (client);
  wait_until_gone (fixture, 0);
}

/* What one does, the other hears: cut, transition, card, sound, stock. */
static void
test_events (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *words[5], *event;
  } cases[] = {
      {{"scene", "both"}, "SceneTransitionStarted"},
      {{"scene", "side"}, "CurrentProgramSceneChanged"},
      {{"transition", "crossfade", "70"}, "CurrentSceneTransitionChanged"},
      {{"transition", "crossfade", "80"}, "CurrentSceneTransitionDurationChanged"},
      {{"scene", "main"}, "SceneTransitionEnded"},
      {{"card", "show", "mug"}, "SceneItemEnableStateChanged"},
      {{"mute", "host"}, "InputMuteStateChanged"},
      {{"gain", "host", "-3"}, "InputVolumeChanged"},
      {{"delay", "host", "20"}, "InputAudioSyncOffsetChanged"},
      {{"output", "start", "live"}, "StreamStateChanged"},
      {{"record", "start"}, "RecordStateChanged"},
      {{"stock", "set", "MUG", "5"}, "VendorEvent"},
      {{"stock", "remove", "MUG"}, "VendorEvent"},
  };
  Client *client = come_in (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    json_decref (command (cases[i].words, SHOW_ROLE_CREATOR, "0", fixture, &error));
    g_assert_no_error (error);
    expect (client, WEB_OBS_OP_EVENT, cases[i].event);
  }
  client_free (client);
  wait_until_gone (fixture, 0);
}

/* A client goes while a batch sleeps and a picture is on its way. */
static void
test_leaving (Fixture *fixture, gconstpointer unused)
{
  Client *client = come_in (fixture), *other = come_in (fixture);

  say (client, "{\"op\":8,\"d\":{\"requestId\":1,\"requests\":[{\"requestType\":\"Sleep\","
               "\"requestData\":{\"sleepMillis\":50000}},{\"requestType\":\"GetVersion\"}]}}");
  say (client, "{\"op\":8,\"d\":{\"requestId\":2,\"executionType\":2,\"requests\":["
               "{\"requestType\":\"GetSourceScreenshot\",\"requestData\":{\"sourceName\":"
               "\"camera main\",\"imageFormat\":\"jpg\"}},{\"requestType\":\"GetVersion\"}]}}");
  expect (client, WEB_OBS_OP_BATCH_RESPONSE, NULL); /* the second one */
  say (client, "{\"op\":6,\"d\":{\"requestId\":3,\"requestType\":\"GetSourceScreenshot\","
               "\"requestData\":{\"sourceName\":\"main\",\"imageFormat\":\"jpg\"}}}");
  client_free (client);
  wait_until_gone (fixture, 1);
  say (other, "{\"op\":6,\"d\":{\"requestId\":3,\"requestType\":\"GetStats\"}}");
  expect (other, WEB_OBS_OP_RESPONSE, NULL);
  client_free (other);
  wait_until_gone (fixture, 0);
}

/* What one message may hold is bounded, however many are asked for. */
static void
test_room_for_pictures (Fixture *fixture, gconstpointer unused)
{
  Client *client = come_in (fixture);
  g_autoptr (GString) batch = g_string_new ("{\"op\":8,\"d\":{\"requestId\":1,\"requests\":[");
  json_t *answer, *one;
  size_t i;

  for (guint n = 0; n < 6; n++)
    g_string_append_printf (
        batch,
        "%s{\"requestType\":\"GetSourceScreenshot\",\"requestData\":{"
        "\"sourceName\":\"camera main\",\"imageFormat\":\"png\",\"imageWidth\":%d}}",
        n ? "," : "", n == 5 ? 80 : LARGE_WIDTH);
  g_string_append (batch, "]}}");
  say (client, batch->str);
  answer = next (client, WEB_OBS_OP_BATCH_RESPONSE, NULL);
  json_array_foreach (json_object_get (json_object_get (answer, "d"), "results"), i, one)
  {
    json_t *status = json_object_get (one, "requestStatus");

    g_assert_cmpint (json_integer_value (json_object_get (status, "code")), ==,
                     i < 2 || i == 5 ? WEB_OBS_SUCCESS : WEB_OBS_FAILED);
  }
  g_assert_cmpuint (i, ==, 6);
  json_decref (answer);
  client_free (client);
  wait_until_gone (fixture, 0);
}

/* Who gives no sign any more makes room for who comes. */
static void
test_silent (Fixture *fixture, gconstpointer unused)
{
  Client *silent = come_in (fixture), *client;

  ((WebObsSession *) fixture->obs->sessions->pdata[0])->heard_us -=
      (WEB_OBS_SILENT_MS + 1) * G_GINT64_CONSTANT (1000);
  client = come_in (fixture);
  g_assert_cmpuint (fixture->obs->sessions->len, ==, 1);
  while (!silent->closed)
    g_main_context_iteration (NULL, TRUE);
  client_free (silent);
  client_free (client);
  wait_until_gone (fixture, 0);
}

/* The server goes first; who is in hears of it. */
static void
test_goodbye (Fixture *fixture, gconstpointer unused)
{
  Client *client = come_in (fixture), *stranger = client_new (fixture, FALSE);

  say (client, "{\"op\":8,\"d\":{\"requestId\":1,\"requests\":[{\"requestType\":\"Sleep\","
               "\"requestData\":{\"sleepMillis\":50000}}]}}");
  say (client, "{\"op\":6,\"d\":{\"requestId\":2,\"requestType\":\"GetVersion\"}}");
  expect (client, WEB_OBS_OP_RESPONSE, NULL);
  g_clear_pointer (&fixture->obs, web_obs_free);
  expect (client, WEB_OBS_OP_EVENT, "ExitStarted");
  client_free (client);
  client_free (stranger);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/web/obs/session/password", test_password);
  ADD ("/web/obs/session/msgpack", test_msgpack);
  ADD ("/web/obs/session/events", test_events);
  ADD ("/web/obs/session/leaving", test_leaving);
  ADD ("/web/obs/session/room-for-pictures", test_room_for_pictures);
  ADD ("/web/obs/session/silent", test_silent);
  ADD ("/web/obs/session/goodbye", test_goodbye);
  return g_test_run ();
}
