/* One request of a client of obs-websocket, and its answer. Main thread. */
#pragma once
#include "web-obs-names.h"
#include "web-obs-protocol.h"
#include "web-types.h"

typedef struct _WebObs WebObs;
typedef struct _WebObsSession WebObsSession;
typedef struct _WebObsCall WebObsCall;

typedef void (*WebObsResumed) (WebObsCall *call, gpointer data);

struct _WebObsCall {
  WebObs *obs;
  WebObsSession *session;    /* NULL: it is gone */
  const json_t *data;        /* requestData; borrowed; NULL: none */
  WebObsExecution execution; /* batched only */
  gboolean batched;
  gsize *room; /* bytes of pictures that the message with the answer still has room for */

  /* The answer. */
  gboolean finished;
  WebObsStatus status;
  char *comment;
  json_t *answer; /* responseData, or NULL */

  /* While it takes time. */
  gboolean running;      /* inside of its handler */
  guint timer;           /* source */
  WebObsResumed resumed; /* called when it is finished later than its handler */
  gpointer resumed_data;
};

typedef void (*WebObsHandler) (WebObsCall *call);

typedef struct {
  const char *name;
  WebObsHandler handler;
} WebObsRequest;

/* Sorted by name; all that are understood here. Others are answered with "unknown request". */
const WebObsRequest *web_obs_request_table (guint *ret_n);

/* Does what `request` (an object with requestType and requestData) asks. TRUE: the answer is there;
 * FALSE: `resumed` will be called. */
gboolean web_obs_call_run (WebObsCall *call, const json_t *request);
void web_obs_call_free (WebObsCall *call); /* NULL is fine; stops its timer */

/* For handlers: each finishes its call exactly once, now or later, with one of these. */
void web_obs_call_succeed (WebObsCall *call, json_t *answer); /* taken; may be NULL */
void web_obs_call_fail (WebObsCall *call, WebObsStatus status, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* A command of the show's table, its words up to the first NULL; FALSE: the call has failed. */
gboolean web_obs_call_command_words (WebObsCall *call, const char *const *words);
#define web_obs_call_command(call, ...)                                                            \
  web_obs_call_command_words (call, (const char *const[]){__VA_ARGS__, NULL})

/* Fields of requestData. FALSE: it is not there or not good, and the call has failed. */
gboolean web_obs_call_has (const WebObsCall *call, const char *key); /* never fails the call */
gboolean web_obs_call_string (WebObsCall *call, const char *key, const char **ret_value);
gboolean web_obs_call_boolean (WebObsCall *call, const char *key, gboolean *ret_value);
gboolean web_obs_call_number (WebObsCall *call, const char *key, double min, double max,
                              double *ret_value);
gboolean web_obs_call_object (WebObsCall *call, const char *key, json_t **ret_value);

/* What a request is about, by its name or UUID. FALSE: the call has failed. */
gboolean web_obs_call_scene (WebObsCall *call, guint *ret_scene);
gboolean web_obs_call_source (WebObsCall *call, WebObsSource *ret_source);
gboolean web_obs_call_input (WebObsCall *call, WebObsSource *ret_source);
gboolean web_obs_call_microphone (WebObsCall *call, guint *ret_mic);
gboolean web_obs_call_item (WebObsCall *call, guint *ret_scene, WebObsItem *ret_item);

const ShowSetup *web_obs_call_setup (WebObsCall *call);

/* The state's JSON without products, and one entry of its lists; borrowed until the next change. */
json_t *web_obs_call_state (WebObsCall *call);
json_t *web_obs_call_state_of (WebObsCall *call, WebObsSource source);
