/* The subcommands of tallybox-shop. Each takes its own command line (argv[0] is its name) and
 * returns the process's exit status. */
#pragma once
#include "srv-types.h"

typedef struct {
  const char *name;
  int (*run) (int argc, char **argv);
  const char *summary; /* for --help, the man page and completion */
} SrvCommand;

/* Sorted by name. */
const SrvCommand *srv_command_table (guint *ret_n);

int srv_command_demo (int argc, char **argv);
int srv_command_doc (int argc, char **argv);
int srv_command_request (int argc, char **argv);
int srv_command_run (int argc, char **argv);
int srv_command_token (int argc, char **argv);
int srv_command_verify (int argc, char **argv);

/* Prints "tallybox-shop: …" for an error, each of its lines, and gives the exit status. */
int srv_command_fail (const GError *error);

/* Parses options; FALSE with an error. No words may be left over unless `words` is given (then they
 * are put there, transfer full). */
gboolean srv_command_parse (int argc, char **argv, const char *usage, const GOptionEntry *entries,
                            char ***words, GError **error);
