#include "dmn-web.h"

#include "base-log.h"

static ShowState *
get_state (gpointer data)
{
  return show_state_ref (dmn_show_get_state (data));
}

static json_t *
command (const char *const *words, guint role, const char *id, gpointer data, GError **error)
{
  return dmn_show_command (data, words, role, error);
}

/* Printed, not logged: the code is a secret. */
static void
print_pairing (WebServer *server)
{
  g_autofree char *address = web_server_make_address (server);
  g_autofree char *code = web_server_make_pairing_code (server);

  base_log (BASE_LOG_NOTICE, "web", "the control room is at %s", address);
  if (code)
    g_print ("Open %s/join#%s in your browser (good once, for 15 minutes).\n", address, code);
}

WebServer *
dmn_web_new (DmnConfig *config, DmnShow *show, const char *state_dir, GError **error)
{
  const WebOptions *options = cfg_file_get (config->file, &web_section);
  const WebBackend backend = {.get_state = get_state, .command = command, .data = show};
  WebServer *server;

  if (options->listen == WEB_LISTEN_OFF)
    return NULL;
  server = web_server_new (options, state_dir, &backend, error);
  if (server)
    print_pairing (server);
  return server;
}
