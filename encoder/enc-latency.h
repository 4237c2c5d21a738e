/* The 95th percentile of the newest durations. Pure; the caller locks. */
#pragma once
#include <glib.h>

#define ENC_LATENCY_SAMPLES 150 /* five seconds of pictures at 30 a second */

typedef struct {
  gint64 samples_ns[ENC_LATENCY_SAMPLES];
  guint n; /* since the start */
} EncLatency;

void enc_latency_add (EncLatency *self, gint64 duration_ns);
double enc_latency_get_p95_ms (const EncLatency *self); /* 0 without samples */
