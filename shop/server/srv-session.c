#include "srv-channel-private.h"

#include <string.h>

/* One of both. */
typedef struct {
  SrvFrame *frame;
  SrvSnapshot *snapshot;
  guint part; /* of the snapshot, that is next */
} Out;

static void
free_out (gpointer data)
{
  Out *out = data;

  srv_frame_unref (out->frame);
  srv_snapshot_unref (out->snapshot);
  g_free (out);
}

SrvSession *
srv_session_open (SrvChannel *channel, const SrvToken *token, const char *hash, gpointer peer,
                  SrvNow now)
{
  SrvSession *session = g_new0 (SrvSession, 1);

  session->channel = channel;
  session->peer = peer;
  session->state = SRV_SESSION_NEW;
  session->token = *token;
  session->hash = g_strdup (hash);
  session->opened_ms = session->beat_ms = session->taken_ms = now.mono_ms;
  g_queue_init (&session->out);
  g_ptr_array_add (channel->sessions, session);
  return session;
}

/* A correction of a session that is gone is done nonetheless, but nobody waits for its answer. */
static void
forget_verdicts (GQueue *verdicts, const SrvSession *session)
{
  for (GList *l = verdicts->head, *next; l; l = next) {
    SrvVerdict *verdict = l->data;

    next = l->next;
    if (verdict->session == session) {
      g_free (verdict);
      g_queue_delete_link (verdicts, l);
    }
  }
}

void
srv_session_free (SrvSession *session)
{
  if (!session)
    return;
  forget_verdicts (&session->channel->verdicts, session);
  if (session->stage)
    forget_verdicts (&session->stage->waiting, session);
  g_ptr_array_remove_fast (session->channel->sessions, session);
  g_queue_clear_full (&session->out, free_out);
  g_free (session->hash);
  g_free (session);
}

/* Out */

static gboolean
is_open (const SrvSession *session)
{
  return session->state == SRV_SESSION_NEW || session->state == SRV_SESSION_ON;
}

void
srv_session_hang_up (SrvSession *session, guint code, const char *reason)
{
  if (session->state == SRV_SESSION_GONE)
    return;
  session->state = SRV_SESSION_GONE;
  g_queue_clear_full (&session->out, free_out);
  session->channel->funcs->hang_up (session->peer, code, reason);
}

void
srv_session_leave (SrvSession *session)
{
  if (!is_open (session))
    return;
  session->state = SRV_SESSION_LEAVING;
  session->channel->funcs->wake (session->peer);
}

static void
push (SrvSession *session, Out *out, gint64 mono_ms)
{
  if (session->out.length == 0)
    session->taken_ms = mono_ms;
  g_queue_push_tail (&session->out, out);
  session->channel->funcs->wake (session->peer);
}

void
srv_session_queue (SrvSession *session, SrvFrame *frame, gint64 mono_ms)
{
  Out *out;

  if (!is_open (session))
    return;
  if (session->out_bytes + frame->length > SRV_WAITING_BYTES_MAX) {
    srv_session_hang_up (session, SHOP_CLOSE_SLOW, "too slow");
    return;
  }
  out = g_new0 (Out, 1);
  out->frame = srv_frame_ref (frame);
  session->out_bytes += frame->length;
  push (session, out, mono_ms);
}

void
srv_session_queue_message (SrvSession *session, const ShopMessage *message, gint64 mono_ms)
{
  g_autofree char *text = shop_message_format (message, NULL);
  g_autoptr (SrvFrame) frame = srv_frame_new (text);

  srv_session_queue (session, frame, mono_ms);
}

void
srv_session_tell_clocks (SrvSession *session, ShopMessage *message, SrvNow now)
{
  const char *drop = srv_hub_get_drop (session->stage->hub);

  message->at_ms = now.wall_ms;
  message->source_ms = srv_channel_get_source_ms (session->channel, drop, now.wall_ms);
  session->beat_ms = now.mono_ms;
  session->told_source_ms = message->source_ms;
  srv_session_queue_message (session, message, now.mono_ms);
}

void
srv_session_queue_snapshot (SrvSession *session, SrvNow now)
{
  SrvChannel *channel = session->channel;
  Out *out;

  if (!is_open (session))
    return;
  out = g_new0 (Out, 1);
  out->snapshot = srv_hub_get_snapshot (session->stage->hub, now.wall_ms);
  if (!g_ptr_array_find (channel->snapshots, out->snapshot, NULL))
    g_ptr_array_add (channel->snapshots, srv_snapshot_ref (out->snapshot));
  push (session, out, now.mono_ms);
}

gboolean
srv_session_holds (const SrvSession *session, const SrvSnapshot *snapshot)
{
  for (const GList *l = session->out.head; l; l = l->next)
    if (((const Out *) l->data)->snapshot == snapshot)
      return TRUE;
  return FALSE;
}

