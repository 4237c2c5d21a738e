#include "srv-descriptors.h"

#include <sys/resource.h>

guint
srv_descriptors_raise (guint connections)
{
  rlim_t wanted = (connections > 0 ? connections : SRV_CONNECTIONS_ANY) + SRV_DESCRIPTORS_OWN;
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) < 0)
    return connections;
  if (limit.rlim_cur < wanted) {
    struct rlimit raised = {MIN (wanted, limit.rlim_max), limit.rlim_max};

    if (setrlimit (RLIMIT_NOFILE, &raised) == 0)
      limit = raised;
  }
  if (limit.rlim_cur >= wanted)
    return connections;
  return limit.rlim_cur > SRV_DESCRIPTORS_OWN ? (guint) (limit.rlim_cur - SRV_DESCRIPTORS_OWN) : 1;
}
