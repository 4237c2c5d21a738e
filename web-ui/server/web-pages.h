/* The pages: files that are built into the program. Main thread. */
#pragma once
#include "web-request.h"

/* Answers with the page, script or picture of that path, or 404. */
void web_pages_answer (WebRequest *request, const char *path);
