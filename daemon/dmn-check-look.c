#include "dmn-check-look.h"

#include "dmn-peek.h"
#include "mix-judge.h"
#include "mix-slot.h"

typedef struct {
  ShowLook look;
  guint n_looks;
  guint64 fingerprint;
  gint64 since_us; /* the picture is the same since then */
  gint64 newest_us;
  guint64 seen; /* pictures that had come at the newest look */
  guint64 pushed;
  gint64 counted_us; /* from then on, when `pushed` had come; 0: not yet */
  double fps;        /* -1: not known */
} Camera;

struct _DmnLooks {
  DmnRig *rig;
  BaseWorker *main, *judge;
  guint n_cameras;
  guint round; /* answers to an earlier one are thrown away */
  Camera cameras[SHOW_CAMERAS_MAX];
};

/* One picture on its way through a peek. */
typedef struct {
  DmnLooks *looks;
  guint camera, round;
  gboolean seen;
  ShowLook look;
  guint64 fingerprint;
} Job;

DmnLooks *
dmn_looks_new (DmnRig *rig, guint n_cameras, BaseWorker *judge)
{
  DmnLooks *self = g_new0 (DmnLooks, 1);

  self->rig = rig;
  self->judge = judge;
  self->n_cameras = n_cameras;
  self->main = base_worker_new_for_main ();
  dmn_looks_reset (self);
  return self;
}

void
dmn_looks_free (DmnLooks *self)
{
  if (!self)
    return;
  base_worker_stop (self->main);
  base_worker_free (self->main);
  g_free (self);
}

void
dmn_looks_reset (DmnLooks *self)
{
  self->round++;
  for (guint i = 0; i < SHOW_CAMERAS_MAX; i++)
    self->cameras[i] = (Camera){.fps = -1};
}

static void
note_in_main (gpointer data)
{
  Job *job = data;
  Camera *camera = &job->looks->cameras[job->camera];
  guint64 pushed;

  mix_slot_get_newest (dmn_rig_get_slot (job->looks->rig, job->camera), &pushed);
  /* Nothing has come since: what was seen may be what stands in for it. */
  if (!job->seen || job->round != job->looks->round || pushed == camera->seen)
    return;
  camera->seen = pushed;
  camera->newest_us = g_get_monotonic_time ();
  if (camera->n_looks == 0 || camera->fingerprint != job->fingerprint)
    camera->since_us = camera->newest_us;
  camera->fingerprint = job->fingerprint;
  camera->look = job->look;
  camera->n_looks++;
}

static void
judge_in_worker (GstBuffer *picture, int width, int height, gpointer data)
{
  Job *job = data;
  GstVideoFrame frame;
  const guint8 *luma;
  int stride;

  if (!dmn_peek_map (picture, width, height, &frame))
    return;
  luma = GST_VIDEO_FRAME_PLANE_DATA (&frame, 0);
  stride = GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0);
  job->look = mix_judge_look (luma, stride, width, height);
  job->fingerprint = mix_judge_fingerprint (luma, stride, width, height);
  job->seen = TRUE;
  gst_video_frame_unmap (&frame);
}

static const DmnPeekFuncs peek_funcs = {judge_in_worker, note_in_main, g_free};

static void
count (DmnLooks *self, guint index)
{
  Camera *camera = &self->cameras[index];
  gint64 now_us = g_get_monotonic_time ();
  guint64 pushed;

  mix_slot_get_newest (dmn_rig_get_slot (self->rig, index), &pushed);
  if (camera->counted_us == 0) {
    camera->counted_us = now_us;
    camera->pushed = pushed;
  } else if (now_us - camera->counted_us >= G_USEC_PER_SEC) {
    camera->fps = (double) (pushed - camera->pushed) * G_USEC_PER_SEC /
                  (double) (now_us - camera->counted_us);
  }
}

void
dmn_looks_step (DmnLooks *self, guint width, gboolean counting)
{
  for (guint i = 0; i < self->n_cameras; i++) {
    Job *job = g_new0 (Job, 1);

    *job = (Job){.looks = self, .camera = i, .round = self->round};
    dmn_peek (dmn_rig_get_vision (self->rig), (int) i, (int) width, self->judge, self->main,
              &peek_funcs, job);
    if (counting)
      count (self, i);
  }
}

void
dmn_looks_get (DmnLooks *self, guint index, ShowCheckCamera *facts)
{
  const Camera *camera = &self->cameras[index];

  facts->fps = camera->fps;
  facts->n_looks = camera->n_looks;
  facts->look = camera->look;
  facts->still_s = (double) (camera->newest_us - camera->since_us) / G_USEC_PER_SEC;
}
