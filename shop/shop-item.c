#include "shop-item.h"

#include "show-text.h"
#include <string.h>

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, SHOP_ERROR, SHOP_ERROR_MESSAGE, why);
  return FALSE;
}

/* Reading */

static gboolean
read_quantity (const ShopJson *json, const char *key, gint64 *ret, GError **error)
{
  return shop_json_read_int (json, key, 0, SHOW_QUANTITY_MAX, ret, error);
}

static gboolean
read_numbers (const ShopJson *json, ShowProduct *product, GError **error)
{
  return shop_json_require (json, "avail", error) &&
         read_quantity (json, "avail", &product->available, error) &&
         read_quantity (json, "rev", &product->rev, error) &&
         read_quantity (json, "cap", &product->cap, error) &&
         read_quantity (json, "sold", &product->sold, error);
}

static gboolean
read_state (const ShopJson *json, ShowProduct *product, GError **error)
{
  const char *state = product->available > 0 ? "live" : "sold_out";

  if (!shop_json_read_text (json, "state", SHOW_NAME_MAX, &state, error))
    return FALSE;
  product->state = show_stock_state_from_string (state);
  return product->state || refuse (error, "state is none of upcoming, live, sold_out, preorder, "
                                          "paused, ended");
}

gboolean
shop_item_read_hubs (const ShopJson *json, ShowProduct *product, GError **error)
{
  ShowHub hubs[SHOW_HUBS_MAX] = {0};
  ShopJson *object = NULL;
  guint n = 0;

  if (!shop_json_read_object (json, "hubs", &object, error))
    return FALSE;
  if (object && object->n > SHOW_HUBS_MAX)
    return refuse (error, "there are more places than a product can have");
  for (const ShopJson *one = shop_json_first (object); one; one = one->next) {
    if (strlen (one->name) > SHOW_NAME_MAX)
      return refuse (error, "the name of a place is too long");
    g_strlcpy (hubs[n].name, one->name, sizeof hubs[n].name);
    if (!shop_json_require (object, one->name, error) ||
        !read_quantity (object, one->name, &hubs[n++].available, error))
      return FALSE;
  }
  show_product_set_hubs (product, hubs, n);
  return TRUE;
}

static gboolean
read_preorder (const ShopJson *json, ShowProduct *product, GError **error)
{
  ShopJson *pre = NULL;
  const char *ship_by = "";

  if (!shop_json_read_object (json, "pre", &pre, error))
    return FALSE;
  if (!pre)
    return TRUE;
  if (!shop_json_require (pre, "cap", error) ||
      !read_quantity (pre, "cap", &product->pre_cap, error) ||
      !read_quantity (pre, "sold", &product->pre_sold, error) ||
      !shop_json_read_text (pre, "ship_by", sizeof product->ship_by - 1, &ship_by, error))
    return FALSE;
  g_strlcpy (product->ship_by, ship_by, sizeof product->ship_by);
  return TRUE;
}

static gboolean
read_price (const ShopJson *json, ShowProduct *product, GError **error)
{
  ShopJson *price = NULL;
  const char *currency = "";

  if (!shop_json_read_object (json, "price", &price, error))
    return FALSE;
  if (!price)
    return TRUE;
  if (!shop_json_require (price, "minor", error) || !shop_json_require (price, "cur", error) ||
      !read_quantity (price, "minor", &product->price_minor, error) ||
      !read_quantity (price, "was", &product->was_minor, error) ||
      !read_quantity (price, "low30", &product->low30_minor, error) ||
      !shop_json_read_text (price, "cur", 3, &currency, error))
    return FALSE;
  if (strlen (currency) != 3)
    return refuse (error, "cur is not a currency such as EUR");
  g_strlcpy (product->currency, currency, sizeof product->currency);
  return TRUE;
}

