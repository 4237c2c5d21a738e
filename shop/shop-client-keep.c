/* What the client keeps in the store, for the next start without the shop.
 *
 * The order of things. A correction is in the store before anybody hears of it
 * (shop_client_adjust()); its answer and the products follow: they gather here while a write is on
 * its way, and go with the next one, answers before products that have them, and after those that
 * do not. A write that fails gives all of it back, so that the products' place is never in the
 * store without them. Whatever is lost with the power is told by the shop again: corrections
 * without an answer are sent again with their ids, and products follow from the older place, or
 * with a snapshot. */
#include "shop-client-private.h"

void
shop_client_note_truth (ShopClient *self, gint64 now_ms)
{
  if (!self->socket) /* it was the last word: what was true before it is what is known */
    return;
  self->was_true = shop_sync_is_true (self->sync);
  if (self->was_true)
    self->true_ms = now_ms;
}

void
shop_client_keep_answer (ShopClient *self, const char *id, const char *epoch, gint64 seq)
{
  ShopAnswer answer = {.seq = seq};

  g_strlcpy (answer.id, id, sizeof answer.id);
  g_strlcpy (answer.epoch, epoch, sizeof answer.epoch);
  g_array_append_val (self->answers, answer);
}

void
shop_client_forget_kept (ShopClient *self)
{
  self->kept_seq = self->keeping_seq = -1;
}

/* Writing */

/* Those that the kept products have already, are done with. */
static GArray *
take_answers (ShopClient *self)
{
  GArray *answers = g_steal_pointer (&self->answers);

  self->answers = g_array_new (FALSE, FALSE, sizeof (ShopAnswer));
  for (guint i = 0; i < answers->len; i++) {
    ShopAnswer *answer = &g_array_index (answers, ShopAnswer, i);

    if (answer->seq <= self->kept_seq)
      answer->seq = 0;
  }
  return answers;
}

static gboolean
can_keep_products (const ShopClient *self)
{
  const char *epoch;
  gint64 seq;

  return self->unkept && self->was_true && shop_sync_get_place (self->sync, &epoch, &seq);
}

static void
take_products (ShopClient *self, ShopKeep *keep)
{
  const char *epoch;

  if (!can_keep_products (self))
    return;
  self->unkept = FALSE;
  if (!shop_sync_collect_kept (self->sync, &keep->change))
    return;
  shop_sync_get_place (self->sync, &epoch, &keep->place.seq);
  g_strlcpy (keep->place.source, self->source, sizeof keep->place.source);
  g_strlcpy (keep->place.epoch, epoch, sizeof keep->place.epoch);
  self->keeping_seq = keep->place.seq;
}

/* When all of it was last true: the shop may tell what its source told long ago. */
static gint64
get_true_ms (const ShopClient *self)
{
  return self->source_ms ? MIN (self->true_ms, self->source_ms) : self->true_ms;
}

static void
begin_write (ShopClient *self, gint64 now_ms)
{
  ShopKeep *keep = g_new0 (ShopKeep, 1);

  self->keeping_seq = self->kept_seq;
  keep->answers = take_answers (self);
  take_products (self, keep);
  /* The time would be wrong for older products that could not be written. */
  if (self->was_true && !self->unkept)
    keep->place.heard_ms = MAX (self->wall_ms () - (now_ms - get_true_ms (self)), 1);
  self->keep_ms = now_ms + SHOP_KEEP_MS;
  self->touch_ms = now_ms + SHOP_TOUCH_MS;
  shop_keeper_write (self->keeper, keep);
}

static void
give_back (ShopClient *self, const ShopKeep *keep)
{
  g_array_prepend_vals (self->answers, keep->answers->data, keep->answers->len);
  if (!keep->change.items)
    return;
  shop_sync_give_back_kept (self->sync, &keep->change);
  self->unkept = TRUE;
}

void
shop_client_on_written (ShopKeep *keep, const GError *error, gpointer data)
{
  ShopClient *self = data;

  if (error) {
    give_back (self, keep);
    self->keep_ms = self->touch_ms = shop_client_now_ms (self) + SHOP_KEEP_AGAIN_MS;
    shop_client_fail (self, error);
  } else {
    self->kept_seq = self->keeping_seq;
  }
  shop_client_wake (self);
}

/* When */

static gboolean
has_unkept (const ShopClient *self)
{
  return self->answers->len > 0 || can_keep_products (self);
}

gint64
shop_client_keep (ShopClient *self, gint64 now_ms)
{
  gint64 due_ms = G_MAXINT64;

  if (shop_keeper_is_busy (self->keeper))
    return G_MAXINT64;
  if (has_unkept (self))
    due_ms = self->keep_ms;
  else if (shop_sync_is_true (self->sync))
    due_ms = self->touch_ms;
  if (now_ms < due_ms)
    return due_ms;
  begin_write (self, now_ms);
  return G_MAXINT64;
}

void
shop_client_keep_now (ShopClient *self, gint64 now_ms)
{
  if (has_unkept (self) && !shop_keeper_is_busy (self->keeper))
    begin_write (self, now_ms);
}

void
shop_client_keep_last (ShopClient *self)
{
  shop_keeper_wait (self->keeper);
  for (int tries = 0; tries < 2 && has_unkept (self); tries++) {
    shop_client_keep_now (self, shop_client_now_ms (self));
    shop_keeper_wait (self->keeper);
  }
}
