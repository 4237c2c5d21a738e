#include "web-invitations.h"

#include "web-secret.h"

struct _WebInvitations {
  GPtrArray *open; /* WebInvitation */
};

static void
free_invitation (gpointer data)
{
  WebInvitation *invitation = data;

  g_free (invitation->digest);
  g_free (invitation->name);
  g_free (invitation);
}

WebInvitations *
web_invitations_new (void)
{
  WebInvitations *self = g_new (WebInvitations, 1);

  self->open = g_ptr_array_new_with_free_func (free_invitation);
  return self;
}

void
web_invitations_free (WebInvitations *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->open);
  g_free (self);
}

static void
drop_stale (WebInvitations *self, gint64 mono_ms)
{
  for (guint i = self->open->len; i-- > 0;)
    if (((WebInvitation *) self->open->pdata[i])->until_ms <= mono_ms)
      g_ptr_array_remove_index (self->open, i);
}

char *
web_invitations_add (WebInvitations *self, const char *name, guint roles, gint64 life_ms,
                     gint64 mono_ms, GError **error)
{
  g_autofree char *code = web_secret_new_code ();
  WebInvitation *invitation;

  drop_stale (self, mono_ms);
  if (self->open->len >= WEB_INVITATIONS_MAX) {
    g_set_error_literal (error, WEB_ERROR, WEB_ERROR_REFUSED,
                         "Too many invitations are open. They end by themselves within a day.");
    return NULL;
  }
  invitation = g_new (WebInvitation, 1);
  *invitation = (WebInvitation){.digest = web_secret_digest (code),
                                .name = g_strdup (name),
                                .roles = roles,
                                .until_ms = mono_ms + life_ms};
  g_ptr_array_add (self->open, invitation);
  return g_steal_pointer (&code);
}

const WebInvitation *
web_invitations_find (WebInvitations *self, const char *code, gint64 mono_ms)
{
  g_autofree char *tidy = web_secret_tidy_code (code);
  g_autofree char *digest = web_secret_digest (tidy);

  drop_stale (self, mono_ms);
  for (guint i = 0; i < self->open->len; i++)
    if (web_secret_equal (((WebInvitation *) self->open->pdata[i])->digest, digest))
      return self->open->pdata[i];
  return NULL;
}

void
web_invitations_end (WebInvitations *self, const WebInvitation *invitation)
{
  g_ptr_array_remove (self->open, (gpointer) invitation);
}
