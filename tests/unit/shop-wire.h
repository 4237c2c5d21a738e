/* A shop for tests: a websocket server over GLib's sockets that does what a script says, well or
 * badly, down to single bytes. Each connection runs the script in a thread of its own. */
#pragma once
#include <gio/gio.h>
#include <string.h>

typedef struct _WireServer WireServer;

typedef struct {
  WireServer *server;
  GIOStream *stream;
  GDataInputStream *in;
  guint n;          /* which connection of the server, from 0 */
  GString *head;    /* of the client's request */
  guint close_code; /* that the client sent; 0: none */
  guint n_pings;    /* that the client sent */
} Wire;

typedef void (*WireScript) (Wire *wire, gpointer data);

struct _WireServer {
  GSocketService *service;
  guint16 port;
  WireScript script;
  gpointer data;
  GTlsCertificate *certificate; /* NULL: no TLS */
  int n_connections;            /* atomic */
  int n_running;                /* atomic */
};

static inline void
wire_send_bytes (Wire *wire, const void *bytes, gsize length)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (wire->stream), bytes, length, NULL,
                             NULL, NULL);
}

/* A frame as a server sends it: not masked. `bits`: FIN is 0x80, the opcode the lowest four. */
static inline void
wire_send_frame (Wire *wire, guint8 bits, const void *bytes, guint64 length)
{
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  guint8 head[10] = {bits, (guint8) length};
  gsize size = 2;

  if (length > 65535) {
    head[1] = 127;
    for (int i = 0; i < 8; i++)
      head[2 + i] = (guint8) (length >> (56 - 8 * i));
    size = 10;
  } else if (length > 125) {
    head[1] = 126;
    head[2] = (guint8) (length >> 8);
    head[3] = (guint8) length;
    size = 4;
  }
  g_byte_array_append (frame, head, (guint) size);
  g_byte_array_append (frame, bytes, (guint) length);
  wire_send_bytes (wire, frame->data, frame->len);
}

static inline void
wire_send (Wire *wire, const char *text)
{
  wire_send_frame (wire, 0x81, text, strlen (text));
}

G_GNUC_PRINTF (2, 3) static inline void wire_sendf (Wire *wire, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  wire_send (wire, text);
}

static inline void
wire_close (Wire *wire, guint code)
{
  const guint8 bytes[2] = {(guint8) (code >> 8), (guint8) code};

  wire_send_frame (wire, 0x88, bytes, 2);
}

static inline gboolean
wire_read_bytes (Wire *wire, guint8 *bytes, gsize length)
{
  gsize got = 0;

  return g_input_stream_read_all (G_INPUT_STREAM (wire->in), bytes, length, &got, NULL, NULL) &&
         got == length;
}

/* The client's next frame, unmasked; NULL when the line is gone. */
static inline GByteArray *
wire_read_frame (Wire *wire, guint8 *ret_bits)
{
  guint8 head[2], more[8], mask[4];
  guint64 length;
  GByteArray *bytes;

  if (!wire_read_bytes (wire, head, 2))
    return NULL;
  length = head[1] & 0x7f;
  if (length == 126 && wire_read_bytes (wire, more, 2))
    length = (guint64) more[0] << 8 | more[1];
  g_assert_cmpuint (length, <, 70000);
  g_assert_true (head[1] & 0x80);
  if (!wire_read_bytes (wire, mask, 4))
    return NULL;
  bytes = g_byte_array_new ();
  g_byte_array_set_size (bytes, (guint) length);
  if (length > 0 && !wire_read_bytes (wire, bytes->data, (gsize) length))
    g_clear_pointer (&bytes, g_byte_array_unref);
  for (guint i = 0; bytes && i < bytes->len; i++)
    bytes->data[i] ^= mask[i % 4];
  *ret_bits = head[0];
  return bytes;
}

