#include "web-access-file.h"

#include "show-text.h"
#include "web-secret.h"
#include <string.h>

/* Times of use are written to the disk not more often than this. */
#define SEEN_STEP_MS (10 * 60 * 1000)

GQuark
web_error_quark (void)
{
  return g_quark_from_static_string ("web-error-quark");
}

WebNow
web_now (void)
{
  return (WebNow){g_get_real_time () / 1000, g_get_monotonic_time () / 1000};
}

WebAccess *
web_access_new (const char *path, GError **error)
{
  g_autoptr (WebAccess) self = g_new0 (WebAccess, 1);

  self->path = g_strdup (path);
  self->hash_of_nothing = web_secret_new_hash_of_nothing ();
  self->members = g_ptr_array_new_with_free_func ((GDestroyNotify) web_member_free);
  self->sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) web_session_free);
  self->invitations = web_invitations_new ();
  return web_access_read (self, error) ? g_steal_pointer (&self) : NULL;
}

void
web_access_free (WebAccess *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->members);
  g_ptr_array_unref (self->sessions);
  web_invitations_free (self->invitations);
  g_free (self->hash_of_nothing);
  g_free (self->path);
  g_free (self);
}

void
web_access_set_gone (WebAccess *self, WebGoneFunc func, gpointer data)
{
  self->gone = func;
  self->gone_data = data;
}

const GPtrArray *
web_access_get_members (const WebAccess *self)
{
  return self->members;
}

const GPtrArray *
web_access_get_sessions (const WebAccess *self)
{
  return self->sessions;
}

gboolean
web_access_has_people (const WebAccess *self)
{
  for (guint i = 0; i < self->members->len; i++)
    if (((WebMember *) self->members->pdata[i])->kind == WEB_PERSON)
      return TRUE;
  return FALSE;
}

WebMember *
web_access_find_member (const WebAccess *self, const char *id)
{
  for (guint i = 0; i < self->members->len; i++)
    if (g_str_equal (((WebMember *) self->members->pdata[i])->id, id))
      return self->members->pdata[i];
  return NULL;
}

static gboolean
refuse (GError **error, const char *text)
{
  g_set_error_literal (error, WEB_ERROR, WEB_ERROR_REFUSED, text);
  return FALSE;
}

static gboolean
check_name (const char *name, GError **error)
{
  g_autoptr (GError) why = NULL;

  if (name && show_text_check (name, WEB_NAME_MAX, "The name", &why))
    return TRUE;
  return refuse (error, why ? why->message : "A name is missing.");
}

/* People sign in by their name, so it is theirs alone. */
static gboolean
check_new_name (const WebAccess *self, const char *name, GError **error)
{
  if (!check_name (name, error))
    return FALSE;
  for (guint i = 0; i < self->members->len; i++)
    if (g_str_equal (((WebMember *) self->members->pdata[i])->name, name))
      return refuse (error, "Somebody of that name is here already. Take another name.");
  return self->members->len < WEB_MEMBERS_MAX ||
         refuse (error, "There are too many people and devices. Remove one first.");
}

char *
web_access_invite (WebAccess *self, const char *name, guint roles, gint64 life_ms, gint64 mono_ms,
                   GError **error)
{
  return check_name (name, error)
             ? web_invitations_add (self->invitations, name, roles, life_ms, mono_ms, error)
             : NULL;
}

static WebMember *
add_member (WebAccess *self, WebMemberKind kind, const char *name, guint roles, gint64 now_ms)
{
  WebMember *member = g_new0 (WebMember, 1);

  *member = (WebMember){.id = g_uuid_string_random (),
                        .name = g_strdup (name),
                        .kind = kind,
                        .roles = roles,
                        .added_ms = now_ms,
                        .seen_ms = now_ms};
  g_ptr_array_add (self->members, member);
  return member;
}

static void
tell_gone (WebAccess *self, const char *id)
{
  if (self->gone)
    self->gone (id, self->gone_data);
}

static void
remove_session (WebAccess *self, guint index)
{
  WebSession *session = g_ptr_array_steal_index (self->sessions, index);

  tell_gone (self, session->id);
  web_session_free (session);
}

static void
drop_oldest_session (WebAccess *self)
{
  guint oldest = 0;

  for (guint i = 1; i < self->sessions->len; i++)
    if (((WebSession *) self->sessions->pdata[i])->seen_ms <
        ((WebSession *) self->sessions->pdata[oldest])->seen_ms)
      oldest = i;
  remove_session (self, oldest);
}

/* The cookie's token; transfer full. */
static char *
add_session (WebAccess *self, WebMember *member, const char *agent, gint64 now_ms)
{
  char *token = web_secret_new_token ();
  WebSession *session = g_new0 (WebSession, 1);

  if (self->sessions->len >= WEB_SESSIONS_MAX)
    drop_oldest_session (self);
  *session = (WebSession){.id = g_uuid_string_random (),
                          .digest = web_secret_digest (token),
                          .member = g_strdup (member->id),
                          .agent = show_text_tidy (agent ? agent : "", 200),
                          .added_ms = now_ms,
                          .seen_ms = now_ms};
  g_ptr_array_add (self->sessions, session);
  member->seen_ms = now_ms;
  return token;
}

