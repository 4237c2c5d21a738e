#include "dmn-check-machine.h"

#include "base-folder.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#define NUMBER_NONE G_MININT64
#define ZONES_MAX   64
#define TRIPS_MAX   16
#define HOTTEST_C   150.0 /* nonsense above it, as some firmware tells */

/* One line of a file below sysfs; transfer full, NULL without. */
static char *
read_line (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? g_strstrip (text) : NULL;
}

static gint64
read_number (const char *folder, const char *name)
{
  g_autofree char *text = read_line (folder, name);
  char *end = NULL;
  gint64 number = text ? g_ascii_strtoll (text, &end, 10) : 0;

  return text && end != text ? number : NUMBER_NONE;
}

static gboolean
line_is (const char *folder, const char *name, const char *wanted)
{
  g_autofree char *text = read_line (folder, name);

  return g_strcmp0 (text, wanted) == 0;
}

static void
foreach_folder (const char *sysfs, const char *class,
                void (*func) (const char *, ShowCheckMachine *), ShowCheckMachine *machine)
{
  g_autofree char *all = g_build_filename (sysfs, "class", class, NULL);
  g_autoptr (GDir) dir = g_dir_open (all, 0, NULL);
  const char *name;

  for (guint i = 0; i < ZONES_MAX && dir && (name = g_dir_read_name (dir)); i++) {
    g_autofree char *folder = g_build_filename (all, name, NULL);
    func (folder, machine);
  }
}

/* https://docs.kernel.org/power/power_supply_class.html; batteries of mice and the like have the
 * scope "Device". */
static void
read_supply (const char *folder, ShowCheckMachine *machine)
{
  gint64 online = read_number (folder, "online"), capacity = read_number (folder, "capacity");

  if (line_is (folder, "scope", "Device"))
    return;
  if (line_is (folder, "type", "Battery")) {
    if (capacity >= 0)
      machine->battery_percent = (int) MIN (capacity, 100);
    if (machine->on_mains < 0 && line_is (folder, "status", "Discharging"))
      machine->on_mains = 0;
  } else if (online != NUMBER_NONE) {
    machine->on_mains = MAX (machine->on_mains, online > 0);
  }
}

/* raspberrypi-hwmon: https://docs.kernel.org/hwmon/raspberrypi-hwmon.html */
static void
read_hwmon (const char *folder, ShowCheckMachine *machine)
{
  gint64 alarm = read_number (folder, "in0_lcrit_alarm");

  if (line_is (folder, "name", "rpi_volt") && alarm != NUMBER_NONE)
    machine->low_voltage = alarm != 0;
}

/* The lowest temperature at which something is done about it; -1: not told. */
static double
lowest_trip_c (const char *folder)
{
  double lowest = -1;

  for (guint i = 0; i < TRIPS_MAX; i++) {
    g_autofree char *type_name = g_strdup_printf ("trip_point_%u_type", i);
    g_autofree char *temp_name = g_strdup_printf ("trip_point_%u_temp", i);
    g_autofree char *type = read_line (folder, type_name);
    double c = (double) read_number (folder, temp_name) / 1000;

    if (type && !g_str_equal (type, "active") && c > 0 && c < HOTTEST_C &&
        (lowest < 0 || c < lowest))
      lowest = c;
  }
  return lowest;
}

static void
read_zone (const char *folder, ShowCheckMachine *machine)
{
  double c = (double) read_number (folder, "temp") / 1000;

  if (c <= 0 || c > HOTTEST_C || c <= machine->temperature_c)
    return;
  machine->temperature_c = c;
  machine->limit_c = lowest_trip_c (folder);
}

void
dmn_machine_read_sysfs (const char *sysfs, ShowCheckMachine *ret_machine)
{
  ret_machine->on_mains = ret_machine->battery_percent = ret_machine->low_voltage = -1;
  ret_machine->temperature_c = ret_machine->limit_c = -1;
  foreach_folder (sysfs, "power_supply", read_supply, ret_machine);
  foreach_folder (sysfs, "hwmon", read_hwmon, ret_machine);
  foreach_folder (sysfs, "thermal", read_zone, ret_machine);
}

int
dmn_machine_is_clock_synced (void)
{
  struct timex clock = {0};

  if (adjtimex (&clock) < 0)
    return -1;
  return !(clock.status & STA_UNSYNC);
}

/* The folder, or its nearest parent that there is. Transfer full. */
static char *
find_existing (const char *folder)
{
  char *there = g_strdup (folder);
  struct stat info;

  while (stat (there, &info) != 0 && errno == ENOENT && !g_str_equal (there, "/")) {
    char *parent = g_path_get_dirname (there);

    g_free (there);
    there = parent;
  }
  return there;
}

gint64
dmn_machine_get_free (const char *folder)
{
  g_autofree char *there = find_existing (folder);
  struct statvfs disk;

  if (statvfs (there, &disk) != 0)
    return -1;
  return (gint64) ((guint64) disk.f_bavail * disk.f_frsize);
}

/* 0, or the errno of it; as `user`, where root may become that for this thread. */
static int
try_access (const char *folder, const struct stat *user)
{
  int why = 0;

  setfsgid (user->st_gid);
  setfsuid (user->st_uid);
  if (faccessat (AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0)
    why = errno;
  setfsuid (geteuid ());
  setfsgid (getegid ());
  return why;
}

char *
dmn_machine_judge_folder (const char *folder, const char *state_dir)
{
  g_autofree char *there = find_existing (folder);
  struct stat user = {.st_uid = geteuid (), .st_gid = getegid ()};
  const struct passwd *entry;
  int why;

  if (user.st_uid == 0)
    stat (state_dir, &user);
  why = try_access (there, &user);
  entry = getpwuid (user.st_uid);
  return why ? base_folder_explain (folder, why, entry ? entry->pw_name : NULL) : NULL;
}

static gboolean
write_and_read (const char *path, guint8 *bytes, guint8 *again)
{
  int fd = open (path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean ok = fd >= 0 && write (fd, bytes, DMN_MACHINE_TRY_BYTES) == DMN_MACHINE_TRY_BYTES &&
                fsync (fd) == 0 &&
                pread (fd, again, DMN_MACHINE_TRY_BYTES, 0) == DMN_MACHINE_TRY_BYTES;
  int why = errno;

  if (fd >= 0)
    close (fd);
  g_unlink (path);
  errno = why;
  return ok;
}

char *
dmn_machine_try_folder (const char *folder)
{
  g_autofree char *path = g_strdup_printf ("%s/.tallybox-check-%d", folder, (int) getpid ());
  g_autofree guint8 *bytes = g_malloc (DMN_MACHINE_TRY_BYTES);
  g_autofree guint8 *again = g_malloc0 (DMN_MACHINE_TRY_BYTES);

  for (guint i = 0; i < DMN_MACHINE_TRY_BYTES; i++)
    bytes[i] = (guint8) (i * 2654435761u >> 24);
  if (g_mkdir_with_parents (folder, 0700) != 0 || !write_and_read (path, bytes, again))
    return base_folder_explain (folder, errno, NULL);
  if (memcmp (bytes, again, DMN_MACHINE_TRY_BYTES) != 0)
    return g_strdup_printf ("%s gives back something else than was written. Use another disk.",
                            folder);
  return NULL;
}
