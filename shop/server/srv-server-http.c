/* HTTP: requests in, replies out. */
#include "srv-server-private.h"

#include <string.h>

#define CHUNK (16 * 1024) /* bytes of a reply that are written at once */

static const struct {
  SrvMethod method;
  enum lws_token_indexes token;
} methods[] = {
    {SRV_GET, WSI_TOKEN_GET_URI},
    {SRV_POST, WSI_TOKEN_POST_URI},
    {SRV_PUT, WSI_TOKEN_PUT_URI},
    {SRV_DELETE, WSI_TOKEN_DELETE_URI},
};

/* Headers that the library keeps apart; the others are asked for by their names. */
static const struct {
  const char *name;
  enum lws_token_indexes token;
} known_headers[] = {
    {"authorization", WSI_TOKEN_HTTP_AUTHORIZATION},
    {"content-type", WSI_TOKEN_HTTP_CONTENT_TYPE},
};

char *
srv_server_get_header (struct lws *wsi, const char *name)
{
  g_autofree char *with_colon = g_strconcat (name, ":", NULL);
  int n = (int) strlen (with_colon);
  char text[SRV_HEADER_MAX];

  for (guint i = 0; i < G_N_ELEMENTS (known_headers); i++)
    if (g_str_equal (known_headers[i].name, name))
      return lws_hdr_copy (wsi, text, sizeof text, known_headers[i].token) > 0 ? g_strdup (text)
                                                                               : NULL;
  return lws_hdr_custom_copy (wsi, text, sizeof text, with_colon, n) > 0 ? g_strdup (text) : NULL;
}

static void
forget_request (SrvCaller *caller)
{
  if (caller->request)
    caller->server->bodies -= caller->request->body->len;
  g_clear_pointer (&caller->request, srv_request_free);
  srv_reply_clear (&caller->reply);
  caller->reply = (SrvReply){0};
  caller->sent = 0;
  caller->head_sent = FALSE;
}

static void
free_caller (SrvCaller *caller)
{
  if (!caller)
    return;
  g_ptr_array_remove_fast (caller->server->waiting, caller);
  lws_sul_cancel (&caller->deadline);
  forget_request (caller);
  g_free (caller);
}

void
srv_server_release (SrvCaller *caller)
{
  lws_callback_on_writable (caller->wsi);
}

/* Answering */

static void
answer_error (SrvCaller *caller, SrvError code, const char *text)
{
  g_autoptr (GError) error = g_error_new_literal (SRV_ERROR, (int) code, text);

  srv_reply_set_error (&caller->reply, error);
  caller->hang_up = TRUE;
  srv_server_release (caller);
}

/* Who guesses tokens is slowed down. */
static void
watch_refusals (SrvCaller *caller, gint64 mono_ms)
{
  g_autoptr (GError) error = NULL;

  if (caller->reply.status != 401 || srv_gate_refused (caller->server->gate, caller->wsi, mono_ms))
    return;
  error = g_error_new_literal (SRV_ERROR, SRV_ERROR_RATE, "Too many refused requests.");
  srv_reply_set_error (&caller->reply, error);
  caller->hang_up = TRUE;
}

static void
answer (SrvCaller *caller)
{
  SrvNow now = srv_server_now ();

  srv_api_handle (caller->server->api, caller->request, now.wall_ms, now.mono_ms, &caller->reply);
  watch_refusals (caller, now.mono_ms);
  if (caller->reply.fault)
    srv_server_say (caller->server, TRUE, "%s", caller->reply.fault);
  if (caller->reply.waits)
    g_ptr_array_add (caller->server->waiting, caller);
  else
    srv_server_release (caller);
}

/* Reading */

static void
read_args (struct lws *wsi, SrvRequest *request)
{
  char text[SRV_HEADER_MAX];

  for (int i = 0; lws_hdr_copy_fragment (wsi, text, sizeof text, WSI_TOKEN_HTTP_URI_ARGS, i) > 0;
       i++) {
    char *equals = strchr (text, '=');

    if (equals && g_utf8_validate (text, -1, NULL))
      g_hash_table_insert (request->args, g_strndup (text, (gsize) (equals - text)),
                           g_strdup (equals + 1));
  }
}

