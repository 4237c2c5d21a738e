/* A request whose answer comes later. Main thread. */
#pragma once
#include "web-request.h"

typedef struct _WebPaused WebPaused;

/* Holds the answer back until web_paused_end(). */
WebPaused *web_paused_new (SoupServer *soup, WebRequest *request);
/* The request, to be answered before the end; NULL: who asked is gone. */
WebRequest *web_paused_get_request (WebPaused *self);
void web_paused_end (WebPaused *self); /* sends the answer and frees */
