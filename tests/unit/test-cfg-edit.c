/* Changing a config and leaving alone what people wrote around it. */
#include "cfg-diff.h"
#include "cfg-edit.h"
#include "cfg-mask.h"

#include <string.h>

static const char text[] = "# My stall.\n"
                           "[programme]\n"
                           "\n"
                           "# Frame rate that goes out.\n"
                           "#fps = 30\n"
                           "size=1280x720\n"
                           "\n"
                           "# the one on the tripod\n"
                           "[camera  main]\n"
                           "  source   =  \"v4l2:/dev/video0\"\n"
                           "; nearer\n"
                           "\n"
                           "# sound\n"
                           "[microphone host]\n"
                           "source = test:sine\n";

static void
check_set (const char *section, const char *name, const char *key, const char *value,
           const char *from, const char *to)
{
  g_autoptr (CfgEdit) edit = cfg_edit_new (text);
  g_autoptr (GString) wanted = g_string_new (text);
  g_autofree char *why = NULL, *got = NULL;

  g_assert_true (cfg_edit_set (edit, section, name, key, value, &why));
  g_string_replace (wanted, from, to, 1);
  got = cfg_edit_to_text (edit);
  g_assert_cmpstr (got, ==, wanted->str);
}

static void
test_set (void)
{
  check_set ("programme", NULL, "size", "640x360", "size=1280x720", "size=640x360");
  check_set ("programme", NULL, "fps", "25", "#fps = 30\n", "#fps = 30\nfps = 25\n");
  check_set ("programme", NULL, "latency", "1 s", "size=1280x720\n",
             "size=1280x720\nlatency = 1 s\n");
  check_set ("camera", "main", "source", "test:ball", "\"v4l2:/dev/video0\"", "test:ball");
  check_set ("camera", "main", "delay", "20", "video0\"\n", "video0\"\ndelay = 20\n");
  check_set ("programme", NULL, "size", NULL, "size=1280x720\n", "");
  check_set ("programme", NULL, "scene", NULL, "", "");
  check_set ("nowhere", "x", "y", NULL, "", "");
  check_set ("card", "mug", "text", "\"so\" ", "test:sine\n",
             "test:sine\n\n[card mug]\ntext = \"\"so\" \"\n");
  check_set ("camera", "second", "source", "test:bars", "video0\"\n",
             "video0\"\n\n[camera second]\nsource = test:bars\n\n");
}

static void
test_get (void)
{
  g_autoptr (CfgEdit) edit = cfg_edit_new (text);
  g_autofree char *source = cfg_edit_get (edit, "camera", "main", "source");

  g_assert_cmpstr (source, ==, "v4l2:/dev/video0");
  g_assert_null (cfg_edit_get (edit, "programme", NULL, "fps"));
  g_assert_null (cfg_edit_get (edit, "camera", "other", "source"));
  g_assert_true (cfg_edit_has_section (edit, "microphone", "host"));
  g_assert_false (cfg_edit_has_section (edit, "microphone", NULL));
}

static void
test_bad_values (void)
{
  g_autoptr (CfgEdit) edit = cfg_edit_new (text);
  g_autofree char *long_value = g_strnfill (5000, 'x'), *after = NULL;
  const char *values[] = {"a\nb", "a\r[evil]", "\x01", "\xff", long_value};

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autofree char *why = NULL;

    g_assert_false (cfg_edit_set (edit, "programme", NULL, "scene", values[i], &why));
    g_assert_nonnull (why);
  }
  after = cfg_edit_to_text (edit);
  g_assert_cmpstr (after, ==, text);
}

static void
test_remove (void)
{
  g_autoptr (CfgEdit) edit = cfg_edit_new (text);
  g_autofree char *after = NULL;

  cfg_edit_remove_section (edit, "camera", "main");
  cfg_edit_remove_section (edit, "camera", "nobody");
  after = cfg_edit_to_text (edit);
  g_assert_null (strstr (after, "v4l2"));
  g_assert_nonnull (strstr (after, "# the one on the tripod\n; nearer\n\n# sound\n[microphone"));
}

static void
test_ends_of_lines (void)
{
  g_autoptr (CfgEdit) edit = cfg_edit_new ("\xef\xbb\xbf[programme]\r\nfps = 25\r\n");
  g_autofree char *why = NULL, *after = NULL;

  g_assert_true (cfg_edit_set (edit, "programme", NULL, "size", "640x360", &why));
  after = cfg_edit_to_text (edit);
  g_assert_cmpstr (after, ==, "\xef\xbb\xbf[programme]\r\nfps = 25\r\nsize = 640x360\r\n");
}

static void
test_compare (void)
{
  g_autoptr (CfgEdit) before = cfg_edit_new (text), after = cfg_edit_new (text);
  g_autoptr (GPtrArray) changes = NULL, none = cfg_edit_compare (before, after);
  g_autofree char *why = NULL;
  const CfgChange *change;

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (cfg_edit_set (after, "programme", NULL, "size", "640x360", &why));
  g_assert_true (cfg_edit_set (after, "card", "mug", "sku", "M", &why));
  cfg_edit_remove_section (after, "microphone", "host");
  changes = cfg_edit_compare (before, after);
  g_assert_cmpuint (changes->len, ==, 5);
  change = changes->pdata[0];
  g_assert_cmpstr (change->before, ==, "1280x720");
  g_assert_cmpstr (change->after, ==, "640x360");
  change = changes->pdata[1];
  g_assert_true (!change->key && !change->before && g_str_equal (change->name, "mug"));
  change = changes->pdata[4];
  g_assert_cmpstr (change->before, ==, "test:sine");
  g_assert_null (change->after);
}

