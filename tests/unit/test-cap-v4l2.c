/* What the kernel's calls tell of a camera, and which cameras there are. */
#include "cap-finder.h"
#include "cap-usb.h"
#include "cap-v4l2.h"
#include "test-cap-fake.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#define CAMERA (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING)

static const MixFormat p720 = {.width = 1280, .height = 720, .fps_n = 30, .fps_d = 1};

/* --- a folder like /dev --- */

typedef struct {
  char *dev;
  FakeCamera cameras[8];
  guint n;
} Fixture;

static void
run (const char *command, const char *path)
{
  g_autofree char *line = g_strdup_printf ("%s '%s'", command, path);

  g_assert_cmpint (system (line), ==, 0);
}

static void
set_up (Fixture *self)
{
  g_autofree char *made = g_dir_make_tmp ("test-cap-v4l2-XXXXXX", NULL);
  char *real = realpath (made, NULL);

  *self = (Fixture){.dev = g_strdup (real)};
  free (real);
  fake_cameras = self->cameras;
}

static void
tear_down (Fixture *self)
{
  fake_cameras = NULL;
  for (guint i = 0; i < self->n; i++)
    g_free ((char *) self->cameras[i].path);
  run ("rm -r", self->dev);
  g_free (self->dev);
}

static FakeCamera *
add_camera (Fixture *self, const char *node, guint32 caps)
{
  FakeCamera *camera = &self->cameras[self->n++];

  camera->path = g_build_filename (self->dev, node, NULL);
  camera->card = "Webcam C920";
  camera->caps = caps;
  camera->modes[0] = (FakeMode){V4L2_PIX_FMT_YUYV, 640, 480, {30, 15}};
  camera->modes[1] = (FakeMode){V4L2_PIX_FMT_MJPEG, 1280, 720, {60, 30}};
  g_assert_true (g_file_set_contents (camera->path, "", 0, NULL));
  return camera;
}

