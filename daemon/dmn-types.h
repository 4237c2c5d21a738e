/* Errors and exit codes of the daemon room. */
#pragma once
#include <glib.h>

#define DMN_ERROR (dmn_error_quark ())
GQuark dmn_error_quark (void);
typedef enum {
  DMN_ERROR_USAGE = 1,   /* the command line is not understood */
  DMN_ERROR_UNAVAILABLE, /* nobody answers, or something is missing */
  DMN_ERROR_FAILED,
} DmnError;

/* The process's exit status for an error, after sysexits.h: scripts and systemd tell a mistake in
 * the config (78), which a restart cannot mend, from a failure (1), which it may. */
int dmn_exit_code (const GError *error);
