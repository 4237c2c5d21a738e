/* Which program has a device open. Any thread. */
#pragma once
#include <glib.h>

/* "obs (process 1234)" for some other process that has `path` open; NULL when there is none, or
 * when we may not look. Transfer full. Reads all of /proc: not for every frame. */
char *cap_holder_find (const char *path);
