/* Waiting for the next try of a source: a countdown with backoff, or until its device is there.
 * Media thread. */
#pragma once
#include "cap-backends.h"

typedef struct _CapWait CapWait;

/* `retry`: try now. `looked` (may be NULL): something was plugged in or out, but it is still away.
 */
typedef void (*CapWaitFunc) (gpointer data);

/* Any thread. `rest` stands behind the back end's prefix; both are borrowed, like the context. */
CapWait *cap_wait_new (const CapContext *context, const CapBackend *backend, const char *rest,
                       CapWaitFunc retry, CapWaitFunc looked, gpointer data);
void cap_wait_free (CapWait *self); /* NULL is fine; asserts that it does not wait */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapWait, cap_wait_free)

/* What is known to keep it from being opened: CAP_TROUBLE_MISSING when it is not there,
 * CAP_TROUBLE_NO_SIGNAL when a capture card gets nothing; 0: nothing is known. */
CapTrouble cap_wait_look (CapWait *self);

/* Until nothing is known any more: looked for at every hot-plug event, and every CAP_PRESENT_MS. */
void cap_wait_until_present (CapWait *self);

/* For some time, which is returned in ms; or until it comes back after having been away. */
guint cap_wait_for_next_try (CapWait *self, gboolean rejected);

/* As if no try had failed yet: the next wait is short again. */
void cap_wait_reset (CapWait *self);
void cap_wait_stop (CapWait *self);
gboolean cap_wait_is_waiting (CapWait *self);

/* How often a device that is away is looked for when the system does not tell that it came. */
#define CAP_PRESENT_MS 1000
/* What a person must mend is tried less often. */
#define CAP_REJECTED_MS 30000