static SrvRequest *
read_head (struct lws *wsi, const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++) {
    SrvRequest *request;

    if (lws_hdr_total_length (wsi, methods[i].token) <= 0)
      continue;
    request = srv_request_new (methods[i].method, path);
    for (const char *const *name = srv_http_headers; *name; name++) {
      char *value = srv_server_get_header (wsi, *name);

      if (value)
        g_hash_table_insert (request->headers, g_strdup (*name), value);
    }
    read_args (wsi, request);
    return request;
  }
  return NULL;
}

/* The body's announced length, 0 when there is none. FALSE with an answer when it cannot be. */
static gboolean
read_length (SrvCaller *caller, guint64 *ret_length)
{
  gboolean has_body = caller->request->method == SRV_POST || caller->request->method == SRV_PUT;
  char text[32] = "";

  *ret_length = 0;
  if (lws_hdr_total_length (caller->wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0) {
    answer_error (caller, SRV_ERROR_INVALID, "Send the body with a Content-Length.");
    return FALSE;
  }
  if (lws_hdr_total_length (caller->wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) <= 0) {
    if (has_body)
      answer_error (caller, SRV_ERROR_INVALID, "A Content-Length is needed, also for no body: 0.");
    return !has_body;
  }
  if (lws_hdr_copy (caller->wsi, text, sizeof text, WSI_TOKEN_HTTP_CONTENT_LENGTH) <= 0 ||
      !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, ret_length, NULL) ||
      (!has_body && *ret_length > 0)) {
    answer_error (caller, SRV_ERROR_INVALID, "The Content-Length is not right.");
    return FALSE;
  }
  return TRUE;
}

