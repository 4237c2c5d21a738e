/* One life of a source's pipeline: from opening to the first error, end or stop. It never starts
 * again; its source opens another one. */
#pragma once
#include "cap-mode.h"
#include "cap-types.h"

typedef struct _CapBackend CapBackend;
typedef struct _CapPipe CapPipe;

typedef enum {
  CAP_PIPE_FIRST = 1, /* the first picture (or sound, when no pictures are wanted) was delivered */
  CAP_PIPE_ENDED,     /* end of stream, and it could not begin again by itself */
  CAP_PIPE_EMPTY,     /* what is wanted is not in it */
  CAP_PIPE_NO_SEEK, /* the seek that lets it loop failed, and may have broken it: open it anew with
                       `by_reopening` */
  CAP_PIPE_FAILED,  /* `error` and `debug` */
  CAP_PIPE_REMARK,  /* what is to be said of it has changed */
} CapPipeEvent;

/* Media thread. After anything but CAP_PIPE_FIRST and CAP_PIPE_REMARK nothing more comes; the
 * handler may close the pipe. */
typedef void (*CapPipeFunc) (CapPipeEvent event, const GError *error, const char *debug,
                             gpointer data);

typedef struct {
  const CapContext *context;
  const CapBackend *backend;
  const char *source;    /* the whole text */
  const char *rest;      /* what stands behind the prefix */
  MixSlot *slot;         /* NULL: no pictures wanted */
  MixRing *ring;         /* NULL: no sound wanted */
  gint64 delay_ns;       /* of the picture */
  gint64 resume_ns;      /* lockstep: stamps go on from here */
  CapChooser *chooser;   /* of a camera; NULL: nothing is known of it, nothing is kept */
  gboolean by_reopening; /* it begins again by being opened anew, never by a seek */
  CapPipeFunc func;
  gpointer data;
} CapPipeSpec;

/* Media thread. The spec's pointers must outlive the pipe. On failure `error` is of CAP_ERROR or
 * GStreamer and `ret_debug` (may be NULL) its debug text. */
CapPipe *cap_pipe_open (const CapPipeSpec *spec, char **ret_debug, GError **error);

/* Media thread. Ends the streaming threads. In lockstep the slot and ring must have been flushed or
 * nobody reads them any more. NULL is fine. */
void cap_pipe_close (CapPipe *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapPipe, cap_pipe_close)

/* Any thread. Counts what came (pictures, or pieces of sound when no pictures are wanted). */
guint64 cap_pipe_get_progress (CapPipe *self);

/* Media thread. "1280x720 at 30 fps" or "sound", and what the back end has to say of it; transfer
 * full. */
char *cap_pipe_describe (CapPipe *self);

/* Media thread. A sentence that people should read although pictures come, or NULL; borrowed. */
const char *cap_pipe_get_remark (CapPipe *self);

/* Media thread, when it has ended. Where the stamps of the next life may go on. */
gint64 cap_pipe_get_resume (CapPipe *self);

gboolean cap_pipe_minds_signal (CapPipe *self); /* media thread */

/* FALSE when sound is wanted but none was found (known once pictures come). */
gboolean cap_pipe_has_sound (CapPipe *self);

/* A seek that takes longer does not come back (measured: 1.22, MPEG transport streams). */
#define CAP_REWIND_MS 2000

/* --- for back ends --- */

GstBin *cap_pipe_get_bin (CapPipe *self);
const MixFormat *cap_pipe_get_format (CapPipe *self);
CapChooser *cap_pipe_get_chooser (CapPipe *self); /* may be NULL */
gboolean cap_pipe_wants (CapPipe *self, gboolean pictures);

/* Any thread. Takes the pad for pictures or sound by its caps, when that is wanted and not there
 * yet. */
void cap_pipe_offer_pad (CapPipe *self, GstPad *pad);
/* Any thread. No more pads will come. */
void cap_pipe_pads_done (CapPipe *self);
/* Any thread. What cap_pipe_get_remark() gives from now on; NULL takes it back. */
void cap_pipe_remark (CapPipe *self, const char *text);
/* Media thread, while it is built. Goes behind "1280x720 at 30 fps": ", MJPEG". */
void cap_pipe_add_description (CapPipe *self, const char *text);
/* Any thread. What decodes its pictures, before it gets anything to decode: it is spared while
 * nobody looks. */
void cap_pipe_add_decoder (CapPipe *self, GstElement *decoder);
/* Media thread, while it is built. It delivers with and without a signal: its back end is to be
 * asked.
 */
void cap_pipe_mind_signal (CapPipe *self);
/* Any thread. Its pictures are decoded from JPEG. */
void cap_pipe_note_jpeg (CapPipe *self);

/* A new element of the pipe, borrowed; NULL and CAP_ERROR_MISSING when it is not installed. */
GstElement *cap_pipe_add (CapPipe *self, const char *factory, GError **error);
