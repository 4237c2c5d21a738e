/* What the tech check knows: noted while the board is open, gathered when it is judged. */
#include "dmn-check-private.h"

#include <math.h>

/* Sound, once for each report of the figures */

static BoardSecond *
this_second (DmnBoard *self)
{
  gint64 second = g_get_monotonic_time () / G_USEC_PER_SEC;
  BoardSecond *now = &self->recent[second % DMN_BOARD_RECENT_S];

  if (now->second != second) {
    *now = (BoardSecond){.second = second, .loudness_lufs = -HUGE_VAL, .peak_dbfs = -HUGE_VAL};
    for (guint i = 0; i < SHOW_MICS_MAX; i++)
      now->mic_dbfs[i] = -HUGE_VAL;
  }
  return now;
}

void
dmn_board_note_sound (DmnBoard *self)
{
  const ShowFigures *figures = show_state_get_figures (dmn_show_get_state (self->show));
  BoardSecond *now;

  if (!self->tick_source || figures->ticks == self->last_ticks)
    return;
  self->last_ticks = figures->ticks;
  now = this_second (self);
  now->loudness_lufs = fmax (now->loudness_lufs, figures->short_term_lufs);
  now->peak_dbfs = fmax (now->peak_dbfs, figures->peak_dbfs);
  for (guint i = 0; i < self->config->microphones->len; i++) {
    now->mic_dbfs[i] = fmax (now->mic_dbfs[i], figures->mics[i].peak_dbfs);
    self->mics[i].loudest_dbfs = fmax (self->mics[i].loudest_dbfs, figures->mics[i].peak_dbfs);
  }
}

static gboolean
is_recent (const BoardSecond *second)
{
  return g_get_monotonic_time () / G_USEC_PER_SEC - second->second < DMN_BOARD_RECENT_S;
}

static void
fill_sound (DmnBoard *self, ShowCheckFacts *facts)
{
  facts->loudness_lufs = facts->peak_dbfs = -HUGE_VAL;
  for (guint i = 0; i < DMN_BOARD_RECENT_S; i++)
    if (is_recent (&self->recent[i])) {
      facts->loudness_lufs = fmax (facts->loudness_lufs, self->recent[i].loudness_lufs);
      facts->peak_dbfs = fmax (facts->peak_dbfs, self->recent[i].peak_dbfs);
      for (guint j = 0; j < facts->n_mics; j++)
        facts->mics[j].clipped_s += self->recent[i].mic_dbfs[j] > SHOW_CHECK_CLIP_DBFS;
    }
  for (guint i = 0; i < facts->n_mics; i++) {
    ShowCheckMic *mic = &facts->mics[i];
    MixRingStats ring;

    mix_ring_get_stats (dmn_rig_get_ring (self->rig, i), &ring);
    mic->zero_s = (double) ring.zero_frames / MIX_AUDIO_RATE;
    mic->loudest_dbfs = self->mics[i].loudest_dbfs;
    mic->heard = self->n_ticks >= DMN_BOARD_SETTLE_S;
    mic->lost_ms -= MIN (mic->lost_ms, self->first.mics[i].lost_ms);
  }
}

void
dmn_board_forget_sound (DmnBoard *self)
{
  for (guint i = 0; i < DMN_BOARD_RECENT_S; i++)
    self->recent[i] = (BoardSecond){.second = -DMN_BOARD_RECENT_S};
  for (guint i = 0; i < SHOW_MICS_MAX; i++)
    self->mics[i].loudest_dbfs = -HUGE_VAL;
}

/* All of it */

static void
fill_outputs (DmnBoard *self, ShowCheckFacts *facts)
{
  const ShowFigures *figures = show_state_get_figures (dmn_show_get_state (self->show));

  facts->kbps_wanted = figures->bitrate_kbps + (guint) self->config->encoder->audio_kbps;
  for (guint i = 0; i < facts->n_outputs; i++) {
    dmn_lines_get (self->lines, i, &facts->outputs[i]);
    facts->outputs[i].retries -= MIN (facts->outputs[i].retries, self->first.outputs[i].retries);
  }
  facts->recording_grew_s = (double) (g_get_monotonic_time () - self->recorded_us) / G_USEC_PER_SEC;
}

static void
fill_cameras (DmnBoard *self, ShowCheckFacts *facts)
{
  const MixFormat *format = &self->config->format;

  for (guint i = 0; i < facts->n_cameras; i++) {
    dmn_looks_get (self->looks, i, &facts->cameras[i]);
    facts->cameras[i].fps_wanted = (double) format->fps_n / format->fps_d;
  }
}

void
dmn_board_fill_facts (DmnBoard *self, ShowCheckFacts *facts)
{
  show_check_take_state (facts, dmn_show_get_state (self->show));
  fill_cameras (self, facts);
  fill_sound (self, facts);
  fill_outputs (self, facts);
  facts->missed_ticks -= MIN (facts->missed_ticks, self->first.missed_ticks);
  facts->encoder_stops -= MIN (facts->encoder_stops, self->first.encoder_stops);
  facts->machine = self->machine;
  facts->sync = self->sync;
}

void
dmn_board_follow_recording (DmnBoard *self)
{
  ShowCheckFacts facts = {0};

  show_check_take_state (&facts, dmn_show_get_state (self->show));
  if (facts.recording_bytes != self->recorded_bytes || facts.recording != SHOW_HEALTH_LIVE)
    self->recorded_us = g_get_monotonic_time ();
  self->recorded_bytes = facts.recording_bytes;
}
