#include "srv-client.h"

#include "shop-address.h"
#include <string.h>
#include <time.h>

typedef struct {
  SrvAsk *ask;
  SrvClientDone done; /* NULL: was called */
  gpointer token, data;
  struct lws_context *context;
  lws_sorted_usec_list_t deadline, failure;
  struct lws *wsi; /* NULL: none yet, or none any more */
  int status;
  gint64 date_ms;
  gsize sent; /* of the request's body */
  GByteArray *body;
  char *why;
} Exchange;

static void
finish (Exchange *exchange, int status, const char *body, gsize length)
{
  const SrvAnswered answer = {status, body, length, exchange->date_ms};
  SrvClientDone done = exchange->done;

  exchange->done = NULL;
  lws_sul_cancel (&exchange->deadline);
  lws_sul_cancel (&exchange->failure);
  if (done)
    done (exchange->token, &answer, exchange->data);
}

static void
free_exchange (Exchange *exchange)
{
  lws_sul_cancel (&exchange->deadline);
  lws_sul_cancel (&exchange->failure);
  srv_ask_free (exchange->ask);
  g_byte_array_unref (exchange->body);
  g_free (exchange->why);
  g_free (exchange);
}

static void
fail (Exchange *exchange, const char *why)
{
  finish (exchange, 0, why, strlen (why));
}

