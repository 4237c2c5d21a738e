/* Inside of the server, for srv-server*.c only. */
#pragma once
#include "srv-gate.h"
#include "srv-poll.h"
#include "srv-server.h"
#include <libwebsockets.h>

struct _SrvServer {
  struct lws_context *context;
  struct lws_vhost *vhost;
  volatile gboolean stop;
  gboolean leaving; /* no new rigs, the others are sent away */

  SrvShop *shop;
  GPtrArray *sources;
  SrvApi *api;
  SrvChannel *channel;
  SrvGate *gate;
  SrvPoll *poll;
  GPtrArray *waiting; /* SrvCaller whose answers wait for the flush */
  GPtrArray *rigs;    /* SrvRig */
  gsize bodies;       /* bytes of requests that are on their way */

  lws_sorted_usec_list_t tick; /* time-outs of the channel */
  lws_sorted_usec_list_t step; /* the stepper */
  SrvStepper stepper;
  gpointer stepper_data;
  gint64 pruned_ms, probed_ms; /* monotonic */
  gboolean broken;             /* the last flush failed */

  SrvNote note;
  gpointer note_data;
};

/* A connection that asks something over HTTP. */
typedef struct {
  SrvServer *server;
  struct lws *wsi;
  lws_sorted_usec_list_t deadline; /* of this request */
  SrvRequest *request;             /* NULL between requests */
  gsize body_max;
  SrvReply reply;
  gsize sent; /* bytes of the reply's body */
  gboolean head_sent;
  gboolean hang_up; /* after this reply */
} SrvCaller;

/* A connection of a rig. */
typedef struct {
  SrvServer *server;
  struct lws *wsi;
  SrvSession *session;
  GByteArray *message; /* what came of a message in several pieces; NULL: nothing */
  guint close_code;    /* 0: stays */
  char *close_reason;
} SrvRig;

SrvNow srv_server_now (void);

/* To whoever runs the server; `bad` when something is to be done. */
void srv_server_say (SrvServer *server, gboolean bad, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* srv-server-http.c and srv-server-rig.c: callbacks of libwebsockets. */
int srv_server_on_http (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                        size_t length);
int srv_server_on_rig (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                       size_t length);

/* The reply may leave now. */
void srv_server_release (SrvCaller *caller);
/* NULL, or the status that answers an upgrade which is not possible, and why. */
const char *srv_server_check_upgrade (SrvServer *server, struct lws *wsi, int *ret_status);
extern const SrvPeerFuncs srv_server_peer_funcs;

/* One header of the request, NULL when it is not there or too long. Transfer full. */
char *srv_server_get_header (struct lws *wsi, const char *name);
