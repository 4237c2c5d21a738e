/* Corrections: one piece is sold and taken back. */
#include "shop-verify-private.h"

#include <string.h>

#define ANSWER_MS 5000 /* S23 */
#define MANY      1000 /* pieces more than there are */

typedef struct {
  ShopVerifyLine *line;
  ShopSync *sync;
  ShopMessage *answer; /* the last one */
} Dialogue;

static void
make (ShopMessage *adjust, const char *id, const char *sku, gint64 by)
{
  g_strlcpy (adjust->adjustment.id, id, sizeof adjust->adjustment.id);
  g_strlcpy (adjust->adjustment.sku, sku, sizeof adjust->adjustment.sku);
  adjust->adjustment.by = by;
  adjust->adjustment.why = by < 0 ? SHOW_ADJUST_STALL_SALE : SHOW_ADJUST_RETURN;
  adjust->adjustment.at_ms = g_get_real_time () / 1000;
}

/* Takes all that comes until the answer, which is NULL when there is none. */
static void
await_answer (Dialogue *self, const char *id)
{
  gint64 until_ms = shop_verify_now_ms () + ANSWER_MS;

  g_clear_pointer (&self->answer, shop_message_free);
  for (;;) {
    g_autoptr (ShopMessage) message =
        shop_verify_line_next (self->line, (guint) MAX (until_ms - shop_verify_now_ms (), 0));

    if (!message)
      return;
    if (message->kind == SHOP_MESSAGE_ADJUSTED && g_str_equal (message->adjustment.id, id)) {
      self->answer = g_steal_pointer (&message);
      return;
    }
    shop_verify_take (self->line, self->sync, message);
  }
}

static gboolean
adjust (Dialogue *self, const char *id, const char *sku, gint64 by)
{
  g_autoptr (ShopMessage) message = shop_message_new (SHOP_MESSAGE_ADJUST);

  make (message, id, sku, by);
  shop_verify_line_send_message (self->line, message);
  await_answer (self, id);
  shop_verify_check (self->line->verify, 23, self->answer != NULL,
                     "adjust is not answered within 5 s");
  return self->answer != NULL;
}

/* The place that the products are at is that of the answer, or later. */
static gboolean
await_seq (Dialogue *self, gint64 seq)
{
  gint64 until_ms = shop_verify_now_ms () + ANSWER_MS, own_seq = 0;
  const char *epoch;

  while (shop_sync_get_place (self->sync, &epoch, &own_seq) && own_seq < seq) {
    g_autoptr (ShopMessage) message =
        shop_verify_line_next (self->line, (guint) MAX (until_ms - shop_verify_now_ms (), 0));

    if (!message)
      return FALSE;
    shop_verify_take (self->line, self->sync, message);
  }
  return TRUE;
}

static char *
find_sku (ShopSync *sync)
{
  g_auto (ShopSyncChange) change = {0};

  if (!shop_sync_collect (sync, &change))
    return NULL;
  for (guint i = 0; i < change.items->len; i++) {
    const ShowProduct *product = change.items->pdata[i];

    if (product->available > 1 && !product->doubtful)
      return g_strdup (product->sku);
  }
  return NULL;
}

static void
check_sale (Dialogue *self, const char *sku, const char *id)
{
  ShopVerify *verify = self->line->verify;
  gint64 before = shop_sync_find (self->sync, sku)->available, own_seq = 0, seq;
  const ShowProduct *after;
  const char *epoch;

  seq = self->answer->seq;
  shop_sync_get_place (self->sync, &epoch, &own_seq);
  shop_verify_check (verify, 25, self->answer->epoch[0] && seq > 0,
                     "ok has no epoch and seq of the first state that contains it");
  if (seq == 0)
    return;
  shop_verify_check (verify, 25, own_seq < seq,
                     "ok comes after the delta that contains the correction");
  shop_verify_check (verify, 25, await_seq (self, seq),
                     "the state that ok tells of does not come within 5 s");
  after = shop_sync_find (self->sync, sku);
  if (after && after->available != before - 1)
    shop_verify_note (verify,
                      "%s went from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                      " when one was sold. Unless somebody else bought as well, that is wrong.",
                      sku, before, after->available);
}

/* The same id over this line and another one. */
static void
check_again (Dialogue *self, const char *sku, const char *id)
{
  ShopVerify *verify = self->line->verify;
  gint64 seq = self->answer->seq;
  Dialogue other = {.line = shop_verify_line_open (verify, verify->token)};

  if (adjust (self, id, sku, -1))
    shop_verify_check (verify, 24, self->answer->ok && self->answer->seq == seq,
                       "the same id again is answered otherwise");
  other.sync = other.line->is_open ? shop_verify_greet (other.line, NULL, 0) : NULL;
  if (other.sync && adjust (&other, id, sku, -1))
    shop_verify_check (verify, 24, other.answer->ok && other.answer->seq == seq,
                       "the same id again, over another line, is answered otherwise");
  g_clear_pointer (&other.answer, shop_message_free);
  shop_sync_free (other.sync);
  shop_verify_line_free (other.line);
}

static void
check_unknown (Dialogue *self)
{
  g_autofree char *id = g_uuid_string_random ();

  if (adjust (self, id, "no-such-sku.x", -1))
    shop_verify_check (self->line->verify, 26,
                       !self->answer->ok && g_str_equal (self->answer->code, "unknown_sku"),
                       "a SKU that is not there is not answered by unknown_sku");
}

static void
check_too_many (Dialogue *self, const char *sku)
{
  g_autofree char *id = g_uuid_string_random ();
  const ShowProduct *product = shop_sync_find (self->sync, sku);

  if (product && adjust (self, id, sku, -(product->available + MANY)))
    shop_verify_check (self->line->verify, 26,
                       !self->answer->ok && g_str_equal (self->answer->code, "sold_out"),
                       "a sale of more than there are is not answered by sold_out");
  if (self->answer)
    shop_verify_check (self->line->verify, 27, !self->answer->ok,
                       "more can be sold than there are");
}

static void
sell_and_return (Dialogue *self, const char *sku)
{
  g_autofree char *id = g_uuid_string_random (), *back = g_uuid_string_random ();

  if (!adjust (self, id, sku, -1))
    return;
  if (!self->answer->ok) {
    shop_verify_note (self->line->verify,
                      "Corrections are refused (%s), so S24, S25 and S27 were "
                      "not looked at.",
                      self->answer->code);
    shop_verify_check (self->line->verify, 26, self->answer->code[0] != '\0',
                       "a refusal has no code");
    return;
  }
  check_sale (self, sku, id);
  check_again (self, sku, id);
  check_unknown (self);
  check_too_many (self, sku);
  if (!adjust (self, back, sku, 1) || !self->answer->ok)
    shop_verify_note (self->line->verify, "One of %s was sold and could not be given back.", sku);
}

void
shop_verify_adjusts (ShopVerify *self)
{
  Dialogue dialogue = {.line = shop_verify_line_open (self, self->token)};
  g_autofree char *sku = NULL;

  if (dialogue.line->is_open)
    dialogue.sync = shop_verify_greet (dialogue.line, NULL, 0);
  if (dialogue.sync)
    sku = find_sku (dialogue.sync);
  if (dialogue.sync && !sku)
    shop_verify_note (self, "There is nothing to sell, so S23 to S27 were not looked at.");
  if (sku)
    sell_and_return (&dialogue, sku);
  g_clear_pointer (&dialogue.answer, shop_message_free);
  shop_sync_free (dialogue.sync);
  shop_verify_line_free (dialogue.line);
}
