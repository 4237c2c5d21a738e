#include "base-log.h"
#include "srv-commands.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <sysexits.h>

static void
print_help (FILE *out)
{
  guint n;
  const SrvCommand *commands = srv_command_table (&n);

  fputs ("Usage: tallybox-shop COMMAND [OPTION…]\n\n"
         "Counts and sells the products of drops, and tells live-selling rigs what is left.\n\n",
         out);
  for (guint i = 0; i < n; i++)
    fprintf (out, "  %-8s %s\n", commands[i].name, commands[i].summary);
  fputs ("\n  --help     this help; \"tallybox-shop COMMAND --help\" for a command's own\n"
         "  --version  the version\n",
         out);
}

int
main (int argc, char **argv)
{
  guint n;
  const SrvCommand *commands = srv_command_table (&n);

  setlocale (LC_CTYPE, "");
  signal (SIGPIPE, SIG_IGN);
  base_log_init (g_getenv ("TALLYBOX_DEBUG") ? BASE_LOG_DEBUG : BASE_LOG_NOTICE);
  if (argc >= 2 && g_str_equal (argv[1], "--version")) {
    puts ("tallybox-shop " TALLYBOX_VERSION);
    return 0;
  }
  if (argc >= 2 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))) {
    print_help (stdout);
    return 0;
  }
  for (guint i = 0; argc >= 2 && i < n; i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argc - 1, argv + 1);
  if (argc >= 2)
    fprintf (stderr, "tallybox-shop: there is no command \"%s\".\n\n", argv[1]);
  print_help (stderr);
  return EX_USAGE;
}
