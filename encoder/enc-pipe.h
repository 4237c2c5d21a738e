/* One connection of an output: a pipeline that publishes to one server, used once and thrown away.
 *
 *   appsrc ! rtmp2sink
 *
 * rtmp2sink connects as soon as it is started, before there is anything to send; packets are taken
 * from the hub only once the server has accepted, so nothing stale is ever sent. */
#pragma once
#include "enc-feeder.h"
#include "enc-net.h"
#include "enc-options.h"

/* What every connection of an output has in common. */
typedef struct {
  EncAddress address;
  char *key;
  GTlsDatabase *trust; /* NULL: the system's */
} EncTarget;

/* Any thread. Reads the key. ENC_ERROR_KEY, ENC_ERROR_PIPELINE. */
gboolean enc_target_init (EncTarget *self, const EncOutputOptions *options, GError **error);
void enc_target_clear (EncTarget *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EncTarget, enc_target_clear)

/* Of an RTMP chunk; the default of 128 costs a header each 128 bytes. */
#define ENC_PIPE_CHUNK_BYTES 4096
#define ENC_PIPE_GOODBYE_MS  2000 /* a polite end takes no longer */
#define ENC_PIPE_DRAIN_US    (20 * 1000)

typedef struct _EncPipe EncPipe;

/* Media thread, at most once a connection. `detail`: the library's words without any secret. */
typedef void (*EncPipeFunc) (EncFault fault, const char *detail, gpointer data);

/* Media thread. Not started yet. ENC_ERROR_PIPELINE. */
EncPipe *enc_pipe_new (const EncTarget *target, BaseWorker *media, EncPipeFunc failed,
                       gpointer data, GError **error);
/* Media thread. FALSE: not yet, try again soon (see enc_link_offer()). */
gboolean enc_pipe_start (EncPipe *self, gint64 now_ms);
/* Media thread. rtmp2sink has statistics of its connection only after the server answered `publish`
 * with NetStream.Publish.Start; no earlier sign is reliable. */
gboolean enc_pipe_is_accepted (EncPipe *self);
/* Media thread, before enc_pipe_feed(): packets are kept from the hub's newest keyframe on. */
void enc_pipe_collect (EncPipe *self, EncHub *hub);
/* Media thread. Packets flow from the hub's newest keyframe on, or from where they were kept; once.
 */
void enc_pipe_feed (EncPipe *self, EncHub *hub);

typedef struct {
  guint64 sent_bytes;
  guint64 dropped;
  double queued_ms;
  gboolean refused;    /* the pipeline takes nothing more */
  gboolean has_sample; /* `sample` is known */
  EncSample sample;
} EncPipeStats;
void enc_pipe_get_stats (EncPipe *self, EncPipeStats *ret_stats); /* media thread */

/* Media thread. After this no callback comes, and the pipe is only for one of the next two. */
void enc_pipe_detach (EncPipe *self);
/* Any one thread, in which the whole end of a pipe takes place: rtmp2sink and TLS may wait for a
 * network that is gone, and the media thread must not. */
void enc_pipe_say_goodbye (EncPipe *self); /* up to ENC_PIPE_GOODBYE_MS; the server hears it */
/* Whatever rtmp2sink still holds is thrown away. NULL is fine. */
void enc_pipe_free (EncPipe *self);
