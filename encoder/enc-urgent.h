/* The programme's ticks come before everything else that the machine has to do. */
#pragma once
#include <gst/gst.h>

/* Media thread, before the pipeline starts. The streaming threads of its sources run at realtime
 * priority where the system allows it, and give it back when they end, for GStreamer uses threads
 * again. The encoder's threads do not: a picture that is late there is dropped, not waited for. */
void enc_urgent_watch (GstElement *pipeline);
