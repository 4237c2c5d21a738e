/* The tech check: its board, its sounds and its signed reports. What it does is done by commands.
 */
#include "web-paused.h"
#include "web-server-private.h"

#include <string.h>

#define MAY_CHECK (SHOW_ROLE_TECH | SHOW_ROLE_CREATOR)

static void
get_check (WebServer *self, WebRequest *request)
{
  web_request_reply (request, SOUP_STATUS_OK,
                     self->backend.check->board (self->backend.check_data));
}

static void
get_reports (WebServer *self, WebRequest *request)
{
  web_request_reply (
      request, SOUP_STATUS_OK,
      json_pack ("{s:o}", "reports", self->backend.check->list_reports (self->backend.check_data)));
}

/* `paused` ends; 404 with `missing` when there are no bytes. */
static void
reply_bytes (WebPaused *paused, GBytes *bytes, const char *type, const char *missing)
{
  WebRequest *request = web_paused_get_request (paused);

  if (request && bytes)
    web_request_reply_bytes (request, type, bytes);
  else if (request)
    web_request_fail (request, SOUP_STATUS_NOT_FOUND, missing);
  web_paused_end (paused);
}

static void
on_sound (GBytes *bytes, const char *type, gpointer data)
{
  reply_bytes (data, bytes, type, "Nothing was recorded of that microphone.");
}

static void
get_sound (WebServer *self, WebRequest *request)
{
  self->backend.check->sound (request->params[0], on_sound, web_paused_new (self->soup, request),
                              self->backend.check_data);
}

/* A page with its own style and pictures, and nothing that runs. */
static void
loosen_policy (WebRequest *request)
{
  soup_message_headers_replace (
      soup_server_message_get_response_headers (request->message), "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action "
      "'none'; frame-ancestors 'none'; sandbox");
}

static void
on_report (GBytes *bytes, const char *type, gpointer data)
{
  WebRequest *request = web_paused_get_request (data);

  if (request && bytes && g_str_has_prefix (type, "text/html"))
    loosen_policy (request);
  reply_bytes (data, bytes, type, "There is no such report.");
}

/* "?lang=de" */
static const char *
language_of (const WebRequest *request)
{
  return g_strcmp0 (web_request_get_query (request, "lang"), "de") == 0 ? "de" : "en";
}

static void
give_report (WebServer *self, WebRequest *request, const char *id, gboolean page)
{
  self->backend.check->report (id, page, language_of (request), on_report,
                               web_paused_new (self->soup, request), self->backend.check_data);
}

static void
get_newest (WebServer *self, WebRequest *request)
{
  give_report (self, request, NULL, FALSE);
}

static void
get_newest_page (WebServer *self, WebRequest *request)
{
  give_report (self, request, NULL, TRUE);
}

/* "ID" or "ID.html" */
static void
get_report (WebServer *self, WebRequest *request)
{
  const char *ending = strrchr (request->params[0], '.');
  gboolean page = g_strcmp0 (ending, ".html") == 0;
  g_autofree char *id = page ? g_strndup (request->params[0], (gsize) (ending - request->params[0]))
                             : g_strdup (request->params[0]);

  give_report (self, request, id, page);
}

const WebRoute web_check_routes[] = {
    {"GET", "/api/v1/check", MAY_CHECK, get_check,
     "The tech check's board: what is go, and what to do where it is not.", NULL},
    {"GET", "/api/v1/check/sound/{microphone}", MAY_CHECK, get_sound,
     "The newest recording of a microphone, as WAV.", NULL},
    {"GET", "/api/v1/check/report", MAY_CHECK, get_newest, "The newest signed report.", NULL},
    {"GET", "/api/v1/check/report.html", MAY_CHECK, get_newest_page,
     "The newest signed report as one page; in German with ?lang=de.", NULL},
    {"GET", "/api/v1/check/reports", MAY_CHECK, get_reports, "All signed reports, newest first.",
     NULL},
    {"GET", "/api/v1/check/reports/{id}", MAY_CHECK, get_report,
     "A signed report; with .html behind its id as one page.", NULL},
    {NULL},
};
