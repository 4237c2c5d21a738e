/* What the client tells its owner. */
#include "shop-client-private.h"

#include <string.h>

void
shop_client_fail (ShopClient *self, const GError *error)
{
  if (self->funcs.failed)
    self->funcs.failed (error, self->data);
}

/* Changes */

/* Whether they may be shown: not in the middle of catching up, and not as long as the numbers may
 * or may not have a sale of ours in them. */
static gboolean
are_settled (const ShopClient *self, gint64 now_ms)
{
  return shop_sync_is_true (self->sync) &&
         (now_ms >= self->settle_until_ms ||
          (self->held->len == 0 && self->loose->len == 0 && !shop_outbox_is_unsure (self->outbox)));
}

/* Those that numbers of `upto_seq` have. */
static void
tell_held (ShopClient *self, gint64 upto_seq)
{
  for (guint i = 0; i < self->held->len;) {
    const ShopAnswer answer = g_array_index (self->held, ShopAnswer, i);
    const ShowAdjusted adjusted = {.id = answer.id, .ok = TRUE, .seq = answer.seq};

    if (answer.seq > upto_seq) {
      i++;
      continue;
    }
    g_array_remove_index (self->held, i);
    self->funcs.adjusted (&adjusted, self->data);
  }
}

static void
tell_change (ShopClient *self, gint64 now_ms)
{
  g_auto (ShopSyncChange) change = {0};

  self->dirty = FALSE;
  self->changed_ms = now_ms;
  if (shop_sync_collect (self->sync, &change)) {
    const ShopChange told = {.items = (ShowProduct *const *) change.items->pdata,
                             .n_items = change.items->len,
                             .gone = (const char *const *) change.gone->pdata,
                             .complete = change.complete,
                             .seq = change.seq};

    self->funcs.changed (&told, self->data);
  }
  tell_held (self, G_MAXINT64);
}

gint64
shop_client_report_change (ShopClient *self, gint64 now_ms)
{
  gint64 due_ms = self->changed_ms + SHOP_CHANGE_MS_MIN;

  if (!self->dirty || !shop_sync_is_true (self->sync))
    return G_MAXINT64;
  if (!are_settled (self, now_ms))
    return self->settle_until_ms;
  if (now_ms < due_ms)
    return due_ms;
  tell_change (self, now_ms);
  return G_MAXINT64;
}

/* The feed */

/* "4 s", "5 min" */
static char *
say_wait (gint64 wait_ms)
{
  gint64 seconds = (MAX (wait_ms, 0) + 999) / 1000;

  if (seconds >= 120)
    return g_strdup_printf ("%" G_GINT64_FORMAT " min", (seconds + 59) / 60);
  return g_strdup_printf ("%" G_GINT64_FORMAT " s", seconds);
}

static gboolean
is_source_old (const ShopClient *self, gint64 now_ms)
{
  return self->source_ms && now_ms - self->source_ms > self->policy.stale_ms;
}

static ShowStatus *
make_status_up (const ShopClient *self, gboolean synced, gint64 now_ms)
{
  g_autofree char *text = NULL;

  if (self->err_text) {
    text = g_strdup_printf ("The shop says: %s", self->err_text);
    return show_status_new (SHOW_HEALTH_STALLED, text, NULL);
  }
  if (is_source_old (self, now_ms))
    return show_status_new (SHOW_HEALTH_STALLED,
                            "The shop is there, but has not heard from its own stock for a while.",
                            NULL);
  if (!synced)
    return show_status_new (SHOW_HEALTH_CONNECTING, "The shop's stock is being fetched.", NULL);
  return show_status_new (SHOW_HEALTH_LIVE, "Linked with the shop.", NULL);
}

static ShowStatus *
make_status (const ShopClient *self, gboolean synced, gint64 now_ms)
{
  const ShopPolicy *policy = &self->policy;
  g_autofree char *wait = say_wait (policy->until_ms - policy->since_ms), *text = NULL;
  ShowStatus *status;

  if (policy->state == SHOP_LINK_UP)
    return make_status_up (self, synced, now_ms);
  if (policy->state == SHOP_LINK_WAITING && policy->end)
    text = g_strdup_printf ("%s Trying again in %s.", shop_policy_say (policy), wait);
  else if (policy->end)
    text = g_strdup_printf ("%s Trying again now.", shop_policy_say (policy));
  else
    text = g_strdup (shop_policy_say (policy));
  status = show_status_new (shop_policy_get_health (policy), text, self->detail);
  if (policy->state == SHOP_LINK_WAITING && policy->end)
    status->retry_at_ms = self->wall_ms () + policy->until_ms - now_ms;
  return status;
}

/* When a report is due that has nothing new but times; G_MAXINT64: there is nothing new at all. */
static gint64
feed_due_ms (const ShopClient *self, const ShowStatus *status, gboolean synced, guint refused)
{
  const ShopReported *last = &self->reported;

  if (last->health != status->health || g_strcmp0 (last->text, status->text) != 0 ||
      last->synced != synced || last->refused != refused)
    return G_MININT64;
  return last->heard_ms != self->policy.heard_ms || last->source_ms != self->source_ms
             ? last->at_ms + SHOP_FEED_MS_MIN
             : G_MAXINT64;
}

