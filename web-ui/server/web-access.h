/* Who may do what: people and devices, the invitations by which they come, and the sessions of
 * their browsers. Kept in one file (mode 0600), secrets as hashes only. Main thread. */
#pragma once
#include "web-types.h"

/* People sign in with an invitation's link or code, or with their PIN; a device has a token. */
typedef enum {
  WEB_PERSON = 1,
  WEB_DEVICE,
} WebMemberKind;

/* Whoever is known here. Owned by WebAccess, until the next change of its list. */
typedef struct {
  char *id;   /* short, stable, no secret */
  char *name; /* one line of UTF-8 */
  WebMemberKind kind;
  guint roles;     /* ShowRole flags */
  char *secret;    /* device: the token's digest; person: the PIN's hash, or NULL */
  gint64 added_ms; /* wall clock, as all times here */
  gint64 seen_ms;  /* 0: never */
} WebMember;

/* A browser that is signed in. */
typedef struct {
  char *id;
  char *digest; /* of the cookie */
  char *member; /* id */
  char *agent;  /* the browser's own name for itself, tidied */
  gint64 added_ms, seen_ms;
} WebSession;

#define WEB_MEMBERS_MAX     100
#define WEB_SESSIONS_MAX    200 /* then the one that was unused for the longest goes */
#define WEB_INVITATIONS_MAX 50
#define WEB_NAME_MAX        60                                          /* characters */
#define WEB_SESSION_MS      (30 * 24 * 3600 * G_GINT64_CONSTANT (1000)) /* unused for so long */
#define WEB_INVITATION_MS   (24 * 3600 * G_GINT64_CONSTANT (1000))

/* `path` need not exist. An unreadable file is an error: nobody is let in by mistake, and nothing
 * is written over it. */
WebAccess *web_access_new (const char *path, GError **error);
void web_access_free (WebAccess *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebAccess, web_access_free)

/* `func` is told of each session and each member that ends, by its id: what it still has open is to
 * be closed. It must not change people or sessions itself. */
typedef void (*WebGoneFunc) (const char *id, gpointer data);
void web_access_set_gone (WebAccess *self, WebGoneFunc func, gpointer data);

gboolean web_access_has_people (const WebAccess *self);

/* Both clocks: people and sessions are kept with wall time, codes end by the monotonic one. */
typedef struct {
  gint64 wall_ms, mono_ms;
} WebNow;
WebNow web_now (void);

/* A code for somebody called `name` with these roles, good once until `mono_ms` + `life_ms`. Not
 * kept across a restart. Transfer full; WEB_ERROR_REFUSED when there are too many. */
char *web_access_invite (WebAccess *self, const char *name, guint roles, gint64 life_ms,
                         gint64 mono_ms, GError **error);

/* Takes a code (as typed) once: a new person, and a session of theirs whose cookie is `ret_token`.
 * `name` (may be NULL) in place of the one invited. WEB_ERROR_REFUSED. */
WebMember *web_access_join (WebAccess *self, const char *code, const char *name, const char *agent,
                            WebNow now, char **ret_token, GError **error);

/* What the PIN of somebody who calls themselves `name` has to be the one of. A name that nobody
 * has, or has no PIN, gets a hash as well, of which no PIN is the one: it takes as long. Borrowed.
 */
const char *web_access_get_pin_hash (const WebAccess *self, const char *name);

/* Signs a person in. `hash`: the one of the PIN that they sent, found right; NULL: it was wrong.
 * WEB_ERROR_REFUSED, in the same words whatever was wrong. */
WebMember *web_access_sign_in (WebAccess *self, const char *name, const char *hash,
                               const char *agent, gint64 now_ms, char **ret_token, GError **error);

/* Keeps the hash of a person's PIN; NULL takes it away. WEB_ERROR_REFUSED. */
gboolean web_access_set_pin (WebAccess *self, const char *member, const char *hash, GError **error);

/* A device; `ret_token` is told once and never again. */
WebMember *web_access_add_device (WebAccess *self, const char *name, guint roles, gint64 now_ms,
                                  char **ret_token, GError **error);

/* Who has this cookie or device token; NULL: nobody. `ret_session` (may be NULL) is NULL for a
 * device. Borrowed. */
WebMember *web_access_find_by_cookie (WebAccess *self, const char *token, gint64 now_ms,
                                      WebSession **ret_session);
WebMember *web_access_find_by_token (WebAccess *self, const char *token, gint64 now_ms);

/* Ends a session, or all of a member's and the member with them. FALSE: there is none. */
gboolean web_access_end_session (WebAccess *self, const char *id);
gboolean web_access_remove (WebAccess *self, const char *member);

/* Who invites and puts out. */
#define WEB_ROLES_HOSTS (SHOW_ROLE_CREATOR | SHOW_ROLE_TECH)

/* Whether somebody with `roles` may end what `gone` has open: a creator everybody's, others only of
 * who has no role that they have not. WEB_ERROR_REFUSED. */
gboolean web_access_may_put_out (const WebMember *gone, guint roles, GError **error);

/* The same for removing them, and one creator stays, or nobody could give all roles any more.
 * WEB_ERROR_REFUSED, WEB_ERROR_CONFLICT. */
gboolean web_access_may_remove (const WebAccess *self, const WebMember *gone, guint roles,
                                GError **error);

/* GPtrArray of WebMember or WebSession, borrowed. */
const GPtrArray *web_access_get_members (const WebAccess *self);
const GPtrArray *web_access_get_sessions (const WebAccess *self);
WebMember *web_access_find_member (const WebAccess *self, const char *id);

/* ["creator","tech"]: the flags of a list of names (0: one is not known), and back. */
guint web_roles_from_json (const json_t *names);
json_t *web_roles_to_json (guint roles);
