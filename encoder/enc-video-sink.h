/* Where a feeder's packets of picture go into a viewer's pipeline as they are; those of sound are
 * passed over. */
#pragma once
#include "enc-feeder.h"

/* Any thread. `source` is an appsrc, of which a reference is kept. */
void enc_video_sink_new (GstElement *source, EncSink *ret_sink);
