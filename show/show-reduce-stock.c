/* Stock: commands that count here, and items that come from a store or shop. */
#include "show-draft.h"
#include "show-words.h"
#include <string.h>

#define SUGGESTIONS 8 /* products that a "not found" names, around where the SKU would be */

/* Changes `product`, which is not published yet; FALSE leaves it for the bin. args[0] is the SKU.
 */
typedef gboolean (*StockEdit) (ShowProduct *product, char **args, GError **error);

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_REFUSED, text);
  return FALSE;
}

#define N "%" G_GINT64_FORMAT

static gboolean
edit_cap (ShowProduct *product, char **args, GError **error)
{
  gint64 cap;

  if (!show_words_to_int (args[1], 0, SHOW_QUANTITY_MAX, "The cap", &cap, error))
    return FALSE;
  if (cap > 0 && cap < product->sold)
    return refuse (error, N " of %s are sold already, so the cap cannot be " N ".", product->sold,
                   product->sku, cap);
  if (cap > 0 && cap < product->sold + product->available)
    return refuse (error,
                   N " of %s are sold and " N " left, more than a cap of " N
                     ". Lower what is left first: stock set %s " N,
                   product->sold, product->sku, product->available, cap, product->sku,
                   cap - product->sold);
  product->cap = cap;
  return TRUE;
}

static gboolean
edit_set (ShowProduct *product, char **args, GError **error)
{
  gint64 available;

  if (!show_words_to_int (args[1], 0, SHOW_QUANTITY_MAX, "The number left", &available, error))
    return FALSE;
  if (product->cap > 0 && available > 0 && available + product->sold > product->cap)
    return refuse (error,
                   N " left and " N " sold of %s are more than the cap of " N
                     ". Raise the cap first: stock cap %s " N,
                   available, product->sold, product->sku, product->cap, product->sku,
                   available + product->sold);
  product->available = available;
  return TRUE;
}

static gboolean
edit_sell (ShowProduct *product, char **args, GError **error)
{
  gint64 n = 1;

  if (args[1] && !show_words_to_int (args[1], 1, SHOW_QUANTITY_MAX, "The number sold", &n, error))
    return FALSE;
  if (product->available == 0)
    return refuse (error, "%s is sold out.", product->sku);
  if (n > product->available)
    return refuse (error, "Only " N " of %s left.", product->available, product->sku);
  if (product->cap > 0 && n > product->cap - product->sold)
    return refuse (error,
                   N " of %s sold would be more than the cap of " N
                     ". Raise the cap first: stock cap %s " N,
                   product->sold + n, product->sku, product->cap, product->sku,
                   product->sold + product->available);
  product->available -= n;
  product->sold += n;
  return TRUE;
}

static gboolean
edit_price (ShowProduct *product, char **args, GError **error)
{
  g_autofree char *currency = g_ascii_strup (args[2], -1);
  gint64 price_minor;

  if (!show_words_to_int (args[1], 0, SHOW_QUANTITY_MAX, "The price in minor units", &price_minor,
                          error))
    return FALSE;
  if (strlen (currency) != 3) {
    g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
                         "The currency must be three capital letters, such as EUR.");
    return FALSE;
  }
  product->price_minor = price_minor;
  g_strlcpy (product->currency, currency, sizeof product->currency);
  return TRUE;
}

static gboolean
edit_title (ShowProduct *product, char **args, GError **error)
{
  g_free (product->title);
  product->title = g_strdup (args[1]);
  return TRUE;
}

typedef struct {
  StockEdit edit;
  gboolean creates; /* an SKU that is not known yet */
  gboolean counts;  /* what is left changes, and with it live or sold out */
  gboolean is_news; /* the number left is told anew, so it is fresh wherever it came from */
} StockCommand;

static const StockCommand stock_commands[] = {
    [SHOW_CMD_STOCK_CAP] = {edit_cap, .creates = TRUE},
    [SHOW_CMD_STOCK_PRICE] = {edit_price, .creates = TRUE},
    [SHOW_CMD_STOCK_SELL] = {edit_sell, .counts = TRUE},
    [SHOW_CMD_STOCK_SET] = {edit_set, .creates = TRUE, .counts = TRUE, .is_news = TRUE},
    [SHOW_CMD_STOCK_TITLE] = {edit_title, .creates = TRUE},
};

