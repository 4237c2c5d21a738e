#include "enc-programme.h"

#include "enc-encoders.h"
#include "enc-gop.h"
#include "enc-meter.h"
#include "enc-pipeline.h"
#include "enc-probe.h"
#include "enc-slices.h"
#include "enc-urgent.h"

#include <gst/app/app.h>
#include <gst/video/video.h>

#define QUEUE_FRAMES      8 /* pictures that wait for the encoder, live: those made up, and some */
#define SOUND_QUEUE_NS    (2 * GST_SECOND)
#define STOP_LIMIT_MS     3000
#define LOCKSTEP_AHEAD_NS (250 * GST_MSECOND) /* one medium before the other, in lockstep */
#define LOCKSTEP_FILL_MAX 0.5
#define LOCKSTEP_POLL_US  (5 * 1000)
#define LOCKSTEP_WAIT_US  G_USEC_PER_SEC /* for one packet, at most */

typedef struct {
  EncProgramme *programme;
  EncMedia media;
  gint64 delay_ns; /* what the encoder holds back in its samples */
  GstCaps *caps;   /* streaming thread */
} Branch;

struct _EncProgramme {
  MixFormat format;
  BaseWorker *media;
  GstClock *clock;
  GstClockTime base_time;
  EncHub *hub;
  void (*ended) (const GError *error, gpointer data);
  gpointer data;
  const EncEncoder *kind;

  /* Media thread */
  GstElement *pipeline;
  GstElement *encoder; /* borrowed from the pipeline */
  GstPad *encoder_pad; /* where keyframes are asked for */
  GstElement *queue;   /* the same: live, pictures before the encoder */
  GSource *bus_source;
  EncVideoSettings settings;
  guint preset; /* index of the settings' */
  gboolean running;
  gboolean has_ended;
  gboolean stuck; /* a driver did not let go of the pipeline */

  /* The encoder's streaming threads */
  Branch branches[2];
  EncGop gop;

  gint wants_key; /* atomic */
  gint stopping;  /* atomic */

  EncMeter meter; /* any thread */
};

static gint64
get_running_time (EncProgramme *self)
{
  return (gint64) (gst_clock_get_time (self->clock) - self->base_time);
}

/* ---- Keyframes ---- */

static gint64
get_buffer_time (GstPad *pad, GstBuffer *buffer)
{
  g_autoptr (GstEvent) event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  const GstSegment *segment = NULL;

  if (!event)
    return (gint64) GST_BUFFER_PTS (buffer);
  gst_event_parse_segment (event, &segment);
  return (gint64) gst_segment_to_running_time (segment, GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
}

/* The request carries no time: GstVideoEncoder 1.22 takes the first picture of an encoder that
 * shifts its timestamps (x264enc does, by 1000 h) for a keyframe asked for at 1000 h, and from then
 * on refuses every request for an earlier time. It holds for the next picture, which is this one.
 */
static GstPadProbeReturn
time_keys_in_encoder_thread (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  EncProgramme *self = data;
  gint64 time_ns = get_buffer_time (pad, GST_PAD_PROBE_INFO_BUFFER (info));
  gboolean wanted = g_atomic_int_compare_and_exchange (&self->wants_key, TRUE, FALSE);

  if (enc_gop_is_due (&self->gop, time_ns, wanted))
    gst_pad_send_event (self->encoder_pad,
                        gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE, 0));
  return GST_PAD_PROBE_OK;
}

/* The tick must never wait for the encoder: a picture that finds the queue full is left out. */
static GstPadProbeReturn
drop_when_full_in_mixer_thread (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  EncProgramme *self = data;
  guint waiting = 0;

  g_object_get (self->queue, "current-level-buffers", &waiting, NULL);
  if (waiting < QUEUE_FRAMES)
    return GST_PAD_PROBE_OK;
  enc_meter_count_dropped (&self->meter);
  return GST_PAD_PROBE_DROP;
}

/* Before the queue: a look at the sound must not be later than the sound. */
static GstPadProbeReturn
offer_sound_in_mixer_thread (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  enc_hub_offer_sound (((EncProgramme *) data)->hub, GST_PAD_PROBE_INFO_BUFFER (info));
  return GST_PAD_PROBE_OK;
}

/* ---- Packets ---- */

