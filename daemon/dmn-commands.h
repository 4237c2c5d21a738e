/* The subcommands of the program. Each takes its own command line (argv[0] is its name) and returns
 * the process's exit status. */
#pragma once
#include "dmn-types.h"

typedef struct {
  const char *name;
  int (*run) (int argc, char **argv);
  const char *summary; /* for --help, the man page and completion */
} DmnCommand;

const DmnCommand *dmn_command_table (guint *ret_n);

int dmn_run (int argc, char **argv);
int dmn_cards (int argc, char **argv);
int dmn_check (int argc, char **argv);
int dmn_probe (int argc, char **argv);
int dmn_ctl (int argc, char **argv);
int dmn_journal (int argc, char **argv);
int dmn_render (int argc, char **argv);
int dmn_doc (int argc, char **argv);

/* Prints "tallybox: …" for an error, each of its lines, and gives the exit status. */
int dmn_fail (const GError *error);

/* Parses options; FALSE with an error, or after --help with `ret_status` 0. No words may be left
 * over unless `words` is given (then they are put there, transfer full). */
gboolean dmn_parse_options (int argc, char **argv, const char *usage, const char *description,
                            const GOptionEntry *entries, char ***words, GError **error);
