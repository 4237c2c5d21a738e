/* What is kept of a camera's compressed pictures while nobody looks, and what of it is decoded. */
#include "cap-hold.h"

#define FRAME   (GST_SECOND / 30)
#define LATENCY (4 * FRAME)

typedef struct {
  CapHold *hold;
  guint every;     /* packets from key to key */
  guint decoded;   /* since the start */
  gint64 key_ns;   /* as told last */
  gint64 newest;   /* stamp decoded last */
  gboolean broken; /* something was decoded without what it needs */
  guint delay;     /* packets that its decoder keeps back */
  guint inside;    /* of those now */
} Camera;

static void
camera_init (Camera *self, guint every)
{
  *self = (Camera){.hold = cap_hold_new (), .every = every, .key_ns = -1, .newest = -FRAME};
}

/* What is not a key needs the packet before it. */
static void
decode (Camera *self, GstBuffer *packet)
{
  gint64 stamp = (gint64) GST_BUFFER_PTS (packet);

  if (GST_BUFFER_OFFSET (packet) % self->every != 0 && stamp - self->newest > (gint64) FRAME + 5)
    self->broken = TRUE;
  self->newest = stamp;
  self->decoded++;
  if (++self->inside > self->delay) {
    self->inside--;
    cap_hold_note_picture (self->hold);
  }
  gst_buffer_unref (packet);
}

static void
send (Camera *self, guint n)
{
  g_autoptr (GstBuffer) packet = gst_buffer_new_allocate (NULL, 1000, NULL);
  GstBuffer *due;

  GST_BUFFER_OFFSET (packet) = n;
  GST_BUFFER_PTS (packet) = n * FRAME;
  cap_hold_add (self->hold, packet, (gint64) (n * FRAME), n % self->every == 0);
  while ((
      due = cap_hold_take_due (self->hold, (gint64) (n * FRAME) - (gint64) LATENCY, &self->key_ns)))
    decode (self, due);
}

static void
wake (Camera *self)
{
  GstBuffer *packet;

  while ((packet = cap_hold_take (self->hold, &self->key_ns)))
    decode (self, packet);
}

/* Four thumbnails a second, and the picture that is due is there at once: nothing before it has to
 * be decoded. */
static void
test_jpeg (void)
{
  Camera camera;

  camera_init (&camera, 1);
  for (guint n = 0; n < 300; n++)
    send (&camera, n);
  g_assert_cmpuint (camera.decoded, >=, 36);
  g_assert_cmpuint (camera.decoded, <=, 41);
  camera.decoded = 0;
  wake (&camera);
  g_assert_cmpuint (camera.decoded, <=, 5);
  g_assert_cmpuint (camera.decoded, >=, 4);
  g_assert_cmpint (camera.newest, ==, 299 * (gint64) FRAME);
  g_assert_false (camera.broken);
  cap_hold_free (camera.hold);
}

/* One picture of each group is decoded, and the rest of it when it is wanted: whenever that is,
 * nothing is decoded without what it needs. */
static void
test_groups (void)
{
  for (guint end = 100; end < 200; end++) {
    Camera camera;

    camera_init (&camera, 60);
    for (guint n = 0; n < end; n++)
      send (&camera, n);
    g_assert_cmpuint (camera.decoded, ==, (end - 1 - 4) / 60 + 1);
    camera.decoded = 0;
    wake (&camera);
    g_assert_cmpuint (camera.decoded, <=, 64);
    g_assert_cmpint (camera.newest, ==, (end - 1) * (gint64) FRAME);
    g_assert_false (camera.broken);
    send (&camera, end);
    wake (&camera);
    g_assert_false (camera.broken);
    cap_hold_free (camera.hold);
  }
}

/* A decoder that reorders gets what it needs to give the key's picture out, and no more. */
static void
test_late_decoder (void)
{
  for (guint delay = 0; delay < 5; delay++) {
    Camera camera;

    camera_init (&camera, 60);
    camera.delay = delay;
    for (guint n = 0; n < 50; n++)
      send (&camera, n);
    g_assert_cmpuint (camera.decoded, ==, 1 + delay);
    g_assert_false (camera.broken);
    cap_hold_free (camera.hold);
  }
}

/* After a gap, what is shown before the key may be broken; where nothing was left out it is not. */
static void
test_key_is_told (void)
{
  Camera camera;

  camera_init (&camera, 60);
  for (guint n = 0; n < 64; n++)
    send (&camera, n);
  g_assert_cmpint (camera.key_ns, ==, -1);
  send (&camera, 64);
  g_assert_cmpint (camera.key_ns, ==, 60 * (gint64) FRAME);
  camera.key_ns = -1;
  for (guint n = 65; n < 123; n++)
    send (&camera, n);
  wake (&camera);
  g_assert_cmpint (camera.key_ns, ==, -1);
  cap_hold_free (camera.hold);
}

/* A stream without key pictures is decoded as it comes, some seconds late; not one is left out. */
static void
test_endless_group (void)
{
  Camera camera;

  camera_init (&camera, G_MAXUINT);
  for (guint n = 0; n < 1000; n++)
    send (&camera, n);
  g_assert_cmpuint (camera.decoded, ==, 1000 - 121);
  g_assert_false (camera.broken);
  wake (&camera);
  g_assert_cmpuint (camera.decoded, ==, 1000);
  cap_hold_free (camera.hold);
}

/* Pictures of a size that nobody expected do not fill the memory. */
static void
test_bytes_are_bounded (void)
{
  g_autoptr (CapHold) hold = cap_hold_new ();
  gint64 key_ns = 0;
  guint held = 0;

  for (guint n = 0; n < 60; n++) {
    g_autoptr (GstBuffer) packet = gst_buffer_new_allocate (NULL, 2000000, NULL);
    GstBuffer *due;

    cap_hold_add (hold, packet, n * FRAME, FALSE);
    for (held++; (due = cap_hold_take_due (hold, 0, &key_ns)); held--)
      gst_buffer_unref (due);
    g_assert_cmpuint (held * 2000000, <=, CAP_HOLD_BYTES_MAX);
  }
  g_assert_cmpuint (held, ==, CAP_HOLD_BYTES_MAX / 2000000);
  cap_hold_clear (hold);
  g_assert_true (cap_hold_is_empty (hold));
  g_assert_null (cap_hold_take (hold, &key_ns));
}

/* The camera's clock was set back: thumbnails go on. */
static void
test_time_set_back (void)
{
  Camera camera;

  camera_init (&camera, 1);
  for (guint n = 3000; n < 3060; n++)
    send (&camera, n);
  camera.decoded = 0;
  cap_hold_clear (camera.hold);
  for (guint n = 10; n < 70; n++)
    send (&camera, n);
  g_assert_cmpuint (camera.decoded, >=, 6);
  cap_hold_free (camera.hold);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/hold/jpeg", test_jpeg);
  g_test_add_func ("/cap/hold/groups", test_groups);
  g_test_add_func ("/cap/hold/late-decoder", test_late_decoder);
  g_test_add_func ("/cap/hold/key", test_key_is_told);
  g_test_add_func ("/cap/hold/endless-group", test_endless_group);
  g_test_add_func ("/cap/hold/bytes", test_bytes_are_bounded);
  g_test_add_func ("/cap/hold/set-back", test_time_set_back);
  return g_test_run ();
}
