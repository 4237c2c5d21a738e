#include "dmn-rig-private.h"

#include "cap-camera.h"
#include "cap-hotplug.h"
#include "cap-microphone.h"

/* Making */

static void
make_recorder (DmnRig *self, const char *state_dir)
{
  const EncRecordingOptions *options = self->config->recording;
  g_autofree char *folder = dmn_config_recordings_folder (self->config, state_dir);

  self->recorder_reporter = dmn_reporter_new (self, SHOW_EVENT_RECORDING, 0);
  self->recorder = enc_recorder_new (options, folder, self->hub, self->media,
                                     dmn_rig_on_encoder_report, self->recorder_reporter);
}

static void
ask_key_in_media (gpointer data)
{
  DmnRig *self = data;

  if (self->programme)
    enc_programme_force_key (self->programme);
}

static void
make_table (DmnRig *self)
{
  self->clock = gst_system_clock_obtain ();
  self->base_time = gst_clock_get_time (self->clock);
  self->capture = (CapContext){.media = self->media,
                               .clock = self->clock,
                               .base_time = self->base_time,
                               .format = &self->config->format,
                               .state_dir = self->state_dir,
                               .cameras = self->config->cameras,
                               .hotplug = cap_hotplug_new (self->media)};
  self->vision = mix_vision_new (&self->config->format);
  self->audio = mix_audio_new (&self->config->format);
  self->levels = dmn_levels_new (self->audio);
  self->overlay = ovl_renderer_new (self->render, self->vision, self->config->look);
  ovl_renderer_set_problem_func (self->overlay, dmn_rig_on_card_problem, self);
  self->pictures = dmn_pictures_new (self->vision, self->main);
  self->hub = enc_hub_new ();
}

DmnRig *
dmn_rig_new (DmnConfig *config, const char *state_dir, guint64 n_frames, DmnEventFunc func,
             gpointer data, GError **error)
{
  g_autoptr (DmnRig) self = g_new0 (DmnRig, 1);

  self->config = dmn_config_ref (config);
  self->newest = dmn_config_ref (config);
  self->func = func;
  self->data = data;
  self->state_dir = *state_dir ? g_strdup (state_dir) : NULL;
  self->n_frames = n_frames;
  self->bitrate_kbps = (guint) config->encoder->bitrate_kbps;
  config->format.lockstep = n_frames > 0;
  if (config->format.lockstep)
    config->format.latency_ns = 0; /* nothing that comes in is late */
  self->main = base_worker_new_for_main ();
  self->media = base_worker_new ("media");
  self->render = base_worker_new ("render");
  self->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) mix_slot_unref);
  self->rings = g_ptr_array_new_with_free_func ((GDestroyNotify) mix_ring_unref);
  self->cameras = g_ptr_array_new_with_free_func ((GDestroyNotify) cap_camera_free);
  self->microphones = g_ptr_array_new_with_free_func ((GDestroyNotify) cap_microphone_free);
  self->outputs = g_ptr_array_new ();
  self->camera_reporters = g_ptr_array_new_with_free_func (dmn_reporter_unref);
  self->mic_reporters = g_ptr_array_new_with_free_func (dmn_reporter_unref);
  make_table (self);
  if (!dmn_rig_make_sources (self, error))
    return NULL;
  if (config->format.lockstep)
    return g_steal_pointer (&self);
  dmn_rig_make_outputs (self);
  make_recorder (self, state_dir);
  self->preview = dmn_preview_new (self->main, self->media, self->hub, self->clock, self->base_time,
                                   ask_key_in_media, self);
  return g_steal_pointer (&self);
}

/* Starting and stopping */

static void
start_sources_in_media (gpointer data)
{
  dmn_rig_start_sources_in_media (data);
}

static void
start_in_media (gpointer data)
{
  DmnRig *self = data;

  if (dmn_rig_start_programme_in_media (self, &self->start_error))
    start_sources_in_media (self);
}

typedef struct {
  const OvlLook *look;
  const MixFormat *format;
  const char *camera;
  MixSlot *slot;
} StandIn;

static void
draw_stand_in_in_render (gpointer data)
{
  StandIn *job = data;

  mix_slot_set_slate (job->slot, ovl_slate_for_camera (job->look, job->format, job->camera));
}

static void
stand_in_free (gpointer data)
{
  mix_slot_unref (((StandIn *) data)->slot);
  g_free (data);
}

/* Only those that a scene can show, and none that holds up the start. In lockstep no camera is ever
 * late. */
static void
make_slates (DmnRig *self)
{
  guint wanted = 0;

  for (guint i = 0; i < self->config->setup->scenes->len; i++) {
    const ShowScene *scene = &g_array_index (self->config->setup->scenes, ShowScene, i);

    if (scene->layout == SHOW_LAYOUT_SLATE && !(wanted & 1u << scene->slate)) {
      wanted |= 1u << scene->slate;
      ovl_renderer_make_slate (self->overlay, scene->slate);
    }
  }
  if (self->config->format.lockstep) {
    ovl_renderer_sync (self->overlay);
    return;
  }
  for (guint i = 0; i < self->slots->len; i++) {
    const CapCameraOptions *options = self->config->cameras->pdata[i];
    StandIn *job = g_new (StandIn, 1);

    *job = (StandIn){self->config->look, &self->config->format, options->name,
                     mix_slot_ref (self->slots->pdata[i])};
    base_worker_post (self->render, draw_stand_in_in_render, job, stand_in_free);
  }
}

