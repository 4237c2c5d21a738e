/* How certain the numbers of a state are. All ages are told by the monotonic clock, so that a step
 * of the wall clock makes no number younger or older. */
#include "show-draft.h"

#define NEVER G_MAXINT64

gint64
show_state_deadline_now_ms (const ShowState *state)
{
  if (state->feed.knows_offset)
    return state->mono_ms + state->feed.shop_offset_ms;
  return state->now_ms;
}

/* A product that was stored before this start, with no word from the shop since. Its age is only
 * known by the wall clock, which is believed for what happened since the machine booted (a machine
 * without a clock of its own wakes up in the past); the number is marked in any case. */
static ShowAgeLimits
limits_of_stored (const ShowState *state, const ShowProduct *product)
{
  gint64 age_ms = state->start_now_ms - product->as_of_ms;

  if (product->as_of_ms == 0 || age_ms < 0 || age_ms > state->start_mono_ms)
    return (ShowAgeLimits){0, 0};
  return (ShowAgeLimits){0, state->start_mono_ms - age_ms + SHOW_UNKNOWN_AFTER_MS};
}

/* Two clocks: when the shop was last heard, and when its own source was last fresh. */
static ShowAgeLimits
limits_of_feed (const ShowFeedState *feed)
{
  gint64 since_ms = feed->source_ms ? MIN (feed->known_ms, feed->source_ms) : feed->known_ms;
  gint64 stale_ms = feed->stale_ms > 0 ? feed->stale_ms : SHOW_AGED_AFTER_MS;

  return (ShowAgeLimits){since_ms + MIN (stale_ms, SHOW_AGED_AFTER_MS),
                         since_ms + SHOW_UNKNOWN_AFTER_MS};
}

ShowAgeLimits
show_state_age_limits (const ShowState *state, const ShowProduct *product)
{
  ShowPendingSum sum;
  ShowAgeLimits limits;

  if (product->doubtful)
    return (ShowAgeLimits){0, 0};
  if (state->setup->stock_is_local)
    return (ShowAgeLimits){NEVER, NEVER};
  limits =
      state->feed.known_ms > 0 ? limits_of_feed (&state->feed) : limits_of_stored (state, product);
  show_pending_list_sum (state->pending, product, &sum);
  if (sum.n > 0)
    limits.aged_ms = 0;
  return limits;
}

ShowFreshness
show_state_freshness (const ShowState *state, const ShowProduct *product)
{
  ShowAgeLimits limits = show_state_age_limits (state, product);

  if (state->mono_ms >= limits.unknown_ms)
    return SHOW_UNKNOWN;
  return state->mono_ms >= limits.aged_ms ? SHOW_AGED : SHOW_FRESH;
}
