#include "web-access-file.h"

#include <gio/gio.h>
#include <string.h>

#define FILE_BYTES_MAX (1024 * 1024)

static const char *const kind_names[] = {[WEB_PERSON] = "person", [WEB_DEVICE] = "device"};

void
web_member_free (WebMember *member)
{
  if (!member)
    return;
  g_free (member->id);
  g_free (member->name);
  g_free (member->secret);
  g_free (member);
}

void
web_session_free (WebSession *session)
{
  if (!session)
    return;
  g_free (session->id);
  g_free (session->digest);
  g_free (session->member);
  g_free (session->agent);
  g_free (session);
}

static WebMemberKind
kind_from_string (const char *name)
{
  for (guint i = 1; i < G_N_ELEMENTS (kind_names); i++)
    if (g_strcmp0 (kind_names[i], name) == 0)
      return i;
  return 0;
}

static gboolean
read_member (WebAccess *self, json_t *json)
{
  const char *id, *name, *kind;
  json_t *roles, *secret;
  json_int_t added, seen;
  WebMember *member;

  if (json_unpack (json, "{s:s, s:s, s:s, s:o, s:o, s:I, s:I}", "id", &id, "name", &name, "kind",
                   &kind, "secret", &secret, "roles", &roles, "added_ms", &added, "seen_ms",
                   &seen) < 0 ||
      !kind_from_string (kind) || !web_roles_from_json (roles))
    return FALSE;
  member = g_new0 (WebMember, 1);
  *member = (WebMember){.id = g_strdup (id),
                        .name = g_strdup (name),
                        .kind = kind_from_string (kind),
                        .roles = web_roles_from_json (roles),
                        .secret = g_strdup (json_string_value (secret)),
                        .added_ms = added,
                        .seen_ms = seen};
  g_ptr_array_add (self->members, member);
  return TRUE;
}

static gboolean
read_session (WebAccess *self, json_t *json)
{
  const char *id, *digest, *member, *agent;
  json_int_t added, seen;
  WebSession *session;

  if (json_unpack (json, "{s:s, s:s, s:s, s:s, s:I, s:I}", "id", &id, "digest", &digest, "member",
                   &member, "agent", &agent, "added_ms", &added, "seen_ms", &seen) < 0)
    return FALSE;
  session = g_new0 (WebSession, 1);
  *session = (WebSession){.id = g_strdup (id),
                          .digest = g_strdup (digest),
                          .member = g_strdup (member),
                          .agent = g_strdup (agent),
                          .added_ms = added,
                          .seen_ms = seen};
  g_ptr_array_add (self->sessions, session);
  return TRUE;
}

static gboolean
read_list (WebAccess *self, json_t *list, gboolean (*read) (WebAccess *self, json_t *json))
{
  if (!json_is_array (list))
    return FALSE;
  for (size_t i = 0; i < json_array_size (list); i++)
    if (!read (self, json_array_get (list, i)))
      return FALSE;
  return TRUE;
}

gboolean
web_access_read (WebAccess *self, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autofree char *text = NULL;
  gsize length;
  json_t *json;
  gboolean ok;

  if (!g_file_get_contents (self->path, &text, &length, &why)) {
    if (g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NOENT))
      return TRUE;
    g_set_error (error, WEB_ERROR, WEB_ERROR_FILE,
                 "%s. Give the service the right to read it, or remove it and invite everybody "
                 "anew.",
                 why->message);
    return FALSE;
  }
  json = length <= FILE_BYTES_MAX ? json_loadb (text, length, JSON_REJECT_DUPLICATES, NULL) : NULL;
  ok = json && read_list (self, json_object_get (json, "members"), read_member) &&
       read_list (self, json_object_get (json, "sessions"), read_session);
  json_decref (json);
  if (!ok)
    g_set_error (
        error, WEB_ERROR, WEB_ERROR_FILE,
        "%s is damaged. Bring it back from a copy, or remove it and invite everybody anew.",
        self->path);
  return ok;
}

static json_t *
write_member (gconstpointer data)
{
  const WebMember *member = data;

  return json_pack ("{s:s, s:s, s:s, s:s?, s:o, s:I, s:I}", "id", member->id, "name", member->name,
                    "kind", kind_names[member->kind], "secret", member->secret, "roles",
                    web_roles_to_json (member->roles), "added_ms", (json_int_t) member->added_ms,
                    "seen_ms", (json_int_t) member->seen_ms);
}

static json_t *
write_session (gconstpointer data)
{
  const WebSession *session = data;

  return json_pack ("{s:s, s:s, s:s, s:s, s:I, s:I}", "id", session->id, "digest", session->digest,
                    "member", session->member, "agent", session->agent, "added_ms",
                    (json_int_t) session->added_ms, "seen_ms", (json_int_t) session->seen_ms);
}

static json_t *
write_list (const GPtrArray *list, json_t *(*write) (gconstpointer data))
{
  json_t *json = json_array ();

  for (guint i = 0; i < list->len; i++)
    json_array_append_new (json, write (list->pdata[i]));
  return json;
}

gboolean
web_access_write (const WebAccess *self, GError **error)
{
  g_autoptr (GError) why = NULL;
  json_t *json = json_pack ("{s:o, s:o}", "members", write_list (self->members, write_member),
                            "sessions", write_list (self->sessions, write_session));
  char *text = json_dumps (json, JSON_INDENT (1));
  gboolean ok = g_file_set_contents_full (
      self->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
      &why);

  free (text);
  json_decref (json);
  if (!ok) /* not GLib's words: whoever joins has no business with the file's path */
    g_set_error_literal (error, WEB_ERROR, WEB_ERROR_FILE,
                         g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NOSPC)
                             ? "The disk is full, so this cannot be kept. Make room on the rig."
                             : "The rig cannot keep this. Let the service write its state folder.");
  return ok;
}
