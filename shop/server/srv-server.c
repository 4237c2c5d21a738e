#include "srv-server-private.h"

#include "base-log.h"
#include "shop-message.h"
#include "srv-client.h"
#include "srv-descriptors.h"

#include <openssl/ssl.h>
#include <string.h>

/* The first name has a blank in it, so that no rig can ask for it as a subprotocol. */
static const struct lws_protocols protocols[] = {
    {"web requests", srv_server_on_http, sizeof (SrvCaller *), 0, 0, NULL, 0},
    {SHOP_SUBPROTOCOL, srv_server_on_rig, sizeof (SrvRig *), 1024, 0, NULL, 0},
    {SRV_CLIENT_PROTOCOL, srv_client_on_event, 0, 0, 0, NULL, 0},
    {0},
};

/* A rig that is not heard of is pinged, and hung up on when it does not answer. */
static const lws_retry_bo_t validity = {.secs_since_valid_ping = 20, .secs_since_valid_hangup = 30};

SrvNow
srv_server_now (void)
{
  return (SrvNow){g_get_real_time () / 1000, g_get_monotonic_time () / 1000};
}

void
srv_server_say (SrvServer *server, gboolean bad, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  server->note (bad, text, server->note_data);
}

static void
on_library_line (int level, const char *line)
{
  base_log (BASE_LOG_DEBUG, "shop", "%s", line);
}

/* Flushing */

static void schedule_tick (SrvServer *server, guint ms);

/* Nothing of it was done: every answer that waits is an error now. */
static void
fail_waiting (SrvServer *server, const GError *error)
{
  for (guint i = 0; i < server->waiting->len; i++) {
    SrvCaller *caller = server->waiting->pdata[i];

    srv_reply_set_error (&caller->reply, error);
  }
}

static void
flush (SrvServer *server)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = srv_shop_flush (server->shop, &error);

  if (!ok)
    fail_waiting (server, error);
  if (!ok && !server->broken)
    srv_server_say (
        server, TRUE,
        "%s Nothing is sold until it works; trying again every " G_STRINGIFY (SRV_PROBE_S) " s",
        error->message);
  else if (ok && server->broken)
    srv_server_say (server, FALSE, "the store works again");
  server->broken = !ok;
  for (guint i = 0; i < server->waiting->len; i++)
    srv_server_release (server->waiting->pdata[i]);
  g_ptr_array_set_size (server->waiting, 0);
  schedule_tick (server, srv_channel_flushed (server->channel, ok, srv_server_now ()));
}

/* Also when there is nothing to flush, answers may wait: of requests that changed nothing. */
static void
flush_if_needed (SrvServer *server)
{
  if (srv_shop_is_open (server->shop) || server->waiting->len > 0)
    flush (server);
}

/* Time */

static void
prune (SrvServer *server, SrvNow now)
{
  SrvStore *store = srv_shop_get_store (server->shop);

  if (now.mono_ms - server->pruned_ms < SRV_PRUNE_MS)
    return;
  server->pruned_ms = now.mono_ms;
  if (srv_shop_begin (server->shop, NULL) &&
      !store->ops->prune (store, now.wall_ms - SRV_KEEP_MS, SRV_STALE_KEYS, NULL))
    srv_shop_spoil (server->shop);
}

/* A store that failed works again without a sale: who is told that it does not may send none. */
static void
probe (SrvServer *server, SrvNow now)
{
  SrvStore *store = srv_shop_get_store (server->shop);
  g_autofree char *id = g_uuid_string_random ();
  const SrvAnswer answer = {.digest = (char *) "", .status = 200, .body = (char *) ""};

  if (!server->broken || now.mono_ms - server->probed_ms < SRV_PROBE_S * 1000)
    return;
  server->probed_ms = now.mono_ms;
  if (!srv_shop_begin (server->shop, NULL))
    return;
  if (!store->ops->put_answer (store, "probe", id, &answer, now.wall_ms, NULL))
    srv_shop_spoil (server->shop);
  flush (server);
}

