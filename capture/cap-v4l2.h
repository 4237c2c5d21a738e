/* Cameras of the kernel (Video4Linux), by its own calls. Every function opens the device and closes
 * it again; none needs it for itself. Any thread. */
#pragma once
#include "cap-mode.h"
#include "cap-words.h"

typedef struct {
  char *name; /* for people: "HD Pro Webcam C920" */
  char *bus;  /* "usb-0000:00:14.0-2" */
} CapV4l2Card;
void cap_v4l2_card_clear (CapV4l2Card *card);

/* FALSE for nodes of metadata, of output, of parts of a larger device that cannot be used alone,
 * and for what cannot be opened. `ret_card` (may be NULL) is the caller's to clear. */
gboolean cap_v4l2_is_camera (const char *path, CapV4l2Card *ret_card);

/* CapMode of the device; empty when it cannot be asked. `programme` is added where a camera takes
 * any size or rate. A capture card has the one mode that is plugged into it. */
GArray *cap_v4l2_modes (const char *path, const MixFormat *programme);

/* The signal of a capture card: 0 when there is one, or when the device has no such thing;
 * CAP_TROUBLE_NO_SIGNAL; CAP_TROUBLE_CHANGED when it is of another size than the device is set to.
 */
CapTrouble cap_v4l2_examine (const char *path);

/* It is a capture card: its size is that of what is plugged into it. */
gboolean cap_v4l2_has_signal (const char *path);

/* Why it does not work, found by trying: GStreamer does not tell. `stream`: pictures are asked for
 * as well, in the mode it was set to last; this needs that nobody else does. 0: it works. */
CapTrouble cap_v4l2_diagnose (const char *path, gboolean stream);

/* ioctl(), asked again when a signal came between. */
int cap_v4l2_ioctl (int fd, unsigned long request, void *argument);
