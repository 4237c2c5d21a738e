#include "enc-meter.h"

void
enc_meter_init (EncMeter *self)
{
  *self = (EncMeter){0};
  g_mutex_init (&self->lock);
}

void
enc_meter_clear (EncMeter *self)
{
  g_mutex_clear (&self->lock);
}

void
enc_meter_count (EncMeter *self, EncMedia media, GstBuffer *packet, gint64 time_ns)
{
  g_mutex_lock (&self->lock);
  self->newest_ns[media] = time_ns;
  self->reading.bytes += gst_buffer_get_size (packet);
  if (media == ENC_VIDEO) {
    self->reading.frames++;
    self->reading.keyframes += !GST_BUFFER_FLAG_IS_SET (packet, GST_BUFFER_FLAG_DELTA_UNIT);
  }
  g_mutex_unlock (&self->lock);
}

void
enc_meter_add_latency (EncMeter *self, gint64 latency_ns)
{
  g_mutex_lock (&self->lock);
  enc_latency_add (&self->latency, latency_ns);
  g_mutex_unlock (&self->lock);
}

void
enc_meter_count_dropped (EncMeter *self)
{
  g_mutex_lock (&self->lock);
  self->reading.dropped++;
  g_mutex_unlock (&self->lock);
}

void
enc_meter_end (EncMeter *self, EncMedia media)
{
  g_mutex_lock (&self->lock);
  self->newest_ns[media] = G_MAXINT64;
  g_mutex_unlock (&self->lock);
}

gint64
enc_meter_get_lead_ns (EncMeter *self, EncMedia media, gint64 time_ns)
{
  gint64 other_ns;

  g_mutex_lock (&self->lock);
  other_ns = self->newest_ns[media == ENC_VIDEO ? ENC_AUDIO : ENC_VIDEO];
  g_mutex_unlock (&self->lock);
  return time_ns - other_ns;
}

EncMeterReading
enc_meter_read (EncMeter *self)
{
  EncMeterReading reading;

  g_mutex_lock (&self->lock);
  reading = self->reading;
  reading.latency_ms_p95 = enc_latency_get_p95_ms (&self->latency);
  g_mutex_unlock (&self->lock);
  return reading;
}
