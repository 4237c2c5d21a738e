#include "srv-commands.h"

#include "cfg-file.h"
#include <sysexits.h>

static const BaseCommand commands[] = {
    {"demo", srv_command_demo, "serve a lifelike drop, with nothing to set up; --demo is the same"},
    {"doc", srv_command_doc, "print the sample config, the man page or the shell completion"},
    {"request", srv_command_request, "give a request of the REST API straight to the store"},
    {"run", srv_command_run, "serve the shop"},
    {"token", srv_command_token, "add, list or remove the tokens of rigs, tills and people"},
    {"verify", srv_command_verify, "check anybody's stock channel against the protocol's rules"},
};

static int
exit_code (const GError *error)
{
  if (error->domain == CFG_ERROR)
    return EX_CONFIG;
  if (error->domain == G_OPTION_ERROR || g_error_matches (error, SRV_ERROR, SRV_ERROR_USAGE))
    return EX_USAGE;
  if (g_error_matches (error, SRV_ERROR, SRV_ERROR_START) ||
      g_error_matches (error, SRV_ERROR, SRV_ERROR_STORE) ||
      g_error_matches (error, SRV_ERROR, SRV_ERROR_DAMAGED))
    return EX_UNAVAILABLE;
  return 1;
}

const BaseFront srv_front = {
    .program = "tallybox-shop",
    .purpose = "Counts and sells the products of drops, and tells live-selling rigs what is left.",
    .commands = commands,
    .n_commands = G_N_ELEMENTS (commands),
    .exit_code = exit_code,
};

int
srv_command_fail (const GError *error)
{
  return base_front_fail (&srv_front, error);
}

gboolean
srv_command_parse (int argc, char **argv, const char *usage, const GOptionEntry *entries,
                   char ***words, GError **error)
{
  const BaseOptions options = {usage, NULL, entries, .options_first = FALSE};

  return base_front_parse (&srv_front, &options, argc, argv, words, error);
}
