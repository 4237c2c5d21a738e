/* Small pictures for those who look on. The answer waits for the mixer's next tick. */
#include "web-server-private.h"

/* SoupServer's pause moved from the server to the message in libsoup 3.2. */
static void
set_paused (SoupServer *soup, SoupServerMessage *message, gboolean paused)
{
#if SOUP_CHECK_VERSION(3, 2, 0)
  if (paused)
    soup_server_message_pause (message);
  else
    soup_server_message_unpause (message);
#else
  if (paused)
    soup_server_pause_message (soup, message);
  else
    soup_server_unpause_message (soup, message);
#endif
}

/* A request that waits; the request itself lives as long as its message. */
typedef struct {
  SoupServer *soup;
  SoupServerMessage *message;
  WebRequest *request;
  gboolean finished;
} Wait;

static void
on_finished (SoupServerMessage *message, gpointer data)
{
  ((Wait *) data)->finished = TRUE;
}

static void
wait_free (Wait *wait)
{
  g_signal_handlers_disconnect_by_data (wait->message, wait);
  g_object_unref (wait->message);
  g_free (wait);
}

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
  Wait *wait = data;

  if (!wait->finished) {
    reply (wait->request, jpeg);
    set_paused (wait->soup, wait->message, FALSE);
  }
  wait_free (wait);
}

static void
get_picture (WebServer *self, WebRequest *request)
{
  Wait *wait = g_new0 (Wait, 1);

  *wait =
      (Wait){.soup = self->soup, .message = g_object_ref (request->message), .request = request};
  g_signal_connect (request->message, "finished", G_CALLBACK (on_finished), wait);
  g_signal_connect (request->message, "disconnected", G_CALLBACK (on_finished), wait);
  set_paused (self->soup, request->message, TRUE);
  self->backend.picture (request->params[0], on_picture, wait, self->backend.data);
}

const WebRoute web_pictures_routes[] = {
    {"GET", "/api/v1/pictures/{input}", SHOW_ROLE_ALL, get_picture,
     "The newest picture of a camera or of the programme, as JPEG.", NULL},
    {NULL},
};