static gboolean
read_window (const ShopJson *json, ShowWindow *window, GError **error)
{
  const char *tier = "";

  if (json->kind != SHOP_JSON_OBJECT)
    return refuse (error, "win has something in it that is not an object");
  if (!shop_json_require (json, "tier", error) || !shop_json_require (json, "from", error) ||
      !shop_json_require (json, "to", error) ||
      !shop_json_read_text (json, "tier", SHOW_NAME_MAX, &tier, error) ||
      !shop_json_read_time (json, "from", &window->from_ms, error) ||
      !shop_json_read_time (json, "to", &window->to_ms, error) ||
      !read_quantity (json, "cap", &window->cap, error))
    return FALSE;
  g_strlcpy (window->tier, tier, sizeof window->tier);
  return TRUE;
}

/* By their begin, those that begin together as they came. */
static void
insert_window (ShowWindow *windows, guint n, const ShowWindow *window)
{
  guint at = n;

  for (; at > 0 && windows[at - 1].from_ms > window->from_ms; at--)
    windows[at] = windows[at - 1];
  windows[at] = *window;
}

gboolean
shop_item_read_windows (const ShopJson *json, ShowProduct *product, GError **error)
{
  ShowWindow windows[SHOW_WINDOWS_MAX];
  ShopJson *array = NULL;
  guint n = 0;

  if (!shop_json_read_array (json, "win", &array, error))
    return FALSE;
  if (array && array->n > SHOW_WINDOWS_MAX)
    return refuse (error, "win has more windows than a product can have");
  for (const ShopJson *one = shop_json_first (array); one; one = one->next) {
    ShowWindow window = {0};

    if (!read_window (one, &window, error))
      return FALSE;
    insert_window (windows, n++, &window);
  }
  show_product_set_windows (product, windows, n);
  return TRUE;
}

static gboolean
read_words (const ShopJson *json, ShowProduct *product, GError **error)
{
  const char *title = NULL, *url = NULL;

  /* 4 bytes is the longest character. */
  if (!shop_json_require (json, "title", error) ||
      !shop_json_read_text (json, "title", 4 * SHOW_TEXT_MAX, &title, error) ||
      !shop_json_read_text (json, "url", SHOW_URL_MAX, &url, error))
    return FALSE;
  g_free (product->title);
  product->title = g_strdup (title);
  show_product_set_url (product, url);
  return TRUE;
}

static gboolean
read_product (const ShopJson *json, ShowProduct *product, GError **error)
{
  return read_words (json, product, error) && read_numbers (json, product, error) &&
         read_state (json, product, error) && shop_item_read_hubs (json, product, error) &&
         read_preorder (json, product, error) && read_price (json, product, error) &&
         shop_item_read_windows (json, product, error) && show_product_validate (product, error);
}

static const char *
find_sku (const ShopJson *json)
{
  const char *sku = NULL;

  if (json->kind != SHOP_JSON_OBJECT ||
      !shop_json_read_text (json, "sku", SHOW_SKU_MAX, &sku, NULL) ||
      !show_text_check (sku, SHOW_SKU_MAX, "", NULL))
    return NULL;
  return sku;
}

static ShopItem *
new_refused (const char *sku, const char *why)
{
  ShopItem *item = g_new0 (ShopItem, 1);

  item->kind = SHOP_ITEM_REFUSED;
  item->sku = g_strdup (sku);
  item->why = sku ? g_strdup_printf ("%s: %s", sku, why) : g_strdup (why);
  return item;
}

ShopItem *
shop_item_parse (const ShopJson *json, gint64 rev, gint64 at_ms)
{
  const char *sku = find_sku (json);
  g_autoptr (ShowProduct) product = NULL;
  g_autoptr (GError) error = NULL;
  gboolean gone = FALSE;

  if (!sku)
    return new_refused (NULL, "an item has no SKU that can be read");
  if (!shop_json_read_bool (json, "gone", &gone, &error) ||
      !read_quantity (json, "rev", &rev, &error))
    return new_refused (sku, error->message);
  if (gone)
    return shop_item_new_gone (sku, rev);
  product = show_product_new (sku, NULL);
  product->rev = rev;
  product->as_of_ms = at_ms;
  if (!read_product (json, product, &error))
    return new_refused (sku, error->message);
  return shop_item_new (product);
}

ShopItem *
shop_item_new (ShowProduct *product)
{
  ShopItem *item = g_new0 (ShopItem, 1);

  item->kind = SHOP_ITEM_GOOD;
  item->sku = g_strdup (product->sku);
  item->product = show_product_ref (product);
  return item;
}

