#include "srv-channel-private.h"

#include <string.h>

#define TICK_MS 500

static void
free_stage (gpointer data)
{
  SrvStage *stage = data;

  g_assert (stage->waiting.length == 0);
  srv_hub_free (stage->hub);
  g_free (stage);
}

static void
unref_snapshot (gpointer snapshot)
{
  srv_snapshot_unref (snapshot);
}

/* The shop's listener: what is told must wait for the flush to be over. */
static void
on_change (const SrvChange *change, gpointer data)
{
  SrvChannel *channel = data;
  SrvCatalog *catalog = srv_shop_get_catalog (channel->shop);
  SrvStage *stage = g_hash_table_lookup (channel->stages, change->drop->name);

  for (const char *const *sku = change->skus; stage && *sku; sku++) {
    const SrvItem *item = srv_catalog_get_item (catalog, change->drop->name, *sku);

    srv_hub_touch (stage->hub, *sku, item ? item->json : NULL);
  }
}

SrvChannel *
srv_channel_new (SrvShop *shop, GPtrArray *sources, const SrvPeerFuncs *funcs)
{
  SrvChannel *channel = g_new0 (SrvChannel, 1);

  channel->shop = shop;
  channel->sources = g_ptr_array_ref (sources);
  channel->funcs = funcs;
  channel->stages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_stage);
  channel->sessions = g_ptr_array_new ();
  channel->snapshots = g_ptr_array_new_with_free_func (unref_snapshot);
  g_queue_init (&channel->verdicts);
  srv_shop_set_listener (shop, on_change, channel);
  return channel;
}

void
srv_channel_free (SrvChannel *channel)
{
  if (!channel)
    return;
  g_assert (channel->sessions->len == 0 && channel->verdicts.length == 0);
  srv_shop_set_listener (channel->shop, NULL, NULL);
  g_ptr_array_unref (channel->sources);
  g_ptr_array_unref (channel->sessions);
  g_ptr_array_unref (channel->snapshots);
  g_hash_table_unref (channel->stages);
  g_free (channel);
}

guint
srv_channel_count (const SrvChannel *channel)
{
  return channel->sessions->len;
}

SrvStage *
srv_channel_get_stage (SrvChannel *channel, const char *drop)
{
  SrvCatalog *catalog = srv_shop_get_catalog (channel->shop);
  SrvStage *stage = g_hash_table_lookup (channel->stages, drop);

  if (stage || !srv_catalog_get_drop (catalog, drop))
    return stage;
  stage = g_new0 (SrvStage, 1);
  stage->hub = srv_hub_new (catalog, drop);
  g_queue_init (&stage->waiting);
  g_hash_table_insert (channel->stages, g_strdup (drop), stage);
  return stage;
}

/* Sources */

static gboolean
is_source_of (const SrvSource *source, const char *drop)
{
  return source->url && g_str_equal (source->drop, drop);
}

/* A source that is asked seldom is not stale between two questions. */
guint
srv_channel_get_stale_ms (const SrvChannel *channel, const char *drop)
{
  guint stale_ms = SRV_STALE_MS;

  for (guint i = 0; i < channel->sources->len; i++) {
    const SrvSource *source = channel->sources->pdata[i];

    if (is_source_of (source, drop))
      stale_ms = MAX (stale_ms, 2 * source->poll_ms + SRV_HB_MS);
  }
  return MIN (stale_ms, SHOP_STALE_MS_MAX);
}

/* When all sources of the drop were last heard of, 0 when the drop is counted here alone. */
gint64
srv_channel_get_source_ms (const SrvChannel *channel, const char *drop, gint64 now_ms)
{
  gint64 oldest_ms = 0;

  for (guint i = 0; i < channel->sources->len; i++) {
    const SrvSource *source = channel->sources->pdata[i];

    if (is_source_of (source, drop))
      oldest_ms = oldest_ms ? MIN (oldest_ms, source->heard_ms) : source->heard_ms;
  }
  return MIN (oldest_ms, now_ms);
}

/* Verdicts */

void
srv_channel_add_verdict (SrvChannel *channel, SrvVerdict *verdict)
{
  g_queue_push_tail (&channel->verdicts, verdict);
}

