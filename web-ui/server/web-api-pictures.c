/* Small pictures for those who look on. The answer waits for the mixer's next tick. */
#include "web-paused.h"
#include "web-server-private.h"

static void
reply (WebRequest *request, GBytes *jpeg)
{
  if (!jpeg) {
    web_request_fail (request, SOUP_STATUS_NOT_FOUND, "There is no picture of that.");
    return;
  }
  soup_server_message_set_status (request->message, SOUP_STATUS_OK, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message),
                                "Content-Type", "image/jpeg");
  soup_message_body_append_bytes (soup_server_message_get_response_body (request->message), jpeg);
}

static void
on_picture (GBytes *jpeg, gpointer data)
{
  WebRequest *request = web_paused_get_request (data);

  if (request)
    reply (request, jpeg);
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
