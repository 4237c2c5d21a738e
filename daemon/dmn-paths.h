/* Where a rig keeps its things. */
#pragma once
#include <glib.h>

/* `given` (from --state-dir) or $TALLYBOX_STATE_DIR, or systemd's $STATE_DIRECTORY, or
 * $XDG_STATE_HOME/tallybox. Transfer full. */
char *dmn_paths_state_dir (const char *given);

/* For commands to a rig that runs: the same folder. But when nobody named one and no rig runs with
 * it, the service's, if whoever asks may look into that. Transfer full. */
char *dmn_paths_find_rig (const char *given);

/* What to do where dmn_paths_find_rig() led to nothing: a sentence. */
const char *dmn_paths_tell_remedy (const char *given);

/* FALSE with DMN_ERROR_UNAVAILABLE and the remedy: the service is on air, and this would be a
 * second rig on its cameras and ports that nobody gave a folder of its own. */
gboolean dmn_paths_check_alone (const char *given, GError **error);

/* Makes the folder (mode 0700) and takes its lock for the life of the process: two rigs must not
 * share one. Errors: DMN_ERROR_UNAVAILABLE with the remedy. */
gboolean dmn_paths_claim (const char *state_dir, GError **error);

/* STATE_DIR/ctl.sock; an error when that is longer than a socket's address may be. Transfer full.
 */
char *dmn_paths_ctl_socket (const char *state_dir, GError **error);

/* The program as it is on the disk now, with the words that this one was started with, takes the
 * place of this process. Returns only with DMN_ERROR_FAILED. */
void dmn_paths_exec_again (GError **error);
