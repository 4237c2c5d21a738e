#include "cap-watch.h"

void
cap_watch_begin (CapWatch *watch, gint64 now_ms)
{
  *watch = (CapWatch){.since_ms = now_ms, .last_step_ms = now_ms};
}

CapWatchVerdict
cap_watch_step (CapWatch *watch, guint64 progress, gint64 now_ms, guint start_ms, guint stall_ms)
{
  gboolean overslept = now_ms - watch->last_step_ms > CAP_WATCH_GAP_MS;

  watch->last_step_ms = now_ms;
  if (progress != watch->progress || overslept) {
    watch->progress = progress;
    watch->since_ms = now_ms;
    return CAP_WATCH_OK;
  }
  if (progress == 0)
    return now_ms - watch->since_ms < start_ms ? CAP_WATCH_OK : CAP_WATCH_TOO_SLOW;
  return now_ms - watch->since_ms < stall_ms ? CAP_WATCH_OK : CAP_WATCH_STALLED;
}

gint64
cap_late_extra_for (gint64 source_latency_ns, gint64 programme_latency_ns)
{
  gint64 missing = source_latency_ns - programme_latency_ns;

  return missing > 0 ? MIN (missing + CAP_LATE_MARGIN_NS, CAP_LATE_MAX_NS) : 0;
}

gboolean
cap_late_step (CapLate *late, gint64 stamp_ns, gint64 now_ns, gint64 programme_latency_ns)
{
  gint64 late_ns = now_ns - stamp_ns - programme_latency_ns, before = late->extra_ns;

  if (!late->window_start_ns) {
    late->window_start_ns = now_ns;
    late->least_late_ns = late_ns;
  }
  late->least_late_ns = MIN (late->least_late_ns, late_ns);
  if (now_ns - late->window_start_ns < CAP_LATE_WINDOW_NS)
    return FALSE;
  if (late->least_late_ns > 0)
    late->extra_ns =
        MIN (late->extra_ns + late->least_late_ns + CAP_LATE_MARGIN_NS, CAP_LATE_MAX_NS);
  late->window_start_ns = 0;
  return late->extra_ns != before;
}
