/* The commands of tallybox-shop. */
#pragma once
#include "base-front.h"
#include "srv-types.h"

extern const BaseFront srv_front; /* with the table of commands */

int srv_command_demo (int argc, char **argv);
int srv_command_doc (int argc, char **argv);
int srv_command_request (int argc, char **argv);
int srv_command_run (int argc, char **argv);
int srv_command_token (int argc, char **argv);
int srv_command_verify (int argc, char **argv);

/* base_front_fail() */
int srv_command_fail (const GError *error);

/* base_front_parse() */
gboolean srv_command_parse (int argc, char **argv, const char *usage, const GOptionEntry *entries,
                            char ***words, GError **error);
