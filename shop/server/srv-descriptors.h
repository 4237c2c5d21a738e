/* How many connections the system lets this process have. */
#pragma once
#include <glib.h>

#define SRV_DESCRIPTORS_OWN 64    /* for the store, its journal and the library */
#define SRV_CONNECTIONS_ANY 65535 /* when any number may come: the library keeps a table */

/* Raises the process's limit (often 1024 at first) so that `connections` (0: any number) fit, as
 * far as the system allows. Gives how many do; 0: any number. */
guint srv_descriptors_raise (guint connections);
