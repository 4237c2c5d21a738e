/* Sound cards, by way of alsa-lib: their names, and which are there. */
#pragma once
#include <glib.h>

/* Any thread. CapDevice of every device that records, those of USB first, those that only a person
 * would choose last; never NULL. Cards that only play are left out. */
GPtrArray *cap_alsa_list (void);

/* Any thread. The sound card that `device` names ("hw:CARD=Host,DEV=0", "plughw:1",
 * "/dev/snd/by-path/…") is there; TRUE for names that stand for no card of their own ("default").
 */
gboolean cap_alsa_is_present (const char *device);

/* Any thread. `device` as snd_pcm_open() takes it, and as its mixer goes by. A path is a link of
 * udev's to a card's control device, which names a port; ",DEV=N" may follow. NULL when it leads
 * nowhere now. Transfer full. */
char *cap_alsa_pcm_name (const char *device);
char *cap_alsa_mixer_name (const char *device);

/* The card in "hw:CARD=Host,DEV=0", "plughw:Host,0", "sysdefault:CARD=Host"; NULL for names without
 * one. Pure; transfer full. */
char *cap_alsa_card_of (const char *device);

/* A card's long name ("Blue Yeti at usb-0000:00:14.0-2.1, full speed"), as a person would call it:
 * "Blue Yeti, USB port 2.1". Pure; transfer full. */
char *cap_alsa_friendly_name (const char *long_name);

#define CAP_ALSA_BY_PATH "/dev/snd/by-path"
