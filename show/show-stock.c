#include "show-stock.h"
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
  copy->url = g_strdup (product->url);
  copy->hubs = g_memdup2 (product->hubs, product->n_hubs * sizeof *product->hubs);
  copy->windows = g_memdup2 (product->windows, product->n_windows * sizeof *product->windows);
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
  g_free (product->url);
  g_free (product->hubs);
  g_free (product->windows);
}

void
show_product_unref (ShowProduct *product)
{
  if (product)
    g_atomic_rc_box_release_full (product, product_clear);
}

void
show_product_set_hubs (ShowProduct *product, const ShowHub *hubs, guint n_hubs)
{
  g_free (product->hubs);
  product->hubs = g_memdup2 (hubs, n_hubs * sizeof *hubs);
  product->n_hubs = n_hubs;
}

void
show_product_set_windows (ShowProduct *product, const ShowWindow *windows, guint n_windows)
{
  g_free (product->windows);
  product->windows = g_memdup2 (windows, n_windows * sizeof *windows);
  product->n_windows = n_windows;
}

void
show_product_set_url (ShowProduct *product, const char *url)
{
  g_free (product->url);
  product->url = g_strdup (url);
}

gboolean
show_product_may_strike (const ShowProduct *product)
{
  return product->currency[0] != '\0' && product->was_minor > product->price_minor &&
         product->low30_minor > 0;
}

gboolean
show_product_may_preorder (const ShowProduct *product)
{
  return product->pre_sold < product->pre_cap && product->ship_by[0] != '\0';
}

static gboolean
equal_hubs (const ShowProduct *a, const ShowProduct *b)
{
  if (a->n_hubs != b->n_hubs)
    return FALSE;
  for (guint i = 0; i < a->n_hubs; i++)
    if (!g_str_equal (a->hubs[i].name, b->hubs[i].name) ||
        a->hubs[i].available != b->hubs[i].available)
      return FALSE;
  return TRUE;
}

static gboolean
equal_windows (const ShowProduct *a, const ShowProduct *b)
{
  if (a->n_windows != b->n_windows)
    return FALSE;
  for (guint i = 0; i < a->n_windows; i++) {
    const ShowWindow *v = &a->windows[i], *w = &b->windows[i];

    if (!g_str_equal (v->tier, w->tier) || v->from_ms != w->from_ms || v->to_ms != w->to_ms ||
        v->cap != w->cap)
      return FALSE;
  }
  return TRUE;
}

static gboolean
equal_price (const ShowProduct *a, const ShowProduct *b)
{
  return a->price_minor == b->price_minor && a->was_minor == b->was_minor &&
         a->low30_minor == b->low30_minor && g_str_equal (a->currency, b->currency);
}

gboolean
show_product_equal_content (const ShowProduct *a, const ShowProduct *b)
{
  return g_str_equal (a->sku, b->sku) && g_str_equal (a->title, b->title) && a->cap == b->cap &&
         a->available == b->available && a->sold == b->sold && a->state == b->state &&
         !a->doubtful == !b->doubtful && a->pre_cap == b->pre_cap && a->pre_sold == b->pre_sold &&
         g_str_equal (a->ship_by, b->ship_by) && g_strcmp0 (a->url, b->url) == 0 &&
         equal_price (a, b) && equal_hubs (a, b) && equal_windows (a, b);
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
