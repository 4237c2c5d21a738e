/* A microphone: a supervised pipeline of its own that leaves samples in a ring, and the sound
 * card's own volume and switch. */
#pragma once
#include "cap-options.h"
#include "cap-types.h"

/* As cap_camera_new(); not for "camera:NAME", whose ring its camera fills. */
CapMicrophone *cap_microphone_new (const CapMicrophoneOptions *options, const CapContext *context,
                                   MixRing *ring, CapStatusFunc status, gpointer data,
                                   GError **error);
void cap_microphone_start (CapMicrophone *self); /* media thread */
void cap_microphone_stop (CapMicrophone *self);  /* media thread */
void cap_microphone_free (CapMicrophone *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapMicrophone, cap_microphone_free)

/* Media thread. What the sound card's volume and switch are now; `by_hand`: because somebody used
 * the device's own knob or button, or another program. All zero while it is away. */
typedef void (*CapSoundcardReportFunc) (const ShowSoundcard *card, gboolean by_hand, gpointer data);

/* Before the start. `data` is that of cap_microphone_new(). */
void cap_microphone_watch_soundcard (CapMicrophone *self, CapSoundcardReportFunc report);

/* Media thread. `wish` is all that is wanted of it, whenever it is plugged in; `ask` is what of it
 * is to be done now, so that nothing else is taken back that somebody did by hand meanwhile. */
void cap_microphone_set_soundcard (CapMicrophone *self, const ShowSoundcardWish *wish,
                                   const ShowSoundcardWish *ask);

/* The camera's name in "camera:NAME", NULL for any other source. Borrowed from the options. */
const char *cap_microphone_camera (const CapMicrophoneOptions *options);

/* Its source is a sound card: it may have a volume and a switch of its own. */
gboolean cap_microphone_has_soundcard (const CapMicrophoneOptions *options);

/* Digital zero for so long is no quiet room: even the quietest has noise. */
#define CAP_ZERO_MS 3000
