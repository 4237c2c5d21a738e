/* The control room's server: pages, REST and websocket API over the show's command table. Main
 * thread. */
#pragma once
#include "web-options.h"
#include "web-types.h"

/* Opens the port. `state_dir`: where people, sessions and the own certificate are kept. `backend`
 * is copied; its data must outlive the server. Errors: WEB_ERROR. */
WebServer *web_server_new (const WebOptions *options, const char *state_dir,
                           const WebBackend *backend, GError **error);
void web_server_free (WebServer *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebServer, web_server_free)

/* There is a newer state: clients that listen are told soon. */
void web_server_state_changed (WebServer *self);

/* "https://192.0.2.7:8443": where this machine is reached best. Transfer full. */
char *web_server_make_address (WebServer *self);

gboolean web_server_has_people (const WebServer *self);

/* A code for somebody with all roles, good once, for WEB_PAIRING_MS; each call makes a new one.
 * Transfer full. WEB_ERROR_REFUSED when too many are open. */
char *web_server_make_code (WebServer *self, GError **error);
#define WEB_PAIRING_MS (15 * 60 * G_GINT64_CONSTANT (1000))
