/* tallybox-shop run */
#include "srv-run.h"
#include "base-log.h"
#include "srv-commands.h"
#include "srv-config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static SrvServer *running; /* for the signal handler */

static void
on_signal (int number)
{
  if (running)
    srv_server_stop (running);
}

void
srv_run (SrvServer *server)
{
  struct sigaction action = {.sa_handler = on_signal};

  running = server;
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGINT, &action, NULL);
  srv_server_run (server);
  running = NULL;
}

void
srv_run_note (gboolean bad, const char *text, gpointer data)
{
  base_log (bad ? BASE_LOG_WARNING : BASE_LOG_NOTICE, "shop", "%s", text);
}

static void
tell_start (const SrvConfig *config, SrvServer *server)
{
  const SrvServerOptions *options = config->server;
  gboolean all = g_str_equal (options->listen, "*"), v6 = strchr (options->listen, ':') != NULL;
  const char *s = options->certificate ? "s" : "";

  if (!options->certificate && !g_str_has_prefix (options->listen, "127.") &&
      !g_str_equal (options->listen, "::1"))
    base_log (
        BASE_LOG_WARNING, "shop",
        "no certificate is set: tokens can be read on the way, unless a proxy in front speaks "
        "TLS");
  printf ("ws%s://%s%s%s:%u/stock\n", s, v6 ? "[" : "", all ? "localhost" : options->listen,
          v6 ? "]" : "", srv_server_get_port (server));
  fflush (stdout);
  base_log (BASE_LOG_NOTICE, "shop", "serving %s at port %u", config->store,
            srv_server_get_port (server));
}

static gboolean
serve (const SrvConfig *config, GError **error)
{
  SrvServerSettings settings = srv_config_get_settings (config);
  g_autoptr (SrvShop) shop = srv_config_open_shop (config, error);
  g_autoptr (SrvServer) server = NULL;

  if (shop)
    server = srv_server_new (&settings, shop, config->sources, srv_run_note, NULL, error);
  if (!server)
    return FALSE;
  tell_start (config, server);
  srv_run (server);
  base_log (BASE_LOG_NOTICE, "shop", "stopped");
  return TRUE;
}

int
srv_command_run (int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autoptr (SrvConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {{"config", 'c', 0, G_OPTION_ARG_FILENAME, &path,
                                   "The config; without one, all defaults", "FILE"},
                                  {NULL}};

  if (srv_command_parse (argc, argv, "", entries, NULL, &error))
    config = srv_config_load (path, TRUE, &error);
  if (!config || !serve (config, &error))
    return srv_command_fail (error);
  return 0;
}
