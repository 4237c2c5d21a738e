#include "srv-commands.h"

#include "base-log.h"
#include "cfg-file.h"
#include <stdio.h>
#include <sysexits.h>

static const SrvCommand commands[] = {
    {"demo", srv_command_demo, "serve a lifelike drop, with nothing to set up"},
    {"doc", srv_command_doc, "print the sample config, the man page or the shell completion"},
    {"request", srv_command_request, "give a request of the REST API straight to the store"},
    {"run", srv_command_run, "serve the shop"},
    {"token", srv_command_token, "add, list or remove the tokens of rigs, tills and people"},
    {"verify", srv_command_verify, "check anybody's stock channel against the protocol's rules"},
};

const SrvCommand *
srv_command_table (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (commands);
  return commands;
}

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

int
srv_command_fail (const GError *error)
{
  g_autofree char *masked = base_log_mask (error->message);
  g_auto (GStrv) lines = g_strsplit (masked, "\n", -1);

  for (char **line = lines; *line; line++)
    if (**line)
      fprintf (stderr, "tallybox-shop: %s\n", *line);
  return exit_code (error);
}

gboolean
srv_command_parse (int argc, char **argv, const char *usage, const GOptionEntry *entries,
                   char ***words, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autofree char *name = g_strconcat ("tallybox-shop ", argv[0], NULL);
  g_auto (GStrv) args = g_new0 (char *, (gsize) argc + 1);

  for (int i = 0; i < argc; i++)
    args[i] = g_strdup (i == 0 ? name : argv[i]);
  g_set_prgname (name);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, &args, error))
    return FALSE;
  if (words)
    *words = g_strdupv (args + 1);
  else if (args[1])
    return srv_refuse (error, SRV_ERROR_USAGE, "\"%s\" is not expected here. See: %s --help",
                       args[1], name);
  return TRUE;
}
