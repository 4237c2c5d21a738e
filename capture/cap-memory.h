/* What is kept of a camera from one plugging in to the next, and over a restart: which one it was,
 * and how it was set. One file in the state folder; any thread, but reading and writing it blocks.
 */
#pragma once
#include "show-control.h"

typedef struct _CapMemory CapMemory;

/* `folder` NULL: kept only while this runs. A file that cannot be read is as good as none. Of the
 * same folder and name there is one, which all who ask for it share until the last has freed it. */
CapMemory *cap_memory_new (const char *folder, const char *name);
void cap_memory_free (CapMemory *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapMemory, cap_memory_free)

/* --- which one it is --- */

/* `model` tells the make, `serial` (may be NULL) the piece. */
typedef struct {
  char *model, *serial;
} CapIdentity;
void cap_identity_clear (CapIdentity *identity);

/* What was met last; transfer full; model NULL: none yet. */
CapIdentity cap_memory_get_identity (CapMemory *self);

/* This one is plugged in now. Settings of another model are no use to it, and forgotten. */
void cap_memory_meet (CapMemory *self, const CapIdentity *identity);

/* --- how it was set --- */

/* What is wanted of one control; without a wish it is left as it is. */
typedef struct {
  char name[SHOW_CONTROL_NAME_MAX + 1];
  gboolean has_value;
  int value;
  int automatic;   /* 1, 0; -1: no matter */
  gboolean locked; /* by a lock, which takes it back again */
} CapWish;

/* CapWish; a copy; transfer full. */
GArray *cap_memory_get_wishes (CapMemory *self);
void cap_memory_wish (CapMemory *self, const CapWish *wish);
void cap_memory_forget (CapMemory *self, const char *name);

gboolean cap_memory_is_locked (CapMemory *self);
void cap_memory_set_locked (CapMemory *self, gboolean locked);

/* Writes it when it has changed since. FALSE with G_FILE_ERROR: it will be lost at a restart. */
gboolean cap_memory_save (CapMemory *self, GError **error);
