#include "shop-socket-private.h"

#include "shop-message.h"
#include "show-text.h"
#include <string.h>

#define CLOSE_TOO_BIG 1009
#define CLOSE_BINARY  1003

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

void
shop_socket_end (ShopSocket *self, ShopEnd why, guint code, const char *detail)
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
  shop_socket_end (self, SHOP_END_BAD_MESSAGE, code,
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

/* Nobody is there: the name's other addresses, such as that of the other internet protocol, come
 * before the bad news. */
static void
fail_to_connect (ShopSocket *self, const char *words)
{
  if (self->is_ended || self->is_closed)
    return;
  if (!shop_socket_try_another (self))
    shop_socket_end (self, SHOP_END_UNREACHABLE, 0, words);
}

void
shop_socket_failed (ShopSocket *self, struct lws *wsi, const char *words)
{
  guint status = wsi ? lws_http_client_http_response (wsi) : 0;

  if (self->next_source)
    return;
  if (status != 0 && status != 101)
    shop_socket_end (self, SHOP_END_CODE, shop_policy_code_from_http (status), NULL);
  else if (self->is_distrusted)
    shop_socket_end (self, SHOP_END_TLS, 0, words);
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
    shop_socket_end (self, SHOP_END_CODE, self->peer_code, NULL);
  else
    shop_socket_end (self, SHOP_END_LOST, 0, NULL);
}

static int
dispatch (ShopSocket *self, struct lws *wsi, enum lws_callback_reasons reason, void *in, size_t len)
{
  switch (reason) {
  case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
    self->wsi = wsi;
    return add_headers (self, in, *(unsigned char **) in + len) ? 0 : -1;
  case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    shop_socket_failed (self, wsi, in);
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

int
shop_socket_on_lws (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t len)
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

/* Using it */

ShopSocket *
shop_socket_new (const ShopSocketSetup *setup, const ShopSocketFuncs *funcs, gpointer data)
{
  ShopSocket *self = g_new0 (ShopSocket, 1);

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
  shop_socket_look_up (self);
  return self;
}

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
