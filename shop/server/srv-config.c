#include "srv-config.h"

#include "base-secret.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static char *
find_store (const SrvServerOptions *options)
{
  const char *state = g_getenv ("STATE_DIRECTORY");

  if (options->store)
    return g_strdup (options->store);
  if (state && *state)
    return g_build_filename (state, "shop.db", NULL);
  return g_build_filename (g_get_user_state_dir (), "tallybox-shop", "shop.db", NULL);
}

static void
check_server (CfgFile *file, const SrvServerOptions *options)
{
  if (!options->certificate != !options->key)
    cfg_file_report (file, &srv_server_section, options, options->key ? "key" : "certificate",
                     "certificate and key belong together: write both.");
}

/* The secret, or NULL: when none is told, or with a report. */
static GBytes *
read_secret (CfgFile *file, const SrvSourceOptions *options, const BaseSecretPlace *place)
{
  g_autofree char *secret = NULL, *why = NULL;

  if (!place->file && !place->credential)
    return NULL;
  secret = base_secret_read (place, &why);
  if (!secret) {
    cfg_file_report (file, &srv_source_section, options,
                     place->file ? place->file_key : place->credential_key, "%s", why);
    return NULL;
  }
  return g_bytes_new (secret, strlen (secret));
}

static void
check_source (CfgFile *file, const SrvSourceOptions *options)
{
  const SrvVendor *vendor = srv_vendors[options->vendor - 1];

  if (options->secret_file && options->secret_credential)
    cfg_file_report (file, &srv_source_section, options, "secret_credential",
                     "there is a secret_file already: take one of both away.");
  if (options->api_secret_file && options->api_secret_credential)
    cfg_file_report (file, &srv_source_section, options, "api_secret_credential",
                     "there is an api_secret_file already: take one of both away.");
  if (vendor->signs_url && !options->webhook_url &&
      (options->secret_file || options->secret_credential))
    cfg_file_report (file, &srv_source_section, options, NULL,
                     "webhook_url is missing: %s signs it. Write the notification URL as it was "
                     "given to %s.",
                     vendor->name, vendor->name);
}

static SrvSource *
make_source (CfgFile *file, const SrvSourceOptions *options, gboolean secrets)
{
  const BaseSecretPlace webhook = {"webhook's secret",         "secret_file",
                                   "secret_credential",        options->secret_file,
                                   options->secret_credential, FALSE};
  const BaseSecretPlace api = {"API's secret",
                               "api_secret_file",
                               "api_secret_credential",
                               options->api_secret_file,
                               options->api_secret_credential,
                               FALSE};
  SrvSource *source =
      srv_source_new (options->name, srv_vendors[options->vendor - 1], options->drop);

  source->webhook_url = g_strdup (options->webhook_url);
  source->url = g_strdup (options->url);
  source->poll_ms = (guint) options->poll_ms;
  if (secrets) {
    source->secret = read_secret (file, options, &webhook);
    source->api_secret = read_secret (file, options, &api);
  }
  return source;
}

static void
free_source (gpointer source)
{
  srv_source_free (source);
}

SrvConfig *
srv_config_load (const char *path, gboolean secrets, GError **error)
{
  g_autoptr (SrvConfig) config = g_new0 (SrvConfig, 1);
  GPtrArray *sections;

  config->sources = g_ptr_array_new_with_free_func (free_source);
  config->file = cfg_file_load (path, srv_tables, error);
  if (!config->file)
    return NULL;
  config->server = cfg_file_get (config->file, &srv_server_section);
  check_server (config->file, config->server);
  sections = cfg_file_list (config->file, &srv_source_section);
  for (guint i = 0; i < sections->len; i++) {
    check_source (config->file, sections->pdata[i]);
    g_ptr_array_add (config->sources, make_source (config->file, sections->pdata[i], secrets));
  }
  if (!cfg_file_check (config->file, error))
    return NULL;
  config->store = find_store (config->server);
  return g_steal_pointer (&config);
}

void
srv_config_free (SrvConfig *config)
{
  if (!config)
    return;
  g_ptr_array_unref (config->sources);
  cfg_file_free (config->file);
  g_free (config->store);
  g_free (config);
}

SrvServerSettings
srv_config_get_settings (const SrvConfig *config)
{
  const SrvServerOptions *options = config->server;

  return (SrvServerSettings){
      .address = g_str_equal (options->listen, "*") ? NULL : options->listen,
      .port = (guint) options->port,
      .certificate = options->certificate,
      .key = options->key,
      .connections = (guint) options->connections,
      .connections_per_address = (guint) options->connections_per_address,
      .requests_per_s = options->requests_per_second,
  };
}

SrvShop *
srv_config_open_shop (const SrvConfig *config, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (config->store);
  SrvStore *store;

  if (g_mkdir_with_parents (folder, 0700) < 0) {
    srv_refuse (error, SRV_ERROR_STORE,
                "%s: The folder cannot be made: %s. Choose another store in the config.", folder,
                g_strerror (errno));
    return NULL;
  }
  store = srv_store_sqlite.open (config->store, error);
  return store ? srv_shop_new (store, error) : NULL;
}
