#include "shop-fetch.h"

#include "shop-address.h"
#include <gio/gio.h>
#include <string.h>

#define USER_AGENT "Mozilla/5.0 (compatible; Tallybox/" TALLYBOX_VERSION ")"

struct _ShopFetch {
  ShopFetchFunc func;
  gpointer data;
  char *url;     /* of the current step */
  char *tls_ca;  /* may be NULL */
  gboolean gets; /* GET, after HEAD was no good */
  guint n_redirects;
  guint begin, alarm; /* sources */
  GSocketClient *client;
  GCancellable *cancellable; /* of the whole try */
  GSocketConnection *connection;
  char *request;
  char head[SHOP_LINK_HEAD_BYTES_MAX + 1];
  gsize n_head;
};

static void ask (ShopFetch *self);

static void
clear_step (ShopFetch *self)
{
  if (self->client)
    g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->request, g_free);
  self->n_head = 0;
  memset (self->head, 0, sizeof self->head);
}

/* Callbacks of what was cancelled see that before they look at it. */
void
shop_fetch_free (ShopFetch *self)
{
  if (!self)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->begin, g_source_remove);
  g_clear_handle_id (&self->alarm, g_source_remove);
  clear_step (self);
  g_free (self->url);
  g_free (self->tls_ca);
  g_free (self);
}

static void
tell (ShopFetch *self, ShopTry outcome, const char *text)
{
  self->func (outcome, text, self->data);
}

/* What errors say */

static const struct {
  GQuark (*domain) (void);
  int code;
  ShopTry outcome;
  const char *text;
} faults[] = {
    {g_resolver_error_quark, G_RESOLVER_ERROR_TEMPORARY_FAILURE, SHOP_TRY_NO_NETWORK,
     "This machine has no network, so the link could not be tried."},
    {g_io_error_quark, G_IO_ERROR_NETWORK_UNREACHABLE, SHOP_TRY_NO_NETWORK,
     "This machine has no network, so the link could not be tried."},
    {g_resolver_error_quark, G_RESOLVER_ERROR_NOT_FOUND, SHOP_TRY_DEAD,
     "The link's server does not exist. Check its name."},
    {g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED, SHOP_TRY_DEAD,
     "Nobody answers at the link's server."},
    {g_io_error_quark, G_IO_ERROR_TIMED_OUT, SHOP_TRY_DEAD,
     "The link's server does not answer in time."},
    {g_io_error_quark, G_IO_ERROR_HOST_UNREACHABLE, SHOP_TRY_DEAD,
     "The link's server cannot be reached."},
    {g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE, SHOP_TRY_DEAD,
     "The certificate of the link's server is not good; browsers warn of it."},
};

static gboolean
is_offline (void)
{
  return !g_network_monitor_get_network_available (g_network_monitor_get_default ());
}

/* Without a way out, silence says nothing about the other end. */
static gboolean
may_be_ours (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
         g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);
}

static void
fail (ShopFetch *self, const GError *error)
{
  /* Some servers hang up on HEAD. */
  if (self->connection && !self->gets && self->alarm) {
    self->gets = TRUE;
    ask (self);
    return;
  }
  if (may_be_ours (error) && is_offline ()) {
    tell (self, SHOP_TRY_NO_NETWORK, faults[0].text);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_error_matches (error, faults[i].domain (), faults[i].code)) {
      tell (self, faults[i].outcome, faults[i].text);
      return;
    }
  tell (self, SHOP_TRY_DEAD, "The link's server breaks off.");
}

static gboolean
is_over (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The answer */

static int
read_status (const char *head)
{
  int status = 0;

  if (!g_str_has_prefix (head, "HTTP/1."))
    return 0;
  for (const char *c = head + strcspn (head, " "); *c == ' '; c++)
    if (g_ascii_isdigit (c[1]) && g_ascii_isdigit (c[2]) && g_ascii_isdigit (c[3]))
      status = 100 * (c[1] - '0') + 10 * (c[2] - '0') + c[3] - '0';
  return status;
}

/* The value of a header, or NULL. Transfer full. */
static char *
find_header (const char *head, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);

  for (guint i = 1; lines[0] && lines[i]; i++)
    if (g_ascii_strncasecmp (lines[i], name, strlen (name)) == 0 && lines[i][strlen (name)] == ':')
      return g_strstrip (g_strdup (lines[i] + strlen (name) + 1));
  return NULL;
}

/* Where a redirect leads, or NULL when it leads nowhere. From the internet into a private network
 * is nowhere: no viewer can go there, and this machine should not for a stranger's sake. */
static char *
resolve (const char *base, const char *location)
{
  g_autofree char *url = g_uri_resolve_relative (base, location, G_URI_FLAGS_ENCODED, NULL);
  g_auto (ShopAddress) from = {0}, to = {0};

  if (!url || !shop_address_parse (base, &from, NULL) || !shop_address_parse (url, &to, NULL) ||
      to.websocket || (shop_address_is_near (&to) && !shop_address_is_near (&from)))
    return NULL;
  return g_steal_pointer (&url);
}

