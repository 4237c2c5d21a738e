/* Reads what an output's connections need (its key, its certificates) in a thread of its own: a
 * disk may be slow, or never answer again. */
#pragma once
#include "enc-pipe.h"

typedef struct _EncTargetRead EncTargetRead;

/* Media thread, once: `target` (may be taken: zero it) or `error`. */
typedef void (*EncTargetFunc) (EncTarget *target, const GError *error, gpointer data);

/* Media thread. `options` is copied. */
EncTargetRead *enc_target_read_new (const EncOutputOptions *options, BaseWorker *media,
                                    EncTargetFunc func, gpointer data);
/* Media thread, also in `func`. It is not called any more. Never waits; NULL is fine. */
void enc_target_read_free (EncTargetRead *self);
