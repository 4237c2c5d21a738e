/* The generated sample is a good config, as it stands and with every option awake; the manual's
 * section is good mdoc. */
#include "cfg-doc.h"
#include "cfg-file.h"
#include "cfg-test-tables.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAN_HEAD ".Dd $Mdocdate$\n.Dt T 5\n.Os\n.Sh NAME\n.Nm t\n.Nd test\n"

static CfgFile *
parse_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  CfgFile *file = cfg_file_parse ("sample", text, -1, tables, &error);

  g_assert_no_error (error);
  return file;
}

/* The text with the mark taken off every line that has a setting or section behind it. */
static char *
wake (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line; line++) {
    gboolean asleep = (*line)[0] == '#' && (*line)[1] && (*line)[1] != ' ';

    g_string_append_printf (out, "%s\n", *line + asleep);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_sample_asleep (void)
{
  g_autofree char *sample = cfg_doc_sample (tables);
  g_autoptr (CfgFile) file = parse_good (sample);

  g_assert_cmpuint (cfg_file_list (file, &camera_section)->len, ==, 0);
  g_assert_cmpint (((const TestShow *) cfg_file_get (file, &show_section))->bitrate_kbps, ==, 4500);
}

static void
test_sample_awake (void)
{
  g_autofree char *sample = cfg_doc_sample (tables), *awake = wake (sample);
  g_autoptr (CfgFile) file = parse_good (awake);
  GPtrArray *cameras = cfg_file_list (file, &camera_section);
  const TestCamera *camera = cameras->pdata[0];

  g_assert_cmpuint (cameras->len, ==, 1);
  g_assert_cmpstr (camera->name, ==, "main");
  g_assert_cmpstr (camera->source, ==, "v4l2:/dev/video0");
  g_assert_cmpstr (camera->sku, ==, "MUG-01");
  g_assert_cmpstr (((const TestShop *) cfg_file_get (file, &shop_section))->token, ==, "text");
  g_assert_cmpint (((const TestShow *) cfg_file_get (file, &show_section))->line, >, 0);
}

/* Every key of every section is there once, with its help. */
static void
test_sample_is_whole (void)
{
  g_autofree char *sample = cfg_doc_sample (tables);
  const char *place = sample;

  for (guint i = 0; tables[i]; i++)
    for (const CfgOption *option = tables[i]->options; option->key; option++) {
      g_autofree char *line = g_strdup_printf ("\n#%s = ", option->key);
      g_autofree char *help = g_strndup (option->help, 20);

      g_assert_nonnull (strstr (place, help));
      place = strstr (place, line);
      g_assert_nonnull (place);
    }
  g_auto (GStrv) lines = g_strsplit (sample, "\n", -1);
  for (char **line = lines; *line; line++)
    g_assert_cmpint (g_utf8_strlen (*line, -1), <=, 80);
}

static void
test_man (void)
{
  g_autofree char *man = cfg_doc_man (tables), *page = g_strconcat (MAN_HEAD, man, NULL);
  g_autofree char *mandoc = g_find_program_in_path ("mandoc"), *path = NULL, *out = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("test-cfg-XXXXXX", &path, NULL);

  g_assert_nonnull (strstr (man, ".It Cm bitrate\n"));
  g_assert_true (g_close (fd, NULL));
  g_assert_true (g_file_set_contents (path, page, -1, NULL));
  if (mandoc)
    g_spawn_sync (NULL, (char *[]){mandoc, "-T", "lint", path, NULL}, NULL, G_SPAWN_DEFAULT, NULL,
                  NULL, &out, NULL, NULL, &error);
  else
    g_test_skip ("mandoc is not installed");
  g_remove (path);
  g_assert_no_error (error);
  g_assert_cmpstr (out ? out : "", ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cfg/doc/sample asleep", test_sample_asleep);
  g_test_add_func ("/cfg/doc/sample awake", test_sample_awake);
  g_test_add_func ("/cfg/doc/sample is whole", test_sample_is_whole);
  g_test_add_func ("/cfg/doc/man", test_man);
  return g_test_run ();
}
