/* From a name to a websocket that is being opened. */
#include "shop-socket-private.h"

#include "shop-message.h"

#define PING_S      10    /* R8 */
#define PONG_S      30    /* without an answer for so long the line is dead */
#define PATIENCE_S  60    /* for each step; the policy gives up before */
#define READ_BYTES  16384 /* at once */
#define DESCRIPTORS 32    /* of a context with one connection; otherwise it makes room for all */

static const struct lws_protocols protocols[] = {
    {.name = SHOP_SUBPROTOCOL, .callback = shop_socket_on_lws, .rx_buffer_size = READ_BYTES},
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
    shop_socket_failed (self, NULL, NULL);
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
    shop_socket_end (self, SHOP_END_UNREACHABLE, 0, error->message);
  else if (!make_context (self))
    shop_socket_end (self, SHOP_END_SETTING, 0,
                     self->tls_ca
                         ? "tls_ca is not a certificate"
                         : "libwebsockets cannot begin: is libwebsockets-evlib-glib installed?");
  else
    try_next (self);
}

void
shop_socket_look_up (ShopSocket *self)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  self->cancellable = g_cancellable_new ();
  g_resolver_lookup_by_name_async (resolver, self->address.host, self->cancellable, on_resolved,
                                   self);
}

gboolean
shop_socket_try_another (ShopSocket *self)
{
  if (self->n_tried >= g_list_length (self->addresses))
    return FALSE;
  self->next_source = g_idle_add (try_next, self);
  return TRUE;
}
