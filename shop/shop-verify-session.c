/* Sessions as they should be: greeting, snapshot, deltas, heartbeats, resumes. */
#include "shop-verify-private.h"

#include <string.h>

#define ANSWER_MS  5000  /* S10, S13 */
#define EARLY_MS   300   /* of listening before hello, S9 */
#define LISTEN_MS  3000  /* for deltas */
#define HB_WAIT_MS 20000 /* at most, for a heartbeat */
#define PONG_MS    100   /* between two looks for a pong */
#define SLACK_MS   1000  /* of networks and busy machines */
#define CLOCK_MS   10000 /* S22 */
#define DELTAS_MAX 10    /* in DELTAS_MS: four a second, and some that were on their way */
#define DELTAS_MS  2000

static void
check_items (ShopVerifyLine *line, const ShopMessage *message)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < message->items->len; i++) {
    const ShopItem *item = message->items->pdata[i];

    if (item->kind == SHOP_ITEM_REFUSED)
      shop_verify_break (line->verify, 7, "an item is not good: %s", item->why);
    else
      shop_verify_keep (line->verify, 7);
    if (item->sku)
      shop_verify_check (line->verify, 8, g_hash_table_add (seen, item->sku),
                         "a SKU is twice in one message");
  }
}

static void
check_clock (ShopVerifyLine *line, const ShopMessage *message)
{
  gint64 off_ms = message->at_ms - g_get_real_time () / 1000;

  if (ABS (off_ms) > CLOCK_MS)
    shop_verify_note (line->verify,
                      "The server's clock and this machine's differ by %" G_GINT64_FORMAT
                      " s. One of the two is wrong (S22).",
                      off_ms / 1000);
  shop_verify_check (line->verify, 22, message->source_ms <= message->at_ms,
                     "src_at is later than now");
  shop_verify_check (line->verify, 22, line->tells_age || message->source_ms == 0,
                     "an hb has src_at, but welcome has none");
}

/* How a message that does not fit is called. */
static void
check_place (ShopVerifyLine *line, const ShopSync *sync, const ShopMessage *message,
             gboolean was_true, ShopSyncResult result)
{
  gboolean lost = result == SHOP_SYNC_LOST;

  if (message->kind == SHOP_MESSAGE_SNAPSHOT)
    shop_verify_check (line->verify, 13, !lost, "the parts of a snapshot do not fit each other");
  else if (message->kind == SHOP_MESSAGE_DELTA && was_true)
    shop_verify_check (line->verify, 14, result == SHOP_SYNC_TAKEN,
                       "the prev of a delta is not the seq of what was sent before it");
  else if (message->kind == SHOP_MESSAGE_HB && was_true)
    shop_verify_check (line->verify, 16, !lost,
                       "an hb has a seq or epoch that was not sent on this line");
}

void
shop_verify_take (ShopVerifyLine *line, ShopSync *sync, ShopMessage *message)
{
  gboolean was_true = shop_sync_is_true (sync);
  ShopSyncResult result;

  if (message->kind < SHOP_MESSAGE_WELCOME || message->kind > SHOP_MESSAGE_HB)
    return;
  check_items (line, message);
  if (message->kind == SHOP_MESSAGE_HB || message->kind == SHOP_MESSAGE_WELCOME)
    check_clock (line, message);
  result = shop_sync_take (sync, message, 1);
  check_place (line, sync, message, was_true, result);
}

static ShopMessage *
await_welcome (ShopVerifyLine *line)
{
  g_autoptr (ShopMessage) message = shop_verify_line_next (line, ANSWER_MS);

  while (message && message->kind == SHOP_MESSAGE_ERR) {
    shop_message_free (message);
    message = shop_verify_line_next (line, ANSWER_MS);
  }
  if (!message && line->is_over)
    shop_verify_break (line->verify, 10, "hello is answered by hanging up (%u%s%s)", line->code,
                       line->detail ? ": " : "", line->detail ? line->detail : "");
  else
    shop_verify_check (line->verify, 10, message && message->kind == SHOP_MESSAGE_WELCOME,
                       "hello is not answered by welcome within 5 s");
  return message && message->kind == SHOP_MESSAGE_WELCOME ? g_steal_pointer (&message) : NULL;
}

static void
await_truth (ShopVerifyLine *line, ShopSync *sync, guint rule)
{
  gint64 until_ms = shop_verify_now_ms () + ANSWER_MS;

  while (!shop_sync_is_true (sync)) {
    g_autoptr (ShopMessage) message =
        shop_verify_line_next (line, (guint) MAX (until_ms - shop_verify_now_ms (), 0));

    if (!message)
      break;
    shop_verify_take (line, sync, message);
  }
  shop_verify_check (line->verify, rule, shop_sync_is_true (sync),
                     rule == 13 ? "there is no whole snapshot within 5 s"
                                : "what was missed does not come within 5 s");
}

ShopSync *
shop_verify_greet (ShopVerifyLine *line, const char *epoch, gint64 seq)
{
  g_autoptr (ShopSync) sync = shop_sync_new (NULL, epoch, seq);
  g_autoptr (ShopMessage) welcome = NULL;

  shop_verify_line_send_hello (line, epoch, seq);
  welcome = await_welcome (line);
  if (!welcome)
    return NULL;
  shop_verify_check (line->verify, 10, welcome->version == SHOP_VERSION,
                     "welcome is of another version than hello");
  shop_verify_check (line->verify, 11, welcome->stale_ms >= 2 * welcome->hb_ms,
                     "stale_ms is less than twice hb_ms");
  shop_verify_take (line, sync, welcome);
  if (welcome->resumed)
    shop_verify_check (line->verify, 12, epoch && !shop_sync_is_waiting (sync),
                       "it resumes what it cannot know");
  await_truth (line, sync, welcome->resumed ? 12 : 13);
  return shop_sync_is_true (sync) ? g_steal_pointer (&sync) : NULL;
}

