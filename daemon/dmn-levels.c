#include "dmn-levels.h"

#include <math.h>

/* Nothing is kept for a reader that did not look for so long. */
#define FORGET_US (2 * G_USEC_PER_SEC)

/* Several looks in one: the highest peak, and the power of equally long ones. */
typedef struct {
  double peak_dbfs, power;
  guint n;
} Heard;

typedef struct {
  Heard programme, mics[SHOW_MICS_MAX];
  double gain_reduction_db;
  gint64 read_us; /* monotonic: its last look */
} Reader;

struct _DmnLevels {
  MixAudio *audio;
  GMutex lock; /* over everything below */
  Reader readers[DMN_LEVELS_PAGES + 1];
};

DmnLevels *
dmn_levels_new (MixAudio *audio)
{
  DmnLevels *self = g_new0 (DmnLevels, 1);

  self->audio = audio;
  g_mutex_init (&self->lock);
  return self;
}

void
dmn_levels_free (DmnLevels *self)
{
  if (!self)
    return;
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
hear (Heard *heard, const MixMeter *meter)
{
  heard->peak_dbfs = heard->n ? MAX (heard->peak_dbfs, meter->peak_dbfs) : meter->peak_dbfs;
  heard->power += pow (10, meter->rms_dbfs / 10);
  heard->n++;
}

static void
read_heard (const Heard *heard, MixMeter *ret_meter)
{
  ret_meter->peak_dbfs = heard->peak_dbfs;
  ret_meter->rms_dbfs = heard->power > 0 ? 10 * log10 (heard->power / heard->n) : -HUGE_VAL;
}

static void
hear_all (Reader *reader, const MixMeters *meters)
{
  hear (&reader->programme, &meters->programme);
  for (guint i = 0; i < meters->n_mics; i++)
    hear (&reader->mics[i], &meters->mics[i]);
  reader->gain_reduction_db = MAX (reader->gain_reduction_db, meters->gain_reduction_db);
}

void
dmn_levels_read (DmnLevels *self, DmnLevelsReader which, MixMeters *ret_meters)
{
  Reader *reader = &self->readers[which];
  gint64 now_us = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  if (which == DMN_LEVELS_FIGURES)
    mix_audio_get_meters (self->audio, ret_meters);
  else
    mix_audio_get_levels (self->audio, ret_meters);
  for (guint i = DMN_LEVELS_FIGURES; i < G_N_ELEMENTS (self->readers); i++) {
    if (now_us - self->readers[i].read_us > FORGET_US)
      self->readers[i] = (Reader){.read_us = self->readers[i].read_us};
    hear_all (&self->readers[i], ret_meters);
  }
  read_heard (&reader->programme, &ret_meters->programme);
  for (guint i = 0; i < ret_meters->n_mics; i++)
    read_heard (&reader->mics[i], &ret_meters->mics[i]);
  ret_meters->gain_reduction_db = reader->gain_reduction_db;
  *reader = (Reader){.read_us = now_us};
  g_mutex_unlock (&self->lock);
}
