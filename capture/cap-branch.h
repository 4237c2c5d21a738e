/* One stream of a pipe on its last steps: to the programme's format, on to shared time, into the
 * slot or ring. */
#pragma once
#include "cap-pipe.h"

#include <gst/app/gstappsink.h>

typedef struct _CapBranch CapBranch;

/* What the two branches of a pipe share. */
typedef struct {
  gint64 offset_ns; /* stamp - running time; the media thread sets it before anything flows */
  gint extra_us;    /* atomic; what the source needs to be on time, see CapLate */
  gint jpeg;        /* atomic */
} CapTiming;

/* Any thread. Where a running time of the pipe lies on the shared clock, `delay_ns` later. */
gint64 cap_timing_stamp (const CapTiming *timing, GstClockTime running, gint64 delay_ns);

/* In front of the decoder; see cap-gate.h. */
typedef struct _CapGate CapGate;

/* Streaming thread: the first picture or sound was delivered; again when its size changes. */
typedef void (*CapFirstFunc) (const char *description, gpointer data);

/* Media thread. Adds its elements to `bin`. The leading branch measures lateness and calls `first`.
 * `spec`, `timing` and `gate` (NULL: none) must outlive it. */
CapBranch *cap_branch_new (const CapPipeSpec *spec, gboolean pictures, gboolean leads, GstBin *bin,
                           CapTiming *timing, CapGate *gate, CapFirstFunc first, gpointer data,
                           GError **error);
/* After the pipeline has stopped, or the branch was taken out of it. NULL is fine. */
void cap_branch_free (CapBranch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapBranch, cap_branch_free)

/* Media thread. Takes its elements out of `bin` again: its stream does not exist. */
void cap_branch_remove (CapBranch *self, GstBin *bin);

gboolean cap_branch_link (CapBranch *self, GstPad *pad); /* any thread; FALSE when it has one */
gboolean cap_branch_is_linked (CapBranch *self);         /* any thread */
guint cap_branch_get_progress (CapBranch *self);         /* any thread */

/* Media thread, while nothing flows: running time of the first picture or sound that waits in the
 * sink, GST_CLOCK_TIME_NONE when there is none; and where the stream goes on after the last one. */
GstClockTime cap_branch_get_first (CapBranch *self);
gint64 cap_branch_get_next (CapBranch *self);

/* A new element in `bin`, borrowed; NULL and CAP_ERROR_MISSING when it is not installed. */
GstElement *cap_branch_add_element (GstBin *bin, const char *factory, GError **error);
