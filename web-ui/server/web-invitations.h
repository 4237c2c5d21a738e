/* Codes that were given out, each good once and for a while, by the monotonic clock: a machine that
 * learns what time it is ends none of them. In memory only. Main thread. */
#pragma once
#include "web-access.h"

typedef struct _WebInvitations WebInvitations;

typedef struct {
  char *digest; /* of the code */
  char *name;
  guint roles;
  gint64 until_ms; /* monotonic */
} WebInvitation;

WebInvitations *web_invitations_new (void);
void web_invitations_free (WebInvitations *self); /* NULL is fine */

/* A new code; transfer full. WEB_ERROR_REFUSED when there are WEB_INVITATIONS_MAX. */
char *web_invitations_add (WebInvitations *self, const char *name, guint roles, gint64 life_ms,
                           gint64 mono_ms, GError **error);

/* The invitation with this code (as typed), or NULL. Borrowed, until the next call. */
const WebInvitation *web_invitations_find (WebInvitations *self, const char *code, gint64 mono_ms);

/* It was used. */
void web_invitations_end (WebInvitations *self, const WebInvitation *invitation);