static void
on_deadline (lws_sorted_usec_list_t *sul)
{
  Exchange *exchange = lws_container_of (sul, Exchange, deadline);

  fail (exchange, "it takes too long");
  if (exchange->wsi)
    lws_set_timeout (exchange->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}

/* There never was a connection. */
static void
on_failure (lws_sorted_usec_list_t *sul)
{
  Exchange *exchange = lws_container_of (sul, Exchange, failure);

  fail (exchange, exchange->why ? exchange->why : "it cannot be connected to");
  free_exchange (exchange);
}

/* Reading */

/* "Tue, 15 Nov 1994 08:12:31 GMT" (RFC 9110, 5.6.7). 0 for anything else. */
static gint64
read_date (struct lws *wsi)
{
  char text[64] = "";
  struct tm tm = {0};
  const char *end;

  if (lws_hdr_copy (wsi, text, sizeof text, WSI_TOKEN_HTTP_DATE) <= 0)
    return 0;
  end = strptime (text, "%a, %d %b %Y %H:%M:%S GMT", &tm);
  return end && *end == '\0' ? (gint64) timegm (&tm) * 1000 : 0;
}

static int
receive (Exchange *exchange, const void *data, gsize length)
{
  if (exchange->body->len + length > SRV_ANSWER_MAX) {
    fail (exchange, "the answer is too long");
    return -1;
  }
  g_byte_array_append (exchange->body, data, (guint) length);
  return 0;
}

/* The library hands the body out only after room for it was given. */
static int
pull (struct lws *wsi)
{
  char room[LWS_PRE + 4096], *at = room + LWS_PRE;
  int length = sizeof room - LWS_PRE;

  return lws_http_client_read (wsi, &at, &length) < 0 ? -1 : 0;
}

/* Writing */

static int
add_headers (Exchange *exchange, struct lws *wsi, guchar **at, guchar *end)
{
  const SrvAsk *ask = exchange->ask;
  g_autofree char *length = g_strdup_printf ("%zu", ask->body ? strlen (ask->body) : 0);

  for (guint i = 0; i + 1 < ask->headers->len; i += 2) {
    g_autofree char *name = g_strconcat (ask->headers->pdata[i], ":", NULL);
    const char *value = ask->headers->pdata[i + 1];

    if (lws_add_http_header_by_name (wsi, (const guchar *) name, (const guchar *) value,
                                     (int) strlen (value), at, end))
      return -1;
  }
  if (!ask->body)
    return 0;
  if (lws_add_http_header_by_name (wsi, (const guchar *) "content-length:", (const guchar *) length,
                                   (int) strlen (length), at, end))
    return -1;
  lws_client_http_body_pending (wsi, 1);
  lws_callback_on_writable (wsi);
  return 0;
}

static int
write_body (Exchange *exchange, struct lws *wsi)
{
  guchar room[LWS_PRE + 4096];
  const char *body = exchange->ask->body ? exchange->ask->body : "";
  gsize length = strlen (body), some = MIN (length - exchange->sent, 4096);

  if (some == 0)
    return 0;
  memcpy (room + LWS_PRE, body + exchange->sent, some);
  exchange->sent += some;
  if (exchange->sent == length)
    lws_client_http_body_pending (wsi, 0);
  if (lws_write (wsi, room + LWS_PRE, some,
                 exchange->sent == length ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < (int) some)
    return -1;
  if (exchange->sent < length)
    lws_callback_on_writable (wsi);
  return 0;
}

/* The library may tell of a failure before the function that connects has returned. */
static void
note_failure (Exchange *exchange, const char *text, gsize length)
{
  if (text) {
    g_free (exchange->why);
    exchange->why = g_strndup (text, length);
  }
  exchange->wsi = NULL;
  lws_sul_schedule (exchange->context, 0, &exchange->failure, on_failure, 1);
}

int
srv_client_on_event (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                     size_t length)
{
  Exchange *exchange = lws_get_opaque_user_data (wsi);

  if (!exchange)
    return 0;
  switch ((int) reason) {
  case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
    return add_headers (exchange, wsi, (guchar **) in, (guchar *) *(guchar **) in + length);
  case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
    return write_body (exchange, wsi);
  case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
    exchange->status = (int) lws_http_client_http_response (wsi);
    exchange->date_ms = read_date (wsi);
    return 0;
  case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
    return pull (wsi);
  case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
    return receive (exchange, in, length);
  case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
    finish (exchange, exchange->status, (const char *) exchange->body->data, exchange->body->len);
    return -1;
  case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    lws_set_opaque_user_data (wsi, NULL);
    note_failure (exchange, in, length);
    return 0;
  case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
    lws_set_opaque_user_data (wsi, NULL);
    fail (exchange, "it hung up");
    free_exchange (exchange);
    return 0;
  default:
    return 0;
  }
}

static gboolean
connect_to (Exchange *exchange, struct lws_vhost *vhost, const char *url)
{
  g_auto (ShopAddress) address = {0};
  g_autofree char *authority = NULL, *path = NULL;
  struct lws_client_connect_info info = {
      .context = exchange->context,
      .vhost = vhost,
      .local_protocol_name = SRV_CLIENT_PROTOCOL,
      .method = srv_method_to_string (exchange->ask->method),
      .alpn = "http/1.1",
      .opaque_user_data = exchange,
      .pwsi = &exchange->wsi,
  };

  if (!shop_address_parse (url, &address, NULL))
    return FALSE;
  authority = shop_address_get_authority (&address);
  if (g_str_has_suffix (address.path, "/"))
    address.path[strlen (address.path) - 1] = '\0';
  path = g_strconcat (address.path, exchange->ask->path, NULL);
  info.address = address.host;
  info.port = address.port;
  info.host = info.origin = authority;
  info.path = path;
  info.ssl_connection = address.tls ? LCCSCF_USE_SSL : 0;
  return lws_client_connect_via_info (&info) != NULL;
}

void
srv_client_send (struct lws_context *context, struct lws_vhost *vhost, const char *url,
                 const SrvAsk *ask, SrvClientDone done, gpointer token, gpointer data)
{
  Exchange *exchange = g_new0 (Exchange, 1);

  exchange->ask = srv_ask_new (ask->method, ask->path, ask->body);
  g_ptr_array_set_size (exchange->ask->headers, 0);
  for (guint i = 0; i + 1 < ask->headers->len; i += 2)
    srv_ask_add_header (exchange->ask, ask->headers->pdata[i], ask->headers->pdata[i + 1]);
  exchange->done = done;
  exchange->token = token;
  exchange->data = data;
  exchange->context = context;
  exchange->body = g_byte_array_new ();
  lws_sul_schedule (context, 0, &exchange->deadline, on_deadline, SRV_ANSWER_MS * LWS_US_PER_MS);
  if (!connect_to (exchange, vhost, url))
    note_failure (exchange, NULL, 0);
}
