/* What the programme's encoder has done so far. Any thread. */
#pragma once
#include "enc-hub.h"
#include "enc-latency.h"

typedef struct {
  guint64 frames, keyframes, dropped; /* pictures */
  guint64 bytes;                      /* of both media */
  double latency_ms_p95;
} EncMeterReading;

typedef struct {
  GMutex lock; /* guards all below */
  EncMeterReading reading;
  EncLatency latency;
  gint64 newest_ns[ENC_AUDIO + 1]; /* by EncMedia; running time */
} EncMeter;

void enc_meter_init (EncMeter *self);
void enc_meter_clear (EncMeter *self);

void enc_meter_count (EncMeter *self, EncMedia media, GstBuffer *packet, gint64 time_ns);
void enc_meter_add_latency (EncMeter *self, gint64 latency_ns);
void enc_meter_count_dropped (EncMeter *self);
void enc_meter_end (EncMeter *self, EncMedia media); /* nothing more comes of this one */
/* How far `time_ns` of a medium is before the other medium. */
gint64 enc_meter_get_lead_ns (EncMeter *self, EncMedia media, gint64 time_ns);
EncMeterReading enc_meter_read (EncMeter *self);
