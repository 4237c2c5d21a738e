/* The error domain of the base room, and the one helper every room uses to say where an error is.
 */
#pragma once
#include <glib.h>

#define BASE_ERROR (base_error_quark ())
GQuark base_error_quark (void);

typedef enum {
  BASE_ERROR_IO = 1, /* a system call failed; the message has strerror's words */
  BASE_ERROR_LIMIT,  /* something grew past its named limit */
} BaseError;