WebMember *
web_access_join (WebAccess *self, const char *code, const char *name, const char *agent, WebNow now,
                 char **ret_token, GError **error)
{
  const WebInvitation *invitation = web_invitations_find (self->invitations, code, now.mono_ms);
  WebMember *member;
  g_autofree char *token = NULL;

  if (!invitation) {
    refuse (error, "This code is not good, or was used already. Ask for a new one.");
    return NULL;
  }
  if (!check_new_name (self, name ? name : invitation->name, error))
    return NULL;
  member =
      add_member (self, WEB_PERSON, name ? name : invitation->name, invitation->roles, now.wall_ms);
  token = add_session (self, member, agent, now.wall_ms);
  if (!web_access_write (self, error)) {
    web_access_remove (self, member->id);
    return NULL;
  }
  web_invitations_end (self->invitations, invitation);
  *ret_token = g_steal_pointer (&token);
  return member;
}

/* NULL: nobody of that name has a PIN. */
static WebMember *
find_with_pin (const WebAccess *self, const char *name)
{
  for (guint i = 0; i < self->members->len; i++) {
    WebMember *member = self->members->pdata[i];

    if (member->kind == WEB_PERSON && member->secret && g_str_equal (member->name, name))
      return member;
  }
  return NULL;
}

const char *
web_access_get_pin_hash (const WebAccess *self, const char *name)
{
  const WebMember *member = find_with_pin (self, name);

  return member ? member->secret : self->hash_of_nothing;
}

/* The PIN may have been changed, and its owner removed, while it was looked at. */
WebMember *
web_access_sign_in (WebAccess *self, const char *name, const char *hash, const char *agent,
                    gint64 now_ms, char **ret_token, GError **error)
{
  WebMember *member = hash ? find_with_pin (self, name) : NULL;

  if (!member || !web_secret_equal (member->secret, hash)) {
    refuse (error, "The name or the PIN is not right.");
    return NULL;
  }
  *ret_token = add_session (self, member, agent, now_ms);
  web_access_write (self, NULL); /* a full disk must not keep people out */
  return member;
}

gboolean
web_access_set_pin (WebAccess *self, const char *id, const char *hash, GError **error)
{
  WebMember *member = web_access_find_member (self, id);
  g_autofree char *before = NULL;

  if (!member || member->kind != WEB_PERSON)
    return refuse (error, "There is no such person.");
  before = g_steal_pointer (&member->secret);
  member->secret = g_strdup (hash);
  if (web_access_write (self, error))
    return TRUE;
  g_free (member->secret); /* what is not kept does not count */
  member->secret = g_steal_pointer (&before);
  return FALSE;
}

WebMember *
web_access_add_device (WebAccess *self, const char *name, guint roles, gint64 now_ms,
                       char **ret_token, GError **error)
{
  g_autofree char *token = web_secret_new_token ();
  WebMember *member;

  if (!check_new_name (self, name, error))
    return NULL;
  member = add_member (self, WEB_DEVICE, name, roles, now_ms);
  member->secret = web_secret_digest (token);
  if (!web_access_write (self, error)) {
    web_access_remove (self, member->id);
    return NULL;
  }
  *ret_token = g_steal_pointer (&token);
  return member;
}

/* Marks a use; the file follows now and then. */
static void
see (WebAccess *self, gint64 *seen_ms, gint64 now_ms)
{
  if (now_ms - *seen_ms < SEEN_STEP_MS && now_ms >= *seen_ms)
    return;
  *seen_ms = now_ms;
  web_access_write (self, NULL); /* for the list of sessions only: it can wait */
}

WebMember *
web_access_find_by_cookie (WebAccess *self, const char *token, gint64 now_ms,
                           WebSession **ret_session)
{
  g_autofree char *digest = web_secret_digest (token);

  for (guint i = 0; i < self->sessions->len; i++) {
    WebSession *session = self->sessions->pdata[i];
    WebMember *member;

    if (!web_secret_equal (session->digest, digest))
      continue;
    member = web_access_find_member (self, session->member);
    if (!member || now_ms - session->seen_ms > WEB_SESSION_MS)
      return NULL;
    see (self, &session->seen_ms, now_ms);
    member->seen_ms = session->seen_ms;
    if (ret_session)
      *ret_session = session;
    return member;
  }
  return NULL;
}

WebMember *
web_access_find_by_token (WebAccess *self, const char *token, gint64 now_ms)
{
  g_autofree char *digest = web_secret_digest (token);

  for (guint i = 0; i < self->members->len; i++) {
    WebMember *member = self->members->pdata[i];

    if (member->kind != WEB_DEVICE || !web_secret_equal (member->secret, digest))
      continue;
    see (self, &member->seen_ms, now_ms);
    return member;
  }
  return NULL;
}

gboolean
web_access_end_session (WebAccess *self, const char *id)
{
  for (guint i = 0; i < self->sessions->len; i++)
    if (g_str_equal (((WebSession *) self->sessions->pdata[i])->id, id)) {
      remove_session (self, i);
      web_access_write (self, NULL); /* gone in memory, which is what counts while this runs */
      return TRUE;
    }
  return FALSE;
}

gboolean
web_access_remove (WebAccess *self, const char *id)
{
  g_autofree char *gone = g_strdup (id); /* `id` may be the member's own */

  for (guint i = self->sessions->len; i-- > 0;)
    if (g_str_equal (((WebSession *) self->sessions->pdata[i])->member, gone))
      remove_session (self, i);
  for (guint i = 0; i < self->members->len; i++)
    if (g_str_equal (((WebMember *) self->members->pdata[i])->id, gone)) {
      g_ptr_array_remove_index (self->members, i);
      tell_gone (self, gone);
      web_access_write (self, NULL);
      return TRUE;
    }
  return FALSE;
}
