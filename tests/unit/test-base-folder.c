/* What is said of a folder that cannot be written: to whom it has to be given, where to choose
 * another. */
#include "base-folder.h"
#include <errno.h>
#include <string.h>

static void
expect (const char *folder, int why, const char *words)
{
  g_autofree char *text = base_folder_explain (folder, why, "tallybox");

  if (!strstr (text, words) || !strstr (text, folder))
    g_error ("\"%s\" is not in: %s", words, text);
}

static void
test_words (void)
{
  g_autofree char *own = g_build_filename (g_get_home_dir (), "recordings", NULL);
  g_autofree char *text = base_folder_explain ("/mnt/usb", EACCES, NULL);

  expect ("/mnt/usb", EACCES, "sudo install -d -o tallybox /mnt/usb");
  expect ("/mnt/usb", EPERM, "uid=tallybox");
  expect ("/opt/recordings", EROFS, "/srv");
  expect ("/home/somebody-else/shows", EACCES, "closed to the rig");
  expect ("/homely", EACCES, "sudo install");
  expect (own, EACCES, "sudo install");
  expect ("/mnt/usb", ENOTDIR, "Choose another one");
  g_assert_nonnull (strstr (text, g_get_user_name ()));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder/words", test_words);
  return g_test_run ();
}
