/* The controls of a camera, by the kernel's calls: which it has, reading and setting them. They may
 * take as long as a camera pleases to answer. Any thread. */
#pragma once
#include "show-control.h"

/* What it has and how it is set; `locked` is not touched. NULL when it cannot be opened. Transfer
 * full. */
ShowControls *cap_control_read (const char *path);

/* FALSE when it has no such control or refuses. A value that a control sets by itself is refused by
 * most: end its automatic first. */
gboolean cap_control_set (const char *path, const char *name, int value);
gboolean cap_control_set_auto (const char *path, const char *name, gboolean on);
