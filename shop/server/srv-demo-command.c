/* tallybox-shop demo */
#include "srv-commands.h"
#include "srv-demo.h"
#include "srv-run.h"
#include "srv-token.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SPEED_MIN 0.1
#define SPEED_MAX 100

typedef struct {
  int port, seed;
  double speed;
  char *token_file;
} Options;

/* For a rig's config: readable by this user alone. */
static gboolean
write_token (const char *path, const char *token, GError **error)
{
  int fd = path ? open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
  gboolean ok = !path || (fd >= 0 && dprintf (fd, "%s\n", token) > 0);
  int why = errno;

  if (fd >= 0)
    close (fd);
  return ok ||
         srv_refuse (error, SRV_ERROR_START, "%s cannot be written: %s.", path, g_strerror (why));
}

/* A store in memory, with one token that may do everything. Nothing is left when it ends. */
static SrvShop *
make_shop (const char *token_text, GError **error)
{
  SrvStore *store = srv_store_sqlite.open (":memory:", error);
  SrvShop *shop = store ? srv_shop_new (store, error) : NULL;
  SrvToken token = {.name = "demo", .rights = srv_token_rights_from_string ("admin")};
  g_autofree char *hash = srv_token_hash (token_text);

  if (shop &&
      (!srv_shop_begin (shop, error) || !store->ops->put_token (store, &token, hash, error) ||
       !srv_shop_flush (shop, error)))
    g_clear_pointer (&shop, srv_shop_free);
  return shop;
}

static void
tell (const Options *options, guint port, const char *token)
{
  printf ("url    ws://127.0.0.1:%u/stock\n"
          "rest   http://127.0.0.1:%u/v1\n"
          "drop   %s\n",
          port, port, SRV_DEMO_DROP);
  if (options->token_file)
    printf ("token  in %s\n", options->token_file);
  else
    printf ("token  %s\n", token);
  fflush (stdout);
}

static gboolean
run (const Options *options, GError **error)
{
  const SrvServerSettings settings = {.address = "127.0.0.1", .port = (guint) options->port};
  g_autofree char *token = srv_token_generate ();
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();
  g_autoptr (SrvShop) shop = make_shop (token, error);
  g_autoptr (SrvDemo) demo = NULL;
  g_autoptr (SrvServer) server = NULL;

  if (!shop || !write_token (options->token_file, token, error))
    return FALSE;
  demo = srv_demo_new (shop, (guint32) options->seed, options->speed);
  server = srv_server_new (&settings, shop, sources, srv_run_note, NULL, error);
  if (!server)
    return FALSE;
  srv_server_set_stepper (server, srv_demo_step, demo);
  tell (options, srv_server_get_port (server), token);
  srv_run (server);
  return TRUE;
}

static gboolean
check (const Options *options, GError **error)
{
  if (options->port < 0 || options->port > 65535)
    return srv_refuse (error, SRV_ERROR_USAGE, "The port must be from 0 to 65535.");
  if (!(options->speed >= SPEED_MIN && options->speed <= SPEED_MAX))
    return srv_refuse (error, SRV_ERROR_USAGE, "The speed must be from %.1f to %d.", SPEED_MIN,
                       SPEED_MAX);
  return TRUE;
}

int
srv_command_demo (int argc, char **argv)
{
  Options options = {.seed = 1, .speed = 1};
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {{"port", 'p', 0, G_OPTION_ARG_INT, &options.port,
                                   "The port; without it, one that is free. It is told", "PORT"},
                                  {"seed", 0, 0, G_OPTION_ARG_INT, &options.seed,
                                   "The same number gives the same drop; 1 by default", "N"},
                                  {"speed", 0, 0, G_OPTION_ARG_DOUBLE, &options.speed,
                                   "How much faster than life it goes; 1 by default", "FACTOR"},
                                  {"token-file", 0, 0, G_OPTION_ARG_FILENAME, &options.token_file,
                                   "Write the token there instead of showing it", "FILE"},
                                  {NULL}};
  int status = 0;

  if (!srv_command_parse (argc, argv, "", entries, NULL, &error) || !check (&options, &error) ||
      !run (&options, &error))
    status = srv_command_fail (error);
  g_free (options.token_file);
  return status;
}
