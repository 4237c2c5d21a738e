/* The certificate that the control room shows. */
#pragma once
#include "web-options.h"

#include <gio/gio.h>

/* The one in `options`, or the rig's own in `state_dir`, which is made (for `names`, "localhost"
 * and the machine's addresses, ECDSA P-256, 10 years) if it is not there or has run out.
 * WEB_ERROR_FILE. */
GTlsCertificate *web_certificate_load (const WebOptions *options, const char *state_dir,
                                       char *const *names, GError **error);
