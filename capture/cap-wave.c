#include "cap-wave.h"

#include "mix-types.h"

#include <math.h>

static const char *const names[] = {
    [CAP_WAVE_SINE] = "sine",   [CAP_WAVE_TICKS] = "ticks", [CAP_WAVE_SILENCE] = "silence",
    [CAP_WAVE_BEEPS] = "beeps", [CAP_WAVE_MUSIC] = "music",
};

#define SINE_LEVEL  0.1259 /* -18 dBFS: the alignment level of EBU R 68 */
#define BEEP_LEVEL  0.2512 /* -12 dBFS */
#define BEEP_HZ     1000
#define BEEP_FRAMES (MIX_AUDIO_RATE / 10)
#define TICK_FRAMES (MIX_AUDIO_RATE / 100)
#define CHORD_S     2
#define NOTE_LEVEL  0.05

/* Am7, Fmaj7, C, G in equal temperament, A4 = 440 Hz: whole Hz, so that chords meet at zero. */
static const int chords[][3] = {{220, 262, 330}, {175, 220, 262}, {196, 262, 330}, {196, 247, 294}};

CapWave
cap_wave_from_name (const char *name)
{
  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      return (CapWave) i;
  return 0;
}

/* Whole Hz repeat every second: the phase stays exact for ever. */
static double
tone (int hz, guint64 at)
{
  guint64 phase = (at % MIX_AUDIO_RATE) * (guint64) hz % MIX_AUDIO_RATE;

  return sin (2 * G_PI * (double) phase / MIX_AUDIO_RATE);
}

static double
music (guint64 at)
{
  const int *chord = chords[at / (CHORD_S * MIX_AUDIO_RATE) % G_N_ELEMENTS (chords)];
  double place = (double) (at % (CHORD_S * MIX_AUDIO_RATE)) / (CHORD_S * MIX_AUDIO_RATE);
  double swell = sin (G_PI * place);

  return NOTE_LEVEL * swell * (tone (chord[0], at) + tone (chord[1], at) + tone (chord[2], at));
}

static double
sample_at (CapWave wave, guint64 at)
{
  guint64 in_second = at % MIX_AUDIO_RATE;

  switch (wave) {
  case CAP_WAVE_SINE:
    return SINE_LEVEL * tone (440, at);
  case CAP_WAVE_TICKS:
    return in_second < TICK_FRAMES ? BEEP_LEVEL * tone (BEEP_HZ, at) : 0;
  case CAP_WAVE_BEEPS:
    return in_second < BEEP_FRAMES ? BEEP_LEVEL * tone (BEEP_HZ, at) : 0;
  case CAP_WAVE_MUSIC:
    return music (at);
  case CAP_WAVE_SILENCE:
    return 0;
  }
  return 0;
}

void
cap_wave_fill (CapWave wave, guint64 first, float *samples, guint n_frames)
{
  for (guint i = 0; i < n_frames; i++)
    samples[2 * i] = samples[2 * i + 1] = (float) sample_at (wave, first + i);
}
