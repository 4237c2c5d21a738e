/* The programme and its encoder: started, and started anew while all else goes on. Media thread
 * unless said. */
#include "dmn-rig-private.h"

#include "base-log.h"

#define RESTART_MS 1000 /* a programme pipeline that failed is made anew after this */
/* An encoder that gives nothing for so long hangs; its first picture may take longer. The reports,
 * because after a halt of the whole process one of them is late, and the encoder is well. */
#define SILENT_MS      4000
#define FIRST_MS       30000
#define SILENT_REPORTS 3
#define WELL_MS        10000 /* one that ran so long before it failed was well: that is news again */

/* One that fails again and again fills no log. */
static void
log_once (gboolean *said, const GError *error, const char *next)
{
  if (!*said)
    base_log (BASE_LOG_ERROR, "encoder", "%s %s",
              error ? error->message : "The programme came to an end.", next);
  *said = TRUE;
}

static void
give_up_programme (DmnRig *self)
{
  EncProgrammeStats stats;

  if (!self->programme)
    return;
  enc_programme_stop (self->programme);
  enc_programme_get_stats (self->programme, &stats);
  self->dropped_before += stats.dropped;
  g_clear_pointer (&self->programme, enc_programme_free);
}

static gboolean
restart_in_media (gpointer data)
{
  DmnRig *self = data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->restart, g_source_unref);
  give_up_programme (self);
  if (dmn_rig_start_programme_in_media (self, &error))
    return G_SOURCE_REMOVE;
  log_once (&self->said_unstartable, error, "Trying again every second.");
  self->restart = base_worker_add_timeout (self->media, RESTART_MS, restart_in_media, self);
  return G_SOURCE_REMOVE;
}

static void
forget_trouble_if_well (DmnRig *self)
{
  if (g_get_monotonic_time () - self->started_us >= WELL_MS * 1000)
    self->said_ended = self->said_unstartable = FALSE;
}

/* The stream goes on without the encoder that failed: outputs keep their queues and wait for a
 * keyframe. */
static void
on_programme_ended (const GError *error, gpointer data)
{
  DmnRig *self = data;

  if (self->hooks.ended) {
    self->hooks.ended (error, self->hooks.data);
  } else if (!self->stopping && !self->restart) {
    self->encoder_stops++;
    forget_trouble_if_well (self);
    log_once (&self->said_ended, error, "Starting it anew in 1 s.");
    self->restart = base_worker_add_timeout (self->media, RESTART_MS, restart_in_media, self);
  }
}

static void
ease_if_late (DmnRig *self, const EncProgrammeStats *encoded, gint64 now_us)
{
  gboolean late = enc_late_update (&self->late, now_us / 1000, encoded->frames, encoded->dropped);
  EncEase before = self->ease;

  if (!late || !self->programme || self->restart || self->stopping)
    return;
  if (!enc_programme_ease (self->programme, &self->ease)) {
    if (!self->said_late)
      base_log (BASE_LOG_WARNING, "encoder",
                "It is late and leaves out %u %% of the pictures. There is no easier way to encode "
                "them: choose a smaller size.",
                self->late.percent);
    self->said_late = TRUE;
    return;
  }
  base_log (BASE_LOG_NOTICE, "encoder",
            "It is late and left out %u %% of the pictures. Starting it anew with %s.",
            self->late.percent,
            self->ease.faster > before.faster ? "a faster preset" : "all cores at each picture");
  restart_in_media (self);
}

gboolean
dmn_rig_mind_encoder_in_media (DmnRig *self, const EncProgrammeStats *encoded)
{
  guint64 frames = encoded->frames;
  gint64 now_us = g_get_monotonic_time ();
  gint64 silent_us = now_us - MAX (self->encoded_us, self->started_us);
  gboolean moves = frames != self->last_encoded;
  g_autoptr (GError) error = NULL;

  ease_if_late (self, encoded, now_us);
  self->last_encoded = frames;
  if (moves)
    self->encoded_us = now_us;
  if (moves || !self->programme || self->restart)
    self->silent_reports = 0;
  else
    self->silent_reports++;
  if (self->silent_reports >= SILENT_REPORTS &&
      silent_us >= (frames ? SILENT_MS : FIRST_MS) * G_GINT64_CONSTANT (1000)) {
    self->silent_reports = 0;
    g_set_error (&error, ENC_ERROR, ENC_ERROR_PIPELINE, "The encoder gives no pictures any more.");
    on_programme_ended (error, self);
  }
  return moves;
}

static GstPadProbeReturn
on_frame (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  DmnRig *self = data;
  GstBuffer *frame = GST_PAD_PROBE_INFO_BUFFER (info);
  gint64 next_ns = (gint64) (GST_BUFFER_PTS (frame) + GST_BUFFER_DURATION (frame));

  mix_audio_allow (self->audio, next_ns);
  if (self->hooks.due (self->hooks.data) <= next_ns)
    mix_audio_wait_made (self->audio);
  self->hooks.ticked (next_ns, self->hooks.data);
  return GST_PAD_PROBE_OK;
}

GstElement *
dmn_rig_new_video_source (DmnRig *self)
{
  GstElement *source = mix_vision_new_source (self->vision, self->n_frames);

  if (self->hooks.ticked) {
    g_autoptr (GstPad) pad = gst_element_get_static_pad (source, "src");

    mix_audio_allow (self->audio, 0);
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_frame, self, NULL);
  }
  return source;
}

gboolean
dmn_rig_start_programme_in_media (DmnRig *self, GError **error)
{
  const MixFormat *format = &self->config->format;
  guint64 n_samples = gst_util_uint64_scale (
      self->n_frames, (guint64) MIX_AUDIO_RATE * (guint64) format->fps_d, (guint64) format->fps_n);

  self->programme = enc_programme_new (
      self->config->encoder, &self->ease, format, self->media, self->clock, self->base_time,
      dmn_rig_new_video_source (self), mix_audio_new_source (self->audio, n_samples), self->hub,
      on_programme_ended, self, error);
  if (!self->programme || !enc_programme_start (self->programme, error))
    return FALSE;
  enc_programme_set_bitrate (self->programme, self->bitrate_kbps);
  self->started_us = g_get_monotonic_time ();
  return TRUE;
}

void
dmn_rig_abandon_programme_in_media (DmnRig *self)
{
  self->stopping = TRUE;
  if (self->restart)
    g_source_destroy (self->restart);
  g_clear_pointer (&self->restart, g_source_unref);
}
