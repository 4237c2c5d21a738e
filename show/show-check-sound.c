/* Tech check: microphones, loudness, lips and voice. */
#include "show-check-judge.h"
#include <math.h>

static const ShowCheckWords opening = {"The microphone is being opened.",
                                       "Das Mikrofon wird geöffnet."};
static const ShowCheckWords not_live = {"No sound. {0}", "Kein Ton. {0}"};
static const ShowCheckWords zeros = {
    "Silent: the device is there and sends nothing at all. Switch it on, or turn its own mute off.",
    "Stumm: Das Gerät ist da, sendet aber gar nichts. Einschalten oder seine Stummtaste lösen."};
static const ShowCheckWords muted = {"Muted here. Unmute it before the show.",
                                     "Hier stumm geschaltet. Vor der Sendung einschalten."};
static const ShowCheckWords gaps = {
    "{0} ms of its sound were lost during the check. Use another USB port or a shorter cable.",
    "{0} ms Ton gingen bei der Prüfung verloren. Anderen USB-Anschluss oder kürzeres Kabel "
    "nehmen."};
static const ShowCheckWords starved = {
    "{0} ms of its sound were lost during the check, for the rig is too busy: see the programme.",
    "{0} ms Ton gingen bei der Prüfung verloren, weil die Box überlastet ist: siehe Programm."};
static const ShowCheckWords alive = {"Its sound comes.", "Der Ton kommt an."};

void
show_check_mic (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckMic *mic = &facts->mics[index];

  if (mic->health == SHOW_HEALTH_CONNECTING)
    SAY (line, SHOW_VERDICT_WAIT, opening);
  else if (mic->health != SHOW_HEALTH_LIVE)
    SAY (line, SHOW_VERDICT_NO_GO, not_live, TEXT (mic->status));
  else if (mic->zero_s >= ZERO_S)
    SAY (line, SHOW_VERDICT_NO_GO, zeros);
  else if (mic->mute)
    SAY (line, SHOW_VERDICT_WARN, muted);
  else if (mic->lost_ms > 0 && facts->missed_ticks > 0 && facts->encoder_stops == 0)
    SAY (line, SHOW_VERDICT_WARN, starved, NUMBER ((double) mic->lost_ms, 0));
  else if (mic->lost_ms > 0)
    SAY (line, SHOW_VERDICT_WARN, gaps, NUMBER ((double) mic->lost_ms, 0));
  else
    SAY (line, SHOW_VERDICT_GO, alive);
}

static const ShowCheckWords measuring = {"Being measured.", "Wird gemessen."};
static const ShowCheckWords speak = {
    "Only the quiet room so far. Speak into it as in the show.",
    "Bisher nur der stille Raum. Wie in der Sendung hineinsprechen."};
static const ShowCheckWords quiet = {
    "Too quiet: the loudest was {0} dB. Come nearer, or raise its gain by {1} dB.",
    "Zu leise: lauteste Stelle {0} dB. Näher herangehen oder um {1} dB verstärken."};
static const ShowCheckWords clipping = {
    "Too loud: it touches the top. Lower its gain by 6 dB or go "
    "further away.",
    "Zu laut: Der Ton stößt oben an. Um 6 dB leiser stellen oder "
    "Abstand nehmen."};
static const ShowCheckWords good = {"A good level: the loudest was {0} dB.",
                                    "Guter Pegel: lauteste Stelle {0} dB."};

#define AIM_DBFS -12.0 /* where the peaks of a voice should be */

void
show_check_level (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckMic *mic = &facts->mics[index];
  double loudest = mic->loudest_dbfs;

  if (!mic->heard)
    SAY (line, SHOW_VERDICT_WAIT, measuring);
  else if (mic->clipped_s >= CLIPPED_S_WARN)
    SAY (line, mic->clipped_s >= CLIPPED_S_NO_GO ? SHOW_VERDICT_NO_GO : SHOW_VERDICT_WARN,
         clipping);
  else if (loudest < SPOKEN_DBFS)
    SAY (line, SHOW_VERDICT_TODO, speak);
  else if (loudest < VOICE_DBFS)
    SAY (line, SHOW_VERDICT_WARN, quiet, NUMBER (loudest, 0),
         NUMBER (fmin (AIM_DBFS - loudest, SHOW_GAIN_DB_MAX), 0));
  else
    SAY (line, SHOW_VERDICT_GO, good, NUMBER (loudest, 0));
}

static const ShowCheckWords nothing = {
    "Nothing to measure yet. Let somebody speak as in the show, with the music on.",
    "Noch nichts zu messen. Wie in der Sendung sprechen, mit Musik, wenn es welche gibt."};
static const ShowCheckWords too_loud = {
    "{0} LUFS: louder than platforms want (-14 to -16); they will turn it down. Lower the gains by "
    "{1} dB.",
    "{0} LUFS: lauter, als Plattformen wollen (-14 bis -16); sie regeln es herunter. Alle um {1} "
    "dB "
    "leiser stellen."};
static const ShowCheckWords too_soft = {
    "{0} LUFS: quieter than platforms want (-14 to -16). Raise the gains by {1} dB.",
    "{0} LUFS: leiser, als Plattformen wollen (-14 bis -16). Alle um {1} dB lauter stellen."};
static const ShowCheckWords right = {"{0} LUFS: right for platforms.",
                                     "{0} LUFS: richtig für Plattformen."};
static const ShowCheckWords peak_detail = {"Highest peak {2} dBFS.", "Höchste Spitze {2} dBFS."};

#define AIM_LUFS -15.0

