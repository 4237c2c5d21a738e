/* Carries packets from the hub to where they go, in a thread of its own. The hub's queue is the
 * only buffer that grows. */
#pragma once
#include "enc-hub.h"

/* A sink holds about so much; the rest waits in the queue. */
#define ENC_FEEDER_AHEAD_NS GST_SECOND

/* A back end: a connection or a file. */
typedef struct {
  /* Feeding thread. Time begins at 0 with the keyframe that is the first packet; within a medium it
   * rises. FALSE: the sink takes nothing more, and will not be asked again. */
  gboolean (*take) (gpointer sink, const EncPacket *packet, gint64 time_ns);
  /* Feeding thread. The sink has got everything that is for it; not after a stop. */
  void (*end) (gpointer sink);
  /* Any thread. How much it was given and has not passed on, ns. NULL: take() does not return
   * before it has. */
  gint64 (*get_waiting_ns) (gpointer sink);
  /* Any thread. */
  void (*unref) (gpointer sink);
} EncSinkFuncs;

typedef struct {
  const EncSinkFuncs *funcs;
  gpointer sink; /* a reference */
} EncSink;

typedef struct _EncFeeder EncFeeder;

/* Any thread. Opens a queue of the hub: packets are kept from now on. */
EncFeeder *enc_feeder_new (EncHub *hub, gboolean from_last_key);
/* Any thread. For sinks that nobody waits for, such as files: they get their packets in batches, up
 * to 0.2 s late. */
void enc_feeder_set_patient (EncFeeder *self);
void enc_feeder_free (EncFeeder *self); /* asserts that stop has run if it was ever fed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncFeeder, enc_feeder_free)

/* Any thread. From the first keyframe at or after `not_before_ns` (running time of the programme;
 * 0: the next one) packets go to this sink. The one used so far still gets the sound from before
 * that keyframe, which comes behind it, and then its end. `switched` (may be NULL) is called in the
 * feeding thread with the keyframe's running time; it must not wait. The first call starts the
 * thread. A call replaces one that has not taken place yet. Takes the sink's reference. */
typedef void (*EncFeederFunc) (gint64 start_ns, gpointer data);
void enc_feeder_switch (EncFeeder *self, const EncSink *sink, gint64 not_before_ns,
                        EncFeederFunc switched, gpointer data);

/* Any thread, before the first switch. For sinks that hold pictures of one format, such as files:
 * at a keyframe of another one (an encoder that was replaced) `changed` asks for a switch, and
 * everything waits in the queue for it, ENC_FEEDER_CHANGE_MS at most. It is called in the feeding
 * thread, under its lock, and not after enc_feeder_finish(). */
void enc_feeder_set_changed_func (EncFeeder *self, EncFeederFunc changed, gpointer data);
#define ENC_FEEDER_CHANGE_MS 3000

/* Any thread. Takes back a planned switch. FALSE: there is none, or it has taken place. */
gboolean enc_feeder_cancel_switch (EncFeeder *self);

/* Any thread. Takes nothing new from the hub, and needs it no more; hands over what is queued, then
 * ends the sink. Does not wait. */
void enc_feeder_finish (EncFeeder *self);

/* Any thread but the feeding one. Ends the thread as soon as its sink lets go of it; ends no sink.
 * May be called again. */
void enc_feeder_stop (EncFeeder *self);

typedef struct {
  guint64 packets, bytes; /* handed to sinks */
  guint64 dropped;        /* packets left out because the queue was full */
  double queued_ms;       /* picture waiting in the queue and in the sink */
  gint64 newest_ns;       /* running time of the newest packet handed over, -1 before */
  gboolean refused;       /* the sink takes nothing more (it has failed) */
} EncFeederStats;
void enc_feeder_get_stats (EncFeeder *self, EncFeederStats *ret_stats); /* any thread */
