/* Which of a camera's modes is taken, and what is said of it. */
#include "cap-mode.h"

#include <linux/videodev2.h>
#include <string.h>

typedef struct {
  guint32 fourcc;
  int width, height, fps_n, fps_d;
} Row;

#define YUYV  V4L2_PIX_FMT_YUYV
#define NV12  V4L2_PIX_FMT_NV12
#define MJPEG V4L2_PIX_FMT_MJPEG
#define H264  V4L2_PIX_FMT_H264

static const MixFormat p720 = {.width = 1280, .height = 720, .fps_n = 30, .fps_d = 1};
static const MixFormat p1080 = {.width = 1920, .height = 1080, .fps_n = 30, .fps_d = 1};
static const CapLink plenty = {0, NULL};
static const CapLink usb_2 = {24576000, "USB 2"};

static GArray *
make_modes (const Row *rows, guint n)
{
  GArray *modes = g_array_new (FALSE, FALSE, sizeof (CapMode));

  for (guint i = 0; i < n; i++) {
    CapMode mode = {cap_format_find (rows[i].fourcc), rows[i].width, rows[i].height, rows[i].fps_n,
                    rows[i].fps_d};

    g_assert_nonnull (mode.format);
    g_array_append_val (modes, mode);
  }
  return modes;
}
#define MODES(...) make_modes ((Row[]){__VA_ARGS__}, G_N_ELEMENTS (((Row[]){__VA_ARGS__})))

/* Takes the modes. */
static void
assert_chosen (GArray *modes, const MixFormat *programme, const CapLink *link, guint wanted,
               const char *reason_has)
{
  g_autofree char *reason = NULL;
  const CapMode *chosen = cap_mode_choose (modes, programme, link, &reason);

  g_assert_cmpuint ((guint) (chosen - (CapMode *) modes->data), ==, wanted);
  if (reason_has && !strstr (reason, reason_has))
    g_error ("\"%s\" lacks \"%s\"", reason, reason_has);
  g_array_unref (modes);
}

/* As a Logitech C920 lists them: raw pictures of full size are too much for USB 2. */
#define C920                                                                                       \
  {YUYV, 640, 480, 30, 1}, {YUYV, 1280, 720, 10, 1}, {YUYV, 1920, 1080, 5, 1},                     \
      {MJPEG, 640, 480, 30, 1}, {MJPEG, 1280, 720, 60, 1}, {MJPEG, 1280, 720, 30, 1},              \
      {MJPEG, 1920, 1080, 30, 1}, {H264, 1280, 720, 30, 1},                                        \
  {                                                                                                \
    H264, 1920, 1080, 30, 1                                                                        \
  }

static void
test_choice (void)
{
  g_autoptr (GArray) none = MODES (C920);

  assert_chosen (MODES (C920), &p720, &usb_2, 5, "only 640x480 at 30 fps");
  assert_chosen (MODES (C920), &p1080, &usb_2, 6, "only 640x480 at 30 fps");
  /* Uncompressed where the link carries it. */
  assert_chosen (MODES ({MJPEG, 1280, 720, 30, 1}, {YUYV, 1280, 720, 30, 1}), &p720, &plenty, 1,
                 "nothing has to be decoded");
  assert_chosen (MODES ({MJPEG, 1280, 720, 30, 1}, {YUYV, 1280, 720, 30, 1}), &p720, &usb_2, 0,
                 "more than USB 2 carries");
  assert_chosen (MODES ({MJPEG, 1280, 720, 30, 1}, {YUYV, 1280, 720, 10, 1}), &p720, &usb_2, 0,
                 "only 10 pictures a second");
  assert_chosen (MODES ({H264, 1280, 720, 30, 1}, {MJPEG, 1280, 720, 30, 1}), &p720, &usb_2, 1,
                 "nothing uncompressed");
  assert_chosen (MODES ({YUYV, 1920, 1080, 60, 1}), &p720, &usb_2, 0, "no other mode");
  assert_chosen (MODES ({YUYV, 720, 576, 25, 1}, {YUYV, 640, 480, 25, 1}), &p720, &plenty, 0,
                 "nearest");
  g_array_set_size (none, 0);
  g_assert_null (cap_mode_choose (none, &p720, &plenty, NULL));
}

/* The smallest rate that is enough; otherwise the highest. */
static void
test_rate (void)
{
  const MixFormat p60 = {.width = 1280, .height = 720, .fps_n = 60, .fps_d = 1};
  const MixFormat p25 = {.width = 1280, .height = 720, .fps_n = 25, .fps_d = 1};
#define RATES                                                                                      \
  MODES ({YUYV, 1280, 720, 60, 1}, {YUYV, 1280, 720, 30000, 1001}, {YUYV, 1280, 720, 24, 1},       \
         {YUYV, 1280, 720, 15, 1})

  assert_chosen (RATES, &p60, &plenty, 0, "nothing has to be decoded");
  assert_chosen (RATES, &p720, &plenty, 1, "nothing has to be decoded");
  assert_chosen (RATES, &p25, &plenty, 1, NULL);
  assert_chosen (MODES ({YUYV, 1280, 720, 10, 1}, {YUYV, 1280, 720, 15, 1}), &p720, &plenty, 1,
                 "nearest");
  /* One that does not tell is taken at its word. */
  assert_chosen (MODES ({YUYV, 640, 480, 30, 1}, {YUYV, 1280, 720, 0, 1}), &p720, &plenty, 1, NULL);
}

