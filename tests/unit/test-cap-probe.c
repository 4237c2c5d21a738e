/* Finding devices, and trying a source before it is put into the config. */
#include "cap-probe.h"

#include <gio/gio.h>
#include <string.h>

#define LIMIT_MS 20000

static void
check_devices (GPtrArray *devices, const char *prefix)
{
  g_assert_nonnull (devices);
  for (guint i = 0; i < devices->len; i++) {
    const CapDevice *device = devices->pdata[i];

    g_assert_true (device->name && device->name[0]);
    g_assert_true (g_str_has_prefix (device->source, prefix));
  }
}

static void
test_lists (void)
{
  g_autoptr (GPtrArray) cameras = cap_probe_cameras ();
  g_autoptr (GPtrArray) microphones = cap_probe_microphones ();

  check_devices (cameras, "v4l2:/dev/");
  check_devices (microphones, "alsa:plughw:");
  cap_device_free (NULL);
}

static void
test_what_works (void)
{
  g_autofree char *camera = NULL, *microphone = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cap_probe_try ("test:product", TRUE, LIMIT_MS, &camera, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (camera, ==, "1280x720 at 30 fps");
  g_assert_true (cap_probe_try ("test:sine", FALSE, LIMIT_MS, &microphone, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (microphone, ==, "48 kHz, stereo");
}

static void
assert_refused (const char *source, gboolean camera, const char *words)
{
  char *text = (char *) "untouched";
  g_autoptr (GError) error = NULL;

  g_assert_false (cap_probe_try (source, camera, LIMIT_MS, &text, &error));
  g_assert_cmpstr (text, ==, "untouched");
  if (!strstr (error->message, words) || strstr (error->message, "Trying again"))
    g_error ("\"%s\"", error->message);
}

static void
test_what_does_not (void)
{
  assert_refused ("file:/nowhere/at-all.mp4", TRUE, "there is no file");
  assert_refused ("v4l2:/dev/video-none", TRUE, "Plug it in");
  assert_refused ("webcam", TRUE, "write one of");
  assert_refused ("camera:main", FALSE, "sound of a camera");
  assert_refused ("alsa:hw:CARD=NoSuchCard", FALSE, "there is no sound card");
}

/* A host that accepts and says nothing does not keep us longer than we asked for. */
static void
test_limit (void)
{
  g_autoptr (GSocketListener) mute = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (mute, NULL, NULL);
  g_autofree char *source = g_strdup_printf ("rtsp://127.0.0.1:%u/live", port);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (cap_probe_try (source, TRUE, 300, &text, &error));
  g_assert_nonnull (strstr (error->message, "within 0.3 s"));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/probe/lists", test_lists);
  g_test_add_func ("/cap/probe/works", test_what_works);
  g_test_add_func ("/cap/probe/works-not", test_what_does_not);
  g_test_add_func ("/cap/probe/limit", test_limit);
  return g_test_run ();
}
