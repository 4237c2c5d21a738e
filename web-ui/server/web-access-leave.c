/* Who may put whom out. */
#include "web-access.h"

/* Whether nobody is left with one of `roles` when `gone` is. */
static gboolean
is_last_with (const WebAccess *self, const WebMember *gone, guint roles)
{
  const GPtrArray *members = web_access_get_members (self);

  if (gone->kind != WEB_PERSON || !(gone->roles & roles))
    return FALSE;
  for (guint i = 0; i < members->len; i++) {
    const WebMember *member = members->pdata[i];

    if (member != gone && member->kind == WEB_PERSON && (member->roles & roles))
      return FALSE;
  }
  return TRUE;
}

gboolean
web_access_may_put_out (const WebMember *gone, guint roles, GError **error)
{
  if (roles & SHOW_ROLE_CREATOR || !(gone->roles & ~roles))
    return TRUE;
  g_set_error_literal (error, WEB_ERROR, WEB_ERROR_REFUSED,
                       "They may do more than you. Ask a creator to do that.");
  return FALSE;
}

gboolean
web_access_may_remove (const WebAccess *self, const WebMember *gone, guint roles, GError **error)
{
  if (!web_access_may_put_out (gone, roles, error))
    return FALSE;
  if (!is_last_with (self, gone, SHOW_ROLE_CREATOR) && !is_last_with (self, gone, WEB_ROLES_HOSTS))
    return TRUE;
  g_set_error_literal (error, WEB_ERROR, WEB_ERROR_CONFLICT,
                       "Nobody could invite everybody any more. Invite another creator first.");
  return FALSE;
}
