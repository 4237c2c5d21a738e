/* Stock commands where this rig counts. */
#include "show-draft.h"
#include "show-stock-edit.h"
#include "show-words.h"

/* A copy to be edited, or a new product; NULL when there is none and may be none. */
static ShowProduct *
open_product (const ShowState *state, gboolean creates, const char *sku, GError **error)
{
  const ShowProduct *known = show_catalog_find (state->products, sku);

  if (known)
    return show_product_copy (known);
  if (!creates)
    show_catalog_set_not_found (state->products, sku, error);
  else if (state->products->len >= SHOW_PRODUCTS_MAX)
    show_words_refuse (error, "There are %d products already, which is the limit.",
                       SHOW_PRODUCTS_MAX);
  else
    return show_product_new (sku, sku);
  return NULL;
}

static gboolean
edit_here (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  const ShowStockCommand *stock = show_stock_command_get (command->id);
  const ShowProduct *known = show_catalog_find (draft->state->products, command->args[0]);
  g_autoptr (ShowProduct) product =
      open_product (draft->state, stock->creates, command->args[0], error);

  if (!product || !stock->edit (product, command->args, draft->event->now_ms, error))
    return FALSE;
  if (stock->counts || !known)
    show_stock_settle (product);
  if (known && show_product_equal_content (known, product))
    return TRUE;
  product->rev++;
  product->as_of_ms = draft->event->now_ms;
  if (!show_product_validate (product, error))
    return FALSE;
  show_draft_set_products (draft, show_catalog_merge (draft->state->products, &product, 1));
  show_draft_add_effect (draft, SHOW_EFFECT_STORE, 0)->product = g_steal_pointer (&product);
  return TRUE;
}

static gboolean
refuse_foreign (GError **error)
{
  return show_words_refuse (error, "The shop sets this. Change it there.");
}

gboolean
show_reduce_stock (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  if (draft->state->setup->stock_is_local)
    return edit_here (draft, command, error);
  if (show_stock_command_get (command->id)->why)
    return show_reduce_adjust (draft, command, error);
  return refuse_foreign (error);
}

gboolean
show_reduce_stock_remove (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  const char *sku = command->args[0];

  if (!draft->state->setup->stock_is_local)
    return refuse_foreign (error);
  if (!show_catalog_find (draft->state->products, sku)) {
    show_catalog_set_not_found (draft->state->products, sku, error);
    return FALSE;
  }
  show_draft_add_effect (draft, SHOW_EFFECT_FORGET, 0)->sku = g_strdup (sku);
  show_draft_set_products (
      draft, show_catalog_remove (draft->state->products, (const char *const[]){sku, NULL}));
  return TRUE;
}

gboolean
show_reduce_stock_buffer (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  gint64 n;

  if (!show_words_to_quantity (command->args[0], "The number held back", &n, error))
    return FALSE;
  draft->changed = draft->state->oversell_buffer != n;
  draft->state->oversell_buffer = n;
  return TRUE;
}
