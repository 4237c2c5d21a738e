/* Every good notation of every type, defaults, sections that are added, checks over sections. */
#include "cfg-file.h"
#include "cfg-test-tables.h"

#include <glib/gstdio.h>
#include <string.h>

static CfgFile *
parse_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  CfgFile *file = cfg_file_parse ("t.conf", text, -1, tables, &error);

  g_assert_no_error (error);
  g_assert_nonnull (file);
  return file;
}

static CfgFile *
parse_setting (const char *section, const char *key, const char *value)
{
  g_autofree char *text = g_strdup_printf ("[%s]\n%s = %s\n", section, key, value);

  return parse_good (text);
}

static const TestCamera *
first_camera (CfgFile *file)
{
  return cfg_file_list (file, &camera_section)->pdata[0];
}

static void
test_defaults (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CfgFile) file = cfg_file_load (NULL, tables, &error);
  const TestShow *show = cfg_file_get (file, &show_section);

  g_assert_no_error (error);
  g_assert_null (show->name);
  g_assert_cmpint (show->line, ==, 0);
  g_assert_cmpint (show->size[0], ==, 1280);
  g_assert_cmpint (show->size[1], ==, 720);
  g_assert_cmpint (show->fps[0], ==, 30);
  g_assert_cmpint (show->fps[1], ==, 1);
  g_assert_cmpint (show->bitrate_kbps, ==, 4500);
  g_assert_cmpint (show->theme, ==, 1);
  g_assert_true (show->record);
}

static void
test_without_defaults (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CfgFile) file = cfg_file_load (NULL, tables, &error);
  const TestShow *show = cfg_file_get (file, &show_section);

  g_assert_no_error (error);
  g_assert_cmpint (show->plain_int, ==, 0);
  g_assert_cmpstr (show->title, ==, "");
  g_assert_cmpuint (cfg_file_list (file, &camera_section)->len, ==, 0);
  g_assert_cmpint (((const TestShop *) cfg_file_get (file, &shop_section))->tries, ==, 3);
  g_assert_true (cfg_file_check (file, &error));
}

static const struct {
  const char *text;
  int value;
} ints[] = {{"300", 300},          {"20000", 20000},     {"+450", 450},
            {"4500 kbit/s", 4500}, {"4500kbit/s", 4500}, {"4500 KBIT/S", 4500},
            {"\"4500\"", 4500},    {"00450", 450},       {"450.0", 450}},
  times[] = {{"0", 0},           {"300", 300},    {"300 ms", 300}, {"300ms", 300},
             {"2 s", 2000},      {"1.5 s", 1500}, {"0.25S", 250},  {"5 min", 300000},
             {"1.5 min", 90000}, {"2 h", 7200000}},
  bools[] = {{"yes", TRUE}, {"no", FALSE},  {"true", TRUE}, {"false", FALSE},
             {"on", TRUE},  {"off", FALSE}, {"Yes", TRUE},  {"OFF", FALSE}},
  choices[] = {{"bright", 1}, {"dark", 2}, {"high-contrast", 3}, {"Dark", 2}, {"\"dark\"", 2}};

static void
test_whole_numbers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ints); i++) {
    g_autoptr (CfgFile) file = parse_setting ("show", "bitrate", ints[i].text);

    g_assert_cmpint (((const TestShow *) cfg_file_get (file, &show_section))->bitrate_kbps, ==,
                     ints[i].value);
  }
}

static void
test_limits_of_int (void)
{
  g_autoptr (CfgFile) low = parse_setting ("show", "plain_int", "-2147483648");
  g_autoptr (CfgFile) high = parse_setting ("show", "plain_int", "2147483647");

  g_assert_cmpint (((const TestShow *) cfg_file_get (low, &show_section))->plain_int, ==, G_MININT);
  g_assert_cmpint (((const TestShow *) cfg_file_get (high, &show_section))->plain_int, ==,
                   G_MAXINT);
}