/* Something at least every hb_ms; one hb must be among it unless much is going on. */
static void
check_heartbeat (ShopVerifyLine *line, ShopSync *sync, guint hb_ms)
{
  gint64 until_ms = shop_verify_now_ms () + MIN (hb_ms + SLACK_MS, HB_WAIT_MS);
  gboolean heard = FALSE;

  while (shop_verify_now_ms () < until_ms) {
    g_autoptr (ShopMessage) message =
        shop_verify_line_next (line, (guint) MAX (until_ms - shop_verify_now_ms (), 0));

    if (!message)
      break;
    heard = TRUE;
    shop_verify_take (line, sync, message);
    if (message->kind == SHOP_MESSAGE_HB)
      break;
  }
  if (hb_ms + SLACK_MS <= HB_WAIT_MS)
    shop_verify_check (line->verify, 16, heard, "nothing comes for longer than hb_ms");
}

static void
listen (ShopVerifyLine *line, ShopSync *sync, guint ms)
{
  gint64 until_ms = shop_verify_now_ms () + ms;

  while (shop_verify_now_ms () < until_ms) {
    g_autoptr (ShopMessage) message =
        shop_verify_line_next (line, (guint) MAX (until_ms - shop_verify_now_ms (), 0));

    if (!message)
      return;
    shop_verify_take (line, sync, message);
  }
}

static void
check_pace (ShopVerifyLine *line)
{
  const GArray *times = line->delta_times;

  if (times->len > 0)
    shop_verify_keep (line->verify, 17);
  for (guint i = DELTAS_MAX; i < times->len; i++)
    shop_verify_check (line->verify, 17,
                       g_array_index (times, gint64, i) -
                               g_array_index (times, gint64, i - DELTAS_MAX) >
                           DELTAS_MS,
                       "there are more than 4 deltas a second");
}

/* S6 */
static void
check_ping (ShopVerifyLine *line, ShopSync *sync)
{
  gint64 until_ms = shop_verify_now_ms () + ANSWER_MS;
  guint n_before;

  if (!line->socket)
    return;
  n_before = shop_socket_count_pongs (line->socket);
  shop_socket_ping (line->socket);
  while (line->socket && shop_socket_count_pongs (line->socket) == n_before &&
         shop_verify_now_ms () < until_ms)
    listen (line, sync, PONG_MS);
  if (line->socket)
    shop_verify_check (line->verify, 6, shop_socket_count_pongs (line->socket) > n_before,
                       "a ping is not answered within 5 s");
}

static gboolean
await_snapshot (ShopVerifyLine *line)
{
  gint64 until_ms = shop_verify_now_ms () + ANSWER_MS;

  for (;;) {
    g_autoptr (ShopMessage) message =
        shop_verify_line_next (line, (guint) MAX (until_ms - shop_verify_now_ms (), 0));

    if (!message || message->kind == SHOP_MESSAGE_SNAPSHOT)
      return message != NULL;
  }
}

/* With types and members that nobody knows, which are to be ignored. */
static void
check_resync (ShopVerifyLine *line)
{
  gboolean answered;

  shop_verify_line_send (line,
                         "{\"t\":\"x-of-the-future\",\"deep\":[{\"a\":[1,2]}],\"none\":null}");
  shop_verify_line_send (line, "{\"t\":\"resync\",\"reason\":\"gap\",\"x\":{\"y\":[]},\"z\":null}");
  answered = await_snapshot (line);
  shop_verify_check (line->verify, 5, !line->is_over,
                     "it hangs up when it does not know a type or member");
  if (!line->is_over)
    shop_verify_check (line->verify, 13, answered,
                       "resync is not answered by a snapshot within 5 s");
}

/* S12, three times: with the newest state, one that is not there yet, and one of another epoch. */
static void
check_resumes (ShopVerify *self, const char *epoch, gint64 seq)
{
  const struct {
    const char *epoch;
    gint64 seq;
  } tries[] = {{epoch, seq}, {epoch, seq + 1000000}, {"no-such-epoch", seq}};

  for (guint i = 0; i < G_N_ELEMENTS (tries); i++) {
    g_autoptr (ShopVerifyLine) line = shop_verify_line_open (self, self->token);
    g_autoptr (ShopSync) sync = NULL;

    if (line->is_open)
      sync = shop_verify_greet (line, tries[i].epoch, tries[i].seq);
    if (sync)
      shop_verify_keep (self, 12);
  }
}

void
shop_verify_session (ShopVerify *self)
{
  g_autoptr (ShopVerifyLine) line = shop_verify_line_open (self, self->token);
  g_autoptr (ShopSync) sync = NULL;
  g_autoptr (ShopMessage) early = NULL;
  const char *epoch;
  gint64 seq;

  if (!line->is_open)
    return;
  shop_verify_check (self, 1,
                     g_str_equal (shop_socket_get_subprotocol (line->socket), SHOP_SUBPROTOCOL),
                     "the subprotocol is not chosen");
  early = shop_verify_line_next (line, EARLY_MS);
  shop_verify_check (self, 9, !early || early->kind == SHOP_MESSAGE_ERR,
                     "something is sent before hello");
  sync = shop_verify_greet (line, NULL, 0);
  if (!sync)
    return;
  listen (line, sync, LISTEN_MS);
  check_heartbeat (line, sync, line->hb_ms);
  check_pace (line);
  shop_sync_get_place (sync, &epoch, &seq);
  check_ping (line, sync);
  check_resumes (self, epoch, seq);
  check_resync (line);
}
