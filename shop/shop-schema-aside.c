/* A damaged database is somebody's data: it is kept. */
#include "shop-schema.h"

#include <errno.h>
#include <glib/gstdio.h>

/* Renames the file and what SQLite keeps beside it. The log goes first: it must never stand beside
 * a file that it does not belong to. */
static gboolean
rename_with_log (const char *path, const char *aside, GError **error)
{
  static const char *const suffixes[] = {"-wal", "-shm", ""};

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
    g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

    if (g_rename (from, to) < 0 && errno != ENOENT) {
      g_set_error (error, SHOP_ERROR, SHOP_ERROR_STORE,
                   "%s: The file is damaged and cannot be set aside: %s. Check the folder.", path,
                   g_strerror (errno));
      return FALSE;
    }
  }
  return TRUE;
}

char *
shop_schema_set_aside (const char *path, GError **error)
{
  for (int n = 1; n <= SHOP_DAMAGED_MAX; n++) {
    g_autofree char *aside = g_strdup_printf ("%s.damaged-%d", path, n);

    if (g_file_test (aside, G_FILE_TEST_EXISTS))
      continue;
    return rename_with_log (path, aside, error) ? g_steal_pointer (&aside) : NULL;
  }
  g_set_error (error, SHOP_ERROR, SHOP_ERROR_STORE,
               "%s: The file is damaged, and %d damaged ones are kept beside it already. Check the "
               "disk, then remove some of them.",
               path, SHOP_DAMAGED_MAX);
  return NULL;
}
