/* How often somebody may try a code or a PIN. Pure: the caller brings the time. */
#pragma once
#include <glib.h>

#define WEB_TRIES_PER_SOURCE 10   /* at once; then one every WEB_TRY_BACK_MS */
#define WEB_TRIES_TOTAL      60   /* the same for everybody together */
#define WEB_TRY_BACK_MS      6000 /* one try comes back to a source; ten times as fast in total */
#define WEB_SOURCES_MAX      1024 /* that are told apart */

typedef struct _WebThrottle WebThrottle;

WebThrottle *web_throttle_new (void);
void web_throttle_free (WebThrottle *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebThrottle, web_throttle_free)

/* Takes one try of `source` (an address as text) at `now_ms` (monotonic). FALSE: not now, and
 * `ret_wait_ms` says for how long. Only tries are counted here: whoever is signed in is never held
 * up by others' tries. */
gboolean web_throttle_take (WebThrottle *self, const char *source, gint64 now_ms,
                            gint64 *ret_wait_ms);

/* The try was good: it does not count. */
void web_throttle_give_back (WebThrottle *self, const char *source);
