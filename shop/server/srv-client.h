/* Requests to vendors' servers, over libwebsockets and its loop. One thread. */
#pragma once
#include "srv-poll.h"
#include <libwebsockets.h>

/* Name of the protocol, which must be one of the context's. No peer can ask for it: it has a blank
 * in it. */
#define SRV_CLIENT_PROTOCOL "vendor api"

/* The callback of that protocol. */
int srv_client_on_event (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                         size_t length);

typedef void (*SrvClientDone) (gpointer token, const SrvAnswered *answer, gpointer data);

/* Sends `ask` to `url`; `done` is called once, later. */
void srv_client_send (struct lws_context *context, struct lws_vhost *vhost, const char *url,
                      const SrvAsk *ask, SrvClientDone done, gpointer token, gpointer data);
