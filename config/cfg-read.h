/* The bytes of a config file, within limits. Main thread. */
#pragma once
#include <glib.h>

/* At most CFG_FILE_MAX_BYTES of a plain file. CFG_ERROR_IO, as "PATH: what is wrong. Remedy.", when
 * it is missing, a folder, another kind of file, unreadable or too large. */
GBytes *cfg_read (const char *path, GError **error);
