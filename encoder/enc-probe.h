/* Which H.264 and AAC encoders work here: found by encoding a frame in a time limit, not by being
 * listed. */
#pragma once
#include "enc-options.h"
#include "enc-types.h"

typedef struct {
  const char *element; /* "x264enc" */
  const char *title;   /* "x264 (software)" */
  gboolean present;    /* the element is installed */
  gboolean works;      /* it gave a keyframe in time */
  guint took_ms;
} EncCandidate;

/* Blocks up to ENC_PROBE_MS for each; best first: hardware, x264, openh264. GArray of EncCandidate.
 */
GArray *enc_probe_all (void);
#define ENC_PROBE_MS 2000

/* The element to use for `options` (probing as little as it takes: hardware that is not installed
 * costs nothing, x264 is known to work once its element can be made). Static string. */
const char *enc_probe_choose (const EncOptions *options, GError **error);
