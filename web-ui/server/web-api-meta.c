/* About the API itself, and for monitors. */
#include "web-server-private.h"

#include <string.h>

/* OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.0 */
static json_t *
parameters_of (const char *path)
{
  json_t *list = json_array ();
  const char *open = path;

  while ((open = strchr (open, '{'))) {
    g_autofree char *name = g_strndup (open + 1, strcspn (open, "}") - 1);

    json_array_append_new (list, json_pack ("{s:s, s:s, s:b, s:{s:s}}", "name", name, "in", "path",
                                            "required", 1, "schema", "type", "string"));
    open++;
  }
  return list;
}

static json_t *
operation_of (const WebRoute *route)
{
  json_t *operation =
      json_pack ("{s:s, s:o, s:{s:{s:s}, s:{s:s}}}", "summary", route->summary, "parameters",
                 parameters_of (route->path), "responses", "200", "description", "Done.", "default",
                 "description", "Not done: {\"ok\":false,\"error\":\"…\"} with why, in words.");

  if (route->roles == 0)
    json_object_set_new (operation, "security", json_array ());
  else
    json_object_set_new (operation, "x-roles", web_roles_to_json (route->roles));
  if (web_route_takes_sdp (route))
    json_object_set_new (
        operation, "requestBody",
        json_pack ("{s:{s:{s:{s:s}}}}", "content", WEB_TYPE_SDP, "schema", "type", "string"));
  else if (route->body)
    json_object_set_new (operation, "requestBody",
                         json_pack ("{s:{s:{s:{s:s}, s:o}}}", "content", "application/json",
                                    "schema", "type", "object", "example",
                                    json_loads (route->body, 0, NULL)));
  return operation;
}

static void
add_route (json_t *paths, const WebRoute *route)
{
  json_t *path = json_object_get (paths, route->path);
  g_autofree char *method = g_ascii_strdown (route->method, -1);

  if (!path) {
    path = json_object ();
    json_object_set_new (paths, route->path, path);
  }
  json_object_set_new (path, method, operation_of (route));
}

static void
get_openapi (WebServer *self, WebRequest *request)
{
  json_t *paths = json_object ();

  for (guint i = 0; web_route_tables[i]; i++)
    for (const WebRoute *route = web_route_tables[i]; route->method; route++)
      add_route (paths, route);
  web_request_reply (request, SOUP_STATUS_OK,
                     json_pack ("{s:s, s:{s:s, s:s}, s:[{s:[]}, {s:[]}],"
                                " s:{s:{s:{s:s, s:s, s:s}, s:{s:s, s:s}}}, s:o}",
                                "openapi", "3.1.0", "info", "title", "Tallybox", "version",
                                TALLYBOX_VERSION, "security", "cookie", "token", "components",
                                "securitySchemes", "cookie", "type", "apiKey", "in", "cookie",
                                "name", WEB_COOKIE, "token", "type", "http", "scheme", "bearer",
                                "paths", paths));
}

static void
get_health (WebServer *self, WebRequest *request)
{
  g_autoptr (ShowState) state = self->backend.get_state (self->backend.data);
  gboolean on_air = show_state_get_figures (state)->on_air;

  web_request_reply (request, on_air ? SOUP_STATUS_OK : SOUP_STATUS_SERVICE_UNAVAILABLE,
                     json_pack ("{s:b}", "on_air", on_air));
}

/* Prometheus text format 0.0.4. Numbers of the state's JSON, by where they stand in it. */
static const struct {
  const char *list; /* array of the state whose items have a name; NULL: an object */
  const char *object, *key;
  const char *metric, *type, *help;
} metrics[] = {
    {NULL, "programme", "ticks", "tallybox_programme_ticks_total", "counter",
     "Frames of the programme."},
    {NULL, "programme", "missed_ticks", "tallybox_programme_missed_ticks_total", "counter",
     "Frames of the programme that were left out."},
    {NULL, "programme", "encode_ms", "tallybox_encode_milliseconds", "gauge",
     "From a frame's tick to its encoded packet, 95th percentile."},
    {NULL, "programme", "bitrate_kbps", "tallybox_bitrate_kbps", "gauge", "Asked of the encoder."},
    {NULL, "loudness", "short_term_lufs", "tallybox_loudness_lufs", "gauge",
     "Short-term loudness of the programme (EBU R 128)."},
    {"outputs", NULL, "sent_bytes", "tallybox_output_sent_bytes_total", "counter",
     "Bytes that were sent."},
    {"outputs", NULL, "dropped_packets", "tallybox_output_dropped_packets_total", "counter",
     "Packets that were left out because the line was too slow."},
    {"outputs", NULL, "retries", "tallybox_output_retries_total", "counter",
     "Connections that failed."},
    {"outputs", NULL, "queue_ms", "tallybox_output_queue_milliseconds", "gauge",
     "Picture that waits to be sent."},
    {NULL, "recording", "sent_bytes", "tallybox_recording_bytes_total", "counter",
     "Bytes that were recorded."},
};

