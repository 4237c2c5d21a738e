/* GET /api/v1/events: the websocket on which the state is told as it changes. Main thread. */
#pragma once
#include "web-request.h"
#include "web-whole.h"

#define WEB_CLIENTS_MAX      64
#define WEB_EVENTS_STEP_MS   50    /* changes are told at most so often */
#define WEB_CLIENT_PING_S    10    /* how often a client is asked whether it still reads … */
#define WEB_CLIENT_SILENT_MS 30000 /* … and how long it may not answer before it is let go */
#define WEB_CLIENT_BYTES_MAX 4096  /* longest message from a client */
#define WEB_METERS_MS        50    /* between two of them, for those who asked */

WebEvents *web_events_new (const WebBackend *backend, WebWhole *whole); /* both borrowed */
void web_events_free (WebEvents *self); /* NULL is fine; closes all */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebEvents, web_events_free)

/* Who sends {"topics":["meters"]} gets, many times a second until it sends {"topics":[]},
 * {"t":"meters","programme":[PEAK,RMS],"microphones":[[PEAK,RMS],…]} as well: dBFS since the one
 * before, null for silence, in the order of the state, behind the gain and before the mute. */

/* Takes the client of a request whose member is known: sends {"t":"snapshot","state":{…}}, then
 * {"t":"change","base":…,"rev":…,…} as show_state_diff_json() makes it, whenever something changed.
 * FALSE: there are too many. */
gboolean web_events_add (WebEvents *self, SoupWebsocketConnection *socket,
                         const WebRequest *request);

/* Lets the clients of a session or member go. */
void web_events_drop (WebEvents *self, const char *id);

/* Soon, and once for all changes until then. */
void web_events_state_changed (WebEvents *self);
