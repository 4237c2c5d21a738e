/* Threads that may not be late, and those that may. */
#pragma once
#include <glib.h>

/* Any thread, for itself. From now on every thread of ordinary programs waits for this one, and
 * what it starts does not inherit that (SCHED_RR at its lowest, sched(7)); FALSE takes it back. For
 * threads that work a few milliseconds at a time. FALSE is returned where the system does not allow
 * it (RLIMIT_RTPRIO, LimitRTPRIO= of systemd): the thread then goes on as before. */
gboolean base_priority_set_realtime (gboolean realtime);

/* Any thread, for itself and for good: everybody else's work comes first (nice 19). For threads
 * whose work strangers can ask for. */
void base_priority_set_last (void);
