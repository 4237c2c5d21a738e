#include "cap-probe.h"

#include "cap-alsa.h"
#include "cap-camera.h"
#include "cap-microphone.h"
#include "cap-v4l2.h"

void
cap_device_free (CapDevice *device)
{
  if (!device)
    return;
  g_free (device->name);
  g_free (device->source);
  g_free (device->modes);
  g_free (device);
}

GPtrArray *
cap_probe_cameras (void)
{
  return cap_v4l2_list ();
}

GPtrArray *
cap_probe_microphones (void)
{
  return cap_alsa_list ();
}

/* --- trying one --- */

#define TRY_NAME       "on trial"
#define TRY_WIDTH      1280
#define TRY_HEIGHT     720
#define TRY_FPS        30
#define TRY_LATENCY_NS (200 * GST_MSECOND)

/* Two threads: fields under `lock` are written by the media thread. */
typedef struct {
  CapCamera *camera;
  CapMicrophone *microphone;

  GMutex lock;
  GCond changed;
  ShowStatus *verdict; /* lock; live, or the first failure */
} Trial;

/* Media thread. */
static void
on_status (const ShowStatus *status, gpointer data)
{
  Trial *trial = data;

  if (status->health == SHOW_HEALTH_CONNECTING || status->health == SHOW_HEALTH_STOPPED)
    return;
  g_mutex_lock (&trial->lock);
  if (!trial->verdict)
    trial->verdict = show_status_copy (status);
  g_cond_signal (&trial->changed);
  g_mutex_unlock (&trial->lock);
}

static void
start_trial (gpointer data)
{
  Trial *trial = data;

  if (trial->camera)
    cap_camera_start (trial->camera);
  else
    cap_microphone_start (trial->microphone);
}

static void
stop_trial (gpointer data)
{
  Trial *trial = data;

  if (trial->camera)
    cap_camera_stop (trial->camera);
  else
    cap_microphone_stop (trial->microphone);
}

static void
wait_for_verdict (Trial *trial, guint limit_ms)
{
  gint64 end_us = g_get_monotonic_time () + limit_ms * (gint64) 1000;

  g_mutex_lock (&trial->lock);
  while (!trial->verdict)
    if (!g_cond_wait_until (&trial->changed, &trial->lock, end_us))
      break;
  g_mutex_unlock (&trial->lock);
}

static gboolean
judge (const Trial *trial, guint limit_ms, char **ret_text, GError **error)
{
  const ShowStatus *verdict = trial->verdict;

  if (verdict && verdict->health == SHOW_HEALTH_LIVE) {
    *ret_text = g_strdup (verdict->text);
    return TRUE;
  }
  if (verdict)
    g_set_error (error, CAP_ERROR, CAP_ERROR_SOURCE, "%s%s%s%s", verdict->text,
                 verdict->detail ? " (" : "", verdict->detail ? verdict->detail : "",
                 verdict->detail ? ")" : "");
  else
    g_set_error (error, CAP_ERROR, CAP_ERROR_SOURCE,
                 "nothing came within %.3g s: check that it is switched on and its cable",
                 limit_ms / 1000.0);
  return FALSE;
}

static gboolean
run_trial (Trial *trial, const CapContext *context, const char *source, gboolean camera,
           GError **error)
{
  g_autoptr (MixSlot) slot = mix_slot_new (context->format);
  g_autoptr (MixRing) ring = mix_ring_new (context->format);
  CapCameraOptions camera_options = {.name = (char *) TRY_NAME, .source = (char *) source};
  CapMicrophoneOptions microphone_options = {
      .name = (char *) TRY_NAME, .source = (char *) source, .volume_percent = -1};

  if (camera)
    trial->camera = cap_camera_new (&camera_options, context, slot, NULL, on_status, trial, error);
  else if (!cap_microphone_camera (&microphone_options))
    trial->microphone =
        cap_microphone_new (&microphone_options, context, ring, on_status, trial, error);
  else
    g_set_error (error, CAP_ERROR, CAP_ERROR_SOURCE,
                 "%s has the sound of a camera: try that "
                 "camera",
                 source);
  return trial->camera || trial->microphone;
}

gboolean
cap_probe_try (const char *source, gboolean camera, guint limit_ms, char **ret_text, GError **error)
{
  const MixFormat format = {.width = TRY_WIDTH,
                            .height = TRY_HEIGHT,
                            .fps_n = TRY_FPS,
                            .fps_d = 1,
                            .latency_ns = TRY_LATENCY_NS};
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();
  g_autoptr (BaseWorker) media = base_worker_new ("trial");
  CapContext context = {media, clock, gst_clock_get_time (clock), &format};
  Trial trial = {0};
  gboolean works = FALSE;

  g_mutex_init (&trial.lock);
  g_cond_init (&trial.changed);
  if (run_trial (&trial, &context, source, camera, error)) {
    base_worker_run_sync (media, start_trial, &trial);
    wait_for_verdict (&trial, limit_ms);
    base_worker_run_sync (media, stop_trial, &trial);
    works = judge (&trial, limit_ms, ret_text, error);
  }
  base_worker_stop (media);
  cap_camera_free (trial.camera);
  cap_microphone_free (trial.microphone);
  show_status_free (trial.verdict);
  g_mutex_clear (&trial.lock);
  g_cond_clear (&trial.changed);
  return works;
}
