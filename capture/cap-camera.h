/* A camera: a supervised pipeline of its own that leaves pictures in a slot, and the sound that
 * comes with them (network and file cameras) in a ring. */
#pragma once
#include "cap-controls.h"
#include "cap-options.h"
#include "cap-types.h"

/* Any thread. Does not open anything yet. `ring` may be NULL: its sound is not wanted. */
CapCamera *cap_camera_new (const CapCameraOptions *options, const CapContext *context,
                           MixSlot *slot, MixRing *ring, CapStatusFunc status, gpointer data,
                           GError **error);

/* Media thread. Opens the source and keeps it open for ever: an error, the end, or no picture for
 * CAP_STALL_MS closes it, the slot falls to its slate, and it is opened again after a backoff. */
void cap_camera_start (CapCamera *self);
void
cap_camera_stop (CapCamera *self); /* media thread; back to SHOW_HEALTH_STOPPED, bounded wait */
/* Of cameras of this machine; the others have nothing to be set. Any thread, before it is started.
 */
void cap_camera_watch_controls (CapCamera *self, CapControlsFunc func, gpointer data);
/* Any thread. FALSE: it will never tell of any. */
gboolean cap_camera_has_controls (const CapCamera *self);
/* Any thread; does not wait. What comes of it is told. */
void cap_camera_change (CapCamera *self, const ShowControlChange *change);

void cap_camera_free (CapCamera *self); /* NULL is fine; asserts that stop has run */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapCamera, cap_camera_free)

/* A slow camera's time to its first picture; network ones get twice that. */
#define CAP_START_MS 5000
#define CAP_STALL_MS 2000 /* no picture for so long: close and reopen */
