/* How much a line carries. */
#include "enc-line.h"

/* `burst` bytes at once at the start, then `kbps`; the line carries `line_kbps`. */
static double
measure (double burst, double kbps, double line_kbps)
{
  EncLine line = {0};
  double given = burst, acked = 0;

  for (gint64 ms = 0; ms <= 6000; ms += 20) {
    enc_line_look (&line, ms, (guint64) acked, (given - acked) * 8 / kbps);
    given += kbps / 8 * 20;
    acked = MIN (given, acked + line_kbps / 8 * 20);
  }
  return enc_line_get_kbps (&line);
}

static void
test_rates (void)
{
  /* A GOP of 2 s at 4500 kbit/s, then the stream. */
  g_assert_cmpfloat_with_epsilon (measure (1125000, 4500, 10000), 10000, 300);
  g_assert_cmpfloat_with_epsilon (measure (1125000, 4500, 6000), 6000, 300);
  g_assert_cmpfloat_with_epsilon (measure (1125000, 4500, 2000), 2000, 100);
  g_assert_cmpfloat (measure (1125000, 4500, 1e6), >, 20000);
}

static void
test_few (void)
{
  EncLine line = {0};

  g_assert_cmpfloat (enc_line_get_kbps (&line), ==, 0);
  enc_line_look (&line, 5, 100, 0);
  g_assert_cmpfloat (enc_line_get_kbps (&line), ==, 0);
  for (guint i = 0; i < 2 * ENC_LINE_LOOKS; i++)
    enc_line_look (&line, 5, 100, 0);
  g_assert_cmpfloat (enc_line_get_kbps (&line), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/line/rates", test_rates);
  g_test_add_func ("/line/few", test_few);
  return g_test_run ();
}
