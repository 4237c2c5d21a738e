/* The upgrade to a websocket. Not SoupServer's own handler: that one upgrades whoever asks, also
 * those whom the early handler refused (seen with libsoup 3.2). */
#include "web-server-private.h"

#define CLOSE_TRY_AGAIN_LATER 1013 /* IANA registry of websocket close codes */

static void
on_upgraded (SoupServerMessage *message, gpointer data)
{
  WebServer *self = data;
  WebConnection *connection = web_listener_find (self->listener, message);
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (SoupWebsocketConnection) socket = NULL;
  WebRequest *request = web_request_of (message);
  g_autoptr (GUri) uri = g_uri_ref (soup_server_message_get_uri (message));

  if (connection)
    web_connection_set_deadline (connection, 0);
  stream = soup_server_message_steal_connection (message);
  socket = soup_websocket_connection_new (stream, uri, SOUP_WEBSOCKET_CONNECTION_SERVER, NULL, NULL,
                                          NULL);
  web_request_identify (request, self->access);
  if (!request->member)
    soup_websocket_connection_close (socket, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "Signed out.");
  else if (!web_events_add (self->events, socket, request))
    soup_websocket_connection_close (socket, CLOSE_TRY_AGAIN_LATER, "Too many pages are open.");
}

static void
get_events (WebServer *self, WebRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (!soup_websocket_server_check_handshake (request->message, NULL, NULL, NULL, &error)) {
    web_request_fail (request, WEB_STATUS_UPGRADE_REQUIRED, error->message);
    return;
  }
  soup_websocket_server_process_handshake (request->message, NULL, NULL, NULL, NULL);
  g_signal_connect (request->message, "wrote-informational", G_CALLBACK (on_upgraded), self);
}

const WebRoute web_events_routes[] = {
    {"GET", "/api/v1/events", SHOW_ROLE_ALL, get_events,
     "Websocket: a snapshot of the state, then its changes.", NULL},
    {NULL},
};
