/* Finding cameras and microphones, and trying one. */
#pragma once
#include "cap-types.h"

typedef struct {
  char *name;   /* for people: "HD Pro Webcam C920" */
  char *source; /* the config's source line: "v4l2:/dev/v4l/by-path/…", "alsa:hw:CARD=…,DEV=0" */
  char *modes;  /* "1920x1080 at 30 fps (MJPEG); …", the largest ones; may be NULL */
  char *best;   /* the one for a usual programme, and why; may be NULL */
  char **all_modes; /* NULL-terminated; may be NULL */
  gboolean by_hand; /* nobody would want it without having asked for it */
} CapDevice;
void cap_device_free (CapDevice *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapDevice, cap_device_free)

GPtrArray *cap_probe_cameras (void);     /* CapDevice; metadata nodes left out; never NULL */
GPtrArray *cap_probe_microphones (void); /* CapDevice; through alsa-lib; never NULL */

/* Blocks up to `limit_ms`: opens the source and waits for a picture or sound. TRUE: `ret_text` says
 * what came
 * ("1280x720 at 30 fps"). FALSE: error says what to do. */
gboolean cap_probe_try (const char *source, gboolean camera, guint limit_ms, char **ret_text,
                        GError **error);
