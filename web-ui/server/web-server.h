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

/* A code for the first person, while there is none; NULL when somebody is here already. Each call
 * makes a new one. Transfer full. */
char *web_server_make_pairing_code (WebServer *self);
