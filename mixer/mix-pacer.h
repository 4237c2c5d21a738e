/* How a live source waits for its turn: on its element's clock, until unlock() wakes it. Embedded
 * by value in the source, zero at the start; its fields are under the element's object lock. */
#pragma once
#include <gst/gst.h>

typedef struct {
  GstClockID wait; /* being waited for; NULL: nobody waits */
  gboolean flushing;
} MixPacer;

/* Streaming thread. Until `time` of `clock`; at once when that is past. FALSE when unlock() came
 * first or meanwhile. */
gboolean mix_pacer_wait (MixPacer *self, GstElement *owner, GstClock *clock, GstClockTime time);

/* Any thread: from unlock() and unlock_stop(). */
void mix_pacer_set_flushing (MixPacer *self, GstElement *owner, gboolean flushing);
gboolean mix_pacer_is_flushing (MixPacer *self, GstElement *owner); /* any thread */