/* Motion counts more than detail, and neither is given up for little. */
static void
test_motion_and_detail (void)
{
  assert_chosen (MODES ({YUYV, 640, 480, 30, 1}, {YUYV, 1920, 1080, 25, 1}), &p1080, &plenty, 1,
                 NULL);
  assert_chosen (MODES ({YUYV, 1280, 720, 30, 1}, {YUYV, 1920, 1080, 15, 1}), &p1080, &plenty, 0,
                 NULL);
  assert_chosen (MODES ({YUYV, 1920, 1080, 5, 1}, {YUYV, 640, 480, 30, 1}), &p1080, &plenty, 1,
                 NULL);
  assert_chosen (
      MODES ({YUYV, 640, 480, 30, 1}, {MJPEG, 1920, 1080, 30, 1}, {MJPEG, 3840, 2160, 30, 1}),
      &p720, &plenty, 1, NULL);
}

/* --- words --- */

static void
test_words (void)
{
  g_autoptr (GArray) modes =
      MODES ({YUYV, 640, 480, 15, 1}, {MJPEG, 1280, 720, 30000, 1001}, {YUYV, 640, 480, 30, 1},
             {MJPEG, 1280, 720, 60, 1}, {MJPEG, 640, 480, 30, 1}, {NV12, 320, 240, 0, 1});
  g_auto (GStrv) list = cap_mode_list (modes);
  g_autofree char *summary = cap_mode_summary (modes);
  g_autofree char *joined = g_strjoinv ("|", list);
  g_autofree char *one = cap_mode_describe (&g_array_index (modes, CapMode, 1));

  g_assert_cmpstr (joined, ==,
                   "1280x720 MJPEG at 60, 29.97 fps|640x480 YUYV at 30, 15 fps|"
                   "640x480 MJPEG at 30 fps|320x240 NV12");
  g_assert_cmpstr (summary, ==,
                   "1280x720 at 60 fps (MJPEG); 640x480 at 30 fps (YUYV, MJPEG); 320x240 (NV12)");
  g_assert_cmpstr (one, ==, "1280x720 at 29.97 fps as MJPEG");
}

static void
test_long_list (void)
{
  g_autoptr (GArray) modes = g_array_new (FALSE, FALSE, sizeof (CapMode));
  g_autofree char *summary = NULL;

  g_assert_null (cap_mode_summary (modes));
  for (int i = 1; i <= 20; i++) {
    CapMode mode = {cap_format_find (YUYV), 16 * i, 9 * i, 30, 1};

    g_array_append_val (modes, mode);
  }
  summary = cap_mode_summary (modes);
  g_assert_true (g_str_has_prefix (summary, "320x180 at 30 fps (YUYV); "));
  g_assert_true (g_str_has_suffix (summary, "208x117 at 30 fps (YUYV); and 12 smaller sizes"));
}

/* --- what was learnt --- */

