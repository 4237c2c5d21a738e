/* WooCommerce. Webhook product.updated: the whole product, signed over the raw body
 * (WC_Webhook::generate_signature). Its X-WC-Webhook-Delivery-ID is made of the webhook and the
 * second only, so two products of one second share it: an event is known by that, the product and
 * its time together. When a webhook is made, an unsigned "webhook_id=N" must be answered by 200,
 * and more than five answers other than 2xx in a row disable it. Polled over REST v3 by SKU. */
#include "srv-source.h"

#include "shop-json.h"
#include <string.h>

#define PAGE 100 /* products an answer; what is asked of at once always fits */

static gboolean
is_ping (const SrvRequest *request)
{
  static const char prefix[] = "webhook_id=";
  const GByteArray *body = request->body;
  gsize n = strlen (prefix);

  if (body->len <= n || body->len > n + 20 || memcmp (body->data, prefix, n) != 0)
    return FALSE;
  for (guint i = n; i < body->len; i++)
    if (!g_ascii_isdigit (body->data[i]))
      return FALSE;
  return TRUE;
}

/* "2024-03-12T11:22:33": UTC without saying so. */
static gboolean
read_gmt (const json_t *json, gint64 *ret_ms)
{
  const char *text = json_string_value (json);
  g_autofree char *utc = text ? g_strconcat (text, "Z", NULL) : NULL;

  return utc && shop_time_parse (utc, ret_ms);
}

/* How many there are; a product whose pieces nobody counts has a number only when it is out of
 * stock. */
static gboolean
read_stock (const json_t *product, gint64 *ret_quantity)
{
  const json_t *quantity = json_object_get (product, "stock_quantity");
  const char *status = json_string_value (json_object_get (product, "stock_status"));

  if (json_is_number (quantity))
    *ret_quantity = (gint64) CLAMP (json_number_value (quantity), 0, (double) SHOW_QUANTITY_MAX);
  else if (g_strcmp0 (status, "outofstock") == 0)
    *ret_quantity = 0;
  else
    return FALSE;
  return TRUE;
}

static void
read_product (const json_t *product, gint64 at_ms, SrvNews *news)
{
  const json_t *id = json_object_get (product, "id");
  g_autofree char *item = g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (id));
  gint64 quantity;

  if (json_is_integer (id) && read_stock (product, &quantity))
    srv_news_add (news, item, NULL, json_string_value (json_object_get (product, "sku")), quantity,
                  at_ms);
}

static gboolean
read_event (const SrvRequest *request, SrvNews *news, GError **error)
{
  json_auto_t *json =
      srv_source_load_json ((const char *) request->body->data, request->body->len, error);
  const char *id = srv_request_get_header (request, "x-wc-webhook-delivery-id");
  gint64 at_ms;

  if (!json)
    return FALSE;
  if (!read_gmt (json_object_get (json, "date_modified_gmt"), &at_ms))
    return TRUE;
  if (id)
    g_snprintf (news->event, sizeof news->event, "%.64s/%" G_GINT64_FORMAT, id, at_ms);
  read_product (json, at_ms, news);
  return TRUE;
}

static SrvAsk *
make_poll (const SrvSource *source, const char *const *skus, const char *cursor)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *path = NULL, *basic = NULL, *authorization = NULL;
  SrvAsk *ask;

  for (guint i = 0; skus[i]; i++) {
    g_autofree char *escaped = g_uri_escape_string (skus[i], NULL, FALSE);

    g_string_append_printf (list, "%s%s", i ? "," : "", escaped);
  }
  path = g_strdup_printf ("/wp-json/wc/v3/products?sku=%s&per_page=%d", list->str, PAGE);
  ask = srv_ask_new (SRV_GET, path, NULL);
  if (source->api_secret) {
    gsize length;
    const guchar *pair = g_bytes_get_data (source->api_secret, &length);

    basic = g_base64_encode (pair, length);
    authorization = g_strconcat ("Basic ", basic, NULL);
    srv_ask_add_header (ask, "Authorization", authorization);
  }
  return ask;
}

/* The counts are as of the question: a change of stock does not always move the product's own time.
 */
static gboolean
read_poll (const char *body, gsize length, gint64 now_ms, SrvNews *news, char **ret_cursor,
           GError **error)
{
  json_auto_t *json = srv_source_load_json (body, length, NULL);
  json_t *product;
  size_t i;

  if (!json_is_array (json))
    return srv_refuse (error, SRV_ERROR_REMOTE,
                       "WooCommerce answers something else than its products.");
  json_array_foreach (json, i, product) read_product (product, now_ms, news);
  *ret_cursor = NULL;
  return TRUE;
}

const SrvVendor srv_vendor_woocommerce = {
    .name = "woocommerce",
    .signature_header = "x-wc-webhook-signature",
    .ask_max = PAGE / 2,
    .is_ping = is_ping,
    .read_event = read_event,
    .make_poll = make_poll,
    .read_poll = read_poll,
};
