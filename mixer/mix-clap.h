/* Lips and voice: claps (or flashes with a beep) that a camera sees and a microphone hears, and the
 * time between. Pure. */
#pragma once
#include "mix-judge.h"

/* One picture of the camera. */
typedef struct {
  gint64 time_ns;   /* running time that it belongs to */
  MixChange change; /* against the one before */
} MixSeen;

#define MIX_CLAP_PAIR_MS 400 /* a sound so far from what is seen belongs to something else */

/* Times of what is seen, ns, ascending (a GArray of gint64, transfer full). A flash: the picture
 * grows brighter at once; its time is half a picture before the first bright one, which is when it
 * was lit on the average. A clap: hands move faster and faster and stand still at once; how far
 * they still moved in the last picture's time tells when they met. Both are exact to half a
 * picture. */
GArray *mix_clap_see (const MixSeen *pictures, guint n);

/* Times of what is heard: where the level of 1 ms rises by 12 dB and more over the loudest of the
 * 60 ms before, and above -40 dBFS; then nothing for 300 ms, for rooms answer. `samples`: stereo at
 * 48 kHz, the first one of running time `start_ns`. As above. */
GArray *mix_clap_hear (const float *samples, guint n_frames, gint64 start_ns);

typedef struct {
  guint n;          /* pairs */
  double offset_ms; /* median; > 0: heard after it was seen */
  double spread_ms; /* between the quarter of them that is earliest and the one that is latest */
} MixClaps;

/* Each sound with the nearest sight. */
MixClaps mix_clap_compare (const GArray *seen, const GArray *heard);
