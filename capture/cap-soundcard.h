/* A sound card's own recording volume and switch, by way of alsa-lib's simple mixer. Media thread.
 */
#pragma once
#include "cap-types.h"

typedef struct _CapSoundcard CapSoundcard;

/* Somebody else turned or pressed something. */
typedef void (*CapSoundcardFunc) (gpointer data);

/* `device` as cap_alsa_mixer_name() takes it. NULL when it has no mixer. */
CapSoundcard *cap_soundcard_open (const char *device, BaseWorker *media, CapSoundcardFunc changed,
                                  gpointer data);
void cap_soundcard_close (CapSoundcard *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapSoundcard, cap_soundcard_close)

/* As of now. */
ShowSoundcard cap_soundcard_get (const CapSoundcard *self);

/* Sets what is asked for. What it has not is left out. FALSE when the card failed. */
gboolean cap_soundcard_set (CapSoundcard *self, const ShowSoundcardWish *wish);

/* Which of several controls is the microphone's: the lowest of these numbers. Pure. */
guint cap_soundcard_rank_name (const char *control);
