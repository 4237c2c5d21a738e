/* The tech check's facts of the machine, its reports on disk and its page. */
#include "dmn-check-machine.h"
#include "dmn-check-page.h"
#include "dmn-check-report.h"
#include "dmn-check-sound.h"
#include <glib/gstdio.h>
#include <string.h>

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("tb-check-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_folder (const char *folder)
{
  const char *const argv[] = {"rm", "-rf", "--", folder, NULL};

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
}

static void
put (const char *sysfs, const char *path, const char *text)
{
  g_autofree char *file = g_build_filename (sysfs, "class", path, NULL);
  g_autofree char *folder = g_path_get_dirname (file);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (file, text, -1, &error);
  g_assert_no_error (error);
}

static void
test_unknown (void)
{
  g_autofree char *sysfs = make_folder ();
  ShowCheckMachine machine;

  dmn_machine_read_sysfs (sysfs, &machine);
  g_assert_cmpint (machine.on_mains, ==, -1);
  g_assert_cmpint (machine.battery_percent, ==, -1);
  g_assert_cmpint (machine.low_voltage, ==, -1);
  g_assert_cmpfloat (machine.temperature_c, ==, -1);
  remove_folder (sysfs);
}

static void
test_laptop (void)
{
  g_autofree char *sysfs = make_folder ();
  ShowCheckMachine machine;

  put (sysfs, "power_supply/AC/type", "Mains\n");
  put (sysfs, "power_supply/AC/online", "0\n");
  put (sysfs, "power_supply/BAT0/type", "Battery\n");
  put (sysfs, "power_supply/BAT0/capacity", "42\n");
  put (sysfs, "power_supply/mouse/type", "Battery\n");
  put (sysfs, "power_supply/mouse/scope", "Device\n");
  put (sysfs, "power_supply/mouse/capacity", "3\n");
  put (sysfs, "thermal/thermal_zone0/temp", "41000\n");
  put (sysfs, "thermal/thermal_zone1/temp", "67500\n");
  put (sysfs, "thermal/thermal_zone1/trip_point_0_type", "active\n");
  put (sysfs, "thermal/thermal_zone1/trip_point_0_temp", "50000\n");
  put (sysfs, "thermal/thermal_zone1/trip_point_1_type", "critical\n");
  put (sysfs, "thermal/thermal_zone1/trip_point_1_temp", "105000\n");
  put (sysfs, "thermal/thermal_zone1/trip_point_2_type", "passive\n");
  put (sysfs, "thermal/thermal_zone1/trip_point_2_temp", "95000\n");
  dmn_machine_read_sysfs (sysfs, &machine);
  g_assert_cmpint (machine.on_mains, ==, 0);
  g_assert_cmpint (machine.battery_percent, ==, 42);
  g_assert_cmpfloat (machine.temperature_c, ==, 67.5);
  g_assert_cmpfloat (machine.limit_c, ==, 95);
  remove_folder (sysfs);
}

static void
test_raspberry_pi (void)
{
  g_autofree char *sysfs = make_folder ();
  ShowCheckMachine machine;

  put (sysfs, "hwmon/hwmon0/name", "cpu_thermal\n");
  put (sysfs, "hwmon/hwmon1/name", "rpi_volt\n");
  put (sysfs, "hwmon/hwmon1/in0_lcrit_alarm", "1\n");
  dmn_machine_read_sysfs (sysfs, &machine);
  g_assert_cmpint (machine.low_voltage, ==, 1);
  put (sysfs, "hwmon/hwmon1/in0_lcrit_alarm", "0\n");
  dmn_machine_read_sysfs (sysfs, &machine);
  g_assert_cmpint (machine.low_voltage, ==, 0);
  remove_folder (sysfs);
}

static void
test_disk (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *deep = g_build_filename (folder, "a", "b", NULL);
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "c", NULL);
  g_autofree char *why = NULL;

  g_assert_cmpint (dmn_machine_get_free (deep), >, 0);
  g_assert_null (dmn_machine_try_folder (deep));
  g_assert_true (g_file_set_contents (file, "", -1, NULL));
  why = dmn_machine_try_folder (below);
  g_assert_nonnull (strstr (why, "cannot be written"));
  remove_folder (folder);
}

