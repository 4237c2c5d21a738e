/* How long the machine itself stands still: bench-pause SECONDS. A thread at the highest priority
 * that is allowed sleeps 5 ms at a time, and tells, as JSON, every sleep that took a programme
 * frame (1/30 s) or longer. What it does not get to run in, nothing else runs in either: a host
 * that takes the processors away, a kernel that holds them. */
#include <base-priority.h>
#include <stdio.h>
#include <stdlib.h>

#define NAP_US   5000
#define PAUSE_US 33333

int
main (int argc, char **argv)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 end_us = now_us + (argc == 2 ? atoi (argv[1]) : 1) * G_USEC_PER_SEC;
  gboolean realtime = base_priority_set_realtime (TRUE);
  const char *comma = "";

  printf ("{\"realtime\": %s, \"pauses_ms\": [", realtime ? "true" : "false");
  while (now_us < end_us) {
    gint64 before_us = now_us;

    g_usleep (NAP_US);
    now_us = g_get_monotonic_time ();
    if (now_us - before_us < PAUSE_US)
      continue;
    printf ("%s%.1f", comma, (double) (now_us - before_us) / 1000);
    comma = ", ";
  }
  printf ("]}\n");
  return 0;
}