void
dmn_rig_start_sources (DmnRig *self)
{
  make_slates (self);
  base_worker_run_sync (self->media, start_sources_in_media, self);
}

gboolean
dmn_rig_start (DmnRig *self, GError **error)
{
  make_slates (self);
  base_worker_run_sync (self->media, start_in_media, self);
  if (!self->start_error)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->start_error));
  return FALSE;
}

static void
stop_in_media (gpointer data)
{
  DmnRig *self = data;

  dmn_rig_abandon_programme_in_media (self);
  dmn_rig_stop_outputs_in_media (self);
  if (self->recorder)
    enc_recorder_stop (self->recorder);
  if (self->preview)
    dmn_preview_stop_in_media (self->preview);
  dmn_rig_stop_sources_in_media (self);
  if (self->programme)
    enc_programme_stop (self->programme);
}

void
dmn_rig_stop (DmnRig *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    mix_slot_flush (self->slots->pdata[i]);
  for (guint i = 0; i < self->rings->len; i++)
    mix_ring_flush (self->rings->pdata[i]);
  base_worker_run_sync (self->media, stop_in_media, self);
}

void
dmn_rig_free (DmnRig *self)
{
  if (!self)
    return;
  /* First, with the media thread alive: it waits, within limits, until the file is whole. */
  g_clear_pointer (&self->recorder, enc_recorder_free);
  base_worker_stop (self->media);
  if (self->attic)
    base_worker_stop (self->attic);
  base_worker_stop (self->render);
  base_worker_stop (self->main);
  g_clear_pointer (&self->programme, enc_programme_free);
  dmn_rig_free_outputs (self);
  g_clear_pointer (&self->cameras, g_ptr_array_unref);
  g_clear_pointer (&self->microphones, g_ptr_array_unref);
  g_clear_pointer (&self->capture.hotplug, cap_hotplug_free);
  g_clear_pointer (&self->overlay, ovl_renderer_free);
  g_clear_pointer (&self->vision, mix_vision_free);
  g_clear_pointer (&self->pictures, dmn_pictures_free);
  g_clear_pointer (&self->preview, dmn_preview_free);
  g_clear_pointer (&self->levels, dmn_levels_free);
  g_clear_pointer (&self->audio, mix_audio_free);
  g_clear_pointer (&self->hub, enc_hub_free);
  g_clear_pointer (&self->slots, g_ptr_array_unref);
  g_clear_pointer (&self->rings, g_ptr_array_unref);
  g_clear_pointer (&self->camera_reporters, g_ptr_array_unref);
  g_clear_pointer (&self->mic_reporters, g_ptr_array_unref);
  g_clear_pointer (&self->recorder_reporter, dmn_reporter_unref);
  gst_clear_object (&self->clock);
  g_clear_pointer (&self->media, base_worker_free);
  g_clear_pointer (&self->attic, base_worker_free);
  g_clear_pointer (&self->render, base_worker_free);
  g_clear_pointer (&self->main, base_worker_free);
  dmn_config_unref (self->media_config);
  dmn_config_unref (self->newest);
  dmn_config_unref (self->config);
  g_free (self->state_dir);
  g_free (self);
}

void
dmn_rig_take (DmnRig *self, const DmnConfig *before, DmnConfig *after, const ShowState *state)
{
  DmnConfig *old = self->newest;

  if (!self->attic)
    self->attic = base_worker_new ("attic");
  self->newest = dmn_config_ref (after);
  dmn_rig_take_outputs (self, before, after, state);
  dmn_rig_take_sources (self, before, after);
  dmn_config_unref (old);
}

void
dmn_rig_retry_cards (DmnRig *self)
{
  ovl_renderer_retry (self->overlay);
}

DmnConfig *
dmn_rig_get_config (DmnRig *self)
{
  return self->newest;
}

void
dmn_rig_set_hooks (DmnRig *self, const DmnRigHooks *hooks)
{
  self->hooks = *hooks;
}

MixVision *
dmn_rig_get_vision (DmnRig *self)
{
  return self->vision;
}

MixAudio *
dmn_rig_get_audio (DmnRig *self)
{
  return self->audio;
}

MixSlot *
dmn_rig_get_slot (DmnRig *self, guint camera)
{
  return self->slots->pdata[camera];
}

MixRing *
dmn_rig_get_ring (DmnRig *self, guint mic)
{
  return self->rings->pdata[mic];
}

DmnPictures *
dmn_rig_get_pictures (DmnRig *self)
{
  return self->pictures;
}

DmnPreview *
dmn_rig_get_preview (DmnRig *self)
{
  return self->preview;
}

void
dmn_rig_set_shown_func (DmnRig *self,
                        void (*func) (guint layer, const ShowCardContent *content,
                                      gint64 position_ns, gpointer data),
                        gpointer data)
{
  ovl_renderer_set_shown_func (self->overlay, func, data);
}

DmnLevels *
dmn_rig_get_levels (DmnRig *self)
{
  return self->levels;
}

EncHub *
dmn_rig_get_hub (DmnRig *self)
{
  return self->hub;
}

BaseWorker *
dmn_rig_get_media (DmnRig *self)
{
  return self->media;
}

BaseWorker *
dmn_rig_get_main (DmnRig *self)
{
  return self->main;
}
