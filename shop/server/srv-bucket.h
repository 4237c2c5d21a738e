/* How often somebody may do something: a bucket that fills with time. Pure. */
#pragma once
#include <glib.h>

typedef struct {
  double level; /* what is left */
  gint64 at_ms; /* as of then; 0: never used, full */
} SrvBucket;

/* TRUE when one more is fine at `now_ms` (monotonic): `per_second` on average, a burst of that many
 * too, of one at least. `per_second` 0: always. */
gboolean srv_bucket_take (SrvBucket *bucket, double per_second, gint64 now_ms);

/* Buckets by name, a bounded number of them. */
typedef struct _SrvBuckets SrvBuckets;
SrvBuckets *srv_buckets_new (void);
void srv_buckets_free (SrvBuckets *buckets); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvBuckets, srv_buckets_free)
gboolean srv_buckets_take (SrvBuckets *buckets, const char *name, double per_second, gint64 now_ms);

#define SRV_BUCKETS_MAX 8192 /* then all begin anew */
