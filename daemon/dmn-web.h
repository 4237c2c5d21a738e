/* The control room on this rig. Main thread. */
#pragma once
#include "dmn-show.h"
#include "web-server.h"

/* Opens it as [web] says and tells where it is; `show` must outlive it. NULL without an error: the
 * config turns it off. The show goes on without it, so the caller logs the error and no more. */
WebServer *dmn_web_new (DmnConfig *config, DmnShow *show, const char *state_dir, GError **error);
