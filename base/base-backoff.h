/* Waiting times between tries, without end. Pure: the caller brings the random number. */
#pragma once
#include <glib.h>

/* first * factor^n, capped, with full jitter: the wait is drawn evenly from [floor, that value].
 * Full jitter spreads the retries of many rigs best (AWS Architecture Blog, "Exponential Backoff
 * And Jitter", 2015). */
typedef struct {
  guint first_ms;
  guint cap_ms;
  guint floor_ms;
  double factor;
} BaseBackoffPolicy;

typedef struct {
  guint tries; /* failures in a row so far */
} BaseBackoff;

/* Sources and outputs: 1 s x 1.5, cap 30 s. */
extern const BaseBackoffPolicy base_backoff_default;

/* The wait before the next try, in ms; counts the failure. `unit` is a random number in [0, 1). */
guint base_backoff_next (BaseBackoff *backoff, const BaseBackoffPolicy *policy, double unit);
void base_backoff_reset (BaseBackoff *backoff);
