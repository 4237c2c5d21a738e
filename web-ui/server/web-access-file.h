/* The file of people, devices and sessions, for web-access*.c only. */
#pragma once
#include "web-invitations.h"

struct _WebAccess {
  char *path;
  char *hash_of_nothing; /* see web_access_get_pin_hash() */
  GPtrArray *members, *sessions;
  WebInvitations *invitations;
  WebGoneFunc gone; /* NULL: nobody wants to know */
  gpointer gone_data;
};

void web_member_free (WebMember *member);
void web_session_free (WebSession *session);

/* Reads `self->path` into the empty lists; a file that is not there is an empty one. */
gboolean web_access_read (WebAccess *self, GError **error);

/* Writes all of it, whole or not at all, mode 0600. */
gboolean web_access_write (const WebAccess *self, GError **error);