/* Takes the verdict. */
static void
send_verdict (SrvVerdict *verdict, gint64 mono_ms)
{
  g_autoptr (ShopMessage) message = shop_message_new (SHOP_MESSAGE_ADJUSTED);
  const SrvHub *hub = verdict->session->stage->hub;

  g_strlcpy (message->adjustment.id, verdict->id, sizeof message->adjustment.id);
  g_strlcpy (message->code, verdict->code, sizeof message->code);
  message->ok = !*verdict->code;
  g_strlcpy (message->epoch, srv_hub_get_epoch (hub), sizeof message->epoch);
  message->seq = srv_hub_get_seq (hub);
  srv_session_queue_message (verdict->session, message, mono_ms);
  g_free (verdict);
}

static void
send_all (GQueue *verdicts, gint64 mono_ms)
{
  SrvVerdict *verdict;

  while ((verdict = g_queue_pop_head (verdicts)))
    send_verdict (verdict, mono_ms);
}

/* What is done, but not in a state that was told yet, waits for that. */
static void
settle_verdicts (SrvChannel *channel, gint64 mono_ms)
{
  SrvVerdict *verdict;

  while ((verdict = g_queue_pop_head (&channel->verdicts))) {
    SrvStage *stage = verdict->session->stage;

    if (!*verdict->code && srv_hub_is_touched (stage->hub, verdict->sku))
      g_queue_push_tail (&stage->waiting, verdict);
    else
      send_verdict (verdict, mono_ms);
  }
}

static void
send_away (SrvChannel *channel)
{
  SrvVerdict *verdict;

  while ((verdict = g_queue_pop_head (&channel->verdicts))) {
    srv_session_hang_up (verdict->session, SHOP_CLOSE_INTERNAL, "the store does not work");
    g_free (verdict);
  }
}

/* Publishing */

static void
publish (SrvChannel *channel, SrvStage *stage, SrvNow now)
{
  g_autoptr (SrvSnapshot) snapshot = NULL;
  g_autoptr (SrvFrame) frame = srv_hub_publish (stage->hub, now.wall_ms, &snapshot);

  send_all (&stage->waiting, now.mono_ms);
  if (!frame && !snapshot)
    return;
  stage->told_ms = now.mono_ms;
  for (guint i = 0; i < channel->sessions->len; i++) {
    SrvSession *session = channel->sessions->pdata[i];

    if (session->stage != stage)
      continue;
    if (frame)
      srv_session_queue (session, frame, now.mono_ms);
    else
      srv_session_queue_snapshot (session, now);
  }
}

/* All that is known was told: rigs of an ended drop may go. TRUE when all of them are gone. */
static gboolean
send_home (SrvChannel *channel, SrvStage *stage)
{
  gboolean empty = TRUE;

  if (srv_catalog_get_drop (srv_shop_get_catalog (channel->shop), srv_hub_get_drop (stage->hub)))
    return FALSE;
  for (guint i = 0; i < channel->sessions->len; i++) {
    SrvSession *session = channel->sessions->pdata[i];

    if (session->stage != stage)
      continue;
    empty = FALSE;
    srv_session_leave (session);
  }
  return empty;
}

/* Gives the ms until the next drop may be told of, at most `max_ms`. */
static guint
publish_what_may (SrvChannel *channel, SrvNow now, guint max_ms)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, channel->stages);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    SrvStage *stage = value;
    gint64 wait_ms = stage->told_ms ? stage->told_ms + SRV_DELTA_MS - now.mono_ms : 0;

    if (srv_hub_is_dirty (stage->hub) && wait_ms <= 0)
      publish (channel, stage, now);
    if (srv_hub_is_dirty (stage->hub))
      max_ms = MIN (max_ms, (guint) MAX (wait_ms, 1));
    else if (send_home (channel, stage))
      g_hash_table_iter_remove (&iter);
  }
  return max_ms;
}

guint
srv_channel_flushed (SrvChannel *channel, gboolean ok, SrvNow now)
{
  if (ok)
    settle_verdicts (channel, now.mono_ms);
  else
    send_away (channel);
  return publish_what_may (channel, now, TICK_MS);
}

