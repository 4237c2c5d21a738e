/* Test sounds. Pure: a sample is a function of its place in time, so that every source of one kind
 * sounds alike at the same moment. */
#pragma once
#include <glib.h>

typedef enum {
  CAP_WAVE_SINE = 1, /* 440 Hz, -18 dBFS */
  CAP_WAVE_TICKS,    /* 10 ms of 1 kHz at each whole second */
  CAP_WAVE_SILENCE,
  CAP_WAVE_BEEPS, /* 100 ms of 1 kHz at each whole second, -12 dBFS */
  CAP_WAVE_MUSIC, /* a soft chord that changes every two seconds */
} CapWave;

#define CAP_WAVE_NAMES "sine, ticks, silence, beeps, music"

/* 0 for a name that is none. */
CapWave cap_wave_from_name (const char *name);

/* `n_frames` interleaved stereo sample frames at 48 kHz, from sample frame `first` of the running
 * time on. */
void cap_wave_fill (CapWave wave, guint64 first, float *samples, guint n_frames);
