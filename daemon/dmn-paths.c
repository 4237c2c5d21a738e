#include "dmn-paths.h"

#include "dmn-types.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* What StateDirectory= of systemd/tallybox.service.in makes; only the service's user and root may
 * look into it. */
#define SERVICE_DIR "/var/lib/tallybox"

static gboolean
is_named (const char *given)
{
  return given || g_getenv ("TALLYBOX_STATE_DIR") || g_getenv ("STATE_DIRECTORY");
}

char *
dmn_paths_state_dir (const char *given)
{
  const char *from_environment = g_getenv ("TALLYBOX_STATE_DIR");

  if (given)
    return g_canonicalize_filename (given, NULL);
  if (!from_environment)
    from_environment = g_getenv ("STATE_DIRECTORY");
  if (from_environment)
    return g_strdup (from_environment);
  return g_build_filename (g_get_user_state_dir (), "tallybox", NULL);
}

gboolean
dmn_paths_claim (const char *state_dir, GError **error)
{
  g_autofree char *lock = g_build_filename (state_dir, "lock", NULL);
  int fd;

  if (g_mkdir_with_parents (state_dir, 0700) == 0) {
    /* Held open until the process ends: that is the lock. */
    fd = open (lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
      return TRUE;
    if (fd >= 0 && errno == EWOULDBLOCK) {
      close (fd);
      g_set_error (error, DMN_ERROR, DMN_ERROR_UNAVAILABLE,
                   "Another tallybox already runs with %s. Stop it, or use another --state-dir.",
                   state_dir);
      return FALSE;
    }
  }
  g_set_error (error, DMN_ERROR, DMN_ERROR_UNAVAILABLE,
               "The state folder %s cannot be used: %s. Choose one that can be written with "
               "--state-dir.",
               state_dir, g_strerror (errno));
  return FALSE;
}

char *
dmn_paths_ctl_socket (const char *state_dir, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, "ctl.sock", NULL);
  struct sockaddr_un address;

  if (strlen (path) < sizeof address.sun_path)
    return g_steal_pointer (&path);
  g_set_error (
      error, DMN_ERROR, DMN_ERROR_UNAVAILABLE,
      "The path of the state folder is too long (%zu characters, %zu at most): %s. Choose a "
      "shorter --state-dir.",
      strlen (state_dir), sizeof address.sun_path - sizeof "/ctl.sock", state_dir);
  return NULL;
}

/* Whether a rig listens at its control socket. */
static gboolean
is_answered (const char *state_dir)
{
  g_autofree char *path = dmn_paths_ctl_socket (state_dir, NULL);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  gboolean answered;
  int fd;

  if (!path)
    return FALSE;
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  /* EAGAIN: too many wait for an answer already. */
  answered = fd >= 0 &&
             (connect (fd, (struct sockaddr *) &address, sizeof address) == 0 || errno == EAGAIN);
  if (fd >= 0)
    close (fd);
  return answered;
}

char *
dmn_paths_find_rig (const char *given)
{
  g_autofree char *dir = dmn_paths_state_dir (given);

  if (is_named (given) || is_answered (dir) || g_access (SERVICE_DIR, X_OK) != 0)
    return g_steal_pointer (&dir);
  return g_strdup (SERVICE_DIR);
}

const char *
dmn_paths_tell_remedy (const char *given)
{
  if (is_named (given) || !g_file_test (SERVICE_DIR, G_FILE_TEST_IS_DIR))
    return "Start it with \"tallybox run\", or name its folder with --state-dir.";
  if (g_access (SERVICE_DIR, X_OK) != 0)
    return "The service's listens to root: write \"sudo\" before the command. Another one is found "
           "by its folder: --state-dir.";
  return "Start the service with \"systemctl start tallybox\". Another one is found by its folder: "
         "--state-dir.";
}

gboolean
dmn_paths_check_alone (const char *given, GError **error)
{
  if (is_named (given) || !is_answered (SERVICE_DIR))
    return TRUE;
  g_set_error (
      error, DMN_ERROR, DMN_ERROR_UNAVAILABLE,
      "The service is on air already: two would fight for cameras and ports. Stop it first "
      "with \"systemctl stop tallybox\", or give this one a folder of its own with "
      "--state-dir.");
  return FALSE;
}

void
dmn_paths_exec_again (GError **error)
{
  static const char gone[] = " (deleted)"; /* proc(5): a newer one may be in its place */
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL), *words = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  gsize length = 0;

  if (program && g_str_has_suffix (program, gone))
    program[strlen (program) - strlen (gone)] = '\0';
  if (program && g_file_get_contents ("/proc/self/cmdline", &words, &length, NULL)) {
    for (const char *word = words; word < words + length; word += strlen (word) + 1)
      g_ptr_array_add (argv, (gpointer) word);
    g_ptr_array_add (argv, NULL);
    execv (program, (char **) argv->pdata);
  }
  g_set_error (error, DMN_ERROR, DMN_ERROR_FAILED, "Tallybox cannot start anew: %s.",
               g_strerror (errno));
}
