/* Sound cards, by way of alsa-lib. */
#pragma once
#include <glib.h>

/* Any thread. CapDevice of every device that records; never NULL. */
GPtrArray *cap_alsa_list (void);

/* Any thread. The sound card that `device` ("hw:CARD=Host,DEV=0", "plughw:1") names is there; TRUE
 * for names that stand for no card of their own ("default"). */
gboolean cap_alsa_is_present (const char *device);

/* Any thread. Sets the card's capture volume and switches recording on. NULL when done, otherwise
 * why not, in words; transfer full. */
char *cap_alsa_set_volume (const char *device, int percent);
