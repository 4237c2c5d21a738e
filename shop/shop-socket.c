#include "shop-socket.h"

#include "shop-message.h"
#include "show-text.h"
#include <gio/gio.h>
#include <libwebsockets.h>
#include <string.h>

#define PING_S        10    /* R8 */
#define PONG_S        30    /* without an answer for so long the line is dead */
#define PATIENCE_S    60    /* for each step; the policy gives up before */
#define READ_BYTES    16384 /* at once */
#define DESCRIPTORS   32    /* of a context with one connection; otherwise it makes room for all */
#define CLOSE_TOO_BIG 1009
#define CLOSE_BINARY  1003

struct _ShopSocket {
  ShopAddress address;
  char *token, *tls_ca, *user_agent;
  guint attempt;
  ShopSocketFuncs funcs;
  gpointer data;
  GCancellable *cancellable; /* of the look-up */
  GList *addresses;          /* GInetAddress, what the name stands for */
  guint n_tried;             /* of them */
  guint next_source;
  GMainLoop *loop; /* never run: tells libwebsockets which context is meant */
  struct lws_context *context;
  struct lws *wsi; /* NULL before and after the connection */
  GQueue *to_send; /* char *, with LWS_PRE bytes in front */
  GByteArray *message;
  char *subprotocol;
  gboolean must_ping;
  guint n_pongs;
  guint depth; /* how many of libwebsockets' calls we are in: then it cannot be destroyed */
  gboolean is_open, is_ended;
  gboolean is_distrusted; /* something is wrong with the certificate */
  gboolean is_closed;     /* the owner is done with it */
  gboolean is_leaving;    /* and wants it said */
  guint close_code;       /* said by us */
  guint peer_code;        /* said by the other side */
};

static void
destroy (ShopSocket *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->next_source, g_source_remove);
  g_clear_pointer (&self->context, lws_context_destroy);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_resolver_free_addresses (self->addresses);
  g_queue_free_full (self->to_send, g_free);
  g_byte_array_unref (self->message);
  shop_address_clear (&self->address);
  g_free (self->token);
  g_free (self->tls_ca);
  g_free (self->user_agent);
  g_free (self->subprotocol);
  g_free (self);
}

static gboolean
destroy_later (gpointer data)
{
  destroy (data);
  return G_SOURCE_REMOVE;
}

/* The end, told once. */
static void
end (ShopSocket *self, ShopEnd why, guint code, const char *detail)
{
  g_autofree char *tidy = show_text_tidy (detail, SHOW_TEXT_MAX);

  self->is_open = FALSE;
  self->wsi = NULL;
  if (self->is_ended || self->is_closed)
    return;
  self->is_ended = TRUE;
  self->funcs.ended (why, code, tidy, self->data);
}

/* libwebsockets' calls, in its protocol callback */

static gboolean
add_headers (ShopSocket *self, unsigned char **at, unsigned char *last)
{
  g_autofree char *bearer = self->token ? g_strconcat ("Bearer ", self->token, NULL) : NULL;

  if (lws_add_http_header_by_name (self->wsi, (const unsigned char *) "user-agent:",
                                   (const unsigned char *) self->user_agent,
                                   (int) strlen (self->user_agent), at, last))
    return FALSE;
  return !bearer || !lws_add_http_header_by_token (self->wsi, WSI_TOKEN_HTTP_AUTHORIZATION,
                                                   (const unsigned char *) bearer,
                                                   (int) strlen (bearer), at, last);
}

/* The only safe way out of a callback: libwebsockets up to 4.3 writes beyond its buffer when the
 * callback that receives ends the line, and more comes in before the close frame has left. So
 * nothing is read any more, and the line is ended when it can be written to. */
static void
leave (ShopSocket *self, guint code)
{
  self->is_leaving = TRUE;
  lws_rx_flow_control (self->wsi, 0);
  lws_close_reason (self->wsi, (enum lws_close_status) code, NULL, 0);
  lws_callback_on_writable (self->wsi);
}

static void
refuse_message (ShopSocket *self, guint code)
{
  leave (self, code);
  end (self, SHOP_END_BAD_MESSAGE, code,
       code == CLOSE_TOO_BIG ? "too long a message" : "not a text");
}

static void
receive (ShopSocket *self, const void *bytes, size_t length)
{
  size_t to_come = lws_remaining_packet_payload (self->wsi);

  if (self->is_closed || self->is_leaving)
    return;
  if (lws_is_first_fragment (self->wsi))
    g_byte_array_set_size (self->message, 0);
  if (lws_frame_is_binary (self->wsi)) {
    refuse_message (self, CLOSE_BINARY);
  } else if (to_come > SHOP_FRAME_MAX || self->message->len + length + to_come > SHOP_FRAME_MAX) {
    refuse_message (self, CLOSE_TOO_BIG);
  } else {
    g_byte_array_append (self->message, bytes, (guint) length);
    if (to_come == 0 && lws_is_final_fragment (self->wsi))
      self->funcs.received ((const char *) self->message->data, self->message->len, self->data);
  }
}

