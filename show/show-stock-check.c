/* Is a product within the limits? One line a rule. */
#include "show-command.h"
#include "show-link.h"
#include "show-text.h"
#include <stdio.h>
#include <string.h>

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT, text);
  return FALSE;
}

#define N "%" G_GINT64_FORMAT

static gboolean
check_number (gint64 value, const char *what, GError **error)
{
  if (value >= 0 && value <= SHOW_QUANTITY_MAX)
    return TRUE;
  return refuse (error, "%s must be between 0 and " N ".", what, SHOW_QUANTITY_MAX);
}

static gboolean
check_numbers (const ShowProduct *product, GError **error)
{
  const struct {
    gint64 value;
    const char *what;
  } numbers[] = {
      {product->rev, "The revision"},
      {product->cap, "The cap"},
      {product->available, "The number left"},
      {product->sold, "The number sold"},
      {product->price_minor, "The price"},
      {product->was_minor, "The earlier price"},
      {product->low30_minor, "The lowest price of 30 days"},
      {product->pre_cap, "The number of pre-orders"},
      {product->pre_sold, "The number pre-ordered"},
      {product->as_of_ms, "The time of the count"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!check_number (numbers[i].value, numbers[i].what, error))
      return FALSE;
  if (product->cap > 0 && product->sold > product->cap)
    return refuse (error, N " sold is more than the cap of " N ".", product->sold, product->cap);
  if (product->pre_sold > product->pre_cap)
    return refuse (error, N " pre-ordered is more than the " N " that may be.", product->pre_sold,
                   product->pre_cap);
  return TRUE;
}

static gboolean
check_currency (const char *currency, GError **error)
{
  if (currency[0] == '\0')
    return TRUE;
  if (g_ascii_isupper (currency[0]) && g_ascii_isupper (currency[1]) &&
      g_ascii_isupper (currency[2]) && currency[3] == '\0')
    return TRUE;
  return refuse (error, "The currency must be three capital letters, such as EUR.");
}

static gboolean
check_sku (const char *sku, GError **error)
{
  if (sku && strlen (sku) > SHOW_SKU_MAX)
    return refuse (error, "The SKU is longer than %d bytes.", SHOW_SKU_MAX);
  return show_text_check (sku, SHOW_SKU_MAX, "The SKU", error);
}

static gboolean
check_hubs (const ShowProduct *product, GError **error)
{
  gint64 sum = 0;

  if (product->n_hubs > SHOW_HUBS_MAX)
    return refuse (error, "There are more than %d places.", SHOW_HUBS_MAX);
  for (guint i = 0; i < product->n_hubs; i++) {
    const ShowHub *hub = &product->hubs[i];

    if (!show_text_check (hub->name, SHOW_NAME_MAX, "The name of a place", error) ||
        !check_number (hub->available, "The number left at a place", error))
      return FALSE;
    for (guint j = 0; j < i; j++)
      if (g_str_equal (hub->name, product->hubs[j].name))
        return refuse (error, "The place %s is there twice.", hub->name);
    sum += hub->available;
  }
  if (product->n_hubs > 0 && sum != product->available)
    return refuse (error, "The places have " N " together, but " N " are left.", sum,
                   product->available);
  return TRUE;
}

static gboolean
check_windows (const ShowProduct *product, GError **error)
{
  if (product->n_windows > SHOW_WINDOWS_MAX)
    return refuse (error, "There are more than %d early-access windows.", SHOW_WINDOWS_MAX);
  for (guint i = 0; i < product->n_windows; i++) {
    const ShowWindow *window = &product->windows[i];

    if (!show_text_check (window->tier, SHOW_NAME_MAX, "The name of a tier", error) ||
        !check_number (window->from_ms, "The begin of early access", error) ||
        !check_number (window->to_ms, "The end of early access", error) ||
        !check_number (window->cap, "The pieces set aside for early access", error))
      return FALSE;
    if (window->to_ms <= window->from_ms)
      return refuse (error, "The early access of %s ends before it begins.", window->tier);
    if (i > 0 && window->from_ms < product->windows[i - 1].from_ms)
      return refuse (error, "The early-access windows are not in the order of their begin.");
  }
  return TRUE;
}

gboolean
show_product_is_day (const char *text)
{
  guint year, month, day;
  char rest;

  return strlen (text) == 10 && text[4] == '-' && text[7] == '-' &&
         strspn (text, "0123456789-") == 10 &&
         sscanf (text, "%4u-%2u-%2u%c", &year, &month, &day, &rest) == 3 &&
         g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

static gboolean
check_ship_by (const char *ship_by, GError **error)
{
  if (ship_by[0] == '\0' || show_product_is_day (ship_by))
    return TRUE;
  return refuse (error, "The ship date must be a day written as 2027-03-15.");
}

gboolean
show_product_validate (const ShowProduct *product, GError **error)
{
  if (!check_sku (product->sku, error) ||
      !show_text_check (product->title, SHOW_TEXT_MAX, "The title", error) ||
      !check_currency (product->currency, error) || !check_numbers (product, error) ||
      !check_hubs (product, error) || !check_windows (product, error) ||
      !check_ship_by (product->ship_by, error) ||
      !(!product->url || show_link_check (product->url, error)))
    return FALSE;
  if (product->state >= SHOW_STOCK_UPCOMING && product->state <= SHOW_STOCK_ENDED)
    return TRUE;
  return refuse (error, "The stock state is not known.");
}
