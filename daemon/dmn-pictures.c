#include "dmn-pictures.h"

#include "dmn-peek.h"
#include "enc-jpeg.h"

#define INPUTS (SHOW_CAMERAS_MAX + 1) /* the programme is the last one */

typedef struct {
  DmnPictureFunc func;
  gpointer data;
} Waiter;

typedef struct {
  GArray *waiters; /* Waiter */
  gboolean asked;  /* the mixer draws it, or it is being encoded */
  GBytes *jpeg;
  gint64 made_us; /* monotonic */
} Input;

struct _DmnPictures {
  MixVision *vision;
  BaseWorker *main, *encode;
  DmnShots *shots;
  Input inputs[INPUTS];
};

/* One picture on its way through a peek. */
typedef struct {
  DmnPictures *pictures;
  guint input;
  GBytes *jpeg;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->jpeg, g_bytes_unref);
  g_free (job);
}

DmnPictures *
dmn_pictures_new (MixVision *vision, BaseWorker *main)
{
  DmnPictures *self = g_new0 (DmnPictures, 1);

  self->vision = vision;
  self->main = main;
  self->encode = base_worker_new ("pictures");
  self->shots = dmn_shots_new (vision, main);
  for (guint i = 0; i < INPUTS; i++)
    self->inputs[i].waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  return self;
}

/* Whoever is called may ask again at once: they wait for the next one. */
static void
answer (Input *input, GBytes *jpeg)
{
  g_autoptr (GArray) waiters = input->waiters;

  input->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  for (guint i = 0; i < waiters->len; i++) {
    const Waiter *waiter = &g_array_index (waiters, Waiter, i);

    waiter->func (jpeg, waiter->data);
  }
}

void
dmn_pictures_cancel (DmnPictures *self)
{
  for (guint i = 0; i < INPUTS; i++)
    answer (&self->inputs[i], NULL);
  dmn_shots_cancel (self->shots);
}

DmnShots *
dmn_pictures_get_shots (DmnPictures *self)
{
  return self->shots;
}

void
dmn_pictures_free (DmnPictures *self)
{
  if (!self)
    return;
  base_worker_stop (self->encode);
  base_worker_free (self->encode);
  dmn_pictures_cancel (self);
  dmn_shots_free (self->shots);
  for (guint i = 0; i < INPUTS; i++) {
    g_array_unref (self->inputs[i].waiters);
    g_clear_pointer (&self->inputs[i].jpeg, g_bytes_unref);
  }
  g_free (self);
}

static void
deliver_in_main (gpointer data)
{
  Job *job = data;
  Input *input = &job->pictures->inputs[job->input];

  g_clear_pointer (&input->jpeg, g_bytes_unref);
  input->jpeg = job->jpeg ? g_bytes_ref (job->jpeg) : NULL;
  input->made_us = g_get_monotonic_time ();
  input->asked = FALSE;
  answer (input, input->jpeg);
}

static void
encode_in_worker (GstBuffer *picture, int width, int height, gpointer data)
{
  ((Job *) data)->jpeg = enc_jpeg_encode (picture, width, height);
}

static const DmnPeekFuncs peek_funcs = {encode_in_worker, deliver_in_main, job_free};

void
dmn_pictures_ask (DmnPictures *self, int camera, DmnPictureFunc func, gpointer data)
{
  guint index = camera == MIX_PEEK_PROGRAMME ? INPUTS - 1 : (guint) camera;
  const Waiter waiter = {func, data};
  Input *input;
  Job *job;

  g_assert (index < INPUTS);
  input = &self->inputs[index];
  if (input->jpeg && g_get_monotonic_time () - input->made_us < DMN_PICTURE_MS * 1000) {
    func (input->jpeg, data);
    return;
  }
  g_array_append_val (input->waiters, waiter);
  if (input->asked)
    return;
  input->asked = TRUE;
  job = g_new0 (Job, 1);
  job->pictures = self;
  job->input = index;
  dmn_peek (self->vision, camera, DMN_PICTURE_WIDTH, self->encode, self->main, &peek_funcs, job);
}
