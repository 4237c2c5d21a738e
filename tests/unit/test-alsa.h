/* Sound cards for tests: alsa-lib reads an asound.conf of ours, with the plug-ins of tests/alsa. */
#pragma once
#include <glib.h>
#include <glib/gstdio.h>

/* A folder with asound.conf and, for each card, a folder with its files. */
typedef struct {
  char *folder;
  GString *config;
} TestAlsa;

static inline void
test_alsa_open (TestAlsa *self)
{
  GError *error = NULL;

  self->folder = g_dir_make_tmp ("test-alsa-XXXXXX", &error);
  g_assert_no_error (error);
  self->config = g_string_new (NULL);
  g_string_append_printf (self->config,
                          "pcm_type.fault { lib \"%s/libasound_module_pcm_fault.so\" }\n"
                          "ctl_type.fault { lib \"%s/libasound_module_ctl_fault.so\" }\n",
                          TEST_BINARY_DIR, TEST_BINARY_DIR);
}

/* `settings`: "format S24_3LE rate 44100". */
static inline void
test_alsa_add (TestAlsa *self, const char *name, const char *settings)
{
  g_autofree char *folder = g_build_filename (self->folder, name, NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_string_append_printf (self->config,
                          "pcm.%s { type fault folder \"%s\" %s }\n"
                          "ctl.%s { type fault folder \"%s\" }\n",
                          name, folder, settings, name, folder);
}

/* Before alsa-lib is used for the first time: it reads its config once. */
static inline void
test_alsa_use (TestAlsa *self)
{
  g_autofree char *path = g_build_filename (self->folder, "asound.conf", NULL);

  g_assert_true (g_file_set_contents (path, self->config->str, -1, NULL));
  g_setenv ("ALSA_CONFIG_PATH", path, TRUE);
}

static inline char *
test_alsa_path (TestAlsa *self, const char *card, const char *file)
{
  return g_build_filename (self->folder, card, file, NULL);
}

/* What `file` of a card says from now on; NULL: it is not there. */
static inline void
test_alsa_put (TestAlsa *self, const char *card, const char *file, const char *text)
{
  g_autofree char *path = test_alsa_path (self, card, file);
  FILE *out;

  if (!text) {
    g_unlink (path);
    return;
  }
  out = g_fopen (path, "w"); /* in place: somebody may watch this very file */
  g_assert_nonnull (out);
  fputs (text, out);
  fclose (out);
}

static inline char *
test_alsa_get (TestAlsa *self, const char *card, const char *file)
{
  g_autofree char *path = test_alsa_path (self, card, file);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static inline void
test_alsa_remove_folder (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      test_alsa_remove_folder (path);
    else
      g_unlink (path);
  }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (folder);
}

static inline void
test_alsa_close (TestAlsa *self)
{
  test_alsa_remove_folder (self->folder);
  g_free (self->folder);
  g_string_free (self->config, TRUE);
}
