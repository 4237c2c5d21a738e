/* The port: accepts connections, speaks TLS with those that begin so, and keeps slow and many ones
 * in bounds, which SoupServer does not. Main thread. */
#pragma once
#include "web-options.h"
#include "web-types.h"

#include <libsoup/soup.h>

#define WEB_CONNECTIONS_MAX        256
#define WEB_CONNECTIONS_PER_SOURCE 64
#define WEB_HEADERS_MS             10000 /* from connecting until a request's headers are there */
#define WEB_BODY_MS                30000 /* from there until it is read */
#define WEB_IDLE_MS                60000 /* between two requests */

/* One of them, for as long as it is open. */
typedef struct {
  WebListener *listener;
  GWeakRef stream;
  char *peer;   /* "192.0.2.7:50123" */
  char *source; /* "192.0.2.7": what tries and connections are counted by */
  gboolean is_loopback, is_tls;
  guint deadline; /* source */
} WebConnection;

/* Where to listen, and what people call it: "The control room", "web". */
typedef struct {
  int listen; /* WebListen */
  int port;   /* 0: any that is free */
  const char *what, *section;
} WebPlace;

/* Each connection is given to `soup`. `certificate` NULL: no TLS. WEB_ERROR_LISTEN. */
WebListener *web_listener_new (const WebPlace *place, GTlsCertificate *certificate,
                               SoupServer *soup, GError **error);
void web_listener_free (WebListener *self); /* NULL is fine; closes all connections */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebListener, web_listener_free)

guint16 web_listener_get_port (const WebListener *self);

/* The connection a message came by; NULL when it is closed already. Borrowed. */
WebConnection *web_listener_find (WebListener *self, SoupServerMessage *message);

/* It is closed unless this is said again in time; 0: it may stay for as long as it likes. */
void web_connection_set_deadline (WebConnection *connection, guint ms);
