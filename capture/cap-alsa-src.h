/* The element that reads a sound card: a live GstPushSrc over alsa-lib. It is there instead of
 * GStreamer's alsasrc, which takes read errors but ENODEV for success, tells nobody of lost sound,
 * stamps sound when a busy processor comes round to it, and keeps no more of it than its latency.
 */
#pragma once
#include <gst/base/gstpushsrc.h>

#define CAP_TYPE_ALSA_SRC (cap_alsa_src_get_type ())
G_DECLARE_FINAL_TYPE (CapAlsaSrc, cap_alsa_src, CAP, ALSA_SRC, GstPushSrc)

/* `device` as cap_alsa_pcm_name() takes it. Floating reference. Blocks are stamped with the running
 * time at which the card recorded them; one that does not follow the last one has
 * GST_BUFFER_FLAG_RESYNC.
 */
GstElement *cap_alsa_src_new (const char *device);
