#include "shop-outbox.h"

#include "base-bucket.h"

static const BasePace pace = {SHOP_OUTBOX_PER_S, 1000.0 / SHOP_OUTBOX_PER_S};

typedef struct {
  ShowAdjustment adjustment;
  gboolean sent;   /* over this line */
  gboolean unsure; /* over an earlier one */
  gint64 sent_ms;
} Letter;

struct _ShopOutbox {
  GQueue *letters; /* of Letter, unanswered, oldest first; those sent come before the others */
  guint in_flight;
  gint64 pause_until_ms;
  BaseBucket rate;
};

static void
push (ShopOutbox *self, const ShowAdjustment *adjustment, gboolean unsure)
{
  Letter *letter = g_new0 (Letter, 1);

  letter->adjustment = *adjustment;
  letter->unsure = unsure;
  g_queue_push_tail (self->letters, letter);
}

ShopOutbox *
shop_outbox_new (const GArray *pending)
{
  ShopOutbox *self = g_new0 (ShopOutbox, 1);

  self->letters = g_queue_new ();
  self->pause_until_ms = G_MININT64;
  for (guint i = 0; pending && i < pending->len; i++) {
    const ShopPending *one = &g_array_index (pending, ShopPending, i);

    if (!one->answered)
      push (self, &one->adjustment, TRUE);
  }
  return self;
}

void
shop_outbox_free (ShopOutbox *self)
{
  if (!self)
    return;
  g_queue_free_full (self->letters, g_free);
  g_free (self);
}

void
shop_outbox_add (ShopOutbox *self, const ShowAdjustment *adjustment)
{
  push (self, adjustment, FALSE);
}

void
shop_outbox_unsend (ShopOutbox *self)
{
  for (GList *at = self->letters->head; at; at = at->next) {
    Letter *letter = at->data;

    letter->unsure = letter->unsure || letter->sent;
    letter->sent = FALSE;
  }
  self->in_flight = 0;
}

void
shop_outbox_pause (ShopOutbox *self, gint64 until_ms)
{
  shop_outbox_unsend (self);
  self->pause_until_ms = until_ms;
}

gboolean
shop_outbox_is_unsure (const ShopOutbox *self)
{
  for (GList *at = self->letters->head; at; at = at->next)
    if (((Letter *) at->data)->unsure)
      return TRUE;
  return FALSE;
}

/* The first one that was not sent over this line. */
static Letter *
find_next (ShopOutbox *self)
{
  return g_queue_peek_nth (self->letters, self->in_flight);
}

/* When the oldest that was sent is given up; G_MAXINT64: none was. */
static gint64
again_ms (ShopOutbox *self)
{
  const Letter *oldest = g_queue_peek_head (self->letters);

  return oldest && oldest->sent ? oldest->sent_ms + SHOP_OUTBOX_AGAIN_MS : G_MAXINT64;
}

gint64
shop_outbox_next_ms (ShopOutbox *self, gint64 now_ms)
{
  if (!find_next (self) || self->in_flight >= SHOP_OUTBOX_FLIGHT)
    return again_ms (self);
  return MIN (again_ms (self), MAX (self->pause_until_ms,
                                    now_ms + base_bucket_wait_ms (&self->rate, &pace, now_ms)));
}

const ShowAdjustment *
shop_outbox_next (ShopOutbox *self, gint64 now_ms)
{
  Letter *letter;

  if (now_ms >= again_ms (self))
    shop_outbox_unsend (self);
  letter = find_next (self);
  if (!letter || shop_outbox_next_ms (self, now_ms) > now_ms)
    return NULL;
  base_bucket_take (&self->rate, &pace, 1, now_ms);
  letter->sent = TRUE;
  letter->sent_ms = now_ms;
  self->in_flight++;
  return &letter->adjustment;
}

gboolean
shop_outbox_answer (ShopOutbox *self, const char *id, ShowAdjustment *ret_adjustment)
{
  for (GList *at = self->letters->head; at; at = at->next) {
    Letter *letter = at->data;

    if (!g_str_equal (letter->adjustment.id, id))
      continue;
    if (letter->sent)
      self->in_flight--;
    *ret_adjustment = letter->adjustment;
    g_queue_delete_link (self->letters, at);
    g_free (letter);
    return TRUE;
  }
  return FALSE;
}