ShopItem *
shop_item_new_gone (const char *sku, gint64 rev)
{
  ShopItem *item = g_new0 (ShopItem, 1);

  item->kind = SHOP_ITEM_GONE;
  item->sku = g_strdup (sku);
  item->rev = rev;
  return item;
}

void
shop_item_free (ShopItem *item)
{
  if (!item)
    return;
  show_product_unref (item->product);
  g_free (item->sku);
  g_free (item->why);
  g_free (item);
}

/* Writing */

static void
set_number (json_t *json, const char *key, gint64 value)
{
  json_object_set_new_nocheck (json, key, json_integer ((json_int_t) value));
}

static void
set_some (json_t *json, const char *key, gint64 value)
{
  if (value > 0)
    set_number (json, key, value);
}

static void
set_text (json_t *json, const char *key, const char *text)
{
  json_object_set_new_nocheck (json, key, json_string (text));
}

static void
set_time (json_t *json, const char *key, gint64 ms)
{
  g_autofree char *text = shop_time_format (ms);

  set_text (json, key, text);
}

void
shop_item_write_hubs (json_t *json, const ShowProduct *product)
{
  json_t *hubs = product->n_hubs > 0 ? json_object () : NULL;

  for (guint i = 0; i < product->n_hubs; i++)
    set_number (hubs, product->hubs[i].name, product->hubs[i].available);
  if (hubs)
    json_object_set_new_nocheck (json, "hubs", hubs);
}

static void
set_preorder (json_t *json, const ShowProduct *product)
{
  json_t *pre;

  if (product->pre_cap == 0)
    return;
  pre = json_object ();
  set_number (pre, "cap", product->pre_cap);
  set_number (pre, "sold", product->pre_sold);
  if (product->ship_by[0])
    set_text (pre, "ship_by", product->ship_by);
  json_object_set_new_nocheck (json, "pre", pre);
}

static void
set_price (json_t *json, const ShowProduct *product)
{
  json_t *price;

  if (!product->currency[0])
    return;
  price = json_object ();
  set_number (price, "minor", product->price_minor);
  set_text (price, "cur", product->currency);
  set_some (price, "was", product->was_minor);
  set_some (price, "low30", product->low30_minor);
  json_object_set_new_nocheck (json, "price", price);
}

void
shop_item_write_windows (json_t *json, const ShowProduct *product)
{
  json_t *windows = product->n_windows > 0 ? json_array () : NULL;

  for (guint i = 0; i < product->n_windows; i++) {
    const ShowWindow *window = &product->windows[i];
    json_t *entry = json_object ();

    set_text (entry, "tier", window->tier);
    set_time (entry, "from", window->from_ms);
    set_time (entry, "to", window->to_ms);
    set_some (entry, "cap", window->cap);
    json_array_append_new (windows, entry);
  }
  if (windows)
    json_object_set_new_nocheck (json, "win", windows);
}

json_t *
shop_item_product_to_json (const ShowProduct *product)
{
  json_t *json = json_object ();

  set_text (json, "sku", product->sku);
  set_number (json, "rev", product->rev);
  set_text (json, "title", product->title);
  set_some (json, "cap", product->cap);
  set_number (json, "avail", product->available);
  set_number (json, "sold", product->sold);
  shop_item_write_hubs (json, product);
  set_preorder (json, product);
  set_price (json, product);
  if (product->url)
    set_text (json, "url", product->url);
  shop_item_write_windows (json, product);
  set_text (json, "state", show_stock_state_to_string (product->state));
  return json;
}

json_t *
shop_item_to_json (const ShopItem *item)
{
  json_t *json;

  g_assert (item->kind != SHOP_ITEM_REFUSED);
  if (item->kind == SHOP_ITEM_GOOD)
    return shop_item_product_to_json (item->product);
  json = json_object ();
  set_text (json, "sku", item->sku);
  set_number (json, "rev", item->rev);
  json_object_set_new_nocheck (json, "gone", json_true ());
  return json;
}
