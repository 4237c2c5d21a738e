#include "dmn-commands.h"

#include "base-log.h"
#include <stdio.h>

static const DmnCommand commands[] = {
    {"cards", dmn_cards, "draw every card, the slates and the safe areas as pictures"},
    {"check", dmn_check, "read the config, try every input and output, say go or what to do"},
    {"ctl", dmn_ctl, "give a command to the running tallybox, or see its state"},
    {"doc", dmn_doc, "print the sample config, a theme, the man page or the shell completion"},
    {"journal", dmn_journal, "print what was on the picture, and when"},
    {"probe", dmn_probe, "list the cameras, microphones and encoders found here"},
    {"render", dmn_render, "make a programme file by file time, as fast as the machine can"},
    {"run", dmn_run, "go on air"},
};

const DmnCommand *
dmn_command_table (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (commands);
  return commands;
}

int
dmn_fail (const GError *error)
{
  g_autofree char *masked = base_log_mask (error->message);
  g_auto (GStrv) lines = g_strsplit (masked, "\n", -1);

  for (char **line = lines; *line; line++)
    if (**line)
      fprintf (stderr, "tallybox: %s\n", *line);
  return dmn_exit_code (error);
}

gboolean
dmn_parse_options (int argc, char **argv, const char *usage, const char *description,
                   const GOptionEntry *entries, char ***words, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autofree char *name = g_strconcat ("tallybox ", argv[0], NULL);
  g_auto (GStrv) args = g_new0 (char *, (gsize) argc + 1);

  for (int i = 0; i < argc; i++)
    args[i] = g_strdup (i == 0 ? name : argv[i]);
  g_set_prgname (name);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_description (context, description);
  g_option_context_set_strict_posix (context, words != NULL);
  if (!g_option_context_parse_strv (context, &args, error))
    return FALSE;
  if (words) {
    char **rest = args + 1;

    if (*rest && g_str_equal (*rest, "--"))
      rest++;
    *words = g_strdupv (rest);
  } else if (args[1]) {
    g_set_error (error, DMN_ERROR, DMN_ERROR_USAGE, "\"%s\" is not expected here. See: %s --help",
                 args[1], name);
    return FALSE;
  }
  return TRUE;
}
