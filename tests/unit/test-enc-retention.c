/* What may be removed to make room, and that nothing else ever is. */
#include "enc-recordings.h"
#include "enc-retention.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define OLD     "2026-01-02_10-00-00"
#define NEWER   "2026-01-03_10-00-00"
#define CURRENT "2026-01-04_10-00-00"

static void
test_names (void)
{
  g_assert_true (enc_retention_is_show (OLD));
  g_assert_true (enc_retention_is_show (OLD "_2"));
  g_assert_false (enc_retention_is_show (""));
  g_assert_false (enc_retention_is_show ("2026-01-02"));
  g_assert_false (enc_retention_is_show (OLD "_"));
  g_assert_false (enc_retention_is_show (OLD "_2x"));
  g_assert_false (enc_retention_is_show (OLD "_1234567"));
  g_assert_false (enc_retention_is_show ("wedding-photos"));
  g_assert_false (enc_retention_is_show ("2026-01-02_10-00-0a"));
  g_assert_true (enc_retention_is_file (OLD, OLD "_001.mp4"));
  g_assert_true (enc_retention_is_file (OLD, OLD "_1000.mp4"));
  g_assert_false (enc_retention_is_file (OLD, OLD "_01.mp4"));
  g_assert_false (enc_retention_is_file (OLD, OLD "_001.mp4.part"));
  g_assert_false (enc_retention_is_file (OLD, NEWER "_001.mp4"));
  g_assert_false (enc_retention_is_file (OLD, "notes.txt"));
}

static void
test_oldest_go_first (void)
{
  EncRecording all[] = {
      {(char *) NEWER, (char *) "b2", 10},
      {(char *) CURRENT, (char *) "c1", 1000},
      {(char *) OLD, (char *) "a2", 10},
      {(char *) OLD, (char *) "a1", 10},
  };
  g_autoptr (GArray) recordings = g_array_new (FALSE, FALSE, sizeof (EncRecording));
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) two = NULL;
  g_autoptr (GPtrArray) others = NULL;

  g_array_append_vals (recordings, all, G_N_ELEMENTS (all));
  none = enc_retention_choose (recordings, CURRENT, 50, 50);
  g_assert_cmpuint (none->len, ==, 0);
  two = enc_retention_choose (recordings, CURRENT, 35, 50);
  g_assert_cmpuint (two->len, ==, 2);
  g_assert_cmpstr (((EncRecording *) g_ptr_array_index (two, 0))->name, ==, "a1");
  g_assert_cmpstr (((EncRecording *) g_ptr_array_index (two, 1))->name, ==, "a2");
  others = enc_retention_choose (recordings, CURRENT, 0, 5000);
  g_assert_cmpuint (others->len, ==, 3);
}

static char *
put (const char *folder, const char *show, const char *name)
{
  g_autofree char *parent = g_build_filename (folder, show, NULL);
  char *path = g_build_filename (parent, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, "picture", -1, NULL));
  return path;
}

static void
remove_all (char *const *paths, const char *folder)
{
  for (; *paths; paths++) {
    g_autofree char *parent = g_path_get_dirname (*paths);

    g_unlink (*paths);
    g_rmdir (parent);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static gboolean
exists (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_SYMLINK);
}

/* No disk has so much room, so everything that may go has to. */
static void
test_only_recordings_of_others_are_removed (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tallybox-XXXXXX", NULL);
  g_autofree char *link = g_build_filename (folder, NEWER, NULL);
  g_autofree char *linked_file = g_build_filename (folder, OLD, OLD "_003.mp4", NULL);
  g_auto (GStrv) paths = g_new0 (char *, 7);

  paths[0] = put (folder, OLD, OLD "_001.mp4");
  paths[1] = put (folder, OLD, "notes.txt");
  paths[2] = put (folder, OLD "_2", OLD "_2_001.mp4");
  paths[3] = put (folder, CURRENT, CURRENT "_001.mp4");
  paths[4] = put (folder, "elsewhere", NEWER "_001.mp4");
  paths[5] = g_strdup (linked_file);
  g_assert_cmpint (symlink ("elsewhere", link), ==, 0);
  g_assert_cmpint (symlink ("notes.txt", linked_file), ==, 0);

  g_assert_cmpuint (enc_recordings_make_room (folder, CURRENT, G_MAXUINT64 - 1), ==, 2);
  g_assert_false (exists (paths[0]));
  g_assert_true (exists (paths[1]));
  g_assert_false (exists (paths[2]));
  g_assert_true (exists (paths[3]));
  g_assert_true (exists (paths[4]));
  g_assert_true (exists (paths[5]));
  g_unlink (link);
  remove_all (paths, folder);
}

static void
test_paths_are_new (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tallybox-XXXXXX", NULL);
  g_autofree char *show = enc_recordings_new_show (folder, 1767348000);
  g_auto (GStrv) paths = g_new0 (char *, 2);
  g_autofree char *name = g_strdup_printf ("%s_001.mp4", show);
  g_autofree char *next = NULL;
  g_autofree char *other = NULL;
  guint number = 1;

  g_assert_true (enc_retention_is_show (show));
  paths[0] = put (folder, show, name);
  next = enc_recordings_next_path (folder, show, &number);
  g_assert_true (g_str_has_suffix (next, "_002.mp4"));
  other = enc_recordings_new_show (folder, 1767348000);
  g_assert_true (g_str_has_suffix (other, "_2"));
  g_assert_true (enc_retention_is_show (other));
  g_assert_cmpuint (enc_recordings_get_free (folder), >, 0);
  g_assert_cmpuint (enc_recordings_make_room (folder, show, 0), ==, 0);
  remove_all (paths, folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/retention/names", test_names);
  g_test_add_func ("/retention/oldest-first", test_oldest_go_first);
  g_test_add_func ("/retention/only-others", test_only_recordings_of_others_are_removed);
  g_test_add_func ("/retention/new-paths", test_paths_are_new);
  return g_test_run ();
}