void
srv_channel_tell (SrvChannel *channel, const char *drop, const char *code, const char *text,
                  guint retry_ms, SrvNow now)
{
  g_autoptr (ShopMessage) message = shop_message_new (SHOP_MESSAGE_ERR);

  g_strlcpy (message->code, code, sizeof message->code);
  message->text = g_strdup (text);
  message->retry_ms = retry_ms;
  for (guint i = 0; i < channel->sessions->len; i++) {
    SrvSession *session = channel->sessions->pdata[i];

    if (session->stage && g_str_equal (srv_hub_get_drop (session->stage->hub), drop))
      srv_session_queue_message (session, message, now.mono_ms);
  }
}

/* Time */

static void
send_heartbeat (SrvSession *session, SrvNow now)
{
  g_autoptr (ShopMessage) message = shop_message_new (SHOP_MESSAGE_HB);
  const SrvHub *hub = session->stage->hub;

  g_strlcpy (message->epoch, srv_hub_get_epoch (hub), sizeof message->epoch);
  message->seq = srv_hub_get_seq (hub);
  srv_session_tell_clocks (session, message, now);
}

/* Early enough to be there in time, also when other things went out: heartbeats alone tell how old
 * the source's word is, and a new one is told at once. */
static gboolean
is_beat_due (const SrvChannel *channel, const SrvSession *session, SrvNow now)
{
  const char *drop = srv_hub_get_drop (session->stage->hub);

  return now.mono_ms - session->beat_ms >= SRV_HB_MS - 2 * TICK_MS ||
         srv_channel_get_source_ms (channel, drop, now.wall_ms) > session->told_source_ms;
}

static void
tick_session (SrvChannel *channel, SrvSession *session, SrvNow now)
{
  if (session->state == SRV_SESSION_NEW && now.mono_ms - session->opened_ms > SRV_HELLO_MS)
    srv_session_hang_up (session, SHOP_CLOSE_HELLO_TIMEOUT, "no hello came");
  else if (session->out.length > 0 && now.mono_ms - session->taken_ms > SRV_STUCK_MS)
    srv_session_hang_up (session, SHOP_CLOSE_SLOW, "too slow");
  if (session->state != SRV_SESSION_ON)
    return;
  if (session->resync_due && now.mono_ms - session->resync_ms >= SRV_RESYNC_MS) {
    session->resync_ms = now.mono_ms;
    session->resync_due = FALSE;
    srv_session_queue_snapshot (session, now);
  }
  if (session->out.length == 0 && is_beat_due (channel, session, now))
    send_heartbeat (session, now);
}

/* Only we hold it, or only we and its hub. */
static gboolean
is_delivered (SrvChannel *channel, const SrvSnapshot *snapshot)
{
  for (guint i = 0; i < channel->sessions->len; i++)
    if (srv_session_holds (channel->sessions->pdata[i], snapshot))
      return FALSE;
  return TRUE;
}

/* Rigs that are still at an old state while newer ones fill the memory are too slow. */
static void
bound_snapshots (SrvChannel *channel)
{
  gsize bytes = 0;

  for (guint i = channel->snapshots->len; i > 0; i--) {
    const SrvSnapshot *snapshot = channel->snapshots->pdata[i - 1];

    if (is_delivered (channel, snapshot)) {
      g_ptr_array_remove_index (channel->snapshots, i - 1);
      continue;
    }
    bytes += snapshot->bytes;
    for (guint j = 0; bytes > SRV_SNAPSHOT_BYTES_MAX && j < channel->sessions->len; j++)
      if (srv_session_holds (channel->sessions->pdata[j], snapshot))
        srv_session_hang_up (channel->sessions->pdata[j], SHOP_CLOSE_SLOW, "too slow");
  }
}

guint
srv_channel_tick (SrvChannel *channel, SrvNow now)
{
  for (guint i = 0; i < channel->sessions->len; i++)
    tick_session (channel, channel->sessions->pdata[i], now);
  bound_snapshots (channel);
  return publish_what_may (channel, now, TICK_MS);
}

void
srv_channel_check_tokens (SrvChannel *channel)
{
  SrvStore *store = srv_shop_get_store (channel->shop);

  for (guint i = 0; i < channel->sessions->len; i++) {
    SrvSession *session = channel->sessions->pdata[i];
    gboolean found = FALSE;

    if (!store->ops->find_token (store, session->hash, &session->token, &found, NULL))
      return;
    if (!found)
      srv_session_hang_up (session, SHOP_CLOSE_AUTH, "the token is not good any more");
  }
}
