/* The client's line: making it, ending it, and what comes over it. */
#include "shop-client-private.h"

#include "base-secret.h"
#include <gio/gio.h>

#define CLIENT_NAME "tallybox/" TALLYBOX_VERSION

/* Ending */

static void
end_line (ShopClient *self, ShopEnd end, guint code, const char *detail)
{
  gint64 now_ms = shop_client_now_ms (self);

  shop_client_keep_now (self, now_ms);
  g_free (self->detail);
  self->detail = g_strdup (detail);
  self->paused = FALSE;
  g_clear_pointer (&self->err_text, g_free);
  shop_sync_reset (self->sync);
  if (end == SHOP_END_BAD_MESSAGE || end == SHOP_END_NO_SNAPSHOT)
    shop_sync_distrust (self->sync);
  shop_outbox_unsend (self->outbox);
  shop_policy_ended (&self->policy, end, code, now_ms, g_random_double ());
  shop_client_wake (self);
}

void
shop_client_hang_up (ShopClient *self, ShopEnd end, guint code, const char *detail)
{
  g_clear_pointer (&self->leaving, shop_socket_free);
  if (self->socket && code)
    shop_socket_say_goodbye (self->socket, code);
  self->leaving = g_steal_pointer (&self->socket);
  end_line (self, end, 0, detail);
}

static void
on_ended (ShopEnd end, guint code, const char *detail, gpointer data)
{
  ShopClient *self = data;

  g_clear_pointer (&self->socket, shop_socket_free);
  end_line (self, end, code, detail);
}

/* Sending */

static void
send_message (ShopClient *self, const ShopMessage *message)
{
  g_autofree char *text = shop_message_format (message, NULL);

  if (self->socket && text)
    shop_socket_send (self->socket, text);
}

static void
send_hello (ShopClient *self)
{
  g_autoptr (ShopMessage) hello = shop_message_new (SHOP_MESSAGE_HELLO);
  const char *epoch;

  hello->version = SHOP_VERSION;
  g_strlcpy (hello->drop, self->options->drop, sizeof hello->drop);
  g_strlcpy (hello->client, CLIENT_NAME, sizeof hello->client);
  if (shop_sync_get_place (self->sync, &epoch, &hello->seq))
    g_strlcpy (hello->epoch, epoch, sizeof hello->epoch);
  send_message (self, hello);
}

void
shop_client_send_resync (ShopClient *self)
{
  g_autoptr (ShopMessage) resync = shop_message_new (SHOP_MESSAGE_RESYNC);

  send_message (self, resync);
}

void
shop_client_send_letters (ShopClient *self, gint64 now_ms)
{
  const ShowAdjustment *next;

  while (self->policy.state == SHOP_LINK_UP && (next = shop_outbox_next (self->outbox, now_ms))) {
    g_autoptr (ShopMessage) adjust = shop_message_new (SHOP_MESSAGE_ADJUST);

    adjust->adjustment = *next;
    send_message (self, adjust);
  }
}

/* Receiving */

/* A welcome need not tell how old the source is, and an end of the line does not make it younger:
 * only an hb takes back that there is one. */
static void
take_source (ShopClient *self, const ShopMessage *message, gint64 now_ms)
{
  gint64 source_ms = now_ms - MAX (message->at_ms - message->source_ms, 0);

  if (message->source_ms > 0)
    self->source_ms = source_ms ? source_ms : -1;
  else if (message->kind == SHOP_MESSAGE_HB)
    self->source_ms = 0;
}

static void
take_clocks (ShopClient *self, const ShopMessage *message, gint64 now_ms)
{
  self->offset_ms = message->at_ms - now_ms;
  self->knows_offset = TRUE;
  take_source (self, message, now_ms);
}

static void
take_welcome (ShopClient *self, ShopMessage *message, gint64 now_ms)
{
  if (message->version != SHOP_VERSION) {
    shop_client_hang_up (self, SHOP_END_BAD_MESSAGE, SHOP_CLOSE_BAD_MESSAGE,
                         "the shop speaks another version");
    return;
  }
  take_clocks (self, message, now_ms);
  shop_policy_welcomed (&self->policy, message->stale_ms, now_ms);
  if (shop_outbox_is_unsure (self->outbox))
    self->settle_until_ms = now_ms + SHOP_SETTLE_MS;
  if (shop_sync_take (self->sync, message, self->wall_ms ()) == SHOP_SYNC_LOST)
    shop_policy_want_snapshot (&self->policy, TRUE, now_ms);
  else if (!message->resumed)
    shop_policy_want_snapshot (&self->policy, FALSE, now_ms);
}

static void
take_state (ShopClient *self, ShopMessage *message, gint64 now_ms)
{
  ShopSyncResult result = shop_sync_take (self->sync, message, self->wall_ms ());

  if (result == SHOP_SYNC_LOST)
    shop_policy_want_snapshot (&self->policy, TRUE, now_ms);
  if (result != SHOP_SYNC_TAKEN)
    return;
  if (message->kind == SHOP_MESSAGE_SNAPSHOT) {
    shop_policy_got_part (&self->policy, !shop_sync_is_waiting (self->sync), now_ms);
    shop_client_forget_kept (self);
  }
  if (message->kind != SHOP_MESSAGE_HB)
    self->dirty = self->unkept = TRUE;
  shop_client_settle_held (self, message);
  shop_client_settle_loose (self, message);
}

