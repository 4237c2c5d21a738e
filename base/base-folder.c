#include "base-folder.h"

#include <errno.h>
#include <string.h>

static gboolean
is_below (const char *folder, const char *parent)
{
  gsize length = strlen (parent);

  return g_str_has_prefix (folder, parent) && (folder[length] == '/' || folder[length] == '\0');
}

/* What ProtectHome= in systemd/tallybox.service.in closes. */
static gboolean
is_in_a_home_of_others (const char *folder)
{
  return (is_below (folder, "/home") || is_below (folder, "/root")) &&
         !is_below (folder, g_get_home_dir ());
}

char *
base_folder_explain (const char *folder, int why, const char *user)
{
  gboolean refused = why == EACCES || why == EPERM;

  if (!user)
    user = g_get_user_name ();
  if (why == EROFS || (refused && is_in_a_home_of_others (folder)))
    return g_strdup_printf (
        "The folder %s is closed to the rig. Choose one below /mnt, /media or /srv, where a "
        "service may write; if it is there already, its disk can only be read: check it.",
        folder);
  if (refused)
    return g_strdup_printf (
        "The rig, which runs as %s, may not write to %s. Plug in its disk; if it is there, let the "
        "rig: \"sudo install -d -o %s %s\", or mount a disk with FAT or exFAT with uid=%s.",
        user, folder, user, folder, user);
  return g_strdup_printf (
      "The folder %s cannot be written (%s). Choose another one for recordings.", folder,
      g_strerror (why));
}
