/* Who may come in: people, devices, sessions. */
#include "web-server-private.h"

static void
get_people (WebServer *self, WebRequest *request)
{
  const GPtrArray *members = web_access_get_members (self->access);
  json_t *list = json_array ();

  for (guint i = 0; i < members->len; i++)
    json_array_append_new (list, web_member_to_json (members->pdata[i]));
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
  code =
      web_access_invite (self->access, name, roles, WEB_INVITATION_MS, web_now ().mono_ms, &error);
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
delete_person (WebServer *self, WebRequest *request)
{
  const WebMember *gone = web_access_find_member (self->access, request->params[0]);
  g_autoptr (GError) error = NULL;

  if (!gone)
    web_request_fail (request, SOUP_STATUS_NOT_FOUND, "There is no such person or device.");
  else if (!web_access_may_remove (self->access, gone, request->member->roles, &error))
    web_request_fail_with (request, error);
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

/* Of whom a session is; NULL: there is none of that id. */
static const WebMember *
find_owner (WebServer *self, const char *id)
{
  const GPtrArray *sessions = web_access_get_sessions (self->access);

  for (guint i = 0; i < sessions->len; i++) {
    const WebSession *session = sessions->pdata[i];

    if (g_str_equal (session->id, id))
      return web_access_find_member (self->access, session->member);
  }
  return NULL;
}

static void
delete_one_session (WebServer *self, WebRequest *request)
{
  const WebMember *owner = find_owner (self, request->params[0]);
  g_autoptr (GError) error = NULL;

  if (!owner)
    web_request_fail (request, SOUP_STATUS_NOT_FOUND, "There is no such session.");
  else if (!web_access_may_put_out (owner, request->member->roles, &error))
    web_request_fail_with (request, error);
  else if (web_access_end_session (self->access, request->params[0]))
    web_request_reply (request, SOUP_STATUS_OK, json_pack ("{s:b}", "ok", 1));
}

const WebRoute web_people_routes[] = {
    {"GET", "/api/v1/people", WEB_ROLES_HOSTS, get_people, "People and devices.", NULL},
    {"POST", "/api/v1/people", WEB_ROLES_HOSTS, post_person,
     "Invites a person; the code is good once, for a day.",
     "{\"name\":\"Ben\",\"roles\":[\"producer\"]}"},
    {"DELETE", "/api/v1/people/{id}", WEB_ROLES_HOSTS, delete_person,
     "Removes a person or device, and ends their sessions.", NULL},
    {"POST", "/api/v1/devices", WEB_ROLES_HOSTS, post_device,
     "Adds a device; its token is told only here.",
     "{\"name\":\"Stream deck\",\"roles\":[\"producer\"]}"},
    {"GET", "/api/v1/sessions", WEB_ROLES_HOSTS, get_sessions, "Browsers that are signed in.",
     NULL},
    {"DELETE", "/api/v1/sessions/{id}", WEB_ROLES_HOSTS, delete_one_session, "Signs a browser out.",
     NULL},
    {NULL},
};
