/* A sound card's recording side, opened and set up as well as it goes. One thread at a time. */
#pragma once
#include <alsa/asoundlib.h>
#include <gst/audio/audio.h>

typedef struct {
  snd_pcm_t *handle;
  GstAudioInfo info;
  guint block_frames; /* handed over at a time */
} CapAlsaPcm;

/* Any thread. From then on alsa-lib does not write to the terminal what is told in words.
 * Everything here does it. */
void cap_alsa_hush (void);

/* Opens `name`, without waiting for whoever else has it. Its own rate is taken, the nearest to the
 * programme's, and its own channels, two if it can: what is missing is converted by us, not by
 * alsa-lib, whose rate converter is a linear one. 0, or a negative errno with what failed in
 * `ret_step`. */
int cap_alsa_pcm_open (CapAlsaPcm *pcm, const char *name, const char **ret_step);
void cap_alsa_pcm_close (CapAlsaPcm *pcm); /* all zero is fine */

/* Of a `block_frames`. */
#define CAP_ALSA_BLOCK_MS 10
/* Sound that may wait for a busy processor; it costs no latency. */
#define CAP_ALSA_BUFFER_MS 500

/* What `name` can do, in words: "48 kHz, mono", or several of them; NULL when it is in use or
 * cannot be asked. Transfer full. */
char *cap_alsa_pcm_describe (const char *name);

/* When, by the shared clock, the oldest sample frame was recorded of `waiting` that the card had at
 * `device_ns`. A stamp of the card's that cannot be of that clock (0, or further than
 * CAP_ALSA_STAMP_MS from `now_ns`) is not believed; then `now_ns` stands in for it. Pure. */
gint64 cap_alsa_pcm_stamp (gint64 now_ns, gint64 device_ns, guint64 waiting, guint rate);
#define CAP_ALSA_STAMP_MS 1000