static void
redirect (ShopFetch *self)
{
  g_autofree char *location = find_header (self->head, "Location");
  char *url = location ? resolve (self->url, location) : NULL;

  if (!url || self->n_redirects++ >= SHOP_LINK_REDIRECTS_MAX) {
    tell (self, SHOP_TRY_DEAD,
          url ? "The link leads in circles." : "The link leads on to nowhere.");
    g_free (url);
    return;
  }
  g_free (self->url);
  self->url = url;
  ask (self);
}

/* Pages that let people in and machines not. */
static gboolean
is_shy (int status)
{
  return status == 401 || status == 403 || status == 406 || status == 429 || status == 451;
}

static void
judge (ShopFetch *self)
{
  int status = read_status (self->head);
  g_autofree char *text = NULL;

  if (status >= 300 && status < 400 && status != 304) {
    redirect (self);
  } else if ((status >= 200 && status < 400) || (is_shy (status) && self->gets)) {
    tell (self, SHOP_TRY_ALIVE, NULL);
  } else if (!self->gets) {
    self->gets = TRUE;
    ask (self);
  } else {
    text = status ? g_strdup_printf ("The link's page answers %d%s.", status,
                                     status == 404 || status == 410 ? ": it is not there" : "")
                  : g_strdup ("What answers at the link is not a web page.");
    tell (self, SHOP_TRY_DEAD, text);
  }
}

/* The steps, each in the callback of the one before */

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);
  ShopFetch *self = data;

  if (is_over (error))
    return;
  if (n > 0)
    self->n_head += (gsize) n;
  if (n < 0 && self->n_head == 0)
    fail (self, error);
  else if (n <= 0 || strstr (self->head, "\r\n\r\n") || self->n_head >= SHOP_LINK_HEAD_BYTES_MAX)
    judge (self);
  else
    g_input_stream_read_async (G_INPUT_STREAM (source), self->head + self->n_head,
                               SHOP_LINK_HEAD_BYTES_MAX - self->n_head, G_PRIORITY_DEFAULT,
                               self->cancellable, on_read, self);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  ShopFetch *self = data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error);
  if (is_over (error))
    return;
  if (error)
    fail (self, error);
  else
    g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)),
                               self->head, SHOP_LINK_HEAD_BYTES_MAX, G_PRIORITY_DEFAULT,
                               self->cancellable, on_read, self);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection =
      g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, &error);
  ShopFetch *self = data;

  if (is_over (error))
    return;
  if (!connection) {
    fail (self, error);
    return;
  }
  self->connection = connection;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                   self->request, strlen (self->request), G_PRIORITY_DEFAULT,
                                   self->cancellable, on_written, self);
}

/* Before the handshake, the only moment at which an own authority can be set. */
static void
on_event (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *to,
          GIOStream *stream, gpointer data)
{
  g_autoptr (GTlsDatabase) database = NULL;
  ShopFetch *self = data;

  if (event != G_SOCKET_CLIENT_TLS_HANDSHAKING || !self->tls_ca)
    return;
  database = g_tls_file_database_new (self->tls_ca, NULL);
  if (database)
    g_tls_connection_set_database (G_TLS_CONNECTION (stream), database);
}

static void
ask (ShopFetch *self)
{
  g_auto (ShopAddress) address = {0};
  g_autofree char *authority = NULL;

  clear_step (self);
  if (!shop_address_parse (self->url, &address, NULL) || address.websocket) {
    tell (self, SHOP_TRY_DEAD, "The link is not the address of a web page.");
    return;
  }
  authority = shop_address_get_authority (&address);
  self->request = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: " USER_AGENT
                                   "\r\nAccept: text/html,*/*\r\nConnection: close\r\n\r\n",
                                   self->gets ? "GET" : "HEAD", address.path, authority);
  self->client = g_socket_client_new ();
  g_socket_client_set_tls (self->client, address.tls);
  g_socket_client_set_enable_proxy (self->client, FALSE);
  g_signal_connect (self->client, "event", G_CALLBACK (on_event), self);
  g_socket_client_connect_to_host_async (self->client, address.host, address.port,
                                         self->cancellable, on_connected, self);
}

static gboolean
on_begin (gpointer data)
{
  ShopFetch *self = data;

  self->begin = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_alarm (gpointer data)
{
  g_autoptr (GError) late = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "");
  ShopFetch *self = data;

  self->alarm = 0;
  fail (self, late);
  return G_SOURCE_REMOVE;
}

ShopFetch *
shop_fetch_new (const char *url, const char *tls_ca, ShopFetchFunc func, gpointer data)
{
  ShopFetch *self = g_new0 (ShopFetch, 1);

  self->url = g_strdup (url);
  self->tls_ca = g_strdup (tls_ca);
  self->func = func;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  self->begin = g_idle_add (on_begin, self);
  self->alarm = g_timeout_add (SHOP_LINK_TIMEOUT_MS, on_alarm, self);
  return self;
}
