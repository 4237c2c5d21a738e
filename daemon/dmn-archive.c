#include "dmn-archive.h"

#include "dmn-journal-text.h"
#include "dmn-journal.h"
#include "enc-recordings.h"
#include "show-time.h"
#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <unistd.h>

struct _DmnArchive {
  char *journal, *recordings, *state_dir;
  GPtrArray *jobs; /* Job; owned by their tasks */
};

/* One thing to do: a thread of its own has it in between, and writes `list`, `fd` and `error`. */
typedef struct {
  DmnArchive *archive; /* main thread; NULL: nobody waits any more */
  void (*work) (gpointer job);
  char *journal, *recordings, *state_dir; /* copies */
  char *name, *card;                      /* of what is asked for; may be NULL */
  gint64 since_ms, until_ms;
  gboolean as_csv;
  WebJsonFunc json_func; /* one of the two */
  WebFileFunc file_func;
  gpointer data;
  json_t *list;
  int fd;
  GError *error;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->fd >= 0)
    close (job->fd);
  json_decref (job->list);
  g_clear_error (&job->error);
  g_free (job->journal);
  g_free (job->recordings);
  g_free (job->state_dir);
  g_free (job->name);
  g_free (job->card);
  g_free (job);
}

/* In a thread */

static json_t *
facts_to_json (const EncRecordingFacts *facts, const char *current)
{
  g_autofree char *began = show_time_to_text (facts->began_s * 1000);

  return json_pack ("{s:s, s:I, s:s?, s:I, s:b}", "name", facts->name, "bytes",
                    (json_int_t) facts->bytes, "began", began, "length_ms",
                    (json_int_t) facts->length_ms, "writing",
                    g_strcmp0 (facts->name, current) == 0);
}

static void
list_recordings (gpointer data)
{
  Job *job = data;
  g_autoptr (GPtrArray) list = enc_recordings_list (job->recordings);

  job->list = json_array ();
  for (guint i = 0; i < list->len; i++)
    json_array_append_new (job->list, facts_to_json (list->pdata[i], job->name));
}

static void
open_recording (gpointer data)
{
  Job *job = data;

  job->fd = enc_recordings_open (job->recordings, job->name);
  if (job->fd < 0)
    g_set_error_literal (&job->error, WEB_ERROR, WEB_ERROR_NOT_FOUND,
                         "There is no recording of that name.");
}

/* A file without a name, gone when it is closed. Not every file system can do O_TMPFILE. */
static int
open_nameless (const char *folder)
{
  int fd = open (folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
  g_autofree char *name = NULL;

  if (fd >= 0)
    return fd;
  name = g_build_filename (folder, "journal-XXXXXX", NULL);
  fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    unlink (name);
  return fd;
}

typedef struct {
  const Job *job;
  FILE *out;
} Export;

static void
export_entry (const ShopJournalEntry *entry, gpointer data)
{
  const Export *to = data;
  g_autofree char *line = NULL;

  if (to->job->until_ms > 0 && entry->at_ms >= to->job->until_ms)
    return;
  line = to->job->as_csv ? dmn_journal_to_csv_line (entry) : dmn_journal_to_json_line (entry);
  fputs (line, to->out);
  if (!to->job->as_csv)
    fputc ('\n', to->out);
}

static void
export_journal (gpointer data)
{
  Job *job = data;
  Export to = {.job = job};
  int fd = open_nameless (job->state_dir);
  gboolean written;

  if (fd < 0 || !(to.out = fdopen (dup (fd), "w"))) {
    g_set_error_literal (&job->error, WEB_ERROR, WEB_ERROR_FILE,
                         "The journal cannot be put together: the disk takes nothing more.");
    if (fd >= 0)
      close (fd);
    return;
  }
  if (job->as_csv)
    fputs (DMN_JOURNAL_CSV_HEAD, to.out);
  shop_journal_read (job->journal, job->since_ms, job->card, export_entry, &to, &job->error);
  written = !ferror (to.out);
  written = fclose (to.out) == 0 && written;
  if (!written && !job->error)
    g_set_error_literal (&job->error, WEB_ERROR, WEB_ERROR_FILE,
                         "The journal cannot be put together: the disk is full.");
  if (job->error)
    close (fd);
  else
    job->fd = fd;
}

static void
work_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancel)
{
  Job *job = data;

  job->work (job);
  g_task_return_boolean (task, TRUE);
}

