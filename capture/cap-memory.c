#include "cap-memory.h"

#include <glib/gstdio.h>
#include <string.h>

/* The file: [camera] model, serial, locked; and [NAME] value, auto, locked for each control. */
#define GROUP "camera"

/* A file has one memory: a camera that is made anew shares that of the one before, which may not be
 * done yet. */
static GMutex shared_lock;
static GHashTable *shared; /* shared_lock; path: its memory, borrowed; NULL: there is none */

/* Lock order: file_lock before lock; shared_lock alone. */
struct _CapMemory {
  char *path;   /* NULL: not kept */
  guint n_uses; /* shared_lock */

  GMutex file_lock; /* while the file is written */

  GMutex lock;
  CapIdentity identity; /* lock */
  GArray *wishes;       /* lock; CapWish */
  gboolean locked;      /* lock */
  gboolean changed;     /* lock; since it was written */
};

void
cap_identity_clear (CapIdentity *identity)
{
  g_clear_pointer (&identity->model, g_free);
  g_clear_pointer (&identity->serial, g_free);
}

static gboolean
read_wish (GKeyFile *file, const char *name, CapWish *ret_wish)
{
  g_autoptr (GError) error = NULL;
  CapWish wish = {.automatic = -1};

  if (g_strlcpy (wish.name, name, sizeof wish.name) >= sizeof wish.name)
    return FALSE;
  wish.value = g_key_file_get_integer (file, name, "value", &error);
  wish.has_value = error == NULL;
  if (g_key_file_has_key (file, name, "auto", NULL))
    wish.automatic = g_key_file_get_boolean (file, name, "auto", NULL);
  wish.locked = g_key_file_get_boolean (file, name, "locked", NULL);
  *ret_wish = wish;
  return TRUE;
}

static void
load (CapMemory *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, NULL))
    return;
  self->identity.model = g_key_file_get_string (file, GROUP, "model", NULL);
  self->identity.serial = g_key_file_get_string (file, GROUP, "serial", NULL);
  self->locked = g_key_file_get_boolean (file, GROUP, "locked", NULL);
  groups = g_key_file_get_groups (file, NULL);
  for (char **group = groups; *group && self->wishes->len < SHOW_CONTROLS_MAX; group++) {
    CapWish wish;

    if (!g_str_equal (*group, GROUP) && read_wish (file, *group, &wish))
      g_array_append_val (self->wishes, wish);
  }
}

/* Takes the path. */
static CapMemory *
memory_new (char *path)
{
  CapMemory *self = g_new0 (CapMemory, 1);

  g_mutex_init (&self->file_lock);
  g_mutex_init (&self->lock);
  self->path = path;
  self->n_uses = 1;
  self->wishes = g_array_new (FALSE, FALSE, sizeof (CapWish));
  return self;
}

/* Takes the path. */
static CapMemory *
get_shared (char *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&shared_lock);
  CapMemory *self;

  if (!shared)
    shared = g_hash_table_new (g_str_hash, g_str_equal);
  self = g_hash_table_lookup (shared, path);
  if (self) {
    self->n_uses++;
    g_free (path);
    return self;
  }
  self = memory_new (path);
  load (self);
  g_hash_table_insert (shared, self->path, self);
  return self;
}

CapMemory *
cap_memory_new (const char *folder, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".camera", NULL);

  return folder ? get_shared (g_build_filename (folder, "cameras", file, NULL)) : memory_new (NULL);
}

/* TRUE: nobody else has it, or can get it. */
static gboolean
end_use (CapMemory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&shared_lock);

  if (--self->n_uses > 0)
    return FALSE;
  if (self->path)
    g_hash_table_remove (shared, self->path);
  if (shared && g_hash_table_size (shared) == 0)
    g_clear_pointer (&shared, g_hash_table_unref);
  return TRUE;
}

