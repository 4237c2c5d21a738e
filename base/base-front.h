/* The front of a program that is made of commands: tells them apart, helps, reads their options and
 * says what went wrong. For a program's main and its commands; main thread. */
#pragma once
#include <glib.h>

/* Each takes its own command line (argv[0] is its name) and returns the process's exit status. */
typedef struct {
  const char *name;
  int (*run) (int argc, char **argv);
  const char *summary; /* for --help, the man page and completion */
} BaseCommand;

typedef struct {
  const char *program;         /* "tallybox" */
  const char *purpose;         /* a sentence or two, for --help */
  const BaseCommand *commands; /* sorted by name */
  guint n_commands;
  int (*exit_code) (const GError *error); /* the process's exit status for an error */
} BaseFront;

/* The whole of main(): runs the command that the command line names, --help or --version. Gives the
 * exit status, 64 (sysexits.h) when there is no such command. */
int base_front_main (const BaseFront *front, int argc, char **argv);

/* Prints "PROGRAM: …" for an error, each of its lines, secrets masked; gives the exit status. */
int base_front_fail (const BaseFront *front, const GError *error);

typedef struct {
  const char *usage;       /* the words after the command: "METHOD PATH [FILE]" */
  const char *description; /* below the options in --help; may be NULL */
  const GOptionEntry *entries;
  gboolean options_first; /* what comes after the first word is no option: "-1" is a word */
} BaseOptions;

/* Reads a command's options. FALSE with an error of G_OPTION_ERROR. No words may be left over
 * unless `ret_words` is given: then they are put there, transfer full. */
gboolean base_front_parse (const BaseFront *front, const BaseOptions *options, int argc,
                           char **argv, char ***ret_words, GError **error);

/* mdoc: the list of commands, from the first .It to after .El. */
void base_front_append_man (const BaseFront *front, GString *man);
/* bash: offers commands, options and the words of `cases`: lines such as "    'ctl card')
 * words='show hide' ;;", by the words so far without options, or by the option whose value comes.
 * Transfer full. */
char *base_front_make_completion (const BaseFront *front, const char *cases);

/* What `PROGRAM doc` makes. */
typedef struct {
  const char *name;
  char *(*make) (void); /* transfer full */
} BaseDocument;

/* Of `documents`, which ends with a NULL name. NULL: there is no such one, or `name` is NULL.
 * Transfer full. */
char *base_document_make (const BaseDocument *documents, const char *name);
