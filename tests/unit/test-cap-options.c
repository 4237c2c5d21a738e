/* What may be written as a source, and what is said of it: no secret gets out, every refusal says
 * what to write. */
#include "cap-backends.h"
#include "cap-camera.h"
#include "cap-microphone.h"

#include <errno.h>
#include <string.h>

typedef struct {
  const char *source;
  const char *why; /* part of the refusal; NULL: it is fine */
} Case;

static void
check_cases (const Case *cases, gsize n, gboolean (*check) (const char *value, char **ret_why))
{
  for (gsize i = 0; i < n; i++) {
    g_autofree char *why = NULL;
    gboolean fine = check (cases[i].source, &why);

    g_assert_true (fine == (cases[i].why == NULL));
    g_assert_true (fine == (why == NULL));
    if (!fine && !strstr (why, cases[i].why))
      g_error ("%s: \"%s\" lacks \"%s\"", cases[i].source, why, cases[i].why);
  }
}

static void
test_cameras (void)
{
  static const Case cases[] = {
      {"v4l2:/dev/v4l/by-path/pci-0000:00:14.0-usb-0:1:1.0-video-index0", NULL},
      {"rtsp://user:secret@10.0.0.9/stream1", NULL},
      {"rtsps://10.0.0.9/stream1", NULL},
      {"rtsp://user:p%40%2Fx@[2001:db8::1]:554/a", NULL},
      {"rtsp://[2001:db8::1]/a", NULL},
      {"rtsp://user@10.0.0.9:554/a@b?c=d@e", NULL},
      {"rtsp://10.0.0.9/a@b", NULL},
      {"rtsp://10.0.0.9:554/a?c=d@e", NULL},
      {"rtsp://user:pa/ssW0rd@10.0.0.9/a", "/ as %2F"},
      {"rtsp://user:12/34@10.0.0.9/a", "/ as %2F"},
      {"rtsp://user:p@ss@10.0.0.9/a", "@ as %40"},
      {"rtsp://me@home:pass@10.0.0.9/a", "@ as %40"},
      {"rtsp://user:p?ss@10.0.0.9/a", "? as %3F"},
      {"srt://user:p#ss@10.0.0.9:7001", "# as %23"},
      {"http://user:secret@10.0.0.9/a", "\"http://user:***@10.0.0.9/a\" is no source"},
      {"srt://10.0.0.9:7001?mode=caller", NULL},
      {"file:/srv/opening.mp4", NULL},
      {"file:opening.mp4", NULL},
      {"test:product", NULL},
      {"test:presenter", NULL},
      {"test:ball", NULL},
      {"test:colours", NULL},
      {"v4l2:video0", "v4l2:/dev/video0"},
      {"rtsp://", "rtsp://HOST/PATH"},
      {"rtsp:///path", "rtsp://HOST/PATH"},
      {"srt://a b", "srt://HOST:PORT"},
      {"file:", "file:/"},
      {"test:", "write one of product, presenter"},
      {"test:sine", "write one of product, presenter"},
      {"alsa:default", "write one of v4l2:PATH"},
      {"camera:main", "write one of v4l2:PATH"},
      {"/dev/video0", "write one of v4l2:PATH"},
      {"", "write one of v4l2:PATH"},
  };

  check_cases (cases, G_N_ELEMENTS (cases), cap_camera_check_source);
}

static void
test_microphones (void)
{
  static const Case cases[] = {
      {"alsa:default", NULL},
      {"alsa:plughw:CARD=Host,DEV=0", NULL},
      {"camera:main", NULL},
      {"file:/srv/music.ogg", NULL},
      {"test:sine", NULL},
      {"test:ticks", NULL},
      {"test:silence", NULL},
      {"test:beeps", NULL},
      {"test:music", NULL},
      {"camera:", "camera:main"},
      {"alsa:", "alsa:default"},
      {"test:product", "write one of sine"},
      {"v4l2:/dev/video0", "camera:NAME"},
      {"hw:0", "camera:NAME"},
  };

  check_cases (cases, G_N_ELEMENTS (cases), cap_microphone_check_source);
}

static void
test_camera_of_microphone (void)
{
  CapMicrophoneOptions of_camera = {.source = (char *) "camera:main"};
  CapMicrophoneOptions of_card = {.source = (char *) "alsa:default"}, of_nothing = {0};

  g_assert_cmpstr (cap_microphone_camera (&of_camera), ==, "main");
  g_assert_null (cap_microphone_camera (&of_card));
  g_assert_null (cap_microphone_camera (&of_nothing));
}