static void
add_link (Fixture *self, const char *link, const char *node)
{
  g_autofree char *path = g_build_filename (self->dev, link, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *target = g_strconcat ("../../", node, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (symlink (target, path), ==, 0);
}

/* --- nodes --- */

static void
test_nodes (void)
{
  Fixture fixture;
  CapV4l2Card card = {0};
  FakeCamera *camera, *planes;

  set_up (&fixture);
  camera = add_camera (&fixture, "video0", CAMERA);
  planes = add_camera (&fixture, "video4", V4L2_CAP_VIDEO_CAPTURE_MPLANE | V4L2_CAP_STREAMING);
  g_assert_true (cap_v4l2_is_camera (camera->path, &card));
  g_assert_cmpstr (card.name, ==, "Webcam C920");
  g_assert_cmpstr (card.bus, ==, "usb-fake");
  cap_v4l2_card_clear (&card);
  g_assert_true (cap_v4l2_is_camera (planes->path, NULL));
  for (guint i = 0; i < 5; i++) {
    const guint32 others[] = {V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING,
                              V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_STREAMING,
                              V4L2_CAP_VIDEO_M2M_MPLANE | V4L2_CAP_STREAMING,
                              CAMERA | V4L2_CAP_IO_MC, V4L2_CAP_VIDEO_CAPTURE};

    camera->caps = others[i];
    g_assert_false (cap_v4l2_is_camera (camera->path, NULL));
  }
  g_assert_false (cap_v4l2_is_camera ("/dev/null", NULL));
  g_assert_false (cap_v4l2_is_camera ("/nowhere", NULL));
  tear_down (&fixture);
}

/* --- modes --- */

static void
assert_modes (const char *path, const char *wanted)
{
  g_autoptr (GArray) modes = cap_v4l2_modes (path, &p720);
  g_autofree char *summary = cap_mode_summary (modes);

  g_assert_cmpstr (summary, ==, wanted);
}

static void
test_modes (void)
{
  Fixture fixture;
  FakeCamera *camera;

  set_up (&fixture);
  camera = add_camera (&fixture, "video0", CAMERA);
  assert_modes (camera->path, "1280x720 at 60 fps (MJPEG); 640x480 at 30 fps (YUYV)");
  camera->caps = V4L2_CAP_VIDEO_CAPTURE_MPLANE | V4L2_CAP_STREAMING;
  camera->modes[0] = (FakeMode){V4L2_PIX_FMT_NV12M, 640, 480, {30}};
  camera->modes[1].fourcc = v4l2_fourcc ('B', 'A', '8', '1'); /* nobody can read that */
  assert_modes (camera->path, "640x480 at 30 fps (NV12)");
  /* Any size: the programme's is taken. */
  camera->modes[0] = (FakeMode){V4L2_PIX_FMT_UYVY, 0, 0, {0}};
  camera->modes[1] = (FakeMode){0};
  assert_modes (camera->path, "1280x720 (UYVY)");
  assert_modes ("/nowhere", NULL);
  tear_down (&fixture);
}

/* --- a capture card --- */

static void
test_signal (void)
{
  Fixture fixture;
  FakeCamera *card;

  set_up (&fixture);
  card = add_camera (&fixture, "video0", CAMERA);
  card->has_timings = TRUE;
  card->comes = card->set = (struct v4l2_bt_timings){.width = 1280, .height = 720};
  g_assert_cmpint (cap_v4l2_examine (card->path), ==, 0);
  card->comes.width = 1920;
  g_assert_cmpint (cap_v4l2_examine (card->path), ==, CAP_TROUBLE_CHANGED);
  assert_modes (card->path, "1280x720 at 60 fps (MJPEG); 640x480 at 30 fps (YUYV)");
  g_assert_cmpuint (card->set.width, ==,
                    1920); /* set to what comes in, before its modes are read */
  g_assert_cmpint (cap_v4l2_examine (card->path), ==, 0);
  card->signal_errno = ENOLINK;
  g_assert_cmpint (cap_v4l2_examine (card->path), ==, CAP_TROUBLE_NO_SIGNAL);
  g_assert_cmpint (cap_v4l2_diagnose (card->path, TRUE), ==, CAP_TROUBLE_NO_SIGNAL);
  card->signal_errno = 0;
  card->input_status = V4L2_IN_ST_NO_SIGNAL;
  g_assert_cmpint (cap_v4l2_examine (card->path), ==, CAP_TROUBLE_NO_SIGNAL);
  card->has_timings = FALSE; /* a camera has no such thing */
  g_assert_cmpint (cap_v4l2_examine (card->path), ==, 0);
  g_assert_cmpint (cap_v4l2_examine ("/nowhere"), ==, 0);
  tear_down (&fixture);
}

/* --- why it does not work --- */

static void
test_diagnosis (void)
{
  static const struct {
    int error;
    CapTrouble trouble;
  } cases[] = {{0, 0},
               {ENOSPC, CAP_TROUBLE_NO_ROOM},
               {EBUSY, CAP_TROUBLE_BUSY},
               {ENODEV, CAP_TROUBLE_MISSING},
               {EINVAL, CAP_TROUBLE_NO_MODE},
               {EIO, CAP_TROUBLE_BROKEN}};
  Fixture fixture;
  FakeCamera *camera;

  set_up (&fixture);
  camera = add_camera (&fixture, "video0", CAMERA);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    camera->streamon_errno = cases[i].error;
    g_assert_cmpint (cap_v4l2_diagnose (camera->path, TRUE), ==, cases[i].trouble);
    camera->streamon_errno = 0;
    camera->reqbufs_errno = cases[i].error;
    g_assert_cmpint (cap_v4l2_diagnose (camera->path, TRUE), ==, cases[i].trouble);
    camera->reqbufs_errno = 0;
  }
  camera->n_streams = 0;
  camera->streamon_errno = ENOSPC;
  g_assert_cmpint (cap_v4l2_diagnose (camera->path, FALSE), ==, 0);
  g_assert_cmpuint (camera->n_streams, ==, 0);
  camera->caps = V4L2_CAP_VIDEO_OUTPUT;
  g_assert_cmpint (cap_v4l2_diagnose (camera->path, TRUE), ==, CAP_TROUBLE_EMPTY);
  g_assert_cmpint (cap_v4l2_diagnose ("/nowhere", TRUE), ==, CAP_TROUBLE_MISSING);
  g_assert_cmpint (cap_v4l2_diagnose ("/dev/null", TRUE), ==, CAP_TROUBLE_UNREADABLE);
  tear_down (&fixture);
}

/* --- all of them --- */

static void
assert_found (Fixture *fixture, const char *wanted)
{
  g_autoptr (GPtrArray) list = cap_finder_list (fixture->dev);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++) {
    const CapFound *found = list->pdata[i];

    g_string_append_printf (text, "%s%s%s", i ? " " : "", found->path + strlen (fixture->dev) + 1,
                            found->stable ? "" : "?");
  }
  g_assert_cmpstr (text->str, ==, wanted);
}

/* Two links to one node are one camera; two cameras of which only one could get the link are two.
 */
