#include "srv-bucket.h"

gboolean
srv_bucket_take (SrvBucket *bucket, double per_second, gint64 now_ms)
{
  double full = MAX (per_second, 1);

  if (per_second <= 0)
    return TRUE;
  if (bucket->at_ms == 0)
    bucket->level = full;
  else if (now_ms > bucket->at_ms)
    bucket->level =
        MIN (full, bucket->level + (double) (now_ms - bucket->at_ms) * per_second / 1000);
  bucket->at_ms = MAX (bucket->at_ms, now_ms);
  if (bucket->level < 1)
    return FALSE;
  bucket->level -= 1;
  return TRUE;
}

struct _SrvBuckets {
  GHashTable *by_name;
};

SrvBuckets *
srv_buckets_new (void)
{
  SrvBuckets *buckets = g_new0 (SrvBuckets, 1);

  buckets->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return buckets;
}

void
srv_buckets_free (SrvBuckets *buckets)
{
  if (!buckets)
    return;
  g_hash_table_unref (buckets->by_name);
  g_free (buckets);
}

gboolean
srv_buckets_take (SrvBuckets *buckets, const char *name, double per_second, gint64 now_ms)
{
  SrvBucket *bucket = g_hash_table_lookup (buckets->by_name, name);

  if (!bucket) {
    if (g_hash_table_size (buckets->by_name) >= SRV_BUCKETS_MAX)
      g_hash_table_remove_all (buckets->by_name);
    bucket = g_new0 (SrvBucket, 1);
    g_hash_table_insert (buckets->by_name, g_strdup (name), bucket);
  }
  return srv_bucket_take (bucket, per_second, now_ms);
}
