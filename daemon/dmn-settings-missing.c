/* Files that the config names and the start did without: a stick that is mounted late, a key that
 * is not written yet. Asked for in a thread of their own, for a disk may not answer. */
#include "dmn-settings-private.h"

#include "base-file.h"
#include "base-log.h"
#include <sys/stat.h>
#include <unistd.h>

#define LOOK_MS 3000
#define STOP_MS 500

typedef struct {
  DmnSettings *settings; /* main thread */
  BaseWorker *main;
  GPtrArray *paths; /* a reference; never changed */
  GHashTable *seen; /* char * -> char *: of those that can be read, what tells their content */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_ptr_array_unref (look->paths);
  g_hash_table_unref (look->seen);
  g_free (look);
}

static GHashTable *
seen_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static gboolean
waits (const DmnSettings *self)
{
  g_autoptr (CfgEdit) file = cfg_edit_new (self->text);
  json_t *pending = dmn_settings_pending (self, file);
  gboolean any = json_array_size (pending) > 0;

  json_decref (pending);
  return any;
}

/* A file that was not there, or not so: one with mistakes need not be read again and again.
 * `before` NULL: the config itself is another. */
static gboolean
has_news (GHashTable *before, GHashTable *now)
{
  GHashTableIter iter;
  gpointer path, mark;

  g_hash_table_iter_init (&iter, now);
  while (before && g_hash_table_iter_next (&iter, &path, &mark))
    if (g_strcmp0 (g_hash_table_lookup (before, path), mark) != 0)
      return TRUE;
  return !before;
}

/* Of `before` what is not in `now`: [char *, borrowed]. */
static GPtrArray *
find_found (const GPtrArray *before, GPtrArray *now)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < before->len; i++)
    if (!g_ptr_array_find_with_equal_func (now, before->pdata[i], g_str_equal, NULL))
      g_ptr_array_add (found, before->pdata[i]);
  return found;
}

static void
take_up (DmnSettings *self, const GPtrArray *found)
{
  if (found->len == 0)
    return;
  dmn_rig_retry_cards (self->rig);
  dmn_rig_look_at_keys (self->rig, dmn_show_get_state (self->show), found);
}

/* What is there now is taken up; all else is looked for again. */
static void
read_again (DmnSettings *self)
{
  g_autoptr (DmnConfig) config = dmn_config_take_text (self->path, self->text, self->now, NULL);
  g_autofree char *lacks = config ? cfg_file_get_missing (config->file) : NULL;
  g_autoptr (GPtrArray) found = config ? find_found (self->missing, config->missing) : NULL;

  if (!config)
    return;
  take_up (self, found);
  g_ptr_array_unref (self->missing);
  self->missing = g_ptr_array_ref (config->missing);
  if (self->missing->len > 0)
    return;
  g_clear_handle_id (&self->missing_source, g_source_remove);
  if (lacks)
    return;
  dmn_settings_take_found (self);
  base_log (BASE_LOG_NOTICE, "daemon", "all that the config names is there now%s",
            waits (self) ? "; the page Settings says what of it waits for a restart" : "");
}

static void
note_in_main (gpointer data)
{
  Look *look = data;
  DmnSettings *self = look->settings;
  gboolean news;

  if (!self->missing_source)
    return;
  news = has_news (self->seen, look->seen);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  self->seen = g_hash_table_ref (look->seen);
  if (news)
    read_again (self);
}

static char *
mark_of (int fd)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return g_strdup ("");
  return g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%ld",
                          (guint64) info.st_ino, (gint64) info.st_size,
                          (gint64) info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}

/* All of them, so that the main thread need not wait for one when it reads them. */
static void
look_on_disk (gpointer data)
{
  Look *look = data;

  for (guint i = 0; i < look->paths->len; i++) {
    const char *path = look->paths->pdata[i];
    int fd;

    if (base_file_try (path, &fd) != 0)
      continue;
    g_hash_table_replace (look->seen, g_strdup (path), mark_of (fd));
    close (fd);
  }
  base_worker_answer (look->main, note_in_main, look, look_free);
}

static gboolean
on_look (gpointer data)
{
  DmnSettings *self = data;
  Look *look;

  if (enc_disk_get_busy_ms (self->disk) > 0)
    return G_SOURCE_CONTINUE;
  look = g_new0 (Look, 1);
  *look = (Look){self, self->main, g_ptr_array_ref (self->missing), seen_new ()};
  enc_disk_post (self->disk, look_on_disk, look, NULL);
  return G_SOURCE_CONTINUE;
}

void
dmn_settings_look_for_missing (DmnSettings *self, const DmnConfig *config)
{
  if (config->missing->len == 0)
    return;
  self->missing = g_ptr_array_ref (config->missing);
  self->seen = seen_new ();
  self->main = base_worker_new_for_main ();
  self->disk = enc_disk_new ();
  self->missing_source = g_timeout_add (LOOK_MS, on_look, self);
}

void
dmn_settings_stop_looking (DmnSettings *self)
{
  if (!self->missing)
    return;
  g_clear_handle_id (&self->missing_source, g_source_remove);
  base_worker_stop (self->main);
  if (enc_disk_stop (self->disk, STOP_MS)) /* one that hangs may answer yet */
    base_worker_free (self->main);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_ptr_array_unref (self->missing);
}
