/* Cameras of the kernel (Video4Linux), by its own calls; and which of a camera's modes suits the
 * programme best. */
#pragma once
#include "mix-types.h"

typedef struct {
  const char *name; /* "MJPEG"; static */
  const char *caps; /* GStreamer's: "image/jpeg"; static */
  int width, height;
  int fps_n, fps_d; /* the fastest at this size */
} CapMode;

/* Any thread. CapDevice of every camera, metadata and output nodes left out; never NULL. */
GPtrArray *cap_v4l2_list (void);

/* Any thread. CapMode of the device; empty when it cannot be asked. `programme` is added where a
 * camera takes any size. */
GArray *cap_v4l2_modes (const char *path, const MixFormat *programme);

/* Pure. The mode for this programme; NULL when there is none. Fast enough comes first; then the
 * programme's own size, then the nearest larger, then the nearest smaller; then the cheaper format
 * to read. */
const CapMode *cap_v4l2_choose (const GArray *modes, const MixFormat *programme);
