/* What the encoders made: one picture, or one frame of sound. */
#pragma once
#include "enc-types.h"

typedef enum {
  /* H.264, one access unit a packet, SPS and PPS before every IDR, no B-frames; each NAL unit with
   * its length before it (4 bytes; stream format "avc"). Caps: codec_data with the
   * AVCDecoderConfigurationRecord, width, height, framerate. */
  ENC_VIDEO = 1,
  /* Raw AAC-LC frames, 48 kHz stereo, 1024 samples each. Caps: codec_data with the
   * AudioSpecificConfig. */
  ENC_AUDIO,
} EncMedia;
#define ENC_MEDIA_END (ENC_AUDIO + 1) /* size of an array indexed by EncMedia */

typedef struct {
  EncMedia media;
  gboolean key;      /* video: IDR */
  GstBuffer *buffer; /* owned; pts and dts are running time of the programme */
  GstCaps *caps;     /* owned; of the medium as it was then */
} EncPacket;

void enc_packet_init_copy (EncPacket *copy, const EncPacket *packet); /* of the same memory */
void enc_packet_clear (EncPacket *packet);
EncPacket *enc_packet_copy (const EncPacket *packet); /* to be freed with enc_packet_free() */
void enc_packet_free (gpointer packet);

/* Time in the stream, ns: dts, or pts without one. */
gint64 enc_packet_get_time (const EncPacket *packet);
/* The caps' codec_data (see EncMedia), transfer full; NULL without. */
GBytes *enc_packet_get_config (const EncPacket *packet);
/* Of a picture; untouched when the caps do not say. */
void enc_packet_get_size (const EncPacket *packet, int *ret_width, int *ret_height);