void
cap_memory_free (CapMemory *self)
{
  if (!self || !end_use (self))
    return;
  g_free (self->path);
  cap_identity_clear (&self->identity);
  g_array_unref (self->wishes);
  g_mutex_clear (&self->file_lock);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* --- which one it is --- */

CapIdentity
cap_memory_get_identity (CapMemory *self)
{
  CapIdentity copy;

  g_mutex_lock (&self->lock);
  copy.model = g_strdup (self->identity.model);
  copy.serial = g_strdup (self->identity.serial);
  g_mutex_unlock (&self->lock);
  return copy;
}

void
cap_memory_meet (CapMemory *self, const CapIdentity *identity)
{
  gboolean same_model, same;

  g_mutex_lock (&self->lock);
  same_model = g_strcmp0 (self->identity.model, identity->model) == 0;
  same = same_model && g_strcmp0 (self->identity.serial, identity->serial) == 0;
  if (!same_model && self->identity.model) {
    g_array_set_size (self->wishes, 0);
    self->locked = FALSE;
  }
  if (!same) {
    cap_identity_clear (&self->identity);
    self->identity.model = g_strdup (identity->model);
    self->identity.serial = g_strdup (identity->serial);
    self->changed = TRUE;
  }
  g_mutex_unlock (&self->lock);
}

/* --- how it was set --- */

/* Under the lock. */
static CapWish *
find (CapMemory *self, const char *name)
{
  for (guint i = 0; i < self->wishes->len; i++) {
    CapWish *wish = &g_array_index (self->wishes, CapWish, i);

    if (g_str_equal (wish->name, name))
      return wish;
  }
  return NULL;
}

GArray *
cap_memory_get_wishes (CapMemory *self)
{
  GArray *copy = g_array_new (FALSE, FALSE, sizeof (CapWish));

  g_mutex_lock (&self->lock);
  g_array_append_vals (copy, self->wishes->data, self->wishes->len);
  g_mutex_unlock (&self->lock);
  return copy;
}

void
cap_memory_wish (CapMemory *self, const CapWish *wish)
{
  CapWish *known;

  g_mutex_lock (&self->lock);
  known = find (self, wish->name);
  if (known)
    *known = *wish;
  else if (self->wishes->len < SHOW_CONTROLS_MAX)
    g_array_append_vals (self->wishes, wish, 1);
  self->changed = TRUE;
  g_mutex_unlock (&self->lock);
}

void
cap_memory_forget (CapMemory *self, const char *name)
{
  CapWish *known;

  g_mutex_lock (&self->lock);
  known = find (self, name);
  if (known) {
    g_array_remove_index (self->wishes, (guint) (known - (CapWish *) self->wishes->data));
    self->changed = TRUE;
  }
  g_mutex_unlock (&self->lock);
}

gboolean
cap_memory_is_locked (CapMemory *self)
{
  gboolean locked;

  g_mutex_lock (&self->lock);
  locked = self->locked;
  g_mutex_unlock (&self->lock);
  return locked;
}

void
cap_memory_set_locked (CapMemory *self, gboolean locked)
{
  g_mutex_lock (&self->lock);
  self->changed = self->changed || self->locked != locked;
  self->locked = locked;
  g_mutex_unlock (&self->lock);
}

/* --- the file --- */

/* Under the lock. */
static GKeyFile *
to_file (CapMemory *self)
{
  GKeyFile *file = g_key_file_new ();

  if (self->identity.model)
    g_key_file_set_string (file, GROUP, "model", self->identity.model);
  if (self->identity.serial)
    g_key_file_set_string (file, GROUP, "serial", self->identity.serial);
  g_key_file_set_boolean (file, GROUP, "locked", self->locked);
  for (guint i = 0; i < self->wishes->len; i++) {
    const CapWish *wish = &g_array_index (self->wishes, CapWish, i);

    if (wish->has_value)
      g_key_file_set_integer (file, wish->name, "value", wish->value);
    if (wish->automatic >= 0)
      g_key_file_set_boolean (file, wish->name, "auto", wish->automatic);
    g_key_file_set_boolean (file, wish->name, "locked", wish->locked);
  }
  return file;
}

gboolean
cap_memory_save (CapMemory *self, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *folder = self->path ? g_path_get_dirname (self->path) : NULL;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->file_lock);
  gboolean needed;

  g_mutex_lock (&self->lock);
  needed = self->path && self->changed;
  self->changed = FALSE;
  file = to_file (self);
  g_mutex_unlock (&self->lock);
  if (!needed)
    return TRUE;
  g_mkdir_with_parents (folder, 0700); /* what does not work shows when it is written */
  return g_key_file_save_to_file (file, self->path, error);
}
