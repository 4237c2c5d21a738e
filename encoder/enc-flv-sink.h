/* Where a feeder's packets become FLV tags, one a buffer, for rtmp2sink: in the order of arrival,
 * for RTMP asks each medium to keep its own order only, and a muxer that waits for the other one
 * costs 50 to 75 ms. */
#pragma once
#include "enc-feeder.h"

/* Any thread. An appsrc for enc_flv_sink_new(). */
void enc_flv_sink_set_up (GstElement *source);
/* Any thread. Keeps a reference to the source. */
void enc_flv_sink_new (GstElement *source, EncSink *ret_sink);
