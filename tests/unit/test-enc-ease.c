/* An encoder that is late: when that is so, and what becomes of it. */
#include "enc-ease.h"

#define BEGIN_MS 1000000

/* Windows one after the other: pictures left out of 100, and with which of them it is too many. */
static void
test_late_sums_up (void)
{
  static const struct {
    guint dropped[6];
    guint due; /* the window, counted from 1; 0: never */
  } rows[] = {
      {{0, 0, 0, 0, 0, 0}, 0},   {{1, 1, 1, 1, 1, 1}, 0},    {{20, 0, 0, 0, 0, 0}, 1},
      {{100, 0, 0, 0, 0, 0}, 1}, {{19, 1, 19, 1, 19, 1}, 0}, {{10, 10, 0, 0, 0, 0}, 2},
      {{0, 5, 5, 5, 5, 0}, 5},   {{19, 0, 10, 9, 1, 19}, 0}, {{2, 2, 2, 2, 2, 10}, 6},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    EncLate late = {0};
    guint64 frames = 50, dropped = 40;
    guint due = 0;

    g_assert_false (enc_late_update (&late, BEGIN_MS, frames, dropped));
    for (guint j = 0; j < G_N_ELEMENTS (rows[i].dropped) && due == 0; j++) {
      gint64 end_ms = BEGIN_MS + (j + 1) * ENC_LATE_WINDOW_MS;

      g_assert_false (enc_late_update (&late, end_ms - 1, frames, dropped + 90));
      frames += 100 - rows[i].dropped[j];
      dropped += rows[i].dropped[j];
      due = enc_late_update (&late, end_ms, frames, dropped) ? j + 1 : 0;
      g_assert_cmpuint (late.percent, ==, rows[i].dropped[j]);
    }
    g_assert_cmpuint (due, ==, rows[i].due);
  }
}

static void
test_late_nothing_moves (void)
{
  EncLate late = {0};

  enc_late_update (&late, BEGIN_MS, 5, 5);
  g_assert_false (enc_late_update (&late, BEGIN_MS + ENC_LATE_WINDOW_MS, 5, 5));
  g_assert_cmpuint (late.percent, ==, 0);
}

/* Its counts are lower: nothing of the one before is held against it, but what was told stays until
 * there is something new to tell. */
static void
test_late_another_encoder_begins_anew (void)
{
  EncLate late = {0};

  enc_late_update (&late, BEGIN_MS, 0, 0);
  g_assert_true (enc_late_update (&late, BEGIN_MS + ENC_LATE_WINDOW_MS, 100, 100));
  g_assert_false (enc_late_update (&late, BEGIN_MS + ENC_LATE_WINDOW_MS + 1, 0, 3));
  g_assert_cmpuint (late.percent, ==, 50);
  g_assert_false (enc_late_update (&late, BEGIN_MS + 2 * ENC_LATE_WINDOW_MS, 100, 3));
  g_assert_false (enc_late_update (&late, BEGIN_MS + 2 * ENC_LATE_WINDOW_MS + 1, 100, 3));
  g_assert_cmpuint (late.percent, ==, 0);
}

static void
test_steps (void)
{
  static const struct {
    const char *encoder;
    guint slices, cores, preset, steps, faster;
    gboolean all_cores;
  } rows[] = {
      {"x264enc", 1, 4, 1, 2, 1, TRUE},   /* all cores, ultrafast */
      {"x264enc", 1, 4, 0, 1, 0, TRUE},   /* ultrafast already */
      {"x264enc", 4, 4, 4, 4, 4, TRUE},   /* faster presets, and no fewer cores */
      {"x264enc", 8, 64, 0, 0, 0, FALSE}, /* as many slices as there may be */
      {"x264enc", 1, 1, 0, 0, 0, FALSE},  /* nothing is left */
      {"openh264enc", 0, 4, 4, 0, 0, FALSE}, {"v4l2h264enc", 0, 4, 4, 0, 0, FALSE},
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
    g_assert_cmpuint (ease.faster, ==, rows[i].faster);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ease/late/sums-up", test_late_sums_up);
  g_test_add_func ("/ease/late/nothing", test_late_nothing_moves);
  g_test_add_func ("/ease/late/another", test_late_another_encoder_begins_anew);
  g_test_add_func ("/ease/steps", test_steps);
  return g_test_run ();
}
