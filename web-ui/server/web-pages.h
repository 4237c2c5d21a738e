/* The pages: files that are built into the program. Main thread. */
#pragma once
#include "web-request.h"

/* Makes the pages known; once, before the others. */
void web_pages_init (void);

/* The header Content-Security-Policy: everything comes from this machine, no page can be framed,
 * and the one script that stands in the page itself (its import map) is known by its hash. */
const char *web_pages_get_policy (void);

/* Answers with the page, script or picture of that path, or 404. */
void web_pages_answer (WebRequest *request, const char *path);
