#include "dmn-shots.h"

#include "base-priority.h"
#include "dmn-peek.h"
#include "enc-jpeg.h"
#include "enc-png.h"
#include <glib/gstdio.h>
#include <string.h>

struct _DmnShots {
  MixVision *vision;
  BaseWorker *main, *make;
  GPtrArray *waiting; /* Job that nobody was told of; borrowed */
};

/* One picture on its way through a peek. */
typedef struct {
  DmnShots *shots;
  gboolean png;
  int quality, to_width, to_height;
  char *type, *folder, *file;
  gboolean made;
  char *uri;
  gsize uri_length;
  GError *error;

  /* -- main thread -- */
  WebShotFunc func; /* NULL: was answered */
  gpointer data;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_error (&job->error);
  g_free (job->uri);
  g_free (job->type);
  g_free (job->folder);
  g_free (job->file);
  g_free (job);
}

/* Life */

static void
step_back_in_worker (gpointer data)
{
  base_priority_set_nice (DMN_SHOT_NICE);
}

DmnShots *
dmn_shots_new (MixVision *vision, BaseWorker *main)
{
  DmnShots *self = g_new0 (DmnShots, 1);

  self->vision = vision;
  self->main = main;
  self->make = base_worker_new ("shots");
  self->waiting = g_ptr_array_new ();
  base_worker_post (self->make, step_back_in_worker, NULL, NULL);
  return self;
}

static void
answer (Job *job)
{
  WebShotFunc func = g_steal_pointer (&job->func);

  if (!func)
    return;
  g_ptr_array_remove_fast (job->shots->waiting, job);
  func (job->uri, job->uri_length, job->error, job->data);
}

void
dmn_shots_cancel (DmnShots *self)
{
  g_autoptr (GError) error =
      g_error_new_literal (WEB_ERROR, WEB_ERROR_BUSY, "The rig is about to end.");

  while (self->waiting->len > 0) {
    Job *job = self->waiting->pdata[0];
    WebShotFunc func = g_steal_pointer (&job->func);

    g_ptr_array_remove_index_fast (self->waiting, 0);
    func (NULL, 0, error, job->data);
  }
}

void
dmn_shots_free (DmnShots *self)
{
  if (!self)
    return;
  base_worker_stop (self->make);
  base_worker_free (self->make);
  dmn_shots_cancel (self);
  g_ptr_array_unref (self->waiting);
  g_free (self);
}

/* In the making thread */

static GBytes *
encode (const Job *job, GstBuffer *picture, int width, int height)
{
  int level = job->quality < 0 ? ENC_PNG_LEVEL : (100 - job->quality) * 9 / 100;
  int quality = job->quality < 0 ? ENC_JPEG_QUALITY : MAX (job->quality, 1);

  if (job->png)
    return enc_png_encode (picture, width, height, job->to_width, job->to_height, level);
  return enc_jpeg_encode_as (picture, width, height, job->to_width, job->to_height, quality);
}

/* FALSE: there are enough, unless this one is written over. */
static gboolean
has_room (const char *folder, const char *path, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  guint n = 0;

  if (!dir)
    return FALSE;
  while (g_dir_read_name (dir))
    n++;
  if (n < DMN_SHOTS_KEPT_MAX || g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, WEB_ERROR, WEB_ERROR_FILE, "There are %u pictures in %s. Take some away.", n,
               folder);
  return FALSE;
}

static gboolean
keep (const Job *job, GBytes *bytes, GError **error)
{
  g_autofree char *folder = g_build_filename (job->folder, WEB_SHOTS_FOLDER, NULL);
  g_autofree char *path = g_build_filename (folder, job->file, NULL);

  g_mkdir_with_parents (folder, 0750);
  return has_room (folder, path, error) &&
         g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL),
                                   (gssize) g_bytes_get_size (bytes),
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0640, error);
}

static void
make_uri (Job *job, GBytes *bytes)
{
  g_autofree char *encoded =
      g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  job->uri = g_strdup_printf ("data:image/%s;base64,%s", job->type, encoded);
  job->uri_length = strlen (job->uri);
}

static void
make_in_worker (GstBuffer *picture, int width, int height, gpointer data)
{
  Job *job = data;
  g_autoptr (GBytes) bytes = encode (job, picture, width, height);
  gsize max = job->file ? DMN_SHOT_FILE_MAX : DMN_SHOT_BYTES_MAX;

  if (!bytes)
    return;
  job->made = TRUE;
  if (g_bytes_get_size (bytes) > max)
    g_set_error (&job->error, WEB_ERROR, WEB_ERROR_REFUSED,
                 "The picture is larger than %u MB. Ask for a smaller one, or for jpg.",
                 (guint) (max / 1024 / 1024));
  else if (job->file)
    keep (job, bytes, &job->error);
  else
    make_uri (job, bytes);
}

static void
deliver_in_main (gpointer data)
{
  Job *job = data;

  if (!job->made)
    g_set_error_literal (&job->error, WEB_ERROR, WEB_ERROR_NOT_FOUND, "There is no picture now.");
  answer (job);
}

static const DmnPeekFuncs peek_funcs = {make_in_worker, deliver_in_main, job_free};

/* Asking */

/* "Scale to inner" (protocol.md, GetSourceScreenshot): as large as fits, in its own shape. */
static void
fit (const MixFormat *format, const WebShot *shot, Job *job)
{
  double by_width = shot->width > 0 ? (double) shot->width / format->width : 0;
  double by_height = shot->height > 0 ? (double) shot->height / format->height : 0;
  double scale =
      by_width > 0 && by_height > 0 ? MIN (by_width, by_height) : MAX (by_width, by_height);

  if (scale == 0)
    scale = 1;
  job->to_width = CLAMP ((int) (format->width * scale + 0.5), 1, WEB_SHOT_SIDE_MAX);
  job->to_height = CLAMP ((int) (format->height * scale + 0.5), 1, WEB_SHOT_SIDE_MAX);
}

void
dmn_shots_take (DmnShots *self, int input, const char *folder, const WebShot *shot,
                WebShotFunc func, gpointer data)
{
  Job *job;

  if (self->waiting->len >= DMN_SHOTS_MAX) {
    g_autoptr (GError) error = g_error_new_literal (
        WEB_ERROR, WEB_ERROR_BUSY, "Too many pictures at once. Try again in a moment.");
    func (NULL, 0, error, data);
    return;
  }
  job = g_new0 (Job, 1);
  *job = (Job){.shots = self,
               .png = shot->png,
               .quality = shot->quality,
               .type = g_strdup (shot->image_type),
               .folder = g_strdup (folder),
               .file = g_strdup (shot->file),
               .func = func,
               .data = data};
  fit (mix_vision_get_format (self->vision), shot, job);
  g_ptr_array_add (self->waiting, job);
  dmn_peek (self->vision, input, job->to_width + 1, self->make, self->main, &peek_funcs, job);
}
