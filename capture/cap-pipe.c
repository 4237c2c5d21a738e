#include "cap-pipe.h"

#include "cap-backends.h"
#include "cap-gate.h"

typedef enum {
  PHASE_OPENING = 1, /* on the way to its first picture; live sources go straight on */
  PHASE_REWINDING,   /* the seek that lets it loop is under way */
  PHASE_PLAYING,
  PHASE_OVER, /* the last event was told */
} Phase;

/* Media thread, but for what `cap_pipe_offer_pad` and its like do. */
struct _CapPipe {
  CapPipeSpec spec;
  GstElement *pipeline;
  GSource *bus_watch;
  GSource *rewind_timer; /* PHASE_REWINDING only */
  Phase phase;
  gboolean loops;      /* by segment seeks */
  gboolean done_early; /* so short that its demuxer was done before it played */
  CapTiming timing;
  CapGate *gate;      /* NULL: without pictures, and in lockstep */
  CapBranch *picture; /* NULL: not wanted */
  CapBranch *sound;   /* NULL: not wanted, or not there */
  char *description;
  gboolean minds_signal;
  char *more;   /* to go behind it; may be NULL */
  char *remark; /* may be NULL */
};

/* What streaming threads tell the media thread goes over the pipeline's own bus: it ends with it.
 */
#define NOTE_FIRST     "cap-first"
#define NOTE_PADS_DONE "cap-pads-done"
#define NOTE_REMARK    "cap-remark"

static CapBranch *
lead (CapPipe *self)
{
  return self->spec.slot ? self->picture : self->sound;
}

static void
post_note (CapPipe *self, const char *name, const char *text)
{
  GstStructure *note = gst_structure_new (name, "text", G_TYPE_STRING, text, NULL);

  gst_element_post_message (self->pipeline,
                            gst_message_new_application (GST_OBJECT (self->pipeline), note));
}

static void
on_first_in_streaming (const char *description, gpointer data)
{
  post_note (data, NOTE_FIRST, description);
}

/* The handler may free the pipe: callers return at once. */
static void
tell (CapPipe *self, CapPipeEvent event, const GError *error, const char *debug)
{
  if (event != CAP_PIPE_FIRST && event != CAP_PIPE_REMARK)
    self->phase = PHASE_OVER;
  self->spec.func (event, error, debug, self->spec.data);
}

/* --- playing --- */

/* Sets where running time 0 of this pipeline lies on the shared clock, and what follows for its
 * stamps. */
static void
place_timeline (CapPipe *self)
{
  const CapContext *context = self->spec.context;
  gint64 now = cap_context_now (self->spec.context);
  GstClockTime first = cap_branch_get_first (lead (self));
  gboolean shared = self->spec.backend->timeline == CAP_TIMELINE_SHARED;

  gst_element_set_base_time (self->pipeline,
                             context->base_time + (shared ? 0 : (GstClockTime) MAX (now, 0)));
  self->timing.offset_ns = shared ? 0 : now;
  if (context->format->lockstep)
    self->timing.offset_ns =
        self->spec.resume_ns - (GST_CLOCK_TIME_IS_VALID (first) ? (gint64) first : 0);
}

