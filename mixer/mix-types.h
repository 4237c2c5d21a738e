/* Forward typedefs and shared types of the mixer: the table at which pictures and sound meet. */
#pragma once
#include "show-types.h"
#include <gst/gst.h>

typedef struct _MixSlot MixSlot;     /* newest pictures of one camera */
typedef struct _MixRing MixRing;     /* newest samples of one microphone */
typedef struct _MixSprite MixSprite; /* a card, ready to be blended */
typedef struct _MixVision MixVision; /* vision mixer: scenes, transitions, sprites */
typedef struct _MixAudio MixAudio;   /* audio mixer: gains, ducking, limiter, meters */

#define MIX_AUDIO_RATE     48000
#define MIX_AUDIO_CHANNELS 2
#define MIX_AUDIO_TICK     480 /* sample frames: 10 ms */

/* The programme's format. Every picture on the table is I420, progressive, BT.709 limited range,
 * square pixels, width x height, both even; or raw, see mix-raw.h. Sound is 48 kHz, stereo,
 * interleaved float. */
typedef struct {
  int width, height;
  int fps_n, fps_d;
  /* Alignment delay: the programme frame of tick T shows what happened at T - latency_ns, picture
   * and sound alike, so that every source has had time to arrive. */
  gint64 latency_ns;
  /* TRUE: file time instead of the clock. Sources wait for the table and the table for the sources;
   * nothing is ever late. FALSE: the table never waits. */
  gboolean lockstep;
} MixFormat;

/* The running time at which frame `index` is shown: index / fps, in ns, rounded down, no drift. */
gint64 mix_format_frame_time (const MixFormat *format, guint64 index);

/* The last frame that is shown at or before running time `time_ns` >= 0: the inverse of the above.
 */
guint64 mix_format_frame_index (const MixFormat *format, gint64 time_ns);

/* "video/x-raw,format=I420,…,colorimetry=bt709"; transfer full. */
GstCaps *mix_format_video_caps (const MixFormat *format);
GstCaps *mix_format_audio_caps (void);
