/* Buckets of tokens: their pace, and that many names lift no limit. */
#include "base-bucket.h"

#define NAMES 64

static guint
count_taken (BaseBucket *bucket, const BasePace *pace, gint64 from_ms, gint64 to_ms)
{
  guint n = 0;

  for (gint64 now_ms = from_ms; now_ms <= to_ms; now_ms++)
    while (base_bucket_try (bucket, pace, now_ms))
      n++;
  return n;
}

static void
test_pace (void)
{
  static const double rates[] = {1, 3, 7, 10, 64, 333, 4000};

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    BasePace pace = base_pace_per_s (rates[i]);
    BaseBucket bucket = {0};
    double n = count_taken (&bucket, &pace, 1000000, 1000000);

    g_assert_cmpfloat (n, ==, rates[i]); /* at once */
    n += count_taken (&bucket, &pace, 1000000, 1010000);
    g_assert_cmpfloat (n, >=, 11 * rates[i] - 1);
    g_assert_cmpfloat (n, <=, 11 * rates[i]);
  }
}

static void
test_slow (void)
{
  const BasePace pace = base_pace_per_s (0.1);
  BaseBucket bucket = {0};

  g_assert_true (base_bucket_try (&bucket, &pace, 5));
  g_assert_false (base_bucket_try (&bucket, &pace, 5));
  g_assert_cmpint (base_bucket_wait_ms (&bucket, &pace, 5), ==, 10000);
  g_assert_false (base_bucket_try (&bucket, &pace, 10004));
  g_assert_true (base_bucket_try (&bucket, &pace, 10005));
  g_assert_false (base_bucket_try (&bucket, &pace, 4)); /* a clock that goes back gives nothing */
}

static void
test_no_limit (void)
{
  const BasePace pace = base_pace_per_s (0);
  BaseBucket bucket = {0};

  for (int i = 0; i < 1000; i++)
    g_assert_true (base_bucket_try (&bucket, &pace, 1));
}

/* More than there is: it is made up for. */
static void
test_debt (void)
{
  const BasePace pace = {.burst = 50, .back_ms = 10};
  BaseBucket bucket = {0};

  base_bucket_take (&bucket, &pace, 1000, 10000);
  g_assert_cmpint (base_bucket_wait_ms (&bucket, &pace, 10000), ==, 9510);
  g_assert_cmpint (base_bucket_wait_ms (&bucket, &pace, 19509), ==, 1);
  g_assert_cmpint (base_bucket_wait_ms (&bucket, &pace, 19510), ==, 0);
}

static void
test_give_back (void)
{
  const BasePace pace = {.burst = 2, .back_ms = 10};
  BaseBucket bucket = {0};

  for (int i = 0; i < 100; i++) {
    g_assert_true (base_bucket_try (&bucket, &pace, 1));
    base_bucket_give_back (&bucket, &pace);
  }
  g_assert_cmpuint (count_taken (&bucket, &pace, 1, 1), ==, 2);
}

static void
test_names_are_apart (void)
{
  g_autoptr (BaseBuckets) buckets = base_buckets_new (NAMES);
  const BasePace pace = base_pace_per_s (1);

  g_assert_null (base_buckets_peek (buckets, "a"));
  g_assert_true (base_bucket_try (base_buckets_find (buckets, "a"), &pace, 1));
  g_assert_false (base_bucket_try (base_buckets_find (buckets, "a"), &pace, 1));
  g_assert_true (base_bucket_try (base_buckets_find (buckets, "b"), &pace, 1));
  g_assert_nonnull (base_buckets_peek (buckets, "a"));
}

/* Whoever has used up theirs does not begin anew when many others come. */
static void
test_the_busiest_is_not_forgotten (void)
{
  g_autoptr (BaseBuckets) buckets = base_buckets_new (NAMES);
  const BasePace pace = base_pace_per_s (10);

  count_taken (base_buckets_find (buckets, "thief"), &pace, 1, 1);
  for (int i = 0; i < 3 * NAMES; i++) {
    g_autofree char *name = g_strdup_printf ("%d", i);

    base_bucket_try (base_buckets_find (buckets, name), &pace, 1);
  }
  g_assert_false (base_bucket_try (base_buckets_find (buckets, "thief"), &pace, 1));
}

/* All names together. */
static void
test_many_names_lift_no_limit (void)
{
  g_autoptr (BaseBuckets) buckets = base_buckets_new (NAMES);
  const BasePace pace = base_pace_per_s (10);
  guint n = 0;

  for (int i = 0; i < 20 * NAMES; i++) {
    g_autofree char *name = g_strdup_printf ("%d", i);

    n += count_taken (base_buckets_find (buckets, name), &pace, 1, 1);
  }
  g_assert_cmpuint (n, ==, 10 * NAMES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/bucket/pace", test_pace);
  g_test_add_func ("/base/bucket/slow", test_slow);
  g_test_add_func ("/base/bucket/no-limit", test_no_limit);
  g_test_add_func ("/base/bucket/debt", test_debt);
  g_test_add_func ("/base/bucket/give-back", test_give_back);
  g_test_add_func ("/base/bucket/names-are-apart", test_names_are_apart);
  g_test_add_func ("/base/bucket/the-busiest-is-not-forgotten", test_the_busiest_is_not_forgotten);
  g_test_add_func ("/base/bucket/many-names-lift-no-limit", test_many_names_lift_no_limit);
  return g_test_run ();
}