/* The library's own timer of a connection cannot be cancelled in 4.1: it fires at once instead. */
static void
on_deadline (lws_sorted_usec_list_t *sul)
{
  SrvCaller *caller = lws_container_of (sul, SrvCaller, deadline);

  lws_set_timeout (caller->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}

static void
begin_request (SrvCaller *caller, const char *path)
{
  SrvServer *server = caller->server;
  guint64 length;

  forget_request (caller);
  lws_sul_schedule (server->context, 0, &caller->deadline, on_deadline,
                    SRV_REQUEST_MS * LWS_US_PER_MS);
  caller->request = read_head (caller->wsi, path);
  if (!caller->request) {
    answer_error (caller, SRV_ERROR_METHOD, "This method is not known here. See API.md.");
    return;
  }
  if (!read_length (caller, &length))
    return;
  caller->body_max = srv_api_get_body_max (server->api, caller->request);
  if (length > caller->body_max || server->bodies + length > SRV_BODIES_MAX)
    answer_error (caller, SRV_ERROR_TOO_LARGE, "The request is too large.");
  else if (length == 0)
    answer (caller);
}

/* Nobody gets more room than was announced and allowed. */
static int
take_body (SrvCaller *caller, const void *data, gsize length)
{
  if (!caller->request || caller->reply.body)
    return 0; /* is answered already: the rest is thrown away */
  if (caller->request->body->len + length > caller->body_max)
    return -1;
  if (length > 0)
    g_byte_array_append (caller->request->body, data, (guint) length);
  caller->server->bodies += length;
  return 0;
}

/* Writing */

static int
write_head (SrvCaller *caller)
{
  guchar room[LWS_PRE + 1024], *start = room + LWS_PRE, *at = start, *end = room + sizeof room - 1;
  const SrvReply *reply = &caller->reply;
  g_autofree char *retry = g_strdup_printf ("%u", reply->retry_after_s);

  if (lws_add_http_common_headers (caller->wsi, (unsigned) reply->status, "application/json",
                                   reply->body ? strlen (reply->body) : 0, &at, end))
    return -1;
  if (reply->status == 401 &&
      lws_add_http_header_by_name (caller->wsi, (const guchar *) "www-authenticate:",
                                   (const guchar *) "Bearer", 6, &at, end))
    return -1;
  if (reply->retry_after_s > 0 &&
      lws_add_http_header_by_name (caller->wsi, (const guchar *) "retry-after:",
                                   (const guchar *) retry, (int) strlen (retry), &at, end))
    return -1;
  if (lws_add_http_header_by_name (caller->wsi, (const guchar *) "cache-control:",
                                   (const guchar *) "no-store", 8, &at, end) ||
      lws_finalize_write_http_header (caller->wsi, start, &at, end))
    return -1;
  caller->head_sent = TRUE;
  return 0;
}

static int
finish (SrvCaller *caller)
{
  gboolean hang_up = caller->hang_up;

  forget_request (caller);
  lws_sul_cancel (&caller->deadline);
  return hang_up || lws_http_transaction_completed (caller->wsi) ? -1 : 0;
}

static int
write_some (SrvCaller *caller)
{
  const SrvReply *reply = &caller->reply;
  const char *body = reply->body ? reply->body : "";
  gsize length = strlen (body), some;
  guchar room[LWS_PRE + CHUNK];
  gboolean last;

  if (reply->status == 0)
    return 0;
  if (!caller->head_sent) {
    if (write_head (caller) < 0)
      return -1;
    srv_server_release (caller);
    return 0;
  }
  some = MIN (length - caller->sent, CHUNK);
  last = caller->sent + some == length;
  if (some > 0)
    memcpy (room + LWS_PRE, body + caller->sent, some);
  if (lws_write (caller->wsi, room + LWS_PRE, some, last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) <
      (int) some)
    return -1;
  caller->sent += some;
  if (last)
    return finish (caller);
  srv_server_release (caller);
  return 0;
}

/* Upgrades */

static int
confirm_upgrade (SrvServer *server, struct lws *wsi, const char *to)
{
  int status = 400;
  const char *why = g_ascii_strcasecmp (to, "websocket") == 0
                        ? srv_server_check_upgrade (server, wsi, &status)
                        : "There is nothing to upgrade to but a websocket.";

  if (!why)
    return 0;
  if (status == 401 && !srv_gate_refused (server->gate, wsi, srv_server_now ().mono_ms))
    return -1;
  return lws_return_http_status (wsi, (unsigned) status, why) ? -1 : 1;
}

/* Connections */

static gboolean
may_connect (SrvServer *server, const struct lws_filter_network_conn_args *args)
{
  char address[INET6_ADDRSTRLEN + 1] = "";

  lws_sa46_write_numeric_address ((lws_sockaddr46 *) &args->cli_addr, address, sizeof address);
  return !server->leaving && srv_gate_may_enter (server->gate, address);
}

static void
enter (SrvServer *server, struct lws *wsi)
{
  char address[INET6_ADDRSTRLEN + 1] = "";

  lws_get_peer_simple (wsi, address, sizeof address);
  srv_gate_enter (server->gate, wsi, address);
}

static SrvCaller *
get_caller (SrvServer *server, struct lws *wsi, SrvCaller **slot)
{
  if (!*slot) {
    *slot = g_new0 (SrvCaller, 1);
    (*slot)->server = server;
    (*slot)->wsi = wsi;
  }
  return *slot;
}

int
srv_server_on_http (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t length)
{
  SrvServer *server = lws_context_user (lws_get_context (wsi));
  SrvCaller **slot = user;

  switch ((int) reason) {
  case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
    return may_connect (server, user) ? 0 : -1;
  case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
    enter (server, wsi);
    return 0;
  case LWS_CALLBACK_WSI_DESTROY:
    srv_gate_leave (server->gate, wsi);
    return 0;
  case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
    return confirm_upgrade (server, wsi, in);
  case LWS_CALLBACK_HTTP:
    begin_request (get_caller (server, wsi, slot), in);
    return 0;
  case LWS_CALLBACK_HTTP_BODY:
    return *slot ? take_body (*slot, in, length) : -1;
  case LWS_CALLBACK_HTTP_BODY_COMPLETION:
    if (*slot && (*slot)->request && (*slot)->reply.status == 0)
      answer (*slot);
    return 0;
  case LWS_CALLBACK_HTTP_WRITEABLE:
    return *slot ? write_some (*slot) : 0;
  case LWS_CALLBACK_RAW_ADOPT: /* what is no HTTP at all */
  case LWS_CALLBACK_RAW_RX:
  case LWS_CALLBACK_ESTABLISHED: /* websockets are for the other protocol */
    return -1;
  case LWS_CALLBACK_CLOSED_HTTP:
  case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
    if (slot)
      g_clear_pointer (slot, free_caller);
    return 0;
  default:
    return 0;
  }
}