static char *
diff_of (const char *before, const char *after)
{
  g_autoptr (GPtrArray) lines = cfg_diff (before, after);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++) {
    const CfgDiffLine *line = lines->pdata[i];

    g_string_append_printf (out, "%c%u%s|", line->kind, line->line, line->text);
  }
  return g_string_free (out, FALSE);
}

static void
test_diff (void)
{
  static const struct {
    const char *before, *after, *diff;
  } cases[] = {
      {"a\nb\n", "a\nb\n", ""},
      {"", "a\n", "+1a|"},
      {"a\n", "", "-1a|"},
      {"a\nb\nc\n", "a\nx\nc\n", " 1a|-2b|+2x| 3c|"},
      {"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\nx\n", " 77| 88|-99|+9x|"},
      {"a\n1\n2\n3\n4\n5\n6\nb\n", "x\n1\n2\n3\n4\n5\n6\ny\n",
       "-1a|+1x| 21| 32|~6| 65| 76|-8b|+8y|"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *diff = diff_of (cases[i].before, cases[i].after);

    g_assert_cmpstr (diff, ==, cases[i].diff);
  }
}

static void
test_large_diff (void)
{
  g_autoptr (GString) before = g_string_new (NULL), after = g_string_new (NULL);
  g_autoptr (GPtrArray) lines = NULL;

  for (guint i = 0; i < 3000; i++) {
    g_string_append_printf (before, "a%u\n", i);
    g_string_append_printf (after, "b%u\n", i);
  }
  lines = cfg_diff (before->str, after->str);
  g_assert_cmpuint (lines->len, ==, 6000);
}

static void
test_mask (void)
{
  static const struct {
    const char *text, *masked;
  } cases[] = {
      {"rtsp://mia:geheim@192.0.2.1/s", "rtsp://mia:***@192.0.2.1/s"},
      {"source = rtsp://:x@h", "source = rtsp://:***@h"},
      {"source = rtsp://admin:pa/ssW0rd@127.0.0.1:9/stream",
       "source = rtsp://admin:***@127.0.0.1:9/stream"},
      {"rtsp://admin:pa@ssW0rd@h/s", "rtsp://admin:***@h/s"},
      {"rtsp://admin:pa ssW0rd@h/s", "rtsp://admin:***@h/s"},
      {"rtsp://admin:pa@ss W0rd@h/s", "rtsp://admin:***@h/s"},
      {"rtsp://admin:12/34@h/s", "rtsp://admin:***@h/s"},
      {"rtsp://admin:p?a#\"s@h/s", "rtsp://admin:***@h/s"},
      {"rtsp://mia@example.com:geheim@h/s", "rtsp://mia@example.com:***@h/s"},
      {"rtsp://u:x@[2001:db8::1]:554/s", "rtsp://u:***@[2001:db8::1]:554/s"},
      {"rtsp://h:554/user=admin_password=abc_channel=1.sdp",
       "rtsp://h:554/user=admin_password=***"},
      {"Go to http://h:8080/shop, or ask mia@example.com",
       "Go to http://h:8080/shop, or ask mia@example.com"},
      {"srt://h:9000?mode=caller&passphrase=0123456789", "srt://h:9000?mode=caller&passphrase=***"},
      {"https://h/a?Token=abc&x=1 rest", "https://h/a?Token=***&x=1 rest"},
      {"rtmp://host:1935/live", "rtmp://host:1935/live"},
      {"text = Mia: 5 @ noon", "text = Mia: 5 @ noon"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *masked = cfg_mask (cases[i].text);

    g_assert_cmpstr (masked, ==, cases[i].masked);
  }
}

static void
test_read_line (void)
{
  static const struct {
    guint line;
    const char *section, *name, *key, *value;
  } cases[] = {
      {2, "camera", "one", NULL, ""},   {3, "camera", "one", "source", "test:a b"},
      {5, "programme", NULL, NULL, ""}, {6, "programme", NULL, "fps", "30"},
      {0, NULL, NULL, NULL, NULL},      {1, NULL, NULL, NULL, NULL},
      {4, NULL, NULL, NULL, NULL},      {99, NULL, NULL, NULL, NULL},
  };
  g_autoptr (CfgEdit) edit = cfg_edit_new ("fps = 1\n[camera one]\nsource = \"test:a b\"\n"
                                           "# fps = 2\n[programme]\nfps = 30\n");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    CfgChange *line = cfg_edit_read_line (edit, cases[i].line);

    g_assert_cmpstr (line ? line->section : NULL, ==, cases[i].section);
    g_assert_cmpstr (line ? line->name : NULL, ==, cases[i].name);
    g_assert_cmpstr (line ? line->key : NULL, ==, cases[i].key);
    g_assert_cmpstr (line ? line->after : NULL, ==, cases[i].value);
    cfg_change_free (line);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cfg/edit/set", test_set);
  g_test_add_func ("/cfg/edit/get", test_get);
  g_test_add_func ("/cfg/edit/bad-values", test_bad_values);
  g_test_add_func ("/cfg/edit/remove", test_remove);
  g_test_add_func ("/cfg/edit/ends-of-lines", test_ends_of_lines);
  g_test_add_func ("/cfg/edit/compare", test_compare);
  g_test_add_func ("/cfg/edit/read-line", test_read_line);
  g_test_add_func ("/cfg/diff/cases", test_diff);
  g_test_add_func ("/cfg/diff/large", test_large_diff);
  g_test_add_func ("/cfg/mask", test_mask);
  return g_test_run ();
}