/* Main thread */

static void
answer (Job *job)
{
  if (job->json_func)
    job->json_func (job->list, job->error, job->data);
  else
    job->file_func (g_steal_fd (&job->fd), job->error, job->data);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  if (!job->archive)
    return;
  g_ptr_array_remove_fast (job->archive->jobs, job);
  answer (job);
}

/* Takes the job. */
static void
start (DmnArchive *self, Job *job)
{
  g_autoptr (GTask) task = NULL;

  job->archive = self;
  job->fd = -1;
  job->journal = g_strdup (self->journal);
  job->recordings = g_strdup (self->recordings);
  job->state_dir = g_strdup (self->state_dir);
  if (self->jobs->len >= DMN_ARCHIVE_JOBS_MAX) {
    g_set_error_literal (&job->error, WEB_ERROR, WEB_ERROR_BUSY,
                         "The disk is busy. Try again in a moment.");
    answer (job);
    job_free (job);
    return;
  }
  g_ptr_array_add (self->jobs, job);
  task = g_task_new (NULL, NULL, on_done, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, work_in_thread);
}

static Job *
job_new (void (*work) (gpointer job), gpointer data)
{
  Job *job = g_new0 (Job, 1);

  job->work = work;
  job->data = data;
  return job;
}

void
dmn_archive_list (DmnArchive *self, const char *current, WebJsonFunc func, gpointer data)
{
  Job *job = job_new (list_recordings, data);

  job->name = g_strdup (current);
  job->json_func = func;
  start (self, job);
}

void
dmn_archive_open_recording (DmnArchive *self, const char *name, WebFileFunc func, gpointer data)
{
  Job *job = job_new (open_recording, data);

  job->name = g_strdup (name);
  job->file_func = func;
  start (self, job);
}

void
dmn_archive_open_journal (DmnArchive *self, const WebJournalQuery *query, WebFileFunc func,
                          gpointer data)
{
  Job *job = job_new (export_journal, data);

  job->card = g_strdup (query->card);
  job->since_ms = query->since_ms;
  job->until_ms = query->until_ms;
  job->as_csv = query->as_csv;
  job->file_func = func;
  start (self, job);
}

DmnArchive *
dmn_archive_new (const char *state_dir, const char *recordings)
{
  DmnArchive *self = g_new0 (DmnArchive, 1);

  self->state_dir = g_strdup (state_dir);
  self->journal = g_build_filename (state_dir, DMN_JOURNAL_FILE, NULL);
  self->recordings = g_strdup (recordings);
  self->jobs = g_ptr_array_new ();
  return self;
}

/* A thread may still be in the disk with its job, which it then keeps for itself: only what it
 * does not touch is read here. */
static void
give_up (Job *job)
{
  g_autoptr (GError) error = g_error_new_literal (WEB_ERROR, WEB_ERROR_BUSY, "The rig stops.");

  job->archive = NULL;
  if (job->json_func)
    job->json_func (NULL, error, job->data);
  else
    job->file_func (-1, error, job->data);
}

void
dmn_archive_free (DmnArchive *self)
{
  if (!self)
    return;
  for (guint i = 0; i < self->jobs->len; i++)
    give_up (self->jobs->pdata[i]);
  g_ptr_array_unref (self->jobs);
  g_free (self->journal);
  g_free (self->recordings);
  g_free (self->state_dir);
  g_free (self);
}
