/* Where pictures and sound can come from: one const table, found by the prefix of the source text.
 */
#pragma once
#include "cap-pipe.h"
#include "cap-words.h"

/* How a back end's running times lie to the shared ones. */
typedef enum {
  CAP_TIMELINE_SHARED = 1, /* a live source: stamped with the shared clock as things happen */
  CAP_TIMELINE_OWN,        /* from 0 when it starts playing: films and test pictures */
} CapTimeline;

struct _CapBackend {
  const char *prefix; /* "v4l2:" */
  const char *form;   /* what may be written: "v4l2:PATH" */
  gboolean camera, microphone;
  CapTimeline timeline;
  gboolean live;    /* delivers by itself, as time goes by; the others are held to the clock */
  gboolean loops;   /* starts again from its beginning when it has ended */
  gboolean network; /* may take twice as long to start */
  gboolean device;  /* of this machine: cheap to try, so it is never left alone for long */

  /* May be NULL. What stands behind the prefix is well-formed: FALSE and why in words otherwise. */
  gboolean (*check) (const char *rest, gboolean camera, char **ret_why);
  /* May be NULL: nobody can tell. The device or file is there. Quick; the media thread asks it once
   * a second while it is away. */
  gboolean (*is_present) (const char *rest);
  /* May be NULL. Media thread, after a failure that GStreamer's error makes out to be `guess`, when
   * nothing of ours has the device open any more: what it really is. May take as long as opening
   * does. */
  CapTrouble (*diagnose) (const char *rest, CapTrouble guess, gboolean was_live);
  /* May be NULL. Media thread, every CAP_EXAMINE_MS while a pipe delivers that minds its signal,
   * and before it is opened: what is wrong although it does, 0 = nothing. Quick. */
  CapTrouble (*examine) (const char *rest);
  /* Media thread. Adds elements to the pipe and offers it their pads, now or as they appear. */
  gboolean (*build) (CapPipe *pipe, const char *source, const char *rest, GError **error);

  const CapWords *words; /* its own, before the general ones; ends with trouble = 0; may be NULL */
};

extern const CapBackend cap_backend_v4l2; /* cap-backend-v4l2.c */
extern const CapBackend cap_backend_alsa; /* cap-backend-alsa.c */
extern const CapBackend cap_backend_rtsp, cap_backend_rtsps, cap_backend_srt,
    cap_backend_file;                     /* cap-backend-streams.c */
extern const CapBackend cap_backend_test; /* cap-backend-test.c */

/* NULL when no back end knows it, or none that has what is wanted. `ret_rest` (may be NULL) points
 * into `source`. */
const CapBackend *cap_backend_find (const char *source, gboolean camera, const char **ret_rest);

/* A microphone's source that is no source of its own: "camera:NAME". */
#define CAP_CAMERA_PREFIX "camera:"

/* The source text is well-formed. FALSE and why, with what may be written instead. */
gboolean cap_backend_check (const char *source, gboolean camera, char **ret_why);

/* `source` without user names, passwords and pass phrases: for texts. */
char *cap_backend_public_source (const char *source);
