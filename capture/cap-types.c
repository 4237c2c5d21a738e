#include "cap-types.h"

G_DEFINE_QUARK (cap_error, cap_error)

gint64
cap_context_now (const CapContext *context)
{
  return (gint64) gst_clock_get_time (context->clock) - (gint64) context->base_time;
}