SrvFrame *
srv_session_take (SrvSession *session, SrvNow now)
{
  Out *out = g_queue_peek_head (&session->out);
  SrvFrame *frame = NULL;

  if (!out) {
    if (session->state == SRV_SESSION_LEAVING)
      srv_session_hang_up (session, SHOP_CLOSE_ENDED, "the drop has ended");
    return NULL;
  }
  session->taken_ms = now.mono_ms;
  if (out->snapshot) {
    frame = srv_frame_ref (out->snapshot->frames->pdata[out->part++]);
    if (out->part < out->snapshot->frames->len)
      return frame;
  } else {
    frame = srv_frame_ref (out->frame);
    session->out_bytes -= frame->length;
  }
  free_out (g_queue_pop_head (&session->out));
  return frame;
}

gboolean
srv_session_has_more (const SrvSession *session)
{
  return session->out.length > 0 || session->state == SRV_SESSION_LEAVING;
}

/* In */

static gboolean
check_hello (SrvSession *session, const ShopMessage *hello)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvDrop) drop = srv_shop_find_drop (session->channel->shop, hello->drop, &error);

  if (hello->version != SHOP_VERSION)
    srv_session_hang_up (session, SHOP_CLOSE_BAD_MESSAGE, "this server speaks version 1");
  else if (*session->token.drop && !g_str_equal (session->token.drop, hello->drop))
    srv_session_hang_up (session, SHOP_CLOSE_FORBIDDEN, "the token is for another drop");
  else if (g_error_matches (error, SRV_ERROR, SRV_ERROR_STORE))
    srv_session_hang_up (session, SHOP_CLOSE_INTERNAL, "the store does not work");
  else if (!drop)
    srv_session_hang_up (session, SHOP_CLOSE_NO_DROP, "there is no such drop");
  else if (drop->state == SRV_DROP_ENDED)
    srv_session_hang_up (session, SHOP_CLOSE_ENDED, "the drop has ended");
  else
    return TRUE;
  return FALSE;
}

static void
welcome (SrvSession *session, gboolean resumed, SrvNow now)
{
  g_autoptr (ShopMessage) message = shop_message_new (SHOP_MESSAGE_WELCOME);
  const SrvHub *hub = session->stage->hub;

  message->version = SHOP_VERSION;
  g_strlcpy (message->epoch, srv_hub_get_epoch (hub), sizeof message->epoch);
  message->seq = srv_hub_get_seq (hub);
  message->resumed = resumed;
  message->hb_ms = SRV_HB_MS;
  message->stale_ms = srv_channel_get_stale_ms (session->channel, srv_hub_get_drop (hub));
  srv_session_tell_clocks (session, message, now);
}

static void
on_hello (SrvSession *session, const ShopMessage *hello, SrvNow now)
{
  g_autoptr (GPtrArray) deltas = NULL;

  if (!check_hello (session, hello))
    return;
  session->stage = srv_channel_get_stage (session->channel, hello->drop);
  session->state = SRV_SESSION_ON;
  if (*hello->epoch)
    deltas = srv_hub_resume (session->stage->hub, hello->epoch, hello->seq);
  welcome (session, deltas != NULL, now);
  if (!deltas)
    srv_session_queue_snapshot (session, now);
  for (guint i = 0; deltas && i < deltas->len; i++)
    srv_session_queue (session, deltas->pdata[i], now.mono_ms);
}

static void
on_resync (SrvSession *session, SrvNow now)
{
  if (session->resync_ms != 0 && now.mono_ms - session->resync_ms < SRV_RESYNC_MS) {
    session->resync_due = TRUE; /* the tick sees to it */
    return;
  }
  session->resync_ms = now.mono_ms;
  session->resync_due = FALSE;
  srv_session_queue_snapshot (session, now);
}

static void
handle (SrvSession *session, const ShopMessage *message, SrvNow now)
{
  gboolean hello = message->kind == SHOP_MESSAGE_HELLO;

  if (message->kind == SHOP_MESSAGE_OTHER)
    return;
  if (hello != (session->state == SRV_SESSION_NEW))
    srv_session_hang_up (session, SHOP_CLOSE_BAD_MESSAGE,
                         hello ? "hello comes once" : "hello comes first");
  else if (hello)
    on_hello (session, message, now);
  else if (message->kind == SHOP_MESSAGE_RESYNC)
    on_resync (session, now);
  else
    srv_session_adjust (session, message, now);
}

void
srv_session_receive (SrvSession *session, const char *text, gsize length, SrvNow now)
{
  const BasePace pace = base_pace_per_s (SRV_MESSAGES_PER_S);
  g_autoptr (ShopMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_open (session))
    return;
  if (!base_bucket_try (&session->messages, &pace, now.mono_ms)) {
    srv_session_hang_up (session, SHOP_CLOSE_SLOW, "too many messages");
    return;
  }
  message = shop_message_parse (text, length, SHOP_SIDE_CLIENT, &error);
  if (message)
    handle (session, message, now);
  else
    srv_session_hang_up (session, SHOP_CLOSE_BAD_MESSAGE, error->message);
}

void
srv_session_refuse (SrvSession *session, const char *reason)
{
  srv_session_hang_up (session, SHOP_CLOSE_BAD_MESSAGE, reason);
}
