/* Threads that may not be late, and those that may. */
#pragma once
#include <glib.h>

/* Any thread, for itself. From now on every thread of ordinary programs waits for this one, and
 * what it starts does not inherit that (SCHED_RR at its lowest, sched(7)); FALSE takes it back. For
 * threads that work a few milliseconds at a time. FALSE is returned where the system does not allow
 * it (RLIMIT_RTPRIO, LimitRTPRIO= of systemd): the thread then goes on as before. */
gboolean base_priority_set_realtime (gboolean realtime);

/* Any thread, for itself and for good: work of others comes first, the more so the larger `nice`
 * (nice(2)); with BASE_NICE_LAST all of it. For threads whose work strangers can ask for. */
#define BASE_NICE_LAST 19
void base_priority_set_nice (int nice);
