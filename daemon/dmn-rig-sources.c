/* The cameras and microphones of the rig, and the slots and rings that they fill. One that is
 * changed gets a new pipeline before the same slot or ring: until that is live, its slate stands
 * in. Main thread unless said. */
#include "dmn-rig-private.h"

#include "cap-camera.h"
#include "cap-microphone.h"

static const CapCameraOptions *
camera_of (const DmnConfig *config, guint index)
{
  return config->cameras->pdata[index];
}

static const CapMicrophoneOptions *
mic_of (const DmnConfig *config, guint index)
{
  return config->microphones->pdata[index];
}

/* Index of the microphone that takes the sound of camera `index`, -1 = none. */
static int
find_mic_of_camera (const DmnConfig *config, guint index)
{
  const char *camera = camera_of (config, index)->name;

  for (guint i = 0; i < config->microphones->len; i++)
    if (g_strcmp0 (cap_microphone_camera (mic_of (config, i)), camera) == 0)
      return (int) i;
  return -1;
}

static CapCamera *
make_camera (DmnRig *self, const DmnConfig *config, guint index, GError **error)
{
  DmnReporter *reporter = self->camera_reporters->pdata[index];
  int mic = find_mic_of_camera (config, index);
  CapCamera *camera = cap_camera_new (
      camera_of (config, index), &self->capture, self->slots->pdata[index],
      mic < 0 ? NULL : self->rings->pdata[mic], dmn_rig_on_source_status, reporter, error);

  if (camera)
    cap_camera_watch_controls (camera, dmn_rig_on_controls, reporter);
  return camera;
}

/* NULL without an error: a camera fills the ring. */
static CapMicrophone *
make_microphone (DmnRig *self, const DmnConfig *config, guint index, GError **error)
{
  CapMicrophone *microphone;

  if (cap_microphone_camera (mic_of (config, index)))
    return NULL;
  microphone =
      cap_microphone_new (mic_of (config, index), &self->capture, self->rings->pdata[index],
                          dmn_rig_on_source_status, self->mic_reporters->pdata[index], error);
  if (microphone)
    cap_microphone_watch_soundcard (microphone, dmn_rig_on_soundcard);
  return microphone;
}

static gboolean
make_cameras (DmnRig *self, GError **error)
{
  for (guint i = 0; i < self->config->cameras->len; i++) {
    MixSlot *slot = mix_slot_new (&self->config->format);
    DmnReporter *reporter = dmn_reporter_new (self, SHOW_EVENT_CAMERA, i);
    CapCamera *camera;

    g_ptr_array_add (self->slots, slot);
    mix_vision_add_camera (self->vision, slot);
    reporter->mic = find_mic_of_camera (self->config, i);
    g_ptr_array_add (self->camera_reporters, reporter);
    camera = make_camera (self, self->config, i, error);
    if (!camera)
      return FALSE;
    g_ptr_array_add (self->cameras, camera);
  }
  return TRUE;
}

