/* The outputs of the rig: they come, change and go while it runs, each without the others. Main
 * thread; what is to be done in the media thread is posted there with the output itself. */
#include "dmn-rig-private.h"

#include <string.h>

typedef struct {
  char *name;
  EncOutput *output;
  DmnReporter *reporter;
  gboolean asked;     /* to run */
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

/* Of an output at rest: a key that cannot be read is told before somebody needs it. FALSE: it is.
 */
static gboolean
check_key (const DmnDestination *self, const EncOutputOptions *options)
{
  g_autoptr (GError) error = NULL;

  if (enc_output_check (options, &error))
    return TRUE;
  say (self, SHOW_HEALTH_REJECTED, error->message);
  return FALSE;
}

static DmnDestination *
destination_new (DmnRig *rig, const EncOutputOptions *options, guint index)
{
  DmnDestination *self = g_new0 (DmnDestination, 1);

  self->name = g_strdup (options->name);
  self->reporter = dmn_reporter_new (rig, SHOW_EVENT_OUTPUT, index);
  self->output =
      enc_output_new (options, rig->hub, rig->media, dmn_rig_on_encoder_report, self->reporter);
  check_key (self, options);
  return self;
}

/* `output` belongs to somebody else already. */
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
  const EncOutputOptions *options = cfg_file_find (config->outputs, self->name);

  enc_output_set_options (self->output, options);
  if (self->asked && health != SHOW_HEALTH_LIVE)
    note_start (self, config);
  if (self->asked)
    post (self, renew_in_media);
  else if (check_key (self, options) && health == SHOW_HEALTH_REJECTED)
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

static gboolean
has_key_in (const EncOutputOptions *options, const GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++)
    if (g_strcmp0 (options->key_file, files->pdata[i]) == 0)
      return TRUE;
  return FALSE;
}

void
dmn_rig_look_at_keys (DmnRig *self, const ShowState *state, const GPtrArray *files)
{
  for (guint i = 0; i < self->outputs->len; i++)
    if (show_state_get_output (state, i)->health == SHOW_HEALTH_REJECTED &&
        (!files || has_key_in (self->newest->outputs->pdata[i], files)))
      change (self->outputs->pdata[i], self->newest, SHOW_HEALTH_REJECTED);
}

void
dmn_rig_start_output (DmnRig *self, guint index)
{
  DmnDestination *one = self->outputs->pdata[index];

  one->asked = TRUE;
  note_start (one, self->newest);
  enc_output_set_options (one->output, self->newest->outputs->pdata[index]);
  post (one, start_in_media);
}

void
dmn_rig_stop_output (DmnRig *self, guint index)
{
  DmnDestination *one = self->outputs->pdata[index];

  one->asked = FALSE;
  post (one, stop_in_media);
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
  for (guint i = 0; i < self->outputs->len; i++)
    enc_output_stop (((const DmnDestination *) self->outputs->pdata[i])->output);
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