static void
play (CapPipe *self)
{
  self->phase = PHASE_PLAYING;
  place_timeline (self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

static gboolean
seek_to_start (CapPipe *self, GstSeekFlags flags)
{
  return gst_element_seek (self->pipeline, 1.0, GST_FORMAT_TIME, flags | GST_SEEK_FLAG_SEGMENT,
                           GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_NONE, -1);
}

static gboolean
on_rewind_too_slow (gpointer data)
{
  tell (data, CAP_PIPE_NO_SEEK, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
clear_rewind_timer (CapPipe *self)
{
  if (self->rewind_timer)
    g_source_destroy (self->rewind_timer);
  g_clear_pointer (&self->rewind_timer, g_source_unref);
}

/* The demuxer runs ahead of the pictures, by whole loops of a short film: how many pictures came
 * since the last one tells nothing. That there is one at all, the first one has shown. */
static void
on_segment_done (CapPipe *self)
{
  self->done_early = self->phase == PHASE_REWINDING;
  if (self->phase == PHASE_PLAYING && self->loops && !seek_to_start (self, 0))
    tell (self, CAP_PIPE_ENDED, NULL, NULL);
}

/* A film that is to loop is sought once with a flush: from then on it reports the end of its
 * segment instead of ending, and further seeks without a flush leave no gap. */
static void
on_prerolled (CapPipe *self)
{
  if (self->phase == PHASE_REWINDING ||
      (self->phase == PHASE_OPENING && (!self->spec.backend->loops || self->spec.by_reopening))) {
    clear_rewind_timer (self);
    play (self);
    if (self->done_early)
      on_segment_done (self);
  } else if (self->phase == PHASE_OPENING && seek_to_start (self, GST_SEEK_FLAG_FLUSH)) {
    self->phase = PHASE_REWINDING;
    self->loops = TRUE;
    self->rewind_timer = base_worker_add_timeout (self->spec.context->media, CAP_REWIND_MS,
                                                  on_rewind_too_slow, self);
  } else if (self->phase == PHASE_OPENING) {
    tell (self, CAP_PIPE_NO_SEEK, NULL, NULL);
  }
}

static void
on_pads_done (CapPipe *self)
{
  if (!cap_branch_is_linked (lead (self))) {
    tell (self, CAP_PIPE_EMPTY, NULL, NULL);
    return;
  }
  if (!self->sound || cap_branch_is_linked (self->sound))
    return;
  /* The pipeline's end would wait for this sink's for ever. */
  cap_branch_remove (self->sound, GST_BIN (self->pipeline));
  g_clear_pointer (&self->sound, cap_branch_free);
  if (self->spec.context->format->lockstep)
    mix_ring_end (self->spec.ring);
}

/* --- the bus --- */

static void
on_note (CapPipe *self, const GstStructure *note)
{
  if (gst_structure_has_name (note, NOTE_PADS_DONE)) {
    on_pads_done (self);
  } else if (gst_structure_has_name (note, NOTE_FIRST)) {
    CapPipeEvent event = self->description ? CAP_PIPE_REMARK : CAP_PIPE_FIRST;

    g_free (self->description);
    self->description = g_strdup (gst_structure_get_string (note, "text"));
    tell (self, event, NULL, NULL);
  } else if (gst_structure_has_name (note, NOTE_REMARK)) {
    g_free (self->remark);
    self->remark = g_strdup (gst_structure_get_string (note, "text"));
    tell (self, CAP_PIPE_REMARK, NULL, NULL);
  }
}

static void
on_error (CapPipe *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;

  gst_message_parse_error (message, &error, &debug);
  tell (self, CAP_PIPE_FAILED, error, debug);
}

/* Media thread. */
static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  CapPipe *self = data;

  if (self->phase == PHASE_OVER)
    return G_SOURCE_CONTINUE;
  switch (GST_MESSAGE_TYPE (message)) {
  case GST_MESSAGE_ERROR:
    on_error (self, message);
    break;
  case GST_MESSAGE_EOS:
    tell (self, CAP_PIPE_ENDED, NULL, NULL);
    break;
  case GST_MESSAGE_ASYNC_DONE:
    on_prerolled (self);
    break;
  case GST_MESSAGE_SEGMENT_DONE:
    on_segment_done (self);
    break;
  case GST_MESSAGE_APPLICATION:
    on_note (self, gst_message_get_structure (message));
    break;
  default:
    break;
  }
  return G_SOURCE_CONTINUE;
}

/* --- opening and closing --- */

static gboolean
add_branches (CapPipe *self, GError **error)
{
  GstBin *bin = GST_BIN (self->pipeline);

  if (self->spec.slot && !self->spec.context->format->lockstep)
    self->gate = cap_gate_new (&self->spec, &self->timing);
  if (self->spec.slot)
    self->picture = cap_branch_new (&self->spec, TRUE, TRUE, bin, &self->timing, self->gate,
                                    on_first_in_streaming, self, error);
  if (self->spec.slot && !self->picture)
    return FALSE;
  if (self->spec.ring)
    self->sound = cap_branch_new (&self->spec, FALSE, !self->spec.slot, bin, &self->timing, NULL,
                                  on_first_in_streaming, self, error);
  return !self->spec.ring || self->sound;
}

static void
watch_bus (CapPipe *self, GstBus *bus)
{
  self->bus_watch = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_watch, G_SOURCE_FUNC (on_message), self, NULL);
  g_source_attach (self->bus_watch, base_worker_get_context (self->spec.context->media));
}

/* When a state change fails, why is on the bus. */
static void
take_failure (GstBus *bus, char **ret_debug, GError **error)
{
  GstMessage *message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);

  if (message)
    gst_message_parse_error (message, error, ret_debug);
  else
    g_set_error (error, CAP_ERROR, CAP_ERROR_MISSING, "it does not start");
  g_clear_pointer (&message, gst_message_unref);
}

/* A live source needs its place in time before its first picture comes; the others wait in their
 * sinks for it. In lockstep nothing is live, but for devices that cannot be otherwise. */
static gboolean
start (CapPipe *self, GstBus *bus, char **ret_debug, GError **error)
{
  gboolean live = self->spec.backend->live && !self->spec.context->format->lockstep;
  GstStateChangeReturn change;

  if (live) {
    self->phase = PHASE_PLAYING;
    place_timeline (self);
  }
  change = gst_element_set_state (self->pipeline, live ? GST_STATE_PLAYING : GST_STATE_PAUSED);
  if (change == GST_STATE_CHANGE_FAILURE) {
    take_failure (bus, ret_debug, error);
    return FALSE;
  }
  if (!live && change == GST_STATE_CHANGE_NO_PREROLL)
    play (self);
  return TRUE;
}

CapPipe *
cap_pipe_open (const CapPipeSpec *spec, char **ret_debug, GError **error)
{
  g_autoptr (CapPipe) self = g_new0 (CapPipe, 1);
  g_autoptr (GstBus) bus = NULL;

  g_assert (base_worker_is_current (spec->context->media) && (spec->slot || spec->ring));
  self->spec = *spec;
  self->phase = PHASE_OPENING;
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  bus = gst_element_get_bus (self->pipeline);
  gst_pipeline_use_clock (GST_PIPELINE (self->pipeline), spec->context->clock);
  gst_element_set_start_time (self->pipeline, GST_CLOCK_TIME_NONE);
  if (!add_branches (self, error) || !spec->backend->build (self, spec->source, spec->rest, error))
    return NULL;
  watch_bus (self, bus);
  return start (self, bus, ret_debug, error) ? g_steal_pointer (&self) : NULL;
}

void
cap_pipe_close (CapPipe *self)
{
  if (!self)
    return;
  if (self->bus_watch)
    g_source_destroy (self->bus_watch);
  g_clear_pointer (&self->bus_watch, g_source_unref);
  clear_rewind_timer (self);
  if (self->gate)
    cap_gate_stop (self->gate);
  if (self->pipeline)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_pointer (&self->picture, cap_branch_free);
  g_clear_pointer (&self->sound, cap_branch_free);
  gst_clear_object (&self->pipeline);
  cap_gate_free (self->gate);
  g_free (self->description);
  g_free (self->more);
  g_free (self->remark);
  g_free (self);
}

/* --- questions --- */

guint64
cap_pipe_get_progress (CapPipe *self)
{
  guint held = self->gate ? cap_gate_get_progress (self->gate) : 0;

  return cap_branch_get_progress (lead (self)) + held;
}

char *
cap_pipe_describe (CapPipe *self)
{
  return g_strconcat (self->description, self->more, NULL);
}

const char *
cap_pipe_get_remark (CapPipe *self)
{
  return self->remark;
}

gint64
cap_pipe_get_resume (CapPipe *self)
{
  gint64 next = cap_branch_get_next (lead (self)) - (self->spec.slot ? self->spec.delay_ns : 0);

  return MAX (next, self->spec.resume_ns);
}

gboolean
cap_pipe_has_sound (CapPipe *self)
{
  return !self->spec.ring || self->sound;
}

/* --- for back ends --- */

GstBin *
cap_pipe_get_bin (CapPipe *self)
{
  return GST_BIN (self->pipeline);
}

const MixFormat *
cap_pipe_get_format (CapPipe *self)
{
  return self->spec.context->format;
}

CapChooser *
cap_pipe_get_chooser (CapPipe *self)
{
  return self->spec.chooser;
}

gboolean
cap_pipe_wants (CapPipe *self, gboolean pictures)
{
  return pictures ? self->spec.slot != NULL : self->spec.ring != NULL;
}

void
cap_pipe_offer_pad (CapPipe *self, GstPad *pad)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const char *name;

  if (!caps)
    caps = gst_pad_query_caps (pad, NULL);
  if (gst_caps_is_empty (caps) || gst_caps_is_any (caps))
    return;
  name = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  if (self->spec.slot && g_str_equal (name, "video/x-raw"))
    cap_branch_link (self->picture, pad);
  else if (self->spec.ring && g_str_equal (name, "audio/x-raw"))
    cap_branch_link (self->sound, pad);
}

void
cap_pipe_pads_done (CapPipe *self)
{
  post_note (self, NOTE_PADS_DONE, "");
}

void
cap_pipe_remark (CapPipe *self, const char *text)
{
  post_note (self, NOTE_REMARK, text);
}

void
cap_pipe_mind_signal (CapPipe *self)
{
  self->minds_signal = TRUE;
}

gboolean
cap_pipe_minds_signal (CapPipe *self)
{
  return self->minds_signal;
}

void
cap_pipe_add_description (CapPipe *self, const char *text)
{
  g_free (self->more);
  self->more = g_strdup (text);
}

void
cap_pipe_note_jpeg (CapPipe *self)
{
  g_atomic_int_set (&self->timing.jpeg, TRUE);
}

void
cap_pipe_add_decoder (CapPipe *self, GstElement *decoder)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (decoder, "sink");

  if (self->gate && pad)
    cap_gate_attach (self->gate, pad);
}

GstElement *
cap_pipe_add (CapPipe *self, const char *factory, GError **error)
{
  return cap_branch_add_element (GST_BIN (self->pipeline), factory, error);
}
