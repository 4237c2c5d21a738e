/* Where this machine is reached. */
#pragma once
#include <gio/gio.h>

/* The address for somebody who reached this machine at `local`: that one; for an IPv6 address that
 * holds on one link only, which browsers do not send media to, another one of the same interface.
 * Text, transfer full; NULL when there is none. */
char *web_here_get_address (GSocketAddress *local);
