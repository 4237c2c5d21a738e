#include "show-command.h"
#include "show-text.h"
#include <string.h>

static const char *const state_names[] = {
    [SHOW_STOCK_UPCOMING] = "upcoming", [SHOW_STOCK_LIVE] = "live",
    [SHOW_STOCK_SOLD_OUT] = "sold_out", [SHOW_STOCK_PREORDER] = "preorder",
    [SHOW_STOCK_PAUSED] = "paused",     [SHOW_STOCK_ENDED] = "ended",
};

ShowProduct *
show_product_new (const char *sku, const char *title)
{
  ShowProduct *product = g_atomic_rc_box_new0 (ShowProduct);

  product->sku = g_strdup (sku);
  product->title = g_strdup (title);
  product->state = SHOW_STOCK_LIVE;
  return product;
}

ShowProduct *
show_product_copy (const ShowProduct *product)
{
  ShowProduct *copy = g_atomic_rc_box_new0 (ShowProduct);

  *copy = *product;
  copy->sku = g_strdup (product->sku);
  copy->title = g_strdup (product->title);
  return copy;
}

ShowProduct *
show_product_ref (ShowProduct *product)
{
  return g_atomic_rc_box_acquire (product);
}

static void
product_clear (gpointer data)
{
  ShowProduct *product = data;

  g_free (product->sku);
  g_free (product->title);
}

void
show_product_unref (ShowProduct *product)
{
  if (product)
    g_atomic_rc_box_release_full (product, product_clear);
}

gboolean
show_product_equal_content (const ShowProduct *a, const ShowProduct *b)
{
  return g_str_equal (a->sku, b->sku) && g_str_equal (a->title, b->title) && a->cap == b->cap &&
         a->available == b->available && a->sold == b->sold && a->price_minor == b->price_minor &&
         g_str_equal (a->currency, b->currency) && a->state == b->state;
}

static gboolean
check_number (gint64 value, const char *what, GError **error)
{
  if (value >= 0 && value <= SHOW_QUANTITY_MAX)
    return TRUE;
  g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
               "%s must be between 0 and %" G_GINT64_FORMAT ".", what, SHOW_QUANTITY_MAX);
  return FALSE;
}

static gboolean
check_numbers (const ShowProduct *product, GError **error)
{
  if (!check_number (product->rev, "The revision", error) ||
      !check_number (product->cap, "The cap", error) ||
      !check_number (product->available, "The number left", error) ||
      !check_number (product->sold, "The number sold", error) ||
      !check_number (product->price_minor, "The price", error) ||
      !check_number (product->as_of_ms, "The time of the count", error))
    return FALSE;
  if (product->cap == 0 || product->sold <= product->cap)
    return TRUE;
  g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
               "%" G_GINT64_FORMAT " sold is more than the cap of %" G_GINT64_FORMAT ".",
               product->sold, product->cap);
  return FALSE;
}

static gboolean
check_currency (const char *currency, GError **error)
{
  if (currency[0] == '\0')
    return TRUE;
  if (g_ascii_isupper (currency[0]) && g_ascii_isupper (currency[1]) &&
      g_ascii_isupper (currency[2]) && currency[3] == '\0')
    return TRUE;
  g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
                       "The currency must be three capital letters, such as EUR.");
  return FALSE;
}

static gboolean
check_sku (const char *sku, GError **error)
{
  if (sku && strlen (sku) > SHOW_SKU_MAX) {
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT, "The SKU is longer than %d bytes.",
                 SHOW_SKU_MAX);
    return FALSE;
  }
  return show_text_check (sku, SHOW_SKU_MAX, "The SKU", error);
}

gboolean
show_product_validate (const ShowProduct *product, GError **error)
{
  if (!check_sku (product->sku, error) ||
      !show_text_check (product->title, SHOW_TEXT_MAX, "The title", error) ||
      !check_currency (product->currency, error) || !check_numbers (product, error))
    return FALSE;
  if (product->state >= SHOW_STOCK_UPCOMING && product->state <= SHOW_STOCK_ENDED)
    return TRUE;
  g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT, "The stock state is not known.");
  return FALSE;
}

const char *
show_stock_state_to_string (ShowStockState state)
{
  g_assert (state > 0 && state < G_N_ELEMENTS (state_names));
  return state_names[state];
}

ShowStockState
show_stock_state_from_string (const char *text)
{
  for (guint i = 1; i < G_N_ELEMENTS (state_names); i++)
    if (g_strcmp0 (state_names[i], text) == 0)
      return i;
  return 0;
}
