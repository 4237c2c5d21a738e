/* One RTMP(S) destination: a pipeline of its own with a state machine, made anew for each
 * connection. */
#pragma once
#include "enc-hub.h"
#include "enc-options.h"

/* Any thread. `options` are copied. `hub` and `media` are borrowed and must outlive it; the hub
 * only until enc_output_stop() has returned. */
EncOutput *enc_output_new (const EncOutputOptions *options, EncHub *hub, BaseWorker *media,
                           EncReportFunc report, gpointer data);
/* Any thread. They count from the next start on. */
void enc_output_set_options (EncOutput *self, const EncOutputOptions *options);
/* Any thread; reads the files that `options` name. Whether they are good for a start.
 * ENC_ERROR_KEY, ENC_ERROR_PIPELINE. */
gboolean enc_output_check (const EncOutputOptions *options, GError **error);
/* Media thread. One that has not come through yet starts again, with the newest options; one that
 * is live or at rest is left alone. */
void enc_output_renew (EncOutput *self);
/* Media thread. Start: idle/stopped/rejected -> connecting -> live; from then on it never gives up
 * by itself. One that is retrying tries again at once. The key is read (and registered with the
 * log's mask) at the start, and anew whenever one that could not be read or was refused is tried
 * again: somebody may have mended it. The report comes at every change of state and every second.
 */
void enc_output_start (EncOutput *self);
/* Media thread. Never waits: it is stopped at once, and the goodbye to the server (2 s at most)
 * goes on by itself. A start that comes before its end waits for it, connecting. */
void enc_output_stop (EncOutput *self);
/* Any thread, after stop; waits for a goodbye that is under way. Not on the media thread of a
 * running show. */
void enc_output_free (EncOutput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EncOutput, enc_output_free)

/* Blocks up to `limit_ms` and a goodbye of 2 s: does the server take our key? For `tallybox check`;
 * not on the media thread. Nothing is sent, because a check must not put a black picture on a
 * seller's page: a server says yes to the key before there is any picture. */
gboolean enc_output_try (const EncOutputOptions *options, guint limit_ms, char **ret_text,
                         GError **error);

/* The same for a rig that runs, in a thread of the caller's own: with a `test_key_file` the newest
 * packets of `hub` really go there for ENC_TRY_SEND_MS, and `ret_kbps` is what the line took at its
 * best, or steadily when it did not keep up (`ret_full`); otherwise 0. Not while another output
 * sends: the line is shared. Ends soon after *cancel (atomic) is set. */
gboolean enc_output_try_line (const EncOutputOptions *options, EncHub *hub, gint *cancel,
                              guint limit_ms, double *ret_kbps, gboolean *ret_full, GError **error);
#define ENC_TRY_COLLECT_MS 2000 /* so much of the show is kept first, and then sent at once */
#define ENC_TRY_SEND_MS    7000 /* both */

/* Nothing acknowledged for so long while there is something to send. */
#define ENC_OUTPUT_STALL_MS            4000
#define ENC_OUTPUT_CONNECT_MS          8000
#define ENC_OUTPUT_REJECTED_RETRY_MS   30000
#define ENC_OUTPUT_UNREADABLE_RETRY_MS 5000 /* a look at a file troubles no server */
