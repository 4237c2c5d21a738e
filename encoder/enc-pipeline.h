/* Small helpers around GStreamer pipelines. */
#pragma once
#include "enc-types.h"

/* Any thread. An element with a floating reference, or NULL and ENC_ERROR_PIPELINE with words for
 * people when it is not installed. `name` may be NULL. */
GstElement *enc_pipeline_make (const char *factory, const char *name, GError **error);

/* Any thread. Adds the elements to the bin (taking floating references, even on failure) and links
 * them in a row. An element that is NULL could not be made. ENC_ERROR_PIPELINE. */
gboolean enc_pipeline_add_row (GstElement *bin, GstElement *const *row, guint length,
                               GError **error);

/* Any thread. A capsfilter; takes the caps. NULL when it is not installed. */
GstElement *enc_pipeline_make_filter (GstCaps *caps);

/* Media thread. Takes the pipeline to NULL and drops the reference that is passed (NULL is fine),
 * waiting at most `limit_ms`. FALSE: it hangs in a driver or on a dead disk; the thread that waits
 * for it stays behind with it, and nothing else is held up. */
gboolean enc_pipeline_stop (GstElement *pipeline, guint limit_ms);

/* Any thread. A message's error with a sentence for people before GStreamer's own words; transfer
 * full. */
GError *enc_pipeline_error (GstMessage *message, EncError code, const char *sentence);
