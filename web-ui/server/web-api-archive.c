/* What is kept of shows: recordings and the journal. */
#include "web-server-private.h"

#include "show-time.h"
#include "web-paused.h"
#include <string.h>
#include <unistd.h>

#define MAY_WATCH (SHOW_ROLE_CREATOR | SHOW_ROLE_TECH)
#define MAY_READ  (SHOW_ROLE_CREATOR | SHOW_ROLE_TECH | SHOW_ROLE_PRODUCER)

/* A request that waits for the disk. */
typedef struct {
  WebServer *server;
  WebPaused *paused;
  char *name; /* what the file is saved as */
  const char *type;
} Ask;

static Ask *
ask_new (WebServer *self, WebRequest *request, const char *name, const char *type)
{
  Ask *ask = g_new0 (Ask, 1);

  *ask = (Ask){.server = self,
               .paused = web_paused_new (self->soup, request),
               .name = g_strdup (name),
               .type = type};
  return ask;
}

/* Sends the answer. */
static void
ask_end (Ask *ask)
{
  web_paused_end (ask->paused);
  g_free (ask->name);
  g_free (ask);
}

static void
on_list (json_t *list, const GError *error, gpointer data)
{
  Ask *ask = data;
  WebRequest *request = web_paused_get_request (ask->paused);

  if (request && list)
    web_request_reply (request, SOUP_STATUS_OK, json_pack ("{s:O}", "recordings", list));
  else if (request)
    web_request_fail_with (request, error);
  ask_end (ask);
}

static void
get_recordings (WebServer *self, WebRequest *request)
{
  self->backend.recordings (on_list, ask_new (self, request, NULL, NULL), self->backend.data);
}

static void
on_file (int fd, const GError *error, gpointer data)
{
  Ask *ask = data;
  WebRequest *request = web_paused_get_request (ask->paused);

  if (fd >= 0 && web_request_is_welcome (request, ask->server->access))
    web_downloads_send (ask->server->downloads, request, g_steal_fd (&fd), ask->name, ask->type);
  else if (request && fd < 0)
    web_request_fail_with (request, error);
  if (fd >= 0)
    close (fd);
  ask_end (ask);
}

static void
get_recording (WebServer *self, WebRequest *request)
{
  const char *name = request->params[0];

  if (web_downloads_have_place (self->downloads, request))
    self->backend.recording (name, on_file, ask_new (self, request, name, "video/mp4"),
                             self->backend.data);
}

static gboolean
read_time (WebRequest *request, const char *key, gint64 *ret_ms)
{
  const char *text = web_request_get_query (request, key);
  g_autofree char *what = g_strdup_printf ("\"%s\"", key);
  g_autoptr (GError) error = NULL;

  *ret_ms = 0;
  if (!text || show_time_parse (text, 0, what, ret_ms, &error))
    return TRUE;
  web_request_fail_with (request, error);
  return FALSE;
}

static void
get_journal (WebServer *self, WebRequest *request)
{
  const char *format = web_request_get_query (request, "format");
  WebJournalQuery query = {.card = web_request_get_query (request, "card"),
                           .as_csv = g_strcmp0 (format, "csv") == 0};

  if (format && !query.as_csv && !g_str_equal (format, "json")) {
    web_request_fail (request, SOUP_STATUS_BAD_REQUEST, "The format is json or csv.");
    return;
  }
  if (read_time (request, "since", &query.since_ms) &&
      read_time (request, "until", &query.until_ms) &&
      web_downloads_have_place (self->downloads, request))
    self->backend.journal (
        &query, on_file,
        ask_new (self, request, query.as_csv ? "journal.csv" : "journal.jsonl",
                 query.as_csv ? "text/csv; charset=utf-8" : "application/x-ndjson"),
        self->backend.data);
}

const WebRoute web_archive_routes[] = {
    {"GET", "/api/v1/recordings", MAY_WATCH, get_recordings,
     "The recordings, newest first: name, bytes, when it began, length, still being written.",
     NULL},
    {"GET", "/api/v1/recordings/{name}", MAY_WATCH, get_recording,
     "A recording's file; ranges of it may be asked for.", NULL},
    {"GET", "/api/v1/journal", MAY_READ, get_journal,
     "What was on the picture, and when: a JSON object a line, or format=csv. since and until are "
     "times such as 2027-03-15T19:00:00Z, card is a card's name.",
     NULL},
    {NULL},
};
