/* A live camera in front of its decoder: what was held while nobody looked goes through as soon as
 * somebody does, without waiting for the camera's next picture. The decoder is one that hands on
 * what it gets. */
#include "cap-gate.h"

#include "cap-backends.h"
#include "test-cap-fixture.h"

#include <gst/app/gstappsrc.h>

static const CapBackend live_backend = {.live = TRUE};

typedef struct {
  Fixture fixture;
  CapPipeSpec spec;
  CapTiming timing;
  CapGate *gate;
  GstElement *pipeline, *in, *out;
  gint64 sent_ns, seen_ns; /* stamps of the last ones */
} Camera;

static void
camera_init (Camera *self)
{
  GError *error = NULL;
  g_autoptr (GstElement) decoder = NULL;
  g_autoptr (GstPad) pad = NULL;

  *self = (Camera){0};
  fixture_init (&self->fixture, FALSE, 320, 180);
  self->spec = (CapPipeSpec){
      .context = &self->fixture.context, .backend = &live_backend, .slot = self->fixture.slot};
  self->gate = cap_gate_new (&self->spec, &self->timing);
  self->pipeline = gst_parse_launch ("appsrc name=in is-live=true format=time caps=image/jpeg ! "
                                     "identity name=decoder ! appsink name=out sync=false",
                                     &error);
  g_assert_no_error (error);
  self->in = gst_bin_get_by_name (GST_BIN (self->pipeline), "in");
  self->out = gst_bin_get_by_name (GST_BIN (self->pipeline), "out");
  decoder = gst_bin_get_by_name (GST_BIN (self->pipeline), "decoder");
  pad = gst_element_get_static_pad (decoder, "sink");
  cap_gate_attach (self->gate, pad);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

static void
camera_clear (Camera *self)
{
  cap_gate_stop (self->gate);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->in);
  gst_object_unref (self->out);
  gst_object_unref (self->pipeline);
  cap_gate_free (self->gate);
  fixture_clear (&self->fixture);
}

static void
send (Camera *self)
{
  GstBuffer *packet = gst_buffer_new_allocate (NULL, 1000, NULL);
  const CapContext *context = &self->fixture.context;

  self->sent_ns = (gint64) (gst_clock_get_time (context->clock) - context->base_time);
  GST_BUFFER_PTS (packet) = (GstClockTime) self->sent_ns;
  g_assert_cmpint (gst_app_src_push_buffer (GST_APP_SRC (self->in), packet), ==, GST_FLOW_OK);
}

/* Takes what comes out within that time; FALSE when nothing does. */
static gboolean
see (Camera *self, GstClockTime patience_ns)
{
  g_autoptr (GstSample) sample =
      gst_app_sink_try_pull_sample (GST_APP_SINK (self->out), patience_ns);

  if (!sample)
    return FALSE;
  self->seen_ns = (gint64) GST_BUFFER_PTS (gst_sample_get_buffer (sample));
  cap_gate_admit (self->gate, self->seen_ns);
  return TRUE;
}

static void
send_until_dozing (Camera *self)
{
  gint64 end = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;

  while (!mix_slot_is_dozing (self->fixture.slot)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    send (self);
    see (self, 20 * GST_MSECOND);
  }
}

static void
wait_until_held (Camera *self, guint n)
{
  gint64 end = g_get_monotonic_time () + FIXTURE_PATIENCE_S * G_USEC_PER_SEC;

  while (cap_gate_get_progress (self->gate) < n) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_usleep (1000);
  }
}

static void
test_wakes_at_once (void)
{
  Camera camera;
  guint held;

  camera_init (&camera);
  send (&camera);
  g_assert_true (see (&camera, FIXTURE_PATIENCE_S * GST_SECOND));
  mix_slot_set_wanted (camera.fixture.slot, FALSE);
  send_until_dozing (&camera);
  held = cap_gate_get_progress (camera.gate);
  for (guint i = 0; i < 3; i++)
    send (&camera);
  wait_until_held (&camera, held + 3);
  while (see (&camera, 0))
    ;
  g_assert_cmpint (camera.seen_ns, <, camera.sent_ns);

  mix_slot_set_wanted (camera.fixture.slot, TRUE);
  while (camera.seen_ns < camera.sent_ns)
    g_assert_true (see (&camera, FIXTURE_PATIENCE_S * GST_SECOND));
  g_assert_false (mix_slot_is_dozing (camera.fixture.slot));
  g_assert_true (cap_gate_is_awake (camera.gate));
  camera_clear (&camera);
}

/* It is wanted in the moment in which it is closed. */
static void
test_stops_while_waking (void)
{
  Camera camera;

  camera_init (&camera);
  send (&camera);
  g_assert_true (see (&camera, FIXTURE_PATIENCE_S * GST_SECOND));
  mix_slot_set_wanted (camera.fixture.slot, FALSE);
  send_until_dozing (&camera);
  mix_slot_set_wanted (camera.fixture.slot, TRUE);
  camera_clear (&camera);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/gate/wakes-at-once", test_wakes_at_once);
  g_test_add_func ("/cap/gate/stops-while-waking", test_stops_while_waking);
  return g_test_run ();
}
