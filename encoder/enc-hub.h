/* Fan-out of encoded packets: each output has a bounded queue of its own, so that none can hold up
 * another. Packets are references to the same memory. */
#pragma once
#include "enc-packet.h"

typedef struct _EncQueue EncQueue;

/* Held for an output that cannot keep up: so much picture, or so much memory; then all up to the
 * next keyframe goes. */
#define ENC_QUEUE_NS    (10 * GST_SECOND)
#define ENC_QUEUE_BYTES (32 * 1024 * 1024)

/* The newest GOP is kept up to this length and size; a longer one is forgotten, but for so much
 * sound, which may belong to the next one. */
#define ENC_GOP_NS       (12 * GST_SECOND)
#define ENC_GOP_BYTES    (16 * 1024 * 1024)
#define ENC_GOP_SOUND_NS (500 * GST_MSECOND)

EncHub *enc_hub_new (void);
void enc_hub_free (EncHub *self); /* asserts that no queue is left */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncHub, enc_hub_free)

/* Encoder's streaming threads. Caps of each medium come before its first packet. */
void enc_hub_set_caps (EncHub *self, EncMedia media, GstCaps *caps);
/* Encoder's streaming threads; transfer full, never waits. The time of a packet is its dts, or its
 * pts when it has no dts; a video packet without GST_BUFFER_FLAG_DELTA_UNIT is a keyframe. */
void enc_hub_push (EncHub *self, EncMedia media, GstBuffer *buffer);
GstCaps *enc_hub_get_caps (EncHub *self, EncMedia media); /* any thread; new reference or NULL */
/* The programme's raw sound (mix_format_audio_caps(), stamped with running time) for one who needs
 * it as well; `func` is called in the mixer's thread with a borrowed buffer and must not wait. Any
 * thread; NULL: nobody. After the return the one before is not called any more. */
typedef void (*EncSoundFunc) (GstBuffer *buffer, gpointer data);
void enc_hub_set_sound_func (EncHub *self, EncSoundFunc func, gpointer data);
void enc_hub_offer_sound (EncHub *self, GstBuffer *buffer); /* mixer's thread; borrowed */
/* Any thread. How full the fullest queue is, 0..1, for an encoder in lockstep that can wait. */
double enc_hub_get_fill (EncHub *self);

/* Any thread. A queue that begins with the next keyframe (and sound from its time on), or, when
 * `from_last_key`, with the newest keyframe that already went by (kept for a start without
 * waiting). The caller's reference ends with enc_hub_close(). */
EncQueue *enc_hub_open (EncHub *self, gboolean from_last_key);
/* Any thread. Wakes the reader, whose pops fail from now on; NULL is fine. A reader in another
 * thread holds a reference of its own. */
void enc_hub_close (EncHub *self, EncQueue *queue);
/* Any thread. The queue gets no more packets; its reader may take the rest, after which its pops
 * fail at once. To be followed by enc_hub_close(). */
void enc_hub_finish (EncHub *self, EncQueue *queue);
EncQueue *enc_queue_ref (EncQueue *queue);
void enc_queue_unref (EncQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncQueue, enc_queue_unref)

/* The output's feeding thread. Waits up to `wait_us` for a picture, with which goes the sound that
 * came before it, or for sound alone when that time is over. FALSE: there is none, or the queue was
 * closed. Packets come as they arrived: in the order of time within a medium, but sound up to
 * 100 ms after the picture of its time, for its encoder takes longer. The first keyframe comes
 * first; sound older than it is left out. A full queue loses its pictures up to its newest keyframe
 * (or the next one to come), never its sound, unless sound alone fills ENC_QUEUE_BYTES. */
gboolean enc_queue_pop (EncQueue *queue, gint64 wait_us, EncPacket *ret_packet);
/* Any thread. From now on a reader that waits is not woken by packets, only by the end of its time:
 * it gets them in batches, for a fraction of the wake-ups. */
void enc_queue_set_patient (EncQueue *queue);
/* Any thread. Packets left out since the start, and how much picture (or, without any, sound)
 * waits. */
void enc_queue_get_stats (EncQueue *queue, guint64 *ret_dropped, double *ret_queued_ms);
