#include "dmn-resume.h"

#include "base-log.h"
#include "show-resume.h"
#include <errno.h>
#include <glib/gstdio.h>

struct _DmnResume {
  char *path;
  json_t *asked; /* of the last show; NULL: nothing */
  int tries;     /* starts that went on with it, and have not lasted yet */

  /* since dmn_resume_attach() */
  DmnShow *show; /* borrowed */
  BaseWorker *worker;
  json_t *kept;      /* that was posted last */
  ShowSetup *config; /* the newest; NULL: the one that the show started with */
  guint write_source, beat_source;
};

/* Owned by the worker's queue. */
typedef struct {
  char *path;
  char *text; /* NULL: there is nothing to go on with */
} Write;

/* --- reading --- */

static json_t *
load (const char *path)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL) || length > DMN_RESUME_BYTES_MAX)
    return NULL;
  return json_loadb (text, length, 0, NULL);
}

/* A clock that went back since tells nothing: a machine without one of its own begins with the time
 * at which it lost its power. */
static gboolean
is_recent (const json_t *file, gint64 now_ms)
{
  const json_t *at = json_object_get (file, "at_ms");

  return json_is_integer (at) && now_ms - json_integer_value (at) <= DMN_RESUME_MAX_MS;
}

static void
take (DmnResume *self, const json_t *file)
{
  json_int_t tries = json_integer_value (json_object_get (file, "tries"));

  if (tries < 0 || tries >= DMN_RESUME_TRIES) {
    base_log (BASE_LOG_WARNING, "daemon", "the show broke off %d times in a row: it begins anew",
              DMN_RESUME_TRIES + 1);
    return;
  }
  self->asked = json_incref (json_object_get (file, "show"));
  self->tries = (int) tries + 1;
  base_log (BASE_LOG_NOTICE, "daemon",
            "the last run broke off: scene, cards, sound, outputs and cue go on as they were");
}

const json_t *
dmn_resume_get_asked (const DmnResume *self)
{
  return self->asked;
}

/* --- writing --- */

static void
write_free (gpointer data)
{
  Write *write = data;

  g_free (write->path);
  g_free (write->text);
  g_free (write);
}

static void
write_in_worker (gpointer data)
{
  const Write *write = data;
  g_autoptr (GError) error = NULL;

  if (write->text)
    g_file_set_contents_full (write->path, write->text, -1,
                              G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                              &error);
  else if (g_unlink (write->path) != 0 && errno != ENOENT)
    g_set_error_literal (&error, G_FILE_ERROR, (gint) g_file_error_from_errno (errno),
                         g_strerror (errno));
  if (error)
    base_log (BASE_LOG_WARNING, "daemon",
              "what is asked of the show could not be kept (%s): after a crash it would begin as "
              "it was before; trying again",
              error->message);
}

static void
post (DmnResume *self)
{
  Write *write = g_new0 (Write, 1);
  json_t *file;

  write->path = g_strdup (self->path);
  if (json_object_size (self->kept) > 0) {
    file = json_pack ("{s:I, s:i, s:O}", "at_ms", (json_int_t) (g_get_real_time () / 1000), "tries",
                      self->tries, "show", self->kept);
    write->text = json_dumps (file, JSON_COMPACT);
    json_decref (file);
  }
  base_worker_post (self->worker, write_in_worker, write, write_free);
}

/* TRUE when it is something else than before. */
static gboolean
look (DmnResume *self)
{
  const ShowState *state = dmn_show_get_state (self->show);
  json_t *kept =
      show_state_to_resume (state, self->config ? self->config : show_state_get_setup (state));
  gboolean same = json_equal (kept, self->kept);

  json_decref (self->kept);
  self->kept = kept;
  return !same;
}

static gboolean
on_write (gpointer data)
{
  DmnResume *self = data;

  self->write_source = 0;
  if (look (self))
    post (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_beat (gpointer data)
{
  DmnResume *self = data;

  self->tries = 0;
  if (look (self) || json_object_size (self->kept) > 0)
    post (self);
  return G_SOURCE_CONTINUE;
}

static void
on_change (ShowState *before, gpointer data)
{
  DmnResume *self = data;

  if (!self->write_source)
    self->write_source = g_timeout_add (DMN_RESUME_WRITE_MS, on_write, self);
}

void
dmn_resume_set_config (ShowSetup *config, gpointer data)
{
  DmnResume *self = data;

  show_setup_unref (self->config);
  self->config = show_setup_ref (config);
  on_change (NULL, self);
}

/* --- life --- */

DmnResume *
dmn_resume_new (const char *state_dir, gint64 now_ms)
{
  DmnResume *self = g_new0 (DmnResume, 1);
  json_t *file;

  self->path = g_build_filename (state_dir, DMN_RESUME_FILE, NULL);
  file = load (self->path);
  if (is_recent (file, now_ms) && json_is_object (json_object_get (file, "show")))
    take (self, file);
  json_decref (file);
  return self;
}

void
dmn_resume_attach (DmnResume *self, DmnShow *show)
{
  g_assert (!self->show);
  self->show = show;
  self->worker = base_worker_new ("resume");
  look (self);
  post (self);
  self->beat_source = g_timeout_add (DMN_RESUME_BEAT_MS, on_beat, self);
  dmn_show_add_listener (show, on_change, self);
}

static void
detach (DmnResume *self)
{
  dmn_show_remove_listener (self->show, on_change, self);
  g_clear_handle_id (&self->write_source, g_source_remove);
  g_source_remove (self->beat_source);
  look (self);
  self->tries = 0; /* it did not break off */
  post (self);
  base_worker_stop (self->worker);
  base_worker_free (self->worker);
}

void
dmn_resume_free (DmnResume *self)
{
  if (!self)
    return;
  if (self->show)
    detach (self);
  json_decref (self->asked);
  json_decref (self->kept);
  show_setup_unref (self->config);
  g_free (self->path);
  g_free (self);
}

void
dmn_resume_drop (const char *state_dir)
{
  g_autofree char *path = g_build_filename (state_dir, DMN_RESUME_FILE, NULL);

  if (g_unlink (path) != 0 && errno != ENOENT)
    base_log (BASE_LOG_WARNING, "daemon",
              "what was asked of the show could not be removed (%s): a start in the next %d "
              "minutes goes on with it",
              g_strerror (errno), DMN_RESUME_MAX_MS / 60000);
}