static void
test_wav (void)
{
  const float samples[] = {0, 1, -1, 2};
  g_autoptr (GBytes) wav = dmn_check_make_wav (samples, 2);
  const guint8 *bytes = g_bytes_get_data (wav, NULL);
  const guint8 sound[] = {0, 0, 0xff, 0x7f, 0x01, 0x80, 0xff, 0x7f};

  g_assert_cmpuint (g_bytes_get_size (wav), ==, 44 + 8);
  g_assert_cmpmem (bytes, 4, "RIFF", 4);
  g_assert_cmpuint (bytes[4], ==, 36 + 8);
  g_assert_cmpmem (bytes + 44, 8, sound, 8);
}

static json_t *
make_report (const char *id, const char *name)
{
  return json_pack ("{s:s, s:s, s:s, s:s, s:{s:s, s:[{s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:{s:s, "
                    "s:s}, s:n}]}, s:[{s:s, s:s}, {s:s, s:s}]}",
                    "id", id, "name", name, "at", "2026-11-23T03:10:22Z", "rig", "stall", "board",
                    "verdict", "no-go", "lines", "id", "camera/<b>/black", "group", "picture",
                    "subject", "<b>", "verdict", "no-go", "title", "en", "Light", "de", "Licht",
                    "text", "en", "Black & <i>", "de", "Schwarz", "detail", "pictures", "camera",
                    "one", "jpeg", "QUJD", "camera", "two", "jpeg", "\"><script>");
}

static char *
page_of (const json_t *report, ShowLanguage language)
{
  g_autoptr (GBytes) page = dmn_check_make_page (report, language);

  return g_strndup (g_bytes_get_data (page, NULL), g_bytes_get_size (page));
}

static void
test_page (void)
{
  json_t *report = make_report ("2026-11-23_03-10-22", "<script>Ada"), *nothing = json_object ();
  g_autofree char *en = page_of (report, SHOW_ENGLISH), *de = page_of (report, SHOW_GERMAN);
  g_autofree char *empty = page_of (nothing, SHOW_ENGLISH);

  g_assert_null (strstr (en, "<script"));
  g_assert_null (strstr (en, "<i>"));
  g_assert_nonnull (strstr (en, "&lt;script&gt;Ada"));
  g_assert_nonnull (strstr (en, "Black &amp; &lt;i&gt;"));
  g_assert_nonnull (strstr (en, "data:image/jpeg;base64,QUJD"));
  g_assert_nonnull (strstr (en, "No go"));
  g_assert_nonnull (strstr (de, "Schwarz"));
  g_assert_nonnull (strstr (de, "Nicht bereit"));
  g_assert_nonnull (strstr (empty, "</html>"));
  json_decref (report);
  json_decref (nothing);
}

static void
on_report (const json_t *report, gpointer data)
{
  char **ret_name = data;

  *ret_name = g_strdup (report ? json_string_value (json_object_get (report, "name")) : "none");
}

static char *
read_name (DmnReports *reports, const char *id)
{
  char *name = NULL;

  dmn_reports_read (reports, id, on_report, &name);
  while (!name)
    g_main_context_iteration (NULL, TRUE);
  return name;
}

static void
test_reports (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (DmnReports) reports = dmn_reports_new (folder);
  g_autofree char *first = NULL, *newest = NULL, *again = NULL;
  g_autofree char *outside = read_name (reports, "../../../etc/passwd");
  json_t *list;

  g_assert_cmpstr (outside, ==, "none");
  dmn_reports_keep (reports, make_report ("2026-11-23_03-10-22", "Ada"));
  dmn_reports_keep (reports, make_report ("2026-11-23_03-20-22", "Ben"));
  first = read_name (reports, "2026-11-23_03-10-22");
  newest = read_name (reports, NULL);
  g_assert_cmpstr (first, ==, "Ada");
  g_assert_cmpstr (newest, ==, "Ben");
  dmn_reports_free (g_steal_pointer (&reports));

  reports = dmn_reports_new (folder);
  again = read_name (reports, "2026-11-23_03-20-22"); /* behind the list on the disk's thread */
  g_assert_cmpstr (again, ==, "Ben");
  list = dmn_reports_list (reports);
  g_assert_cmpuint (json_array_size (list), ==, 2);
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (list, 0), "name")), ==,
                   "Ben");
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (list, 1), "verdict")), ==,
                   "no-go");
  json_decref (list);
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check/unknown", test_unknown);
  g_test_add_func ("/check/laptop", test_laptop);
  g_test_add_func ("/check/raspberry-pi", test_raspberry_pi);
  g_test_add_func ("/check/disk", test_disk);
  g_test_add_func ("/check/wav", test_wav);
  g_test_add_func ("/check/page", test_page);
  g_test_add_func ("/check/reports", test_reports);
  return g_test_run ();
}
