/* Fan-out of encoded packets: each output has a bounded queue of its own, so that none can hold up
 * another. Packets are references to the same memory. */
#pragma once
#include "enc-types.h"

typedef struct _EncQueue EncQueue;

typedef enum {
  ENC_VIDEO = 1, /* H.264 byte-stream, one access unit a packet, SPS and PPS before every IDR */
  ENC_AUDIO,     /* raw AAC-LC frames, 48 kHz stereo, 1024 samples each */
} EncMedia;

typedef struct {
  EncMedia media;
  gboolean key;      /* video: IDR */
  GstBuffer *buffer; /* owned; pts and dts are running time of the programme */
} EncPacket;
void enc_packet_clear (EncPacket *packet);

#define ENC_QUEUE_NS (10 * GST_SECOND) /* picture held for an output that cannot keep up … */
#define ENC_QUEUE_BYTES                                                                            \
  (32 * 1024 * 1024) /* … or so much memory; then all up to the next keyframe goes */

EncHub *enc_hub_new (void);
void enc_hub_free (EncHub *self); /* asserts that no queue is left */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncHub, enc_hub_free)

/* Encoder's streaming threads. Caps of each medium come before its first packet. */
void enc_hub_set_caps (EncHub *self, EncMedia media, GstCaps *caps);
void enc_hub_push (EncHub *self, EncMedia media,
                   GstBuffer *buffer);                    /* transfer full; never waits */
GstCaps *enc_hub_get_caps (EncHub *self, EncMedia media); /* new reference or NULL */

/* Any thread. A queue that begins with the next keyframe (and sound from its time on), or, when
 * `from_last_key`, with the newest keyframe that already went by (kept for a start without
 * waiting). */
EncQueue *enc_hub_open (EncHub *self, gboolean from_last_key);
void enc_hub_close (EncHub *self, EncQueue *queue); /* wakes its reader; NULL is fine */

/* The output's feeding thread. Waits up to `wait_us` for a packet. FALSE: time is over or the queue
 * was closed. Sound older than the first keyframe is left out; video and audio come merged in time
 * order. */
gboolean enc_queue_pop (EncQueue *queue, gint64 wait_us, EncPacket *ret_packet);
void enc_queue_get_stats (EncQueue *queue, guint64 *ret_dropped, double *ret_queued_ms);