static int
write_ping (ShopSocket *self)
{
  unsigned char room[LWS_PRE + 1] = {0};

  self->must_ping = FALSE;
  lws_callback_on_writable (self->wsi);
  return lws_write (self->wsi, room + LWS_PRE, 0, LWS_WRITE_PING) < 0 ? -1 : 0;
}

static int
write_next (ShopSocket *self)
{
  g_autofree char *packet = NULL;
  size_t length;

  if (self->is_leaving)
    return -1;
  if (self->must_ping)
    return write_ping (self);
  packet = self->is_closed ? NULL : g_queue_pop_head (self->to_send);
  length = packet ? strlen (packet + LWS_PRE) : 0;
  if (packet && lws_write (self->wsi, (unsigned char *) packet + LWS_PRE, length, LWS_WRITE_TEXT) <
                    (int) length)
    return -1;
  if (!self->is_closed && !g_queue_is_empty (self->to_send))
    lws_callback_on_writable (self->wsi);
  return 0;
}

/* The last moment at which the answer's headers are there. */
static void
take_headers (ShopSocket *self, struct lws *wsi)
{
  char chosen[64] = "";

  lws_hdr_copy (wsi, chosen, sizeof chosen, WSI_TOKEN_PROTOCOL);
  self->subprotocol = g_strdup (chosen);
}

static void
opened (ShopSocket *self)
{
  self->is_open = TRUE;
  if (!self->is_closed)
    self->funcs.opened (self->data);
}

static gboolean try_next (gpointer data);

/* Nobody is there: the name's other addresses, such as that of the other internet protocol, come
 * before the bad news. */
static void
fail_to_connect (ShopSocket *self, const char *words)
{
  if (self->is_ended || self->is_closed)
    return;
  if (self->n_tried < g_list_length (self->addresses))
    self->next_source = g_idle_add (try_next, self);
  else
    end (self, SHOP_END_UNREACHABLE, 0, words);
}

static void
failed (ShopSocket *self, struct lws *wsi, const char *words)
{
  guint status = wsi ? lws_http_client_http_response (wsi) : 0;

  if (self->next_source)
    return;
  if (status != 0 && status != 101)
    end (self, SHOP_END_CODE, shop_policy_code_from_http (status), NULL);
  else if (self->is_distrusted)
    end (self, SHOP_END_TLS, 0, words);
  else
    fail_to_connect (self, words);
}

static void
take_close_code (ShopSocket *self, const unsigned char *bytes, size_t length)
{
  self->peer_code = length >= 2 ? (guint) (bytes[0] << 8 | bytes[1]) : 1005;
}

static void
closed (ShopSocket *self)
{
  if (self->peer_code)
    end (self, SHOP_END_CODE, self->peer_code, NULL);
  else
    end (self, SHOP_END_LOST, 0, NULL);
}

static int
dispatch (ShopSocket *self, struct lws *wsi, enum lws_callback_reasons reason, void *in, size_t len)
{
  switch (reason) {
  case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
    self->wsi = wsi;
    return add_headers (self, in, *(unsigned char **) in + len) ? 0 : -1;
  case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    failed (self, wsi, in);
    return 0;
  case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
    self->is_distrusted = self->is_distrusted || !len;
    return 0;
  case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
    take_headers (self, wsi);
    return 0;
  case LWS_CALLBACK_CLIENT_ESTABLISHED:
    self->wsi = wsi;
    opened (self);
    return 0;
  case LWS_CALLBACK_CLIENT_RECEIVE:
    receive (self, in, len);
    return 0;
  case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
    self->n_pongs++;
    return 0;
  case LWS_CALLBACK_CLIENT_WRITEABLE:
    return write_next (self);
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
    take_close_code (self, in, len);
    return 0;
  case LWS_CALLBACK_CLIENT_CLOSED:
    closed (self);
    return 0;
  default:
    return 0;
  }
}

static int
on_lws (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
  ShopSocket *self = wsi ? lws_get_opaque_user_data (wsi) : NULL;
  int result;

  if (!self)
    return 0;
  self->depth++;
  result = dispatch (self, wsi, reason, in, len);
  self->depth--;
  return result;
}

/* Beginning */

static const struct lws_protocols protocols[] = {
    {.name = SHOP_SUBPROTOCOL, .callback = on_lws, .rx_buffer_size = READ_BYTES},
    {0},
};

static const lws_retry_bo_t liveness = {.secs_since_valid_ping = PING_S,
                                        .secs_since_valid_hangup = PONG_S};

