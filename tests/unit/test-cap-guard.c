/* Broken pictures and wrong stamps. */
#include "cap-guard.h"
#include "cap-jpeg.h"

#include <string.h>

/* --- JPEG --- */

/* Two scans of a few bytes, with restart markers in the first; ends with EOI. */
static const guint8 whole[] = {0xff, 0xd8, 0xff, 0xe0, 0,    4,    'J',  'F',  0xff, 0xff, 0xc0,
                               0,    5,    8,    0,    16,   0xff, 0xc4, 0,    3,    7,
#define SCAN 21
                               0xff, 0xda, 0,    3,    1,    0x12, 0xff, 0x00, 0x34, 0xff, 0xd0,
                               0x56, 0xff, 0xd1, 0x78, 0xff, 0xda, 0,    2,    0x9a, 0xff, 0xd9};

static void
test_whole (void)
{
  guint8 padded[sizeof whole + 64] = {0};
  guint8 changed[sizeof whole];

  g_assert_cmpint (cap_jpeg_check (whole, sizeof whole), ==, CAP_JPEG_WHOLE);
  memcpy (padded, whole, sizeof whole);
  g_assert_cmpint (cap_jpeg_check (padded, sizeof padded), ==, CAP_JPEG_WHOLE);

  memcpy (changed, whole, sizeof whole);
  changed[SCAN + 13] = 0xd2; /* the second restart marker is not the second */
  g_assert_cmpint (cap_jpeg_check (changed, sizeof changed), ==, CAP_JPEG_BROKEN);
  memcpy (changed, whole, sizeof whole);
  changed[5] = 200; /* a segment longer than all */
  g_assert_cmpint (cap_jpeg_check (changed, sizeof changed), ==, CAP_JPEG_BROKEN);
  memcpy (changed, whole, sizeof whole);
  changed[10] = 0xe1; /* no frame header */
  g_assert_cmpint (cap_jpeg_check (changed, sizeof changed), ==, CAP_JPEG_BROKEN);
}

/* However much is missing at its end, it never passes for whole; and nothing is read beyond it. */
static void
test_cut (void)
{
  for (gsize size = 0; size < sizeof whole; size++) {
    g_autofree guint8 *cut = g_memdup2 (whole, MAX (size, 1)); /* of this size: watched by ASan */
    CapJpegVerdict verdict = cap_jpeg_check (cut, size);

    g_assert_cmpint (verdict, !=, CAP_JPEG_WHOLE);
    if (size > SCAN + 5 && size < SCAN + 15)
      g_assert_cmpint (verdict, ==, CAP_JPEG_NO_END);
    if (size <= SCAN)
      g_assert_cmpint (verdict, ==, CAP_JPEG_BROKEN);
  }
}

static void
test_noise (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < 20000; i++) {
    gsize size = sizeof whole;
    g_autofree guint8 *noise = g_memdup2 (whole, size);

    for (guint n = g_rand_int_range (random, 1, 5); n; n--)
      noise[g_rand_int_range (random, 2, (gint) size)] = (guint8) g_rand_int (random);
    cap_jpeg_check (noise, size); /* comes back, within its bytes */
  }
}

/* --- quality --- */

/* Goes on until the words change; the number of pictures that took. */
static guint
feed (CapQuality *quality, guint one_in, gint64 *now_ms)
{
  for (guint i = 1; i < 3000; i++) {
    *now_ms += 33;
    if (cap_quality_step (quality, one_in == 0 || i % one_in != 0, *now_ms))
      return i;
  }
  return 0;
}

static void
test_quality (void)
{
  CapQuality quality = {0};
  gint64 now_ms = 1000;
  g_autofree char *words = NULL, *fewer = NULL;

  g_assert_cmpuint (feed (&quality, 0, &now_ms), ==, 0);
  g_assert_null (cap_quality_words (&quality));
  g_assert_cmpuint (feed (&quality, 100, &now_ms), ==, 0); /* one in a hundred: nobody minds */
  g_assert_cmpuint (feed (&quality, 8, &now_ms), >, 0);
  words = cap_quality_words (&quality);
  g_assert_true (g_str_has_prefix (words, "About 10 % of its pictures arrive broken"));
  g_assert_nonnull (strstr (words, "so far"));
  g_assert_cmpuint (feed (&quality, 8, &now_ms), ==, 0); /* the same words again */
  g_assert_cmpuint (feed (&quality, 2, &now_ms), >, 0);
  feed (&quality, 2, &now_ms);
  fewer = cap_quality_words (&quality);
  g_assert_true (g_str_has_prefix (fewer, "About 50 %"));
  g_assert_cmpuint (feed (&quality, 0, &now_ms), >, 0);
  feed (&quality, 0, &now_ms);
  g_assert_null (cap_quality_words (&quality));
}

