/* An encoder that is late: when that is so, and what becomes of it. */
#include "enc-ease.h"

#define BEGIN_MS 1000000

static void
test_late_after_a_whole_window (void)
{
  static const struct {
    guint frames, dropped, percent;
    gboolean late;
  } rows[] = {
      {120, 0, 0, FALSE},  {119, 1, 0, FALSE},  {110, 10, 8, FALSE},
      {108, 12, 10, TRUE}, {0, 120, 100, TRUE}, {0, 0, 0, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    EncLate late = {0};

    g_assert_false (enc_late_update (&late, BEGIN_MS, 50, 40));
    g_assert_false (enc_late_update (&late, BEGIN_MS + ENC_LATE_WINDOW_MS - 1, 50, 90));
    g_assert_cmpuint (late.percent, ==, 0);
    g_assert_cmpint (enc_late_update (&late, BEGIN_MS + ENC_LATE_WINDOW_MS, 50 + rows[i].frames,
                                      40 + rows[i].dropped),
                     ==, rows[i].late);
    g_assert_cmpuint (late.percent, ==, rows[i].percent);
  }
}

/* What was told stays until a window later, and windows follow each other. */
static void
test_late_window_after_window (void)
{
  EncLate late = {0};
  gint64 now_ms = BEGIN_MS;
  guint64 dropped = 0;

  enc_late_update (&late, now_ms, 0, 0);
  for (guint i = 1; i <= 3; i++) {
    now_ms += ENC_LATE_WINDOW_MS;
    dropped += i < 3 ? 50 : 0;
    g_assert_cmpint (enc_late_update (&late, now_ms, 100 * i, dropped), ==, i < 3);
    g_assert_false (enc_late_update (&late, now_ms + 100, 100 * i, dropped));
    g_assert_cmpuint (late.percent, ==, i < 3 ? 33 : 0);
  }
}

/* Its counts are lower: nothing of the one before is held against it. */
static void
test_late_another_encoder_begins_anew (void)
{
  EncLate late = {0};

  enc_late_update (&late, BEGIN_MS, 0, 0);
  g_assert_true (enc_late_update (&late, BEGIN_MS + ENC_LATE_WINDOW_MS, 100, 100));
  g_assert_false (enc_late_update (&late, BEGIN_MS + ENC_LATE_WINDOW_MS + 1, 0, 3));
  g_assert_cmpuint (late.percent, ==, 0);
  g_assert_false (enc_late_update (&late, BEGIN_MS + 2 * ENC_LATE_WINDOW_MS, 100, 90));
  g_assert_true (enc_late_update (&late, BEGIN_MS + 2 * ENC_LATE_WINDOW_MS + 1, 100, 90));
}

static void
test_steps (void)
{
  static const struct {
    const char *encoder;
    guint slices, cores, preset, steps;
    gboolean all_cores;
  } rows[] = {
      {"x264enc", 1, 4, 1, 2, TRUE},   /* all cores, ultrafast */
      {"x264enc", 1, 4, 0, 1, TRUE},   /* ultrafast already */
      {"x264enc", 4, 4, 4, 4, FALSE},  /* veryfast and so on */
      {"x264enc", 8, 64, 0, 0, FALSE}, /* as many slices as there may be */
      {"x264enc", 1, 1, 0, 0, FALSE},  /* nothing is left */
      {"openh264enc", 0, 4, 4, 0, FALSE}, {"v4l2h264enc", 0, 4, 4, 0, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    EncEase ease = {0};
    guint steps = 0;

    g_test_message ("%s %u/%u %u", rows[i].encoder, rows[i].slices, rows[i].cores, rows[i].preset);
    while (enc_ease_next (&ease, enc_encoder_find (rows[i].encoder), rows[i].slices, rows[i].cores,
                          rows[i].preset - MIN (ease.faster, rows[i].preset)))
      g_assert_cmpuint (++steps, <, 10);
    g_assert_cmpuint (steps, ==, rows[i].steps);
    g_assert_cmpint (ease.all_cores, ==, rows[i].all_cores);
    g_assert_cmpuint (ease.faster, ==, rows[i].steps - rows[i].all_cores);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ease/late/window", test_late_after_a_whole_window);
  g_test_add_func ("/ease/late/windows", test_late_window_after_window);
  g_test_add_func ("/ease/late/another", test_late_another_encoder_begins_anew);
  g_test_add_func ("/ease/steps", test_steps);
  return g_test_run ();
}
