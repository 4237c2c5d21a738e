/* Commands that change how many pieces there are. */
#include "show-stock-edit.h"
#include "show-text.h"
#include "show-words.h"
#include <string.h>

#define N "%" G_GINT64_FORMAT

/* Places */

static ShowHub *
find_hub (ShowProduct *product, const char *name)
{
  for (guint i = 0; i < product->n_hubs; i++)
    if (g_str_equal (product->hubs[i].name, name))
      return &product->hubs[i];
  return NULL;
}

static char *
list_hubs (const ShowProduct *product)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < product->n_hubs; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", product->hubs[i].name);
  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* The place that is meant: the only one need not be named. *ret_hub is NULL for a product without
 * places. */
static gboolean
choose_hub (ShowProduct *product, const char *name, ShowHub **ret_hub, GError **error)
{
  ShowHub *hub = name ? find_hub (product, name) : product->n_hubs == 1 ? product->hubs : NULL;
  g_autofree char *list = list_hubs (product);
  g_autofree char *quoted = name ? show_text_quote (name) : NULL;

  *ret_hub = hub;
  if (!hub && name && product->n_hubs == 0)
    return show_words_refuse (error, "%s has no places, so it cannot be at %s.", product->sku,
                              quoted);
  if (!hub && name)
    return show_words_refuse (error, "%s has no place %s. Places: %s.", product->sku, quoted, list);
  if (!hub && product->n_hubs > 0)
    return show_words_refuse (error, "%s is at several places. Name one after the number: %s.",
                              product->sku, list);
  return TRUE;
}

/* Numbers */

static gboolean
check_cap (const ShowProduct *product, gint64 available, GError **error)
{
  if (product->cap == 0 || available == 0 || available + product->sold <= product->cap)
    return TRUE;
  return show_words_refuse (error,
                            N " left and " N " sold of %s are more than the cap of " N
                              ". Raise the cap first: stock cap %s " N,
                            available, product->sold, product->sku, product->cap, product->sku,
                            available + product->sold);
}

gboolean
show_stock_edit_cap (ShowProduct *product, char **args, gint64 now_ms, GError **error)
{
  gint64 cap;

  if (!show_words_to_quantity (args[1], "The cap", &cap, error))
    return FALSE;
  if (cap > 0 && cap < product->sold)
    return show_words_refuse (error, N " of %s are sold already, so the cap cannot be " N ".",
                              product->sold, product->sku, cap);
  if (cap > 0 && cap < product->sold + product->available)
    return show_words_refuse (error,
                              N " of %s are sold and " N " left, more than a cap of " N
                                ". Lower what is left first: stock set %s " N,
                              product->sold, product->sku, product->available, cap, product->sku,
                              cap - product->sold);
  product->cap = cap;
  return TRUE;
}

/* With a place: what is left there; the sum of the places is what is left. */
static gboolean
set_left (ShowProduct *product, ShowHub *hub, gint64 n, GError **error)
{
  gint64 available = hub ? product->available - hub->available + n : n;

  if (!check_cap (product, available, error))
    return FALSE;
  if (hub)
    hub->available = n;
  product->available = available;
  return TRUE;
}

static gboolean
set_none_left (ShowProduct *product)
{
  for (guint i = 0; i < product->n_hubs; i++)
    product->hubs[i].available = 0;
  product->available = 0;
  return TRUE;
}

gboolean
show_stock_edit_set (ShowProduct *product, char **args, gint64 now_ms, GError **error)
{
  ShowHub *hub;
  gint64 n;

  if (!show_words_to_quantity (args[1], "The number left", &n, error))
    return FALSE;
  if (n == 0 && !args[2])
    return set_none_left (product);
  return choose_hub (product, args[2], &hub, error) && set_left (product, hub, n, error);
}

gboolean
show_stock_edit_hub (ShowProduct *product, char **args, gint64 now_ms, GError **error)
{
  ShowHub *hub = find_hub (product, args[1]);
  g_autofree ShowHub *hubs = g_new0 (ShowHub, product->n_hubs + 1);
  guint n_hubs = product->n_hubs;
  gint64 n;

  if (show_words_is_off (args[2])) {
    if (!hub)
      return choose_hub (product, args[1], &hub, error);
    product->available -= hub->available;
    memmove (hub, hub + 1, (gsize) (product->hubs + n_hubs - hub - 1) * sizeof *hub);
    product->n_hubs--;
    return TRUE;
  }
  if (!show_words_to_quantity (args[2], "The number left there", &n, error) ||
      !show_words_check_name (args[1], "The name of a place", error))
    return FALSE;
  if (hub)
    return set_left (product, hub, n, error);
  for (guint i = 0; i < n_hubs; i++)
    hubs[i] = product->hubs[i];
  g_strlcpy (hubs[n_hubs].name, args[1], sizeof hubs[n_hubs].name);
  show_product_set_hubs (product, hubs, n_hubs + 1);
  if (n_hubs == 0)
    product->available = 0;
  return set_left (product, &product->hubs[n_hubs], n, error);
}

