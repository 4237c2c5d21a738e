/* What the files of the shop server share: its error domain and the plain types of a drop. Every
 * enum starts at 1: 0 is invalid. */
#pragma once
#include "show-stock.h"

#define SRV_ERROR (srv_error_quark ())
GQuark srv_error_quark (void);
typedef enum {
  SRV_ERROR_INVALID = 1,  /* the request is not good; the message says what to write */
  SRV_ERROR_UNAUTHORIZED, /* no token, or one that is not known */
  SRV_ERROR_FORBIDDEN,    /* the token may not */
  SRV_ERROR_NOT_FOUND,    /* no such drop, product, source or address */
  SRV_ERROR_METHOD,       /* the address is there, the method is not */
  SRV_ERROR_SOLD_OUT,     /* not that many left, in the cap, at the place or in the quota */
  SRV_ERROR_CLOSED,       /* nothing is sold now: not started, paused, ended */
  SRV_ERROR_KEY_REUSED,   /* the idempotency key was used for another request */
  SRV_ERROR_TOO_LARGE,
  SRV_ERROR_RATE,
  SRV_ERROR_STORE,   /* the store does not work; nothing was done */
  SRV_ERROR_DAMAGED, /* what is in the store is not what was written */
  SRV_ERROR_START,   /* the server cannot start: port, certificate, file; with a remedy */
  SRV_ERROR_USAGE,   /* the command line is wrong */
  SRV_ERROR_REMOTE,  /* a vendor's server does not answer as it should */
} SrvError;

/* The word that clients of the REST API see, and its HTTP status; SRV_ERROR_INVALID's for every
 * error of another domain. */
const char *srv_error_to_word (const GError *error);
int srv_error_to_status (const GError *error);

/* Sets the error and gives FALSE. */
gboolean srv_refuse (GError **error, SrvError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

#define SRV_DROP_NAME_MAX 64      /* bytes: [A-Za-z0-9._:-]+, as in the protocol */
#define SRV_DROPS_MAX     64      /* that have not ended */
#define SRV_PIECES_MAX    1000000 /* in one sale, restock or correction */
#define SRV_ID_MAX        128     /* bytes of an idempotency key, an event's or item's id */

typedef enum {
  SRV_DROP_UPCOMING = 1, /* only tiers with an open window may buy */
  SRV_DROP_LIVE,
  SRV_DROP_PAUSED,
  SRV_DROP_ENDED,
} SrvDropState;

/* "upcoming" "live" "paused" "ended". */
const char *srv_drop_state_to_string (SrvDropState state);
/* 0 for a word that is none of them. */
SrvDropState srv_drop_state_from_string (const char *text);

typedef struct {
  char name[SRV_DROP_NAME_MAX + 1];
  char *title; /* owned; may be NULL */
  SrvDropState state;
} SrvDrop;

SrvDrop *srv_drop_new (const char *name, const char *title, SrvDropState state);
void srv_drop_free (SrvDrop *drop); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvDrop, srv_drop_free)

/* 1..SRV_DROP_NAME_MAX bytes of [A-Za-z0-9._:-]. Errors: SRV_ERROR_INVALID. */
gboolean srv_drop_name_check (const char *name, GError **error);

typedef struct _SrvStore SrvStore;
typedef struct _SrvShop SrvShop;
