/* Folders that the rig writes to: what is wrong with one, in words for people. Any thread. */
#pragma once
#include <glib.h>

/* Why `folder` cannot be written, and what to do: whole sentences. `why` is the errno of it, `user`
 * who would write, NULL for who runs this. Transfer full. */
char *base_folder_explain (const char *folder, int why, const char *user);
