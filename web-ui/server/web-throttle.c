#include "web-throttle.h"

/* A token bucket: `left` of `size`, one back every `back_ms` (Turner 1986, leaky bucket as a
 * meter). Times are virtual: `free_at_ms` is when the bucket is full again. */
typedef struct {
  gint64 full_at_ms;
} Bucket;

struct _WebThrottle {
  GHashTable *sources; /* address -> Bucket */
  Bucket total;
};

WebThrottle *
web_throttle_new (void)
{
  WebThrottle *self = g_new0 (WebThrottle, 1);

  self->sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
web_throttle_free (WebThrottle *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->sources);
  g_free (self);
}

/* How long until one token is there; 0: now. */
static gint64
bucket_wait_ms (const Bucket *bucket, gint64 size, gint64 back_ms, gint64 now_ms)
{
  return MAX (bucket->full_at_ms - now_ms - (size - 1) * back_ms, 0);
}

static void
bucket_take (Bucket *bucket, gint64 back_ms, gint64 now_ms)
{
  bucket->full_at_ms = MAX (bucket->full_at_ms, now_ms) + back_ms;
}

/* The source that is the nearest to having all its tries back. */
static void
forget_calmest (WebThrottle *self)
{
  GHashTableIter iter;
  gpointer key, value, calmest = NULL;
  gint64 full_at_ms = G_MAXINT64;

  g_hash_table_iter_init (&iter, self->sources);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (((Bucket *) value)->full_at_ms < full_at_ms) {
      full_at_ms = ((Bucket *) value)->full_at_ms;
      calmest = key;
    }
  if (calmest)
    g_hash_table_remove (self->sources, calmest);
}

static Bucket *
find_bucket (WebThrottle *self, const char *source)
{
  Bucket *bucket = g_hash_table_lookup (self->sources, source);

  if (bucket)
    return bucket;
  if (g_hash_table_size (self->sources) >= WEB_SOURCES_MAX)
    forget_calmest (self);
  bucket = g_new0 (Bucket, 1);
  g_hash_table_insert (self->sources, g_strdup (source), bucket);
  return bucket;
}

#define TOTAL_BACK_MS (WEB_TRY_BACK_MS / 10)

gboolean
web_throttle_take (WebThrottle *self, const char *source, gint64 now_ms, gint64 *ret_wait_ms)
{
  Bucket *bucket = find_bucket (self, source);
  gint64 own_ms = bucket_wait_ms (bucket, WEB_TRIES_PER_SOURCE, WEB_TRY_BACK_MS, now_ms);
  gint64 total_ms = bucket_wait_ms (&self->total, WEB_TRIES_TOTAL, TOTAL_BACK_MS, now_ms);

  if (own_ms > 0 || total_ms > 0) {
    *ret_wait_ms = MAX (own_ms, total_ms);
    return FALSE;
  }
  bucket_take (bucket, WEB_TRY_BACK_MS, now_ms);
  bucket_take (&self->total, TOTAL_BACK_MS, now_ms);
  return TRUE;
}

void
web_throttle_give_back (WebThrottle *self, const char *source)
{
  Bucket *bucket = g_hash_table_lookup (self->sources, source);

  if (bucket)
    bucket->full_at_ms -= WEB_TRY_BACK_MS;
  self->total.full_at_ms -= TOTAL_BACK_MS;
}
