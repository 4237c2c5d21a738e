#include "dmn-check-report.h"

#include "base-log.h"
#include "enc-disk.h"
#include <glib/gstdio.h>
#include <string.h>

#define FOLDER  "checks"
#define ENDING  ".json"
#define STOP_MS 1000

struct _DmnReports {
  BaseWorker *main;
  EncDisk *disk;
  char *folder;
  GPtrArray *known;   /* json_t: summaries, newest first */
  GPtrArray *waiting; /* Reading */
};

char *
dmn_reports_make_id (gint64 now_s)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_s);

  return g_date_time_format (now, "%Y-%m-%d_%H-%M-%S");
}

/* Ids come from outside, and become names of files. */
static gboolean
is_id (const char *id)
{
  return strlen (id) == strlen ("2026-11-23_03-10-22") &&
         strspn (id, "0123456789-_") == strlen (id);
}

static void
release_json (gpointer json)
{
  json_decref (json);
}

static json_t *
summary_of (const json_t *report)
{
  const json_t *board = json_object_get (report, "board");
  json_t *summary = json_object ();

  json_object_set (summary, "id", json_object_get (report, "id"));
  json_object_set (summary, "name", json_object_get (report, "name"));
  json_object_set (summary, "at", json_object_get (report, "at"));
  json_object_set (summary, "verdict", json_object_get (board, "verdict"));
  return summary;
}

/* In the disk thread; everything that a job needs is its own. */

static json_t *
load (const char *folder, const char *id)
{
  g_autofree char *path = g_strdup_printf ("%s/%s" ENDING, folder, id);
  GStatBuf status;

  if (g_stat (path, &status) != 0 || status.st_size > DMN_REPORT_BYTES_MAX)
    return NULL;
  return json_load_file (path, JSON_REJECT_DUPLICATES, NULL);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return -strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Newest first. */
static GPtrArray *
list_ids (const char *folder)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, ENDING)) {
      char *id = g_strndup (name, strlen (name) - strlen (ENDING));

      if (is_id (id))
        g_ptr_array_add (ids, id);
      else
        g_free (id);
    }
  g_ptr_array_sort (ids, compare_names);
  return ids;
}

typedef struct {
  DmnReports *reports; /* for the main thread only */
  BaseWorker *main;
  char *folder;
  GPtrArray *summaries;
} Listing;

static void
listing_free (gpointer data)
{
  Listing *job = data;

  g_clear_pointer (&job->summaries, g_ptr_array_unref);
  g_free (job->folder);
  g_free (job);
}

/* What was signed meanwhile is newer than all that was found. */
static void
listed_in_main (gpointer data)
{
  Listing *job = data;

  for (guint i = 0; i < job->summaries->len; i++)
    g_ptr_array_add (job->reports->known, json_incref (job->summaries->pdata[i]));
}

static void
list_on_disk (gpointer data)
{
  Listing *job = data;
  g_autoptr (GPtrArray) ids = list_ids (job->folder);

  job->summaries = g_ptr_array_new_with_free_func (release_json);
  for (guint i = 0; i < ids->len && i < DMN_REPORTS_MAX; i++) {
    json_t *report = load (job->folder, ids->pdata[i]);

    if (report)
      g_ptr_array_add (job->summaries, summary_of (report));
    json_decref (report);
  }
  base_worker_answer (job->main, listed_in_main, job, listing_free);
}

DmnReports *
dmn_reports_new (const char *state_dir)
{
  DmnReports *self = g_new0 (DmnReports, 1);
  Listing *job = g_new0 (Listing, 1);

  self->main = base_worker_new_for_main ();
  self->disk = enc_disk_new ();
  self->folder = g_build_filename (state_dir, FOLDER, NULL);
  self->known = g_ptr_array_new_with_free_func (release_json);
  self->waiting = g_ptr_array_new ();
  *job = (Listing){.reports = self, .main = self->main, .folder = g_strdup (self->folder)};
  enc_disk_post (self->disk, list_on_disk, job, NULL);
  return self;
}

