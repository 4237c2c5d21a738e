/* How many slices a picture gets: as few as it needs, by what one core takes for it. */
#include "enc-slices.h"

static void
test_choose (void)
{
  static const struct {
    double picture_ms, frame_ms;
    guint cores, slices;
  } rows[] = {
      {0, 33, 1, 1},
      {0, 33, 4, 4},
      {0, 33, 64, ENC_SLICES_MAX},
      {-1, 33, 2, 2},
      {0.001, 33, 4, 1},
      {13, 33, 4, 1},
      {14, 33, 4, 2},
      {14, 33, 0, 1},
      {30, 33, 4, 3},
      {200, 33, 4, 4}, /* too slow for this machine */
      {1e9, 16, 64, ENC_SLICES_MAX},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%g ms of %g, %u cores", rows[i].picture_ms, rows[i].frame_ms, rows[i].cores);
    g_assert_cmpuint (enc_slices_choose (rows[i].picture_ms, rows[i].frame_ms, rows[i].cores), ==,
                      rows[i].slices);
  }
}

static void
test_harder_pictures_never_get_fewer (void)
{
  for (guint cores = 1; cores < 12; cores++) {
    guint before = 1;

    for (double ms = 0.1; ms < 100; ms += 0.1) {
      guint slices = enc_slices_choose (ms, 1000 / 30.0, cores);

      g_assert_cmpuint (slices, >=, before);
      g_assert_cmpuint (slices, <=, cores);
      g_assert_true (slices == cores || slices == ENC_SLICES_MAX ||
                     ms / slices <= 1000 / 30.0 * 0.4 + 1e-9);
      before = slices;
    }
  }
}

/* CPU time, so that a busy machine changes little; how much a picture takes depends on the machine,
 * not so that a larger one and a slower preset take more. */
static void
test_measure (void)
{
  const EncEncoder *x264 = enc_encoder_find ("x264enc");
  EncVideoSettings settings = {1280, 720, 30, 1, 2500, 60, "superfast", 1};
  double small_ms = enc_slices_measure_ms (x264, &settings), large_ms, slow_ms;

  settings.width = 3840;
  settings.height = 2160;
  large_ms = enc_slices_measure_ms (x264, &settings);
  settings.preset = "medium";
  slow_ms = enc_slices_measure_ms (x264, &settings);
  g_test_message ("720p %.1f ms, 2160p %.1f ms, medium %.1f ms", small_ms, large_ms, slow_ms);
  g_assert_cmpfloat (small_ms, >, 0.1);
  g_assert_cmpfloat (large_ms, >, 2 * small_ms);
  g_assert_cmpfloat (slow_ms, >, large_ms);
}

static void
test_an_encoder_that_does_not_start_is_not_known (void)
{
  static const EncProperty none[] = {{NULL}};
  static const EncEncoder missing = {"tallybox-no-such-element", "", FALSE, NULL, NULL, none};
  EncVideoSettings settings = {1280, 720, 30, 1, 2500, 60, "superfast", 1};

  g_assert_cmpfloat (enc_slices_measure_ms (&missing, &settings), ==, 0);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slices/choose", test_choose);
  g_test_add_func ("/slices/monotonic", test_harder_pictures_never_get_fewer);
  g_test_add_func ("/slices/measure", test_measure);
  g_test_add_func ("/slices/missing", test_an_encoder_that_does_not_start_is_not_known);
  return g_test_run ();
}
