/* Tells when a camera or sound card was plugged in or pulled out: udev's events, heard on the media
 * thread. In a container no events come; then there are only those of cap_hotplug_nudge(). */
#pragma once
#include "cap-types.h"

/* Media thread. Something came or went, or changed; look for yourself. */
typedef void (*CapHotplugFunc) (gpointer data);

/* Any thread, before anything listens. Never NULL. */
CapHotplug *cap_hotplug_new (BaseWorker *media);
void cap_hotplug_free (CapHotplug *self); /* when the media thread has stopped; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapHotplug, cap_hotplug_free)

/* Media thread. `func` may add and remove listeners. Returns what cap_hotplug_remove() takes, never
 * 0. */
guint cap_hotplug_add (CapHotplug *self, CapHotplugFunc func, gpointer data);
void cap_hotplug_remove (CapHotplug *self, guint id);

/* Media thread. As if an event had come. */
void cap_hotplug_nudge (CapHotplug *self);
