/* The hub's side of a queue; readers use enc-hub.h. */
#pragma once
#include "enc-hub.h"

#define ENC_MEDIA_END (ENC_AUDIO + 1) /* size of an array indexed by EncMedia */

EncQueue *enc_queue_new (void);

/* Encoder's streaming threads (or the opener, before anyone else sees the queue). */
void enc_queue_push (EncQueue *queue, EncMedia media, GstBuffer *buffer); /* transfer none */
void enc_queue_end (EncQueue *queue); /* no more will come, unless it does */
/* Any thread, once the hub has let go of the queue. */
void enc_queue_finish (EncQueue *queue);
void enc_queue_close (EncQueue *queue);
double enc_queue_get_fill (EncQueue *queue); /* 0..1 of the limits */

/* Time in the stream of a packet: dts, or pts without one. */
gint64 enc_packet_time (GstBuffer *buffer);
gboolean enc_packet_is_key (EncMedia media, GstBuffer *buffer);
