#include "web-paused.h"

/* The request itself lives as long as its message. */
struct _WebPaused {
  SoupServer *soup;
  SoupServerMessage *message;
  WebRequest *request;
  gboolean gone;
};

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

static void
on_gone (SoupServerMessage *message, gpointer data)
{
  ((WebPaused *) data)->gone = TRUE;
}

WebPaused *
web_paused_new (SoupServer *soup, WebRequest *request)
{
  WebPaused *self = g_new0 (WebPaused, 1);

  *self = (WebPaused){.soup = soup, .message = g_object_ref (request->message), .request = request};
  g_signal_connect (self->message, "finished", G_CALLBACK (on_gone), self);
  g_signal_connect (self->message, "disconnected", G_CALLBACK (on_gone), self);
  set_paused (soup, self->message, TRUE);
  return self;
}

WebRequest *
web_paused_get_request (WebPaused *self)
{
  return self->gone ? NULL : self->request;
}

void
web_paused_end (WebPaused *self)
{
  if (!self->gone)
    set_paused (self->soup, self->message, FALSE);
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_object_unref (self->message);
  g_free (self);
}