static void
test_times (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    g_autoptr (CfgFile) file = parse_setting ("show", "plain_ms", times[i].text);

    g_assert_cmpint (((const TestShow *) cfg_file_get (file, &show_section))->plain_ms, ==,
                     times[i].value);
  }
}

static void
test_bools (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bools); i++) {
    g_autoptr (CfgFile) file = parse_setting ("show", "record", bools[i].text);

    g_assert_cmpint (((const TestShow *) cfg_file_get (file, &show_section))->record, ==,
                     bools[i].value);
  }
}

static void
test_choices (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
    g_autoptr (CfgFile) file = parse_setting ("show", "theme", choices[i].text);

    g_assert_cmpint (((const TestShow *) cfg_file_get (file, &show_section))->theme, ==,
                     choices[i].value);
  }
}

static const struct {
  const char *text;
  double value;
} doubles[] = {{"0", 0},  {"-60", -60}, {"24", 24},       {"2.5", 2.5}, {"-0.25", -0.25},
               {"+3", 3}, {"3 dB", 3},  {"-3.5dB", -3.5}, {"6 db", 6},  {"1 dB of change", 1}};

static void
test_doubles (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (doubles); i++) {
    g_autofree char *text =
        g_strdup_printf ("[camera a]\nsource = x\ngain = %s\n", doubles[i].text);
    g_autoptr (CfgFile) file = parse_good (text);

    g_assert_cmpfloat (first_camera (file)->gain_db, ==, doubles[i].value);
  }
}

static const struct {
  const char *text;
  int a, b;
} sizes[] = {{"1280x720", 1280, 720},      {"1280 x 720", 1280, 720}, {"1920X1080", 1920, 1080},
             {"1280\u00d7720", 1280, 720}, {"160x160", 160, 160},     {"3840x2160", 3840, 2160}},
  rates[] = {{"30", 30, 1},
             {"25", 25, 1},
             {"1", 1, 1},
             {"60", 60, 1},
             {"29.97", 30000, 1001},
             {"59.94", 60000, 1001},
             {"23.976", 24000, 1001},
             {"23.98", 24000, 1001},
             {"29.970", 30000, 1001},
             {"29.97003", 30000, 1001},
             {"47.952", 48000, 1001},
             {"30000/1001", 30000, 1001},
             {"60000 / 1001", 60000, 1001},
             {"25/1", 25, 1},
             {"60/2", 30, 1},
             {"12.5", 25, 2},
             {"14.985", 2997, 200},
             {"30.0", 30, 1},
             {"30 fps", 30, 1},
             {"29.97 fps", 30000, 1001},
             {"25 frames", 25, 1},
             {"25 Frames per second", 25, 1}};

static void
test_sizes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (CfgFile) file = parse_setting ("show", "size", sizes[i].text);
    const TestShow *show = cfg_file_get (file, &show_section);

    g_assert_cmpint (show->size[0], ==, sizes[i].a);
    g_assert_cmpint (show->size[1], ==, sizes[i].b);
  }
}

static void
test_rates (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    g_autoptr (CfgFile) file = parse_setting ("show", "fps", rates[i].text);
    const TestShow *show = cfg_file_get (file, &show_section);

    g_assert_cmpint (show->fps[0], ==, rates[i].a);
    g_assert_cmpint (show->fps[1], ==, rates[i].b);
  }
}

static const struct {
  const char *text, *value;
} strings[] = {{"plain", "plain"},
               {"with blanks  inside", "with blanks  inside"},
               {"\" kept blanks \"", " kept blanks "},
               {"\"\"", ""},
               {"a = b", "a = b"},
               {"Drop #1; now", "Drop #1; now"},
               {"rtmp://host/app?x=1#y", "rtmp://host/app?x=1#y"},
               {"\"Best\" socks", "\"Best\" socks"},
               {"Größe № 5 – 素敵", "Größe № 5 – 素敵"},
               {"[not a section]", "[not a section]"}};

