/* Who may come in: connections in all and from one address, and wrong tokens. Pure, one thread. */
#pragma once
#include "base-bucket.h"

#define SRV_REFUSALS_PER_S 10   /* wrong tokens and signatures from one address */
#define SRV_REFUSERS_MAX   1024 /* addresses that are told apart there */

typedef struct _SrvGate SrvGate;

/* 0: any number. */
SrvGate *srv_gate_new (guint max, guint max_per_address);
void srv_gate_free (SrvGate *gate); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvGate, srv_gate_free)

/* FALSE: this connection is one too many. */
gboolean srv_gate_may_enter (const SrvGate *gate, const char *address);
/* `who` is any pointer that is this connection's as long as it is open. */
void srv_gate_enter (SrvGate *gate, gconstpointer who, const char *address);
/* Nothing happens for one that did not enter. */
void srv_gate_leave (SrvGate *gate, gconstpointer who);
/* "unknown" for one that did not enter. Borrowed. */
const char *srv_gate_get_address (const SrvGate *gate, gconstpointer who);
guint srv_gate_count (const SrvGate *gate);

/* A request was refused for its token or signature. FALSE: that were too many from this address. */
gboolean srv_gate_refused (SrvGate *gate, gconstpointer who, gint64 mono_ms);
