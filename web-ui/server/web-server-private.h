/* Inside of the server, for web-*.c only. */
#pragma once
#include "web-download.h"
#include "web-events.h"
#include "web-hasher.h"
#include "web-request.h"
#include "web-server.h"
#include "web-throttle.h"
#include "web-whole.h"

struct _WebServer {
  WebBackend backend;
  SoupServer *soup;
  WebListener *listener;
  WebAccess *access;
  WebThrottle *throttle;
  WebHasher *hasher;
  WebWhole *whole;
  WebEvents *events;
  WebDownloads *downloads;
  GQueue previews; /* web-api-whep.c's: of whom they are; the oldest first */
  gboolean on_lan;
  char **names; /* the machine's, for the header Host */
};

/* The API's routes, one table a file; each ends with method = NULL. */
extern const WebRoute web_show_routes[];     /* web-api-show.c */
extern const WebRoute web_events_routes[];   /* web-api-events.c */
extern const WebRoute web_pictures_routes[]; /* web-api-pictures.c */
extern const WebRoute web_cards_routes[];    /* web-api-cards.c */
extern const WebRoute web_check_routes[];    /* web-api-check.c */
extern const WebRoute web_session_routes[];  /* web-api-session.c */
extern const WebRoute web_people_routes[];   /* web-api-people.c */
extern const WebRoute web_archive_routes[];  /* web-api-archive.c */
extern const WebRoute web_settings_routes[]; /* web-api-settings.c */
extern const WebRoute web_meta_routes[];     /* web-api-meta.c */
extern const WebRoute web_whep_routes[];     /* web-api-whep.c */

/* All of them, in the order in which they are looked through; ends with NULL. */
extern const WebRoute *const web_route_tables[];

/* web-api-whep.c: ends the previews of a session or member. */
void web_whep_drop (WebServer *self, const char *id);
void web_whep_preview_free (gpointer preview);

#define WEB_ID_MAX 64 /* bytes of a client's name for a command */