/* In lockstep the encoder runs as fast as it can, so it has to wait for outputs that are slower,
 * and for the other medium. Each packet waits a bounded time only: a source may want both media. */
static void
wait_in_lockstep (EncProgramme *self, EncMedia media, gint64 time_ns)
{
  gint64 deadline_us = g_get_monotonic_time () + LOCKSTEP_WAIT_US;

  while (!g_atomic_int_get (&self->stopping) && g_get_monotonic_time () < deadline_us) {
    if (enc_meter_get_lead_ns (&self->meter, media, time_ns) < (gint64) LOCKSTEP_AHEAD_NS &&
        enc_hub_get_fill (self->hub) < LOCKSTEP_FILL_MAX)
      return;
    g_usleep (LOCKSTEP_POLL_US);
  }
}

/* There are no B-frames: every picture is decoded when it is shown, and has one time only. */
static void
deliver (Branch *branch, GstBuffer *buffer, gint64 time_ns)
{
  EncProgramme *self = branch->programme;
  GstBuffer *packet;

  if (time_ns < 0)
    return;
  packet = gst_buffer_copy (buffer);
  GST_BUFFER_PTS (packet) = GST_BUFFER_DTS (packet) = (GstClockTime) time_ns;
  enc_meter_count (&self->meter, branch->media, packet, time_ns);
  if (branch->media == ENC_VIDEO && !self->format.lockstep)
    enc_meter_add_latency (&self->meter, get_running_time (self) - time_ns);
  enc_hub_push (self->hub, branch->media, packet);
  if (self->format.lockstep)
    wait_in_lockstep (self, branch->media, time_ns);
}

static GstFlowReturn
take_packet_in_encoder_thread (GstAppSink *sink, gpointer data)
{
  Branch *branch = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  GstBuffer *buffer = sample ? gst_sample_get_buffer (sample) : NULL;
  GstCaps *caps = sample ? gst_sample_get_caps (sample) : NULL;
  guint64 time_ns;
  int sign;

  if (g_atomic_int_get (&branch->programme->stopping))
    return GST_FLOW_FLUSHING;
  if (!buffer || !GST_BUFFER_PTS_IS_VALID (buffer))
    return GST_FLOW_OK;
  if (caps && (!branch->caps || !gst_caps_is_equal (caps, branch->caps))) {
    gst_caps_replace (&branch->caps, caps);
    enc_hub_set_caps (branch->programme->hub, branch->media, caps);
  }
  sign = gst_segment_to_running_time_full (gst_sample_get_segment (sample), GST_FORMAT_TIME,
                                           GST_BUFFER_PTS (buffer), &time_ns);
  deliver (branch, buffer, sign * (gint64) time_ns - branch->delay_ns);
  return GST_FLOW_OK;
}

static void
note_end_in_encoder_thread (GstAppSink *sink, gpointer data)
{
  Branch *branch = data;

  enc_meter_end (&branch->programme->meter, branch->media);
}

/* ---- The pipeline ---- */

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  EncProgramme *self = data;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    error = enc_pipeline_error (message, ENC_ERROR_PIPELINE, "The encoder stopped.");
  else if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_EOS)
    return G_SOURCE_CONTINUE;
  if (!self->has_ended) {
    self->has_ended = TRUE;
    self->ended (error, self->data);
  }
  return G_SOURCE_CONTINUE;
}

static GstElement *
make_sink (Branch *branch)
{
  GstAppSinkCallbacks callbacks = {.new_sample = take_packet_in_encoder_thread,
                                   .eos = note_end_in_encoder_thread};
  GstElement *sink = gst_element_factory_make ("appsink", NULL);

  if (!sink)
    return NULL;
  g_object_set (sink, "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, branch, NULL);
  return sink;
}

static GstElement *
make_queue (guint buffers, guint64 time_ns)
{
  GstElement *queue = gst_element_factory_make ("queue", NULL);

  if (queue)
    g_object_set (queue, "max-size-buffers", buffers, "max-size-bytes", 0, "max-size-time", time_ns,
                  NULL);
  return queue;
}

/* Live, what lets the mixer go on while a picture is encoded. In lockstep nothing hurries: the
 * mixer's thread encodes the picture itself, while it is still in its cache. */
static GstElement *
make_handover (EncProgramme *self)
{
  return self->format.lockstep ? gst_element_factory_make ("identity", NULL)
                               : make_queue (QUEUE_FRAMES, 0);
}

static void
add_probe (GstElement *element, GstPadProbeCallback callback, gpointer data)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "sink");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, callback, data, NULL);
}