static gboolean
make_context (ShopSocket *self)
{
  struct lws_context_creation_info info = {
      .port = CONTEXT_PORT_NO_LISTEN,
      .protocols = protocols,
      .gid = (gid_t) -1,
      .uid = (uid_t) -1,
      .fd_limit_per_thread = DESCRIPTORS,
      .timeout_secs = PATIENCE_S,
      .retry_and_idle_policy = &liveness,
      .options = LWS_SERVER_OPTION_GLIB,
  };
  void *loops[1];

  if (self->address.tls)
    info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
  if (self->tls_ca) {
    info.client_ssl_ca_filepath = self->tls_ca;
    info.options |= LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
  }
  lws_set_log_level (0, NULL);
  self->loop = g_main_loop_new (NULL, FALSE);
  loops[0] = self->loop;
  info.foreign_loops = loops;
  self->context = lws_create_context (&info);
  return self->context != NULL;
}

static void
connect_to (ShopSocket *self, const char *numeric_address)
{
  g_autofree char *authority = shop_address_get_authority (&self->address);
  struct lws_client_connect_info info = {
      .context = self->context,
      .address = numeric_address,
      .port = self->address.port,
      .path = self->address.path,
      .host = authority,
      .protocol = SHOP_SUBPROTOCOL,
      .local_protocol_name = SHOP_SUBPROTOCOL,
      .alpn = "http/1.1",
      .opaque_user_data = self,
      .pwsi = &self->wsi,
      .ssl_connection = self->address.tls ? LCCSCF_USE_SSL : 0,
  };

  /* A redirect must not get the token. */
  info.ssl_connection |= LCCSCF_HTTP_NO_FOLLOW_REDIRECT;
  self->depth++;
  if (!lws_client_connect_via_info (&info))
    failed (self, NULL, NULL);
  self->depth--;
}

static gboolean
try_next (gpointer data)
{
  ShopSocket *self = data;
  guint n = (self->attempt + self->n_tried) % g_list_length (self->addresses);
  g_autofree char *text = g_inet_address_to_string (g_list_nth_data (self->addresses, n));

  self->next_source = 0;
  self->n_tried++;
  connect_to (self, text);
  return G_SOURCE_REMOVE;
}

/* By GLib, in a thread of its own: libwebsockets' own look-up would hold up this one. */
static void
on_resolved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GList *found = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);
  ShopSocket *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  self->addresses = found;
  if (!found)
    end (self, SHOP_END_UNREACHABLE, 0, error->message);
  else if (!make_context (self))
    end (self, SHOP_END_SETTING, 0,
         self->tls_ca ? "tls_ca is not a certificate"
                      : "libwebsockets cannot begin: is libwebsockets-evlib-glib installed?");
  else
    try_next (self);
}

ShopSocket *
shop_socket_new (const ShopSocketSetup *setup, const ShopSocketFuncs *funcs, gpointer data)
{
  ShopSocket *self = g_new0 (ShopSocket, 1);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  self->address = *setup->address;
  self->address.host = g_strdup (setup->address->host);
  self->address.path = g_strdup (setup->address->path);
  self->token = g_strdup (setup->token);
  self->tls_ca = g_strdup (setup->tls_ca);
  self->user_agent = g_strdup (setup->user_agent);
  self->attempt = setup->attempt;
  self->funcs = *funcs;
  self->data = data;
  self->to_send = g_queue_new ();
  self->message = g_byte_array_new ();
  self->cancellable = g_cancellable_new ();
  g_resolver_lookup_by_name_async (resolver, self->address.host, self->cancellable, on_resolved,
                                   self);
  return self;
}

/* Using it */

gboolean
shop_socket_send (ShopSocket *self, const char *text)
{
  char *packet;

  if (g_queue_get_length (self->to_send) >= SHOP_SEND_QUEUE_MAX)
    return FALSE;
  packet = g_malloc (LWS_PRE + strlen (text) + 1);
  memcpy (packet + LWS_PRE, text, strlen (text) + 1);
  g_queue_push_tail (self->to_send, packet);
  if (self->is_open)
    lws_callback_on_writable (self->wsi);
  return TRUE;
}

void
shop_socket_set_paused (ShopSocket *self, gboolean paused)
{
  if (self->is_open)
    lws_rx_flow_control (self->wsi, paused ? 0 : 1);
}

const char *
shop_socket_get_subprotocol (const ShopSocket *self)
{
  return self->subprotocol ? self->subprotocol : "";
}

void
shop_socket_ping (ShopSocket *self)
{
  self->must_ping = TRUE;
  if (self->is_open)
    lws_callback_on_writable (self->wsi);
}

guint
shop_socket_count_pongs (const ShopSocket *self)
{
  return self->n_pongs;
}

void
shop_socket_say_goodbye (ShopSocket *self, guint code)
{
  self->is_closed = TRUE;
  if (self->is_open)
    leave (self, code);
}

void
shop_socket_free (ShopSocket *self)
{
  if (!self)
    return;
  self->is_closed = TRUE;
  if (self->depth > 0)
    g_idle_add (destroy_later, self);
  else
    destroy (self);
}
