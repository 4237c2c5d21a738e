/* How cards look: those of the show as they are now, and those of settings that are being made. */
#include "web-paused.h"
#include "web-server-private.h"

#include <string.h>

/* A strong validator (RFC 9110, 8.8.3): equal pictures have the same. Transfer full. */
static char *
make_tag (GBytes *png)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, png);

  return g_strdup_printf ("\"%.16s\"", digest);
}

static void
reply_png (WebRequest *request, GBytes *png)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  g_autofree char *tag = make_tag (png);
  const char *known = web_request_get_header (request, "If-None-Match");

  soup_message_headers_replace (headers, "ETag", tag);
  soup_message_headers_replace (headers, "Cache-Control", "private, no-cache");
  if (known && strstr (known, tag)) {
    soup_server_message_set_status (request->message, SOUP_STATUS_NOT_MODIFIED, NULL);
    return;
  }
  web_request_reply_bytes (request, "image/png", png);
}

/* What the overlay cannot draw is a conflict, as is what the show refuses. */
static void
on_card (GBytes *png, const GError *error, gpointer data)
{
  WebRequest *request = web_paused_get_request (data);

  if (request && png)
    reply_png (request, png);
  else if (request && error->domain == WEB_ERROR)
    web_request_fail_with (request, error);
  else if (request)
    web_request_fail (request, SOUP_STATUS_CONFLICT, error->message);
  web_paused_end (data);
}

static void
get_card (WebServer *self, WebRequest *request)
{
  self->backend.card (request->params[0], on_card, web_paused_new (self->soup, request),
                      self->backend.data);
}

static void
post_draft (WebServer *self, WebRequest *request)
{
  self->backend.draft (request->body, on_card, web_paused_new (self->soup, request),
                       self->backend.data);
}

const WebRoute web_cards_routes[] = {
    {"GET", "/api/v1/cards/{card}/picture", SHOW_ROLE_ALL, get_card,
     "How a card would look on the programme now, whether it is shown or not, as PNG. Its state's "
     "field picture changes when it looks different.",
     NULL},
    {"POST", "/api/v1/settings/picture", SHOW_ROLE_TECH, post_draft,
     "How changes of cards, their look and safe areas would look; nothing is saved. A card, an "
     "example in that look, or without both all cards in their places, as PNG.",
     "{\"changes\":[{\"section\":\"overlay\",\"name\":null,\"key\":\"theme\",\"value\":\"paper\"}]"
     ",\"card\":\"mug\",\"sample\":\"product\"}"},
    {NULL},
};