static gboolean
add_video (EncProgramme *self, GstElement *video, GError **error)
{
  GstElement *bin = enc_encoder_make_bin (self->kind, &self->settings, &self->encoder, error);
  GstElement *row[] = {
      video,
      enc_pipeline_make_filter (mix_format_video_caps (&self->format)),
      make_handover (self),
      bin,
      gst_element_factory_make ("h264parse", NULL),
      enc_pipeline_make_filter (
          gst_caps_from_string ("video/x-h264,stream-format=avc,alignment=au")),
      make_sink (&self->branches[0]),
  };

  if (!enc_pipeline_add_row (self->pipeline, row, G_N_ELEMENTS (row), bin ? error : NULL))
    return FALSE;
  g_object_set (row[4], "config-interval", -1, NULL);
  self->encoder_pad = gst_element_get_static_pad (self->encoder, "src");
  add_probe (bin, time_keys_in_encoder_thread, self);
  if (!self->format.lockstep) {
    self->queue = row[2];
    add_probe (self->queue, drop_when_full_in_mixer_thread, self);
  }
  return TRUE;
}

static gboolean
add_audio (EncProgramme *self, guint kbps, GstElement *audio, GError **error)
{
  const EncAac *aac = NULL;
  GstElement *encoder = enc_aac_make (kbps, &aac, error);
  GstElement *row[] = {
      audio,
      enc_pipeline_make_filter (mix_format_audio_caps ()),
      make_queue (0, SOUND_QUEUE_NS),
      gst_element_factory_make ("audioconvert", NULL),
      encoder,
      gst_element_factory_make ("aacparse", NULL),
      enc_pipeline_make_filter (gst_caps_from_string (
          "audio/mpeg,mpegversion=4,stream-format=raw,rate=48000,channels=2")),
      make_sink (&self->branches[1]),
  };

  if (!enc_pipeline_add_row (self->pipeline, row, G_N_ELEMENTS (row), encoder ? error : NULL))
    return FALSE;
  if (!self->format.lockstep)
    add_probe (row[2], offer_sound_in_mixer_thread, self);
  self->branches[1].delay_ns =
      (gint64) gst_util_uint64_scale (aac->delay_samples, GST_SECOND, MIX_AUDIO_RATE);
  return TRUE;
}

/* A show needs each picture at once, and leaves the machine to the rest of the rig, and its
 * battery. A render has time for a picture, and all of the machine for many. */
static guint
choose_slices (EncProgramme *self, gboolean all_cores)
{
  double frame_ms = 1e3 * self->format.fps_d / self->format.fps_n;
  double picture_ms = all_cores ? 0 : enc_slices_measure_ms (self->kind, &self->settings);

  return enc_slices_choose (picture_ms, frame_ms, g_get_num_processors ());
}

static gboolean
build (EncProgramme *self, const EncOptions *options, gboolean all_cores, GstElement *video,
       GstElement *audio, GError **error)
{
  const char *name = enc_probe_choose (options, error);

  if (!name)
    return FALSE;
  self->kind = enc_encoder_find (name);
  if (!self->format.lockstep && enc_encoder_heeds (self->kind, "$slices"))
    self->settings.slices = choose_slices (self, all_cores);
  self->pipeline = gst_object_ref_sink (gst_pipeline_new ("programme"));
  gst_pipeline_use_clock (GST_PIPELINE (self->pipeline), self->clock);
  gst_element_set_start_time (self->pipeline, GST_CLOCK_TIME_NONE);
  gst_element_set_base_time (self->pipeline, self->base_time);
  if (!self->format.lockstep)
    enc_urgent_watch (self->pipeline);
  return add_video (self, video, error) &&
         add_audio (self, (guint) options->audio_kbps, audio, error);
}

static void
choose_settings (EncProgramme *self, const EncOptions *options, guint faster)
{
  guint preset = (guint) options->preset - 1;

  self->preset = preset - MIN (faster, preset);
  self->settings = (EncVideoSettings){
      .width = self->format.width,
      .height = self->format.height,
      .fps_n = self->format.fps_n,
      .fps_d = self->format.fps_d,
      .kbps = (guint) options->bitrate_kbps,
      .gop_frames = enc_gop_max_frames (self->format.fps_n, self->format.fps_d),
      .preset = enc_presets[self->preset],
  };
}