static void
on_tick (lws_sorted_usec_list_t *sul)
{
  SrvServer *server = lws_container_of (sul, SrvServer, tick);
  SrvNow now = srv_server_now ();
  guint64 before = srv_shop_get_version (server->shop);

  flush_if_needed (server);
  if (!srv_shop_refresh (server->shop, NULL) || srv_shop_get_version (server->shop) != before)
    srv_channel_check_tokens (server->channel);
  prune (server, now);
  probe (server, now);
  srv_poll_tick (server->poll, now);
  schedule_tick (server, srv_channel_tick (server->channel, now));
}

static void
schedule_tick (SrvServer *server, guint ms)
{
  lws_sul_schedule (server->context, 0, &server->tick, on_tick, (lws_usec_t) ms * LWS_US_PER_MS);
}

static void
on_step (lws_sorted_usec_list_t *sul)
{
  SrvServer *server = lws_container_of (sul, SrvServer, step);
  guint ms = server->stepper (srv_server_now (), server->stepper_data);

  flush_if_needed (server);
  lws_sul_schedule (server->context, 0, &server->step, on_step, (lws_usec_t) ms * LWS_US_PER_MS);
}

void
srv_server_set_stepper (SrvServer *server, SrvStepper step, gpointer data)
{
  server->stepper = step;
  server->stepper_data = data;
  lws_sul_schedule (server->context, 0, &server->step, on_step, 1);
}

/* Vendors */

static void
on_answer (gpointer token, const SrvAnswered *answer, gpointer data)
{
  SrvServer *server = data;

  if (server->poll)
    srv_poll_answered (server->poll, token, answer, srv_server_now ());
}

static void
send_ask (const SrvSource *source, const SrvAsk *ask, gpointer token, gpointer data)
{
  SrvServer *server = data;

  srv_client_send (server->context, server->vhost, source->url, ask, on_answer, token, server);
}

static void
on_poll_note (gboolean bad, const char *text, gpointer data)
{
  srv_server_say (data, bad, "%s", text);
}

/* Starting */

static void
tell_status (json_t *json, gpointer data)
{
  SrvServer *server = data;

  json_object_set_new (json, "rigs", json_integer (srv_channel_count (server->channel)));
  json_object_set_new (json, "connections", json_integer (srv_gate_count (server->gate)));
  json_object_set_new (json, "store_works", json_boolean (!server->broken));
}

static struct lws_context_creation_info
make_info (SrvServer *server, const SrvServerSettings *settings)
{
  gboolean v4 = settings->address && !strchr (settings->address, ':');
  struct lws_context_creation_info info = {
      .user = server,
      .port = (int) settings->port,
      .iface = settings->address,
      .protocols = protocols,
      .vhost_name = "shop",
      .server_string = "tallybox-shop",
      .alpn = "http/1.1",
      .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
                 (v4 ? LWS_SERVER_OPTION_DISABLE_IPV6 : 0),
      .ssl_cert_filepath = settings->certificate,
      .ssl_private_key_filepath = settings->key,
      .ssl_options_set = SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1,
      .max_http_header_data = SRV_HEAD_BYTES_MAX,
      .max_http_header_pool =
          (unsigned short) (settings->connections ? MIN (settings->connections, 4096) : 4096),
      .timeout_secs = SRV_HEAD_S,
      .keepalive_timeout = SRV_IDLE_S,
      .retry_and_idle_policy = &validity,
  };

  return info;
}

static gboolean
check_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) why = NULL;

  if (!path || g_file_get_contents (path, &text, NULL, &why))
    return TRUE;
  return srv_refuse (error, SRV_ERROR_START, "%s Give this user the right to read it.",
                     why->message);
}