static gboolean
make_microphones (DmnRig *self, GError **error)
{
  for (guint i = 0; i < self->config->microphones->len; i++) {
    g_autoptr (GError) why = NULL;
    CapMicrophone *microphone;

    mix_audio_add_mic (self->audio, self->rings->pdata[i],
                       (MixRole) mic_of (self->config, i)->role);
    g_ptr_array_add (self->mic_reporters, dmn_reporter_new (self, SHOW_EVENT_MIC, i));
    microphone = make_microphone (self, self->config, i, &why);
    if (why) {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
    g_ptr_array_add (self->microphones, microphone);
  }
  return TRUE;
}

gboolean
dmn_rig_make_sources (DmnRig *self, GError **error)
{
  for (guint i = 0; i < self->config->microphones->len; i++)
    g_ptr_array_add (self->rings, mix_ring_new (&self->config->format));
  return make_cameras (self, error) && make_microphones (self, error);
}

void
dmn_rig_start_sources_in_media (DmnRig *self)
{
  for (guint i = 0; i < self->cameras->len; i++)
    cap_camera_start (self->cameras->pdata[i]);
  for (guint i = 0; i < self->microphones->len; i++)
    if (self->microphones->pdata[i])
      cap_microphone_start (self->microphones->pdata[i]);
}

void
dmn_rig_stop_sources_in_media (DmnRig *self)
{
  for (guint i = 0; i < self->cameras->len; i++)
    cap_camera_stop (self->cameras->pdata[i]);
  for (guint i = 0; i < self->microphones->len; i++)
    if (self->microphones->pdata[i])
      cap_microphone_stop (self->microphones->pdata[i]);
}

/* Changing */

/* The sources that go and those that come, on their way to the media thread: all of them are
 * stopped before one is started, as two may want the same device or fill the same ring. */
typedef struct {
  DmnRig *rig;
  DmnConfig *config; /* a reference */
  gboolean any_camera;
  gboolean forget_controls[SHOW_CAMERAS_MAX];
  int mics[SHOW_CAMERAS_MAX]; /* of each camera */
  CapCamera *old_cameras[SHOW_CAMERAS_MAX], *new_cameras[SHOW_CAMERAS_MAX];
  CapMicrophone *old_mics[SHOW_MICS_MAX], *new_mics[SHOW_MICS_MAX];
} Swap;

/* Once the camera that told of them can tell nothing more. */
static void
forget_controls (DmnReporter *reporter)
{
  g_autoptr (ShowControls) none = show_controls_new ();

  dmn_rig_on_controls (none, reporter);
}

/* What a camera's driver thread still does must hold up nobody. */
static void
free_in_attic (gpointer data)
{
  Swap *swap = data;

  for (guint i = 0; i < SHOW_CAMERAS_MAX; i++) {
    cap_camera_free (swap->old_cameras[i]);
    if (swap->forget_controls[i])
      forget_controls (swap->rig->camera_reporters->pdata[i]);
  }
  for (guint i = 0; i < SHOW_MICS_MAX; i++)
    cap_microphone_free (swap->old_mics[i]);
  dmn_config_unref (swap->config);
  g_free (swap);
}

static void
stop_old (Swap *swap)
{
  for (guint i = 0; i < SHOW_CAMERAS_MAX; i++)
    if (swap->old_cameras[i])
      cap_camera_stop (swap->old_cameras[i]);
  for (guint i = 0; i < SHOW_MICS_MAX; i++)
    if (swap->old_mics[i])
      cap_microphone_stop (swap->old_mics[i]);
}

static void
start_new (Swap *swap)
{
  for (guint i = 0; i < SHOW_CAMERAS_MAX; i++)
    if (swap->new_cameras[i])
      cap_camera_start (swap->new_cameras[i]);
  for (guint i = 0; i < SHOW_MICS_MAX; i++)
    if (swap->new_mics[i])
      cap_microphone_start (swap->new_mics[i]);
}

static void
swap_in_media (gpointer data)
{
  Swap *swap = data;
  DmnRig *self = swap->rig;

  stop_old (swap);
  for (guint i = 0; i < self->camera_reporters->len; i++)
    ((DmnReporter *) self->camera_reporters->pdata[i])->mic = swap->mics[i];
  if (swap->any_camera) {
    DmnConfig *before = self->media_config;

    self->media_config = g_steal_pointer (&swap->config);
    self->capture.cameras = self->media_config->cameras;
    swap->config = before;
  }
  start_new (swap);
  base_worker_post (self->attic, free_in_attic, swap, NULL);
}

static gboolean
is_same_camera (const DmnConfig *before, const DmnConfig *after, guint index)
{
  const CapCameraOptions *a = camera_of (before, index), *b = camera_of (after, index);

  return g_strcmp0 (a->source, b->source) == 0 && a->format == b->format &&
         a->delay_ms == b->delay_ms &&
         find_mic_of_camera (before, index) == find_mic_of_camera (after, index);
}

/* A source text that the config has let pass is one that makes a camera. */
static gboolean
swap_camera (Swap *swap, const DmnConfig *before, const DmnConfig *after, guint index)
{
  DmnRig *self = swap->rig;

  swap->mics[index] = find_mic_of_camera (after, index);
  if (is_same_camera (before, after, index))
    return FALSE;
  swap->new_cameras[index] = make_camera (self, after, index, NULL);
  g_assert (swap->new_cameras[index]);
  swap->old_cameras[index] = self->cameras->pdata[index];
  self->cameras->pdata[index] = swap->new_cameras[index];
  swap->forget_controls[index] = !cap_camera_has_controls (swap->new_cameras[index]);
  return TRUE;
}

static gboolean
swap_mic (Swap *swap, const DmnConfig *before, const DmnConfig *after, guint index)
{
  DmnRig *self = swap->rig;

  if (mic_of (before, index)->role != mic_of (after, index)->role)
    mix_audio_set_role (self->audio, index, (MixRole) mic_of (after, index)->role);
  if (g_strcmp0 (mic_of (before, index)->source, mic_of (after, index)->source) == 0)
    return FALSE;
  swap->new_mics[index] = make_microphone (self, after, index, NULL);
  swap->old_mics[index] = self->microphones->pdata[index];
  self->microphones->pdata[index] = swap->new_mics[index];
  return TRUE;
}

void
dmn_rig_take_sources (DmnRig *self, const DmnConfig *before, DmnConfig *after)
{
  Swap *swap = g_new0 (Swap, 1);
  gboolean any = FALSE;

  g_assert (before->cameras->len == after->cameras->len &&
            before->microphones->len == after->microphones->len);
  *swap = (Swap){.rig = self, .config = dmn_config_ref (after)};
  for (guint i = 0; i < after->cameras->len; i++)
    swap->any_camera |= swap_camera (swap, before, after, i);
  any = swap->any_camera;
  for (guint i = 0; i < after->microphones->len; i++)
    any |= swap_mic (swap, before, after, i);
  if (any)
    base_worker_post (self->media, swap_in_media, swap, NULL);
  else
    free_in_attic (swap);
}
