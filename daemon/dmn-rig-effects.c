/* What the show asks of the rig, and the figures that it gives back. */
#include "cap-camera.h"
#include "cap-microphone.h"
#include "dmn-rig-private.h"

typedef struct {
  DmnRig *rig;
  ShowEffectKind kind;
  int kbps;
  CapMicrophone *microphone; /* as it was when asked; NULL: a camera fills its ring */
  ShowSoundcardWish soundcard, ask;
} MediaJob;

static void
do_record_start (MediaJob *job)
{
  enc_recorder_start (job->rig->recorder);
}

static void
do_record_stop (MediaJob *job)
{
  enc_recorder_stop (job->rig->recorder);
}

static void
do_record_split (MediaJob *job)
{
  enc_recorder_split (job->rig->recorder);
}

static void
do_bitrate (MediaJob *job)
{
  job->rig->bitrate_kbps = (guint) job->kbps;
  if (job->rig->programme)
    enc_programme_set_bitrate (job->rig->programme, (guint) job->kbps);
}

/* One that is swapped for another meanwhile is there still: it is freed after the jobs before the
 * swap. */
static void
do_soundcard (MediaJob *job)
{
  if (job->microphone)
    cap_microphone_set_soundcard (job->microphone, &job->soundcard, &job->ask);
}

static void (*const media_jobs[]) (MediaJob *) = {
    [SHOW_EFFECT_RECORD_START] = do_record_start, [SHOW_EFFECT_RECORD_STOP] = do_record_stop,
    [SHOW_EFFECT_RECORD_SPLIT] = do_record_split, [SHOW_EFFECT_BITRATE] = do_bitrate,
    [SHOW_EFFECT_SOUNDCARD] = do_soundcard,
};

static void
run_media_job (gpointer data)
{
  MediaJob *job = data;

  media_jobs[job->kind](job);
}

static void
apply_scene (DmnRig *self, const ShowEffect *effect)
{
  mix_vision_set_scene (self->vision, &effect->scene, (guint) effect->fade_ms);
}

static void
apply_card (DmnRig *self, const ShowEffect *effect)
{
  ovl_renderer_set_card (self->overlay, effect->index, effect->card);
}

static void
apply_mic (DmnRig *self, const ShowEffect *effect)
{
  mix_audio_set_mic (self->audio, effect->index, effect->gain_db, effect->mute, effect->delay_ms,
                     (guint) effect->fade_ms);
}

static void
apply_camera (DmnRig *self, const ShowEffect *effect)
{
  cap_camera_change (self->cameras->pdata[effect->index], &effect->control);
}

static void
apply_output_start (DmnRig *self, const ShowEffect *effect)
{
  if (!self->config->format.lockstep)
    dmn_rig_start_output (self, effect->index);
}

static void
apply_output_stop (DmnRig *self, const ShowEffect *effect)
{
  if (!self->config->format.lockstep)
    dmn_rig_stop_output (self, effect->index);
}

static void
post_media_job (DmnRig *self, const ShowEffect *effect)
{
  MediaJob *job = g_new0 (MediaJob, 1);

  *job = (MediaJob){.rig = self,
                    .kind = effect->kind,
                    .kbps = effect->kbps,
                    .soundcard = effect->soundcard,
                    .ask = effect->ask};
  if (effect->kind == SHOW_EFFECT_SOUNDCARD)
    job->microphone = self->microphones->pdata[effect->index];
  base_worker_post (self->media, run_media_job, job, g_free);
}

static void (*const here_jobs[]) (DmnRig *, const ShowEffect *) = {
    [SHOW_EFFECT_SCENE] = apply_scene,
    [SHOW_EFFECT_CARD] = apply_card,
    [SHOW_EFFECT_CAMERA] = apply_camera,
    [SHOW_EFFECT_MIC] = apply_mic,
    [SHOW_EFFECT_OUTPUT_START] = apply_output_start,
    [SHOW_EFFECT_OUTPUT_STOP] = apply_output_stop,
};

void
dmn_rig_apply (DmnRig *self, const ShowEffect *effect)
{
  if (effect->kind < G_N_ELEMENTS (here_jobs) && here_jobs[effect->kind]) {
    here_jobs[effect->kind](self, effect);
    if (self->config->format.lockstep)
      ovl_renderer_sync (self->overlay);
  } else if (effect->kind < G_N_ELEMENTS (media_jobs) && media_jobs[effect->kind] &&
             !self->config->format.lockstep) {
    post_media_job (self, effect);
  }
}

/* Figures */

static void
fill_levels (DmnRig *self, ShowFigures *figures)
{
  MixMeters meters;

  dmn_levels_read (self->levels, DMN_LEVELS_FIGURES, &meters);
  figures->momentary_lufs = meters.momentary_lufs;
  figures->short_term_lufs = meters.short_term_lufs;
  figures->integrated_lufs = meters.integrated_lufs;
  figures->peak_dbfs = meters.programme.peak_dbfs;
  figures->lost_sound_ms = meters.lost_frames * 1000 / MIX_AUDIO_RATE;
  for (guint i = 0; i < meters.n_mics; i++) {
    MixRingStats ring;

    mix_ring_get_stats (self->rings->pdata[i], &ring);
    figures->mics[i] = (ShowMicFigures){.peak_dbfs = meters.mics[i].peak_dbfs,
                                        .rms_dbfs = meters.mics[i].rms_dbfs,
                                        .drift_ppm = ring.drift_ppm,
                                        .lost_ms = ring.lost_frames * 1000 / MIX_AUDIO_RATE,
                                        .gaps = ring.gaps};
  }
}

static void
fill_progress (DmnRig *self, ShowFigures *figures)
{
  MixVisionStats vision;
  EncProgrammeStats encoded = {0};

  mix_vision_get_stats (self->vision, &vision);
  if (self->programme)
    enc_programme_get_stats (self->programme, &encoded);
  figures->zero_ms =
      (g_get_real_time () * 1000 - (gint64) (gst_clock_get_time (self->clock) - self->base_time)) /
      GST_MSECOND;
  figures->encode_ms = encoded.latency_ms_p95;
  figures->ticks = vision.ticks;
  figures->missed_ticks = vision.missed_ticks + self->dropped_before + encoded.dropped;
  figures->encoder_stops = self->encoder_stops;
  figures->on_air = dmn_rig_mind_encoder_in_media (self, &encoded);
  figures->left_out_percent = self->late.percent;
  figures->eased = self->ease.faster > 0;
  g_strlcpy (figures->encoder, encoded.encoder ? encoded.encoder : "", sizeof figures->encoder);
}

static void
figures_in_media (gpointer data)
{
  DmnRig *self = data;
  ShowFigures *figures = g_new0 (ShowFigures, 1);

  figures->bitrate_kbps = self->bitrate_kbps;
  fill_progress (self, figures);
  fill_levels (self, figures);
  dmn_rig_post_figures (self, figures);
}

void
dmn_rig_report_figures (DmnRig *self)
{
  base_worker_post (self->media, figures_in_media, self, NULL);
}
