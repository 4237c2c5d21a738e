/* How often somebody may do something: a bucket of tokens that fills steadily, and many of them by
 * name, whose number has an end. Pure, any one thread; `now_ms` is a monotonic clock. */
#pragma once
#include <glib.h>

typedef struct {
  double burst;   /* what a bucket holds, one at least */
  double back_ms; /* one comes back in so long; 0: there is no limit */
} BasePace;

/* So many a second on average, and so many at once too, but one at least; 0: no limit. */
BasePace base_pace_per_s (double per_s);

/* {0}: full. Times are virtual (Turner 1986, the leaky bucket as a meter). */
typedef struct {
  double full_ms; /* when it is full again */
} BaseBucket;

/* How long until one is in it; 0: now. A clock that goes back gives nothing. */
gint64 base_bucket_wait_ms (const BaseBucket *bucket, const BasePace *pace, gint64 now_ms);

/* Takes `n` out, also more than there is: then whoever comes next waits until it is made up for. */
void base_bucket_take (BaseBucket *bucket, const BasePace *pace, guint n, gint64 now_ms);

/* One was taken for nothing. */
void base_bucket_give_back (BaseBucket *bucket, const BasePace *pace);

/* Takes one if there is one. */
gboolean base_bucket_try (BaseBucket *bucket, const BasePace *pace, gint64 now_ms);

/* Buckets by name, `max` of them at most. */
typedef struct _BaseBuckets BaseBuckets;
BaseBuckets *base_buckets_new (guint max);
void base_buckets_free (BaseBuckets *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseBuckets, base_buckets_free)

/* The one of that name, borrowed until the next call. A new name has a full one; when there are
 * `max`, it takes over the fullest, with what is left in it: all names together never have more
 * than `max` buckets give, however many names somebody thinks of. */
BaseBucket *base_buckets_find (BaseBuckets *self, const char *name);

/* The same, or NULL when the name has none. */
BaseBucket *base_buckets_peek (BaseBuckets *self, const char *name);
