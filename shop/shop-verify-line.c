/* The checker's line to a server. */
#include "shop-verify-private.h"

#include <string.h>

#define OPEN_MS 10000

gint64
shop_verify_now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

/* Waiting */

static gboolean
on_alarm (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Until the line has news of that kind, or the time is over. */
static void
wait_for (const ShopVerifyLine *line, gboolean (*has_news) (const ShopVerifyLine *line), guint ms)
{
  gboolean over = FALSE;
  guint alarm = g_timeout_add (ms, on_alarm, &over);

  while (!over && !has_news (line))
    g_main_context_iteration (NULL, TRUE);
  if (!over)
    g_source_remove (alarm);
}

static gboolean
is_decided (const ShopVerifyLine *line)
{
  return line->is_open || line->is_over;
}

static gboolean
has_message (const ShopVerifyLine *line)
{
  return line->is_over || !g_queue_is_empty (line->inbox);
}

static gboolean
is_over (const ShopVerifyLine *line)
{
  return line->is_over;
}

/* The socket */

static void
on_opened (gpointer data)
{
  ShopVerifyLine *line = data;

  line->is_open = TRUE;
  line->opened_ms = shop_verify_now_ms ();
}

static void
on_received (const char *text, gsize length, gpointer data)
{
  ShopVerifyLine *line = data;
  g_autoptr (GError) error = NULL;
  ShopMessage *message = shop_message_parse (text, length, SHOP_SIDE_SERVER, &error);
  gint64 now_ms = shop_verify_now_ms ();

  if (!message) {
    shop_verify_break (line->verify, 4, "a message is not good: %s", error->message);
    return;
  }
  shop_verify_keep (line->verify, 4);
  if (message->kind == SHOP_MESSAGE_WELCOME) {
    line->hb_ms = message->hb_ms;
    line->tells_age = message->source_ms > 0;
  }
  if (message->kind == SHOP_MESSAGE_DELTA)
    g_array_append_val (line->delta_times, now_ms);
  g_queue_push_tail (line->inbox, message);
}

static void
on_ended (ShopEnd end, guint code, const char *detail, gpointer data)
{
  ShopVerifyLine *line = data;

  line->is_over = TRUE;
  line->end = end;
  line->code = code;
  line->detail = g_strdup (detail);
  if (end == SHOP_END_BAD_MESSAGE)
    shop_verify_break (line->verify, 4, "a message is %s", detail);
  g_clear_pointer (&line->socket, shop_socket_free);
}

static const ShopSocketFuncs funcs = {on_opened, on_received, on_ended};

ShopVerifyLine *
shop_verify_line_open (ShopVerify *self, const char *token)
{
  ShopVerifyLine *line = g_new0 (ShopVerifyLine, 1);
  const ShopSocketSetup setup = {.address = &self->address,
                                 .token = token,
                                 .tls_ca = self->options->tls_ca,
                                 .user_agent = "tallybox-shop/" TALLYBOX_VERSION};

  line->verify = self;
  line->inbox = g_queue_new ();
  line->delta_times = g_array_new (FALSE, FALSE, sizeof (gint64));
  line->socket = shop_socket_new (&setup, &funcs, line);
  wait_for (line, is_decided, OPEN_MS);
  return line;
}

static void
free_message (gpointer message)
{
  shop_message_free (message);
}

void
shop_verify_line_free (ShopVerifyLine *line)
{
  if (!line)
    return;
  shop_socket_free (line->socket);
  g_queue_free_full (line->inbox, free_message);
  g_array_unref (line->delta_times);
  g_free (line->detail);
  g_free (line);
}

void
shop_verify_line_send (ShopVerifyLine *line, const char *text)
{
  if (line->socket)
    shop_socket_send (line->socket, text);
}

void
shop_verify_line_send_message (ShopVerifyLine *line, const ShopMessage *message)
{
  g_autofree char *text = shop_message_format (message, NULL);

  shop_verify_line_send (line, text);
}

void
shop_verify_line_send_hello (ShopVerifyLine *line, const char *epoch, gint64 seq)
{
  g_autoptr (ShopMessage) hello = shop_message_new (SHOP_MESSAGE_HELLO);

  hello->version = SHOP_VERSION;
  g_strlcpy (hello->drop, line->verify->drop, sizeof hello->drop);
  g_strlcpy (hello->client, "tallybox-shop/" TALLYBOX_VERSION, sizeof hello->client);
  if (epoch) {
    g_strlcpy (hello->epoch, epoch, sizeof hello->epoch);
    hello->seq = seq;
  }
  shop_verify_line_send_message (line, hello);
}

ShopMessage *
shop_verify_line_next (ShopVerifyLine *line, guint ms)
{
  wait_for (line, has_message, ms);
  return g_queue_pop_head (line->inbox);
}

gboolean
shop_verify_line_wait_over (ShopVerifyLine *line, guint ms)
{
  wait_for (line, is_over, ms);
  return line->is_over;
}
