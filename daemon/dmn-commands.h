/* The commands of tallybox. */
#pragma once
#include "base-front.h"
#include "dmn-types.h"

extern const BaseFront dmn_front; /* with the table of commands */

int dmn_run (int argc, char **argv);
int dmn_cards (int argc, char **argv);
int dmn_check (int argc, char **argv);
int dmn_probe (int argc, char **argv);
int dmn_ctl (int argc, char **argv);
int dmn_journal (int argc, char **argv);
int dmn_render (int argc, char **argv);
int dmn_doc (int argc, char **argv);

/* base_front_fail() */
int dmn_fail (const GError *error);

/* base_front_parse(); with `words`, options come first. */
gboolean dmn_parse_options (int argc, char **argv, const char *usage, const char *description,
                            const GOptionEntry *entries, char ***words, GError **error);
