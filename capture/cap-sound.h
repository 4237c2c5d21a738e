/* Sound of any kind, made into the programme's: 48 kHz, stereo, float. Stamps come through exactly:
 * GStreamer's audioresample counts samples instead, so that a device whose clock is off would be
 * followed in steps of 31 ms, each with a click (measured, 1.22). One thread at a time. */
#pragma once
#include "cap-types.h"

#include <gst/audio/audio.h>

typedef struct _CapSound CapSound;

CapSound *cap_sound_new (void);
void cap_sound_free (CapSound *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapSound, cap_sound_free)

/* What comes from now on; begins anew when that is something else. More than two channels without
 * known places are inputs of a sound card: the first two are taken. CAP_ERROR_SOURCE for what
 * cannot be converted. */
gboolean cap_sound_set_caps (CapSound *self, GstCaps *caps, GError **error);

/* The sound of `buffer`, whose first sample frame belongs to `*stamp_ns`; on return it is that of
 * the first one given back. Borrowed until the next call; NULL with 0 frames when nothing can be
 * told yet. */
const float *cap_sound_convert (CapSound *self, GstBuffer *buffer, gint64 *stamp_ns,
                                guint *ret_n_frames);

/* Sound is missing before the next buffer: nothing is carried over. */
void cap_sound_reset (CapSound *self);

/* "44.1 kHz, mono"; transfer full. */
char *cap_sound_describe (const CapSound *self);

/* What it can convert. Transfer full. */
GstCaps *cap_sound_get_input_caps (void);
