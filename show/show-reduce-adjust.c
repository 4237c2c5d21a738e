/* Stock commands where a shop counts: each becomes a correction that the shop is told exactly once,
 * and that is taken off the picture at once. */
#include "show-draft.h"
#include "show-stock-edit.h"
#include "show-words.h"
#include <string.h>

/* What would be left, were the shop told of all that waits: a sale is checked against this. */
static ShowProduct *
product_after_pending (const ShowState *state, ShowProduct *known)
{
  g_autoptr (ShowProduct) shown = NULL;
  ShowPendingSum sum;

  show_pending_list_sum (state->pending, known, &sum);
  shown = show_product_as_shown (known, &sum, 0);
  return show_product_copy (shown);
}

/* How many pieces more the edit made. */
static gint64
pieces_made (const ShowProduct *before, const ShowProduct *after)
{
  if (before->state == SHOW_STOCK_PREORDER)
    return before->pre_sold - after->pre_sold;
  return after->available - before->available;
}

/* A number is counted against the shop's, so that one must be certain. */
static gboolean
check_count (const ShowState *state, const ShowProduct *known, ShowAdjustWhy why, GError **error)
{
  if (why != SHOW_ADJUST_COUNT || show_state_freshness (state, known) == SHOW_FRESH)
    return TRUE;
  return show_words_refuse (error,
                            "What the shop has of %s is not certain now, so a count cannot be "
                            "compared with it. Count again when the shop is there.",
                            known->sku);
}

/* The shop knows how many it sold, and whether something may come back; it need not tell us. */
static void
allow_return (ShowProduct *product, ShowAdjustWhy why)
{
  if (why == SHOW_ADJUST_RETURN && product->state != SHOW_STOCK_PREORDER) {
    product->sold = SHOW_QUANTITY_MAX;
    product->cap = 0;
  }
}

static gboolean
try_edit (const ShowDraft *draft, ShowProduct *known, const ShowCommand *command, gint64 *ret_by,
          GError **error)
{
  const ShowStockCommand *stock = show_stock_command_get (command->id);
  g_autoptr (ShowProduct) before = product_after_pending (draft->state, known);
  g_autoptr (ShowProduct) after = show_product_copy (before);

  allow_return (after, stock->why);
  if (!stock->edit (after, command->args, draft->event->now_ms, error))
    return FALSE;
  *ret_by = pieces_made (before, after);
  return TRUE;
}

/* What the shop counts as sold, were it told of all that waits. */
static gint64
sold_after_pending (const ShowState *state, const ShowProduct *known)
{
  gint64 sold = known->sold;

  for (guint i = 0; i < state->pending->len; i++) {
    const ShowAdjustment *one = &g_array_index (state->pending, ShowPending, i).adjustment;

    if (one->why != SHOW_ADJUST_COUNT && g_str_equal (one->sku, known->sku))
      sold -= one->by;
  }
  return sold;
}

/* A shop takes no more back than it counts as sold: what is added beyond that was counted. */
static ShowAdjustWhy
why_of (const ShowState *state, const ShowProduct *known, ShowCommandId id, gint64 by)
{
  if (id == SHOW_CMD_STOCK_ADD && known->state != SHOW_STOCK_PREORDER &&
      by > sold_after_pending (state, known))
    return SHOW_ADJUST_COUNT;
  return show_stock_command_get (id)->why;
}

static void
add_adjustment (ShowDraft *draft, const ShowAdjustment *adjustment)
{
  show_draft_set_pending (draft, show_pending_list_add (draft->state->pending, adjustment));
  show_draft_add_effect (draft, SHOW_EFFECT_ADJUST, 0)->adjustment = *adjustment;
}

gboolean
show_reduce_adjust (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  ShowState *state = draft->state;
  ShowProduct *known = show_catalog_find (state->products, command->args[0]);
  ShowAdjustment adjustment = {.why = show_stock_command_get (command->id)->why,
                               .at_ms = draft->event->now_ms};

  g_assert (draft->event->id && *draft->event->id &&
            strlen (draft->event->id) <= SHOW_ADJUST_ID_MAX);
  if (show_pending_list_find (state->pending, draft->event->id) >= 0)
    return TRUE; /* asked again: it is on its way */
  if (!known) {
    show_catalog_set_not_found (state->products, command->args[0], error);
    return FALSE;
  }
  if (!check_count (state, known, adjustment.why, error))
    return FALSE;
  if (state->pending->len >= SHOW_ADJUSTMENTS_MAX)
    return show_words_refuse (error, "%d corrections wait for the shop already. Connect it first.",
                              SHOW_ADJUSTMENTS_MAX);
  if (!try_edit (draft, known, command, &adjustment.by, error))
    return FALSE;
  if (adjustment.by == 0)
    return TRUE;
  adjustment.why = why_of (state, known, command->id, adjustment.by);
  g_strlcpy (adjustment.id, draft->event->id, sizeof adjustment.id);
  g_strlcpy (adjustment.sku, known->sku, sizeof adjustment.sku);
  if (command->args[1] && command->args[2])
    g_strlcpy (adjustment.hub, command->args[2], sizeof adjustment.hub);
  add_adjustment (draft, &adjustment);
  return TRUE;
}
