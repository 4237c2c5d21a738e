/* Carries packets from the hub into the two appsrc elements of an output's pipeline, in a thread of
 * its own. The hub's queue is the only buffer that grows; nothing here ever waits for the pipeline
 * without an end. */
#pragma once
#include "enc-hub.h"

typedef struct _EncFeeder EncFeeder;

#define ENC_FEEDER_AHEAD_NS                                                                        \
  GST_SECOND /* so much of a medium may wait in its appsrc while the other has something as well   \
              */
#define ENC_FEEDER_BYTES                                                                           \
  (16 * 1024 * 1024) /* a medium that the pipeline does not take is thrown away above this */

/* Any thread. An appsrc for a pipeline that is fed by a feeder; floating reference. `live`: as the
 * property is-live. */
GstElement *enc_feeder_new_source (EncMedia media, gboolean live);

/* Any thread. Opens a queue of the hub: packets are kept from now on. */
EncFeeder *enc_feeder_new (EncHub *hub, gboolean from_last_key);
void enc_feeder_free (EncFeeder *self); /* asserts that stop has run if it was ever fed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncFeeder, enc_feeder_free)

/* Any thread. From the first keyframe at or after `not_before_ns` (running time of the programme;
 * 0: the next one) packets go to these two sources, made by enc_feeder_new_source(); the sources
 * used so far get EOS just before. Time begins at 0 with that keyframe for every pair of sources.
 * Caps are set before the first packet. `switched` (may be NULL) is then called in the feeding
 * thread with the keyframe's running time; it must not wait. The first call starts the thread. A
 * call replaces one that has not taken place yet. Takes references. */
typedef void (*EncFeederFunc) (gint64 start_ns, gpointer data);
void enc_feeder_switch (EncFeeder *self, GstElement *video, GstElement *audio, gint64 not_before_ns,
                        EncFeederFunc switched, gpointer data);

/* Any thread. Takes back a planned switch. FALSE: there is none, or it has taken place. */
gboolean enc_feeder_cancel_switch (EncFeeder *self);

/* Any thread. Takes nothing new from the hub, hands over what is queued, then sends EOS. Does not
 * wait; the pipeline's EOS message tells the end. */
void enc_feeder_finish (EncFeeder *self);

/* Any thread but the feeding one. Ends the thread within milliseconds whatever the pipeline does;
 * sends no EOS. May be called again. */
void enc_feeder_stop (EncFeeder *self);

typedef struct {
  guint64 packets, bytes; /* handed to sources */
  guint64 dropped;        /* packets left out because the queue was full */
  double queued_ms;       /* picture waiting in the queue and in the sources */
  gint64 newest_ns;       /* running time of the newest packet handed over, -1 before */
  gboolean refused;       /* the pipeline takes nothing more (it has failed) */
} EncFeederStats;
void enc_feeder_get_stats (EncFeeder *self, EncFeederStats *ret_stats); /* any thread */
