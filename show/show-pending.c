#include "show-pending.h"
#include <string.h>

ShowPendingList *
show_pending_list_new (void)
{
  return g_array_new (FALSE, TRUE, sizeof (ShowPending));
}

static const ShowPending *
at (const ShowPendingList *list, guint i)
{
  return &g_array_index (list, ShowPending, i);
}

int
show_pending_list_find (const ShowPendingList *list, const char *id)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (at (list, i)->adjustment.id, id))
      return (int) i;
  return -1;
}

static ShowPendingList *
copy (const ShowPendingList *list)
{
  ShowPendingList *new = show_pending_list_new ();

  g_array_append_vals (new, list->data, list->len);
  return new;
}

ShowPendingList *
show_pending_list_add (const ShowPendingList *list, const ShowAdjustment *adjustment)
{
  ShowPendingList *new = copy (list);
  ShowPending pending = {.adjustment = *adjustment};

  g_array_append_val (new, pending);
  return new;
}

ShowPendingList *
show_pending_list_answer (const ShowPendingList *list, guint index, gint64 seq)
{
  ShowPendingList *new = copy (list);
  ShowPending *pending = &g_array_index (new, ShowPending, index);

  pending->answered = TRUE;
  pending->seq = seq;
  return new;
}

ShowPendingList *
show_pending_list_remove (const ShowPendingList *list, guint index)
{
  ShowPendingList *new = copy (list);

  return g_array_remove_index (new, index);
}

static gboolean
is_contained (const ShowPending *pending, gint64 seq, gboolean complete)
{
  return pending->answered && (complete || pending->seq <= seq);
}

ShowPendingList *
show_pending_list_settle (ShowPendingList *list, gint64 seq, gboolean complete)
{
  ShowPendingList *new = show_pending_list_new ();

  for (guint i = 0; i < list->len; i++)
    if (!is_contained (at (list, i), seq, complete))
      g_array_append_vals (new, at (list, i), 1);
  if (new->len < list->len)
    return new;
  g_array_unref (new);
  return g_array_ref (list);
}

static void
add_at_place (const ShowProduct *product, const ShowAdjustment *adjustment, ShowPendingSum *sum)
{
  for (guint i = 0; i < product->n_hubs; i++)
    if (g_str_equal (product->hubs[i].name, adjustment->hub))
      sum->taken_at[i] -= adjustment->by;
}

/* Each number is at most SHOW_QUANTITY_MAX and there are at most SHOW_ADJUSTMENTS_MAX: no sum
 * overflows. */
void
show_pending_list_sum (const ShowPendingList *list, const ShowProduct *product,
                       ShowPendingSum *ret_sum)
{
  *ret_sum = (ShowPendingSum){0};
  for (guint i = 0; i < list->len; i++) {
    const ShowAdjustment *adjustment = &at (list, i)->adjustment;

    if (!g_str_equal (adjustment->sku, product->sku))
      continue;
    ret_sum->n++;
    if (adjustment->by >= 0)
      continue;
    ret_sum->taken -= adjustment->by;
    add_at_place (product, adjustment, ret_sum);
  }
}

/* What nobody knows the place of is taken from where most is left. */
static void
take_from_places (ShowProduct *product, const ShowPendingSum *sum)
{
  gint64 left = 0;

  for (guint i = 0; i < product->n_hubs; i++) {
    product->hubs[i].available = MAX (product->hubs[i].available - sum->taken_at[i], 0);
    left += product->hubs[i].available;
  }
  while (product->n_hubs > 0 && left > product->available) {
    ShowHub *most = &product->hubs[0];
    gint64 n;

    for (guint i = 1; i < product->n_hubs; i++)
      if (product->hubs[i].available > most->available)
        most = &product->hubs[i];
    n = MIN (left - product->available, most->available);
    most->available -= n;
    left -= n;
  }
  if (product->n_hubs > 0)
    product->available = left;
}

ShowProduct *
show_product_as_shown (ShowProduct *product, const ShowPendingSum *sum, gint64 buffer)
{
  ShowProduct *shown;

  if (sum->taken == 0 && buffer == 0 && !product->doubtful)
    return show_product_ref (product);
  shown = show_product_copy (product);
  if (product->state == SHOW_STOCK_PREORDER) {
    shown->pre_sold = MIN (product->pre_sold + sum->taken, product->pre_cap);
  } else {
    shown->available = MAX (product->available - sum->taken - buffer, 0);
    take_from_places (shown, sum);
  }
  if (product->doubtful)
    shown->currency[0] = '\0';
  return shown;
}
