#include "base-priority.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

#define REALTIME_PRIORITY 1 /* the lowest of them: the kernel's own and PipeWire's come first */

/* The flag stays when the priority goes: only CAP_SYS_NICE could take it off (sched(7)). */
gboolean
base_priority_set_realtime (gboolean realtime)
{
  struct sched_param param = {.sched_priority = realtime ? REALTIME_PRIORITY : 0};
  int policy = realtime ? SCHED_RR : SCHED_OTHER;

  return pthread_setschedparam (pthread_self (), policy | SCHED_RESET_ON_FORK, &param) == 0;
}

/* On Linux the nice value is a thread's own (setpriority(2), C library/kernel differences). */
void
base_priority_set_nice (int nice)
{
  setpriority (PRIO_PROCESS, 0, nice);
}
