/* obs-websocket 5: the show as remotes made for OBS see it, over the same commands and state as the
 * control room's API. Main thread. */
#pragma once
#include "web-obs-options.h"
#include "web-types.h"

typedef struct _WebObs WebObs;

/* Opens the port. `backend` is copied; its data must outlive this. `record_dir`: where recordings
 * go. Errors: WEB_ERROR. */
WebObs *web_obs_new (const WebObsOptions *options, const char *record_dir,
                     const WebBackend *backend, GError **error);

/* NULL is fine. Says goodbye to clients, which takes up to WEB_OBS_GOODBYE_MS of the main context.
 */
void web_obs_free (WebObs *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebObs, web_obs_free)
#define WEB_OBS_GOODBYE_MS 200

/* There is a newer state. */
void web_obs_state_changed (WebObs *self);

guint16 web_obs_get_port (const WebObs *self);