static void
assert_mode (const CapMode *mode, const char *wanted)
{
  g_autofree char *text = cap_mode_describe (mode);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_no_room (void)
{
  g_autoptr (CapChooser) chooser = cap_chooser_new (NULL);
  g_autoptr (GArray) modes = MODES ({YUYV, 1280, 720, 30, 1}, {YUYV, 640, 480, 30, 1},
                                    {MJPEG, 1280, 720, 30, 1}, {MJPEG, 640, 480, 30, 1});
  g_autofree char *next = NULL, *after_that = NULL, *last = NULL;

  assert_mode (cap_chooser_choose (chooser, modes, &p720, &plenty), "1280x720 at 30 fps as YUYV");
  g_assert_null (cap_chooser_get_remark (chooser));
  next = cap_chooser_refuse (chooser, TRUE);
  g_assert_cmpstr (next, ==, "1280x720 at 30 fps as MJPEG");
  assert_mode (cap_chooser_choose (chooser, modes, &p720, &plenty), next);
  g_assert_cmpstr (
      cap_chooser_get_remark (chooser), ==,
      "Its USB port has no room for 1280x720 at 30 fps as YUYV, so it sends 1280x720 at "
      "30 fps as MJPEG. Plug it into another port of the box for more.");
  after_that = cap_chooser_refuse (chooser, TRUE);
  g_assert_cmpstr (after_that, ==, "640x480 at 30 fps as MJPEG");
  assert_mode (cap_chooser_choose (chooser, modes, &p720, &plenty), after_that);
  /* Not even that: from the beginning. */
  last = cap_chooser_refuse (chooser, TRUE);
  g_assert_null (last);
  assert_mode (cap_chooser_choose (chooser, modes, &p720, &plenty), "1280x720 at 30 fps as YUYV");
  g_assert_null (cap_chooser_get_remark (chooser));
}

static void
test_forget (void)
{
  g_autoptr (CapChooser) chooser = cap_chooser_new (NULL);
  g_autoptr (GArray) modes = MODES ({YUYV, 1280, 720, 30, 1}, {YUYV, 640, 480, 30, 1});

  g_assert_null (cap_chooser_refuse (chooser, FALSE)); /* nothing was chosen yet */
  cap_chooser_choose (chooser, modes, &p720, &plenty);
  g_free (cap_chooser_refuse (chooser, FALSE));
  assert_mode (cap_chooser_choose (chooser, modes, &p720, &plenty), "640x480 at 30 fps as YUYV");
  g_assert_nonnull (strstr (cap_chooser_get_remark (chooser), "does not send it"));
  cap_chooser_forget (chooser);
  assert_mode (cap_chooser_choose (chooser, modes, &p720, &plenty), "1280x720 at 30 fps as YUYV");
  g_assert_null (cap_chooser_get_remark (chooser));
}

/* It comes back with less than it had. */
static void
test_vanished (void)
{
  g_autoptr (CapChooser) chooser = cap_chooser_new (NULL);
  g_autoptr (GArray) before = MODES ({YUYV, 1280, 720, 30, 1}, {YUYV, 640, 480, 30, 1});
  g_autoptr (GArray) after = MODES ({YUYV, 640, 480, 30, 1});
  g_autoptr (GArray) none = MODES (C920);
  g_autoptr (GArray) other = MODES ({MJPEG, 1920, 1080, 60, 1});

  cap_chooser_choose (chooser, before, &p720, &plenty);
  cap_chooser_accept (chooser);
  cap_chooser_choose (chooser, after, &p720, &plenty);
  g_assert_cmpstr (
      cap_chooser_get_remark (chooser), ==,
      "It no longer offers 1280x720 at 30 fps as YUYV, so it sends 640x480 at 30 fps as "
      "YUYV.");
  cap_chooser_accept (chooser);
  cap_chooser_choose (chooser, before, &p720, &plenty);
  g_assert_null (cap_chooser_get_remark (chooser));
  cap_chooser_choose (chooser, other, &p720, &plenty); /* another, but no worse */
  g_assert_null (cap_chooser_get_remark (chooser));
  g_array_set_size (none, 0);
  g_assert_null (cap_chooser_choose (chooser, none, &p720, &plenty));
  cap_chooser_free (NULL);
}

/* A format that was asked for, and one that is not offered. */
static void
test_wanted_format (void)
{
  g_autoptr (CapChooser) h264 = cap_chooser_new ("H.264"), nv12 = cap_chooser_new ("NV12");
  g_autoptr (GArray) modes = MODES (C920);
  g_autofree char *next = NULL;

  assert_mode (cap_chooser_choose (h264, modes, &p1080, &usb_2), "1920x1080 at 30 fps as H.264");
  g_assert_null (cap_chooser_get_remark (h264));
  g_assert_cmpstr (cap_chooser_get_reason (h264), ==, "as the config asks");
  next = cap_chooser_refuse (h264, FALSE);
  g_assert_cmpstr (next, ==, "1280x720 at 30 fps as H.264");
  g_clear_pointer (&next, g_free);
  cap_chooser_choose (h264, modes, &p1080, &usb_2);
  next = cap_chooser_refuse (h264, FALSE);
  g_assert_null (next);
  assert_mode (cap_chooser_choose (h264, modes, &p1080, &usb_2), "1920x1080 at 30 fps as H.264");
  assert_mode (cap_chooser_choose (nv12, modes, &p1080, &usb_2), "1920x1080 at 30 fps as MJPEG");
  g_assert_cmpstr (cap_chooser_get_remark (nv12), ==,
                   "It does not offer NV12, so it sends 1920x1080 at 30 fps as MJPEG.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/mode/choice", test_choice);
  g_test_add_func ("/cap/mode/rate", test_rate);
  g_test_add_func ("/cap/mode/motion-and-detail", test_motion_and_detail);
  g_test_add_func ("/cap/mode/words", test_words);
  g_test_add_func ("/cap/mode/long-list", test_long_list);
  g_test_add_func ("/cap/mode/no-room", test_no_room);
  g_test_add_func ("/cap/mode/forget", test_forget);
  g_test_add_func ("/cap/mode/vanished", test_vanished);
  g_test_add_func ("/cap/mode/wanted-format", test_wanted_format);
  return g_test_run ();
}
