/* A camera of this machine over all its openings: which mode works, how it is set, which one it
 * was, and better words for what goes wrong than the error has. */
#pragma once
#include "cap-controls.h"
#include "cap-mode.h"
#include "cap-types.h"
#include "cap-words.h"

typedef struct _CapPlug CapPlug;

/* Any thread. `label` "Camera main", `name` "main", `path` its device,
 * `format` as in cap_chooser_new(). */
CapPlug *cap_plug_new (const CapContext *context, const char *label, const char *name,
                       const char *path, const char *format);
void cap_plug_free (CapPlug *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapPlug, cap_plug_free)

CapChooser *cap_plug_get_chooser (CapPlug *self); /* media thread; borrowed */

/* Media thread. Its source says so. */
void cap_plug_follow (CapPlug *self, ShowHealth health);

/* Media thread, as a CapExplainFunc is called. Learns from it for the next opening. */
char *cap_plug_explain (CapPlug *self, CapTrouble trouble);

/* Any thread, before it is first opened. Tells how it is set. */
void cap_plug_watch_controls (CapPlug *self, CapControlsFunc func, gpointer data);
void cap_plug_change (CapPlug *self, const ShowControlChange *change); /* any thread */

/* A mode that failed so often without a picture is not tried again. */
#define CAP_FALSE_STARTS_MAX 2
