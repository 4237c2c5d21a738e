/* Inside of the server of obs-websocket, for web-obs*.c and its tests only. */
#pragma once
#include "web-listener.h"
#include "web-obs-call.h"
#include "web-obs.h"
#include "web-throttle.h"

#define WEB_OBS_SESSIONS_MAX 32
#define WEB_OBS_MESSAGE_MAX  (256 * 1024)       /* bytes from a client */
#define WEB_OBS_IDENTIFY_MS  10000              /* until a client has said who it is */
#define WEB_OBS_BURST        2000               /* requests at once … */
#define WEB_OBS_PER_S        200                /* … and on and on; those of batches count */
#define WEB_OBS_BATCH_MAX    1000               /* requests in a batch */
#define WEB_OBS_PICTURES_MAX (8 * 1024 * 1024)  /* bytes of pictures in one message to a client */
#define WEB_OBS_WORKS_MAX    16                 /* messages that wait for their answers */
#define WEB_OBS_UNREAD_MAX   (16 * 1024 * 1024) /* bytes sent between two signs of reading */
#define WEB_OBS_HURRY_S      1     /* the same for who was sent a quarter of that … */
#define WEB_OBS_PING_S       10    /* how often a client is asked for such a sign … */
#define WEB_OBS_SILENT_MS    30000 /* … and how long it may give none */
#define WEB_OBS_METERS_MS    50

/* Who has the password runs the show, as one does at OBS itself. */
#define WEB_OBS_ROLE SHOW_ROLE_CREATOR

/* All destinations together, or the recording. */
typedef enum {
  WEB_OBS_SINK_STOPPED = 1,
  WEB_OBS_SINK_STARTING,
  WEB_OBS_SINK_RECONNECTING,
  WEB_OBS_SINK_LIVE,
} WebObsSinkState;

typedef struct {
  WebObsSinkState state;
  gint64 since_us; /* monotonic: live, with breaks, since then; 0: not */
} WebObsSink;

struct _WebObs {
  WebBackend backend;
  char *record_dir;
  char *salt, *secret; /* secret NULL: no password */
  SoupServer *soup;
  WebListener *listener; /* NULL in tests: no port */
  WebThrottle *throttle;
  GPtrArray *sessions; /* WebObsSession */
  guint sweep, step;   /* sources: to remove sessions that are gone; to tell what changed */

  ShowState *state; /* what `json` is of; NULL: none yet */
  json_t *json;
  ShowState *told; /* what clients know; NULL: nobody listens */

  WebObsSink stream, recording;
  char *recorded; /* path of the newest file; NULL: there was none */
  int fade_ms;    /* last known length of the transition "Fade" */
  gint64 transition_from_us;
  int transition_ms;
  guint transition; /* source: it ends */

  guint meters; /* source */
  gint64 cpu_us, cpu_at_us;
};

const ShowSetup *web_obs_get_setup (WebObs *self);

/* The newest state's JSON without products; borrowed until the next change. */
json_t *web_obs_get_json (WebObs *self);

/* web-obs-events.c: `data` is taken; NULL: none. */
void web_obs_broadcast (WebObs *self, guint events, const char *type, json_t *data);
void web_obs_tell_changes (WebObs *self, ShowState *before, ShowState *after);

/* web-obs-sinks.c */
void web_obs_update_sinks (WebObs *self);
gint64 web_obs_sink_duration_ms (const WebObsSink *sink);
char *web_obs_timecode (gint64 ms); /* "00:01:02.345"; transfer full */

/* web-obs-meters.c: starts or stops them, as somebody listens or not. */
void web_obs_update_meters (WebObs *self);

/* The length of "Fade", now or when scenes fade again; told to clients when it is another. */
int web_obs_get_fade_ms (WebObs *self);
void web_obs_set_fade_ms (WebObs *self, int ms);
#define WEB_OBS_CUT  "Cut"
#define WEB_OBS_FADE "Fade"
gboolean web_obs_is_fading (WebObs *self); /* scenes crossfade as things stand */

/* inputVolumeMul and inputVolumeDb of a gain, a new reference. */
json_t *web_obs_make_volume (double gain_db);
#define WEB_OBS_SILENT_DB -100.0 /* what OBS calls silence */

#define WEB_OBS_VENDOR          "tallybox"
#define WEB_OBS_STOCK_EVENT_MAX 100 /* products in one event */

/* The file of the recording as clients are told; NULL: none. Transfer full. */
char *web_obs_record_path (WebObs *self);

/* One client: web-obs-session.c. */
struct _WebObsSession {
  WebObs *obs;
  SoupWebsocketConnection *socket;
  char *source;    /* its address */
  char *challenge; /* NULL: no password */
  gboolean is_msgpack, identified, gone;
  guint events; /* flags */
  guint deadline;
  guint64 incoming, outgoing; /* messages */
  gsize unread_bytes;
  gboolean hurried; /* it is asked for a sign of reading more often, until one comes */
  gint64 heard_us;  /* monotonic */
  double tokens;    /* requests it may make now */
  gint64 tokens_us;
  GPtrArray *works; /* WebObsWork that wait */
};

/* Takes over `socket` and says hello. */
WebObsSession *web_obs_session_new (WebObs *obs, SoupWebsocketConnection *socket,
                                    const char *source, gboolean is_msgpack);
void web_obs_session_free (WebObsSession *self);
void web_obs_session_close (WebObsSession *self, gushort code, const char *why);

/* A message in both encodings, each made when it is needed first. Takes `json`. */
typedef struct {
  json_t *json;
  char *text;
  GBytes *packed;
} WebObsMessage;
WebObsMessage web_obs_message (WebObsOp op, json_t *data);
void web_obs_message_clear (WebObsMessage *message);
void web_obs_session_send (WebObsSession *self, WebObsMessage *message);
/* So many bytes may be sent now, and the client will not be let go for them. */
gboolean web_obs_session_has_room (const WebObsSession *self, gsize bytes);
gboolean web_obs_session_still_reads (const WebObsSession *self); /* FALSE: it is to be let go */
void web_obs_session_tell (WebObsSession *self, WebObsOp op, json_t *data); /* takes `data` */

/* web-obs-identify.c: what Identify and Reidentify do; `data` is that of the message. */
void web_obs_session_identify (WebObsSession *self, json_t *data);
void web_obs_session_reidentify (WebObsSession *self, json_t *data);

/* A client has gone: it is removed soon, when nobody uses it. */
void web_obs_sweep_soon (WebObs *self);

/* web-obs-work.c: what one message asks, one request or a batch. Answers its session by itself;
 * `data` is that of the message and was checked. `refused`: too much at once, nothing is done. */
typedef struct _WebObsWork WebObsWork;
void web_obs_work_start (WebObs *obs, WebObsSession *session, json_t *data, gboolean is_batch,
                         gboolean refused);
void web_obs_work_abandon (WebObsWork *work); /* its session is gone */
