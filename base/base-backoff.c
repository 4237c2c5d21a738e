#include "base-backoff.h"

const BaseBackoffPolicy base_backoff_default = {
    .first_ms = 1000, .cap_ms = 30000, .floor_ms = 250, .factor = 1.5};

guint
base_backoff_next (BaseBackoff *backoff, const BaseBackoffPolicy *policy, double unit)
{
  double ceiling = policy->first_ms;

  for (guint i = 0; i < backoff->tries && ceiling < policy->cap_ms; i++)
    ceiling *= policy->factor;
  if (backoff->tries < G_MAXUINT)
    backoff->tries++;
  ceiling = MIN (ceiling, policy->cap_ms);
  return (guint) (policy->floor_ms + unit * MAX (ceiling - policy->floor_ms, 0));
}

void
base_backoff_reset (BaseBackoff *backoff)
{
  backoff->tries = 0;
}
