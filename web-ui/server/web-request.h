/* One request on its way through the control room. Main thread. */
#pragma once
#include "web-access.h"
#include "web-guard.h"
#include "web-listener.h"

#define WEB_BODY_MAX   (64 * 1024) /* bytes */
#define WEB_PARAMS_MAX 2

/* That SoupStatus does not have: RFC 6585, 4 and RFC 9110, 15.5.22. */
#define WEB_STATUS_TOO_MANY_REQUESTS 429
#define WEB_STATUS_UPGRADE_REQUIRED  426

typedef void (*WebHandler) (WebServer *server, WebRequest *request);

typedef struct {
  const char *method;
  const char *path; /* "/api/v1/people/{id}" */
  guint roles;      /* ShowRole flags of who may; 0: everybody, signed in or not */
  WebHandler handler;
  const char *summary; /* one sentence */
  const char *body;    /* the JSON that it takes, as an example; NULL: none; WEB_TYPE_SDP: that */
} WebRoute;

gboolean web_route_takes_sdp (const WebRoute *route);

struct _WebRequest {
  SoupServerMessage *message; /* borrowed */
  const WebRoute *route;
  char *params[WEB_PARAMS_MAX]; /* what stood for {id}, decoded */
  WebMember *member;            /* borrowed, see web_request_identify(); NULL: not signed in */
  WebSession *session;          /* likewise; NULL: a device, or not signed in */
  gboolean by_cookie, is_tls, is_loopback;
  char *source;      /* the peer's address */
  json_t *body;      /* an object, or NULL */
  GHashTable *query; /* what stands behind the "?"; borrowed, while the handler runs; or NULL */
  char *text;        /* what came, when the route takes SDP; or NULL */
};

/* Borrowed from `message`, with which it goes. */
WebRequest *web_request_new (SoupServerMessage *message, const WebConnection *connection);
/* TRUE: its body has a length below zero, of which libsoup would go on to read; so the line was
 * taken away from libsoup and dropped, and `message` with it. */
gboolean web_request_drop_unreadable (SoupServerMessage *message);
/* The one that was made for `message`; borrowed. NULL: none was. */
WebRequest *web_request_of (SoupServerMessage *message);

/* Finds who asks, by cookie or bearer token. Whoever they are may be gone when the main loop has
 * run: what it found is good until then, and is found again after. */
void web_request_identify (WebRequest *request, WebAccess *access);

/* Whose something is that stays open after the answer: it ends with their session, or with them. */
typedef struct {
  char *member, *session; /* ids; the session of a device is NULL */
} WebOwner;

/* Of a request whose member is known. */
WebOwner web_owner_new (const WebRequest *request);
void web_owner_clear (WebOwner *owner);
/* Whether `id` is the session or the member. */
gboolean web_owner_is (const WebOwner *owner, const char *id);

/* When the answer has taken a while: finds who asks once more. FALSE: they have gone (`request` is
 * NULL) or are out, which is answered. */
gboolean web_request_is_welcome (WebRequest *request, WebAccess *access);

/* A header's only value; NULL when it is not there or there twice. */
const char *web_request_get_header (const WebRequest *request, const char *name);

/* The answer. `json` is taken. */
void web_request_reply (WebRequest *request, guint status, json_t *json);
/* The answer 200 with bytes of a type; `bytes` is borrowed. */
void web_request_reply_bytes (WebRequest *request, const char *type, GBytes *bytes);
/* {"ok":false,"error":"…"} */
void web_request_fail (WebRequest *request, guint status, const char *text);
void web_request_fail_with (WebRequest *request, const GError *error);

/* A person or device as the API tells of them, without secrets. */
json_t *web_member_to_json (const WebMember *member);

/* A string of the body, or NULL. Borrowed. */
const char *web_request_get_string (const WebRequest *request, const char *key);

/* What "?key=…" says, or NULL. Borrowed, while the handler runs. */
const char *web_request_get_query (const WebRequest *request, const char *key);

#define WEB_COOKIE "tallybox"
/* `token` NULL: the cookie is taken away. */
void web_request_set_cookie (WebRequest *request, const char *token);
