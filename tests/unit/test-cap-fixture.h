/* What the tests of the capture room share: a context, films made on the spot, waiting. */
#pragma once
#include "cap-source.h"

#include <glib/gstdio.h>

#define FIXTURE_PATIENCE_S 20

typedef struct {
  MixFormat format;
  CapContext context;
  MixSlot *slot;
  MixRing *ring;
  char *folder;

  GMutex lock;
  GCond changed;
  GPtrArray *statuses; /* lock; ShowStatus, all since the start */
} Fixture;

static inline void
fixture_init (Fixture *self, gboolean lockstep, int width, int height)
{
  GError *error = NULL;

  *self = (Fixture){.format = {.width = width,
                               .height = height,
                               .fps_n = 30,
                               .fps_d = 1,
                               .latency_ns = 200 * GST_MSECOND,
                               .lockstep = lockstep}};
  self->context.media = base_worker_new ("media");
  self->context.clock = gst_system_clock_obtain ();
  /* The programme has run for a while: what starts now does not start at 0. */
  self->context.base_time = gst_clock_get_time (self->context.clock) - 100 * GST_SECOND;
  self->context.format = &self->format;
  self->slot = mix_slot_new (&self->format);
  self->ring = mix_ring_new (&self->format);
  self->folder = g_dir_make_tmp ("test-cap-XXXXXX", &error);
  g_assert_no_error (error);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->statuses = g_ptr_array_new_with_free_func ((GDestroyNotify) show_status_free);
}

static inline void
fixture_clear (Fixture *self)
{
  const char *name;
  GDir *dir = g_dir_open (self->folder, 0, NULL);

  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_unlink (path);
  }
  g_dir_close (dir);
  g_rmdir (self->folder);
  g_free (self->folder);
  base_worker_stop (self->context.media);
  base_worker_free (self->context.media);
  gst_object_unref (self->context.clock);
  mix_slot_unref (self->slot);
  mix_ring_unref (self->ring);
  g_ptr_array_unref (self->statuses);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
}

static inline void
fixture_on_status (const ShowStatus *status, gpointer data)
{
  Fixture *self = data;

  g_assert_true (base_worker_is_current (self->context.media));
  g_assert_true (status->text && g_utf8_validate (status->text, -1, NULL));
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->statuses, show_status_copy (status));
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* The first status of this health at or after place `from`; fails when it does not come. Returns
 * its place. */
static inline guint
fixture_wait_for (Fixture *self, ShowHealth health, guint from)
{
  gint64 end = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;
  guint i = from;

  g_mutex_lock (&self->lock);
  for (;;) {
    for (; i < self->statuses->len; i++)
      if (((ShowStatus *) self->statuses->pdata[i])->health == health) {
        g_mutex_unlock (&self->lock);
        return i;
      }
    if (!g_cond_wait_until (&self->changed, &self->lock, end))
      g_error ("never %s; last: %s", show_health_to_string (health),
               i ? ((ShowStatus *) self->statuses->pdata[i - 1])->text : "nothing");
  }
}

static inline const ShowStatus *
fixture_status (Fixture *self, guint place)
{
  const ShowStatus *status;

  g_mutex_lock (&self->lock);
  status = self->statuses->pdata[place];
  g_mutex_unlock (&self->lock);
  return status;
}

static inline void
fixture_wait_until_pushed (Fixture *self, guint64 wanted)
{
  gint64 end = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;
  guint64 pushed = 0;

  while (mix_slot_get_newest (self->slot, &pushed), pushed < wanted) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_usleep (5000);
  }
}

/* The tick of sound at `time_ns`. */
static inline void
fixture_read_sound (Fixture *self, gint64 time_ns, float *samples)
{
  mix_ring_read (self->ring, mix_ring_index (time_ns), samples, MIX_AUDIO_TICK);
}

/* Runs a pipeline to its end. "PATH" in `launch` is replaced by the path that is returned. */
static inline char *
fixture_make (Fixture *self, const char *name, const char *launch)
{
  char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GString) text = g_string_new (launch);
  GError *error = NULL;
  GstElement *pipeline;
  GstBus *bus;
  GstMessage *message;

  g_string_replace (text, "PATH", path, 0);
  pipeline = gst_parse_launch (text->str, &error);
  g_assert_no_error (error);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, FIXTURE_PATIENCE_S * GST_SECOND,
                                        GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    g_assert_no_error (error);
  }
  gst_message_unref (message);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (bus);
  gst_object_unref (pipeline);
  return path;
}
