/* Items that come from a store or shop. */
#include "show-draft.h"

static gboolean
is_same_item (const ShowProduct *known, const ShowProduct *item)
{
  return known->rev == item->rev && known->as_of_ms == item->as_of_ms &&
         show_product_equal_content (known, item);
}

/* A count from the future (a wrong clock at the other end) counts as of now. Transfer full. */
static ShowProduct *
take_good (const ShowDraft *draft, ShowProduct *known, ShowProduct *item)
{
  ShowProduct *copy;

  if (known && is_same_item (known, item))
    return show_product_ref (known);
  if (draft->state->setup->stock_is_local || item->as_of_ms <= draft->event->now_ms)
    return show_product_ref (item);
  copy = show_product_copy (item);
  copy->as_of_ms = draft->event->now_ms;
  return copy;
}

/* What could not be read puts what is known in doubt; it may be anything. Transfer full; NULL when
 * nothing is known. */
static ShowProduct *
take_bad (ShowProduct *known, ShowProduct *item)
{
  ShowProduct *copy;

  if (!known) /* or what the store knew, and doubted already */
    return show_product_validate (item, NULL) ? show_product_ref (item) : NULL;
  if (known->doubtful)
    return show_product_ref (known);
  copy = show_product_copy (known);
  copy->doubtful = TRUE;
  return copy;
}

static ShowProduct *
take_item (const ShowDraft *draft, ShowProduct *item)
{
  ShowProduct *known = item->sku ? show_catalog_find (draft->state->products, item->sku) : NULL;
  gboolean is_good = !item->doubtful && show_product_validate (item, NULL);

  return is_good ? take_good (draft, known, item) : take_bad (known, item);
}

static void
unref_product (gpointer product)
{
  show_product_unref (product);
}

/* The items as they may stand in the catalog. */
static GPtrArray *
take_items (const ShowDraft *draft)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (unref_product);

  for (guint i = 0; i < draft->event->products.n_items; i++) {
    ShowProduct *item = take_item (draft, draft->event->products.items[i]);

    if (item)
      g_ptr_array_add (items, item);
  }
  return items;
}

static gboolean
is_same_catalog (const ShowCatalog *a, const ShowCatalog *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (a->pdata[i] != b->pdata[i])
      return FALSE;
  return TRUE;
}

static void
apply_items (ShowDraft *draft, const GPtrArray *items)
{
  g_autoptr (GPtrArray) none = show_catalog_new ();
  const ShowCatalog *base = draft->event->products.complete ? none : draft->state->products;
  g_autoptr (GPtrArray) merged =
      show_catalog_merge (base, (ShowProduct *const *) items->pdata, items->len);

  if (draft->event->products.gone) {
    ShowCatalog *rest = show_catalog_remove (merged, draft->event->products.gone);

    g_ptr_array_unref (merged);
    merged = rest;
  }
  if (!is_same_catalog (merged, draft->state->products))
    show_draft_set_products (draft, g_steal_pointer (&merged));
}

void
show_reduce_products (ShowDraft *draft, const ShowEvent *event)
{
  g_autoptr (GPtrArray) items = take_items (draft);
  ShowFeedState *feed = &draft->state->feed;

  if (items->len > 0 || event->products.complete || event->products.gone)
    apply_items (draft, items);
  if (event->products.seq == 0)
    return;
  draft->changed |= feed->seq != event->products.seq;
  feed->seq = event->products.seq;
  show_draft_set_pending (
      draft, show_pending_list_settle (draft->state->pending, feed->seq, event->products.complete));
}
