#include "web-throttle.h"

#include "base-bucket.h"

static const BasePace own_pace = {WEB_TRIES_PER_SOURCE, WEB_TRY_BACK_MS};
static const BasePace total_pace = {WEB_TRIES_TOTAL, WEB_TRY_BACK_MS / 10};

struct _WebThrottle {
  BaseBuckets *sources; /* by address */
  BaseBucket total;
};

WebThrottle *
web_throttle_new (void)
{
  WebThrottle *self = g_new0 (WebThrottle, 1);

  self->sources = base_buckets_new (WEB_SOURCES_MAX);
  return self;
}

void
web_throttle_free (WebThrottle *self)
{
  if (!self)
    return;
  base_buckets_free (self->sources);
  g_free (self);
}

gboolean
web_throttle_take (WebThrottle *self, const char *source, gint64 now_ms, gint64 *ret_wait_ms)
{
  BaseBucket *own = base_buckets_find (self->sources, source);
  gint64 own_ms = base_bucket_wait_ms (own, &own_pace, now_ms);
  gint64 total_ms = base_bucket_wait_ms (&self->total, &total_pace, now_ms);

  if (own_ms > 0 || total_ms > 0) {
    *ret_wait_ms = MAX (own_ms, total_ms);
    return FALSE;
  }
  base_bucket_take (own, &own_pace, 1, now_ms);
  base_bucket_take (&self->total, &total_pace, 1, now_ms);
  return TRUE;
}

void
web_throttle_give_back (WebThrottle *self, const char *source)
{
  BaseBucket *own = base_buckets_peek (self->sources, source);

  if (own)
    base_bucket_give_back (own, &own_pace);
  base_bucket_give_back (&self->total, &total_pace);
}