/* Names products near where `sku` would stand; the work does not grow with the catalog. */
static void
set_unknown_sku (const ShowCatalog *catalog, const char *sku, GError **error)
{
  const char *known[SUGGESTIONS + 1] = {NULL};
  guint position = show_catalog_position (catalog, sku);
  guint first = MIN (position - MIN (position, SUGGESTIONS / 2),
                     catalog->len - MIN (catalog->len, SUGGESTIONS));

  for (guint i = 0; i < SUGGESTIONS && first + i < catalog->len; i++)
    known[i] = ((ShowProduct *) catalog->pdata[first + i])->sku;
  show_words_set_not_found (error, sku, known, "product",
                            catalog->len > SUGGESTIONS ? "Some products" : "Products");
}

/* A copy to be edited, or a new product; NULL when there is none and may be none. */
static ShowProduct *
open_product (const ShowState *state, const StockCommand *stock, const char *sku, GError **error)
{
  const ShowProduct *known = show_catalog_find (state->products, sku);

  if (known)
    return show_product_copy (known);
  if (!stock->creates)
    set_unknown_sku (state->products, sku, error);
  else if (state->products->len >= SHOW_PRODUCTS_MAX)
    refuse (error, "There are %d products already, which is the limit.", SHOW_PRODUCTS_MAX);
  else
    return show_product_new (sku, sku);
  return NULL;
}

/* Upcoming, pre-order, paused and ended are decisions of the seller that a count does not touch. */
static void
settle_stock_state (ShowProduct *product)
{
  if (product->state == SHOW_STOCK_LIVE && product->available == 0)
    product->state = SHOW_STOCK_SOLD_OUT;
  else if (product->state == SHOW_STOCK_SOLD_OUT && product->available > 0)
    product->state = SHOW_STOCK_LIVE;
}

static void
replace_products (ShowDraft *draft, ShowProduct *const *items, guint n_items)
{
  ShowCatalog *merged = show_catalog_merge (draft->state->products, items, n_items);

  g_ptr_array_unref (draft->state->products);
  draft->state->products = merged;
  draft->changed = TRUE;
}

gboolean
show_reduce_stock (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  const StockCommand *stock = &stock_commands[command->id];
  const ShowProduct *known = show_catalog_find (draft->state->products, command->args[0]);
  g_autoptr (ShowProduct) product = open_product (draft->state, stock, command->args[0], error);
  gboolean is_news = stock->is_news || draft->state->setup->stock_is_local;

  if (!product || !stock->edit (product, command->args, error))
    return FALSE;
  if (stock->counts || !known)
    settle_stock_state (product);
  if (known && show_product_equal_content (known, product) &&
      (draft->state->setup->stock_is_local || !stock->is_news))
    return TRUE;
  product->rev++;
  if (is_news)
    product->as_of_ms = draft->now_ms;
  if (!show_product_validate (product, error))
    return FALSE;
  replace_products (draft, &product, 1);
  show_draft_add_effect (draft, SHOW_EFFECT_STORE, 0)->product = g_steal_pointer (&product);
  return TRUE;
}

/* Items from elsewhere */

static gboolean
is_same_item (const ShowProduct *known, const ShowProduct *item)
{
  return known->rev == item->rev && known->as_of_ms == item->as_of_ms &&
         show_product_equal_content (known, item);
}

/* A count from the future (a wrong clock at the other end) would never look old: it counts as of
 * now. Transfer full. */
static ShowProduct *
take_item (const ShowDraft *draft, ShowProduct *item)
{
  ShowProduct *copy;

  if (draft->state->setup->stock_is_local || item->as_of_ms <= draft->now_ms)
    return show_product_ref (item);
  copy = show_product_copy (item);
  copy->as_of_ms = draft->now_ms;
  return copy;
}

static void
unref_product (gpointer product)
{
  show_product_unref (product);
}

/* Whether `item` says something that the state does not know yet, and may be taken. */
static gboolean
is_welcome (const ShowCatalog *catalog, const ShowProduct *item)
{
  const ShowProduct *known;

  if (!show_product_validate (item, NULL))
    return FALSE;
  known = show_catalog_find (catalog, item->sku);
  return known ? !is_same_item (known, item) : catalog->len < SHOW_PRODUCTS_MAX;
}

void
show_reduce_products (ShowDraft *draft, const ShowEvent *event)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (unref_product);

  for (guint i = 0; i < event->products.n_items; i++) {
    g_autoptr (ShowProduct) item = take_item (draft, event->products.items[i]);

    if (is_welcome (draft->state->products, item))
      g_ptr_array_add (items, g_steal_pointer (&item));
  }
  if (items->len > 0)
    replace_products (draft, (ShowProduct *const *) items->pdata, items->len);
}