gint64
shop_client_report_feed (ShopClient *self, gint64 now_ms)
{
  gboolean synced = shop_sync_is_true (self->sync);
  g_autoptr (ShowStatus) status = NULL;
  ShowFeed feed = {.fault =
                       self->policy.state == SHOP_LINK_UP ? NULL : shop_policy_say (&self->policy),
                   .synced = synced,
                   .heard_ms = self->policy.heard_ms,
                   .source_ms = self->source_ms,
                   .stale_ms = self->policy.stale_ms,
                   .shop_offset_ms = self->offset_ms,
                   .knows_offset = self->knows_offset};
  const char *epoch;
  gint64 due_ms;

  /* A change that waits for its turn comes before the word that all is true. */
  if (synced && self->dirty)
    return G_MAXINT64;
  if (self->err_text && now_ms >= self->err_until_ms)
    g_clear_pointer (&self->err_text, g_free);
  feed.refused_items = shop_sync_get_refused (self->sync, &feed.refused_why);
  feed.status = status = make_status (self, synced, now_ms);
  due_ms = feed_due_ms (self, status, synced, feed.refused_items);
  if (due_ms > now_ms)
    return due_ms;
  shop_sync_get_place (self->sync, &epoch, &feed.seq);
  g_free (self->reported.text);
  self->reported = (ShopReported){.health = status->health,
                                  .text = g_strdup (status->text),
                                  .synced = synced,
                                  .refused = feed.refused_items,
                                  .heard_ms = feed.heard_ms,
                                  .source_ms = feed.source_ms,
                                  .at_ms = now_ms};
  self->funcs.feed (&feed, self->data);
  return self->err_text ? self->err_until_ms : G_MAXINT64;
}

/* Corrections */

static void
hold (ShopClient *self, const char *id, gint64 seq)
{
  ShopAnswer answer = {.seq = seq};

  g_strlcpy (answer.id, id, sizeof answer.id);
  g_array_append_val (self->held, answer);
}

/* A change that waits and does not have it goes first: a complete one that came after the answer
 * would be taken to have it. But it may have other sales of ours that wait for their answers, so
 * for a while both wait for the numbers that have them all. */
static void
tell_answer (ShopClient *self, const char *id, gint64 seq)
{
  const ShowAdjusted adjusted = {.id = id, .ok = TRUE, .seq = seq};
  gint64 now_ms = shop_client_now_ms (self), own_seq;
  const char *epoch;
  gboolean overtakes = self->dirty && shop_sync_is_true (self->sync) &&
                       shop_sync_get_place (self->sync, &epoch, &own_seq) && seq > own_seq;

  if (overtakes && now_ms < self->settle_until_ms) {
    hold (self, id, seq);
    return;
  }
  if (overtakes)
    tell_change (self, now_ms);
  self->funcs.adjusted (&adjusted, self->data);
}

void
shop_client_settle_held (ShopClient *self, const ShopMessage *message)
{
  const char *epoch;
  gint64 seq;

  if (message->kind == SHOP_MESSAGE_SNAPSHOT && shop_sync_is_true (self->sync))
    tell_held (self, G_MAXINT64);
  else if (shop_sync_get_place (self->sync, &epoch, &seq))
    tell_held (self, seq);
}

/* The first state, in the count that `changed` uses, that has it. */
static gint64
find_seq (const ShopClient *self, const ShopMessage *answer)
{
  const char *epoch = "";
  gint64 seq;

  shop_sync_get_place (self->sync, &epoch, &seq);
  if (answer->epoch[0] && !g_str_equal (answer->epoch, epoch))
    return SHOW_QUANTITY_MAX; /* a complete snapshot of that epoch is to come */
  return answer->seq;
}

static void
take_yes (ShopClient *self, const ShopMessage *answer, const ShowAdjustment *adjustment)
{
  gboolean is_loose = answer->seq == 0;
  gint64 own_seq = 0, seq = find_seq (self, answer);
  const char *epoch = "";

  shop_sync_get_place (self->sync, &epoch, &own_seq);
  if (is_loose)
    seq = own_seq + 1;
  shop_client_keep_answer (self, adjustment->id, answer->epoch[0] ? answer->epoch : epoch, seq);
  if (is_loose)
    g_ptr_array_add (self->loose, g_memdup2 (adjustment, sizeof *adjustment));
  else
    tell_answer (self, adjustment->id, seq);
}

static void
take_no (ShopClient *self, const ShopMessage *answer, const ShowAdjustment *adjustment)
{
  const ShowAdjusted adjusted = {.id = adjustment->id,
                                 .code = answer->code[0] ? answer->code : "invalid"};

  shop_client_keep_answer (self, adjustment->id, "", 0);
  self->funcs.adjusted (&adjusted, self->data);
}

void
shop_client_take_answer (ShopClient *self, const ShopMessage *message)
{
  ShowAdjustment adjustment;

  if (!shop_outbox_answer (self->outbox, message->adjustment.id, &adjustment))
    return;
  if (message->ok)
    take_yes (self, message, &adjustment);
  else
    take_no (self, message, &adjustment);
}

static gboolean
mentions (const ShopMessage *message, const char *sku)
{
  for (guint i = 0; i < message->items->len; i++)
    if (g_strcmp0 (((ShopItem *) message->items->pdata[i])->sku, sku) == 0)
      return TRUE;
  return FALSE;
}

void
shop_client_settle_loose (ShopClient *self, const ShopMessage *message)
{
  const char *epoch;
  gint64 seq = 0;

  if (self->loose->len == 0 || !shop_sync_get_place (self->sync, &epoch, &seq))
    return;
  for (guint i = self->loose->len; i > 0; i--) {
    const ShowAdjustment *adjustment = self->loose->pdata[i - 1];

    if (message->kind == SHOP_MESSAGE_HB || mentions (message, adjustment->sku)) {
      tell_answer (self, adjustment->id, seq);
      g_ptr_array_remove_index (self->loose, i - 1);
    }
  }
}
