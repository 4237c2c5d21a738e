#include "web-uuid.h"

/* RFC 9562, 5.8: version 8 is what its maker makes it. */
char *
web_uuid_of (const char *name)
{
  g_autofree char *seed = g_strconcat ("tallybox/", name, NULL);
  g_autofree char *hex = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);

  return g_strdup_printf ("%.8s-%.4s-8%.3s-8%.3s-%.12s", hex, hex + 8, hex + 12, hex + 15,
                          hex + 18);
}