EncProgramme *
enc_programme_new (const EncOptions *options, const EncEase *ease, const MixFormat *format,
                   BaseWorker *media, GstClock *clock, GstClockTime base_time, GstElement *video,
                   GstElement *audio, EncHub *hub,
                   void (*ended) (const GError *error, gpointer data), gpointer data,
                   GError **error)
{
  g_autoptr (EncProgramme) self = g_new0 (EncProgramme, 1);
  g_autoptr (GstElement) own_video = gst_object_ref_sink (video);
  g_autoptr (GstElement) own_audio = gst_object_ref_sink (audio);

  self->format = *format;
  self->media = media;
  self->clock = gst_object_ref (clock);
  self->base_time = base_time;
  self->hub = hub;
  self->ended = ended;
  self->data = data;
  self->branches[0] = (Branch){.programme = self, .media = ENC_VIDEO};
  self->branches[1] = (Branch){.programme = self, .media = ENC_AUDIO};
  enc_meter_init (&self->meter);
  choose_settings (self, options, ease ? ease->faster : 0);
  if (!build (self, options, ease && ease->all_cores, own_video, own_audio, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Why the start failed is known to the element that failed, not to the pipeline. */
static void
take_start_error (EncProgramme *self, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);

  if (message)
    g_propagate_error (error, enc_pipeline_error (message, ENC_ERROR_PIPELINE,
                                                  "The encoder could not be started."));
  else
    g_set_error_literal (error, ENC_ERROR, ENC_ERROR_PIPELINE, "The encoder could not be started.");
}

gboolean
enc_programme_start (EncProgramme *self, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);

  g_assert (base_worker_is_current (self->media));
  g_assert (!self->bus_source);
  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    take_start_error (self, error);
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
    return FALSE;
  }
  self->bus_source = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_source, G_SOURCE_FUNC (on_message), self, NULL);
  g_source_attach (self->bus_source, base_worker_get_context (self->media));
  self->running = TRUE;
  return TRUE;
}

void
enc_programme_stop (EncProgramme *self)
{
  g_assert (base_worker_is_current (self->media));
  if (!self->running)
    return;
  self->running = FALSE;
  g_atomic_int_set (&self->stopping, TRUE);
  g_source_destroy (self->bus_source);
  g_clear_pointer (&self->bus_source, g_source_unref);
  self->stuck = !enc_pipeline_stop (g_steal_pointer (&self->pipeline), STOP_LIMIT_MS);
}

void
enc_programme_free (EncProgramme *self)
{
  if (!self)
    return;
  g_assert (!self->running);
  if (self->stuck)
    return; /* a thread that hangs in a driver may still come back into it */
  gst_clear_object (&self->encoder_pad);
  gst_clear_object (&self->pipeline);
  gst_clear_object (&self->clock);
  for (guint i = 0; i < G_N_ELEMENTS (self->branches); i++)
    gst_clear_caps (&self->branches[i].caps);
  enc_meter_clear (&self->meter);
  g_free (self);
}

void
enc_programme_set_bitrate (EncProgramme *self, guint kbps)
{
  g_assert (base_worker_is_current (self->media));
  self->settings.kbps = CLAMP (kbps, ENC_BITRATE_MIN_KBPS, ENC_BITRATE_MAX_KBPS);
  if (self->pipeline)
    enc_encoder_set_bitrate (self->kind, self->encoder, &self->settings);
}

gboolean
enc_programme_ease (EncProgramme *self, EncEase *ease)
{
  return enc_ease_next (ease, self->kind, self->settings.slices, g_get_num_processors (),
                        self->preset);
}

void
enc_programme_force_key (EncProgramme *self)
{
  g_atomic_int_set (&self->wants_key, TRUE);
}

void
enc_programme_get_stats (EncProgramme *self, EncProgrammeStats *ret_stats)
{
  EncMeterReading reading = enc_meter_read (&self->meter);

  *ret_stats = (EncProgrammeStats){
      .frames = reading.frames,
      .bytes = reading.bytes,
      .keyframes = reading.keyframes,
      .encoder = self->kind->element,
      .latency_ms_p95 = reading.latency_ms_p95,
      .dropped = reading.dropped,
  };
}