/* --- stamps --- */

#define MS    G_GINT64_CONSTANT (1000000)
#define FRAME (33 * MS)

static void
test_right_stamps (void)
{
  CapStamps stamps = {0};

  for (gint64 i = 1; i < 100; i++) {
    gint64 stamp = i * FRAME;
    gint64 jitter = i % 7 * 5 * MS;

    g_assert_cmpint (cap_stamps_step (&stamps, stamp, stamp + 40 * MS + jitter, FRAME), ==, stamp);
  }
  g_assert_cmpuint (stamps.wrong, ==, 0);
}

/* One wrong stamp among right ones is replaced by what it should have been. */
static void
test_one_wrong (void)
{
  const gint64 wrong[] = {G_MININT64, 0, 900 * FRAME, 20 * FRAME, -5 * (gint64) GST_SECOND};

  for (guint w = 0; w < G_N_ELEMENTS (wrong); w++) {
    CapStamps stamps = {0};

    for (gint64 i = 1; i < 100; i++) {
      gint64 right = i * FRAME, arrival = right + 40 * MS;
      gint64 got = cap_stamps_step (&stamps, i == 50 ? wrong[w] : right, arrival, FRAME);

      g_assert_cmpint (ABS (got - right), <=, 2 * MS);
    }
    g_assert_cmpuint (stamps.wrong, ==, 1);
    g_assert_false (stamps.distrusted);
  }
}

/* Stamps that make no sense at all: what comes out follows the arrivals, evenly, and always grows.
 */
static void
check_nonsense (gint64 (*stamp_of) (gint64 i))
{
  CapStamps stamps = {0};
  gint64 last = G_MININT64;

  for (gint64 i = 1; i < 300; i++) {
    gint64 jitter = i * 7 % 11 * MS, arrival = GST_SECOND + i * FRAME + jitter;
    gint64 got = cap_stamps_step (&stamps, stamp_of (i), arrival, FRAME);

    g_assert_cmpint (got, >, last);
    g_assert_cmpint (arrival - got, >=, 0);
    g_assert_cmpint (arrival - got, <=, 100 * MS);
    if (i > 30)
      g_assert_cmpint (ABS (got - last - FRAME), <=, 5 * MS);
    last = got;
  }
  g_assert_true (stamps.distrusted);
}

static gint64
zero (gint64 i)
{
  return 0;
}

static gint64
future (gint64 i)
{
  return (i + 1000) * FRAME;
}

static gint64
jumping (gint64 i)
{
  return i * 7919 % 104729 * FRAME;
}

static gint64
long_ago (gint64 i)
{
  return (gint64) GST_SECOND + i * FRAME - 3 * (gint64) GST_SECOND;
}

static gint64
backward (gint64 i)
{
  return (gint64) GST_SECOND - i * MS;
}

static void
test_nonsense (void)
{
  check_nonsense (zero);
  check_nonsense (future);
  check_nonsense (jumping);
  check_nonsense (long_ago);
  check_nonsense (backward);
}

/* A slow camera takes longer, and may; without a rate the arrival is taken as it is. */
static void
test_slow_and_unknown (void)
{
  CapStamps slow = {0}, unknown = {0};
  const gint64 frame = 500 * MS;

  for (gint64 i = 1; i < 20; i++)
    g_assert_cmpint (cap_stamps_step (&slow, i * frame, i * frame + 1200 * MS, frame), ==,
                     i * frame);
  for (gint64 i = 1; i < 50; i++)
    g_assert_cmpint (cap_stamps_step (&unknown, G_MININT64, i * frame, 0), ==, i * frame);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/jpeg/whole", test_whole);
  g_test_add_func ("/cap/jpeg/cut", test_cut);
  g_test_add_func ("/cap/jpeg/noise", test_noise);
  g_test_add_func ("/cap/quality", test_quality);
  g_test_add_func ("/cap/stamps/right", test_right_stamps);
  g_test_add_func ("/cap/stamps/one-wrong", test_one_wrong);
  g_test_add_func ("/cap/stamps/nonsense", test_nonsense);
  g_test_add_func ("/cap/stamps/slow-and-unknown", test_slow_and_unknown);
  return g_test_run ();
}