static void
take_delta (ShopClient *self, ShopMessage *message, gint64 now_ms)
{
  g_clear_pointer (&self->err_text, g_free);
  take_state (self, message, now_ms);
}

static void
take_hb (ShopClient *self, ShopMessage *message, gint64 now_ms)
{
  take_clocks (self, message, now_ms);
  take_state (self, message, now_ms);
}

static void
take_err (ShopClient *self, ShopMessage *message, gint64 now_ms)
{
  guint pause_ms = message->retry_ms > 0 ? message->retry_ms : SHOP_RATE_PAUSE_MS;

  if (g_str_equal (message->code, "rate_limited")) {
    shop_outbox_pause (self->outbox, now_ms + pause_ms);
    return;
  }
  g_free (self->err_text);
  self->err_text = g_strdup (message->text && *message->text ? message->text : message->code);
  self->err_until_ms = now_ms + (message->retry_ms > 0 ? message->retry_ms : SHOP_ERR_MS);
}

static void
take_adjusted (ShopClient *self, ShopMessage *message, gint64 now_ms)
{
  shop_client_take_answer (self, message);
}

typedef void (*Taker) (ShopClient *self, ShopMessage *message, gint64 now_ms);

static const Taker takers[SHOP_MESSAGE_OTHER + 1] = {
    [SHOP_MESSAGE_WELCOME] = take_welcome, [SHOP_MESSAGE_SNAPSHOT] = take_state,
    [SHOP_MESSAGE_DELTA] = take_delta,     [SHOP_MESSAGE_HB] = take_hb,
    [SHOP_MESSAGE_ERR] = take_err,         [SHOP_MESSAGE_ADJUSTED] = take_adjusted,
};

const BasePace shop_client_reading_pace = {SHOP_READ_BURST, 1000.0 / SHOP_READ_PER_S};

/* A shop that talks without end must not keep this thread from its other work. */
static void
brake (ShopClient *self, gsize length, gint64 now_ms)
{
  base_bucket_take (&self->reading, &shop_client_reading_pace, 1 + (guint) (length / 1024), now_ms);
  self->paused = base_bucket_wait_ms (&self->reading, &shop_client_reading_pace, now_ms) > 0;
  if (self->paused)
    shop_socket_set_paused (self->socket, TRUE);
}

static void
on_received (const char *text, gsize length, gpointer data)
{
  ShopClient *self = data;
  gint64 now_ms = shop_client_now_ms (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (ShopMessage) message = shop_message_parse (text, length, SHOP_SIDE_SERVER, &error);

  if (!message) {
    shop_client_hang_up (self, SHOP_END_BAD_MESSAGE, SHOP_CLOSE_BAD_MESSAGE, error->message);
    return;
  }
  brake (self, length, now_ms);
  shop_policy_heard (&self->policy, now_ms);
  if (takers[message->kind] &&
      (self->policy.state == SHOP_LINK_UP || message->kind == SHOP_MESSAGE_WELCOME ||
       message->kind == SHOP_MESSAGE_ERR))
    takers[message->kind](self, message, now_ms);
  shop_client_note_truth (self, now_ms);
  shop_client_wake (self);
}

/* Beginning */

static void
on_opened (gpointer data)
{
  ShopClient *self = data;

  shop_policy_opened (&self->policy, shop_client_now_ms (self));
  self->reading = (BaseBucket){0};
  send_hello (self);
  shop_client_wake (self);
}

static const ShopSocketFuncs socket_funcs = {on_opened, on_received, on_ended};

/* A file without a certificate would only show as a shop that cannot be trusted. */
static gboolean
check_authority (const ShopOptions *options, char **ret_why)
{
  g_autoptr (GError) error = NULL;
  GList *certificates;

  if (!options->tls_ca)
    return TRUE;
  certificates = g_tls_certificate_list_new_from_file (options->tls_ca, &error);
  if (!certificates)
    *ret_why = g_strdup_printf ("tls_ca: there is no certificate in %s: %s.", options->tls_ca,
                                error ? error->message : "it is empty");
  g_list_free_full (certificates, g_object_unref);
  return *ret_why == NULL;
}

/* FALSE with what is wrong; TRUE with NULL when no token is set. */
static gboolean
read_token (const ShopOptions *options, char **ret_token, char **ret_why)
{
  const BaseSecretPlace place = {
      "token", "token_file", "token_credential", options->token_file, options->token_credential,
      TRUE};

  *ret_token = NULL;
  if (!options->token_file && !options->token_credential)
    return TRUE;
  *ret_token = base_secret_read (&place, ret_why);
  return *ret_token != NULL;
}

void
shop_client_connect (ShopClient *self)
{
  g_autofree char *token = NULL, *why = NULL;
  ShopSocketSetup setup = {.address = &self->address,
                           .tls_ca = self->options->tls_ca,
                           .attempt = self->policy.backoff.tries,
                           .user_agent = CLIENT_NAME};

  g_clear_pointer (&self->leaving, shop_socket_free);
  if (!read_token (self->options, &token, &why) || !check_authority (self->options, &why)) {
    end_line (self, SHOP_END_SETTING, 0, why);
    return;
  }
  setup.token = token;
  self->socket = shop_socket_new (&setup, &socket_funcs, self);
}
