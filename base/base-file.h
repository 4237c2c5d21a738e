/* Files that people name in a config: whether they can be read, and what to do when not. Any
 * thread. */
#pragma once
#include <glib.h>

/* 0: it is a plain file that can be opened for reading; otherwise why not, for
 * base_file_explain(). Never waits for a pipe. `ret_fd` (may be NULL): open. */
int base_file_try (const char *path, int *ret_fd);

/* What is wrong with a file whose trouble is `code`, and what to do: "There is no file PATH.
 * REMEDY" and the like. `make`: what to do when it is not there, or no file; `let`: when this user
 * may not read it, NULL: as usual. Transfer full. */
char *base_file_explain (const char *path, int code, const char *make, const char *let);

/* Both: NULL when it can be read. Transfer full. */
char *base_file_find_fault (const char *path, const char *make, const char *let);
