/* Keeps a camera set as people want it: changes what they ask for, sets it again whenever the
 * camera comes back, and tells how it is set. On a thread of its own, because a camera may take
 * seconds to answer. */
#pragma once
#include "cap-memory.h"

typedef struct _CapControls CapControls;

/* The controls' own thread. How it is set now; `controls` is borrowed. */
typedef void (*CapControlsFunc) (ShowControls *controls, gpointer data);

/* Any thread. `memory` is borrowed and must outlive it. */
CapControls *cap_controls_new (const char *path, CapMemory *memory);
void
cap_controls_free (CapControls *self); /* not its thread; waits for what was asked; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapControls, cap_controls_free)

/* Any thread, before anything is asked. */
void cap_controls_watch (CapControls *self, CapControlsFunc func, gpointer data);

/* Any thread; do not wait. The camera has been plugged in or has come on air: which one it is, is
 * kept, it is set as it was, and all is told. */
void cap_controls_refresh (CapControls *self);
void cap_controls_change (CapControls *self, const ShowControlChange *change);

/* Which one is plugged in; blocks as long as opening it does. model NULL: none. */
void cap_controls_identify (const char *path, CapIdentity *ret_identity);
