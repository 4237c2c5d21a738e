/* A request of the web and its answer, whatever carries them. */
#pragma once
#include "srv-types.h"

#define SRV_BODY_MAX   (4 * 1024 * 1024) /* bytes: ten thousand products and a vendor's product */
#define SRV_HEADER_MAX 1024              /* bytes of one header's value */

typedef enum {
  SRV_GET = 1,
  SRV_POST,
  SRV_PUT,
  SRV_DELETE,
} SrvMethod;

/* "GET" … */
const char *srv_method_to_string (SrvMethod method);

/* Headers that anything here looks at, in small letters, NULL-terminated. */
extern const char *const srv_http_headers[];

typedef struct {
  SrvMethod method;
  char *path;          /* without %XX; owned, as is all */
  GHashTable *args;    /* of the query: name -> value */
  GHashTable *headers; /* of srv_http_headers: name -> value */
  GByteArray *body;
} SrvRequest;

SrvRequest *srv_request_new (SrvMethod method, const char *path);
void srv_request_free (SrvRequest *request); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvRequest, srv_request_free)
const char *srv_request_get_header (const SrvRequest *request, const char *name); /* or NULL */

typedef struct {
  int status;
  char *body;          /* JSON; owned; NULL: none */
  guint retry_after_s; /* 0: not told */
  gboolean waits;      /* may leave only after a flush that succeeded */
  char *fault;         /* of the store, for the log; owned; NULL: none */
} SrvReply;

/* {"error":{"code":…,"message":…}} with its status. What is wrong with the store, and where it is,
 * is no business of those outside: that is in `fault` only. */
void srv_reply_set_error (SrvReply *reply, const GError *error);
void srv_reply_clear (SrvReply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SrvReply, srv_reply_clear)
