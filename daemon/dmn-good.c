#include "dmn-good.h"

#include "base-log.h"
#include "cfg-mask.h"
#include <glib/gstdio.h>
#include <string.h>

static char *
file_of (const char *state_dir)
{
  return g_build_filename (state_dir, "settings", DMN_GOOD_FILE, NULL);
}

/* Another config in the same state folder is another rig's, or a try. */
static char *
make_head (const char *path)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);

  return g_strdup_printf ("# %s\n", whole);
}

/* NULL: there is none. */
static char *
read_good (const char *path, const char *state_dir)
{
  g_autofree char *file = file_of (state_dir), *head = make_head (path), *text = NULL;

  if (!g_file_get_contents (file, &text, NULL, NULL) || !g_str_has_prefix (text, head))
    return NULL;
  return g_strdup (text + strlen (head));
}

DmnConfig *
dmn_good_load (const char *path, const char *state_dir, char **ret_mistakes, GError **error)
{
  g_autoptr (GError) mistakes = NULL;
  DmnConfig *config = dmn_config_start (path, &mistakes);
  g_autofree char *good = config || !path ? NULL : read_good (path, state_dir);

  *ret_mistakes = NULL;
  if (good)
    config = dmn_config_start_text (path, good, NULL);
  if (!config)
    g_propagate_error (error, g_steal_pointer (&mistakes));
  else if (mistakes)
    *ret_mistakes = cfg_mask (mistakes->message);
  return config;
}

void
dmn_good_keep (const char *path, const char *state_dir, const char *text)
{
  g_autofree char *file = file_of (state_dir), *folder = g_path_get_dirname (file);
  g_autofree char *head = make_head (path), *before = read_good (path, state_dir);
  g_autofree char *whole = g_strconcat (head, text, NULL);
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (before, text) == 0)
    return;
  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents_full (file, whole, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &error))
    base_log (BASE_LOG_WARNING, "daemon",
              "the config could not be kept (%s), so a mistake in it would keep the rig from its "
              "next start",
              error->message);
}
