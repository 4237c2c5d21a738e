/* What a failed connection means, read from the words of GStreamer's sink. */
#pragma once
#include "enc-output-policy.h"
#include <gst/gst.h>

/* Any thread. `error` and `debug` of an error message that rtmp2sink (or an element before it)
 * posted. */
EncFault enc_fault_from_message (const GError *error, const char *debug);
