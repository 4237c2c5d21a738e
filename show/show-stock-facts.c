/* Commands that change what is told of a product. */
#include "show-link.h"
#include "show-stock-edit.h"
#include "show-text.h"
#include "show-time.h"
#include "show-words.h"
#include <string.h>

#define N "%" G_GINT64_FORMAT

gboolean
show_stock_edit_price (ShowProduct *product, char **args, gint64 now_ms, GError **error)
{
  g_autofree char *currency = g_ascii_strup (args[2], -1);
  gint64 price_minor;

  if (!show_words_to_quantity (args[1], "The price in minor units", &price_minor, error))
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

gboolean
show_stock_edit_was (ShowProduct *product, char **args, gint64 now_ms, GError **error)
{
  gint64 was_minor, low30_minor;

  if (!show_words_to_quantity (args[1], "The earlier price in minor units", &was_minor, error) ||
      !show_words_to_quantity (args[2], "The lowest price of 30 days in minor units", &low30_minor,
                               error))
    return FALSE;
  if (was_minor > 0 && low30_minor == 0)
    return show_words_refuse (
        error, "An earlier price may only be told with the lowest price of the last 30 days.");
  product->was_minor = was_minor;
  product->low30_minor = low30_minor;
  return TRUE;
}

gboolean
show_stock_edit_title (ShowProduct *product, char **args, gint64 now_ms, GError **error)
{
  g_free (product->title);
  product->title = g_strdup (args[1]);
  return TRUE;
}

gboolean
show_stock_edit_url (ShowProduct *product, char **args, gint64 now_ms, GError **error)
{
  if (!show_words_is_off (args[1]) && !show_link_check (args[1], error))
    return FALSE;
  show_product_set_url (product, show_words_is_off (args[1]) ? NULL : args[1]);
  return TRUE;
}

gboolean
show_stock_edit_preorder (ShowProduct *product, char **args, gint64 now_ms, GError **error)
{
  gint64 pre_cap = 0;

  if (!show_words_is_off (args[1]) &&
      !show_words_to_quantity (args[1], "The number of pre-orders", &pre_cap, error))
    return FALSE;
  if (pre_cap < product->pre_sold)
    return show_words_refuse (error, N " of %s are ordered ahead already.", product->pre_sold,
                              product->sku);
  if (pre_cap > 0 && !args[2])
    return show_words_refuse (error,
                              "A pre-order needs its ship date: stock preorder %s " N " 2027-03-15",
                              product->sku, pre_cap);
  if (pre_cap == 0 && product->state == SHOW_STOCK_PREORDER)
    return show_words_refuse (error, "%s is on pre-order. Change that first: stock state %s live",
                              product->sku, product->sku);
  if (pre_cap > 0 && !show_product_is_day (args[2])) {
    g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
                         "The ship date must be a day written as 2027-03-15.");
    return FALSE;
  }
  product->pre_cap = pre_cap;
  g_strlcpy (product->ship_by, pre_cap > 0 ? args[2] : "", sizeof product->ship_by);
  return TRUE;
}

static gboolean
check_state (const ShowProduct *product, ShowStockState state, GError **error)
{
  if (state == SHOW_STOCK_LIVE && product->available == 0)
    return show_words_refuse (error, "Nothing of %s is left. Say how many: stock set %s N",
                              product->sku, product->sku);
  if (state == SHOW_STOCK_SOLD_OUT && product->available > 0)
    return show_words_refuse (error, N " of %s are left. Say that none is: stock set %s 0",
                              product->available, product->sku, product->sku);
  if (state == SHOW_STOCK_PREORDER && !show_product_may_preorder (product))
    return show_words_refuse (
        error,
        "%s needs a quota with room in it and a ship date first: stock preorder %s N SHIP_BY",
        product->sku, product->sku);
  return TRUE;
}

gboolean
show_stock_edit_state (ShowProduct *product, char **args, gint64 now_ms, GError **error)
{
  ShowStockState state = show_stock_state_from_string (args[1]);
  g_autofree char *quoted = show_text_quote (args[1]);

  if (!state) {
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
                 "The state must be upcoming, live, sold_out, preorder, paused or ended, not %s.",
                 quoted);
    return FALSE;
  }
  if (!check_state (product, state, error))
    return FALSE;
  product->state = state;
  return TRUE;
}

/* Early access */

static int
compare_windows (gconstpointer a, gconstpointer b)
{
  const ShowWindow *v = a, *w = b;

  return (v->from_ms > w->from_ms) - (v->from_ms < w->from_ms);
}

/* Those of other tiers, and `window` unless it is NULL. */
static void
replace_window (ShowProduct *product, const char *tier, const ShowWindow *window)
{
  g_autoptr (GArray) windows = g_array_new (FALSE, TRUE, sizeof (ShowWindow));

  for (guint i = 0; i < product->n_windows; i++)
    if (!g_str_equal (product->windows[i].tier, tier))
      g_array_append_val (windows, product->windows[i]);
  if (window)
    g_array_append_vals (windows, window, 1);
  g_array_sort (windows, compare_windows);
  show_product_set_windows (product, (const ShowWindow *) windows->data, windows->len);
}

gboolean
show_stock_edit_window (ShowProduct *product, char **args, gint64 now_ms, GError **error)
{
  ShowWindow window = {0};

  if (!show_words_check_name (args[1], "The name of a tier", error))
    return FALSE;
  if (show_words_is_off (args[2])) {
    replace_window (product, args[1], NULL);
    return TRUE;
  }
  if (!args[3]) {
    g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
                         "Early access needs its end: stock window SKU TIER FROM TO [CAP]");
    return FALSE;
  }
  if (!show_time_parse (args[2], now_ms, "The begin", &window.from_ms, error) ||
      !show_time_parse (args[3], now_ms, "The end", &window.to_ms, error) ||
      (args[4] && !show_words_to_quantity (args[4], "The pieces set aside", &window.cap, error)))
    return FALSE;
  g_strlcpy (window.tier, args[1], sizeof window.tier);
  replace_window (product, args[1], &window);
  return TRUE;
}
