/* Small pictures for those who look on. The answer waits for the mixer's next tick. */
#include "web-paused.h"
#include "web-server-private.h"

static void
on_picture (GBytes *jpeg, gpointer data)
{
  WebRequest *request = web_paused_get_request (data);

  if (request && jpeg)
    web_request_reply_bytes (request, "image/jpeg", jpeg);
  else if (request)
    web_request_fail (request, SOUP_STATUS_NOT_FOUND, "There is no picture of that.");
  web_paused_end (data);
}

static void
get_picture (WebServer *self, WebRequest *request)
{
  self->backend.picture (request->params[0], on_picture, web_paused_new (self->soup, request),
                         self->backend.data);
}

const WebRoute web_pictures_routes[] = {
    {"GET", "/api/v1/pictures/{input}", SHOW_ROLE_ALL, get_picture,
     "The newest picture of a camera or of the programme, as JPEG.", NULL},
    {NULL},
};
