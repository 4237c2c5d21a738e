/* The show over REST: its state, and commands. */
#include "web-server-private.h"
#include "web-uuid.h"

#include <string.h>

static void
get_state (WebServer *self, WebRequest *request)
{
  g_autoptr (ShowState) state = self->backend.get_state (self->backend.data);
  GString *text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  web_whole_append (self->whole, state, text);
  bytes = g_string_free_to_bytes (text);
  web_request_reply_bytes (request, "application/json", bytes);
}

static void
get_commands (WebServer *self, WebRequest *request)
{
  guint n;
  const ShowCommandInfo *table = show_command_table (&n);
  json_t *list = json_array ();

  for (guint i = 0; i < n; i++)
    if (table[i].roles & SHOW_ROLE_ALL)
      json_array_append_new (list,
                             json_pack ("{s:s, s:s, s:s, s:o, s:b}", "name", table[i].name, "args",
                                        table[i].args ? table[i].args : "", "help", table[i].help,
                                        "roles", web_roles_to_json (table[i].roles), "may",
                                        (table[i].roles & request->member->roles) != 0));
  web_request_reply (request, SOUP_STATUS_OK, json_pack ("{s:o}", "commands", list));
}

/* Two clients may have the same name for different commands; one that asks again, even after a
 * restart, means the same one. Transfer full; NULL: it has no name. */
static char *
uuid_of_command (const WebRequest *request, const char *id)
{
  g_autofree char *whole = NULL;

  if (!id || !*id)
    return NULL;
  whole = g_strdup_printf ("command %s/%s", request->member->id, id);
  return web_uuid_of (whole);
}

static void
post_command (WebServer *self, WebRequest *request)
{
  const char *id = web_request_get_string (request, "id");
  g_auto (GStrv) words = show_command_words_from_json (json_object_get (request->body, "cmd"));
  g_autofree char *uuid = NULL;
  g_autoptr (GError) error = NULL;
  json_t *result;

  if (!words || (id && strlen (id) > WEB_ID_MAX)) {
    web_request_fail (request, SOUP_STATUS_BAD_REQUEST,
                      "Send {\"id\":\"…\",\"cmd\":[\"scene\",\"pip\"]}.");
    return;
  }
  uuid = uuid_of_command (request, id);
  result = self->backend.command ((const char *const *) words, request->member->roles, uuid,
                                  self->backend.data, &error);
  if (result)
    web_request_reply (request, SOUP_STATUS_OK,
                       json_pack ("{s:b, s:o}", "ok", 1, "result", result));
  else
    web_request_fail_with (request, error);
}

const WebRoute web_show_routes[] = {
    {"GET", "/api/v1/state", SHOW_ROLE_ALL, get_state, "The whole state of the show.", NULL},
    {"GET", "/api/v1/commands", SHOW_ROLE_ALL, get_commands,
     "All commands, and which of them you may use.", NULL},
    {"POST", "/api/v1/commands", SHOW_ROLE_ALL, post_command,
     "Does a command. The same id from the same client again has no second effect.",
     "{\"id\":\"a1\",\"cmd\":[\"scene\",\"pip\"]}"},
    {NULL},
};