static void
test_links (void)
{
  Fixture fixture;

  set_up (&fixture);
  assert_found (&fixture, "");
  add_camera (&fixture, "video0", CAMERA);
  add_camera (&fixture, "video2", CAMERA);
  add_camera (&fixture, "video10", CAMERA);
  assert_found (&fixture, "video0? video2? video10?");
  add_link (&fixture, "v4l/by-path/usbv2-0:1-index0", "video2");
  add_link (&fixture, "v4l/by-path/usb-0:1-index0", "video2");
  add_link (&fixture, "v4l/by-path/usb-0:9-index0", "video9"); /* leads nowhere */
  assert_found (&fixture, "v4l/by-path/usb-0:1-index0 video0? video10?");
  add_link (&fixture, "v4l/by-id/usb-Webcam-index0", "video10");
  add_link (&fixture, "v4l/by-id/usb-Other-index0", "video2");
  assert_found (&fixture, "v4l/by-id/usb-Webcam-index0 v4l/by-path/usb-0:1-index0 video0?");
  tear_down (&fixture);
}

static void
test_cameras (void)
{
  Fixture fixture;
  g_autoptr (GPtrArray) none = cap_finder_list_cameras ("/nowhere", &p720);
  g_autoptr (GPtrArray) cameras = NULL;
  const CapDevice *device;

  g_assert_cmpuint (none->len, ==, 0);
  set_up (&fixture);
  add_camera (&fixture, "video0", CAMERA);
  add_camera (&fixture, "video1", V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING);
  add_link (&fixture, "v4l/by-path/usb-0:1-index0", "video0");
  add_link (&fixture, "v4l/by-path/usb-0:1-index1", "video1");
  cameras = cap_finder_list_cameras (fixture.dev, &p720);
  g_assert_cmpuint (cameras->len, ==, 1);
  device = cameras->pdata[0];
  g_assert_cmpstr (device->name, ==, "Webcam C920");
  g_assert_true (g_str_has_prefix (device->source, "v4l2:/"));
  g_assert_true (g_str_has_suffix (device->source, "/v4l/by-path/usb-0:1-index0"));
  g_assert_cmpstr (device->best, ==,
                   "1280x720 at 30 fps as MJPEG: uncompressed it sends only 640x480 at 30 fps");
  g_assert_cmpuint (g_strv_length (device->all_modes), ==, 2);
  tear_down (&fixture);
}

/* --- USB --- */

static void
write_attribute (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_usb (void)
{
  Fixture fixture;
  CapUsb usb;
  g_autofree char *interface = NULL;

  set_up (&fixture);
  interface = g_build_filename (fixture.dev, "1-2:1.0", NULL);
  cap_usb_read_interface (interface, &usb);
  g_assert_null (usb.model);
  g_assert_cmpuint (cap_usb_link (&usb).bytes_per_s, ==, 0);
  write_attribute (fixture.dev, "idVendor", "046d\n");
  write_attribute (fixture.dev, "idProduct", "082d\n");
  write_attribute (fixture.dev, "speed", "480\n");
  cap_usb_read_interface (interface, &usb);
  g_assert_cmpstr (usb.model, ==, "046d:082d");
  g_assert_null (usb.serial);
  g_assert_cmpuint (cap_usb_link (&usb).bytes_per_s, ==, 24576000);
  g_assert_cmpstr (cap_usb_link (&usb).name, ==, "USB 2");
  cap_usb_clear (&usb);
  write_attribute (fixture.dev, "serial", "A1B2\n");
  write_attribute (fixture.dev, "speed", "10000\n");
  cap_usb_read_interface (interface, &usb);
  g_assert_cmpstr (usb.serial, ==, "A1B2");
  g_assert_cmpuint (cap_usb_link (&usb).bytes_per_s, ==, 0);
  cap_usb_clear (&usb);
  cap_usb_read ("/dev/null", &usb); /* no USB device, and no harm */
  g_assert_null (usb.model);
  cap_usb_read ("/nowhere", &usb);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/v4l2/nodes", test_nodes);
  g_test_add_func ("/cap/v4l2/modes", test_modes);
  g_test_add_func ("/cap/v4l2/signal", test_signal);
  g_test_add_func ("/cap/v4l2/diagnosis", test_diagnosis);
  g_test_add_func ("/cap/finder/links", test_links);
  g_test_add_func ("/cap/finder/cameras", test_cameras);
  g_test_add_func ("/cap/usb", test_usb);
  return g_test_run ();
}
