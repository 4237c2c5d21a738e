#include "srv-http.h"

#include "base-log.h"
#include "shop-json.h"

static const char *const methods[] = {
    [SRV_GET] = "GET",
    [SRV_POST] = "POST",
    [SRV_PUT] = "PUT",
    [SRV_DELETE] = "DELETE",
};

const char *
srv_method_to_string (SrvMethod method)
{
  return methods[method];
}

const char *const srv_http_headers[] = {
    "authorization",
    "content-type",
    "idempotency-key",
    "x-shopify-event-id",
    "x-shopify-hmac-sha256",
    "x-shopify-topic",
    "x-shopify-webhook-id",
    "x-square-hmacsha256-signature",
    "x-wc-webhook-delivery-id",
    "x-wc-webhook-signature",
    "x-wc-webhook-topic",
    NULL,
};

SrvRequest *
srv_request_new (SrvMethod method, const char *path)
{
  SrvRequest *request = g_new0 (SrvRequest, 1);

  request->method = method;
  request->path = g_strdup (path);
  request->args = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  request->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  request->body = g_byte_array_new ();
  return request;
}

void
srv_request_free (SrvRequest *request)
{
  if (!request)
    return;
  g_free (request->path);
  g_hash_table_unref (request->args);
  g_hash_table_unref (request->headers);
  g_byte_array_unref (request->body);
  g_free (request);
}

const char *
srv_request_get_header (const SrvRequest *request, const char *name)
{
  return g_hash_table_lookup (request->headers, name);
}

static gboolean
is_fault (const GError *error)
{
  return g_error_matches (error, SRV_ERROR, SRV_ERROR_STORE) ||
         g_error_matches (error, SRV_ERROR, SRV_ERROR_DAMAGED);
}

void
srv_reply_set_error (SrvReply *reply, const GError *error)
{
  const char *words = is_fault (error)
                          ? "The shop's store does not work. Nothing was done, try again."
                          : error->message;
  g_autofree char *masked = base_log_mask (words);
  g_autofree char *message = g_utf8_make_valid (masked, -1);
  json_auto_t *json =
      json_pack ("{s:{s:s, s:s}}", "error", "code", srv_error_to_word (error), "message", message);

  g_free (reply->fault);
  reply->fault = is_fault (error) ? g_strdup (error->message) : NULL;
  g_free (reply->body);
  reply->body = shop_json_dump (json);
  reply->status = srv_error_to_status (error);
  if (g_error_matches (error, SRV_ERROR, SRV_ERROR_RATE) ||
      g_error_matches (error, SRV_ERROR, SRV_ERROR_STORE))
    reply->retry_after_s = 1;
}

void
srv_reply_clear (SrvReply *reply)
{
  g_clear_pointer (&reply->body, g_free);
  g_clear_pointer (&reply->fault, g_free);
}
