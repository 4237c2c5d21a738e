#include "srv-source.h"

#include "srv-token.h"
#include <jansson.h>
#include <string.h>

const SrvVendor *const srv_vendors[] = {
    &srv_vendor_shopify,
    &srv_vendor_square,
    &srv_vendor_woocommerce,
    NULL,
};

SrvSource *
srv_source_new (const char *name, const SrvVendor *vendor, const char *drop)
{
  SrvSource *source = g_new0 (SrvSource, 1);

  g_strlcpy (source->name, name, sizeof source->name);
  source->vendor = vendor;
  g_strlcpy (source->drop, drop, sizeof source->drop);
  return source;
}

void
srv_source_free (SrvSource *source)
{
  if (!source)
    return;
  g_clear_pointer (&source->secret, g_bytes_unref);
  g_clear_pointer (&source->api_secret, g_bytes_unref);
  g_free (source->webhook_url);
  g_free (source->url);
  g_free (source);
}

SrvNews *
srv_news_new (void)
{
  SrvNews *news = g_new0 (SrvNews, 1);

  news->reports = g_array_new (FALSE, TRUE, sizeof (SrvReport));
  return news;
}

void
srv_news_free (SrvNews *news)
{
  if (!news)
    return;
  g_array_unref (news->reports);
  g_free (news);
}

/* FALSE when it does not fit whole. */
static gboolean
fits (char *to, const char *from, gsize size)
{
  return !from || g_strlcpy (to, from, size) < size;
}

void
srv_news_add (SrvNews *news, const char *item, const char *location, const char *sku,
              gint64 quantity, gint64 at_ms)
{
  SrvReport report = {0};

  report.level.quantity = CLAMP (quantity, 0, SHOW_QUANTITY_MAX);
  report.level.at_ms = at_ms;
  if (item && *item && news->reports->len < SRV_REPORTS_MAX &&
      fits (report.level.item, item, sizeof report.level.item) &&
      fits (report.level.location, location, sizeof report.level.location) &&
      fits (report.sku, sku, sizeof report.sku))
    g_array_append_val (news->reports, report);
}

SrvAsk *
srv_ask_new (SrvMethod method, const char *path, const char *body)
{
  SrvAsk *ask = g_new0 (SrvAsk, 1);

  ask->method = method;
  ask->path = g_strdup (path);
  ask->body = g_strdup (body);
  ask->headers = g_ptr_array_new_with_free_func (g_free);
  if (body)
    srv_ask_add_header (ask, "Content-Type", "application/json");
  return ask;
}

void
srv_ask_free (SrvAsk *ask)
{
  if (!ask)
    return;
  g_free (ask->path);
  g_free (ask->body);
  g_ptr_array_unref (ask->headers);
  g_free (ask);
}

void
srv_ask_add_header (SrvAsk *ask, const char *name, const char *value)
{
  g_ptr_array_add (ask->headers, g_strdup (name));
  g_ptr_array_add (ask->headers, g_strdup (value));
}

gboolean
srv_source_verify (const SrvSource *source, const SrvRequest *request, GError **error)
{
  const SrvVendor *vendor = source->vendor;
  const char *theirs = srv_request_get_header (request, vendor->signature_header);
  const char *url = vendor->signs_url && source->webhook_url ? source->webhook_url : "";
  g_autofree char *ours = NULL;

  if (source->secret)
    ours = srv_token_sign (source->secret, url, strlen (url), (const char *) request->body->data,
                           request->body->len);
  if (srv_token_equal (theirs, ours))
    return TRUE;
  return srv_refuse (error, SRV_ERROR_UNAUTHORIZED, "The signature is not right.");
}

json_t *
srv_source_load_json (const char *text, gsize length, GError **error)
{
  json_error_t why;
  json_t *json = json_loadb (text, length, 0, &why);

  if (!json)
    srv_refuse (error, SRV_ERROR_INVALID, "This is not JSON (byte %d).", why.position);
  return json;
}