/* Of each product, by its SKU. There may be thousands, so they do not go by way of JSON. */
static const struct {
  gsize offset; /* of a gint64 in ShowProduct */
  const char *metric, *help;
} product_metrics[] = {
    {G_STRUCT_OFFSET (ShowProduct, available), "tallybox_product_available", "Pieces left."},
    {G_STRUCT_OFFSET (ShowProduct, sold), "tallybox_product_sold", "Pieces sold."},
};

static void
append_head (GString *text, const char *metric, const char *type, const char *help)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", metric, help, metric, type);
}

/* Label values know these escapes only; the rest is UTF-8. */
static void
append_label (GString *text, const char *label)
{
  g_string_append (text, "{name=\"");
  for (; *label; label++) {
    if (strchr ("\\\"\n", *label))
      g_string_append_c (text, '\\');
    g_string_append_c (text, *label == '\n' ? 'n' : *label);
  }
  g_string_append (text, "\"}");
}

/* `label` may be NULL. */
static void
append_value (GString *text, const char *metric, const char *label, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, metric);
  if (label)
    append_label (text, label);
  g_string_append_printf (text, " %s\n", g_ascii_dtostr (number, sizeof number, value));
}

static void
append_json (GString *text, const char *metric, const char *label, const json_t *value)
{
  if (json_is_number (value))
    append_value (text, metric, label, json_number_value (value));
}

static void
append_metrics (GString *text, const json_t *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++) {
    const json_t *list = metrics[i].list ? json_object_get (state, metrics[i].list) : NULL;

    append_head (text, metrics[i].metric, metrics[i].type, metrics[i].help);
    for (size_t j = 0; j < json_array_size (list); j++) {
      const json_t *item = json_array_get (list, j);

      append_json (text, metrics[i].metric, json_string_value (json_object_get (item, "name")),
                   json_object_get (item, metrics[i].key));
    }
    if (metrics[i].object)
      append_json (text, metrics[i].metric, NULL,
                   json_object_get (json_object_get (state, metrics[i].object), metrics[i].key));
  }
}

static void
append_products (GString *text, const GPtrArray *products)
{
  for (guint i = 0; i < G_N_ELEMENTS (product_metrics); i++) {
    append_head (text, product_metrics[i].metric, "gauge", product_metrics[i].help);
    for (guint j = 0; j < products->len; j++) {
      ShowProduct *product = products->pdata[j];

      append_value (text, product_metrics[i].metric, product->sku,
                    (double) G_STRUCT_MEMBER (gint64, product, product_metrics[i].offset));
    }
  }
}

static void
get_metrics (WebServer *self, WebRequest *request)
{
  g_autoptr (ShowState) state = self->backend.get_state (self->backend.data);
  json_t *json =
      show_state_to_json (state, g_get_real_time () / 1000, g_get_monotonic_time () / 1000);
  GString *text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  append_metrics (text, json);
  json_decref (json);
  append_products (text, show_state_get_products (state));
  bytes = g_string_free_to_bytes (text);
  web_request_reply_bytes (request, "text/plain; version=0.0.4; charset=utf-8", bytes);
}

const WebRoute web_meta_routes[] = {
    {"GET", "/api/v1/openapi.json", 0, get_openapi, "This description.", NULL},
    {"GET", "/healthz", 0, get_health, "200 while the programme runs, else 503.", NULL},
    {"GET", "/metrics", SHOW_ROLE_ALL, get_metrics, "Figures for Prometheus.", NULL},
    {NULL},
};
