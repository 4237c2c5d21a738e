#include "web-pages.h"

#include <string.h>

#define FOLDER "/tallybox/app"

/* Made by glib-compile-resources. */
void web_app_register_resource (void);

static char *policy;
static GHashTable *packed; /* file's ETag -> GBytes; of files that were asked for */

static const struct {
  const char *ending, *type;
  gboolean is_text; /* becomes a third of its size when it is packed */
} types[] = {
    {".html", "text/html; charset=utf-8", TRUE},
    {".js", "text/javascript; charset=utf-8", TRUE},
    {".mjs", "text/javascript; charset=utf-8", TRUE},
    {".css", "text/css; charset=utf-8", TRUE},
    {".svg", "image/svg+xml", TRUE},
    {".png", "image/png", FALSE},
    {".woff2", "font/woff2", FALSE},
    {".json", "application/json", TRUE},
    {".webmanifest", "application/manifest+json", TRUE},
};

/* "'sha256-…'" of the import map (CSP Level 3, 2.3.1). Transfer full. */
static char *
hash_import_map (void)
{
  static const char open[] = "<script type=\"importmap\">";
  g_autoptr (GBytes) page = g_resources_lookup_data (FOLDER "/index.html", 0, NULL);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = g_strndup (g_bytes_get_data (page, NULL), g_bytes_get_size (page));
  g_autofree char *digest = NULL;
  const char *map = strstr (text, open) + strlen (open);
  guint8 raw[32];
  gsize length = sizeof raw;

  g_checksum_update (sum, (const guchar *) map, strstr (map, "</script>") - map);
  g_checksum_get_digest (sum, raw, &length);
  digest = g_base64_encode (raw, length);
  return g_strdup_printf ("'sha256-%s'", digest);
}

void
web_pages_init (void)
{
  g_autofree char *hash = NULL;

  if (policy)
    return;
  web_app_register_resource ();
  packed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  hash = hash_import_map ();
  policy = g_strdup_printf (
      "default-src 'none'; script-src 'self' %s; style-src 'self'; img-src 'self' blob: data:; "
      "media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      hash);
}

const char *
web_pages_get_policy (void)
{
  return policy;
}

static const char *
find_type (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_has_suffix (path, types[i].ending))
      return types[i].type;
  return "application/octet-stream";
}

/* A path without a dot in its last part is one of the app's own pages: they are all one file. */
static GBytes *
find_page (const char *path, const char **ret_type)
{
  g_autofree char *name = g_strconcat (FOLDER, path, NULL);
  GBytes *bytes = g_resources_lookup_data (name, 0, NULL);

  *ret_type = find_type (path);
  if (bytes || strchr (strrchr (path, '/'), '.'))
    return bytes;
  *ret_type = find_type (".html");
  return g_resources_lookup_data (FOLDER "/index.html", 0, NULL);
}

static gboolean
is_text (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].type, type))
      return types[i].is_text;
  return FALSE;
}

/* Transfer full. */
static GBytes *
pack (GBytes *page)
{
  g_autoptr (GConverter) zip =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, zip);
  gsize length;
  const void *data = g_bytes_get_data (page, &length);

  g_output_stream_write_all (stream, data, length, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* The file as it is sent: packed, and kept so, for those who take that. Nothing in these files is
 * secret, so their packed length tells nobody anything. Changes `page` and `tag`. */
static void
pack_if_taken (WebRequest *request, const char *type, GBytes **page, char **tag)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  GBytes *known;
  char *other;

  if (!is_text (type))
    return;
  soup_message_headers_replace (headers, "Vary", "Accept-Encoding");
  if (!soup_message_headers_header_contains (
          soup_server_message_get_request_headers (request->message), "Accept-Encoding", "gzip"))
    return;
  known = g_hash_table_lookup (packed, *tag);
  if (!known) {
    known = pack (*page);
    g_hash_table_insert (packed, g_strdup (*tag), known);
  }
  g_bytes_unref (*page);
  *page = g_bytes_ref (known);
  other = g_strdup_printf ("%.17s-gzip\"", *tag);
  g_free (*tag);
  *tag = other;
  soup_message_headers_replace (headers, "Content-Encoding", "gzip");
}

void
web_pages_answer (WebRequest *request, const char *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  const char *method = soup_server_message_get_method (request->message);
  const char *known = web_request_get_header (request, "If-None-Match");
  const char *type;
  g_autoptr (GBytes) page = NULL;
  g_autofree char *digest = NULL, *tag = NULL;

  if (!g_str_equal (method, "GET") && !g_str_equal (method, "HEAD")) {
    web_request_fail (request, SOUP_STATUS_METHOD_NOT_ALLOWED, "This cannot be done here.");
    return;
  }
  page = path[0] == '/' ? find_page (path, &type) : NULL;
  if (!page) {
    web_request_fail (request, SOUP_STATUS_NOT_FOUND, "There is nothing here.");
    return;
  }
  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, page);
  tag = g_strdup_printf ("\"%.16s\"", digest);
  pack_if_taken (request, type, &page, &tag);
  soup_message_headers_replace (headers, "ETag", tag);
  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  if (g_strcmp0 (known, tag) == 0) {
    soup_server_message_set_status (request->message, SOUP_STATUS_NOT_MODIFIED, NULL);
    return;
  }
  soup_server_message_set_status (request->message, SOUP_STATUS_OK, NULL);
  soup_message_headers_replace (headers, "Content-Type", type);
  soup_message_body_append_bytes (soup_server_message_get_response_body (request->message), page);
}
