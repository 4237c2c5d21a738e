/* Who may come in: signing in and out, people, devices, sessions. */
#include "web-server-private.h"

#define MAY_INVITE (SHOW_ROLE_CREATOR | SHOW_ROLE_TECH)

static json_t *
member_to_json (const WebMember *member)
{
  return json_pack ("{s:s, s:s, s:s, s:o, s:b, s:I, s:I}", "id", member->id, "name", member->name,
                    "kind", member->kind == WEB_DEVICE ? "device" : "person", "roles",
                    web_roles_to_json (member->roles), "has_pin",
                    member->kind == WEB_PERSON && member->secret, "added_ms",
                    (json_int_t) member->added_ms, "seen_ms", (json_int_t) member->seen_ms);
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
post_session (WebServer *self, WebRequest *request)
{
  const char *code = web_request_get_string (request, "code");
  const char *name = web_request_get_string (request, "name");
  const char *pin = web_request_get_string (request, "pin");
  const char *agent = web_request_get_header (request, "User-Agent");
  gint64 now_ms = g_get_real_time () / 1000;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  WebMember *member;

  if (!code && (!name || !pin)) {
    web_request_fail (request, SOUP_STATUS_BAD_REQUEST, "Send a code, or a name and a PIN.");
    return;
  }
  if (!take_try (self, request))
    return;
  member = code ? web_access_join (self->access, code, name, agent, now_ms, &token, &error)
                : web_access_sign_in (self->access, name, pin, agent, now_ms, &token, &error);
  if (!member) {
    web_request_fail_with (request, error);
    return;
  }
  web_throttle_give_back (self->throttle, request->source);
  web_request_set_cookie (request, token);
  web_request_reply (request, SOUP_STATUS_OK, member_to_json (member));
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
  web_request_reply (request, SOUP_STATUS_OK, member_to_json (request->member));
}

static void
get_people (WebServer *self, WebRequest *request)
{
  const GPtrArray *members = web_access_get_members (self->access);
  json_t *list = json_array ();

  for (guint i = 0; i < members->len; i++)
    json_array_append_new (list, member_to_json (members->pdata[i]));
  web_request_reply (request, SOUP_STATUS_OK, json_pack ("{s:o}", "people", list));
}

/* Nobody gives a role that they have not themselves. */
static guint
roles_of_body (WebRequest *request)
{
  guint roles = web_roles_from_json (json_object_get (request->body, "roles"));

  if (roles && !(roles & ~request->member->roles))
    return roles;
  web_request_fail (request, SOUP_STATUS_FORBIDDEN,
                    "Give roles that you have yourself: creator, tech, producer, viewer.");
  return 0;
}

static void
post_person (WebServer *self, WebRequest *request)
{
  const char *name = web_request_get_string (request, "name");
  guint roles = roles_of_body (request);
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  if (!roles)
    return;
  code = web_access_invite (self->access, name, roles, WEB_INVITATION_MS, g_get_real_time () / 1000,
                            &error);
  if (code)
    web_request_reply (
        request, SOUP_STATUS_CREATED,
        json_pack ("{s:s, s:I}", "code", code, "valid_ms", (json_int_t) WEB_INVITATION_MS));
  else
    web_request_fail_with (request, error);
}

static void
post_device (WebServer *self, WebRequest *request)
{
  const char *name = web_request_get_string (request, "name");
  guint roles = roles_of_body (request);
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  WebMember *member;

  if (!roles)
    return;
  member =
      web_access_add_device (self->access, name, roles, g_get_real_time () / 1000, &token, &error);
  if (member)
    web_request_reply (request, SOUP_STATUS_CREATED,
                       json_pack ("{s:s, s:s}", "id", member->id, "token", token));
  else
    web_request_fail_with (request, error);
}

static void
put_pin (WebServer *self, WebRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (web_access_set_pin (self->access, request->member->id,
                          web_request_get_string (request, "pin"), &error))
    web_request_reply (request, SOUP_STATUS_OK, json_pack ("{s:b}", "ok", 1));
  else
    web_request_fail_with (request, error);
}

/* The last one who may invite stays, or nobody could come in any more. */
static gboolean
is_last_host (WebServer *self, const char *id)
{
  const GPtrArray *members = web_access_get_members (self->access);

  for (guint i = 0; i < members->len; i++) {
    const WebMember *member = members->pdata[i];

    if (member->kind == WEB_PERSON && (member->roles & MAY_INVITE) && !g_str_equal (member->id, id))
      return FALSE;
  }
  return TRUE;
}

static void
delete_person (WebServer *self, WebRequest *request)
{
  const WebMember *gone = web_access_find_member (self->access, request->params[0]);

  if (!gone)
    web_request_fail (request, SOUP_STATUS_NOT_FOUND, "There is no such person or device.");
  else if (gone->kind == WEB_PERSON && is_last_host (self, gone->id))
    web_request_fail (request, SOUP_STATUS_CONFLICT,
                      "Nobody could invite anybody any more. Invite another creator first.");
  else if (web_access_remove (self->access, request->params[0]))
    web_request_reply (request, SOUP_STATUS_OK, json_pack ("{s:b}", "ok", 1));
}

static void
get_sessions (WebServer *self, WebRequest *request)
{
  const GPtrArray *sessions = web_access_get_sessions (self->access);
  json_t *list = json_array ();

  for (guint i = 0; i < sessions->len; i++) {
    const WebSession *session = sessions->pdata[i];
    const WebMember *member = web_access_find_member (self->access, session->member);

    if (member)
      json_array_append_new (list, json_pack ("{s:s, s:s, s:s, s:b, s:I, s:I}", "id", session->id,
                                              "name", member->name, "browser", session->agent,
                                              "this", session == request->session, "added_ms",
                                              (json_int_t) session->added_ms, "seen_ms",
                                              (json_int_t) session->seen_ms));
  }
  web_request_reply (request, SOUP_STATUS_OK, json_pack ("{s:o}", "sessions", list));
}

static void
delete_one_session (WebServer *self, WebRequest *request)
{
  if (web_access_end_session (self->access, request->params[0]))
    web_request_reply (request, SOUP_STATUS_OK, json_pack ("{s:b}", "ok", 1));
  else
    web_request_fail (request, SOUP_STATUS_NOT_FOUND, "There is no such session.");
}

const WebRoute web_people_routes[] = {
    {"POST", "/api/v1/session", 0, post_session,
     "Signs in with an invitation's code, or with a name and a PIN.",
     "{\"code\":\"K7QF2-9WXM4\",\"name\":\"Mia\"}"},
    {"DELETE", "/api/v1/session", 0, delete_session, "Signs out.", NULL},
    {"GET", "/api/v1/me", SHOW_ROLE_ALL, get_me, "Who you are here.", NULL},
    {"PUT", "/api/v1/me/pin", SHOW_ROLE_ALL, put_pin, "Sets your PIN; null takes it away.",
     "{\"pin\":\"274186\"}"},
    {"GET", "/api/v1/people", MAY_INVITE, get_people, "People and devices.", NULL},
    {"POST", "/api/v1/people", MAY_INVITE, post_person,
     "Invites a person; the code is good once, for a day.",
     "{\"name\":\"Ben\",\"roles\":[\"producer\"]}"},
    {"DELETE", "/api/v1/people/{id}", MAY_INVITE, delete_person,
     "Removes a person or device, and ends their sessions.", NULL},
    {"POST", "/api/v1/devices", MAY_INVITE, post_device,
     "Adds a device; its token is told only here.",
     "{\"name\":\"Stream deck\",\"roles\":[\"producer\"]}"},
    {"GET", "/api/v1/sessions", MAY_INVITE, get_sessions, "Browsers that are signed in.", NULL},
    {"DELETE", "/api/v1/sessions/{id}", MAY_INVITE, delete_one_session, "Signs a browser out.",
     NULL},
    {NULL},
};
