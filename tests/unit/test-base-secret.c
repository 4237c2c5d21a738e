/* Secrets in files, as people write them. */
#include "base-secret.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  const char *text;
  gssize size; /* -1: up to its end */
  const char *secret;
  const char *why; /* a part of it, when there is no secret */
} Case;

static const Case cases[] = {
    {"live_key-123", -1, "live_key-123", NULL},
    {"live_key-123\n", -1, "live_key-123", NULL},
    {"  live_key-123 \r\nmore", -1, "live_key-123", NULL},
    {"\xef\xbb\xbflive_key-123\r\n", -1, "live_key-123", NULL}, /* as Notepad saves it */
    {"\xef\xbb\xbf\r\n", -1, NULL, "has no stream key in its first line"},
    {"", -1, NULL, "has no stream key in its first line"},
    {"abc\n", -1, NULL, "too short"},
    {"two words\n", -1, NULL, "blanks"},
    {"rtmp://host/app\n", -1, NULL, "address"},
    {"\xff\xfel\0i\0v\0e\0", 10, NULL, "not a text"},
    {"live\xff\n", -1, NULL, "not a text"},
};

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("base-secret-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "key", NULL);
  const BaseSecretPlace place = {"stream key", "key_file", "key_credential", path, NULL};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *why = NULL, *secret = NULL;

    g_assert_true (g_file_set_contents (path, cases[i].text, cases[i].size, NULL));
    secret = base_secret_read (&place, &why);
    g_assert_cmpstr (secret, ==, cases[i].secret);
    g_assert_true ((why == NULL) == (cases[i].why == NULL));
    g_assert_true (!why || (strstr (why, cases[i].why) && g_str_has_prefix (why, path)));
  }
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/secret/files", test_files);
  return g_test_run ();
}
