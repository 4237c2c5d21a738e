/* The programme with sound over WHEP (draft-ietf-wish-whep): an offer in, an answer with all
 * candidates out, DELETE at the end. */
#include "web-here.h"
#include "web-paused.h"
#include "web-server-private.h"

#include <string.h>

#define WHEP "/api/v1/whep"

typedef struct {
  WebServer *server;
  WebPaused *paused;
} Viewer;

/* One that was given out. It may have ended by itself, of which nobody is told: when there are too
 * many the oldest one goes, and comes again if somebody still looked at it. */
typedef struct {
  char *id;
  WebOwner owner;
} Preview;

#define PREVIEWS_MAX 256

void
web_whep_preview_free (gpointer data)
{
  Preview *preview = data;

  web_owner_clear (&preview->owner);
  g_free (preview->id);
  g_free (preview);
}

static void
end (WebServer *self, GList *link)
{
  Preview *preview = link->data;

  g_queue_delete_link (&self->previews, link);
  self->backend.end_preview (preview->id, self->backend.data);
  web_whep_preview_free (preview);
}

void
web_whep_drop (WebServer *self, const char *id)
{
  for (GList *link = self->previews.head, *next; link; link = next) {
    next = link->next;
    if (web_owner_is (&((Preview *) link->data)->owner, id))
      end (self, link);
  }
}

static void
keep (WebServer *self, const WebRequest *request, const char *id)
{
  Preview *preview = g_new (Preview, 1);

  *preview = (Preview){g_strdup (id), web_owner_new (request)};
  g_queue_push_tail (&self->previews, preview);
  if (self->previews.length > PREVIEWS_MAX)
    end (self, self->previews.head);
}

static void
reply (WebRequest *request, const char *id, const char *answer)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  g_autofree char *location = g_strdup_printf (WHEP "/%s", id);

  soup_server_message_set_status (request->message, SOUP_STATUS_CREATED, NULL);
  soup_message_headers_replace (headers, "Location", location);
  soup_server_message_set_response (request->message, WEB_TYPE_SDP, SOUP_MEMORY_COPY, answer,
                                    strlen (answer));
}

/* Who has gone in the meantime will not come to look. */
static void
on_answer (const char *id, const char *answer, const GError *error, gpointer data)
{
  Viewer *viewer = data;
  WebServer *server = viewer->server;
  WebRequest *request = web_paused_get_request (viewer->paused);
  gboolean welcome = web_request_is_welcome (request, server->access);

  if (welcome && answer) {
    keep (server, request, id);
    reply (request, id, answer);
  } else if (welcome) {
    web_request_fail_with (request, error);
  } else if (answer) {
    server->backend.end_preview (id, server->backend.data);
  }
  web_paused_end (viewer->paused);
  g_free (viewer);
}

static void
post_whep (WebServer *self, WebRequest *request)
{
  g_autofree char *address =
      web_here_get_address (soup_server_message_get_local_address (request->message));
  Viewer *viewer;

  if (!request->text) {
    web_request_fail (request, SOUP_STATUS_BAD_REQUEST, "Send an offer as " WEB_TYPE_SDP ".");
    return;
  }
  if (!address) {
    web_request_fail (request, SOUP_STATUS_CONFLICT,
                      "The preview cannot be sent from this address. Open the control room by the "
                      "machine's IPv4 address.");
    return;
  }
  viewer = g_new (Viewer, 1);
  *viewer = (Viewer){self, web_paused_new (self->soup, request)};
  self->backend.preview (request->text, address, on_answer, viewer, self->backend.data);
}

static void
delete_whep (WebServer *self, WebRequest *request)
{
  for (GList *link = self->previews.head; link; link = link->next)
    if (g_str_equal (((Preview *) link->data)->id, request->params[0])) {
      end (self, link);
      break;
    }
  web_request_reply (request, SOUP_STATUS_OK, json_pack ("{s:b}", "ok", 1));
}

static void
options_whep (WebServer *self, WebRequest *request)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message),
                                "Accept-Post", WEB_TYPE_SDP);
  soup_server_message_set_status (request->message, SOUP_STATUS_NO_CONTENT, NULL);
}

const WebRoute web_whep_routes[] = {
    {"POST", WHEP, SHOW_ROLE_ALL, post_whep,
     "The programme with sound over WebRTC (WHEP): takes an SDP offer, answers with SDP.",
     WEB_TYPE_SDP},
    {"OPTIONS", WHEP, SHOW_ROLE_ALL, options_whep, "What WHEP takes here.", NULL},
    {"DELETE", WHEP "/{id}", SHOW_ROLE_ALL, delete_whep, "Ends a preview.", NULL},
    {NULL},
};