void
dmn_reports_free (DmnReports *self)
{
  if (!self)
    return;
  dmn_reports_cancel (self);
  base_worker_stop (self->main);
  if (enc_disk_stop (self->disk, STOP_MS))
    base_worker_free (self->main); /* a thread that is left behind may still post */
  g_ptr_array_unref (self->known);
  g_ptr_array_unref (self->waiting);
  g_free (self->folder);
  g_free (self);
}

/* Keeping */

typedef struct {
  char *folder, *id, *text;
} Keeping;

static void
keeping_free (gpointer data)
{
  Keeping *job = data;

  g_free (job->folder);
  g_free (job->id);
  free (job->text);
  g_free (job);
}

static void
remove_oldest (const char *folder)
{
  g_autoptr (GPtrArray) ids = list_ids (folder);

  for (guint i = DMN_REPORTS_MAX; i < ids->len; i++) {
    g_autofree char *path = g_strdup_printf ("%s/%s" ENDING, folder, (const char *) ids->pdata[i]);
    g_unlink (path);
  }
}

static void
keep_on_disk (gpointer data)
{
  Keeping *job = data;
  g_autofree char *path = g_strdup_printf ("%s/%s" ENDING, job->folder, job->id);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (job->folder, 0700);
  if (!g_file_set_contents_full (path, job->text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &error))
    base_log (BASE_LOG_WARNING, "check", "the signed report could not be kept (%s), sign it again",
              error->message);
  remove_oldest (job->folder);
}

void
dmn_reports_keep (DmnReports *self, json_t *report)
{
  Keeping *job = g_new (Keeping, 1);

  *job = (Keeping){g_strdup (self->folder),
                   g_strdup (json_string_value (json_object_get (report, "id"))),
                   json_dumps (report, JSON_INDENT (1))};
  g_ptr_array_insert (self->known, 0, summary_of (report));
  if (self->known->len > DMN_REPORTS_MAX)
    g_ptr_array_set_size (self->known, DMN_REPORTS_MAX);
  json_decref (report);
  enc_disk_post (self->disk, keep_on_disk, job, keeping_free);
}

json_t *
dmn_reports_list (DmnReports *self)
{
  json_t *list = json_array ();

  for (guint i = 0; i < self->known->len; i++)
    json_array_append (list, self->known->pdata[i]);
  return list;
}

/* Reading */

typedef struct {
  DmnReports *reports; /* for the main thread only */
  BaseWorker *main;
  char *folder, *id;
  json_t *report;
  DmnReportFunc func; /* NULL once called; main thread */
  gpointer data;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *job = data;

  json_decref (job->report);
  g_free (job->folder);
  g_free (job->id);
  g_free (job);
}

static void
read_in_main (gpointer data)
{
  Reading *job = data;

  g_ptr_array_remove (job->reports->waiting, job);
  if (job->func)
    job->func (job->report, job->data);
}

static void
read_on_disk (gpointer data)
{
  Reading *job = data;

  job->report = load (job->folder, job->id);
  base_worker_answer (job->main, read_in_main, job, reading_free);
}

void
dmn_reports_read (DmnReports *self, const char *id, DmnReportFunc func, gpointer data)
{
  Reading *job;

  if (!id && self->known->len > 0)
    id = json_string_value (json_object_get (self->known->pdata[0], "id"));
  if (!id || !is_id (id)) {
    func (NULL, data);
    return;
  }
  job = g_new0 (Reading, 1);
  *job = (Reading){.reports = self,
                   .main = self->main,
                   .folder = g_strdup (self->folder),
                   .id = g_strdup (id),
                   .func = func,
                   .data = data};
  g_ptr_array_add (self->waiting, job);
  enc_disk_post (self->disk, read_on_disk, job, NULL);
}

void
dmn_reports_cancel (DmnReports *self)
{
  for (guint i = 0; i < self->waiting->len; i++) {
    Reading *job = self->waiting->pdata[i];
    DmnReportFunc func = g_steal_pointer (&job->func);

    if (func)
      func (NULL, job->data);
  }
}

EncDisk *
dmn_reports_get_disk (DmnReports *self)
{
  return self->disk;
}
