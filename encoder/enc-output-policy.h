/* What an output does next: states, retries, and when a silent connection counts as dead. Pure:
 * every function takes the time. Times are ms of one monotonic clock. */
#pragma once
#include "base-backoff.h"
#include "show-types.h"

/* Why a connection failed. */
typedef enum {
  ENC_FAULT_REFUSED = 1, /* nothing listens there */
  ENC_FAULT_NAME,        /* the server's name is not known */
  ENC_FAULT_NETWORK,     /* no way to the server */
  ENC_FAULT_SILENT,      /* no answer in time */
  ENC_FAULT_TRUST,       /* its certificate cannot be trusted */
  ENC_FAULT_NOT_TLS,     /* it does not speak rtmps */
  ENC_FAULT_BUSY,        /* this stream is being sent already */
  ENC_FAULT_HELD,        /* … by our own connection that broke, as the server has not noticed */
  ENC_FAULT_LOST,        /* the connection broke */
  ENC_FAULT_STALLED,     /* nothing got through any more */
  ENC_FAULT_APP_HANG_UP, /* the server closed when it heard the url's path */
  ENC_FAULT_KEY_HANG_UP, /* the server closed when it heard the key, or soon after */
  ENC_FAULT_APP_DENIED,  /* the server said no to the url's path */
  ENC_FAULT_KEY_DENIED,  /* the server said no to the key */
  ENC_FAULT_UNREADABLE,  /* the key, or what else a connection needs, cannot be read */
  ENC_FAULT_INTERNAL,    /* a part of this machine failed */
  ENC_FAULT_END,
} EncFault;

typedef enum {
  ENC_ACTION_KEEP = 1, /* nothing to do */
  ENC_ACTION_OPEN,     /* make a new connection */
  ENC_ACTION_DROP,     /* give the connection up at once */
  ENC_ACTION_GOODBYE,  /* end the connection politely */
} EncAction;

/* Many servers answer a wrong key by hanging up, which a server that restarts does too. So an
 * unspoken no counts only when it comes ENC_POLICY_HANG_UPS times in a row, and never once this
 * output has been live for ENC_POLICY_PROVEN_MS with the same key. A spoken no counts at once. */
#define ENC_POLICY_HANG_UPS  2
#define ENC_POLICY_PROVEN_MS 5000 /* also: live so long, the backoff starts anew */

typedef struct {
  ShowHealth health; /* idle connecting live retrying rejected stopped */
  EncFault fault;    /* the newest; 0 before any, once live and once stopped */
  BaseBackoff backoff;
  guint hang_ups;     /* in a row */
  gboolean proven;    /* was live for ENC_POLICY_PROVEN_MS, and was not rejected since */
  guint failures;     /* since the start */
  gint64 since_ms;    /* of `health` */
  gint64 deadline_ms; /* connecting: give up at; G_MAXINT64 while nothing is open */
  gint64 retry_at_ms; /* retrying, rejected */
} EncPolicy;

void enc_policy_init (EncPolicy *self, gint64 now_ms);

/* Each returns what the caller must do now. `unit`: a random number in [0, 1). A start of one that
 * is retrying makes its next try due. */
EncAction enc_policy_start (EncPolicy *self, gint64 now_ms);
EncAction enc_policy_stop (EncPolicy *self, gint64 now_ms);
/* The connection asked for is being made: from now on it has ENC_OUTPUT_CONNECT_MS. */
EncAction enc_policy_opened (EncPolicy *self, gint64 now_ms);
EncAction enc_policy_accepted (EncPolicy *self, gint64 now_ms); /* the server takes the stream */
EncAction enc_policy_failed (EncPolicy *self, gint64 now_ms, EncFault fault, double unit);
EncAction enc_policy_tick (EncPolicy *self, gint64 now_ms, double unit);

/* What a person reads, for output `name`; `detail` (may be NULL) is that of the newest fault.
 * Transfer full. */
char *enc_policy_describe (const EncPolicy *self, gint64 now_ms, const char *name,
                           const char *detail, double queued_ms);
char *enc_fault_describe (EncFault fault, const char *name); /* the same without what comes next */
#define ENC_POLICY_SLOW_MS 2000 /* so much picture waiting is worth a word */

/* One look at a connection. Bytes count since its start. */
typedef struct {
  guint64 acked_bytes;   /* the other machine has them */
  guint64 window_bytes;  /* how far it allows us to go: acked + its free space; 0 = not known */
  guint64 waiting_bytes; /* in this machine's kernel, sent or not, and not acknowledged */
  double queued_ms;      /* picture that waits before the kernel */
} EncSample;

typedef struct {
  gint64 moved_ms; /* acknowledged bytes rose, or nothing waited; 0 = no sample yet */
  gint64 read_ms;  /* the other program read what came */
  EncSample moved; /* sample of `moved_ms` */
  EncSample read;  /* sample of `read_ms` */
} EncStall;

#define ENC_STALL_QUEUED_MS 500 /* more than the jitter of a healthy queue */
#define ENC_STALL_TICK_MS   250 /* a look each */

/* A machine whose program has stopped goes on acknowledging until its buffer is full. The end of
 * the TCP window (acknowledged bytes + advertised window, RFC 9293, 3.8.6) tells: it moves on as
 * fast as the program reads. Measured with nginx stopped by SIGSTOP: it crept on by 7 to 35 % of
 * what was acknowledged, and buffers were 0.13 MB (0.8 Mbit/s) to 8 MB (6 Mbit/s). So "read less
 * than half of what came" is the sign, which a proxy in front of a slow line shows, too: alone it
 * must last ENC_STALL_UNREAD_MS; together with nothing acknowledged for ENC_STALL_FULL_MS (the
 * buffer is full) it need last only as long as any stall. */
#define ENC_STALL_UNREAD_MS 7500
#define ENC_STALL_FULL_MS   1500
/* More than the steps in which systems move the window. */
#define ENC_STALL_READ_BYTES (16 * 1024)

/* TRUE: the connection is dead. Nothing was acknowledged for ENC_OUTPUT_STALL_MS less a tick while
 * something waited, or the other program read nothing, as above. Zero-fill before the first call.
 */
gboolean enc_stall_step (EncStall *self, gint64 now_ms, const EncSample *sample);
