#include "web-listener.h"

#include <sys/socket.h>

#define TLS_HANDSHAKE 0x16 /* RFC 8446, 5.1: type of the first record */

struct _WebListener {
  GSocketListener *listener;
  GTlsCertificate *certificate;
  SoupServer *soup;
  GCancellable *cancel;
  GHashTable *by_peer;   /* "address:port" -> WebConnection, owned */
  GHashTable *by_source; /* "address" -> number of connections */
  guint16 port;
};

static void
count_source (WebListener *self, const char *source, int step)
{
  int n = GPOINTER_TO_INT (g_hash_table_lookup (self->by_source, source)) + step;

  if (n > 0)
    g_hash_table_insert (self->by_source, g_strdup (source), GINT_TO_POINTER (n));
  else
    g_hash_table_remove (self->by_source, source);
}

static void
connection_free (gpointer data)
{
  WebConnection *connection = data;

  count_source (connection->listener, connection->source, -1);
  g_clear_handle_id (&connection->deadline, g_source_remove);
  g_weak_ref_clear (&connection->stream);
  g_free (connection->peer);
  g_free (connection->source);
  g_free (connection);
}

/* The stream is finalized: nobody uses the connection any more. */
static void
on_gone (gpointer data, GObject *where_it_was)
{
  WebConnection *connection = data;

  g_hash_table_remove (connection->listener->by_peer, connection->peer);
}

static void
close_connection (WebConnection *connection)
{
  g_autoptr (GSocketConnection) stream = g_weak_ref_get (&connection->stream);

  if (stream)
    g_socket_shutdown (g_socket_connection_get_socket (stream), TRUE, TRUE, NULL);
}

static gboolean
on_deadline (gpointer data)
{
  WebConnection *connection = data;

  connection->deadline = 0;
  close_connection (connection);
  return G_SOURCE_REMOVE;
}

void
web_connection_set_deadline (WebConnection *connection, guint ms)
{
  g_clear_handle_id (&connection->deadline, g_source_remove);
  if (ms > 0)
    connection->deadline = g_timeout_add (ms, on_deadline, connection);
}

static char *
peer_of (GSocketAddress *address)
{
  GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (address);
  g_autofree char *host = g_inet_address_to_string (g_inet_socket_address_get_address (inet));

  return g_strdup_printf ("%s:%u", host, g_inet_socket_address_get_port (inet));
}

/* NULL when there are too many. */
static WebConnection *
add_connection (WebListener *self, GSocketConnection *stream, GSocketAddress *remote)
{
  GInetAddress *address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote));
  g_autofree char *source = g_inet_address_to_string (address);
  WebConnection *connection;

  if (g_hash_table_size (self->by_peer) >= WEB_CONNECTIONS_MAX ||
      GPOINTER_TO_INT (g_hash_table_lookup (self->by_source, source)) >= WEB_CONNECTIONS_PER_SOURCE)
    return NULL;
  connection = g_new0 (WebConnection, 1);
  connection->listener = self;
  connection->peer = peer_of (remote);
  connection->source = g_steal_pointer (&source);
  connection->is_loopback = g_inet_address_get_is_loopback (address);
  g_weak_ref_init (&connection->stream, stream);
  count_source (self, connection->source, 1);
  g_hash_table_replace (self->by_peer, connection->peer, connection);
  g_object_weak_ref (G_OBJECT (stream), on_gone, connection);
  web_connection_set_deadline (connection, WEB_HEADERS_MS);
  return connection;
}

/* Browsers show no certificates here, so none are trusted: the default, the system's whole store,
 * would be read anew for each connection (15 ms). */
static GIOStream *
speak_tls (WebListener *self, GIOStream *stream)
{
  return g_initable_new (g_tls_backend_get_server_connection_type (g_tls_backend_get_default ()),
                         NULL, NULL, "base-io-stream", stream, "certificate", self->certificate,
                         "database", NULL, NULL);
}

