/* FLV tags as bytes, which are RTMP's messages as well. Pure. Source: Adobe Flash Video File Format
 * Specification 10.1, annex E.4; the records inside are those of ISO/IEC 14496-15 (picture) and
 * 14496-3 (sound). */
#pragma once
#include <glib.h>

typedef enum {
  ENC_FLV_SCRIPT = 1, /* onMetaData, see enc_flv_metadata() */
  ENC_FLV_AVC_CONFIG, /* AVCDecoderConfigurationRecord, before the first picture */
  ENC_FLV_AVC_KEY,    /* access unit with an IDR picture; units with their length before them */
  ENC_FLV_AVC,        /* any other; there are no B-frames, so it is shown when it is decoded */
  ENC_FLV_AAC_CONFIG, /* AudioSpecificConfig, before the first sound */
  ENC_FLV_AAC,        /* a raw AAC frame */
} EncFlvKind;

#define ENC_FLV_BODY_MAX 0xffffffU /* DataSize is a UI24 */

/* A whole tag with its header and the PreviousTagSize behind it; NULL when `body` is larger than a
 * tag can be. The time wraps after 2^32 ms (49.7 days), as RTMP's does. */
GBytes *enc_flv_tag (EncFlvKind kind, gint64 time_ms, gconstpointer body, gsize size);

/* The tag that describes the stream: H.264, AAC-LC 48 kHz stereo. A frame rate of 0 is left out. */
GBytes *enc_flv_metadata (gint64 time_ms, int width, int height, double fps);
