/* Secrets in files, as people write them. */
#include "base-secret.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

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
  const BaseSecretPlace place = {"stream key", "key_file", "key_credential", path, NULL, TRUE};

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

static void
assert_why (const BaseSecretPlace *place, const char *words)
{
  g_autofree char *why = NULL, *secret = base_secret_read (place, &why);

  g_assert_null (secret);
  if (!strstr (why, words))
    g_error ("\"%s\" lacks \"%s\"", why, words);
}

/* What is not there and what may not be read want different remedies. */
static void
test_out_of_reach (void)
{
  g_autofree char *folder = g_dir_make_tmp ("base-secret-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "key", NULL);
  g_autofree char *below = g_build_filename (path, "key", NULL), *fault = NULL;
  BaseSecretPlace place = {"stream key", "key_file", "key_credential", path, NULL, TRUE};
  gboolean root = geteuid () == 0;

  assert_why (&place, "There is no file ");
  assert_why (&place, "Make it, with the stream key as its only line.");
  g_assert_true (g_file_set_contents (path, "live_key-123\n", -1, NULL));
  g_assert_null (base_secret_find_fault (&place));
  place.file = below;
  assert_why (&place, "There is no file ");
  place.file = folder;
  assert_why (&place, "is not a file. ");
  place.file = path;
  g_chmod (folder, 0);
  if (root)
    g_assert_cmpint (seteuid (65534), ==, 0);
  assert_why (&place, " may not read ");
  assert_why (&place, "or name a credential of the service: key_credential.");
  fault = base_secret_find_fault (&place);
  g_assert_nonnull (strstr (fault, " may not read "));
  if (root)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_chmod (folder, 0700);
  g_remove (path);
  g_rmdir (folder);
}

static void
test_credentials (void)
{
  g_autofree char *folder = g_dir_make_tmp ("base-secret-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "keys_stage", NULL), *why = NULL;
  g_autofree char *pid = g_strdup_printf ("%d", getpid ()), *secret = NULL;
  BaseSecretPlace place = {"stream key", "key_file", "key_credential", NULL, "keys_stage", TRUE};

  g_unsetenv ("CREDENTIALS_DIRECTORY");
  g_unsetenv ("SYSTEMD_EXEC_PID");
  assert_why (&place, "Only the service has the credential keys_stage");
  assert_why (&place, "Look at its page Check, or use key_file.");
  place.on_pages = FALSE;
  assert_why (&place, "this is not the service. Use key_file.");
  g_setenv ("SYSTEMD_EXEC_PID", pid, TRUE);
  assert_why (&place, "Add LoadCredential=keys_stage:FILE to the service");
  g_setenv ("CREDENTIALS_DIRECTORY", folder, TRUE);
  assert_why (&place, "when it starts: check the name and restart it, or use key_file.");
  place.on_pages = TRUE;
  assert_why (&place, "restart it, or write the stream key on the page Settings.");
  g_assert_true (g_file_set_contents (path, "live_key-123\n", -1, NULL));
  secret = base_secret_read (&place, &why);
  g_assert_cmpstr (secret, ==, "live_key-123");
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/secret/files", test_files);
  g_test_add_func ("/base/secret/out-of-reach", test_out_of_reach);
  g_test_add_func ("/base/secret/credentials", test_credentials);
  return g_test_run ();
}
