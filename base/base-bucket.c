#include "base-bucket.h"

#include <math.h>

/* What sums of fractions are off by. */
#define ROUNDING_MS 1e-3

BasePace
base_pace_per_s (double per_s)
{
  return (BasePace){.burst = MAX (per_s, 1), .back_ms = per_s > 0 ? 1000 / per_s : 0};
}

gint64
base_bucket_wait_ms (const BaseBucket *bucket, const BasePace *pace, gint64 now_ms)
{
  double wait_ms = bucket->full_ms - (double) now_ms - (pace->burst - 1) * pace->back_ms;

  return pace->back_ms > 0 ? (gint64) MAX (ceil (wait_ms - ROUNDING_MS), 0) : 0;
}

void
base_bucket_take (BaseBucket *bucket, const BasePace *pace, guint n, gint64 now_ms)
{
  bucket->full_ms = MAX (bucket->full_ms, (double) now_ms) + n * pace->back_ms;
}

void
base_bucket_give_back (BaseBucket *bucket, const BasePace *pace)
{
  bucket->full_ms -= pace->back_ms;
}

gboolean
base_bucket_try (BaseBucket *bucket, const BasePace *pace, gint64 now_ms)
{
  if (base_bucket_wait_ms (bucket, pace, now_ms) > 0)
    return FALSE;
  base_bucket_take (bucket, pace, 1, now_ms);
  return TRUE;
}

struct _BaseBuckets {
  GHashTable *by_name;
  guint max;
};

BaseBuckets *
base_buckets_new (guint max)
{
  BaseBuckets *self = g_new0 (BaseBuckets, 1);

  g_assert (max > 0);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->max = max;
  return self;
}

void
base_buckets_free (BaseBuckets *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->by_name);
  g_free (self);
}

BaseBucket *
base_buckets_peek (BaseBuckets *self, const char *name)
{
  return g_hash_table_lookup (self->by_name, name);
}

/* Its name is forgotten. Transfer full. */
static BaseBucket *
steal_fullest (BaseBuckets *self)
{
  GHashTableIter iter;
  gpointer name, value, found = NULL;
  g_autofree char *owned = NULL;
  BaseBucket *fullest = NULL;

  g_hash_table_iter_init (&iter, self->by_name);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!fullest || ((BaseBucket *) value)->full_ms < fullest->full_ms) {
      fullest = value;
      found = name;
    }
  g_hash_table_steal_extended (self->by_name, found, (gpointer *) &owned, NULL);
  return fullest;
}

BaseBucket *
base_buckets_find (BaseBuckets *self, const char *name)
{
  BaseBucket *bucket = base_buckets_peek (self, name);

  if (bucket)
    return bucket;
  if (g_hash_table_size (self->by_name) >= self->max)
    bucket = steal_fullest (self);
  else
    bucket = g_new0 (BaseBucket, 1);
  g_hash_table_insert (self->by_name, g_strdup (name), bucket);
  return bucket;
}