static void
hand_over (WebListener *self, WebConnection *connection, GSocketConnection *stream)
{
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (stream, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (stream, NULL);
  g_autoptr (GIOStream) spoken = NULL;

  if (connection->is_tls)
    spoken = speak_tls (self, G_IO_STREAM (stream));
  else
    spoken = g_object_ref (G_IO_STREAM (stream));
  if (spoken && local && remote)
    soup_server_accept_iostream (self->soup, spoken, local, remote, NULL);
}

/* The first byte tells TLS from plain HTTP. The source holds a reference to the stream. */
static gboolean
on_first_byte (GSocket *socket, GIOCondition condition, gpointer data)
{
  GSocketConnection *stream = data;
  WebListener *self = g_object_get_data (G_OBJECT (stream), "web-listener");
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (stream, NULL);
  g_autofree char *peer = remote ? peer_of (remote) : NULL;
  WebConnection *connection = peer ? g_hash_table_lookup (self->by_peer, peer) : NULL;
  guint8 first;

  if (connection && recv (g_socket_get_fd (socket), &first, 1, MSG_PEEK | MSG_DONTWAIT) == 1) {
    connection->is_tls = first == TLS_HANDSHAKE;
    if (!connection->is_tls || self->certificate)
      hand_over (self, connection, stream);
  }
  return G_SOURCE_REMOVE;
}

static void accept_next (WebListener *self);

static void
take_stream (WebListener *self, GSocketConnection *stream)
{
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (stream, NULL);
  g_autoptr (GSource) source = NULL;

  if (!remote || !add_connection (self, stream, remote))
    return;
  g_object_set_data (G_OBJECT (stream), "web-listener", self);
  source = g_socket_create_source (g_socket_connection_get_socket (stream), G_IO_IN, self->cancel);
  g_source_set_callback (source, G_SOURCE_FUNC (on_first_byte), g_object_ref (stream),
                         g_object_unref);
  g_source_attach (source, NULL);
}

static void
on_accept (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) stream =
      g_socket_listener_accept_finish (G_SOCKET_LISTENER (object), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (stream)
    take_stream (data, stream);
  accept_next (data);
}

static void
accept_next (WebListener *self)
{
  g_socket_listener_accept_async (self->listener, self->cancel, on_accept, self);
}

static GInetAddress *
listen_address (const WebPlace *place)
{
  return place->listen == WEB_LISTEN_LAN
             ? g_inet_address_new_any (G_SOCKET_FAMILY_IPV6) /* and IPv4 with it */
             : g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
}

static GSocketAddress *
try_listen (WebListener *self, GInetAddress *address, int port, GError **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (address, (guint16) port);
  GSocketAddress *effective = NULL;

  g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, error);
  return effective;
}

static gboolean
start_listening (WebListener *self, const WebPlace *place, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GInetAddress) address = listen_address (place);
  g_autoptr (GSocketAddress) effective = try_listen (self, address, place->port, &why);

  if (!effective && place->listen == WEB_LISTEN_LAN) { /* a kernel without IPv6 */
    g_autoptr (GInetAddress) any4 = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);

    effective = try_listen (self, any4, place->port, NULL);
  }
  if (!effective) {
    g_set_error (error, WEB_ERROR, WEB_ERROR_LISTEN,
                 "%s cannot use port %d: %s. Set another one with [%s] port, or stop the program "
                 "that uses it.",
                 place->what, place->port, why->message, place->section);
    return FALSE;
  }
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  accept_next (self);
  return TRUE;
}

WebListener *
web_listener_new (const WebPlace *place, GTlsCertificate *certificate, SoupServer *soup,
                  GError **error)
{
  g_autoptr (WebListener) self = g_new0 (WebListener, 1);

  self->listener = g_socket_listener_new ();
  self->certificate = certificate ? g_object_ref (certificate) : NULL;
  self->soup = g_object_ref (soup);
  self->cancel = g_cancellable_new ();
  self->by_peer = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, connection_free);
  self->by_source = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return start_listening (self, place, error) ? g_steal_pointer (&self) : NULL;
}

/* Connections may outlive the listener inside SoupServer: they forget it. */
static void
forget_connections (WebListener *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_peer);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    WebConnection *connection = value;
    g_autoptr (GSocketConnection) stream = g_weak_ref_get (&connection->stream);

    if (stream) {
      g_object_weak_unref (G_OBJECT (stream), on_gone, connection);
      g_socket_shutdown (g_socket_connection_get_socket (stream), TRUE, TRUE, NULL);
    }
  }
  g_hash_table_remove_all (self->by_peer);
}

void
web_listener_free (WebListener *self)
{
  if (!self)
    return;
  g_cancellable_cancel (self->cancel);
  g_socket_listener_close (self->listener);
  forget_connections (self);
  g_hash_table_unref (self->by_peer);
  g_hash_table_unref (self->by_source);
  g_object_unref (self->listener);
  g_clear_object (&self->certificate);
  g_object_unref (self->soup);
  g_object_unref (self->cancel);
  g_free (self);
}

guint16
web_listener_get_port (const WebListener *self)
{
  return self->port;
}

WebConnection *
web_listener_find (WebListener *self, SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  g_autofree char *peer = remote ? peer_of (remote) : NULL;

  return peer ? g_hash_table_lookup (self->by_peer, peer) : NULL;
}