/* The client's next text; pings are answered; NULL when it closed or the line is gone. */
static inline char *
wire_read (Wire *wire)
{
  guint8 bits = 0;

  for (;;) {
    g_autoptr (GByteArray) frame = wire_read_frame (wire, &bits);

    if (!frame)
      return NULL;
    if ((bits & 0xf) == 0x8) {
      wire->close_code = frame->len >= 2 ? (guint) (frame->data[0] << 8 | frame->data[1]) : 1005;
      return NULL;
    }
    if ((bits & 0xf) == 0x9) {
      wire->n_pings++;
      wire_send_frame (wire, 0x8a, frame->data, frame->len);
    }
    if ((bits & 0xf) == 0x1)
      return g_strndup ((const char *) frame->data, frame->len);
  }
}

/* Reads until the client is gone. */
static inline void
wire_drain (Wire *wire)
{
  char *text;

  while ((text = wire_read (wire)))
    g_free (text);
}

static inline void
wire_read_head (Wire *wire)
{
  char *line;

  while ((line = g_data_input_stream_read_line (wire->in, NULL, NULL, NULL)) && *line) {
    g_string_append_printf (wire->head, "%s\n", line);
    g_free (line);
  }
  g_free (line);
}

/* The value of a header of the client's request, or NULL. Transfer full. */
static inline char *
wire_get_header (Wire *wire, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (wire->head->str, "\n", -1);

  for (guint i = 0; lines[i]; i++)
    if (g_ascii_strncasecmp (lines[i], name, strlen (name)) == 0 && lines[i][strlen (name)] == ':')
      return g_strstrip (g_strdup (lines[i] + strlen (name) + 1));
  return NULL;
}

/* Takes the upgrade. */
static inline void
wire_accept (Wire *wire)
{
  g_autofree char *key = NULL, *joined = NULL, *accept = NULL, *answer = NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;

  wire_read_head (wire);
  key = wire_get_header (wire, "Sec-WebSocket-Key");
  joined = g_strconcat (key ? key : "", "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", NULL);
  g_checksum_update (sum, (const guchar *) joined, -1);
  g_checksum_get_digest (sum, digest, &length);
  accept = g_base64_encode (digest, length);
  answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n"
                            "Sec-WebSocket-Protocol: stocksync.v1.json\r\n\r\n",
                            accept);
  wire_send_bytes (wire, answer, strlen (answer));
}

static inline gboolean
wire_on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
             gpointer data)
{
  WireServer *server = data;
  Wire wire = {.server = server, .n = (guint) g_atomic_int_add (&server->n_connections, 1)};

  g_atomic_int_inc (&server->n_running);
  wire.stream = G_IO_STREAM (g_object_ref (connection));
  if (server->certificate) {
    GIOStream *tls = g_tls_server_connection_new (wire.stream, server->certificate, NULL);

    g_object_unref (wire.stream);
    wire.stream = tls;
  }
  wire.head = g_string_new (NULL);
  wire.in = g_data_input_stream_new (g_io_stream_get_input_stream (wire.stream));
  g_data_input_stream_set_newline_type (wire.in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  server->script (&wire, server->data);
  g_io_stream_close (wire.stream, NULL, NULL);
  g_object_unref (wire.in);
  g_object_unref (wire.stream);
  g_string_free (wire.head, TRUE);
  (void) g_atomic_int_dec_and_test (&server->n_running);
  return TRUE;
}

/* Listens on loopback, at a port that the kernel gives. */
static inline WireServer *
wire_server_new (WireScript script, gpointer data, GTlsCertificate *certificate)
{
  WireServer *server = g_new0 (WireServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0), bound = NULL;
  g_autoptr (GError) error = NULL;

  server->script = script;
  server->data = data;
  server->certificate = certificate;
  server->service = g_threaded_socket_service_new (16);
  g_socket_listener_add_address (G_SOCKET_LISTENER (server->service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (server->service, "run", G_CALLBACK (wire_on_run), server);
  return server;
}

/* The clients must be gone: waits for the scripts to end. */
static inline void
wire_server_free (WireServer *server)
{
  gint64 until_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  g_socket_service_stop (server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  while (g_atomic_int_get (&server->n_running) > 0) {
    g_assert_cmpint (g_get_monotonic_time (), <, until_us);
    g_main_context_iteration (NULL, FALSE);
    g_usleep (2000);
  }
  g_object_unref (server->service);
  g_free (server);
}