static void
test_strings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++) {
    g_autoptr (CfgFile) file = parse_setting ("show", "title", strings[i].text);

    g_assert_cmpstr (((const TestShow *) cfg_file_get (file, &show_section))->title, ==,
                     strings[i].value);
  }
}

static void
test_lists (void)
{
  static const char *const notations[] = {"one, two,three", "one two three", "one\ttwo , three,",
                                          "\"one,two three\""};

  for (guint i = 0; i < G_N_ELEMENTS (notations); i++) {
    g_autofree char *text = g_strdup_printf ("[camera a]\nsource=x\ntags=%s", notations[i]);
    g_autoptr (CfgFile) file = parse_good (text);

    g_assert_true (g_strv_equal ((const char *const *) first_camera (file)->tags,
                                 (const char *[]){"one", "two", "three", NULL}));
  }
}

static void
test_paths (void)
{
  g_autofree char *folder = g_dir_make_tmp ("test-cfg-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.conf", NULL);
  g_autofree char *beside = g_build_filename (folder, "luts/a.cube", NULL);
  g_autofree char *home = g_build_filename (g_get_home_dir (), "a.cube", NULL);
  g_autoptr (CfgFile) file = NULL;
  GPtrArray *cameras;

  g_assert_true (g_file_set_contents (path,
                                      "[camera a]\nsource=x\nlut = luts/a.cube\n"
                                      "[camera b]\nsource=x\nlut = ~/a.cube\n"
                                      "[camera c]\nsource=x\nlut = /a.cube\nsku = MUG",
                                      -1, NULL));
  file = cfg_file_load (path, tables, NULL);
  g_assert_nonnull (file);
  cameras = cfg_file_list (file, &camera_section);
  g_assert_cmpuint (cameras->len, ==, 3);
  g_assert_cmpstr (((TestCamera *) cameras->pdata[0])->lut, ==, beside);
  g_assert_cmpstr (((TestCamera *) cameras->pdata[1])->lut, ==, home);
  g_assert_cmpstr (((TestCamera *) cameras->pdata[2])->lut, ==, "/a.cube");
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_layout_of_file (void)
{
  g_autoptr (CfgFile) file = parse_good (
      "\xef\xbb\xbf# comment\r\n; too\r\n\r\n  [ camera   zwei-2_ ]  \r\n\t source=x\r\n"
      "  # indented\r\n[show]\r\nfps=25\r\n[camera abcdefghijklmnopqrstuvwxyz-01234]\r\n"
      "source = y");
  GPtrArray *cameras = cfg_file_list (file, &camera_section);
  const TestCamera *camera = cameras->pdata[0];

  g_assert_cmpuint (cameras->len, ==, 2);
  g_assert_cmpstr (camera->name, ==, "zwei-2_");
  g_assert_cmpint (camera->line, ==, 4);
  g_assert_cmpstr (camera->source, ==, "x");
  camera = cameras->pdata[1];
  g_assert_cmpuint (strlen (camera->name), ==, CFG_NAME_MAX);
  g_assert_cmpstr (camera->source, ==, "y");
  g_assert_cmpint (((const TestShow *) cfg_file_get (file, &show_section))->line, ==, 7);
}

static void
test_empty (void)
{
  static const char *const empties[] = {"",   "\n", "\r\n", "\xef\xbb\xbf", "# only a comment",
                                        "   "};

  for (guint i = 0; i < G_N_ELEMENTS (empties); i++) {
    g_autoptr (CfgFile) file = parse_good (empties[i]);

    g_assert_cmpint (((const TestShow *) cfg_file_get (file, &show_section))->line, ==, 0);
  }
}

static void
test_add (void)
{
  g_autoptr (CfgFile) file = cfg_file_load (NULL, tables, NULL);
  TestCamera *camera =
      cfg_file_add (file, &camera_section, "left", "source", "test:ball", "delay", "1.5 s", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (camera->name, ==, "left");
  g_assert_cmpint (camera->line, ==, 0);
  g_assert_cmpstr (camera->source, ==, "test:ball");
  g_assert_cmpint (camera->delay_ms, ==, 1500);
  g_assert_true (first_camera (file) == camera);
  cfg_file_report (file, &camera_section, camera, "source", "Nothing is there.");
  g_assert_false (cfg_file_check (file, &error));
  g_assert_cmpstr (error->message, ==,
                   "built-in settings: [camera left] source: Nothing is there.");
}

static void
test_report (void)
{
  g_autoptr (CfgFile) file = parse_good ("[show]\nfps = 25\n[camera a]\nsource = x\ndelay = 1 s\n");
  gconstpointer show = cfg_file_get (file, &show_section), camera = first_camera (file);
  g_autoptr (GError) error = NULL;

  g_assert_true (cfg_file_check (file, &error));
  cfg_file_report (file, &camera_section, camera, "delay", "Too much for %d cameras.", 1);
  cfg_file_report (file, &camera_section, camera, "gain", "Not set.");
  cfg_file_report (file, &camera_section, camera, NULL, "Nobody uses it.");
  cfg_file_report (file, &show_section, show, "fps", "The camera gives 30.");
  cfg_file_report (file, &shop_section, cfg_file_get (file, &shop_section), NULL, "No shop.");
  g_assert_false (cfg_file_check (file, &error));
  g_assert_error (error, CFG_ERROR, CFG_ERROR_SYNTAX);
  g_assert_cmpstr (error->message, ==,
                   "t.conf: [shop]: No shop.\n"
                   "t.conf:2: [show] fps: The camera gives 30.\n"
                   "t.conf:3: [camera a] gain: Not set.\n"
                   "t.conf:3: [camera a]: Nobody uses it.\n"
                   "t.conf:5: [camera a] delay: Too much for 1 cameras.");
  g_assert_false (cfg_file_check (file, NULL));
}

static void
test_missing (void)
{
  g_autoptr (CfgFile) file = parse_good ("[camera a]\nsource = x\ndelay = 1 s\n");
  gconstpointer camera = first_camera (file);
  g_autoptr (GError) error = NULL;
  g_autofree char *missing = NULL;

  cfg_file_set_lenient (file);
  g_assert_null (cfg_file_get_missing (file));
  cfg_file_report_missing (file, &camera_section, camera, "source", "There is no %s.", "x");
  g_assert_true (cfg_file_check (file, &error));
  missing = cfg_file_get_missing (file);
  g_assert_cmpstr (missing, ==, "t.conf:2: [camera a] source: There is no x.");
  cfg_file_report (file, &camera_section, camera, "delay", "Too much.");
  g_assert_false (cfg_file_check (file, &error));
  g_assert_cmpstr (error->message, ==, "t.conf:3: [camera a] delay: Too much.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cfg/value/defaults", test_defaults);
  g_test_add_func ("/cfg/value/without defaults", test_without_defaults);
  g_test_add_func ("/cfg/value/whole numbers", test_whole_numbers);
  g_test_add_func ("/cfg/value/limits of int", test_limits_of_int);
  g_test_add_func ("/cfg/value/times", test_times);
  g_test_add_func ("/cfg/value/yes and no", test_bools);
  g_test_add_func ("/cfg/value/choices", test_choices);
  g_test_add_func ("/cfg/value/numbers", test_doubles);
  g_test_add_func ("/cfg/value/sizes", test_sizes);
  g_test_add_func ("/cfg/value/rates", test_rates);
  g_test_add_func ("/cfg/value/strings", test_strings);
  g_test_add_func ("/cfg/value/lists", test_lists);
  g_test_add_func ("/cfg/value/paths", test_paths);
  g_test_add_func ("/cfg/file/layout", test_layout_of_file);
  g_test_add_func ("/cfg/file/empty", test_empty);
  g_test_add_func ("/cfg/file/add", test_add);
  g_test_add_func ("/cfg/file/report", test_report);
  g_test_add_func ("/cfg/value/missing", test_missing);
  return g_test_run ();
}
