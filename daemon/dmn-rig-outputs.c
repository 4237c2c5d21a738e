/* The outputs of the rig: they come, change and go while it runs, each without the others. Main
 * thread; what is to be done in the media thread is posted there with the output itself. */
#include "dmn-rig-private.h"

#include <string.h>

typedef struct {
  char *name;
  EncOutput *output; /* NULL: its key could never be read */
  DmnReporter *reporter;
  gboolean asked;     /* to run */
  gboolean keyless;   /* the key could not be read when it was needed last */
  DmnConfig *started; /* a reference: with whose options it was started; NULL: never */
} DmnDestination;

/* In the media thread */

typedef struct {
  EncOutput *output;
  DmnReporter *reporter; /* a reference */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  dmn_reporter_unref (job->reporter);
  g_free (job);
}

static void
start_in_media (gpointer data)
{
  enc_output_start (((Job *) data)->output);
}

static void
stop_in_media (gpointer data)
{
  enc_output_stop (((Job *) data)->output);
}

static void
renew_in_media (gpointer data)
{
  enc_output_renew (((Job *) data)->output);
}

/* The reporter goes after the output, which reports to it. */
static void
free_in_attic (gpointer data)
{
  Job *job = data;

  enc_output_free (job->output);
  job_free (job);
}

static void
retire_in_media (gpointer data)
{
  Job *job = data;

  enc_output_stop (job->output);
  base_worker_post (job->reporter->rig->attic, free_in_attic, job, NULL);
}

static Job *
job_new (const DmnDestination *self)
{
  Job *job = g_new (Job, 1);

  *job = (Job){self->output, dmn_reporter_ref (self->reporter)};
  return job;
}

static void
post (const DmnDestination *self, BaseJob func)
{
  base_worker_post (self->reporter->rig->media, func, job_new (self), job_free);
}

/* One output */

static void
say (const DmnDestination *self, ShowHealth health, const char *text)
{
  g_autoptr (ShowStatus) status = show_status_new (health, text, NULL);

  dmn_rig_post_report (self->reporter, status, &(ShowCounters){0}, NULL);
}

/* An output whose key cannot be read must not keep the show from the others: it is shown as
 * rejected. */
static void
read_options (DmnDestination *self, const EncOutputOptions *options, gboolean say_why)
{
  DmnRig *rig = self->reporter->rig;
  g_autoptr (GError) error = NULL;

  if (self->output)
    enc_output_set_options (self->output, options, &error);
  else
    self->output = enc_output_new (options, rig->hub, rig->media, dmn_rig_on_encoder_report,
                                   self->reporter, &error);
  self->keyless = error != NULL;
  if (error && say_why)
    say (self, SHOW_HEALTH_REJECTED, error->message);
}

static DmnDestination *
destination_new (DmnRig *rig, const EncOutputOptions *options, guint index)
{
  DmnDestination *self = g_new0 (DmnDestination, 1);

  self->name = g_strdup (options->name);
  self->reporter = dmn_reporter_new (rig, SHOW_EVENT_OUTPUT, index);
  read_options (self, options, TRUE);
  return self;
}

/* `output` is NULL, or belongs to somebody else already. */
static void
destination_free (DmnDestination *self)
{
  dmn_config_unref (self->started);
  dmn_reporter_unref (self->reporter);
  g_free (self->name);
  g_free (self);
}

static void
retire (DmnDestination *self)
{
  self->reporter->index = DMN_REPORTER_GONE;
  if (self->output)
    base_worker_post (self->reporter->rig->media, retire_in_media, job_new (self), NULL);
  destination_free (self);
}

static void
note_start (DmnDestination *self, DmnConfig *config)
{
  dmn_config_unref (self->started);
  self->started = dmn_config_ref (config);
}

static gboolean
is_same (const DmnDestination *self, const DmnConfig *before, const DmnConfig *after)
{
  const EncOutputOptions *a = cfg_file_find (before->outputs, self->name);
  const EncOutputOptions *b = cfg_file_find (after->outputs, self->name);

  return g_strcmp0 (a->url, b->url) == 0 && g_strcmp0 (a->key_file, b->key_file) == 0 &&
         g_strcmp0 (a->key_credential, b->key_credential) == 0 &&
         g_strcmp0 (a->tls_ca, b->tls_ca) == 0;
}

static void
change (DmnDestination *self, DmnConfig *config, ShowHealth health)
{
  gboolean was_keyless = self->keyless;

  read_options (self, cfg_file_find (config->outputs, self->name), !self->asked);
  if (self->asked && !self->keyless && health != SHOW_HEALTH_LIVE)
    note_start (self, config);
  if (self->keyless)
    return;
  if (self->asked)
    post (self, renew_in_media);
  if (self->asked && was_keyless)
    post (self, start_in_media);
  else if (was_keyless)
    say (self, SHOW_HEALTH_IDLE, "Not started.");
}

/* All of them */

static DmnDestination *
find (const GPtrArray *destinations, const char *name)
{
  for (guint i = 0; i < destinations->len; i++) {
    DmnDestination *one = destinations->pdata[i];

    if (strcmp (one->name, name) == 0)
      return one;
  }
  return NULL;
}

void
dmn_rig_make_outputs (DmnRig *self)
{
  for (guint i = 0; i < self->config->outputs->len; i++)
    g_ptr_array_add (self->outputs, destination_new (self, self->config->outputs->pdata[i], i));
}

void
dmn_rig_take_outputs (DmnRig *self, const DmnConfig *before, DmnConfig *after,
                      const ShowState *state)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->outputs);

  self->outputs = g_ptr_array_new ();
  for (guint i = 0; i < after->outputs->len; i++) {
    const EncOutputOptions *options = after->outputs->pdata[i];
    DmnDestination *one = find (old, options->name);

    if (one) {
      g_ptr_array_remove (old, one);
      one->reporter->index = (int) i;
      if (!is_same (one, before, after))
        change (one, after, show_state_get_output (state, i)->health);
    }
    g_ptr_array_add (self->outputs, one ? one : destination_new (self, options, i));
  }
  for (guint i = 0; i < old->len; i++)
    retire (old->pdata[i]);
}

/* Its key is read anew: somebody may have mended it. */
void
dmn_rig_start_output (DmnRig *self, guint index)
{
  DmnDestination *one = self->outputs->pdata[index];

  one->asked = TRUE;
  note_start (one, self->newest);
  read_options (one, self->newest->outputs->pdata[index], TRUE);
  if (!one->keyless)
    post (one, start_in_media);
}

void
dmn_rig_stop_output (DmnRig *self, guint index)
{
  DmnDestination *one = self->outputs->pdata[index];

  one->asked = FALSE;
  if (one->output)
    post (one, stop_in_media);
  if (one->keyless)
    say (one, SHOW_HEALTH_STOPPED, "Stopped.");
}

gboolean
dmn_rig_output_waits (const DmnRig *self, const char *name)
{
  const DmnDestination *one = find (self->outputs, name);

  return one && one->asked && !is_same (one, one->started, self->newest);
}

void
dmn_rig_stop_outputs_in_media (DmnRig *self)
{
  for (guint i = 0; i < self->outputs->len; i++) {
    const DmnDestination *one = self->outputs->pdata[i];

    if (one->output)
      enc_output_stop (one->output);
  }
}

void
dmn_rig_free_outputs (DmnRig *self)
{
  for (guint i = 0; self->outputs && i < self->outputs->len; i++) {
    DmnDestination *one = self->outputs->pdata[i];

    enc_output_free (one->output);
    destination_free (one);
  }
  g_clear_pointer (&self->outputs, g_ptr_array_unref);
}
