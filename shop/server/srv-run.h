/* Running a server until a signal ends it. */
#pragma once
#include "srv-server.h"

/* Serves until SIGTERM or SIGINT. */
void srv_run (SrvServer *server);

/* SrvNote: into the log. */
void srv_run_note (gboolean bad, const char *text, gpointer data);
