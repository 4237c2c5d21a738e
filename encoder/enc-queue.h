/* The hub's side of a queue; readers use enc-hub.h. */
#pragma once
#include "enc-hub.h"

EncQueue *enc_queue_new (void);

/* Encoder's streaming threads (or the opener, before anyone else sees the queue). Copies. */
void enc_queue_push (EncQueue *queue, const EncPacket *packet);
/* Any thread, once the hub has let go of the queue. */
void enc_queue_finish (EncQueue *queue);
void enc_queue_close (EncQueue *queue);
double enc_queue_get_fill (EncQueue *queue); /* 0..1 of the limits */
