/* One RTMP(S) destination: a pipeline of its own with a state machine, made anew for each
 * connection. */
#pragma once
#include "enc-hub.h"
#include "enc-options.h"

/* Any thread. Reads the key (and registers it with the log's mask). Errors: ENC_ERROR_KEY,
 * ENC_ERROR_PIPELINE. */
EncOutput *enc_output_new (const EncOutputOptions *options, EncHub *hub, BaseWorker *media,
                           EncReportFunc report, gpointer data, GError **error);
/* Media thread. Start: idle/stopped -> connecting -> live; from then on it never gives up by
 * itself. The report comes at every change of state and every second. */
void enc_output_start (EncOutput *self);
void enc_output_stop (EncOutput *self); /* says goodbye to the server in a bounded time */
void enc_output_free (EncOutput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncOutput, enc_output_free)

/* Blocks up to `limit_ms`: can we reach and publish? For `tallybox check`. */
gboolean enc_output_try (const EncOutputOptions *options, guint limit_ms, char **ret_text,
                         GError **error);

#define ENC_OUTPUT_STALL_MS                                                                        \
  4000 /* nothing acknowledged for so long while there is something to send */
#define ENC_OUTPUT_CONNECT_MS        8000
#define ENC_OUTPUT_REJECTED_RETRY_MS 30000
