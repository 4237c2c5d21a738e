/* What vendors' shops send, fed with anything: signed events and answers to polls of all three. The
 * first byte says whose and which; the rest is the body. */
#include "srv-source.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_text (const char *text, gsize size)
{
  g_assert_true (memchr (text, '\0', size) != NULL);
}

static void
check_news (const SrvNews *news)
{
  check_text (news->event, sizeof news->event);
  g_assert_cmpuint (news->reports->len, <=, SRV_REPORTS_MAX);
  for (guint i = 0; i < news->reports->len; i++) {
    const SrvReport *report = &g_array_index (news->reports, SrvReport, i);

    g_assert_true (report->level.quantity >= 0 && report->level.quantity <= SHOW_QUANTITY_MAX);
    g_assert_true (report->level.item[0] != '\0');
    check_text (report->level.item, sizeof report->level.item);
    check_text (report->level.location, sizeof report->level.location);
    check_text (report->sku, sizeof report->sku);
  }
}

static void
check_event (const SrvVendor *vendor, const uint8_t *body, size_t size)
{
  g_autoptr (SrvRequest) request = srv_request_new (SRV_POST, "/webhooks/main");
  g_autoptr (SrvSource) source = srv_source_new ("main", vendor, "spring");
  g_autoptr (SrvNews) news = srv_news_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_append (request->body, body, (guint) size);
  for (const char *const *name = srv_http_headers; *name; name++)
    g_hash_table_insert (request->headers, g_strdup (*name),
                         g_strndup ((const char *) body, MIN (size, SRV_HEADER_MAX)));
  source->secret = g_bytes_new_static ("hush", 4);
  source->webhook_url = g_strdup ("https://stock.example/webhooks/main");
  g_assert_false (srv_source_verify (source, request, NULL));
  if (vendor->is_ping)
    vendor->is_ping (request);
  g_assert_true (vendor->read_event (request, news, &error) == (error == NULL));
  check_news (news);
}

static void
check_answer (const SrvVendor *vendor, const uint8_t *body, size_t size)
{
  g_autoptr (SrvNews) news = srv_news_new ();
  g_autofree char *cursor = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (vendor->read_poll ((const char *) body, size, 1, news, &cursor, &error) ==
                 (error == NULL));
  check_news (news);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const SrvVendor *const vendors[] = {&srv_vendor_shopify, &srv_vendor_square,
                                             &srv_vendor_woocommerce};
  const SrvVendor *vendor;

  if (size == 0)
    return 0;
  vendor = vendors[data[0] / 2 % G_N_ELEMENTS (vendors)];
  if (data[0] % 2)
    check_answer (vendor, data + 1, size - 1);
  else
    check_event (vendor, data + 1, size - 1);
  return 0;
}
