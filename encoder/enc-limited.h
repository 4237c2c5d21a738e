/* Calls that may never come back: into a driver, or onto a dead disk. */
#pragma once
#include <glib.h>

typedef gboolean (*EncLimitedFunc) (gpointer data);

/* Any thread. What `func (data)` gives, in a thread of its own called `name`; FALSE when that takes
 * longer than `limit_ms`. Then the thread stays behind with the call (nothing can end a system call
 * that a driver does not give back), so `data` must belong to `func` or last for ever. */
gboolean enc_limited_run (const char *name, EncLimitedFunc func, gpointer data, guint limit_ms);
