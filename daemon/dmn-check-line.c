#include "dmn-check-line.h"

typedef struct {
  ShowTrial trial;
  double kbps;
  gboolean full;
  char *text;
} Result;

struct _DmnLines {
  EncHub *hub;
  BaseWorker *main, *worker;
  DmnConfig *config; /* a reference */
  gint cancel;       /* atomic */
  Result results[SHOW_OUTPUTS_MAX];
};

typedef struct {
  DmnLines *lines;
  DmnConfig *config; /* a reference */
  guint output, limit_ms;
  Result result;
} Job;

DmnLines *
dmn_lines_new (EncHub *hub)
{
  DmnLines *self = g_new0 (DmnLines, 1);

  self->hub = hub;
  self->main = base_worker_new_for_main ();
  self->worker = base_worker_new ("check-line");
  dmn_lines_reset (self);
  return self;
}

void
dmn_lines_stop (DmnLines *self)
{
  g_atomic_int_set (&self->cancel, TRUE);
  base_worker_stop (self->worker);
}

void
dmn_lines_free (DmnLines *self)
{
  if (!self)
    return;
  base_worker_stop (self->main);
  base_worker_free (self->worker);
  base_worker_free (self->main);
  for (guint i = 0; i < SHOW_OUTPUTS_MAX; i++)
    g_free (self->results[i].text);
  dmn_config_unref (self->config);
  g_free (self);
}

static void
set_result (DmnLines *self, guint output, Result result)
{
  g_free (self->results[output].text);
  self->results[output] = result;
}

void
dmn_lines_reset (DmnLines *self)
{
  for (guint i = 0; i < SHOW_OUTPUTS_MAX; i++)
    if (self->results[i].trial != SHOW_TRIAL_RUNNING)
      set_result (self, i, (Result){.trial = SHOW_TRIAL_NONE});
}

void
dmn_lines_follow (DmnLines *self, DmnConfig *config)
{
  if (self->config == config)
    return;
  dmn_config_unref (self->config);
  self->config = dmn_config_ref (config);
  for (guint i = 0; i < SHOW_OUTPUTS_MAX; i++)
    set_result (self, i, (Result){.trial = SHOW_TRIAL_NONE});
}

static void
job_free (gpointer data)
{
  Job *job = data;

  dmn_config_unref (job->config);
  g_free (job->result.text);
  g_free (job);
}

static void
tell_in_main (gpointer data)
{
  Job *job = data;

  if (job->config != job->lines->config)
    return;
  set_result (job->lines, job->output, job->result);
  job->result.text = NULL;
}

static void
try_in_worker (gpointer data)
{
  Job *job = data;
  DmnLines *self = job->lines;
  g_autoptr (GError) error = NULL;

  if (g_atomic_int_get (&self->cancel) ||
      enc_output_try_line (job->config->outputs->pdata[job->output], self->hub, &self->cancel,
                           job->limit_ms, &job->result.kbps, &job->result.full, &error)) {
    job->result.trial = SHOW_TRIAL_DONE;
  } else {
    job->result.trial = SHOW_TRIAL_FAILED;
    job->result.text = g_strdup (error->message);
  }
  base_worker_post (self->main, tell_in_main, job, job_free);
}

void
dmn_lines_try (DmnLines *self, guint output, guint limit_ms)
{
  Job *job;

  if (self->results[output].trial == SHOW_TRIAL_RUNNING)
    return;
  set_result (self, output, (Result){.trial = SHOW_TRIAL_RUNNING});
  job = g_new0 (Job, 1);
  *job = (Job){.lines = self,
               .config = dmn_config_ref (self->config),
               .output = output,
               .limit_ms = limit_ms};
  base_worker_post (self->worker, try_in_worker, job, NULL);
}

void
dmn_lines_get (DmnLines *self, guint output, ShowCheckOutput *facts)
{
  facts->trial = self->results[output].trial;
  facts->trial_kbps = self->results[output].kbps;
  facts->trial_full = self->results[output].full;
  facts->text = self->results[output].text;
}
