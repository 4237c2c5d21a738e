/* tallybox-shop request: the REST API without a server, a network or a token. */
#include "srv-api.h"
#include "srv-commands.h"
#include "srv-config.h"

#include <stdio.h>

static const SrvMethod methods[] = {SRV_GET, SRV_POST, SRV_PUT, SRV_DELETE};

static SrvMethod
find_method (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_ascii_strcasecmp (srv_method_to_string (methods[i]), word) == 0)
      return methods[i];
  return 0;
}

/* "PATH?name=value&…" */
static gboolean
read_path (SrvRequest *request, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "?", 2);
  g_autoptr (GHashTable) args = NULL;

  g_free (request->path);
  request->path = g_uri_unescape_string (parts[0], NULL);
  if (!request->path)
    return srv_refuse (error, SRV_ERROR_USAGE, "The path is not right.");
  if (!parts[1])
    return TRUE;
  args = g_uri_parse_params (parts[1], -1, "&", G_URI_PARAMS_NONE, error);
  if (!args)
    return FALSE;
  g_hash_table_unref (request->args);
  request->args = g_steal_pointer (&args);
  return TRUE;
}

static gboolean
read_body (SrvRequest *request, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) why = NULL;
  gsize length = 0;

  if (path &&
      !g_file_get_contents (g_str_equal (path, "-") ? "/dev/stdin" : path, &text, &length, &why))
    return srv_refuse (error, SRV_ERROR_USAGE, "%s", why->message);
  if (length > SRV_BODY_MAX)
    return srv_refuse (error, SRV_ERROR_TOO_LARGE, "%s is longer than %d bytes.", path,
                       SRV_BODY_MAX);
  g_byte_array_append (request->body, (const guchar *) text, (guint) length);
  return TRUE;
}

static SrvRequest *
read_request (char **words, GError **error)
{
  g_autoptr (SrvRequest) request = NULL;
  guint n = g_strv_length (words);
  SrvMethod method = n >= 2 ? find_method (words[0]) : 0;

  if (!method || n > 3) {
    srv_refuse (error, SRV_ERROR_USAGE,
                "Write: request GET|PUT|POST PATH [FILE], such as request GET /v1/drops");
    return NULL;
  }
  request = srv_request_new (method, "");
  if (!read_path (request, words[1], error) || !read_body (request, words[2], error))
    return NULL;
  return g_steal_pointer (&request);
}

static gboolean
run (const char *config_path, char **words, int *ret_status, GError **error)
{
  g_autoptr (SrvRequest) request = read_request (words, error);
  g_autoptr (SrvConfig) config = request ? srv_config_load (config_path, FALSE, error) : NULL;
  g_autoptr (SrvShop) shop = config ? srv_config_open_shop (config, error) : NULL;
  g_autoptr (SrvApi) api = shop ? srv_api_new (shop, config->sources, 0) : NULL;
  g_auto (SrvReply) reply = {0};

  if (!api)
    return FALSE;
  srv_api_handle_local (api, request, g_get_real_time () / 1000, &reply);
  if (!srv_shop_flush (shop, error))
    return FALSE;
  if (reply.fault)
    return srv_refuse (error, SRV_ERROR_STORE, "%s", reply.fault);
  if (reply.body)
    puts (reply.body);
  *ret_status = reply.status < 400 ? 0 : 1;
  return TRUE;
}

int
srv_command_request (int argc, char **argv)
{
  g_autofree char *config = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
      {"config", 'c', 0, G_OPTION_ARG_FILENAME, &config, "The server's config", "FILE"}, {NULL}};
  int status = 1;

  if (!srv_command_parse (argc, argv, "METHOD PATH [FILE]", entries, &words, &error) ||
      !run (config, words, &status, &error))
    return srv_command_fail (error);
  return status;
}
