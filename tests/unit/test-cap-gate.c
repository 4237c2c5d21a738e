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
  GstElement *pipeline;
  GstElement *in, *decoder, *out; /* the ones in use */
  gint64 sent_ns, seen_ns;        /* stamps of the last ones */
} Camera;

/* From the stream's packets to its pictures: what a decodebin has for each programme of a stream.
 */
static void
camera_add_decoder (Camera *self)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("image/jpeg");
  g_autoptr (GstPad) pad = NULL;

  self->in = gst_element_factory_make ("appsrc", NULL);
  self->decoder = gst_element_factory_make ("identity", NULL);
  self->out = gst_element_factory_make ("appsink", NULL);
  g_object_set (self->in, "is-live", TRUE, "format", GST_FORMAT_TIME, "caps", caps, NULL);
  g_object_set (self->out, "sync", FALSE, "async", FALSE, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), self->in, self->decoder, self->out, NULL);
  g_assert_true (gst_element_link_many (self->in, self->decoder, self->out, NULL));
  pad = gst_element_get_static_pad (self->decoder, "sink");
  cap_gate_attach (self->gate, pad);
  gst_element_sync_state_with_parent (self->out);
  gst_element_sync_state_with_parent (self->decoder);
  gst_element_sync_state_with_parent (self->in);
}

static void
remove_element (Camera *self, GstElement *element)
{
  gst_element_set_locked_state (element, TRUE);
  gst_element_set_state (element, GST_STATE_NULL);
  gst_bin_remove (GST_BIN (self->pipeline), element);
}

static void
camera_remove_decoder (Camera *self)
{
  remove_element (self, self->in);
  remove_element (self, self->decoder);
  remove_element (self, self->out);
}

static void
camera_init (Camera *self)
{
  *self = (Camera){0};
  fixture_init (&self->fixture, FALSE, 320, 180);
  self->spec = (CapPipeSpec){
      .context = &self->fixture.context, .backend = &live_backend, .slot = self->fixture.slot};
  self->gate = cap_gate_new (&self->spec, &self->timing);
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  camera_add_decoder (self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

static void
camera_clear (Camera *self)
{
  cap_gate_stop (self->gate);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
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
doze (Camera *camera)
{
  send (camera);
  g_assert_true (see (camera, FIXTURE_PATIENCE_S * GST_SECOND));
  mix_slot_set_wanted (camera->fixture.slot, FALSE);
  send_until_dozing (camera);
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
  doze (&camera);
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
  doze (&camera);
  mix_slot_set_wanted (camera.fixture.slot, TRUE);
  camera_clear (&camera);
}

static void
assert_wakes (Camera *camera)
{
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC;

  mix_slot_set_wanted (camera->fixture.slot, TRUE);
  while (mix_slot_is_dozing (camera->fixture.slot)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    send (camera);
    see (camera, 20 * GST_MSECOND);
  }
  g_assert_true (cap_gate_is_awake (camera->gate));
}

/* A stream that changes its programme gets a new decoder. It is the one from then on: a camera
 * without a picture is no camera that dozes, and in time it dozes again. */
static void
test_moves_to_new_decoder (void)
{
  Camera camera;

  camera_init (&camera);
  doze (&camera);
  camera_remove_decoder (&camera);
  camera_add_decoder (&camera);
  send (&camera);
  g_assert_true (see (&camera, FIXTURE_PATIENCE_S * GST_SECOND));
  g_assert_false (mix_slot_is_dozing (camera.fixture.slot));
  send_until_dozing (&camera);
  assert_wakes (&camera);
  camera_clear (&camera);
}

/* The cut comes before the new decoder has got anything. */
static void
test_wanted_without_decoder (void)
{
  Camera camera;

  camera_init (&camera);
  doze (&camera);
  camera_remove_decoder (&camera);
  mix_slot_set_wanted (camera.fixture.slot, TRUE);
  g_assert_false (mix_slot_is_dozing (camera.fixture.slot));
  camera_add_decoder (&camera);
  assert_wakes (&camera);
  camera_clear (&camera);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/gate/wakes-at-once", test_wakes_at_once);
  g_test_add_func ("/cap/gate/stops-while-waking", test_stops_while_waking);
  g_test_add_func ("/cap/gate/moves-to-new-decoder", test_moves_to_new_decoder);
  g_test_add_func ("/cap/gate/wanted-without-decoder", test_wanted_without_decoder);
  return g_test_run ();
}
