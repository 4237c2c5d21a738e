/* A microphone on the table whose sound card is one of test-alsa.h's. */
#pragma once
#include "cap-microphone.h"
#include "test-alsa.h"
#include "test-cap-fixture.h"

typedef struct {
  Fixture fixture;
  CapMicrophone *microphone;

  ShowSoundcard card; /* fixture's lock; as reported last */
  guint n_by_hand;    /* fixture's lock */
} Desk;

static inline void
desk_start (gpointer data)
{
  cap_microphone_start (data);
}

static inline void
desk_stop (gpointer data)
{
  cap_microphone_stop (data);
}

static inline void
desk_on_status (const ShowStatus *status, gpointer data)
{
  fixture_on_status (status, &((Desk *) data)->fixture);
}

static inline void
desk_on_soundcard (const ShowSoundcard *card, gboolean by_hand, gpointer data)
{
  Desk *desk = data;

  g_assert_true (base_worker_is_current (desk->fixture.context.media));
  g_mutex_lock (&desk->fixture.lock);
  desk->card = *card;
  desk->n_by_hand += by_hand != FALSE;
  g_cond_broadcast (&desk->fixture.changed);
  g_mutex_unlock (&desk->fixture.lock);
}

/* `volume_percent` as in the config; -1: none. */
static inline void
desk_open (Desk *desk, const char *card, int volume_percent)
{
  g_autofree char *source = g_strconcat ("alsa:", card, NULL);
  CapMicrophoneOptions options = {
      .name = (char *) "host", .source = source, .volume_percent = volume_percent};
  g_autoptr (GError) error = NULL;

  fixture_init (&desk->fixture, FALSE, 320, 180);
  desk->microphone = cap_microphone_new (&options, &desk->fixture.context, desk->fixture.ring,
                                         desk_on_status, desk, &error);
  g_assert_no_error (error);
  cap_microphone_watch_soundcard (desk->microphone, desk_on_soundcard);
  base_worker_run_sync (desk->fixture.context.media, desk_start, desk->microphone);
}

static inline void
desk_close (Desk *desk)
{
  base_worker_run_sync (desk->fixture.context.media, desk_stop, desk->microphone);
  cap_microphone_free (desk->microphone);
  fixture_clear (&desk->fixture);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_close)

static inline gint64
desk_running_now (Desk *desk)
{
  return (gint64) gst_clock_get_time (desk->fixture.context.clock) -
         (gint64) desk->fixture.context.base_time;
}

/* The stream's end has come to `time_ns`. */
static inline void
desk_wait_for_sound (Desk *desk, gint64 time_ns)
{
  gint64 end = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;
  GstClockTime newest;

  while (newest = mix_ring_get_newest (desk->fixture.ring),
         !GST_CLOCK_TIME_IS_VALID (newest) || (gint64) newest < time_ns) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_usleep (5000);
  }
}

/* `n_ticks` of what was pushed, from `from_ns` on. Free with g_free(). */
static inline float *
desk_take_sound (Desk *desk, gint64 from_ns, guint n_ticks)
{
  float *samples = g_new (float, 2 * n_ticks * MIX_AUDIO_TICK);
  gint64 first = mix_ring_index (from_ns);

  desk_wait_for_sound (desk, from_ns + (n_ticks + 2) * 10 * (gint64) GST_MSECOND);
  for (guint t = 0; t < n_ticks; t++)
    mix_ring_read (desk->fixture.ring, first + t * MIX_AUDIO_TICK, samples + 2 * t * MIX_AUDIO_TICK,
                   MIX_AUDIO_TICK);
  return samples;
}

/* The newest status comes to begin with `text`. */
static inline void
desk_wait_for_text (Desk *desk, const char *text)
{
  gint64 end = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;
  GPtrArray *statuses = desk->fixture.statuses;

  g_mutex_lock (&desk->fixture.lock);
  while (statuses->len == 0 ||
         !g_str_has_prefix (((ShowStatus *) statuses->pdata[statuses->len - 1])->text, text))
    if (!g_cond_wait_until (&desk->fixture.changed, &desk->fixture.lock, end))
      g_error ("never \"%s\"; last: %s", text,
               ((ShowStatus *) statuses->pdata[statuses->len - 1])->text);
  g_mutex_unlock (&desk->fixture.lock);
}