static void
test_no_secret_gets_out (void)
{
  static const struct {
    const char *source, *shown;
  } cases[] = {
      {"rtsp://user:secret@cam.local:554/a/b?token=secret", "rtsp://cam.local:554/a/b"},
      {"rtsp://user:p@secret@cam.local/a", "rtsp://cam.local/a"},
      {"rtsp://cam.local/a@b", "rtsp://cam.local/a@b"},
      {"rtsp://cam:554/user=a_password=secret_channel=1.sdp", "rtsp://cam:554/user=a_password=***"},
      {"srt://cam:7001?passphrase=secret", "srt://cam:7001"},
      {"srt://u:secret@cam:7001", "srt://cam:7001"},
      {"v4l2:/dev/video0", "/dev/video0"},
      {"file:/a:b", "/a:b"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *shown = cap_backend_public_source (cases[i].source);

    g_assert_cmpstr (shown, ==, cases[i].shown);
  }
}

static void
test_refusal_names_the_camera (void)
{
  CapCameraOptions options = {.name = (char *) "second", .source = (char *) "usb"};
  g_autoptr (GError) error = NULL;

  g_assert_null (cap_camera_new (&options, NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, CAP_ERROR, CAP_ERROR_SOURCE);
  g_assert_true (g_str_has_prefix (error->message, "Camera second: "));
  cap_camera_free (NULL);
  cap_microphone_free (NULL);
}

/* --- words --- */

static void
test_words (void)
{
  static const struct {
    GQuark (*domain) (void);
    int code;
    int number; /* whose words are in the debug text; 0: none */
    CapTrouble trouble;
  } cases[] = {
      {gst_resource_error_quark, GST_RESOURCE_ERROR_NOT_FOUND, 0, CAP_TROUBLE_MISSING},
      {gst_resource_error_quark, GST_RESOURCE_ERROR_FAILED, ENOSPC, CAP_TROUBLE_NO_ROOM},
      {gst_resource_error_quark, GST_RESOURCE_ERROR_OPEN_READ_WRITE, EACCES, CAP_TROUBLE_FORBIDDEN},
      {gst_resource_error_quark, GST_RESOURCE_ERROR_BUSY, 0, CAP_TROUBLE_BUSY},
      {gst_resource_error_quark, GST_RESOURCE_ERROR_NOT_AUTHORIZED, 0, CAP_TROUBLE_REFUSED},
      {gst_stream_error_quark, GST_STREAM_ERROR_TYPE_NOT_FOUND, 0, CAP_TROUBLE_UNREADABLE},
      {gst_stream_error_quark, GST_STREAM_ERROR_FAILED, 0, CAP_TROUBLE_BROKEN},
      {gst_core_error_quark, GST_CORE_ERROR_MISSING_PLUGIN, 0, CAP_TROUBLE_PLUGIN},
      {cap_error_quark, CAP_ERROR_MISSING, 0, CAP_TROUBLE_BROKEN},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = g_error_new_literal (cases[i].domain (), cases[i].code, "x");
    g_autofree char *debug = g_strdup_printf ("gstfoo.c(12): %s", g_strerror (cases[i].number));

    g_assert_cmpint (cap_words_trouble_of (error, cases[i].number ? debug : NULL), ==,
                     cases[i].trouble);
  }
}

static void
test_every_trouble_has_words (void)
{
  for (int trouble = CAP_TROUBLE_MISSING; trouble <= CAP_TROUBLE_BROKEN; trouble++) {
    const CapWords *words = cap_words_find (NULL, (CapTrouble) trouble);
    g_autofree char *text = cap_words_fill (words->text, "Camera main", "PLACE", TRUE);

    g_assert_null (strchr (text, '{'));
    g_assert_true (g_str_has_prefix (text, "Camera main"));
    g_assert_true (g_str_has_suffix (text, "."));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/options/cameras", test_cameras);
  g_test_add_func ("/cap/options/microphones", test_microphones);
  g_test_add_func ("/cap/options/camera-of-microphone", test_camera_of_microphone);
  g_test_add_func ("/cap/options/secrets", test_no_secret_gets_out);
  g_test_add_func ("/cap/options/refusal", test_refusal_names_the_camera);
  g_test_add_func ("/cap/words/troubles", test_words);
  g_test_add_func ("/cap/words/all", test_every_trouble_has_words);
  return g_test_run ();
}
