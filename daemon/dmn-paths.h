/* Where a rig keeps its things. */
#pragma once
#include <glib.h>

/* `given` (from --state-dir) or $TALLYBOX_STATE_DIR, or systemd's $STATE_DIRECTORY, or
 * $XDG_STATE_HOME/tallybox. Transfer full. */
char *dmn_paths_state_dir (const char *given);

/* Makes the folder (mode 0700) and takes its lock for the life of the process: two rigs must not
 * share one. Errors: DMN_ERROR_UNAVAILABLE with the remedy. */
gboolean dmn_paths_claim (const char *state_dir, GError **error);

/* STATE_DIR/ctl.sock; an error when that is longer than a socket's address may be. Transfer full.
 */
char *dmn_paths_ctl_socket (const char *state_dir, GError **error);

/* The program as it is on the disk now, with the words that this one was started with, takes the
 * place of this process. Returns only with DMN_ERROR_FAILED. */
void dmn_paths_exec_again (GError **error);
