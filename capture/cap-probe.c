#include "cap-probe.h"

#include "cap-alsa.h"
#include "cap-backends.h"
#include "cap-finder.h"
#include "cap-source.h"

/* A usual programme. */
#define TRY_WIDTH      1280
#define TRY_HEIGHT     720
#define TRY_FPS        30
#define TRY_LATENCY_NS (200 * GST_MSECOND)

void
cap_device_free (CapDevice *device)
{
  if (!device)
    return;
  g_free (device->name);
  g_free (device->source);
  g_free (device->modes);
  g_free (device->best);
  g_strfreev (device->all_modes);
  g_free (device);
}

GPtrArray *
cap_probe_cameras (void)
{
  static const MixFormat usual = {
      .width = TRY_WIDTH, .height = TRY_HEIGHT, .fps_n = TRY_FPS, .fps_d = 1};

  return cap_finder_list_cameras (CAP_FINDER_DEV, &usual);
}

GPtrArray *
cap_probe_microphones (void)
{
  return cap_alsa_list ();
}

/* --- trying one --- */

/* Two threads: fields under `lock` are written by the media thread. */
typedef struct {
  CapSource *source;

  GMutex lock;
  GCond changed;
  ShowStatus *verdict; /* lock; live, or why not */
} Trial;

/* Media thread. */
static void
on_status (const ShowStatus *status, gpointer data)
{
  Trial *trial = data;

  if (status->health == SHOW_HEALTH_CONNECTING)
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
  cap_source_start (((Trial *) data)->source);
}

static void
stop_trial (gpointer data)
{
  cap_source_stop (((Trial *) data)->source);
}

/* The verdict, or NULL when there was none in time. Transfer full. */
static ShowStatus *
wait_for_verdict (Trial *trial, guint limit_ms)
{
  gint64 end_us = g_get_monotonic_time () + limit_ms * (gint64) 1000;
  ShowStatus *verdict;

  g_mutex_lock (&trial->lock);
  while (!trial->verdict)
    if (!g_cond_wait_until (&trial->changed, &trial->lock, end_us))
      break;
  verdict = trial->verdict ? show_status_copy (trial->verdict) : NULL;
  g_mutex_unlock (&trial->lock);
  return verdict;
}

static ShowStatus *
run_trial (const CapSourceSpec *spec, guint limit_ms)
{
  Trial trial = {0};
  CapSourceSpec with_status = *spec;
  ShowStatus *verdict;

  g_mutex_init (&trial.lock);
  g_cond_init (&trial.changed);
  with_status.status = on_status;
  with_status.data = &trial;
  trial.source = cap_source_new (&with_status);
  base_worker_run_sync (spec->context->media, start_trial, &trial);
  verdict = wait_for_verdict (&trial, limit_ms);
  base_worker_run_sync (spec->context->media, stop_trial, &trial);
  cap_source_free (trial.source);
  show_status_free (trial.verdict);
  g_mutex_clear (&trial.lock);
  g_cond_clear (&trial.changed);
  return verdict;
}

static gboolean
judge (const ShowStatus *verdict, guint limit_ms, char **ret_text, GError **error)
{
  if (verdict && verdict->health == SHOW_HEALTH_LIVE) {
    *ret_text = g_strdup (verdict->detail);
    return TRUE;
  }
  if (!verdict)
    g_set_error (error, CAP_ERROR, CAP_ERROR_SOURCE,
                 "Nothing came within %.3g s. Check that it is switched on, and its cable.",
                 limit_ms / 1000.0);
  else if (verdict->detail)
    g_set_error (error, CAP_ERROR, CAP_ERROR_SOURCE, "%s (%s)", verdict->text, verdict->detail);
  else
    g_set_error_literal (error, CAP_ERROR, CAP_ERROR_SOURCE, verdict->text);
  return FALSE;
}

static gboolean
check_source (const char *source, gboolean camera, GError **error)
{
  g_autofree char *why = NULL;

  if (!cap_backend_check (source, camera, &why)) {
    g_set_error (error, CAP_ERROR, CAP_ERROR_SOURCE, "%s.", why);
    return FALSE;
  }
  return TRUE;
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
  g_autoptr (MixSlot) slot = camera ? mix_slot_new (&format) : NULL;
  g_autoptr (MixRing) ring = camera ? NULL : mix_ring_new (&format);
  g_autoptr (ShowStatus) verdict = NULL;
  g_autoptr (BaseWorker) media = NULL;
  CapContext context = {.clock = clock, .base_time = gst_clock_get_time (clock), .format = &format};
  CapSourceSpec spec = {.label = camera ? "This camera" : "This microphone",
                        .source = source,
                        .backend = cap_backend_find (source, camera, NULL),
                        .context = &context,
                        .slot = slot,
                        .ring = ring,
                        .once = TRUE};

  if (!check_source (source, camera, error))
    return FALSE;
  media = context.media = base_worker_new ("trial");
  verdict = run_trial (&spec, limit_ms);
  base_worker_stop (media);
  return judge (verdict, limit_ms, ret_text, error);
}
