/* Signing in and out, and one's own PIN. */
#include "web-paused.h"
#include "web-secret.h"
#include "web-server-private.h"

#include <string.h>

/* Whose PIN is being hashed. */
typedef struct {
  WebServer *server;
  WebPaused *paused;
  char *who; /* sign-in: the name; a new PIN: the member's id */
} Waiter;

static Waiter *
waiter_new (WebServer *self, WebRequest *request, const char *who)
{
  Waiter *waiter = g_new (Waiter, 1);

  *waiter = (Waiter){self, web_paused_new (self->soup, request), g_strdup (who)};
  return waiter;
}

/* Sends the answer. */
static void
waiter_end (Waiter *waiter)
{
  web_paused_end (waiter->paused);
  g_free (waiter->who);
  g_free (waiter);
}

/* FALSE, and the request is answered, when this source tried too often. */
static gboolean
take_try (WebServer *self, WebRequest *request)
{
  g_autofree char *text = NULL;
  gint64 wait_ms;

  if (web_throttle_take (self->throttle, request->source, g_get_monotonic_time () / 1000, &wait_ms))
    return TRUE;
  text = g_strdup_printf ("Too many tries. Wait %" G_GINT64_FORMAT " s.", (wait_ms + 999) / 1000);
  web_request_fail (request, WEB_STATUS_TOO_MANY_REQUESTS, text);
  return FALSE;
}

static void
let_in (WebServer *self, WebRequest *request, const WebMember *member, const char *token)
{
  web_throttle_give_back (self->throttle, request->source);
  web_request_set_cookie (request, token);
  web_request_reply (request, SOUP_STATUS_OK, web_member_to_json (member));
}

static void
sign_in_by_code (WebServer *self, WebRequest *request, const char *code, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  WebMember *member =
      web_access_join (self->access, code, name, web_request_get_header (request, "User-Agent"),
                       web_now (), &token, &error);

  if (member)
    let_in (self, request, member, token);
  else
    web_request_fail_with (request, error);
}

static void
sign_in (Waiter *waiter, WebRequest *request, const char *hash)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  WebMember *member = web_access_sign_in (waiter->server->access, waiter->who, hash,
                                          web_request_get_header (request, "User-Agent"),
                                          g_get_real_time () / 1000, &token, &error);

  if (member)
    let_in (waiter->server, request, member, token);
  else
    web_request_fail_with (request, error);
}

static void
on_pin_checked (const char *hash, const GError *error, gpointer data)
{
  Waiter *waiter = data;
  WebRequest *request = web_paused_get_request (waiter->paused);

  if (request && error)
    web_request_fail_with (request, error);
  else if (request)
    sign_in (waiter, request, hash);
  waiter_end (waiter);
}

/* No PIN is longer, so that nothing longer is hashed. */
static void
sign_in_by_pin (WebServer *self, WebRequest *request, const char *name, const char *pin)
{
  g_autofree char *start = g_strndup (pin, WEB_PIN_MAX + 1);

  web_hasher_check (self->hasher, request->source, start,
                    web_access_get_pin_hash (self->access, name), on_pin_checked,
                    waiter_new (self, request, name));
}

static void
post_session (WebServer *self, WebRequest *request)
{
  const char *code = web_request_get_string (request, "code");
  const char *name = web_request_get_string (request, "name");
  const char *pin = web_request_get_string (request, "pin");

  if (!code && (!name || !pin)) {
    web_request_fail (request, SOUP_STATUS_BAD_REQUEST, "Send a code, or a name and a PIN.");
    return;
  }
  if (!take_try (self, request))
    return;
  if (code)
    sign_in_by_code (self, request, code, name);
  else
    sign_in_by_pin (self, request, name, pin);
}

static void
delete_session (WebServer *self, WebRequest *request)
{
  if (request->session)
    web_access_end_session (self->access, request->session->id);
  web_request_set_cookie (request, NULL);
  web_request_reply (request, SOUP_STATUS_OK, json_pack ("{s:b}", "ok", 1));
}

static void
get_me (WebServer *self, WebRequest *request)
{
  web_request_reply (request, SOUP_STATUS_OK, web_member_to_json (request->member));
}

static void
set_pin (WebServer *self, WebRequest *request, const char *id, const char *hash)
{
  g_autoptr (GError) error = NULL;

  if (web_access_set_pin (self->access, id, hash, &error))
    web_request_reply (request, SOUP_STATUS_OK, json_pack ("{s:b}", "ok", 1));
  else
    web_request_fail_with (request, error);
}

static void
on_pin_hashed (const char *hash, const GError *error, gpointer data)
{
  Waiter *waiter = data;
  WebRequest *request = web_paused_get_request (waiter->paused);

  if (request && error)
    web_request_fail_with (request, error);
  else if (request)
    set_pin (waiter->server, request, waiter->who, hash);
  waiter_end (waiter);
}

static void
put_pin (WebServer *self, WebRequest *request)
{
  const char *pin = web_request_get_string (request, "pin");

  if (json_is_null (json_object_get (request->body, "pin")))
    set_pin (self, request, request->member->id, NULL);
  else if (!pin)
    web_request_fail (request, SOUP_STATUS_BAD_REQUEST,
                      "Send a PIN as a string, or null to take it away.");
  else if (!web_secret_is_pin (pin))
    web_request_fail (request, SOUP_STATUS_FORBIDDEN, "A PIN has 6 to 64 characters.");
  else
    web_hasher_make (self->hasher, request->source, pin, on_pin_hashed,
                     waiter_new (self, request, request->member->id));
}

const WebRoute web_session_routes[] = {
    {"POST", "/api/v1/session", 0, post_session,
     "Signs in with an invitation's code, or with a name and a PIN.",
     "{\"code\":\"K7QF2-9WXM4\",\"name\":\"Mia\"}"},
    {"DELETE", "/api/v1/session", 0, delete_session, "Signs out.", NULL},
    {"GET", "/api/v1/me", SHOW_ROLE_ALL, get_me, "Who you are here.", NULL},
    {"PUT", "/api/v1/me/pin", SHOW_ROLE_ALL, put_pin, "Sets your PIN; null takes it away.",
     "{\"pin\":\"274186\"}"},
    {NULL},
};
