/* The server on the network: HTTP and websockets on one port, over libwebsockets, all in one
 * thread. */
#pragma once
#include "srv-api.h"
#include "srv-channel.h"

typedef struct {
  const char *address;                        /* to listen at; NULL: all */
  guint port;                                 /* 0: one that the kernel chooses */
  const char *certificate, *key;              /* PEM files; NULL: no TLS */
  guint connections, connections_per_address; /* 0: any number */
  double requests_per_s;                      /* of one token; 0: any number */
} SrvServerSettings;

/* What is worth a line in the log. `text` says what happens next. */
typedef void (*SrvNote) (gboolean bad, const char *text, gpointer data);

typedef struct _SrvServer SrvServer;

/* Listens. `shop` and `sources` (GPtrArray of SrvSource) are borrowed. Errors: SRV_ERROR_START. */
SrvServer *srv_server_new (const SrvServerSettings *settings, SrvShop *shop, GPtrArray *sources,
                           SrvNote note, gpointer data, GError **error);
void srv_server_free (SrvServer *server); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvServer, srv_server_free)

guint srv_server_get_port (SrvServer *server);

/* A function that is called now and then from the loop; gives the ms until the next time. What it
 * did to the shop is flushed. For the demo. */
typedef guint (*SrvStepper) (SrvNow now, gpointer data);
void srv_server_set_stepper (SrvServer *server, SrvStepper step, gpointer data);

/* Serves until srv_server_stop(); then rigs are told to come again, for SRV_GOODBYE_MS at most. */
void srv_server_run (SrvServer *server);
/* From a signal handler, too. */
void srv_server_stop (SrvServer *server);

#define SRV_GOODBYE_MS     2000
#define SRV_REQUEST_MS     15000 /* for a request and its answer, together */
#define SRV_HEAD_S         10    /* for a request's head */
#define SRV_IDLE_S         60    /* a connection without a request */
#define SRV_HEAD_BYTES_MAX 8192
#define SRV_BODIES_MAX     (64 * 1024 * 1024) /* bytes of all requests that are on their way */
#define SRV_PROBE_S        5                  /* between two tries of a store that does not work */
#define SRV_PRUNE_MS       (600 * 1000)
