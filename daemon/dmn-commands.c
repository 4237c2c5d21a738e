#include "dmn-commands.h"

static const BaseCommand commands[] = {
    {"cards", dmn_cards, "draw every card, the slates and the safe areas as pictures"},
    {"check", dmn_check, "read the config, try every input and output, say go or what to do"},
    {"ctl", dmn_ctl, "give a command to the running tallybox, or see its state"},
    {"doc", dmn_doc, "print the sample config, a theme, the man page or the shell completion"},
    {"journal", dmn_journal, "print what was on the picture, and when"},
    {"probe", dmn_probe, "list the cameras, microphones and encoders found here"},
    {"render", dmn_render, "make a programme file by file time, as fast as the machine can"},
    {"run", dmn_run, "go on air"},
};

const BaseFront dmn_front = {
    .program = "tallybox",
    .purpose =
        "Mixes cameras and sound, draws live stock over the picture, streams and records it.",
    .commands = commands,
    .n_commands = G_N_ELEMENTS (commands),
    .exit_code = dmn_exit_code,
};

int
dmn_fail (const GError *error)
{
  return base_front_fail (&dmn_front, error);
}

gboolean
dmn_parse_options (int argc, char **argv, const char *usage, const char *description,
                   const GOptionEntry *entries, char ***words, GError **error)
{
  const BaseOptions options = {usage, description, entries, .options_first = words != NULL};

  return base_front_parse (&dmn_front, &options, argc, argv, words, error);
}