static gboolean
listen_at (SrvServer *server, const SrvServerSettings *settings, GError **error)
{
  struct lws_context_creation_info info = make_info (server, settings);

  if (!check_file (settings->certificate, error) || !check_file (settings->key, error))
    return FALSE;
  lws_set_log_level (LLL_ERR | LLL_WARN, on_library_line);
  server->context = lws_create_context (&info);
  if (!server->context)
    return srv_refuse (error, SRV_ERROR_START, "The network library does not start.");
  server->vhost = lws_create_vhost (server->context, &info);
  if (server->vhost && srv_server_get_port (server) > 0)
    return TRUE;
  return srv_refuse (error, SRV_ERROR_START,
                     "%s port %u cannot be listened at%s. Is another program there? Choose another "
                     "one.",
                     settings->address ? settings->address : "Any address,", settings->port,
                     settings->certificate ? ", or the certificate and key do not fit" : "");
}

/* Before the library looks at the limit. What does not fit is turned away at the gate, with a word.
 */
static guint
raise_limit (SrvServer *server, guint connections)
{
  guint fit = srv_descriptors_raise (connections);
  g_autofree char *text = NULL;

  if (connections > 0 && fit < connections) {
    text = g_strdup_printf ("this machine lets the server have %u connections at once, not %u; "
                            "further ones are turned away. Raise LimitNOFILE (ulimit -n)",
                            fit, connections);
    server->note (TRUE, text, server->note_data);
  }
  return fit;
}

SrvServer *
srv_server_new (const SrvServerSettings *settings, SrvShop *shop, GPtrArray *sources, SrvNote note,
                gpointer data, GError **error)
{
  g_autoptr (SrvServer) server = g_new0 (SrvServer, 1);

  server->shop = shop;
  server->sources = g_ptr_array_ref (sources);
  server->note = note;
  server->note_data = data;
  server->api = srv_api_new (shop, sources, settings->requests_per_s);
  srv_api_set_status (server->api, tell_status, server);
  server->channel = srv_channel_new (shop, sources, &srv_server_peer_funcs);
  server->gate =
      srv_gate_new (raise_limit (server, settings->connections), settings->connections_per_address);
  server->poll = srv_poll_new (shop, server->channel, sources, send_ask, on_poll_note, server,
                               srv_server_now ());
  server->waiting = g_ptr_array_new ();
  server->rigs = g_ptr_array_new ();
  if (!listen_at (server, settings, error))
    return NULL;
  schedule_tick (server, 1);
  return g_steal_pointer (&server);
}

void
srv_server_free (SrvServer *server)
{
  if (!server)
    return;
  g_clear_pointer (&server->poll, srv_poll_free);
  if (server->context)
    lws_context_destroy (server->context);
  srv_channel_free (server->channel);
  srv_api_free (server->api);
  srv_gate_free (server->gate);
  g_ptr_array_unref (server->sources);
  g_ptr_array_unref (server->waiting);
  g_ptr_array_unref (server->rigs);
  g_free (server);
}

guint
srv_server_get_port (SrvServer *server)
{
  return (guint) MAX (lws_get_vhost_listen_port (server->vhost), 0);
}

/* Running */

static void
serve_once (SrvServer *server)
{
  lws_service (server->context, 0);
  flush_if_needed (server);
}

void
srv_server_run (SrvServer *server)
{
  gint64 end_ms;

  while (!server->stop)
    serve_once (server);
  server->leaving = TRUE;
  for (guint i = 0; i < server->rigs->len; i++)
    srv_server_peer_funcs.hang_up (server->rigs->pdata[i], LWS_CLOSE_STATUS_GOINGAWAY,
                                   "the server stops");
  end_ms = srv_server_now ().mono_ms + SRV_GOODBYE_MS;
  while ((server->rigs->len > 0 || server->waiting->len > 0) && srv_server_now ().mono_ms < end_ms)
    serve_once (server);
}

void
srv_server_stop (SrvServer *server)
{
  server->stop = TRUE;
  lws_cancel_service (server->context);
}