/* Sales */

static gboolean
sell_preorder (ShowProduct *product, gint64 n, GError **error)
{
  if (product->pre_cap == 0 || product->ship_by[0] == '\0')
    return show_words_refuse (error,
                              "%s needs a quota and a ship date first: stock preorder %s N SHIP_BY",
                              product->sku, product->sku);
  if (n > product->pre_cap - product->pre_sold)
    return show_words_refuse (error, "Only " N " of %s can still be ordered ahead.",
                              product->pre_cap - product->pre_sold, product->sku);
  product->pre_sold += n;
  return TRUE;
}

static gboolean
sell_stock (ShowProduct *product, ShowHub *hub, gint64 n, GError **error)
{
  if (product->available == 0)
    return show_words_refuse (error, "%s is sold out.", product->sku);
  if (n > product->available)
    return show_words_refuse (error, "Only " N " of %s left.", product->available, product->sku);
  if (hub && n > hub->available)
    return show_words_refuse (error, "Only " N " of %s left at %s.", hub->available, product->sku,
                              hub->name);
  if (product->cap > 0 && n > product->cap - product->sold)
    return show_words_refuse (error,
                              N " of %s sold would be more than the cap of " N
                                ". Raise the cap first: stock cap %s " N,
                              product->sold + n, product->sku, product->cap, product->sku,
                              product->sold + product->available);
  if (hub)
    hub->available -= n;
  product->available -= n;
  product->sold += n;
  return TRUE;
}

static gboolean
read_pieces (char **args, const char *what, gint64 *ret_n, GError **error)
{
  *ret_n = 1;
  return !args[1] || show_words_to_int (args[1], 1, SHOW_QUANTITY_MAX, what, ret_n, error);
}

/* The word after the number. */
static const char *
place_of (char **args)
{
  return args[1] ? args[2] : NULL;
}

/* What is ordered ahead lies nowhere yet. */
gboolean
show_stock_edit_sell (ShowProduct *product, char **args, gint64 now_ms, GError **error)
{
  ShowHub *hub;
  gint64 n;

  if (!read_pieces (args, "The number sold", &n, error))
    return FALSE;
  if (product->state == SHOW_STOCK_PREORDER)
    return sell_preorder (product, n, error);
  return choose_hub (product, place_of (args), &hub, error) && sell_stock (product, hub, n, error);
}

static gboolean
take_back (gint64 *sold, const ShowProduct *product, gint64 n, GError **error)
{
  if (n > *sold)
    return show_words_refuse (error, "Only " N " of %s were sold.", *sold, product->sku);
  *sold -= n;
  return TRUE;
}

gboolean
show_stock_edit_return (ShowProduct *product, char **args, gint64 now_ms, GError **error)
{
  ShowHub *hub;
  gint64 n;

  if (!read_pieces (args, "The number returned", &n, error))
    return FALSE;
  if (product->state == SHOW_STOCK_PREORDER)
    return take_back (&product->pre_sold, product, n, error);
  return choose_hub (product, place_of (args), &hub, error) &&
         take_back (&product->sold, product, n, error) &&
         set_left (product, hub, (hub ? hub->available : product->available) + n, error);
}

/* The opposite of a sale, and more than that: where fewer were sold, pieces came from elsewhere. */
gboolean
show_stock_edit_add (ShowProduct *product, char **args, gint64 now_ms, GError **error)
{
  ShowHub *hub;
  gint64 n;

  if (!read_pieces (args, "The number added", &n, error))
    return FALSE;
  if (product->state == SHOW_STOCK_PREORDER)
    return take_back (&product->pre_sold, product, n, error);
  if (!choose_hub (product, place_of (args), &hub, error))
    return FALSE;
  product->sold -= MIN (n, product->sold);
  return set_left (product, hub, (hub ? hub->available : product->available) + n, error);
}
