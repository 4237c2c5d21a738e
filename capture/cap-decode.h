/* Decoding: whatever a URI or an element's pad brings becomes raw pads of a pipe. */
#pragma once
#include "cap-pipe.h"

/* Media thread, while a pipe is built. `setup` (may be NULL) is called on a streaming thread with
 * the element that reads the URI, before it starts. */
typedef void (*CapSourceSetup) (GstElement *decoder, GstElement *source, gpointer data);
gboolean cap_decode_add_uri (CapPipe *pipe, const char *uri, CapSourceSetup setup, gpointer data,
                             GError **error);

/* The same for what comes out of `source`, an element of the pipe. */
gboolean cap_decode_add (CapPipe *pipe, GstElement *source, GError **error);
