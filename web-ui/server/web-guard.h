/* Is a request for this machine, and from one of its own pages? Pure. SoupServer leaves both to us
 * (its documentation: not for untrusted networks). */
#pragma once
#include <glib.h>

#define WEB_TYPE_SDP "application/sdp"

typedef struct {
  const char *const *hosts; /* every value of the header Host */
  const char *absolute;     /* host of an absolute request target, or NULL */
  const char *origin;       /* header Origin, or NULL */
  const char *method;
  const char *content_type; /* or NULL */
  gboolean has_body;
  gboolean by_cookie; /* the session came by cookie, which browsers send by themselves */
  gboolean is_websocket;
} WebGuardFacts;

/* FALSE and why: the request is refused with 400 (Host) or 403 (Origin), `ret_status`. `names` are
 * those of the machine beside "localhost" and addresses, NULL-terminated: DNS rebinding brings a
 * foreign name here, never an address (so every address literal is good). */
gboolean web_guard_check (const WebGuardFacts *facts, const char *const *names, int *ret_status,
                          const char **ret_why);

/* The host of "host", "host:80", "[::1]:80"; NULL when it is none. Transfer full. */
char *web_guard_host (const char *authority);