void
show_check_loudness (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  double lufs = facts->loudness_lufs, off = fabs (AIM_LUFS - lufs);

  if (facts->n_mics == 0 || !(lufs > LOUD_NONE)) {
    SAY (line, facts->n_mics == 0 ? SHOW_VERDICT_OFF : SHOW_VERDICT_TODO, nothing);
    return;
  }
  if (lufs > LOUD_HIGH)
    SAY (line, SHOW_VERDICT_WARN, too_loud, NUMBER (lufs, 1), NUMBER (off, 0),
         NUMBER (facts->peak_dbfs, 1));
  else if (lufs < LOUD_LOW)
    SAY (line, SHOW_VERDICT_WARN, too_soft, NUMBER (lufs, 1), NUMBER (off, 0),
         NUMBER (facts->peak_dbfs, 1));
  else
    SAY (line, SHOW_VERDICT_GO, right, NUMBER (lufs, 1), NUMBER (off, 0),
         NUMBER (facts->peak_dbfs, 1));
  line->detail = &peak_detail;
}

static const ShowCheckWords untested = {
    "Not tested. Start the test and clap five times before the camera, near the microphone.",
    "Nicht getestet. Test starten und fünfmal vor der Kamera nahe am Mikrofon klatschen."};
static const ShowCheckWords clap = {
    "Clap now, once a second, and keep the hands together a moment.",
    "Jetzt klatschen, jede Sekunde einmal, Hände kurz zusammenlassen."};
static const ShowCheckWords failed = {"The test did not run to its end. Try again.",
                                      "Der Test lief nicht zu Ende. Wiederholen."};
static const ShowCheckWords unclear = {
    "Not clear: {0} claps were both seen and heard, and they differ by {1} ms. Clap nearer and try "
    "again.",
    "Nicht eindeutig: {0}-mal gesehen und gehört, mit {1} ms Unterschied. Näher klatschen und "
    "wiederholen."};
static const ShowCheckWords in_sync = {"Lips and voice agree.",
                                       "Lippen und Stimme passen zusammen."};
static const ShowCheckWords early = {
    "The sound is {0} ms early. Set this microphone's delay to {1} ms.",
    "Der Ton kommt {0} ms zu früh. Die Verzögerung dieses Mikrofons auf {1} ms stellen."};
static const ShowCheckWords late = {
    "The sound is {0} ms late. Set this microphone's delay to {1} ms.",
    "Der Ton kommt {0} ms zu spät. Die Verzögerung dieses Mikrofons auf {1} ms stellen."};
static const ShowCheckWords too_late = {
    "The sound is {0} ms late, and there is no delay to take away. Plug the microphone into the "
    "rig "
    "itself, not into a radio or a hub.",
    "Der Ton kommt {0} ms zu spät, und es gibt keine Verzögerung, die man verringern könnte. Das "
    "Mikrofon direkt anschließen, nicht über Funk oder Hub."};
static const ShowCheckWords sync_detail = {
    "Sound {0} ms after the picture (less than 0: before), give or take {2} ms; {3} claps.",
    "Ton {0} ms nach dem Bild (unter 0: davor), auf {2} ms genau; {3}-mal geklatscht."};

static gboolean
is_clear (const ShowCheckSync *sync)
{
  return sync->trial == SHOW_TRIAL_DONE && sync->n >= SYNC_EVENTS &&
         sync->spread_ms <= SYNC_SPREAD_MS;
}

static gboolean
is_in_sync (const ShowCheckSync *sync)
{
  return sync->offset_ms >= SYNC_EARLY_MS && sync->offset_ms <= SYNC_LATE_MS;
}

int
show_check_get_delay (const ShowCheckFacts *facts)
{
  const ShowCheckSync *sync = &facts->sync;
  double wanted = sync->delay_ms - sync->offset_ms;

  if (!is_clear (sync) || is_in_sync (sync) || (sync->offset_ms > 0 && sync->delay_ms == 0))
    return -1;
  return (int) CLAMP (wanted + 0.5, 0, SHOW_DELAY_MS_MAX);
}

static void
judge_offset (const ShowCheckSync *sync, ShowCheckLine *line)
{
  double wanted = sync->delay_ms - sync->offset_ms;
  double exact = fmax (sync->frame_ms / 2 / sqrt (sync->n), sync->spread_ms / 2);
  gboolean ok = is_in_sync (sync);
  gboolean bad = fabs (sync->offset_ms) >= SYNC_NO_GO_MS;

  SAY (line,
       ok    ? SHOW_VERDICT_GO
       : bad ? SHOW_VERDICT_NO_GO
             : SHOW_VERDICT_WARN,
       in_sync, NUMBER (ok ? sync->offset_ms : fabs (sync->offset_ms), 0),
       NUMBER (CLAMP (wanted, 0, SHOW_DELAY_MS_MAX), 0), NUMBER (exact, 0), NUMBER (sync->n, 0));
  if (ok)
    line->detail = &sync_detail;
  else
    line->words = sync->offset_ms < 0 ? &early : sync->delay_ms == 0 ? &too_late : &late;
}

void
show_check_sync (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckSync *sync = &facts->sync;

  if (facts->n_mics == 0 || facts->n_cameras == 0)
    SAY (line, SHOW_VERDICT_OFF, untested);
  else if (sync->trial == SHOW_TRIAL_RUNNING)
    SAY (line, SHOW_VERDICT_WAIT, clap);
  else if (sync->trial == SHOW_TRIAL_FAILED)
    SAY (line, SHOW_VERDICT_WARN, failed);
  else if (sync->trial != SHOW_TRIAL_DONE)
    SAY (line, SHOW_VERDICT_TODO, untested);
  else if (!is_clear (sync))
    SAY (line, SHOW_VERDICT_TODO, unclear, NUMBER (sync->n, 0), NUMBER (sync->spread_ms, 0));
  else
    judge_offset (sync, line);
}
