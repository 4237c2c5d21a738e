/* PINs are hashed in a thread of their own, one at a time and behind all other work: whoever tries
 * PINs holds up nobody but who else signs in just then. Main thread. */
#pragma once
#include "web-types.h"

#define WEB_HASHES_MAX        16 /* that wait, or are being made */
#define WEB_HASHES_PER_SOURCE 4

typedef struct _WebHasher WebHasher;

/* `hash`: the PIN's; NULL: it is not the one, or (with `error`) nobody knows. Once. */
typedef void (*WebHasherFunc) (const char *hash, const GError *error, gpointer data);

WebHasher *web_hasher_new (void);
/* Ends what waits with an error; returns as soon as the hash that is being made is done, some 50
 * ms. NULL is fine. */
void web_hasher_free (WebHasher *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebHasher, web_hasher_free)

/* Whether `pin` is the one of `hash`, see web_secret_check_pin(). `source` is the address of who
 * asks. WEB_ERROR_BUSY, at once, when too many wait. */
void web_hasher_check (WebHasher *self, const char *source, const char *pin, const char *hash,
                       WebHasherFunc func, gpointer data);
/* As web_secret_hash_pin(). WEB_ERROR_BUSY, WEB_ERROR_REFUSED: it cannot be hashed. */
void web_hasher_make (WebHasher *self, const char *source, const char *pin, WebHasherFunc func,
                      gpointer data);
