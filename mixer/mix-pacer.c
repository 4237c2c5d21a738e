#include "mix-pacer.h"

gboolean
mix_pacer_wait (MixPacer *self, GstElement *owner, GstClock *clock, GstClockTime time)
{
  GstClockReturn result = GST_CLOCK_UNSCHEDULED;
  GstClockID wait = gst_clock_new_single_shot_id (clock, time);
  gboolean flushing;

  GST_OBJECT_LOCK (owner);
  flushing = self->flushing;
  self->wait = flushing ? NULL : wait;
  GST_OBJECT_UNLOCK (owner);
  if (!flushing)
    result = gst_clock_id_wait (wait, NULL);
  GST_OBJECT_LOCK (owner);
  self->wait = NULL;
  GST_OBJECT_UNLOCK (owner);
  gst_clock_id_unref (wait);
  return result != GST_CLOCK_UNSCHEDULED;
}

void
mix_pacer_set_flushing (MixPacer *self, GstElement *owner, gboolean flushing)
{
  GST_OBJECT_LOCK (owner);
  self->flushing = flushing;
  if (flushing && self->wait)
    gst_clock_id_unschedule (self->wait);
  GST_OBJECT_UNLOCK (owner);
}

gboolean
mix_pacer_is_flushing (MixPacer *self, GstElement *owner)
{
  gboolean flushing;

  GST_OBJECT_LOCK (owner);
  flushing = self->flushing;
  GST_OBJECT_UNLOCK (owner);
  return flushing;
}
