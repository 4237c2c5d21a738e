/* The config that was good last, kept in the state folder: a rig that is started with mistakes in
 * its config goes on air with that one. Main thread. */
#pragma once
#include "dmn-config.h"

/* The file of that name in the settings' folder: the path of the config in a comment, then its
 * text. */
#define DMN_GOOD_FILE "good.conf"

/* As dmn_config_start(); or, when the file has mistakes, of the text that was good before them.
 * `ret_mistakes` is NULL for the file itself, otherwise all of them, masked; transfer full.
 * CFG_ERROR: there is no good one, neither. */
DmnConfig *dmn_good_load (const char *path, const char *state_dir, char **ret_mistakes,
                          GError **error);
/* `text`, of the config at `path`, is good. */
void dmn_good_keep (const char *path, const char *state_dir, const char *text);
