/* Watching a source's progress, and making up for sources that come later than the programme waits.
 * Pure: the caller brings counts and times. */
#pragma once
#include <glib.h>

/* --- progress --- */

typedef enum {
  CAP_WATCH_OK = 1,
  CAP_WATCH_TOO_SLOW, /* nothing at all since it was opened, for longer than it may take */
  CAP_WATCH_STALLED,  /* nothing any more for `stall_ms` */
} CapWatchVerdict;

typedef struct {
  guint64 progress; /* as last seen */
  gint64 since_ms;  /* when it last changed, or when the watch began */
  gint64 last_step_ms;
} CapWatch;

void cap_watch_begin (CapWatch *watch, gint64 now_ms);

/* Call it every CAP_WATCH_MS. `progress` counts what came since the source was opened. When the
 * steps themselves come late (the machine slept, the process was stopped) nobody is blamed. */
CapWatchVerdict cap_watch_step (CapWatch *watch, guint64 progress, gint64 now_ms, guint start_ms,
                                guint stall_ms);

#define CAP_WATCH_MS     250
#define CAP_WATCH_GAP_MS 1000 /* steps further apart than that say nothing */

/* --- lateness --- */

/* How much later than their stamps pictures and sound are to be shown, so that they are there in
 * time although the source's own latency is longer than the programme waits. */
typedef struct {
  gint64 window_start_ns, least_late_ns; /* shortest of the window that is being measured */
  gint64 extra_ns;                       /* added to every stamp so far; only grows */
} CapLate;

/* What the source's latency, as its pipeline tells it, asks for. */
gint64 cap_late_extra_for (gint64 source_latency_ns, gint64 programme_latency_ns);

/* One picture or piece of sound that arrived at `now_ns` and belongs to `stamp_ns` (running times;
 * the stamp has the extra in it). When even the most punctual one of CAP_LATE_WINDOW_NS came too
 * late, `extra_ns` grows by what was missing: a burst after a hiccup does not count, a source that
 * is always late does. TRUE when it grew. */
gboolean cap_late_step (CapLate *late, gint64 stamp_ns, gint64 now_ns, gint64 programme_latency_ns);

#define CAP_LATE_WINDOW_NS (2 * G_GINT64_CONSTANT (1000000000))
#define CAP_LATE_MARGIN_NS (20 * G_GINT64_CONSTANT (1000000)) /* for a busy machine */
#define CAP_LATE_MAX_NS    (3 * G_GINT64_CONSTANT (1000000000))
