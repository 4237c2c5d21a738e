/* Names that stay the same over restarts. Any thread. */
#pragma once
#include <glib.h>

/* The UUID (36 characters) that always belongs to `name`. Transfer full. */
char *web_uuid_of (const char *name);
